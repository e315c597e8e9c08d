"""The answers of each step as plain values. `key` names a row: a person's reference, or empty for somebody new."""

from datetime import date

import msgspec

from coverport.eligibility.facts import Deduction, IncomeLine


class PersonAnswer(msgspec.Struct, frozen=True):
    """One person of the household. ssn: nine digits; None keeps what is stored."""

    key: str
    first_name: str
    last_name: str
    birth_date: date
    sex: str
    relationship: str
    applies: bool
    tobacco: bool = False
    middle_name: str = ""
    ssn: str | None = None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


class ContactAnswer(msgspec.Struct, frozen=True):
    """Where the household lives and how to reach it. zip: five digits; county_fips: one of the ZIP code's counties.

    elsewhere: references of who does not live there.
    """

    street: str
    city: str
    zip: str
    county_fips: str
    unit: str = ""
    phone: str = ""
    elsewhere: frozenset[str] = frozenset()


class TaxAnswer(msgspec.Struct, frozen=True):
    """How the household files for the plan year. dependents: references of people whom the filer will claim.

    claimed_by: who claims the filer: no (nobody), parent or other (who are not here), or somebody's reference.
    """

    files_taxes: bool
    files_jointly: bool | None = None
    claimed_by: str = "no"
    dependents: frozenset[str] = frozenset()


class IncomeAnswer(msgspec.Struct, frozen=True):
    """One person's income of the plan year, before taxes: no lines are no income. Amounts are cents a period."""

    key: str
    lines: tuple[IncomeLine, ...]
    deductions: tuple[Deduction, ...] = ()


class Problem(msgspec.Struct, frozen=True):
    """An answer that cannot stand. row: which row it is about; None when it is about all of them together."""

    code: str
    field: str = ""
    row: int | None = None
    facts: dict[str, str] = {}
