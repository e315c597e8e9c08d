"""What a shopper answered, as it stands in the address of every shopping page: ages, place, income, and nothing else.

`zip=03301&county=33013&age=40&age=38&applies=1&tobacco=2&use=low&use=high&income=45000&exempt=1&year=2014`: people are numbered
from 1 in the order of their ages. Without any `applies` all of them need coverage; without any `use` all use a medium amount of care.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlencode

import msgspec

from coverport.core.money import Cents, dollars
from coverport.eligibility.facts import Application
from coverport.shopping.quote import preview_application
from coverport.shopping.yearly_cost.spending import Use

USUAL: Use = "medium"


class Member(msgspec.Struct, frozen=True):
    """One person of the household. age: completed years when coverage begins; use: how much care they expect to use."""

    age: int
    applies: bool = True
    tobacco: bool = False
    use: Use = USUAL


class Answers(msgspec.Struct, frozen=True):
    """Everything that was asked. income: cents a year, None while unknown; county: five-digit FIPS, empty while not chosen.

    exempt: they hold an exemption that opens catastrophic plans.
    """

    zip: str
    year: int
    people: tuple[Member, ...]
    income: Cents | None = None
    county: str = ""
    exempt: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The answers as names and values of an address or of hidden fields."""
        return [*self.pairs_but_use(), *(("use", use) for use in self._uses())]

    def pairs_but_use(self) -> list[tuple[str, str]]:
        """The same without how much care each person uses: for the form that asks it."""
        pairs = [("zip", self.zip), ("county", self.county)] if self.county else [("zip", self.zip)]
        pairs += [("age", str(person.age)) for person in self.people]
        if not all(person.applies for person in self.people):
            pairs += [("applies", number) for number in self._numbers(person.applies for person in self.people)]
        pairs += [("tobacco", number) for number in self._numbers(person.tobacco for person in self.people)]
        if self.income is not None:
            pairs.append(("income", dollars(self.income).removesuffix(".00")))
        if self.exempt:
            pairs.append(("exempt", "1"))
        return [*pairs, ("year", str(self.year))]

    def query(self, *more: tuple[str, str]) -> str:
        """The answers, and more, as the query string of an address."""
        return urlencode([*self.pairs(), *more])

    def but(self, **other: object) -> "Answers":
        """The same answers with some of them otherwise."""
        return msgspec.structs.replace(self, **other)

    def uses_of(self, ids: Sequence[str]) -> tuple[Use, ...]:
        """How much care some people use, by their ids in the application."""
        return tuple(self.people[int(one) - 1].use for one in ids)

    def application(self, state: str, on: date) -> Application:
        """What the engine is asked about on a day."""
        numbered = list(enumerate(self.people))
        return preview_application(
            [person.age for person in self.people],
            state=state,
            year=self.year,
            on=on,
            income=self.income,
            tobacco=[position for position, person in numbered if person.tobacco],
            not_applying=[position for position, person in numbered if not person.applies],
            exemption=self.exempt,
        )

    def _uses(self) -> list[Use]:
        uses = [person.use for person in self.people]
        return [] if set(uses) <= {USUAL} else uses

    @staticmethod
    def _numbers(flags: Iterable[bool]) -> list[str]:
        return [str(number) for number, flag in enumerate(flags, start=1) if flag]
