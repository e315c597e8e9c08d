"""Fields that keep whatever was typed and say in plain words what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coverport.core.dates import age_on
from coverport.core.money import Cents, cents, display_whole, dollars

# Above this nobody's yearly income is a question of this marketplace; it is a slip of the keyboard.
ABSURD_AMOUNT: Cents = 10_000_000_00
OLDEST = 120


class About(msgspec.Struct, frozen=True):
    """Whose answer a field takes, and to which question: where a page asks several people the same, what is wrong says of whom.

    question: empty where each person has one question, and their name says enough. named: the question says the name itself.
    """

    whose: str
    question: str = ""
    named: bool = False

    def line(self, words: str) -> str:
        """What is wrong, as it stands alone."""
        asks = self.question.endswith("?")
        before = (": " if asks else ", ").join(filter(None, ("" if asks and self.named else self.whose, self.question)))
        return f"{before}{' ' if asks else ': '}{words}" if before else words


class PlainForm(forms.Form):
    """A form whose answers are checked by us: the browser's own bubbles are not translated and vanish."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.about: dict[str, About] = {}
        for name, field in self.fields.items():
            # The very same words: to compare lazy ones would translate both.
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                # The summary above the form lists what is missing, so each message names its question.
                words = (
                    _("Please check the box: {label}")
                    if isinstance(field, forms.BooleanField)
                    else _("Please answer: {label}")
                )
                field.error_messages["required"] = format_lazy(words, label=field.label or name)


class ZipField(forms.CharField):
    """A ZIP code; the four digits after a hyphen may be typed too and are dropped."""

    default_error_messages = {
        "required": _("Enter your ZIP code."),
        "invalid": _("A ZIP code has five digits, such as 05401."),
    }

    def __init__(self, **options: Any) -> None:
        attributes = {
            "inputmode": "numeric",
            "autocomplete": "postal-code",
            "maxlength": "10",
            "class": "ds-c-field--small",
        }
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        found = re.fullmatch(r"(\d{5})(?:-?\d{4})?", typed, re.ASCII)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found[1]


class AgeField(forms.CharField):
    """Completed years of age, 0 to 120."""

    default_error_messages = {
        "required": _("Enter an age."),
        "invalid": _("Enter the age in whole years, such as 40. For a baby under one year, enter 0."),
        "too_old": _("Enter an age of %(oldest)d or less."),
    }

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "4", "class": "ds-c-field--small"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,4}", typed, re.ASCII):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if int(typed) > OLDEST:
            raise forms.ValidationError(self.error_messages["too_old"], code="too_old", params={"oldest": OLDEST})
        return int(typed)


class MoneyInput(forms.TextInput):
    """A text input with a dollar sign before it."""

    def format_value(self, value: Any) -> str | None:
        """Cents that the program puts in are shown as dollars; what a person typed stays as typed."""
        if isinstance(value, int):
            return dollars(value).removesuffix(".00")
        return super().format_value(value)


class MoneyField(forms.Field):
    """An amount of dollars, not negative: "45000", "45,000.50" or "$45,000". Cleans to integer cents."""

    widget = MoneyInput
    default_error_messages = {
        "required": _("Enter an amount. If there is none, enter 0."),
        "invalid": _("Enter an amount of dollars, such as 45,000 or 45000.50."),
        "negative": _("Enter an amount of 0 or more."),
        "too_large": _("Enter an amount of at most %(most)s. Check the number of zeros."),
    }

    def __init__(self, *, most: Cents = ABSURD_AMOUNT, **options: Any) -> None:
        self.most = most
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "20", "class": "ds-c-field--medium"}
        super().__init__(**{"widget": MoneyInput(attrs=attributes), **options})

    def to_python(self, value: Any) -> Cents | None:
        typed = str(value or "").strip().replace("\N{MINUS SIGN}", "-").replace(" ", "")
        if not typed:
            return None
        # Decimal would also read "NaN", "1e9" and digits of other scripts.
        if not re.fullmatch(r"-?\$?-?[\d,]*\.?\d{0,2}", typed, re.ASCII) or not any(sign.isdigit() for sign in typed):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return cents(typed)
        except ValueError:  # more digits than any sum of money has
            return -1 if "-" in typed else self.most + 1

    def validate(self, value: Cents | None) -> None:
        super().validate(value)
        if value is not None and value < 0:
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        if value is not None and value > self.most:
            raise forms.ValidationError(
                self.error_messages["too_large"], code="too_large", params={"most": display_whole(self.most)}
            )


class DatePartsInput(forms.MultiWidget):
    """Three small inputs: month, day, year. Whatever was typed comes back as it was."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, autocomplete: str = "") -> None:
        def part(size: str, length: int, completes: str) -> forms.TextInput:
            given = f"{autocomplete}-{completes}" if autocomplete else "off"
            return forms.TextInput(
                attrs={
                    "inputmode": "numeric",
                    "maxlength": str(length),
                    "class": f"ds-c-field--{size}",
                    "autocomplete": given,
                }
            )

        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": part("month", 2, "month"),
            "day": part("day", 2, "day"),
            "year": part("year", 4, "year"),
        }
        super().__init__(parts, dict(attrs) if attrs else None)

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, date):
            return [str(value.month), str(value.day), str(value.year)]
        return ["", "", ""]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""


class DatePartsField(forms.Field):
    """A date typed as month, day and year. Cleans to a date. `earliest` and `latest`, both allowed, may be set later by the form."""

    widget = DatePartsInput
    default_error_messages = {
        "required": _("Enter the month, the day and the year."),
        "incomplete": _("Enter all three: the month, the day and the year."),
        "four_digits": _("Enter the year with four digits, such as 1975."),
        "invalid": _("There is no such date. Enter numbers, such as 4 23 1975."),
        "too_early": _("This date is too early."),
        "too_late": _("This date is too late."),
    }

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        month, day, year = (str(part or "").strip() for part in value)
        if not (month or day or year):
            return None
        if not (month and day and year):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self._date(month, day, year)

    def _date(self, month: str, day: str, year: str) -> date:
        if not all(re.fullmatch(r"\d+", part, re.ASCII) for part in (month, day, year)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if len(year) != 4:
            raise forms.ValidationError(self.error_messages["four_digits"], code="four_digits")
        try:
            return date(int(year), int(month), int(day))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and self.earliest and value < self.earliest:
            raise forms.ValidationError(self.error_messages["too_early"], code="too_early")
        if value is not None and self.latest and value > self.latest:
            raise forms.ValidationError(self.error_messages["too_late"], code="too_late")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(DatePartsInput().decompress(initial) != [str(part or "") for part in data or ["", "", ""]])


class BirthDateField(DatePartsField):
    """A birth date: not after `today`, which the form sets, and not more than 120 years before it."""

    default_error_messages = {
        "too_late": _("A birth date cannot be in the future."),
        "too_early": _("This birth date is more than 120 years ago. Check the year."),
    }

    def __init__(self, *, today: date | None = None, **options: Any) -> None:
        super().__init__(**{"widget": DatePartsInput(autocomplete="bday"), **options})
        self.today = today

    def validate(self, value: date | None) -> None:
        self.latest = self.today
        super().validate(value)
        if value is not None and self.today and age_on(value, self.today) > OLDEST:
            raise forms.ValidationError(self.error_messages["too_early"], code="too_early")
