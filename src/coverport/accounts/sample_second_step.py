"""The second step of sample sign-ins, which hold made-up data alone: `coverport sample_code` says the six digits of now."""

import base64
import hashlib
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings

from coverport.accounts.models import User

PERIOD = 30  # seconds


def secret_of(password: str) -> str:
    """An authenticator app's key, out of the password that is drawn once per installation."""
    return base64.b32encode(hashlib.sha256(f"second step {password}".encode()).digest()[:20]).decode()


def give_second_step(user: User, password: str) -> None:
    """Where staff need one, and only to an account that has none."""
    if settings.STAFF_SECOND_STEP and not Authenticator.objects.filter(user_id=user.pk).exists():
        EmailAddress.objects.filter(user_id=user.pk).update(verified=True)
        TOTP.activate(user, secret_of(password))


def code_now(password: str) -> str:
    """The six digits that the app would show."""
    return format_hotp_value(hotp_value(secret_of(password), int(time.time()) // PERIOD))
