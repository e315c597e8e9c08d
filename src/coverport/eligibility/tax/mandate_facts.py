"""What the payment for months without coverage is told: the people of the tax household, their coverage and exemptions."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from coverport.eligibility.facts import FilingStatus
from coverport.eligibility.facts.wire import Money, NotNegative, told
from coverport.eligibility.places import STATE_NAMES
from coverport.eligibility.tax.facts import MONTHS, BadFacts, Month, People

ALL_YEAR = tuple(MONTHS)
Months = Annotated[tuple[Month, ...], told("Months of the year; left out: all.", [1, 2, 3])]
ExemptionKind = Literal[
    "hardship",
    "religious_conscience",
    "ministry",
    "tribe",
    "incarcerated",
    "not_lawfully_present",
    "unaffordable",
]


class Coverage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A time of minimum essential coverage. One day of a month covers the month, 26 CFR 1.5000A-1(b)(1)."""

    start: Annotated[date, told("First day.", "2016-03-02", unit="date")] = msgspec.field(name="from")
    end: Annotated[date | None, told("Last day; null: it goes on.", "2016-06-30", unit="date")] = msgspec.field(
        name="to", default=None
    )


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An exemption from having to have coverage, 26 USC 5000A(d), (e)."""

    kind: Annotated[
        ExemptionKind,
        told(
            "hardship, religious_conscience: granted by the exchange; ministry: member of a health care sharing ministry; tribe: member "
            "of a federally recognized tribe; unaffordable: see required_contribution. A state's own standard of what is affordable is "
            "attested by naming it here.",
            "unaffordable",
        ),
    ]
    months: Months = ALL_YEAR
    certificate: Annotated[str, told("Exemption certificate number of the exchange.", "ABC1234", max_length=64)] = ""
    required_contribution: Annotated[
        NotNegative | None,
        told(
            "What coverage would have cost: the cheapest bronze plan after the premium tax credit, or the employee's share.",
            "3600.00",
            unit="dollars a year",
        ),
    ] = None
    salary_reduction: Annotated[
        NotNegative, told("Part of that share that was taken from pay before tax.", "0.00", unit="dollars a year")
    ] = 0


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A person of the tax household: a filer, or whom a filer claims or could claim."""

    id: Annotated[str, told("Names the person.", "ana", min_length=1, max_length=64)]
    birth_date: Annotated[date, told("Birth date.", "1985-02-28", unit="date")]
    coverage: Annotated[
        tuple[Coverage, ...], told("Times of coverage.", [{"from": "2016-01-01", "to": "2016-06-30"}])
    ] = ()
    covered_months: Annotated[tuple[Month, ...], told("Months with coverage, where days are not known.", [1, 2])] = ()
    exemptions: Annotated[tuple[Exemption, ...], told("Exemptions.", [{"kind": "tribe"}])] = ()
    in_family: Annotated[Months, told("Months in the household: not before a birth or after a death.")] = ALL_YEAR
    uncovered_before: Annotated[
        int, told("Months without coverage right before January: they lengthen a gap.", 0, unit="months", ge=0)
    ] = 0


class MandateFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One return's tax household in a year."""

    year: Annotated[int, told("Tax year.", 2016, unit="year", ge=1900, le=9999)]
    state: Annotated[str, told("State of residence, for its own mandate; left out: the federal one alone.", "CA")] = ""
    filing_status: Annotated[FilingStatus, told("Filing status.", "married_jointly")]
    income: Annotated[
        Money,
        told(
            "Household income: adjusted gross income, tax-exempt interest and excluded foreign income of filers, and of dependents "
            "who must file. Untaxed Social Security does not count here.",
            "70000.00",
            unit="dollars a year",
        ),
    ]
    gross_income: Annotated[
        NotNegative | None,
        told("Gross income, where it alone is under the filing threshold.", "9000.00", unit="dollars a year"),
    ] = None
    filers_65: Annotated[int, told("Filers of 65 or more.", 0, unit="people", ge=0, le=2)] = 0
    claimed_by_another: Annotated[bool, told("Somebody else can claim the filer as a dependent.", False)] = False
    family_size: Annotated[
        People | None, told("People of the household, where more than are listed.", 4, unit="people")
    ] = None
    people: Annotated[tuple[Member, ...], told("The people of the tax household.", min_length=1)]
    state_threshold: Annotated[
        NotNegative | None,
        told(
            "Income over which the state asks for a return, where the law here does not hold it.",
            "22273.00",
            unit="dollars a year",
        ),
    ] = None
    state_bronze_month: Annotated[
        NotNegative | None,
        told(
            "The state's average bronze premium for one person, where the law here does not hold it.",
            "330.00",
            unit="dollars a month",
        ),
    ] = None


def check(facts: MandateFacts) -> None:
    """BadFacts with the path of the field and what would be right."""
    if facts.state and facts.state not in STATE_NAMES:
        raise BadFacts(f"{facts.state!r} is not a state; expected two letters such as CA", field="state")
    if facts.family_size is not None and facts.family_size < len(facts.people):
        raise BadFacts(f"{len(facts.people)} people are listed", field="family_size")
    seen: set[str] = set()
    for place, member in enumerate(facts.people):
        if member.id in seen:
            raise BadFacts(f"{member.id!r} is given twice", field=f"people[{place}].id")
        seen.add(member.id)
        _member(facts.year, member, f"people[{place}]")


def _member(year: int, member: Member, path: str) -> None:
    if member.birth_date > date(year, 12, 31):
        raise BadFacts(f"{member.birth_date} is after {year}", field=f"{path}.birth_date")
    for place, each in enumerate(member.coverage):
        if each.end is not None and each.end < each.start:
            raise BadFacts(f"{each.end} is before {each.start}", field=f"{path}.coverage[{place}].to")
