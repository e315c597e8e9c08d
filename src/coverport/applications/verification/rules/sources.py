"""The sources that can be asked, and what they answer. A missing answer stays missing: it is neither a yes nor a no."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from coverport.core.money import Cents


class Source(StrEnum):
    """One service of the hub each; residency is the state's own."""

    SSA = "ssa"
    IMMIGRATION = "immigration"
    TAX = "tax"
    WAGES = "wages"
    EMPLOYER = "employer"
    PUBLIC = "public"
    RESIDENCY = "residency"


class SsaAnswer(msgspec.Struct, frozen=True, tag="ssa"):
    """Social Security. number: whether number, name and birth date belong together; the rest is known only where they do."""

    number: bool
    citizen: bool | None = None
    deceased: bool | None = None
    incarcerated: bool | None = None


class ImmigrationAnswer(msgspec.Struct, frozen=True, tag="immigration"):
    """The Department of Homeland Security. status: in the engine's words."""

    found: bool
    lawfully_present: bool | None = None
    status: str | None = None
    since: date | None = None


class TaxAnswer(msgspec.Struct, frozen=True, tag="tax"):
    """The tax service, on the newest return. incomes: cents a year by person; unreconciled_years: without Form 8962."""

    found: bool
    incomes: Mapping[str, Cents] = {}
    unreconciled_years: int = 0


class WagesAnswer(msgspec.Struct, frozen=True, tag="wages"):
    """Current wages. month: cents a month."""

    found: bool
    month: Cents = 0


class EmployerAnswer(msgspec.Struct, frozen=True, tag="employer"):
    """Coverage through a job, as far as employers report it."""

    found: bool
    enrolled: bool = False


class PublicAnswer(msgspec.Struct, frozen=True, tag="public"):
    """Public programs that cover the person today: medicare, medicaid, chip, veterans, military, peace_corps.

    unclear: several people have the name and birth date that were asked by, so that nothing is known of this one.
    """

    programs: tuple[str, ...]
    unclear: bool = False


class ResidencyAnswer(msgspec.Struct, frozen=True, tag="residency"):
    """In which state the person is known to live."""

    found: bool
    state: str = ""


SourceAnswer = SsaAnswer | ImmigrationAnswer | TaxAnswer | WagesAnswer | EmployerAnswer | PublicAnswer | ResidencyAnswer


class Ask(msgspec.Struct, frozen=True, order=True):
    """One question to one source. subject: a person's reference; for tax data the id of the tax household."""

    source: Source
    subject: str
    people: tuple[str, ...]


# By source and subject; what was not answered is not in it.
Answers = Mapping[tuple[Source, str], SourceAnswer]
