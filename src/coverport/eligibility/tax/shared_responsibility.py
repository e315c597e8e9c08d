"""The payment for months without coverage in 2014 to 2018, 26 USC 5000A, 26 CFR 1.5000A-4; nothing is owed from 2019 on.

For each month a twelfth of the larger of two: dollars for each person, and a percent of income over the filing threshold. The sum is
never more than a bronze plan would have cost. Nothing is rounded before the end.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from coverport.core.dates import age_on
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.tax.coverage_months import grown_up
from coverport.eligibility.tax.exemptions import PersonMonths, person_months
from coverport.eligibility.tax.facts import MONTHS
from coverport.eligibility.tax.lines import DOLLAR, whole_dollars
from coverport.eligibility.tax.mandate_facts import MandateFacts, Member, check
from coverport.eligibility.tax.mandate_law import MandateYear, filing_threshold

YEAR = len(MONTHS)
CLAIMED = "26 USC 5000A(b)(3)(A); 26 CFR 1.5000A-1(c)(2)"
BELOW = "26 USC 5000A(e)(2); 26 CFR 1.5000A-3(f); instructions for Form 8965, step 4"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a formula of this kind asks, in cents: of the federal law, or of a state that copied it."""

    adult: int
    child_under: int
    child_on: Literal["month", "january_1"]
    family_multiple: int
    percent: Decimal
    threshold: int
    bronze_month: int
    bronze_people: int
    citation: str
    state: str = ""


class OwedMonth(msgspec.Struct, frozen=True):
    """A month that is owed for. flat, income_part: of a whole year, cents; amount: a twelfth of the larger, to the nearest cent."""

    month: int
    people: tuple[str, ...]
    flat: int
    income_part: int
    amount: int


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed for a year. Cents, but for payment_dollars, which goes on the return.

    total: the months together; cap: what bronze plans would have cost; both to the nearest cent.
    """

    year: int
    state: str
    income: int
    threshold: int | None
    months: tuple[OwedMonth, ...]
    total: int
    cap: int | None
    payment: int
    payment_dollars: int
    people: tuple[PersonMonths, ...]
    reasons: tuple[Reason, ...]


def shared_responsibility(facts: MandateFacts, law: MandateYear) -> Payment:
    """The federal payment. BadFacts with the path of a fact that cannot be right."""
    check(facts)
    amounts = law.amounts
    if amounts.adult == 0 and amounts.percent == 0:
        return nothing_owed(facts, Reason("mandate_ended", amounts.citation, {"year": facts.year}))
    if facts.claimed_by_another:
        return nothing_owed(facts, Reason("mandate_claimed_by_another", CLAIMED, {}))
    assert law.bronze is not None
    threshold = filing_threshold(law.filing_threshold, facts)
    if below := below_threshold(facts, threshold, BELOW):
        return nothing_owed(facts, below, threshold)
    terms = Terms(
        adult=amounts.adult * DOLLAR,
        child_under=amounts.child_under,
        child_on="month",
        family_multiple=amounts.family_multiple,
        percent=amounts.percent,
        threshold=threshold,
        bronze_month=law.bronze.month * DOLLAR,
        bronze_people=law.bronze.people,
        citation=amounts.citation,
    )
    people = tuple(
        person_months(place, facts, affordability=law.affordability, gap_limit=law.short_gap.months)
        for place in range(len(facts.people))
    )
    return by_formula(facts, people, terms)


def by_formula(facts: MandateFacts, people: Sequence[PersonMonths], terms: Terms) -> Payment:
    """The sum of the months, capped, to the nearest cent and to the nearest dollar."""
    excess = Fraction(terms.percent) / 100 * max(0, facts.income - terms.threshold)
    by_id = {member.id: member for member in facts.people}
    owing = {month: [by_id[each.id] for each in people if month in each.owed] for month in MONTHS}
    flat = {month: _flat(members, facts.year, month, terms) for month, members in owing.items() if members}
    total = sum((max(Fraction(amount), excess) / YEAR for amount in flat.values()), Fraction(0))
    cap = sum(terms.bronze_month * min(len(owing[month]), terms.bronze_people) for month in flat)
    payment = min(total, Fraction(cap))
    months = tuple(
        OwedMonth(
            month,
            tuple(member.id for member in owing[month]),
            nearest(amount),
            nearest(excess),
            nearest(max(amount, excess) / YEAR),
        )
        for month, amount in flat.items()
    )
    return Payment(
        year=facts.year,
        state=terms.state,
        income=facts.income,
        threshold=terms.threshold,
        months=months,
        total=nearest(total),
        cap=cap,
        payment=nearest(payment),
        payment_dollars=whole_dollars(payment),
        people=tuple(people),
        reasons=(
            *(_why(facts, flat, excess, total, terms)),
            *([_capped(total, cap, terms)] if total > cap else []),
        ),
    )


def nothing_owed(
    facts: MandateFacts,
    reason: Reason,
    threshold: int | None = None,
    *,
    state: str = "",
    people: Sequence[PersonMonths] = (),
) -> Payment:
    """No payment, with the reason."""
    return Payment(
        year=facts.year,
        state=state,
        income=facts.income,
        threshold=threshold,
        months=(),
        total=0,
        cap=None,
        payment=0,
        payment_dollars=0,
        people=tuple(people),
        reasons=(reason,),
    )


def below_threshold(facts: MandateFacts, threshold: int, citation: str) -> Reason | None:
    """The reason where income, or gross income alone, is not over the filing threshold: then nothing is owed."""
    told: dict[str, Fact] = {"income": facts.income, "threshold": threshold}
    if facts.income <= threshold:
        return Reason("mandate_below_threshold", citation, told)
    if facts.gross_income is not None and facts.gross_income < threshold:
        return Reason(
            "mandate_gross_income_below_threshold",
            citation,
            {"gross_income": facts.gross_income, "threshold": threshold},
        )
    return None


def nearest(amount: Fraction | int) -> int:
    """The nearest cent, halves up."""
    return int((amount * 2 + 1) // 2)


def _flat(members: Sequence[Member], year: int, month: int, terms: Terms) -> Fraction:
    """Dollars of a whole year for the people without coverage in a month: children half, a family no more than so many adults."""
    each = [Fraction(terms.adult) / (1 if _adult(member, year, month, terms) else 2) for member in members]
    return min(sum(each, Fraction(0)), Fraction(terms.adult * terms.family_multiple))


def _adult(member: Member, year: int, month: int, terms: Terms) -> bool:
    if terms.child_on == "january_1":
        return age_on(member.birth_date, date(year, 1, 1)) >= terms.child_under
    return grown_up(member.birth_date, year, month, terms.child_under)


def _why(
    facts: MandateFacts, flat: dict[int, Fraction], excess: Fraction, total: Fraction, terms: Terms
) -> tuple[Reason, ...]:
    """One reason: which of the two amounts was larger, or that some months took one and some the other."""
    if not flat:
        return (Reason("mandate_nothing_owed", terms.citation, {}),)
    told: dict[str, Fact] = {
        "income": facts.income,
        "threshold": terms.threshold,
        "rate": f"{terms.percent.normalize():f}",
        "income_part": nearest(excess),
        "months": len(flat),
        "total": nearest(total),
    }
    amounts = set(flat.values())
    if max(amounts) <= excess:
        return (Reason("mandate_income_part", terms.citation, told | {"flat": nearest(max(amounts))}),)
    if len(amounts) == 1:
        return (Reason("mandate_flat", terms.citation, told | {"flat": nearest(max(amounts))}),)
    return (Reason("mandate_mixed", terms.citation, told),)


def _capped(total: Fraction, cap: int, terms: Terms) -> Reason:
    return Reason("mandate_capped", terms.citation, {"total": nearest(total), "cap": cap})
