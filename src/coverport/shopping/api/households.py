"""What help a household is likely to have, and the plans that help is measured by."""

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import EmployerOffer
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import PersonResult
from coverport.eligibility.rules.income import measure
from coverport.eligibility.rules.offers import employer_coverage
from coverport.plans.rules.arrays import MissingRate
from coverport.plans.rules.members import Member
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.exchanges import year_or_current
from coverport.shopping.api.household import People, application_of, cents_of, members_of, people_of
from coverport.shopping.api.operations import operation
from coverport.shopping.api.plan_facts import LEVELS
from coverport.shopping.api.pricing import Whereabouts, decided, household_credit, tobacco_of, whereabouts
from coverport.shopping.api.reading import invalid
from coverport.shopping.api.wire import plans as wire
from coverport.shopping.api.wire.common import CSR_OF, YearQuery, dollars
from coverport.shopping.api.wire.requests import HouseholdRequest, IchraRequest
from coverport.shopping.pricing.benchmark import Ranked, lowest_cost
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.quote import benchmark_of, with_silver_prices

TOO_FEW = "not enough plans to calculate SLCSP/LCBP"


@operation(
    "POST", "households/eligibility/estimates", "eligibility", wire.Estimates, query=YearQuery, body=HouseholdRequest
)
def estimates(query: YearQuery, body: HouseholdRequest) -> wire.Estimates:
    """What each person of a household is likely to have, in the order of the people."""
    where = _where(query, body, "eligibility")
    people = people_of(body.household, where.year, "eligibility")
    found = decided(people, where)
    credit = household_credit(found)
    if body.aptc_override is not None:
        credit = cents_of(body.aptc_override, "aptc_override: must be between 0 and 10000000.")
    exempt = (bool(one.has_hardship) for one in people.people)
    return wire.Estimates([_estimate(*each, credit) for each in zip(found.people, exempt, strict=True)])


def _estimate(person: PersonResult, exempt: bool, credit: int) -> wire.Eligibility:
    return wire.Eligibility(
        aptc=dollars(credit),
        csr=CSR_OF[person.csr_variant],
        hardship_exemption=exempt,
        is_medicaid_chip=Outcome.YES in (person.medicaid.outcome, person.chip.outcome),
    )


@operation("POST", "households/slcsp", "slcsp", wire.LowestCost, query=YearQuery, body=HouseholdRequest)
def slcsp(query: YearQuery, body: HouseholdRequest) -> wire.LowestCost:
    """The second-lowest-cost silver plan that covers all of these people, with its premium for them."""
    return _lowest(query, body, "slcsp", "silver", 1)


@operation("POST", "households/lcsp", "lcsp", wire.LowestCost, query=YearQuery, body=HouseholdRequest)
def lcsp(query: YearQuery, body: HouseholdRequest) -> wire.LowestCost:
    """The lowest-cost silver plan."""
    return _lowest(query, body, "lcsp", "silver", 0)


@operation("POST", "households/lcbp", "lcbp", wire.LowestCost, query=YearQuery, body=HouseholdRequest)
def lcbp(query: YearQuery, body: HouseholdRequest) -> wire.LowestCost:
    """The lowest-cost bronze plan."""
    return _lowest(query, body, "lcbp", "bronze", 0)


@operation("POST", "households/ichra", "ichra", wire.Ichra, query=YearQuery, body=IchraRequest)
def ichra(query: YearQuery, body: IchraRequest) -> wire.Ichra:
    """Whether silver is affordable for the first person with an employer's money, and what it costs all of them."""
    where, members = _members(query, body, "ichra")
    people = people_of(body.household, where.year, "ichra")
    if people.income is None:
        raise invalid("ichra", "household: (income: cannot be blank.)")
    silver = _ranked(where, members, "silver", 0)
    allowance = cents_of(body.hra, "hra: must be between 0 and 10000000.")
    return wire.Ichra(affordable=_affordable(where, people, allowance), premium=dollars(silver.premium))


def _affordable(where: Whereabouts, people: People, allowance: Cents) -> bool:
    """By the engine's rule of individual coverage arrangements, 26 CFR 1.36B-2(c)(5); the first person is the employee."""
    application = application_of(people, where.state, where.year, where.on, where.place.county_fips)
    ids = tuple(one.id for one in application.people)
    offer = EmployerOffer(employee=ids[0], kind="ichra", covers=ids, arrangement_month=allowance)
    offered = with_silver_prices(msgspec.structs.replace(application, offers=(offer,)), where.catalog, where.place)
    law = where.law.credit
    found = employer_coverage(
        ids[0], offered.offers, measure(people.income, len(ids), law.guideline), ids, law.affordability, law.family_test
    )
    return found is not None and "arrangement_affordable" in found.codes


def _where(query: YearQuery, body: HouseholdRequest, noun: str) -> Whereabouts:
    return whereabouts(body.place, year_or_current(body.year, query.year), noun, body.market or "Individual")


def _members(query: YearQuery, body: HouseholdRequest, noun: str) -> tuple[Whereabouts, tuple[Member, ...]]:
    where = _where(query, body, noun)
    found = people_of(body.household, where.year, noun)
    return where, members_of(found, tobacco_of(found.effective, where.state))


def _lowest(query: YearQuery, body: HouseholdRequest, noun: str, level: str, place: int) -> wire.LowestCost:
    where, members = _members(query, body, noun)
    found = _ranked(where, members, level, place)
    plan = where.catalog.plan_of(found.row)
    return wire.LowestCost(
        plan.plan_id,
        plan.name,
        dollars(found.premium),
        LEVELS[plan.metal_level],
        dollars(found.ehb),
        dollars(found.dental),
    )


def _ranked(where: Whereabouts, members: tuple[Member, ...], level: str, place: int) -> Ranked:
    """By the engine's ranking, without tobacco as benchmarks are. ApiError 1016 where nothing covers these people."""
    columns = columns_of(where.catalog, where.place)
    try:
        # The second-lowest is ranked by its essential part, as the credit's benchmark; the lowest by what it costs.
        found = second_lowest(where, members) if place else lowest_cost(columns, members, level)
    except MissingRate as error:
        raise ApiError("few_plans", str(error)) from error
    if found is None:
        raise ApiError("few_plans", TOO_FEW)
    return found


def second_lowest(where: Whereabouts, members: tuple[Member, ...]) -> Ranked | None:
    """The benchmark plan of these people, with its whole premium."""
    found = benchmark_of(where.catalog, where.place, members)
    return found.parts[0] if found else None
