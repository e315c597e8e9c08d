"""Who need not have coverage in a month, and why: 26 USC 5000A(d), (e), 26 CFR 1.5000A-3."""

from collections.abc import Mapping

import msgspec

from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.tax.coverage_months import covered, short_gap
from coverport.eligibility.tax.facts import BadFacts
from coverport.eligibility.tax.mandate_facts import Exemption, MandateFacts, Member
from coverport.law.parameters import PercentOfIncome

SHORT_GAP = "26 USC 5000A(e)(4); 26 CFR 1.5000A-3(j)"
# Each exemption with its code and authority.
_KINDS = {
    "hardship": ("mandate_hardship", "26 USC 5000A(e)(5); 45 CFR 155.605(d)"),
    "religious_conscience": ("mandate_religious_conscience", "26 USC 5000A(d)(2)(A); 45 CFR 155.605(c)"),
    "ministry": ("mandate_ministry", "26 USC 5000A(d)(2)(B); 26 CFR 1.5000A-3(b)"),
    "tribe": ("mandate_tribe", "26 USC 5000A(e)(3); 26 CFR 1.5000A-3(g)"),
    "incarcerated": ("mandate_incarcerated", "26 USC 5000A(d)(4); 26 CFR 1.5000A-3(d)"),
    "not_lawfully_present": ("mandate_not_lawfully_present", "26 USC 5000A(d)(3); 26 CFR 1.5000A-3(c)"),
    "unaffordable": ("mandate_unaffordable_attested", "26 USC 5000A(e)(1), as the state applies it"),
}


class PersonMonths(msgspec.Struct, frozen=True):
    """One person's year: months with coverage, exempt months, and months that something is owed for."""

    id: str
    covered: tuple[int, ...]
    exempt: tuple[int, ...]
    owed: tuple[int, ...]
    reasons: tuple[Reason, ...]


def person_months(
    place: int, facts: MandateFacts, *, affordability: PercentOfIncome | None, gap_limit: int
) -> PersonMonths:
    """The year of the person at that place of the list. affordability None: what is affordable is attested."""
    member = facts.people[place]
    has = covered(member, facts.year) & set(member.in_family)
    free: dict[int, Reason] = {}
    for position, each in enumerate(member.exemptions):
        path = f"people[{place}].exemptions[{position}]"
        if reason := _reason(each, facts, affordability, path):
            free.update({month: reason for month in each.months if month not in free})
    exempt = {month: reason for month, reason in free.items() if month in member.in_family and month not in has}
    # An exempt month ends a gap as coverage does.
    uncovered = set(member.in_family) - has - set(exempt)
    gap = short_gap(uncovered, member.uncovered_before, gap_limit)
    exempt |= dict.fromkeys(gap, _gap(member, gap, gap_limit))
    return PersonMonths(
        member.id,
        tuple(sorted(has)),
        tuple(sorted(exempt)),
        tuple(sorted(uncovered - set(gap))),
        _each_once(exempt),
    )


def _reason(each: Exemption, facts: MandateFacts, affordability: PercentOfIncome | None, path: str) -> Reason | None:
    if each.kind != "unaffordable" or affordability is None:
        code, citation = _KINDS[each.kind]
        return Reason(code, citation, {"certificate": each.certificate} if each.certificate else {})
    if each.required_contribution is None:
        raise BadFacts("coverage is unaffordable by what it costs; give it", field=f"{path}.required_contribution")
    income = max(0, facts.income) + each.salary_reduction
    if each.required_contribution * 100 <= affordability.percent * income:
        return None
    told: dict[str, Fact] = {
        "income": income,
        "cost": each.required_contribution,
        "affordable_percent": str(affordability.percent),
    }
    return Reason("mandate_unaffordable", affordability.citation, told)


def _gap(member: Member, gap: tuple[int, ...], limit: int) -> Reason:
    before = member.uncovered_before if gap and gap[0] == 1 else 0
    return Reason("mandate_short_gap", SHORT_GAP, {"months": len(gap) + before, "gap_limit": limit})


def _each_once(exempt: Mapping[int, Reason]) -> tuple[Reason, ...]:
    """The reasons in the order of the year, each code once."""
    found: dict[str, Reason] = {}
    for month in sorted(exempt):
        found.setdefault(exempt[month].code, exempt[month])
    return tuple(found.values())
