"""Fields that several steps use."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverport.core.money import Cents
from coverport.web.forms import MoneyField


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


class SeveralField(forms.MultipleChoiceField):
    """Any number of choices, also none. Cleans to a tuple, in the order in which they stand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.CheckboxSelectMultiple, "required": False, **options})

    def clean(self, value: Any) -> tuple[str, ...]:
        chosen = set(super().clean(value))
        return tuple(str(each[0]) for each in self.widget.choices if each[0] in chosen)


class AlienNumberField(forms.CharField):
    """An A with seven to nine digits, however it is typed; may stay empty. A stored number is never sent back to the page."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "off", "maxlength": "14", "class": "ds-c-field--medium"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), "required": False, **options})

    def clean(self, value: Any) -> str | None:
        typed = re.sub(r"[\s#-]", "", super().clean(value)).upper()
        return (f"A{typed}" if typed.isdigit() else typed) or None


class WholeNumberField(forms.CharField):
    """A whole number, not below 0, typed as digits."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "4", "class": "ds-c-field--small"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,4}", typed, re.ASCII):
            raise forms.ValidationError(_("Enter a whole number, such as 80."), code="invalid")
        return int(typed)


class HoursField(forms.CharField):
    """Hours of a week, to the half hour and finer: 37.5."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "6", "class": "ds-c-field--small"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), "required": False, **options})

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", typed, re.ASCII):
            raise forms.ValidationError(_("Enter the hours of a usual week, such as 37.5."), code="invalid")
        return Decimal(typed)


class LineAmountField(MoneyField):
    """An amount that may be a loss; what kinds of income may is for the rules."""

    def validate(self, value: Cents | None) -> None:
        super().validate(abs(value) if value is not None else None)
