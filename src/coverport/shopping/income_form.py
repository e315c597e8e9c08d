"""Help with the income: what people know of it, asked in words they use, each part optional."""

import re
from decimal import Decimal
from typing import Any

import msgspec
from django.forms import CharField, ChoiceField, TextInput, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coverport.core.money import Cents
from coverport.shopping.income import EVERY, Parts
from coverport.web.forms import MoneyField, PlainForm

HOURS_OF_A_WEEK, WEEKS_OF_A_YEAR = 168, 53
EVERY_WORDS = {
    "week": _("every week"),
    "two_weeks": _("every two weeks"),
    "half_month": _("twice a month"),
    "month": _("every month"),
    "year": _("once a year"),
}


class CountField(CharField):
    """A number of hours or weeks, to a hundredth: "37.5"."""

    default_error_messages = {
        "invalid": _("Enter a number, such as 40 or 37.5."),
        "too_many": _("Enter at most %(most)d."),
    }

    def __init__(self, *, most: int, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "6", "class": "ds-c-field--small"}
        super().__init__(**{"required": False, "widget": TextInput(attrs=attributes), **options})
        self.most = most

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        typed = super().clean(value)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,3}(\.\d{0,2})?", typed, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if Decimal(typed) > self.most:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": self.most})
        return Decimal(typed)


class IncomeHelp(PlainForm):
    """All of it optional; what is told is added up."""

    wage = MoneyField(label=_("Pay for an hour"), required=False)
    hours = CountField(label=_("Hours a week"), most=HOURS_OF_A_WEEK)
    weeks = CountField(label=_("Weeks of the year"), help_text=_("Empty: all 52."), most=WEEKS_OF_A_YEAR)
    pay = MoneyField(label=_("A paycheck, before taxes"), required=False)
    every = ChoiceField(label=_("It comes"), choices=list(EVERY_WORDS.items()), required=False)
    unemployment = MoneyField(label=_("Unemployment pay a week"), required=False)
    unemployment_weeks = CountField(label=_("For how many weeks"), most=WEEKS_OF_A_YEAR)
    retirement = MoneyField(label=_("Retirement and Social Security a month"), required=False)
    other = MoneyField(
        label=_("Anything else in the year"),
        help_text=_("Self-employment after costs, rent, interest."),
        required=False,
    )

    @classmethod
    def of(cls, data: QueryDict, *, judged: bool) -> "IncomeHelp":
        """What the address says. judged: False shows it without a word about it."""
        typed = {name: str(data[name]) for name in cls.base_fields if name in data}
        return cls(data if judged and typed else None, initial=typed)

    @classmethod
    def names(cls) -> set[str]:
        return set(cls.base_fields)

    def clean(self) -> dict[str, Any]:
        """A wage wants its hours, unemployment pay its weeks: half of a sum would be taken for all of it."""
        given = super().clean() or self.cleaned_data
        for part, other in (("wage", "hours"), ("hours", "wage"), ("unemployment", "unemployment_weeks"),
                            ("unemployment_weeks", "unemployment")):  # fmt: skip
            if given.get(part) is not None and given.get(other) is None and other not in self.errors:
                self.add_error(other, _("Enter this, too, or leave both empty."))
        return given

    def is_well(self) -> bool:
        """Nothing told, or all of it in order."""
        return not self.is_bound or self.is_valid()

    @property
    def parts(self) -> Parts:
        """What was told; nothing while something is wrong with it."""
        if not self.is_bound or not self.is_valid():
            return Parts()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return msgspec.convert(given, Parts)

    @property
    def year(self) -> Cents | None:
        """Cents a year; None where nothing was told."""
        return self.parts.year

    @property
    def told(self) -> bool:
        """Whether the folded part must be seen: something stands in it."""
        return any(self[name].value() for name in self.fields if name != "every")

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """(id of the input, what is wrong)."""
        return [(self[name].auto_id, str(words)) for name in self.fields for words in self[name].errors]


assert set(EVERY_WORDS) == set(EVERY)
