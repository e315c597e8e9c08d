"""One question asked about each of several people: fields are named by the person's reference."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import YesNoField, yes_no
from coverport.applications.models import Applicant
from coverport.applications.rules.answers import IncomeAnswer, Problem
from coverport.applications.words import sentence
from coverport.core.dates import age_on
from coverport.web.forms import MoneyField, PlainForm

CITIZENSHIP = [
    (Applicant.Citizenship.CITIZEN, lazy("A citizen or national of the United States")),
    (Applicant.Citizenship.IMMIGRANT, lazy("Not a citizen, with an eligible immigration status")),
    (Applicant.Citizenship.NEITHER, lazy("Neither")),
]
KINDS = ("jobs", "self_employment", "other")


class CitizenshipForm(PlainForm):
    """What each person who applies attests."""

    def __init__(self, *args: Any, applicants: Iterable[Applicant], **options: Any) -> None:
        super().__init__(*args, **options)
        for applicant in applicants:
            self.fields[applicant.person.reference] = forms.ChoiceField(
                label=_("%(name)s is") % {"name": applicant.person.name}, choices=CITIZENSHIP, widget=forms.RadioSelect,
                initial=applicant.citizenship, error_messages={"required": _("Choose one answer.")},
            )  # fmt: skip

    def answer(self) -> dict[str, str]:
        return dict(self.cleaned_data)

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, sentence(problem))


class CoverageForm(PlainForm):
    """Whether each person who applies has or can get other coverage."""

    def __init__(self, *args: Any, applicants: Iterable[Applicant], **options: Any) -> None:
        super().__init__(*args, **options)
        for applicant in applicants:
            self.fields[applicant.person.reference] = YesNoField(
                label=_("Does %(name)s have one of these, or could have one?") % {"name": applicant.person.name},
                initial=yes_no(applicant.other_coverage),
            )

    def answer(self) -> dict[str, bool]:
        return dict(self.cleaned_data)

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, sentence(problem))


class IncomeForm(PlainForm):
    """Each person's yearly income in three kinds. Children start with 0, which can be changed."""

    def __init__(
        self, *args: Any, applicants: Sequence[Applicant], told_before: int | None, on: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.applicants = applicants
        labels = {
            "jobs": _("From jobs"),
            "self_employment": _("From self-employment"),
            "other": _("From anything else"),
        }
        for applicant in applicants:
            start = _start(applicant, told_before, on)
            for kind in KINDS:
                self.fields[f"{applicant.person.reference}-{kind}"] = MoneyField(
                    label=labels[kind], initial=start[kind]
                )

    def groups(self) -> Iterator[tuple[Applicant, list[Any]]]:
        """Each person with the three fields."""
        for applicant in self.applicants:
            yield applicant, [self[f"{applicant.person.reference}-{kind}"] for kind in KINDS]

    def answer(self) -> list[IncomeAnswer]:
        def given(key: str) -> dict[str, int]:
            return {kind: self.cleaned_data[f"{key}-{kind}"] for kind in KINDS}

        return [IncomeAnswer(key=one.person.reference, **given(one.person.reference)) for one in self.applicants]

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            key = self.applicants[problem.row].person.reference if problem.row is not None else problem.facts.get("key")
            name = f"{key}-{problem.field}"
            self.add_error(name if name in self.fields else None, sentence(problem))


def _start(applicant: Applicant, told_before: int | None, on: Any) -> dict[str, int | None]:
    """What the fields show before anything was answered: the income told while shopping stands with the first person."""
    if applicant.income_cents is not None:
        return {
            "jobs": applicant.jobs_cents,
            "self_employment": applicant.self_employment_cents,
            "other": applicant.other_income_cents,
        }
    child = applicant.relationship == "child" and age_on(applicant.person.birth_date, on) < 18
    jobs = told_before if applicant.position == 0 else (0 if child else None)
    return {"jobs": jobs, "self_employment": 0, "other": 0}
