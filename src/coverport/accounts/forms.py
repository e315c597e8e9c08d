"""Signing up and in: an email address or a phone number stands in one field."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm, SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coverport.accounts.contacts import phone_number
from coverport.accounts.models import User, email_key

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

# Signs of an address, as its column has them.
LONGEST = 254
NO_PHONE = _("Enter a phone number with its area code, such as 802-555-0123, or with + and the country code.")


class PhoneField(forms.CharField):
    """A phone number however it is typed; its value is as E.164 has it, empty for none."""

    def __init__(self, **options: Any) -> None:
        attributes = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        super().__init__(
            **{
                "label": _("Mobile phone number"),
                "widget": forms.TextInput(attrs=attributes),
                "max_length": 40,
                **options,
            }
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if typed and phone_number(typed) is None:
            raise ValidationError(NO_PHONE, code="invalid_phone")
        return phone_number(typed) or ""


class ContactField(forms.CharField):
    """An email address or a phone number; the value is the account's own spelling where there is one."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            **{
                "label": _("Email address or mobile phone number"),
                "widget": forms.TextInput(attrs=attributes),
                "max_length": LONGEST,
                **options,
            }
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if "@" in typed or "＠" in typed:
            known = User.objects.filter(email_key=email_key(typed)).values_list("email", flat=True).first()
            return known or email_key(typed)
        number = phone_number(typed)
        if typed and number is None:
            raise ValidationError(_("Enter an email address, or a phone number with its area code."), code="invalid")
        return number or ""


class SignInForm(LoginForm):
    """With a password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = ContactField()
        self.order_fields(["login", "password"])


class CodeForm(RequestLoginCodeForm):
    """With a code that we send. Whether there is an account is said by the message alone, to its owner."""

    _user = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"login": ContactField()}

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        kind = "email" if "@" in login else "phone"
        self.cleaned_data[kind] = login
        self.cleaned_data[kind] = self.clean_email() if kind == "email" else self.clean_phone()
        if kind == "email" and self._user is not None and not _opens(self._user):
            self._user = None
        return login


def _opens(user: User) -> bool:
    from coverport.accounts.ways_in import opens  # it needs the library's models, which need these forms

    return opens(user)


class SignUpForm(SignupForm):
    """An address, a number or both."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("email") or cleaned.get("phone") or {"email", "phone"} & self.errors.keys()):
            self.add_error("email", _("Enter an email address or a mobile phone number."))
        return cleaned

    def _clean_phone(self) -> None:
        """Said in place, as for an email address: who signs up must know to sign in instead."""
        phone = self.cleaned_data.get("phone")
        if phone and User.objects.filter(phone=phone).exists():
            self.add_error("phone", _("There is an account with this phone number already. Sign in instead."))


class ResetForm(ResetPasswordForm):
    """Where the link goes; look-alike spellings of the address find the account, too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].to_python = lambda typed: email_key(typed or "")  # type: ignore[method-assign]

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        known = User.objects.filter(email_key=email_key(typed)).values_list("email", flat=True).first()
        self.cleaned_data["email"] = known or typed
        email = super().clean_email()
        found: list[User] = self.users  # type: ignore[has-type]
        self.users = [user for user in found if _opens(user)]
        return email


class ChangeEmailForm(AddEmailForm):
    """The address to change to. The one that the account has stays until the new one is confirmed, also where it never was itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].max_length = LONGEST
        self.fields["email"].validators.append(MaxLengthValidator(LONGEST))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if User.objects.exclude(pk=self.user.pk).filter(email_key=email_key(email)).exists():
            raise ValidationError(_("There is an account with this email address already."), code="email_taken")
        return email

    def save(self, request: HttpRequest) -> "EmailAddress":
        from allauth.account.internal.flows.email_verification import send_verification_email_to_address
        from allauth.account.models import EmailAddress

        with transaction.atomic():
            mine = EmailAddress.objects.filter(user=self.user)
            mine.filter(verified=False, primary=False).delete()
            address = mine.create(user=self.user, email=self.cleaned_data["email"].lower())
        send_verification_email_to_address(request, address)
        return address
