"""The one-box start: place, ages, income. Whatever was typed is kept, and what is wrong with it is said beside it."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from django.forms import CharField, ChoiceField, HiddenInput, RadioSelect, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverport.shopping.answers import Answers, Member
from coverport.web.forms import AgeField, MoneyField, PlainForm, ZipField

FIRST_BOXES = 3
MOST_PEOPLE = 20


class StartForm(PlainForm):
    """Place and income; the people are asked by PeopleAsked beside it."""

    year = ChoiceField(label=gettext_lazy("Coverage for"), required=False, widget=RadioSelect)
    zip = ZipField(label=gettext_lazy("ZIP code"))
    county = CharField(required=False, widget=HiddenInput)
    income = MoneyField(
        label=gettext_lazy("Household income for the year, before taxes"),
        help_text=gettext_lazy("Your best guess is fine. Leave it empty to see full prices."),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, years: Sequence[int], typed: Mapping[str, str]) -> None:
        super().__init__(data, initial=typed)
        self.years = years
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        self.initial.setdefault("year", str(years[0]))

    def clean_year(self) -> int:
        return int(self.cleaned_data["year"] or self.years[0])


class PersonAsked(msgspec.Struct):
    """One person's boxes as typed. number: from 1; error: what is wrong with the age."""

    number: int
    typed: str = ""
    applies: bool = True
    tobacco: bool = False
    error: str = ""
    age: int | None = None

    @property
    def unusual(self) -> bool:
        """Whether an answer differs from what most people have."""
        return self.tobacco or not self.applies


class PeopleAsked:
    """The ages of a household. Boxes that were left empty count for nobody."""

    def __init__(self, data: QueryDict) -> None:
        typed = [text.strip() for text in data.getlist("age")][: MOST_PEOPLE + 1]
        boxes = len(typed) + 1 if data.get("more") and typed else max(len(typed), FIRST_BOXES)
        applying, using = data.getlist("applies"), data.getlist("tobacco")
        self.asked = [
            PersonAsked(
                number=number,
                typed=typed[number - 1] if number <= len(typed) else "",
                # A box that was not there when the form was sent has the usual answers.
                applies=not applying or number > len(typed) or str(number) in applying,
                tobacco=str(number) in using,
            )
            for number in range(1, boxes + 1)
        ]
        self.error = ""

    def __iter__(self) -> Iterator[PersonAsked]:
        return iter(self.asked)

    @property
    def present(self) -> list[PersonAsked]:
        """Those whose age was given."""
        return [person for person in self.asked if person.typed]

    @property
    def unusual(self) -> bool:
        """Whether the folded questions must be seen."""
        return any(person.unusual for person in self.asked)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the box, what is wrong) for the summary above the form."""
        found = [(f"age_{person.number}", person.error) for person in self.asked if person.error]
        return [("age_1", self.error), *found] if self.error else found

    def is_valid(self) -> bool:
        """Read the ages and say what is wrong with them."""
        field = AgeField(required=False)
        for person in self.present:
            try:
                person.age = field.clean(person.typed)
            except ValidationError as error:
                person.error = " ".join(error.messages)
        self.error = self._about_all()
        return not self.problems

    def _about_all(self) -> str:
        if not self.present:
            return _("Enter the age of at least one person.")
        if len(self.present) > MOST_PEOPLE:
            return _("We can price at most %(most)d people at once. Call us for more.") % {"most": MOST_PEOPLE}
        if not any(person.applies for person in self.present):
            return _("At least one person must need coverage.")
        return ""

    @property
    def members(self) -> tuple[Member, ...]:
        """Valid people."""
        return tuple(
            Member(age=person.age or 0, applies=person.applies, tobacco=person.tobacco) for person in self.present
        )


class Questions:
    """The whole start: `form`, `people`, and the `answers` once both are valid.

    judged: False shows what was typed without a word about it, as when somebody is still adding people.
    year: the one asked for, None where none or an unknown one was.
    """

    def __init__(self, data: QueryDict, *, years: Sequence[int], judged: bool = True) -> None:
        self.judged = judged
        typed = {name: str(data[name]) for name in StartForm.base_fields if name in data}
        self.form = StartForm(data if judged else None, years=years, typed=typed)
        self.people = PeopleAsked(data)
        asked = str(data.get("year", ""))
        self.year = int(asked) if asked in map(str, years) else None

    def is_valid(self) -> bool:
        """Check both halves, so that everything that is wrong is said at once."""
        return all([self.form.is_valid(), self.people.is_valid()])

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """(id of the input, what is wrong), in the order of the page, for the summary above it."""
        wrong = {
            name: [(self.form[name].auto_id, str(words)) for words in self.form[name].errors]
            for name in self.form.fields
        }
        income = wrong.pop("income")
        about_all = [(None, str(words)) for words in self.form.non_field_errors()]
        return [*about_all, *(each for found in wrong.values() for each in found), *self.people.problems, *income]

    @property
    def answers(self) -> Answers:
        """What was answered; only after is_valid()."""
        given = self.form.cleaned_data
        return Answers(
            zip=given["zip"],
            county=given["county"],
            year=given["year"],
            people=self.people.members,
            income=given["income"],
        )


def read_answers(query: QueryDict, *, years: Sequence[int]) -> Answers | None:
    """The answers in an address, for the rooms above; None when they are not complete and right."""
    questions = Questions(query, years=years)
    return questions.answers if questions.is_valid() else None
