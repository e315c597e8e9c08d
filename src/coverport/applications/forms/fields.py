"""Fields that several steps use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class YesNoField(forms.TypedChoiceField):
    """Yes or no, as two choices that can both be seen. Cleans to a bool; None where it may stay open and did."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "choices": [("yes", _("Yes")), ("no", _("No"))],
                "coerce": lambda typed: typed == "yes",
                "empty_value": None,
                "widget": forms.RadioSelect,
                "error_messages": {"required": _("Choose yes or no.")},
                **options,
            }
        )


def yes_no(value: bool | None) -> str:
    """What YesNoField shows for a stored answer."""
    return "" if value is None else ("yes" if value else "no")
