"""The questions of a step as a form: one field a question, named by the person's reference and the question."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coverport.applications.forms import asking
from coverport.applications.forms.fields import AlienNumberField, SeveralField, WholeNumberField, YesNoField, yes_no
from coverport.applications.rules.answers import Problem
from coverport.applications.rules.checks import LONGEST_LINE
from coverport.applications.rules.household import Asked, Question
from coverport.applications.words import sentence
from coverport.eligibility.facts.check import MOST_EXPECTED
from coverport.web.forms import About, DatePartsField, MoneyField, PlainForm

YES_NO = frozenset({
    "in_state", "caretaker", "foster_here", "expects", "other_coverage", "ended", "ended_for_cause", "denied", "covered", "offer_opted_out",
    "offer_public", "unemployment",
})  # fmt: skip
DAYS = frozenset({"status_since", "pregnancy_ended", "ended_on"})
AMOUNTS = frozenset({"income_year", "offer_self_only", "offer_family", "offer_arrangement"})
LINES = frozenset({"offer_employer", "offer_street", "offer_place"})
LISTS = frozenset({"status", "status_before"})
COUNTS = frozenset({"expected", "separate_years", "unreconciled_years"})
SEVERAL = frozenset({"parents", "status_marks", "circumstances", "kinds", "offer_enrolled", "work_marks"})

Answers = Mapping[str, Mapping[str, Any]]


class QuestionsForm(PlainForm):
    """What the rules ask in one step. stored: the answers so far, by person (empty for the return) and question."""

    def __init__(
        self, *args: Any, wanted: Sequence[Question], asked: Asked, stored: Answers, on: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.wanted, self.asked = wanted, asked
        for question in wanted:
            field = _field(question, asked, on)
            field.label, field.help_text = asking.label(question, asked), asking.hint(question, asked)
            if question.name == "alien_number" and stored[question.key].get("alien_number_kept"):
                field.help_text = _("We have a number. Type one only to change it.")
            field.initial = _shown(question, stored[question.key].get(question.name))
            self.fields[name_of(question)] = field
            self.about[name_of(question)] = self._about(question)

    def _about(self, question: Question) -> About:
        whose = self._name(question.key)
        alone = whose and sum(each.key == question.key for each in self.wanted) == 1
        return About(whose, "" if alone else asking.label(question, self.asked), asking.names(question))

    def _name(self, key: str) -> str:
        return next((one.name for one in self.asked.people if one.key == key), "")

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """The questions by person, each group with its heading; none where each has one question that names the person."""
        keys = list(dict.fromkeys(question.key for question in self.wanted))
        single = all(sum(question.key == key for question in self.wanted) == 1 for key in keys)
        for key in keys:
            heading = "" if single else self._name(key)
            yield heading, [self[name_of(question)] for question in self.wanted if question.key == key]

    def answer(self) -> dict[str, dict[str, Any]]:
        given: dict[str, dict[str, Any]] = {}
        for question in self.wanted:
            given.setdefault(question.key, {})[question.name] = self.cleaned_data[name_of(question)]
        return given

    def show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            key = problem.facts.get("key", "")
            name = f"{key}-{problem.field}" if key else problem.field
            self.add_error(name if name in self.fields else None, sentence(problem))


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"{question.key}-{question.name}" if question.key else question.name


def _field(question: Question, asked: Asked, on: date) -> forms.Field:
    name, required = question.name, not question.optional
    if name in YES_NO:
        return YesNoField(required=required)
    if name in DAYS:
        return DatePartsField(required=required, latest=on)
    if name in AMOUNTS:
        return MoneyField(required=required)
    if name in COUNTS:
        return _count(name)
    if name in LINES:
        return forms.CharField(max_length=LONGEST_LINE, required=required, empty_value=None)
    if name in SEVERAL:
        return SeveralField(choices=[(each, asking.option(each, question, asked)) for each in question.options])
    if name == "alien_number":
        return AlienNumberField()
    if name in LISTS:
        return forms.ChoiceField(choices=asking.statuses(question), required=required, error_messages=_choose())
    if question.options:
        choices = [(each, asking.option(each, question, asked)) for each in question.options]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=_choose())
    return WholeNumberField()


def counted(number: int) -> str:
    """A number of years or babies as its list shows it."""
    return str(number) if number else pgettext("years", "none")


def _count(name: str) -> forms.Field:
    counts = range(1, MOST_EXPECTED + 1) if name == "expected" else range(4)
    choices = [(number, counted(number)) for number in counts]
    return forms.TypedChoiceField(choices=choices, coerce=int, error_messages=_choose())


def _choose() -> dict[str, str]:
    return {"required": _("Choose one answer.")}


def _shown(question: Question, stored: Any) -> Any:
    """What the field shows for a stored answer."""
    if question.name in YES_NO:
        return yes_no(stored)
    return list(stored) if isinstance(stored, tuple) else stored
