"""The one-box start: place, ages, income. Whatever was typed is kept, and what is wrong with it is said beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from django.forms import BooleanField, CharField, ChoiceField, HiddenInput, RadioSelect, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coverport.core.money import Cents
from coverport.shopping.answers import USUAL, Answers, Member
from coverport.shopping.income_form import IncomeHelp
from coverport.shopping.preview import SPOUSE_FROM
from coverport.shopping.yearly_cost.spending import Use
from coverport.web.forms import AgeField, MoneyField, PlainForm, ZipField

BOXES = 6
MOST_PEOPLE = 20
# People write "40, 38 and 9" and "40 y 38".
_BETWEEN = re.compile(r"[\s,;/+&]+(?:(?:and|y)\s+)?", re.IGNORECASE)
USES: tuple[Use, ...] = ("low", "medium", "high")


class StartForm(PlainForm):
    """Place and income; the people are asked by PeopleAsked beside it."""

    year = ChoiceField(
        label=gettext_lazy("Coverage for"), required=False, widget=RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Plans for %(value)s are not sold here. Choose another year.")},
    )  # fmt: skip
    zip = ZipField(label=gettext_lazy("ZIP code"))
    county = CharField(required=False, widget=HiddenInput)
    income = MoneyField(
        label=gettext_lazy("Household income for the year, before taxes"),
        help_text=gettext_lazy(
            "Your best guess is fine. Leave it empty if you do not know: you see full prices and what help there could be."
        ),
        required=False,
    )
    exempt = BooleanField(
        label=gettext_lazy("We hold an exemption for hardship, or because coverage costs too much"),
        help_text=gettext_lazy("It opens Catastrophic plans to people of 30 and older."),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, years: Sequence[int], typed: Mapping[str, str]) -> None:
        super().__init__(data, initial=typed)
        self.years = years
        # A browser that goes back fills in again only what may be completed.
        self.fields["income"].widget.attrs["autocomplete"] = "on"
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        self.initial.setdefault("year", str(years[0]))

    def clean_year(self) -> int:
        return int(self.cleaned_data["year"] or self.years[0])


class PersonAsked(msgspec.Struct):
    """One person's answers as typed. number: from 1, in the order of the ages."""

    number: int
    typed: str = ""
    applies: bool = True
    tobacco: bool = False
    use: Use = USUAL
    age: int | None = None

    @property
    def unusual(self) -> bool:
        """Whether an answer differs from what most people have."""
        return self.tobacco or not self.applies


class PeopleAsked:
    """The ages of a household: typed into one field ("40, 38, 9"), or one by one as an address has them.

    typed: what the field shows; error: what is wrong with it.
    """

    def __init__(self, data: QueryDict) -> None:
        one_by_one = [text.strip() for text in data.getlist("age")]
        together = str(data.get("ages", "")).strip()
        self.typed = together or ", ".join(text for text in one_by_one if text)
        texts = _BETWEEN.split(together) if together else one_by_one
        applying, covered, tobacco = (data.getlist(name) for name in ("applies", "covered", "tobacco"))
        uses = data.getlist("use")
        self.present = [
            PersonAsked(
                number=number,
                typed=text,
                applies=(not applying or str(number) in applying) and str(number) not in covered,
                tobacco=str(number) in tobacco,
                use=_use(uses, number),
            )
            for number, text in enumerate(texts[: MOST_PEOPLE + 1], start=1)
            if text
        ]
        self.covered, self.tobacco = covered, tobacco
        self.error = ""

    def __iter__(self) -> Iterator[PersonAsked]:
        """Those who are asked about: everyone whose age is known, and as many boxes as a fresh form has."""
        known = {person.number: person for person in self.present}
        for number in range(1, max(BOXES, *known, 0) + 1):
            fresh = PersonAsked(number, applies=str(number) not in self.covered, tobacco=str(number) in self.tobacco)
            yield known.get(number) or fresh

    @property
    def unusual(self) -> bool:
        """Whether the folded questions must be seen."""
        return any(person.unusual for person in self)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the box, what is wrong) for the summary above the form."""
        return [("ages", self.error)] if self.error else []

    def is_valid(self) -> bool:
        """Read the ages and say what is wrong with them."""
        field = AgeField(required=False)
        wrong = []
        for person in self.present:
            try:
                person.age = field.clean(person.typed)
            except ValidationError as error:
                wrong.append(f"{person.typed}: {' '.join(error.messages)}")
        self.error = " ".join(dict.fromkeys(wrong)) or self._about_all()
        return not self.error

    def _about_all(self) -> str:
        if not self.present:
            return _("Enter the age of at least one person.")
        if len(self.present) > MOST_PEOPLE:
            return _("We can price at most %(most)d people at once. Call us for more.") % {"most": MOST_PEOPLE}
        if not any(person.applies for person in self.present):
            return _("At least one person must need coverage.")
        first, *others = (person.age or 0 for person in self.present)
        if first < SPOUSE_FROM <= max(others, default=0):
            return _("Put an adult first, then the others. For example: 40, 9")
        return ""

    @property
    def members(self) -> tuple[Member, ...]:
        """Valid people."""
        return tuple(
            Member(age=person.age or 0, applies=person.applies, tobacco=person.tobacco, use=person.use)
            for person in self.present
        )


def _use(uses: Sequence[str], number: int) -> Use:
    """One answer stands for everybody; what is no answer is the usual one."""
    said = uses[0] if len(uses) == 1 else uses[number - 1] if number <= len(uses) else USUAL
    return next((use for use in USES if use == said), USUAL)


class Questions:
    """The whole start: `form`, `people`, `help` with the income, and the `answers` once all are valid.

    judged: False shows what was typed without a word about it, as when somebody only works out an income.
    year: the one asked for, None where none or an unknown one was.
    """

    def __init__(self, data: QueryDict, *, years: Sequence[int], judged: bool = True) -> None:
        self.judged, self.years = judged, years
        typed = {name: str(data[name]) for name in StartForm.base_fields if name in data}
        self.form = StartForm(data if judged else None, years=years, typed=typed)
        self.people = PeopleAsked(data)
        self.help = IncomeHelp.of(data, judged=judged or "work" in data)
        asked = str(data.get("year", ""))
        self.year = int(asked) if asked in map(str, years) else None
        self.as_typed = "ages" in data or bool(set(data) & IncomeHelp.names())
        if "work" in data and self.help.year is not None:
            self.form.initial["income"] = self.help.year

    def is_valid(self) -> bool:
        """Check all parts, so that everything that is wrong is said at once."""
        return all([self.form.is_valid(), self.people.is_valid(), self.help.is_well()])

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """(id of the input, what is wrong), in the order of the page, for the summary above it."""
        wrong: dict[str, list[tuple[str | None, str]]] = {
            name: [(self.form[name].auto_id, str(words)) for words in self.form[name].errors]
            for name in self.form.fields
        }
        income = wrong.pop("income")
        wrong["year"] = [("id_year_0" if len(self.years) > 1 else None, words) for _, words in wrong["year"]]
        about_all = [(None, str(words)) for words in self.form.non_field_errors()]
        typed = [*about_all, *(each for found in wrong.values() for each in found)]
        return [*typed, *self.people.problems, *income, *self.help.problems]

    @property
    def income(self) -> Cents | None:
        """What was typed, else what the parts of it come to."""
        said: Cents | None = self.form.cleaned_data["income"]
        return self.help.year if said is None else said

    @property
    def answers(self) -> Answers:
        """What was answered; only after is_valid()."""
        given = self.form.cleaned_data
        return Answers(
            zip=given["zip"],
            county=given["county"],
            year=given["year"],
            people=self.people.members,
            income=self.income,
            exempt=given["exempt"],
        )


def read_answers(query: QueryDict, *, years: Sequence[int]) -> Answers | None:
    """The answers in an address, for the rooms above; None when they are not complete and right."""
    questions = Questions(query, years=years)
    return questions.answers if questions.is_valid() else None
