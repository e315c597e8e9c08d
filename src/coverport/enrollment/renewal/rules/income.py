"""Whether tax data may be looked at, and what income the new year's help is worked out from: 45 CFR 155.335(b), (c), (k), (l)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec

from coverport.core.money import Cents

Basis = Literal["tax_data", "no_return_found", "source_silent", "no_number", "no_filer", "not_asked"]


class Consent(msgspec.Struct, frozen=True):
    """What somebody signed: for which plan year, and for how many years after it tax data may be looked at."""

    year: int
    years: int

    def covers(self, plan_year: int) -> bool:
        """A renewal comes once a plan year, so that years of consent are counted in renewals."""
        return self.year < plan_year <= self.year + self.years


def consent_of(signed: Iterable[Consent]) -> Consent | None:
    """The last word counts, also where it is a no."""
    return max(enumerate(signed), key=lambda each: each[0], default=(0, None))[1]


class Projected(msgspec.Struct, frozen=True):
    """Income of each filer for the new year, cents; empty where what was told stands. why: the basis."""

    incomes: Mapping[str, Cents]
    why: Basis
    unreconciled_years: int = 0


def projected(
    filers: Collection[str], numbered: Collection[str], answer: "TaxData | None", *, asked: bool = True
) -> Projected:
    """The income of a tax household's filers. numbered: who gave a number to ask by; answer: None where the source said nothing.

    A loss cannot stand as a total: where the return has one, what was told stands.
    """
    if not filers:
        return Projected({}, "no_filer")
    if not asked:
        return Projected({}, "not_asked")
    if not all(each in numbered for each in filers):
        return Projected({}, "no_number")
    if answer is None:
        return Projected({}, "source_silent")
    if not answer.found or any(cents < 0 for cents in answer.incomes.values()):
        return Projected({}, "no_return_found", answer.unreconciled_years)
    return Projected(answer.incomes, "tax_data", answer.unreconciled_years)


class TaxData(msgspec.Struct, frozen=True):
    """What the tax service said of a tax household. incomes: by filer, cents a year."""

    found: bool
    incomes: Mapping[str, Cents] = {}
    unreconciled_years: int = 0
