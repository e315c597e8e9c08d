"""The fields that decide most, which two people key: where, when born, the number, each amount of income."""

from collections.abc import Mapping
from datetime import date

import msgspec
from django import forms
from django.utils.translation import gettext as _

from coverport.applications.forms.fields import LineAmountField
from coverport.applications.forms.income import KINDS, PERIODS
from coverport.applications.forms.people import SsnField
from coverport.applications.models import Application
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.core.money import display
from coverport.paper.models import PaperApplication
from coverport.paper.queries import is_anew, signed_before
from coverport.paper.rules.keying import differing
from coverport.web.forms import BirthDateField, PlainForm, ZipField


class Critical(msgspec.Struct, frozen=True):
    """One such field. value: as it was keyed first, as text; step: where it can be corrected."""

    key: str
    kind: str
    label: str
    value: str
    step: str


def criticals(application: Application) -> tuple[Critical, ...]:
    """What was keyed first, in the order of the form."""
    found = [Critical("zip", "zip", _("ZIP code"), application.zip, steps.ADDRESS)]
    for one in applicants_of(application):
        key, name = one.person.reference, one.person.short_name
        born, number = one.person.birth_date.isoformat(), one.person.ssn
        found.append(Critical(f"{key}-born", "date", _("Birth date of %(name)s") % {"name": name}, born, steps.PEOPLE))
        found.append(
            Critical(
                f"{key}-ssn", "ssn", _("Social Security number of %(name)s") % {"name": name}, number, steps.PEOPLE
            )
        )
        for row, line in enumerate(one.told.income or ()):
            words = {"name": name, "kind": dict(KINDS)[line.kind], "period": dict(PERIODS)[line.period]}
            label = _("Income of %(name)s: %(kind)s, %(period)s") % words
            found.append(Critical(f"{key}-{row}", "money", label, str(line.amount), steps.INCOME))
    return tuple(found)


def to_key_again(paper: PaperApplication) -> tuple[Critical, ...]:
    """What two people key, or is read back: all of it; of a change what is not as the household signed it before."""
    if paper.application is None:
        return ()
    now = criticals(paper.application)
    if not is_anew(paper) or (before := signed_before(paper.application)) is None:
        return now
    same = {(each.key, each.value) for each in criticals(before)}
    return tuple(each for each in now if (each.key, each.value) not in same)


def still_differing(paper: PaperApplication) -> tuple[Critical, ...]:
    """The fields that the two keyings do not have alike now; all of them before the second."""
    first = to_key_again(paper)
    keys = differing({each.key: each.value for each in first}, paper.second)
    return tuple(each for each in first if each.key in keys)


def is_checked(paper: PaperApplication) -> bool:
    """Whether two keyings agree on every such field, as it stands now."""
    if paper.application is None:
        return False
    first = to_key_again(paper)
    if not paper.second and (first or not is_anew(paper)):
        return False
    return not differing({each.key: each.value for each in first}, paper.second)


class SecondForm(PlainForm):
    """The same fields, empty: whoever keys them does not see what was keyed first."""

    def __init__(self, *args: object, paper: PaperApplication, on: date) -> None:
        super().__init__(*args)
        for each in to_key_again(paper):
            self.fields[each.key] = _field(each, on)

    def answer(self) -> dict[str, str]:
        return {name: _text(value) for name, value in self.cleaned_data.items()}


def _field(each: Critical, on: date) -> forms.Field:
    if each.kind == "zip":
        return ZipField(label=each.label)
    if each.kind == "date":
        return BirthDateField(label=each.label, today=on)
    if each.kind == "ssn":
        return SsnField(label=each.label)
    return LineAmountField(label=each.label, required=True)


def _text(value: object) -> str:
    """A cleaned answer as it is compared: a date as ISO has it, an amount in cents."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def shown(each: Critical, value: str) -> str:
    """A value as a clerk reads it."""
    if each.kind == "money" and value.lstrip("-").isdigit():
        return display(int(value))
    return value or "–"


def pairs(paper: PaperApplication) -> list[tuple[Critical, str, str]]:
    """Each field that differs, as it was keyed first and second."""
    second: Mapping[str, str] = paper.second
    return [(each, shown(each, each.value), shown(each, second.get(each.key, ""))) for each in still_differing(paper)]
