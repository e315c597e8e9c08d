"""How emails leave: $COVERPORT_EMAIL, else a file each in the data folder."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Scheme -> (port where none is named, encrypted from the first byte on, encrypted after a greeting).
_WAYS = {"smtp": (25, False, False), "smtps": (465, True, False), "smtp+starttls": (587, False, True)}


def mailer(address: str, folder: Path, patience: float) -> dict[str, Any]:
    """Django's settings for an address as `smtp+starttls://user:password@host:587`. Raises ValueError, which names what is wrong.

    folder: for files, where there is no address. patience: seconds that the server may take.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    where = urlsplit(address)
    if where.scheme not in _WAYS or not where.hostname:
        raise ValueError(f"COVERPORT_EMAIL names a mail server as {', '.join(f'{way}://host' for way in _WAYS)}")
    port, at_once, after_greeting = _WAYS[where.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": where.hostname,
        "EMAIL_PORT": where.port or port,
        "EMAIL_HOST_USER": unquote(where.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(where.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": after_greeting,
        "EMAIL_TIMEOUT": patience,
    }
