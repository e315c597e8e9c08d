"""What states ask of residents without coverage: Massachusetts by a schedule, California, New Jersey, Rhode Island and the District of
Columbia by a formula on the federal model, Vermont a report alone. Years without figures are refused (MissingLaw).
"""

from collections.abc import Sequence

import msgspec

from coverport.core.dates import age_on, last_of_month
from coverport.core.money import Cents
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.rules.income import Measured, measure
from coverport.eligibility.tax.coverage_months import gaps, grown_up
from coverport.eligibility.tax.exemptions import PersonMonths, person_months
from coverport.eligibility.tax.facts import MONTHS
from coverport.eligibility.tax.lines import DOLLAR
from coverport.eligibility.tax.mandate_facts import MandateFacts, Member, check
from coverport.eligibility.tax.mandate_law import StateMandate, filing_threshold
from coverport.eligibility.tax.shared_responsibility import (
    CLAIMED,
    OwedMonth,
    Payment,
    Terms,
    below_threshold,
    by_formula,
    nothing_owed,
)
from coverport.law.loader import MissingLaw
from coverport.law.lookups import new_year
from coverport.law.parameters.subsidies import ExemptBelow, PenaltyFormula, PenaltySchedule


def state_mandate(facts: MandateFacts, law: StateMandate) -> Payment:
    """What the state asks. MissingLaw where a figure of that year is neither known nor given; BadFacts for facts that cannot be right."""
    check(facts)
    measured = measure(facts.income, facts.family_size or len(facts.people), law.guideline)
    if law.schedule is not None:
        return _by_schedule(facts, law, law.schedule, measured)
    if law.formula is not None:
        return _by_formula(facts, law, law.formula, measured)
    assert law.report is not None
    return nothing_owed(facts, Reason("state_mandate_report", law.report.citation, _in(law)), state=law.state)


def _by_schedule(facts: MandateFacts, law: StateMandate, schedule: PenaltySchedule, measured: Measured) -> Payment:
    """So much for each adult and month without coverage, by income; a lapse between coverage is free for its first months."""
    band = next(
        each for each in schedule.bands if each.at_most is None or (measured.income or 0) <= measured.at(each.at_most)
    )
    told = _in(law) | measured.facts() | {"each_month": band.month * DOLLAR}
    if band.month == 0:
        return nothing_owed(
            facts,
            Reason("state_mandate_income_exempt", schedule.citation, told | {"at_most": band.at_most}),
            state=law.state,
        )
    people = [
        _lapsed(facts.people[place], person_months(place, facts, affordability=None, gap_limit=0), facts.year, schedule)
        for place in range(len(facts.people))
    ]
    owed = sum(len(each.owed) for each in people)
    total = owed * band.month * DOLLAR
    if not owed:
        return nothing_owed(
            facts, Reason("state_mandate_nothing_owed", schedule.citation, _in(law)), state=law.state, people=people
        )
    months = [_month(month, people, band.month * DOLLAR) for month in MONTHS]
    reason = Reason("state_mandate_schedule", schedule.citation, told | {"months": owed, "total": total})
    return msgspec.structs.replace(
        nothing_owed(facts, reason, state=law.state, people=people),
        months=tuple(each for each in months if each.people),
        total=total,
        payment=total,
        payment_dollars=total // DOLLAR,
    )


def _lapsed(member: Member, found: PersonMonths, year: int, schedule: PenaltySchedule) -> PersonMonths:
    """The months that count: an adult's, and of each lapse those after the free ones. Without any coverage all months count."""
    adult = [month for month in found.owed if _reached(member, year, month, schedule.adults_from)]
    if found.covered or found.exempt:
        adult = [month for gap in gaps(adult) for month in gap[schedule.free_gap :]]
    return msgspec.structs.replace(found, owed=tuple(adult))


def _reached(member: Member, year: int, month: int, age: int) -> bool:
    """Whether a person has the age by the end of a month."""
    return age_on(member.birth_date, last_of_month(new_year(year).replace(month=month))) >= age


def _month(month: int, people: Sequence[PersonMonths], each: Cents) -> OwedMonth:
    who = tuple(person.id for person in people if month in person.owed)
    return OwedMonth(month, who, len(who) * each * len(MONTHS), 0, len(who) * each)


def _by_formula(facts: MandateFacts, law: StateMandate, formula: PenaltyFormula, measured: Measured) -> Payment:
    if facts.claimed_by_another:
        return nothing_owed(facts, Reason("mandate_claimed_by_another", CLAIMED, {}), state=law.state)
    threshold = _threshold(facts, law, formula)
    if below := below_threshold(facts, threshold, formula.citation):
        return nothing_owed(facts, below, threshold, state=law.state)
    terms = Terms(
        adult=formula.adult * DOLLAR,
        child_under=formula.child_under,
        child_on=formula.child_on,
        family_multiple=formula.family_multiple,
        percent=formula.percent,
        threshold=threshold,
        bronze_month=_bronze(facts, law, formula),
        bronze_people=formula.bronze_people,
        citation=formula.citation,
        state=law.state,
    )
    people = [
        _unless_poor(facts.people[place], found, facts.year, formula, measured)
        for place in range(len(facts.people))
        for found in (person_months(place, facts, affordability=None, gap_limit=formula.short_gap),)
    ]
    return by_formula(facts, people, terms)


def _threshold(facts: MandateFacts, law: StateMandate, formula: PenaltyFormula) -> Cents:
    if formula.threshold == "federal":
        return filing_threshold(law.filing_threshold, facts)
    if formula.threshold is not None:
        own: int = getattr(formula.threshold, facts.filing_status)
        return own * DOLLAR
    if facts.state_threshold is None:
        raise MissingLaw("mandate.formula, threshold (give it as state_threshold),", new_year(facts.year), law.state)
    return facts.state_threshold


def _bronze(facts: MandateFacts, law: StateMandate, formula: PenaltyFormula) -> Cents:
    if formula.bronze_month is not None:
        return formula.bronze_month * DOLLAR
    if facts.state_bronze_month is None:
        raise MissingLaw(
            "mandate.formula, bronze_month (give it as state_bronze_month),", new_year(facts.year), law.state
        )
    return facts.state_bronze_month


def _unless_poor(
    member: Member, found: PersonMonths, year: int, formula: PenaltyFormula, measured: Measured
) -> PersonMonths:
    """A state may let people off by their household's percent of poverty and their age."""
    free = {month: each for month in found.owed if (each := _let_off(member, year, month, formula, measured))}
    if not free:
        return found
    told: dict[str, Fact] = measured.facts() | {"at_most": next(iter(free.values())).at_most}
    return msgspec.structs.replace(
        found,
        exempt=tuple(sorted({*found.exempt, *free})),
        owed=tuple(month for month in found.owed if month not in free),
        reasons=(*found.reasons, Reason("state_mandate_income_exempt", formula.citation, told)),
    )


def _let_off(member: Member, year: int, month: int, formula: PenaltyFormula, measured: Measured) -> ExemptBelow | None:
    for each in formula.exempt:
        if each.under is None or not grown_up(member.birth_date, year, month, each.under):
            return each if (measured.income or 0) <= measured.at(each.at_most) else None
    return None


def _in(law: StateMandate) -> dict[str, Fact]:
    return {"state": law.state, "year": law.year}
