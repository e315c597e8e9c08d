"""Income by line: what comes in, how often, from when to when. Amounts in cents inside, dollars outside."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from coverport.eligibility.facts.wire import Money, told

IncomeKind = Literal[
    "wages",
    "self_employment",
    "farm",
    "rental",
    "unemployment",
    "social_security",
    "pension",
    "interest",
    "tax_exempt_interest",
    "dividends",
    "capital_gains",
    "alimony",
    "foreign_excluded",
    "lump_sum",
    "scholarship_for_education",
    "american_indian_exempt",
    "other",
    "not_counted",
]
DeductionKind = Literal[
    "alimony",
    "student_loan_interest",
    "educator_expenses",
    "self_employment_tax",
    "self_employed_health_insurance",
    "health_savings_account",
    "retirement_contribution",
    "moving_military",
    "early_withdrawal_penalty",
    "other",
]
Period = Literal["hour", "week", "two_weeks", "half_month", "month", "quarter", "year", "once"]

# What a loss can make negative.
MAY_BE_NEGATIVE = frozenset({"self_employment", "farm", "rental", "capital_gains", "other"})

HoursPerWeek = Annotated[
    Decimal,
    told("Hours worked in a usual week; needed with the period hour.", "37.5", unit="hours a week"),
]
Starts = Annotated[
    date | None,
    told("First day on which it comes in; none: it was there before the coverage year.", "2026-03-01", unit="date"),
]
Ends = Annotated[date | None, told("Last day on which it comes in; none: it goes on.", "2026-09-30", unit="date")]


class IncomeLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of income. Counted as modified adjusted gross income counts it, 26 USC 36B(d)(2)(B), 42 CFR 435.603(e)."""

    kind: Annotated[
        IncomeKind,
        told(
            "What kind. self_employment, farm, rental: after expenses. capital_gains: net; a loss as far as the return allows it, "
            "26 USC 1211(b). social_security: the whole benefit, taxed or not. alimony: only under an agreement made before 2019. "
            "lump_sum: counted by Medicaid in the month in which it comes. scholarship_for_education and american_indian_exempt: "
            "not counted by Medicaid. not_counted: child support, gifts, SSI, veterans' benefits, workers' compensation.",
            "wages",
        ),
    ]
    amount: Annotated[
        Money,
        told("The amount of one period, before tax; below zero only for a loss.", "1850.00", unit="dollars a period"),
    ]
    period: Annotated[
        Period,
        told("How often it comes in; once: on the day `starts`, and only lump_sum counts for Medicaid.", "two_weeks"),
    ] = "year"
    hours_per_week: HoursPerWeek | None = None
    starts: Starts = None
    ends: Ends = None


class Deduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An adjustment that is taken off income before it is adjusted gross income, 26 USC 62."""

    kind: Annotated[
        DeductionKind,
        told("Which adjustment. alimony: only under an agreement made before 2019.", "student_loan_interest"),
    ]
    amount: Annotated[Money, told("The amount of one period.", "600.00", unit="dollars a period", ge=0)]
    period: Annotated[Period, told("How often it is paid.", "year")] = "year"
    starts: Starts = None
    ends: Ends = None
