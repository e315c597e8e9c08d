"""Income by line: what kind, how much, how often. One amount a year is enough; hours, days and deductions stand folded away."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import HoursField, LineAmountField
from coverport.applications.models import Applicant
from coverport.applications.rules.answers import IncomeAnswer, Problem
from coverport.applications.words import sentence
from coverport.core.dates import age_on
from coverport.core.money import Cents
from coverport.eligibility.facts import Deduction, IncomeLine
from coverport.web.forms import About, DatePartsField, MoneyField, PlainForm

KINDS = [
    ("wages", lazy("A job")),
    ("self_employment", lazy("Self-employment")),
    ("farm", lazy("Farming or fishing")),
    ("rental", lazy("Rent or royalties")),
    ("unemployment", lazy("Unemployment pay")),
    ("social_security", lazy("Social Security, not SSI")),
    ("pension", lazy("A pension or retirement account")),
    ("interest", lazy("Interest")),
    ("tax_exempt_interest", lazy("Interest that is free of tax")),
    ("dividends", lazy("Dividends")),
    ("capital_gains", lazy("Gains from selling something")),
    ("alimony", lazy("Alimony under an agreement from before 2019")),
    ("foreign_excluded", lazy("Earned abroad and free of tax here")),
    ("lump_sum", lazy("A prize, a settlement or another single sum")),
    ("scholarship_for_education", lazy("A scholarship that pays for education")),
    ("american_indian_exempt", lazy("Payments from a tribe or trust land")),
    ("other", lazy("Anything else that is taxed")),
]
DEDUCTIONS = [
    ("student_loan_interest", lazy("Interest on student loans")),
    ("retirement_contribution", lazy("Paid into an IRA or a plan for the self-employed")),
    ("health_savings_account", lazy("Paid into a health savings account")),
    ("self_employment_tax", lazy("Half of the self-employment tax")),
    ("self_employed_health_insurance", lazy("Health insurance of the self-employed")),
    ("alimony", lazy("Alimony under an agreement from before 2019")),
    ("educator_expenses", lazy("A teacher’s expenses")),
    ("early_withdrawal_penalty", lazy("A penalty for taking savings out early")),
    ("moving_military", lazy("Moving with the armed forces")),
    ("other", lazy("Another adjustment of Schedule 1")),
]
PERIODS = [
    ("year", lazy("a year")),
    ("month", lazy("a month")),
    ("half_month", lazy("twice a month")),
    ("two_weeks", lazy("every two weeks")),
    ("week", lazy("a week")),
    ("hour", lazy("an hour")),
    ("once", lazy("once")),
]
MOST_LINES = 20
OWN_INCOME_FROM = 18


class IncomeForm(PlainForm):
    """Each person's lines. Children start with 0, which can be changed; an empty amount in a later line takes it away."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        applicants: Sequence[Applicant],
        told_before: Cents | None,
        on: date,
        unjudged: bool = False,
    ) -> None:
        super().__init__(data)
        self.applicants, self.counts = applicants, {}
        for applicant in applicants:
            start = _start(applicant, told_before, on)
            key = applicant.person.reference
            deductions = applicant.told.deductions
            self.counts[key] = (_count(data, key, len(start)), min(len(deductions) + 1, MOST_LINES))
            for row in range(self.counts[key][0]):
                self._add_line(f"{key}-{row}", start[row] if row < len(start) else None, first=row == 0)
            for row in range(self.counts[key][1]):
                self._add_deduction(f"{key}-d{row}", deductions[row] if row < len(deductions) else None)
            own = (name for name in self.fields if name.startswith(f"{key}-"))
            self.about |= {name: About(applicant.person.name, str(self.fields[name].label)) for name in own}
        if unjudged:
            self._errors = ErrorDict()

    def _add_line(self, name: str, line: IncomeLine | None, *, first: bool) -> None:
        self.fields |= {
            f"{name}-kind": forms.ChoiceField(label=lazy("Kind of income"), choices=KINDS, initial=line.kind if line else "wages"),
            f"{name}-amount": LineAmountField(
                label=lazy("Amount before taxes"), required=first, initial=line.amount if line else None
            ),
            f"{name}-period": forms.ChoiceField(label=lazy("How often"), choices=PERIODS, initial=line.period if line else "year"),
            f"{name}-hours": HoursField(
                label=lazy("Hours a week, if paid by the hour"), initial=line.hours_per_week if line else None
            ),
            f"{name}-starts": DatePartsField(
                label=lazy("First day, if it begins in the year"), required=False, initial=line.starts if line else None
            ),
            f"{name}-ends": DatePartsField(
                label=lazy("Last day, if it ends in the year"), required=False, initial=line.ends if line else None
            ),
        }  # fmt: skip

    def _add_deduction(self, name: str, one: Deduction | None) -> None:
        self.fields |= {
            f"{name}-kind": forms.ChoiceField(
                label=lazy("What is paid"), choices=DEDUCTIONS, required=False, initial=one.kind if one else None
            ),
            f"{name}-amount": MoneyField(label=lazy("Amount"), required=False, initial=one.amount if one else None),
            f"{name}-period": forms.ChoiceField(
                label=lazy("How often"), choices=[each for each in PERIODS if each[0] != "hour"], required=False,
                initial=one.period if one else "year",
            ),
        }  # fmt: skip

    def groups(self) -> Iterator[dict[str, Any]]:
        """Each person with lines and deductions, each a list of bound fields; `open`: whether what is folded has an answer."""
        for applicant in self.applicants:
            key = applicant.person.reference
            lines, deductions = self.counts[key]
            yield {
                "applicant": applicant,
                "key": key,
                "rows": lines,
                "full": lines >= MOST_LINES,
                "lines": [self._bound(f"{key}-{row}", "kind amount period hours starts ends") for row in range(lines)],
                "deductions": [self._bound(f"{key}-d{row}", "kind amount period") for row in range(deductions)],
                "deducts": any(self[f"{key}-d{row}-amount"].value() for row in range(deductions)),
            }

    def _bound(self, name: str, parts: str) -> dict[str, Any]:
        bound = {part: self[f"{name}-{part}"] for part in parts.split()}
        folded = [bound[part] for part in ("hours", "starts", "ends") if part in bound]
        return {**bound, "open": any(each.errors or _filled(each.value()) for each in folded)}

    def answer(self) -> list[IncomeAnswer]:
        return [
            IncomeAnswer(
                one.person.reference, self._lines(one.person.reference), self._deductions(one.person.reference)
            )
            for one in self.applicants
        ]

    def _lines(self, key: str) -> tuple[IncomeLine, ...]:
        given = [
            self._given(f"{key}-{row}", "kind amount period hours starts ends") for row in range(self.counts[key][0])
        ]
        return tuple(
            IncomeLine(
                kind=one["kind"], amount=one["amount"], period=one["period"], starts=one["starts"], ends=one["ends"],
                hours_per_week=one["hours"] if one["period"] == "hour" else None,
            )
            for one in given
            if one["amount"]
        )  # fmt: skip

    def _deductions(self, key: str) -> tuple[Deduction, ...]:
        given = [self._given(f"{key}-d{row}", "kind amount period") for row in range(self.counts[key][1])]
        return tuple(
            Deduction(one["kind"] or "other", one["amount"], one["period"] or "year") for one in given if one["amount"]
        )

    def _given(self, name: str, parts: str) -> dict[str, Any]:
        return {part: self.cleaned_data[f"{name}-{part}"] for part in parts.split()}

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            deduction = problem.field.startswith("deduction_")
            part = problem.field.removeprefix("deduction_")
            row = self._row(problem.facts.get("key", ""), problem.row or 0, "d" if deduction else "")
            name = f"{row}-{part}"
            self.add_error(name if name in self.fields else None, sentence(problem))

    def _row(self, key: str, line: int, prefix: str) -> str:
        """The row of the form in which a line stands: rows without an amount make none."""
        count = self.counts[key][1 if prefix else 0] if key in self.counts else 0
        filled = [row for row in range(count) if self.cleaned_data.get(f"{key}-{prefix}{row}-amount")]
        return f"{key}-{prefix}{filled[line] if line < len(filled) else 0}"


def with_line(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What was typed, and one more empty line for a person."""
    return {**dict(data.items()), f"{key}-rows": str(min(_count(data, key, 1) + 1, MOST_LINES))}


def _count(data: Mapping[str, Any] | None, key: str, stored: int) -> int:
    typed = str(data.get(f"{key}-rows", "1")) if data is not None else str(stored)
    return max(1, min(int(typed), MOST_LINES)) if re.fullmatch(r"\d{1,2}", typed, re.ASCII) else 1


def _filled(value: Any) -> bool:
    return any(value) if isinstance(value, list | tuple) else bool(value)


def _start(applicant: Applicant, told_before: Cents | None, on: date) -> list[IncomeLine]:
    """What the lines show first: as told, 0 for no income; else, for the first person, the income told while shopping."""
    if (lines := applicant.told.income) is not None:
        return list(lines) or [IncomeLine("wages", 0)]
    if applicant.position == 0 and told_before is not None:
        return [IncomeLine("wages", told_before)]
    child = age_on(applicant.person.birth_date, on) < OWN_INCOME_FROM
    return [IncomeLine("wages", 0)] if child and applicant.relationship != "self" else []


def sum_words(applicant: Applicant) -> str:
    """The kinds of a person's income, for the review."""
    kinds = dict(KINDS)
    lines = applicant.told.income or ()
    return ", ".join(str(kinds[kind]) for kind in dict.fromkeys(line.kind for line in lines)) or _("none")
