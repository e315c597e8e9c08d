"""The plans at this household's own price: the stored determination on the published catalog, for the people who can be on a plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from coverport.applications.decision import may_choose
from coverport.applications.facts import role_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.core.dates import age_on
from coverport.core.money import Cents, half_up
from coverport.eligibility.engine import Role
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.results import TaxHouseholdResult
from coverport.eligibility.rules.cost_sharing import policy_variant
from coverport.enrollment.rules.families import by_benchmark
from coverport.enrollment.rules.months import Part
from coverport.law.lookups import new_year, tobacco_rating, typed
from coverport.law.parameters import Excluded, UnderAge
from coverport.law.resolved import Law, resolve
from coverport.plans.catalog import Catalog
from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Place
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import Premium, premium_of
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.pricing.credit import credit_of, spread
from coverport.shopping.pricing.household import Priced, help_of
from coverport.shopping.pricing.people import pays_tobacco_rate
from coverport.shopping.quote import PlanPrice, may_buy
from coverport.shopping.search.result import Result


class Shopper(msgspec.Struct, frozen=True):
    """What a household's prices are made from: who would be on the plan, with their ages on the day that coverage starts.

    applicants: everybody of the application, on the plan or not. most_credit: cents a month of the determination; 0 where there is none
    or it is not known.
    """

    application: Application
    determination: Determination
    result: Decided
    applicants: tuple[Applicant, ...]
    people: tuple[Applicant, ...]
    ages: dict[str, int]
    law: Law
    start: date

    @property
    def most_credit(self) -> Cents:
        return self.result.aptc or 0

    @property
    def members(self) -> list[Member]:
        rule = tobacco_rating(self.start)
        return [
            Member(
                id=key,
                age=self.ages[key],
                relationship=_relationship(one),
                tobacco=pays_tobacco_rate(self.ages[key], rule=rule, effective=self.start, uses=one.tobacco),
            )
            for one in self.people
            if (key := one.person.reference)
        ]

    def only(self, people: Sequence[Applicant]) -> "Shopper":
        """The same household with fewer people on the plan."""
        return msgspec.structs.replace(self, people=tuple(people))


def shopper(application: Application, determination: Determination, *, start: date) -> Shopper:
    """Those who can be on a plan together: the coverage family, or all who may buy where nobody can have the credit."""
    result = result_of(determination)
    everybody = tuple(applicants_of(application))
    applicants = [one for one in everybody if _may_buy(result, one)]
    family = [one for one in applicants if one.person.reference in result.coverage_family]
    return Shopper(
        application=application,
        determination=determination,
        result=result,
        applicants=everybody,
        people=tuple(family or applicants),
        ages={one.person.reference: max(0, age_on(one.person.birth_date, start)) for one in applicants},
        law=resolve(on=determination.on, state=application.state, year=application.year),
        start=start,
    )


def price(catalog: Catalog, row: int, household: Shopper) -> PlanPrice | None:
    """One plan at the household's price, with the most credit that it can take; None when it cannot cover these people."""
    plan = catalog.plan_of(row)
    premium = premium_of(catalog, row, household.members)
    if premium is None or not may_buy(plan, [one.person.reference for one in household.people], household.result):
        return None
    parts: Sequence[Part] = parts_of(plan, premium, household.members, year=catalog.year)
    if plan.division != "dental":
        parts = _of_families(parts, household.result)
    credit = credit_on(parts, household.result)
    return PlanPrice(
        plan=plan, premium=premium, credit=credit, after_credit=premium.total - credit,
        csr_variant=variant(plan, household), row=row,
    )  # fmt: skip


def _of_families(parts: Sequence[Part], result: Decided) -> Sequence[Part]:
    """The price of a policy of several tax households as their months will have it, `year.divided`."""
    benchmarks = {each.id: each.benchmark.premium for each in result.tax_households if each.benchmark}
    of = {person: each.id for each in result.tax_households for person in each.coverage_family}
    return by_benchmark(parts, of, benchmarks)


def credit_on(parts: Sequence[Part], result: Decided) -> Cents:
    """The credit that a plan can take: of each tax household at most what it may pay of its own people's premiums."""
    return sum(_of_household(parts, each) for each in result.tax_households if each.aptc)


def _of_household(parts: Sequence[Part], household: TaxHouseholdResult) -> Cents:
    """An employer's arrangement comes off what the plan takes of the whole, 26 USC 36B(c)(4)(B)."""
    credit = credit_of(household)
    takes = sum(part.creditable for part in parts if part.person in household.coverage_family)
    return max(0, min(credit.whole, takes) - credit.arrangement)


def parts_of(plan: Plan, premium: Premium, members: Sequence[Member], *, year: int) -> tuple[Part, ...]:
    """Each person's part of a price, and what credit may pay of it. A family tier is nobody's own price: all have equal parts."""
    tiered = premium.policies[0].tier is not None
    cents = _equal(premium) if tiered else {part.id: part.cents for part in premium.members}
    people = [part.id for part in premium.members]
    if plan.division == "dental":
        ages = {member.id: member.age for member in members}
        can = [_pediatric(plan, cents[person], ages[person], year) for person in people]
    elif plan.metal_level in _without_credit(year):
        can = [0] * len(people)
    else:
        can = spread(premium.ehb, [cents[person] for person in people])
    return tuple(Part(person, cents[person], most) for person, most in zip(people, can, strict=True))


@lru_cache(maxsize=64)
def _without_credit(year: int) -> frozenset[str]:
    """Metal levels that no credit pays for."""
    return frozenset(typed(Excluded, "premium_tax_credit.excluded_metal_levels", on=new_year(year)).metal_levels)


def _equal(premium: Premium) -> dict[str, Cents]:
    """The odd cents stand with the first ones."""
    share, odd = divmod(premium.total, len(premium.members))
    return {part.id: share + (place < odd) for place, part in enumerate(premium.members)}


def _pediatric(plan: Plan, cents: Cents, age: int, year: int) -> Cents:
    """The part of a stand-alone dental plan that is a child's essential benefit, 26 CFR 1.36B-3(k); none where the filing has no share."""
    young = age < typed(UnderAge, "plans.pediatric_age", on=new_year(year)).under
    return half_up(Decimal(cents) * (plan.pediatric_dental_share or 0)) if young else 0


class CannotCover(ValueError):
    """The plan is not sold to these people together."""


class PlanPrices:
    """What sets of people cost on one plan of a place, worked out once each: a Price of the rules."""

    def __init__(self, catalog: Catalog, row: int, people: Mapping[str, Member]) -> None:
        """row: the plan's rate row at the place, as of `row_in`."""
        self.catalog, self.row, self.people = catalog, row, people
        self.plan = catalog.plan_of(self.row)
        self._known: dict[frozenset[str], tuple[Part, ...]] = {}
        self._premiums: dict[frozenset[str], Premium] = {}

    def __call__(self, some: frozenset[str]) -> tuple[Part, ...]:
        """Each person's part. Raises CannotCover."""
        if some not in self._known:
            self._known[some] = parts_of(self.plan, self._premium(some), self._members(some), year=self.catalog.year)
        return self._known[some]

    def told(self, some: frozenset[str]) -> dict[str, Cents]:
        """Each person's premium as the insurer hears it: a tier's one price stands with one of them."""
        return {part.id: part.cents for part in self._premium(some).members}

    def _premium(self, some: frozenset[str]) -> Premium:
        if some not in self._premiums:
            premium = premium_of(self.catalog, self.row, self._members(some))
            if premium is None or len(premium.policies) > 1:
                raise CannotCover(f"{self.plan.plan_id} does not cover these {len(some)} people on one policy")
            self._premiums[some] = premium
        return self._premiums[some]

    def _members(self, some: frozenset[str]) -> list[Member]:
        return [member for key, member in self.people.items() if key in some]


def row_in(catalog: Catalog, place: Place, plan_id: str) -> int:
    """The rate row of a plan, health or dental. Raises UnknownPlan."""
    for row in place.dental_rows:
        if catalog.plan_id_of(int(row)).upper() == plan_id.upper():
            return int(row)
    return catalog.row_of(place, plan_id)


def prices(catalog: Catalog, place: Place, household: Shopper) -> tuple[PlanPrice, ...]:
    """Every plan of the county that can cover these people, cheapest first."""
    if not household.people:
        return ()
    found = [price(catalog, int(row), household) for row in place.rows]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.after_credit, one.plan.plan_id)))


def result(catalog: Catalog, place: Place, household: Shopper) -> Result | None:
    """The same prices as arrays, to be narrowed and ordered; None where nobody can be on a plan. Everybody uses a medium amount of care."""
    if not household.people:
        return None
    ids = [one.person.reference for one in household.people]
    priced = Priced(columns_of(catalog, place), household.members, help_of(household.result, ids, household.law))
    return Result(priced, uses=["medium"] * len(ids))


def variant(plan: Plan, household: Shopper) -> str:
    """The cost-sharing variant: what everybody on the policy qualifies for at that metal level."""
    qualifies = [household.result.person(one.person.reference).csr_qualifies for one in household.people]
    return policy_variant(qualifies, plan.metal_level, household.law.credit)


def _may_buy(result: Decided, applicant: Applicant) -> bool:
    try:
        return may_choose(result, applicant)
    except KeyError:  # came into the household after the decision
        return False


def _relationship(applicant: Applicant) -> Role:
    return role_of(applicant.relationship)
