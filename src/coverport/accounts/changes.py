"""What happens to an account that its person should hear of, 45 CFR 155.260(a)(3)-(4): the library's signals, as events.

Who hears of it, and how, is said by the room that knows the person's address (applications/handlers.py).
"""

from typing import Any, ClassVar

from allauth.account.signals import email_changed, password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from coverport.accounts.devices import device_name
from coverport.accounts.models import KnownDevice, User
from coverport.core.access import Actor
from coverport.core.events import Fact, fact, record
from coverport.core.sensitive import blind_index

PURPOSE = "known device: which kind of browser an account was used on"


@fact
class AccountChanged(Fact, frozen=True):
    """A way into an account changed, or was used from a new device. what: one of WHAT; device: the kind of browser, where it matters."""

    kind: ClassVar[str] = "accounts.changed"
    what: str
    device: str = ""


WHAT = (
    "password_set", "password_changed", "password_reset", "email_changed", "phone_changed", "step_added", "step_removed",
    "codes_renewed", "new_device", "password_dropped",
)  # fmt: skip


def say(what: str, request: HttpRequest | None, user: User, *, device: str = "") -> None:
    """Write it down, at the exchange whose page was used. Pages that are no exchange's change no account."""
    exchange = getattr(request, "exchange", None)
    if exchange is None:
        return
    with transaction.atomic():
        record(
            AccountChanged(what, device), by=Actor.person(user), on=exchange.today(), exchange=exchange.slug,
            subject=user.reference, purpose="safety of an account",
        )  # fmt: skip


@receiver(password_set)
def a_password_was_set(request: HttpRequest, user: User, **_rest: Any) -> None:
    say("password_set", request, user)


@receiver(password_changed)
def the_password_was_changed(request: HttpRequest, user: User, **_rest: Any) -> None:
    say("password_changed", request, user)


@receiver(password_reset)
def the_password_was_set_anew(request: HttpRequest, user: User, **_rest: Any) -> None:
    say("password_reset", request, user)


@receiver(email_changed)
def the_address_was_changed(request: HttpRequest, user: User, from_email_address: Any = None, **_rest: Any) -> None:
    """The first address of an account that had none changes nothing that somebody could lose."""
    if from_email_address is not None:
        say("email_changed", request, user)


@receiver(authenticator_added)
def a_second_step_came(request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    """Recovery codes come with one; they are not told of a second time."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        say("step_added", request, user)


@receiver(authenticator_removed)
def a_second_step_went(request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        say("step_removed", request, user)


@receiver(authenticator_reset)
def codes_were_made_anew(request: HttpRequest, user: User, **_rest: Any) -> None:
    say("codes_renewed", request, user)


@receiver(user_logged_in)
def somebody_signed_in(request: HttpRequest, user: User, **_rest: Any) -> None:
    """From a kind of browser that the account was never used on. The first one of an account is nobody else's."""
    name = device_name(request.META.get("HTTP_USER_AGENT", ""))
    first = not KnownDevice.objects.filter(user=user).exists()
    _row, new = KnownDevice.objects.get_or_create(user=user, device=blind_index(name or "another", purpose=PURPOSE))
    if new and not first:
        say("new_device", request, user, device=name)
