"""A sign-in through an outside provider that has proven who the person is counts as proof here."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.dispatch import receiver

from coverport.accounts.identity.actions import accept_outside


def proves_identity(claims: dict[str, Any]) -> bool:
    """Whether a provider's claims say so: login.gov tells its assurance level in `ial` (2) or `acr`, NIST SP 800-63A."""
    told = {**claims.get("id_token", {}), **claims.get("userinfo", {}), **claims}
    return str(told.get("ial", "")) == "2" or told.get("acr") in settings.OIDC_PROVEN_LEVELS


@receiver(user_logged_in)
def a_proven_person_is_proven_here(request: Any, user: Any, sociallogin: Any = None, **_rest: Any) -> None:
    """At the exchange where they signed in, as their claims stand now."""
    exchange = getattr(request, "exchange", None)
    if sociallogin is not None and exchange is not None and proves_identity(sociallogin.account.extra_data):
        accept_outside(user=user, exchange=exchange, on=exchange.today())
