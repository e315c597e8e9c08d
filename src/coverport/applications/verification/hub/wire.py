"""What goes over the wire, as docs/reference/hub.md describes it. Amounts are dollars as text, dates ISO, unknown is null."""

from datetime import date
from decimal import Decimal

import msgspec


class WirePerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as a source looks for them."""

    last_name: str
    birth_date: date
    first_name: str = ""
    middle_name: str = ""
    ssn: str = ""
    alien_number: str = ""


class WireRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every question. request: comes back with the answer; year: of coverage; state: of the exchange."""

    request: str
    people: tuple[WirePerson, ...]
    year: int
    state: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """Every answer says which question it answers."""

    request: str


class SsaReply(Reply, frozen=True, kw_only=True):
    number_verified: bool
    citizenship_verified: bool | None = None
    death_indicator: bool | None = None
    incarcerated: bool | None = None


class ImmigrationReply(Reply, frozen=True, kw_only=True):
    found: bool
    lawfully_present: bool | None = None
    status: str | None = None
    since: date | None = None


class TaxReply(Reply, frozen=True, kw_only=True):
    """incomes: modified adjusted gross income by person, in the order of the question; none where there is no return.

    unreconciled_years: of the latest years with advance credit, one after another, how many returns have no Form 8962.
    """

    found: bool
    incomes: tuple[Decimal, ...] = ()
    unreconciled_years: int = 0


class WagesReply(Reply, frozen=True, kw_only=True):
    found: bool
    month: Decimal = Decimal(0)


class EmployerReply(Reply, frozen=True, kw_only=True):
    found: bool
    enrolled: bool = False


class PublicReply(Reply, frozen=True, kw_only=True):
    """found: whether one person was; null where several have the name and birth date by which they were looked for."""

    medicare: bool
    medicaid: bool
    chip: bool
    veterans: bool
    military: bool
    peace_corps: bool
    found: bool | None = True


class ResidencyReply(Reply, frozen=True, kw_only=True):
    found: bool
    state: str | None = None
