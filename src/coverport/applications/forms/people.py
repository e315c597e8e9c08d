"""The people of an application: one form a person, you first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coverport.applications.forms.fields import YesNoField
from coverport.applications.models import Applicant, Person
from coverport.applications.rules.answers import PersonAnswer, Problem
from coverport.applications.rules.people import LARGEST_HOUSEHOLD, people_problems
from coverport.applications.words import sentence
from coverport.core.dates import age_on
from coverport.web.forms import About, BirthDateField, DatePartsInput, PlainForm

RELATIONSHIPS = [
    ("", lazy("Choose one")),
    (Applicant.Relationship.SPOUSE, lazy("My husband or wife")),
    (Applicant.Relationship.CHILD, lazy("My child or stepchild")),
    (Applicant.Relationship.WARD, lazy("A child placed with me, such as a foster child")),
    (Applicant.Relationship.PARTNER, lazy("My partner, not married to me")),
    (Applicant.Relationship.PARENT, lazy("My parent or stepparent")),
    (Applicant.Relationship.SIBLING, lazy("My brother or sister")),
    (Applicant.Relationship.GRANDCHILD, lazy("My grandchild")),
    (Applicant.Relationship.NIECE_NEPHEW, lazy("My niece or nephew")),
    (Applicant.Relationship.OTHER_RELATIVE, lazy("Another relative")),
    (Applicant.Relationship.UNRELATED, lazy("Not related to me")),
]
ADULT = 18


class SsnField(forms.CharField):
    """Nine digits, with or without hyphens; may stay empty. A stored number is never sent back to the page."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "11", "class": "ds-c-field--medium"}
        super().__init__(**{"widget": forms.TextInput(attrs=attributes), "required": False, **options})

    def clean(self, value: Any) -> str | None:
        typed = super().clean(value)
        return re.sub(r"[\s-]", "", typed) or None


class PersonForm(PlainForm):
    """One person. The first is you, who has no relationship to choose."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=9)
    # The age told while shopping, which says whose row this is while it is still empty.
    told_age = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3)
    first_name = forms.CharField(label=lazy("First name"), max_length=100, required=False)
    middle_name = forms.CharField(label=lazy("Middle name (optional)"), max_length=100, required=False)
    last_name = forms.CharField(
        label=lazy("Last name"), max_length=100,
        error_messages={"required": lazy("Enter a last name. A person with one name only has it here.")},
    )  # fmt: skip
    birth_date = BirthDateField(label=lazy("Birth date"))
    sex = forms.ChoiceField(
        label=lazy("Sex"), choices=[("F", lazy("Female")), ("M", lazy("Male"))], widget=forms.RadioSelect, required=False,
        help_text=lazy("As on the birth certificate or other papers. Only for who wants coverage: insurers ask for it."),
    )  # fmt: skip
    relationship = forms.ChoiceField(
        label=lazy("Who is this person to you?"),
        choices=RELATIONSHIPS,
        error_messages={"required": lazy("Choose one.")},
    )
    applies = YesNoField(label=lazy("Does this person want coverage?"))
    tobacco = forms.BooleanField(
        label=lazy("Used tobacco four or more times a week in the last six months"), required=False,
        help_text=lazy("Only for people of 18 and older. Ceremonial use does not count."),
    )  # fmt: skip
    ssn = SsnField(
        label=lazy("Social Security number (optional)"),
        help_text=lazy("It helps us check your answers with fewer papers. We keep it encrypted."),
    )

    def __init__(self, *args: Any, row: int, on: date, ssn_kept: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.first, self.on = row == 0, on
        birth_date = self.fields["birth_date"]
        assert isinstance(birth_date, BirthDateField)
        birth_date.today = on
        if ssn_kept:
            self.fields["ssn"].help_text = _("We have a number. Type one only to change it.")
        if self.first:
            del self.fields["relationship"]
            self._you()
        else:
            # Only your own birthday may be filled in by the browser.
            birth_date.widget = DatePartsInput()  # type: ignore[assignment]
        whose = _("You") if self.first else _("Person %(number)s") % {"number": row + 1}
        self.about = {name: About(whose, str(each.label)) for name, each in self.fields.items()}

    def _you(self) -> None:
        self.fields["applies"].label = _("Do you want coverage for yourself?")
        for name, completes in (
            ("first_name", "given-name"),
            ("middle_name", "additional-name"),
            ("last_name", "family-name"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = completes

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("applies") and not given.get("sex") and not self.has_error("sex"):
            self.add_error("sex", sentence(Problem("sex_missing")))
        return given

    def answer(self) -> PersonAnswer:
        given = self.cleaned_data
        return PersonAnswer(
            key=given["key"],
            first_name=given["first_name"],
            middle_name=given["middle_name"],
            last_name=given["last_name"],
            birth_date=given["birth_date"],
            sex=given["sex"],
            relationship="self" if self.first else given["relationship"],
            applies=given["applies"],
            tobacco=given["tobacco"] and age_on(given["birth_date"], self.on) >= ADULT,
            ssn=given["ssn"],
        )


class PeopleForms:
    """All people of an application. A hidden count says how many rows the page had."""

    def __init__(
        self,
        *,
        on: date,
        data: Mapping[str, Any] | None = None,
        initial: Sequence[Mapping[str, Any]] = (),
        unjudged: bool = False,
        for_new: bool = False,
    ) -> None:
        """unjudged: what was typed so far, shown again without saying what is wrong with it. for_new: whether the last row waits for
        somebody who came to the household.
        """
        self.for_new = for_new
        self.on, self.data, self.initial = on, data, initial
        count = _count(data) if data is not None else len(initial)
        self.rows = [self._row(row) for row in range(max(1, min(count, LARGEST_HOUSEHOLD)))]
        if unjudged:
            for form in self.rows:
                form._errors = ErrorDict()  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[PersonForm]:
        return iter(self.rows)

    def _row(self, row: int) -> PersonForm:
        initial = self.initial[row] if self.data is None and row < len(self.initial) else {}
        kept = bool(initial.get("ssn_kept"))
        return PersonForm(self.data, prefix=f"p{row}", initial=initial, row=row, on=self.on, ssn_kept=kept)

    def is_valid(self) -> bool:
        mistaken = [
            form for form in self.rows if not form.is_valid()
        ]  # all of them, so that every mistake shows at once
        if mistaken:
            return False
        self.show(people_problems(self.answer(), on=self.on))
        return not any(form.errors for form in self.rows)

    def answer(self) -> list[PersonAnswer]:
        return [form.answer() for form in self.rows]

    def show(self, problems: Sequence[Problem]) -> None:
        """Put each problem beside its answer; what is about all of them, beside the first person's."""
        for problem in problems:
            form = self.rows[problem.row or 0]
            field = problem.field if problem.field in form.fields else "applies"
            form.add_error(field, sentence(problem))


def with_row(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, and one more empty row."""
    return {**dict(data.items()), "rows": str(min(_count(data) + 1, LARGEST_HOUSEHOLD))}


def without_row(data: Mapping[str, Any], gone: int) -> dict[str, Any]:
    """What was typed, without one row; those after it move up."""
    kept: dict[str, Any] = {"rows": str(max(1, _count(data) - 1))}
    for name, value in data.items():
        found = re.fullmatch(r"p(\d{1,2})-(.+)", name)
        if found is None or int(found[1]) == gone:
            continue
        row = int(found[1]) - (int(found[1]) > gone)
        kept[f"p{row}-{found[2]}"] = value
    return kept


def initial_of(applicant: Applicant) -> dict[str, Any]:
    """What is stored, as a form shows it. The SSN stays where it is."""
    person: Person = applicant.person
    return {
        "key": person.reference, "first_name": person.first_name, "middle_name": person.middle_name,
        "last_name": person.last_name, "birth_date": person.birth_date, "sex": person.sex,
        "relationship": applicant.relationship, "applies": "yes" if applicant.applies else "no",
        "tobacco": applicant.tobacco, "ssn_kept": bool(person.ssn),
    }  # fmt: skip


def _count(data: Mapping[str, Any]) -> int:
    typed = str(data.get("rows", "1"))
    return int(typed) if re.fullmatch(r"\d{1,2}", typed, re.ASCII) else 1
