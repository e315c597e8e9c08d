"""What a shopper answered, as it stands in the address of every shopping page: ages, place, income, and nothing else.

`zip=03301&county=33013&age=40&age=38&applies=1&tobacco=2&income=45000&year=2014`: people are numbered from 1 in the order of
their ages. Without any `applies` all of them need coverage.
"""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

import msgspec

from coverport.core.money import Cents, dollars
from coverport.eligibility.facts import Application
from coverport.shopping.quote import preview_application


class Member(msgspec.Struct, frozen=True):
    """One person of the household. age: completed years when coverage begins."""

    age: int
    applies: bool = True
    tobacco: bool = False


class Answers(msgspec.Struct, frozen=True):
    """Everything that was asked. income: cents a year, None while unknown; county: five-digit FIPS, empty while not chosen."""

    zip: str
    year: int
    people: tuple[Member, ...]
    income: Cents | None = None
    county: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The answers as names and values of an address or of hidden fields."""
        pairs = [("zip", self.zip), ("county", self.county)] if self.county else [("zip", self.zip)]
        pairs += [("age", str(person.age)) for person in self.people]
        if not all(person.applies for person in self.people):
            pairs += [("applies", number) for number in self._numbers(person.applies for person in self.people)]
        pairs += [("tobacco", number) for number in self._numbers(person.tobacco for person in self.people)]
        if self.income is not None:
            pairs.append(("income", dollars(self.income).removesuffix(".00")))
        return [*pairs, ("year", str(self.year))]

    def query(self, *more: tuple[str, str]) -> str:
        """The answers, and more, as the query string of an address."""
        return urlencode([*self.pairs(), *more])

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
        )

    @staticmethod
    def _numbers(flags: Iterable[bool]) -> list[str]:
        return [str(number) for number, flag in enumerate(flags, start=1) if flag]
