"""Whoever works for an exchange or an insurer proves a second thing before any page beyond their own account's opens."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from coverport.accounts.models import Role, User

# Recovery codes come with one of these; alone they are none.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AskForSecondStep:
    """Leads staff without a second step to where it is set up, and a session that was opened without it to where it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.STAFF_SECOND_STEP or _open_without(request, view) or not request.user.is_authenticated:
            return None
        request.has_a_role = is_staff(request.user)  # type: ignore[attr-defined]
        if not request.has_a_role or proven(request):  # type: ignore[attr-defined]
            return None
        name = "mfa_reauthenticate" if has_second_step(request.user) else "mfa_index"
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def _open_without(request: HttpRequest, view: Any) -> bool:
    """What anybody may see, and the own account's pages, on which a second step is set up."""
    permission = getattr(view, "permission", "")
    return permission == "public" or (permission == "signed_in" and request.path_info.startswith("/account/"))


def is_staff(user: Any) -> bool:
    """Whether somebody has a role at any exchange: state workers, insurers, helpers and whoever else comes.

    As it was when the account was read for this request, where it was.
    """
    read: bool | None = getattr(user, "works", None)
    return Role.objects.filter(user_id=user.pk).exists() if read is None else read


def has_second_step(user: Any) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def proven(request: HttpRequest) -> bool:
    """Whether this session showed a second step that its account still has."""
    shown = any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))  # type: ignore[arg-type]
    return shown and has_second_step(request.user)


@receiver(authenticator_added)
def setting_it_up_shows_it(request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    """Who has just typed the app's code, or touched the key, need not do so again at once."""
    if authenticator.type in KINDS:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
