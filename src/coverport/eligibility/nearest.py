"""The nearest incomes at which an answer changes, in both directions: "with $412 less a year, the children would be eligible for CHIP"."""

from collections.abc import Mapping, Sequence, Set

from coverport.core.money import Cents
from coverport.eligibility.findings import Fact, Finding, Outcome, Reason
from coverport.eligibility.results import PersonResult, TaxHouseholdResult, Threshold
from coverport.law.resolved import Law

LESS, MORE = "less", "more"
# direction, program, change, what it becomes, limit, income, citation
Edge = tuple[str, str, Cents, str, Cents, Cents, str]
_BASIC_HEALTH_BY_INCOME = frozenset({"basic_health_within", "basic_health_income_above"})


def nearest_thresholds(
    medicaid_edges: Mapping[str, Cents | None],
    barred: Set[str],
    people: tuple[PersonResult, ...],
    households: tuple[TaxHouseholdResult, ...],
    law: Law,
) -> tuple[Threshold, ...]:
    """The nearest change of each program in each direction, nearest first.

    medicaid_edges: the highest income of any group, by person. barred: whom immigration status keeps, or may keep, out of Medicaid.
    Only what income alone would change is told; nothing about who is kept out for another reason.
    """
    found: dict[Edge, list[str]] = {}
    for person in people:
        for edge in _of_person(person, medicaid_edges.get(person.id)):
            found.setdefault(edge, []).append(person.id)
    undecided = {each.id for each in people if not _credit_is_the_question(each)}
    for taxes in households:
        if not undecided.isdisjoint(taxes.coverage_family):
            continue
        of_taxes = _of_taxes(taxes, law, floored=barred.isdisjoint(taxes.people))
        public = _public_edge(taxes, found) if of_taxes else 0
        for edge in of_taxes:
            if edge[0] != LESS or edge[4] > public:
                found.setdefault(edge, []).extend(taxes.coverage_family)
    nearest: dict[tuple[str, str], Edge] = {}
    for edge in found:
        best = nearest.get(edge[:2])
        if best is None or abs(edge[2]) < abs(best[2]):
            nearest[edge[:2]] = edge
    return tuple(_threshold(edge, tuple(found[edge])) for edge in sorted(nearest.values(), key=lambda one: abs(one[2])))


def _credit_is_the_question(person: PersonResult) -> bool:
    return person.medicaid.outcome is person.chip.outcome is person.bhp.outcome is Outcome.NO


def _public_edge(taxes: TaxHouseholdResult, found: Mapping[Edge, list[str]]) -> Cents:
    """Where a public program takes somebody of the coverage family: with less income than that, the credit is not the question."""
    family = set(taxes.coverage_family)
    edges = (edge[4] for edge, people in found.items() if edge[0] == LESS and not family.isdisjoint(people))
    return max(edges, default=0)


def _threshold(edge: Edge, people: tuple[str, ...]) -> Threshold:
    direction, program, change, becomes, limit, income, citation = edge
    facts: dict[str, Fact] = {"income": income, "limit": limit, "change": abs(change), "becomes": becomes}
    gained = becomes != "no"
    code = f"nearest_{program}_{direction}_{'gained' if gained else 'lost'}"
    return Threshold(direction, change, program, people, becomes, Reason(code, citation, facts))


def _of_person(person: PersonResult, edge: Cents | None) -> list[Edge]:
    edges: list[Edge | None] = []
    income = person.medicaid_household.magi
    # Without an edge something else than income stands in the way of Medicaid, and so of CHIP.
    if income is not None and edge is not None:
        edges.append(_around("medicaid", person.medicaid, income, edge))
        if (limit := _limit_of_chip(person.chip)) is not None and limit > edge:
            edges.append(_around("chip", person.chip, income, limit))
    if len(person.bhp.reasons) == 1 and person.bhp.reasons[0].code in _BASIC_HEALTH_BY_INCOME:
        edges.append(_of_basic_health(person.bhp))
    return [each for each in edges if each is not None]


def _limit_of_chip(found: Finding) -> Cents | None:
    """The limit in a reason by CHIP's income test; None where something else decided."""
    reason = found.reasons[-1]
    limit = reason.facts.get("limit")
    return limit if isinstance(limit, int) and reason.code.startswith("chip_") else None


def _around(program: str, found: Finding, income: Cents, limit: Cents) -> Edge | None:
    """Up to the limit yes, over it no."""
    citation = found.reasons[-1].citation
    if found.outcome is Outcome.YES and income <= limit:
        return MORE, program, limit + 1 - income, "no", limit, income, citation
    if found.outcome is Outcome.NO and income > limit:
        return LESS, program, limit - income, "yes", limit, income, citation
    return None


def _of_basic_health(found: Finding) -> Edge | None:
    """The upper edge of a Basic Health Program, for who is within it or above it."""
    income, guideline, at_most = (found.reasons[0].facts[name] for name in ("income", "guideline", "at_most"))
    if isinstance(income, int) and isinstance(guideline, int) and isinstance(at_most, int):
        return _around("bhp", found, income, at_most * guideline // 100)
    return None


def _of_taxes(taxes: TaxHouseholdResult, law: Law, *, floored: bool) -> Sequence[Edge]:
    """The edges of the credit's window, and of the bands of cost sharing while the credit is there.

    floored: nobody on the return could have the exception from the floor for people whom status keeps out of Medicaid.
    """
    income, window = taxes.magi, law.credit.window
    if income is None or not taxes.coverage_family:
        return ()
    floor = window.floor * taxes.guideline // 100
    ceiling = None if window.ceiling is None else window.ceiling * taxes.guideline // 100
    codes, citation = taxes.credit.codes, window.citation
    if codes == ("income_below_credit_window",):
        return ((MORE, "aptc", floor - income, "yes", floor, income, citation),)
    if codes == ("income_above_credit_window",) and ceiling is not None:
        return ((LESS, "aptc", ceiling - income, "yes", ceiling, income, citation),)
    if taxes.credit.outcome is not Outcome.YES or income < floor:
        return ()
    edges = _of_cost_sharing(taxes, income, law)
    if floored or not law.credit.lawfully_present_below_floor.allowed:
        edges.append((LESS, "aptc", floor - 1 - income, "no", floor, income, citation))
    if ceiling is not None and income <= ceiling:
        edges.append((MORE, "aptc", ceiling + 1 - income, "no", ceiling, income, citation))
    return edges


def _of_cost_sharing(taxes: TaxHouseholdResult, income: Cents, law: Law) -> list[Edge]:
    edges: list[Edge] = []
    bands = law.credit.cost_sharing
    limits = [(band.at_most * taxes.guideline // 100, band.variant) for band in bands.bands]
    below = [each for each in limits if each[0] < income]
    above = [place for place, (limit, _) in enumerate(limits) if income <= limit]
    if below:
        limit, variant = below[-1]
        edges.append((LESS, "csr", limit - income, variant, limit, income, bands.citation))
    if above:
        limit = limits[above[0]][0]
        after = limits[above[0] + 1][1] if above[0] + 1 < len(limits) else "no"
        edges.append((MORE, "csr", limit + 1 - income, after, limit, income, bands.citation))
    return edges
