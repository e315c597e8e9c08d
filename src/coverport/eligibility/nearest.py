"""The nearest incomes at which an answer changes, in both directions: "with $412 less a year, the children would be eligible for CHIP"."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from coverport.core.money import Cents
from coverport.eligibility.findings import NO, YES, Fact, Finding, Reason
from coverport.eligibility.person import Public
from coverport.eligibility.results import PersonResult, TaxHouseholdResult, Threshold
from coverport.law.resolved import KEPT, Law

LESS, MORE = "less", "more"
# direction, program, change, what it becomes, limit, income, citation
Edge = tuple[str, str, Cents, str, Cents, Cents, str]
# By direction and program: the edge, and whose it is.
Nearest = dict[tuple[str, str], tuple[Edge, tuple[str, ...]]]
_BASIC_HEALTH_BY_INCOME = frozenset({"basic_health_within", "basic_health_income_above"})


def nearest_thresholds(
    answers: Mapping[str, Public],
    people: tuple[PersonResult, ...],
    households: tuple[TaxHouseholdResult, ...],
    law: Law,
) -> tuple[Threshold, ...]:
    """The nearest change of each program in each direction, nearest first.

    answers: everybody's about Medicaid and CHIP, by person: with the highest income of any group, and whom immigration status keeps,
    or may keep, out of it. Only what income alone would change is told; nothing about who is kept out for another reason.
    """
    nearest: Nearest = {}
    less: dict[str, Cents] = {}
    for person in people:
        for edge in _of_person(person, answers[person.id].medicaid.edge):
            _keep(nearest, edge, (person.id,))
            if edge[0] == LESS:
                less[person.id] = max(edge[4], less.get(person.id, 0))
    credited = {each.id for each in people if _credit_is_the_question(each)}
    for taxes in households:
        family = taxes.coverage_family
        if not family or not credited.issuperset(family):
            continue
        # Where a public program takes somebody of the family: with less income than that, the credit is not the question.
        public = max([less.get(each, 0) for each in family])
        for edge in _of_taxes(taxes, law, answers):
            if edge[0] != LESS or edge[4] > public:
                _keep(nearest, edge, family)
    return tuple([_threshold(*each) for each in sorted(nearest.values(), key=_distance)])


def _keep(nearest: Nearest, edge: Edge, people: tuple[str, ...]) -> None:
    """The nearest of each program in each direction, with everybody whose edge it is."""
    known = nearest.get(edge[:2])
    if known is None or abs(edge[2]) < abs(known[0][2]):
        nearest[edge[:2]] = edge, people
    elif known[0] == edge:
        nearest[edge[:2]] = edge, known[1] + people


def _distance(one: tuple[Edge, tuple[str, ...]]) -> Cents:
    return abs(one[0][2])


def _credit_is_the_question(person: PersonResult) -> bool:
    return person.medicaid.outcome is person.chip.outcome is person.bhp.outcome is NO


def _threshold(edge: Edge, people: tuple[str, ...]) -> Threshold:
    direction, program, change, becomes, limit, income, citation = edge
    facts: dict[str, Fact] = {"income": income, "limit": limit, "change": abs(change), "becomes": becomes}
    gained = becomes != "no"
    code = f"nearest_{program}_{direction}_{'gained' if gained else 'lost'}"
    return Threshold(direction, change, program, people, becomes, Reason(code, citation, facts))


def _of_person(person: PersonResult, edge: Cents | None) -> list[Edge]:
    edges: list[Edge] = []
    income = person.medicaid_household.magi
    # Without an edge something else than income stands in the way of Medicaid, and so of CHIP.
    if income is not None and edge is not None:
        edges += _around("medicaid", person.medicaid, income, edge)
        if (limit := _limit_of_chip(person.chip)) is not None and limit > edge:
            edges += _around("chip", person.chip, income, limit)
    if len(person.bhp.reasons) == 1 and person.bhp.reasons[0].code in _BASIC_HEALTH_BY_INCOME:
        edges += _of_basic_health(person.bhp)
    return edges


def _limit_of_chip(found: Finding) -> Cents | None:
    """The limit in a reason by CHIP's income test; None where something else decided."""
    reason = found.reasons[-1]
    limit = reason.facts.get("limit")
    return limit if isinstance(limit, int) and reason.code.startswith("chip_") else None


def _around(program: str, found: Finding, income: Cents, limit: Cents) -> tuple[Edge, ...]:
    """Up to the limit yes, over it no."""
    if found.outcome is YES and income <= limit:
        return ((MORE, program, limit + 1 - income, "no", limit, income, found.reasons[-1].citation),)
    if found.outcome is NO and income > limit:
        return ((LESS, program, limit - income, "yes", limit, income, found.reasons[-1].citation),)
    return ()


def _of_basic_health(found: Finding) -> tuple[Edge, ...]:
    """The upper edge of a Basic Health Program, for who is within it or above it."""
    income, guideline, at_most = (found.reasons[0].facts[name] for name in ("income", "guideline", "at_most"))
    if isinstance(income, int) and isinstance(guideline, int) and isinstance(at_most, int):
        return _around("bhp", found, income, at_most * guideline // 100)
    return ()


def _of_taxes(taxes: TaxHouseholdResult, law: Law, answers: Mapping[str, Public]) -> Sequence[Edge]:
    """The edges of the credit's window, and of the bands of cost sharing while the credit is there."""
    income, window = taxes.magi, law.credit.window
    if income is None:
        return ()
    floor = window.floor * taxes.guideline // 100
    ceiling = None if window.ceiling is None else window.ceiling * taxes.guideline // 100
    codes, citation = taxes.credit.codes, window.citation
    if codes == ("income_below_credit_window",):
        return ((MORE, "aptc", floor - income, "yes", floor, income, citation),)
    if codes == ("income_above_credit_window",) and ceiling is not None:
        return ((LESS, "aptc", ceiling - income, "yes", ceiling, income, citation),)
    if taxes.credit.outcome is not YES or income < floor:
        return ()
    edges = _of_cost_sharing(taxes, income, law)
    # Else somebody on the return may have the exception from the floor for people whom status keeps out of Medicaid.
    floored = {answers[each].barred_by_status for each in taxes.people} == {False}
    if floored or not law.credit.lawfully_present_below_floor.allowed:
        edges.append((LESS, "aptc", floor - 1 - income, "no", floor, income, citation))
    if ceiling is not None and income <= ceiling:
        edges.append((MORE, "aptc", ceiling + 1 - income, "no", ceiling, income, citation))
    return edges


def _of_cost_sharing(taxes: TaxHouseholdResult, income: Cents, law: Law) -> list[Edge]:
    edges: list[Edge] = []
    limits, citation = _limits(law, taxes.guideline), law.credit.cost_sharing.citation
    below = [each for each in limits if each[0] < income]
    above = [place for place, (limit, _) in enumerate(limits) if income <= limit]
    if below:
        limit, variant = below[-1]
        edges.append((LESS, "csr", limit - income, variant, limit, income, citation))
    if above:
        limit = limits[above[0]][0]
        after = limits[above[0] + 1][1] if above[0] + 1 < len(limits) else "no"
        edges.append((MORE, "csr", limit + 1 - income, after, limit, income, citation))
    return edges


@lru_cache(maxsize=KEPT)
def _limits(law: Law, guideline: Cents) -> tuple[tuple[Cents, str], ...]:
    """The upper edge of each band of cost sharing at a guideline, with its variant."""
    return tuple([(band.at_most * guideline // 100, band.variant) for band in law.credit.cost_sharing.bands])
