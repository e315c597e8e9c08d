"""Which ways into an account hold: those of whoever has shown that its address or number is theirs, 45 CFR 155.260(a)(3)(vi).

A person applies before they have looked into their mail, so an account can be made with an address that is somebody else's. Once its
owner comes in, whoever made it is out. Else both would be in it, and one of them would read what the other tells.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from coverport.accounts.changes import say
from coverport.accounts.models import User

BY_CODE = "account_confirm_login_code"


def comes_in_by_code(request: HttpRequest | None) -> bool:
    """Not by a link out of a mail or by the last step of signing up: there, the owner of the account is somebody who knows it."""
    asked = getattr(request, "resolver_match", None)
    return asked is not None and asked.url_name == BY_CODE


@transaction.atomic
def only_the_one_shown(request: HttpRequest | None, user: User) -> None:
    """End what was set up by somebody who had shown nothing. Sessions end with the password that they were opened with."""
    SocialAccount.objects.filter(user=user).delete()
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        say("password_dropped", request, user)


def forget_number_not_shown(user: User) -> None:
    """A code would go to whoever has it."""
    if user.email and user.phone and not user.phone_verified:
        user.phone = ""
        user.save(update_fields=["phone"])


@receiver(email_confirmed)
def the_address_was_shown(request: HttpRequest, email_address: EmailAddress, **_rest: Any) -> None:
    if comes_in_by_code(request):
        only_the_one_shown(request, email_address.user)
        forget_number_not_shown(email_address.user)


def number_shown(request: HttpRequest | None, user: User) -> None:
    """For the first time. An address that nobody has confirmed opens nothing any more: see `opens`."""
    if comes_in_by_code(request):
        only_the_one_shown(request, user)


@receiver(password_set)
@receiver(password_changed)
@receiver(password_reset)
def a_new_password_ends_what_was_begun(user: User, **_rest: Any) -> None:
    """Whoever was in the account before may have begun to put their own address in the place of the person's."""
    EmailAddress.objects.filter(user=user, verified=False, primary=False).delete()


@receiver(password_reset)
def the_link_showed_the_address(user: User, **_rest: Any) -> None:
    """It went to the account's address alone."""
    if EmailAddress.objects.filter(user=user, primary=True, verified=False).update(verified=True):
        SocialAccount.objects.filter(user=user).delete()
        forget_number_not_shown(user)


def opens(user: User) -> bool:
    """Whether a code or a link to an account's address opens it.

    An address that nobody has confirmed opens none whose number is confirmed: that one has an owner, who may have mistyped the address.
    """
    return not user.phone_verified or EmailAddress.objects.filter(user=user, verified=True).exists()
