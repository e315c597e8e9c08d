"""How allauth makes, finds and reaches our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.forms import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.accounts import text_messages
from coverport.accounts.contacts import phone_number
from coverport.accounts.forms import PhoneField
from coverport.accounts.lockout import account_key
from coverport.accounts.models import User, email_key
from coverport.accounts.roles import AT_A_DESK, kinds_at
from coverport.core.access import Actor
from coverport.core.proxies import client_of
from coverport.core.resealing import also_reseal, reseal
from coverport.core.sensitive import newest_key, seal, unseal

SECOND_STEP_PURPOSE = "authenticator.secret: the second step of signing in"


class Adapter(DefaultAccountAdapter):
    """One account per address and number after normalization; a new account keeps the language in which it was made."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address and the password do not belong together. Check both."),
    }

    def get_client_ip(self, request: Any) -> str:
        return client_of(request.META)

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Passwords are counted by account and place: trying them from elsewhere closes an account to nobody."""
        return f"{account_key(request, credentials)}:{client_of(request.META)}"

    def format_email_subject(self, subject: str) -> str:
        """With the exchange's name: a message that asks for a click says who it is from."""
        exchange = getattr(self.request, "exchange", None)
        return f"{exchange.profile.short_name if exchange else 'Coverport'}: {subject}"

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email)
        asked = getattr(self.request, "resolver_match", None)
        signing_up = asked is not None and asked.url_name == "account_signup"
        if signing_up and email and User.objects.filter(email_key=email_key(email)).exists():
            raise ValidationError(_("There is an account with this email address already. Sign in instead."))
        return email

    def get_login_redirect_url(self, request: Any) -> str:
        """Who works for the exchange begins at their desk, everybody else at their plan."""
        works_here = kinds_at(Actor.person(request.user), request.exchange) & AT_A_DESK
        return reverse("desk:desk") if works_here else str(super().get_login_redirect_url(request))

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.language = getattr(request, "LANGUAGE_CODE", "")
        user.phone = form.cleaned_data.get("phone") or ""
        return super().save_user(request, user, form, commit)

    def phone_form_field(self, **options: Any) -> PhoneField:
        return PhoneField(**options)

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        before, confirmed = user.phone, user.phone_verified
        user.phone, user.phone_verified = phone_number(phone) or "", verified
        user.save(update_fields=["phone", "phone_verified"])
        if before and confirmed and user.phone != before:
            from coverport.accounts.changes import say  # it needs the library's models, which need this adapter

            say("phone_changed", _request(), user)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user: User, phone: str) -> None:
        first = not user.phone_verified
        self.set_phone(user, phone, True)
        if first:
            from coverport.accounts.ways_in import number_shown

            number_shown(_request(), user)

    def confirm_email(self, request: Any, email_address: Any) -> bool:
        """An address that another account has got since the link was sent stays with that one."""
        others = User.objects.exclude(pk=email_address.user_id).filter(email_key=email_key(email_address.email))
        return not others.exists() and super().confirm_email(request, email_address)

    def get_user_by_phone(self, phone: str) -> User | None:
        number = phone_number(phone)
        return User.objects.filter(phone=number, is_active=True).first() if number else None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_options: Any) -> None:
        words = _("Your code is %(code)s. It works for ten minutes. We never ask you for it by telephone.")
        text_messages.send(phone, words % {"code": code})

    def send_unknown_account_sms(self, phone: str, **_options: Any) -> None:
        text_messages.send(phone, _("Somebody asked for a sign-in code. There is no account with this number."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        text_messages.send(phone, _("There is an account with this number already. Sign in instead."))


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes stand sealed."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SECOND_STEP_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SECOND_STEP_PURPOSE)

    def get_totp_label(self, user: Any) -> str:
        return str(user.email or user.phone)

    def get_totp_issuer(self) -> str:
        exchange = getattr(_request(), "exchange", None)
        return exchange.profile.short_name if exchange else "Coverport"


def _request() -> Any:
    from allauth.core import context

    return context.request


@also_reseal("mfa.Authenticator.data")
def reseal_second_steps() -> int:
    """Authenticator apps' secrets and the seeds of recovery codes, which the library keeps in JSON."""
    changed = 0
    for one in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        old = {key: value for key, value in one.data.items() if _sealed_before(value)}
        if old:
            one.data |= {key: reseal(value, purpose=SECOND_STEP_PURPOSE) for key, value in old.items()}
            one.save(update_fields=["data"])
            changed += 1
    return changed


def _sealed_before(value: Any) -> bool:
    key_id, colon, _rest = str(value).partition(":")
    return isinstance(value, str) and bool(colon) and key_id in settings.SENSITIVE_KEYS and key_id != newest_key()
