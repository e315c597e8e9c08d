"""What Form 8962 is told: the return, the statements of the exchange (Form 1095-A), shared policies, a marriage in the year."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from coverport.core.errors import Refusal
from coverport.eligibility.facts import FilingStatus
from coverport.eligibility.facts.wire import Money, NotNegative, told

MONTHS = range(1, 13)
_YEAR_OF_MONTHS = len(MONTHS)

Twelve = Annotated[tuple[NotNegative, ...], Meta(min_length=_YEAR_OF_MONTHS, max_length=_YEAR_OF_MONTHS)]
Month = Annotated[int, Meta(ge=1, le=_YEAR_OF_MONTHS)]
Count = Annotated[int, Meta(ge=0)]
People = Annotated[int, Meta(ge=1)]
Share = Annotated[Decimal, Meta(extra_json_schema={"type": ["number", "string"], "minimum": 0, "maximum": 1})]
Situation = Literal["divorced", "married_separately", "no_aptc", "other", "stated"]


class BadFacts(Refusal):
    """Facts that cannot be right. `field` is the path of what is wrong."""

    code = "bad_facts"


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One Form 1095-A: twelve amounts in each column, 0 for a month without coverage."""

    number: Annotated[str, told("Policy number, line 2.", "00000000001", min_length=1, max_length=64)]
    state: Annotated[str, told("State of the exchange, where the policies are of several.", "VT")] = ""
    of: Annotated[
        Literal["both", "filer", "spouse"],
        told("Whose policy it was before a marriage in the year; both: nobody married in it.", "spouse"),
    ] = "both"
    premium: Annotated[Twelve, told("Column A, lines 21 to 32.", ["400.00"] * _YEAR_OF_MONTHS, unit="dollars a month")]
    slcsp: Annotated[
        Twelve,
        told("Column B, premium of the benchmark plan.", ["500.00"] * _YEAR_OF_MONTHS, unit="dollars a month"),
    ]
    aptc: Annotated[
        Twelve, told("Column C, credit paid in advance.", ["250.00"] * _YEAR_OF_MONTHS, unit="dollars a month")
    ]


class Allocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One of lines 30 to 33: a policy that also covers people of another tax family, for some months."""

    policy: Annotated[str, told("Number of the policy.", "00000000001")]
    start: Annotated[Month, told("Column (c), first month.", 1, unit="month")]
    stop: Annotated[Month, told("Column (d), last month.", 7, unit="month")]
    situation: Annotated[
        Situation,
        told(
            "divorced: divorced or legally separated in the year, months of marriage; married_separately: married at the end of the "
            "year, filing apart; no_aptc: nothing was paid in advance; other: somebody else's tax family; stated: columns (e) to (g) "
            "are given, as among three families.",
            "other",
        ),
    ]
    agreed: Annotated[
        Share | None, told("The share of this return that both agreed on, two decimals (divorced, other).", "0.33")
    ] = None
    claimed: Annotated[
        Count | None,
        told("People on the policy whom one taxpayer enrolled and the other claims (other).", 1, unit="people"),
    ] = None
    enrolled: Annotated[
        People | None, told("All people on the policy whom that taxpayer enrolled (other).", 5, unit="people")
    ] = None
    enrolling: Annotated[
        bool, told("This return is the one of who enrolled them, and keeps the rest (other).", True)
    ] = False
    own_slcsp: Annotated[
        NotNegative | None,
        told("Benchmark premium of this return's coverage family (no_aptc).", "12000.00", unit="dollars a year"),
    ] = None
    other_slcsp: Annotated[
        NotNegative | None,
        told("Benchmark premium of the other coverage family (no_aptc).", "6000.00", unit="dollars a year"),
    ] = None
    premium_share: Annotated[Share | None, told("Column (e) (stated).", "0.33")] = None
    slcsp_share: Annotated[Share | None, told("Column (f) (stated); null: not allocated.", "0.33")] = None
    aptc_share: Annotated[Share | None, told("Column (g) (stated); null: not allocated.", "0.33")] = None


class Marriage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A marriage within the year, for the alternative calculation of Part V. A dependent counts on either side, once."""

    day: Annotated[date, told("Day of the marriage.", "2024-07-14", unit="date")]
    filer_family: Annotated[
        int, told("People in the filer's tax family without the marriage.", 1, unit="people", ge=1)
    ] = 1
    spouse_family: Annotated[
        int, told("People in the spouse's tax family without the marriage.", 3, unit="people", ge=1)
    ] = 1


class TaxReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What one return says for Form 8962."""

    year: Annotated[int, told("Tax year.", 2024, unit="year", ge=1900, le=9999)]
    states: Annotated[
        tuple[str, ...],
        told(
            "States lived in during the year, two letters; of several, the highest poverty guideline counts.",
            ["VT"],
            min_length=1,
        ),
    ]
    filing_status: Annotated[FilingStatus, told("Filing status.", "single")]
    family_size: Annotated[
        int,
        told("Line 1: filers and dependents claimed; 0 where somebody else claims the filer.", 1, unit="people", ge=0),
    ]
    magi: Annotated[
        Money,
        told(
            "Line 2a: adjusted gross income, tax-exempt interest, untaxed Social Security, excluded foreign income.",
            "38337.00",
            unit="dollars a year",
        ),
    ]
    dependents_magi: Annotated[
        Money, told("Line 2b: the same of dependents who must file.", "0.00", unit="dollars a year")
    ] = 0
    policies: Annotated[tuple[Policy, ...], told("Forms 1095-A.", min_length=1)]
    slcsp: Annotated[
        Twelve | None,
        told(
            "The right benchmark premium of the coverage family by month, where column B is missing, wrong, or not for this family alone.",
            ["500.00"] * _YEAR_OF_MONTHS,
            unit="dollars a month",
        ),
    ] = None
    claimed_by_another: Annotated[bool, told("Somebody else can claim the filer as a dependent.", False)] = False
    separate_because: Annotated[
        Literal["abuse", "abandonment"] | None,
        told("Why a married person files apart, 26 CFR 1.36B-2(b)(2)(ii).", "abuse"),
    ] = None
    separate_years: Annotated[
        int, told("Years in a row before this one in which that was used.", 0, unit="years", ge=0)
    ] = 0
    lawfully_present_below_poverty: Annotated[
        bool, told("Lawfully present, and ineligible for Medicaid because of that status.", False)
    ] = False
    estimated_at_or_over_poverty: Annotated[
        bool,
        told("The exchange estimated, at enrollment, an income that allows the credit, and paid it in advance.", True),
    ] = False
    reckless_estimate: Annotated[
        bool, told("What the exchange was told was wrong on purpose or without care, 26 CFR 1.36B-2(b)(6)(ii).", False)
    ] = False
    unemployment: Annotated[bool, told("Unemployment compensation in a week of the year (2021).", False)] = False
    allocations: Annotated[tuple[Allocation, ...], told("Part IV: policies shared with another tax family.", [])] = ()
    marriage: Annotated[
        Marriage | None, told("A marriage in the year; Part V is used where it lowers what is repaid.")
    ] = None


def unmarried_months(facts: TaxReturn) -> tuple[int, ...]:
    """Months on whose first day they were not yet married; none without a marriage in the year. 26 CFR 1.36B-4(b)(1)."""
    if facts.marriage is None:
        return ()
    return tuple(month for month in MONTHS if date(facts.year, month, 1) < facts.marriage.day)
