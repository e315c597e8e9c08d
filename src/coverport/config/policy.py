"""What a browser may do on our pages: nothing from elsewhere, nothing inline."""

from typing import Any

from csp.constants import NONE, SELF


def content_security_policy(outside_sign_in: str) -> dict[str, Any]:
    """outside_sign_in: the address of a provider that a sign-in button leads to, or empty."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            # A sign-in button leads on to the outside provider; browsers hold that redirect to this line, too.
            "form-action": [SELF, *([outside_sign_in] if outside_sign_in else [])],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
    }
