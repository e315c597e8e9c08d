"""How allauth makes and finds our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import ValidationError
from django.utils.translation import gettext as _

from coverport.accounts.models import User, email_key


class Adapter(DefaultAccountAdapter):
    """One account per address after normalization; a new account keeps the language in which it was made."""

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email)
        asked = getattr(self.request, "resolver_match", None)
        signing_up = asked is not None and asked.url_name == "account_signup"
        if signing_up and User.objects.filter(email_key=email_key(email)).exists():
            raise ValidationError(_("There is an account with this email address already. Sign in instead."))
        return email

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)
