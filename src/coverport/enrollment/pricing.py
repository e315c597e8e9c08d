"""The plans at this household's own price: the stored determination on the published catalog, for the people who can be on a plan."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.applications.decision import may_choose
from coverport.applications.facts import role_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.core.dates import age_on
from coverport.core.money import Cents
from coverport.eligibility.engine import Role
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.rules.cost_sharing import policy_variant
from coverport.law.lookups import tobacco_rating
from coverport.law.resolved import Law, resolve
from coverport.plans.catalog import Catalog
from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Place
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import premium_of
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.pricing.credit import Credit
from coverport.shopping.pricing.household import Priced, help_of
from coverport.shopping.pricing.people import pays_tobacco_rate
from coverport.shopping.quote import PlanPrice, credit_on, may_buy
from coverport.shopping.search.result import Result


class Shopper(msgspec.Struct, frozen=True):
    """What a household's prices are made from: who would be on the plan, with their ages on the day that coverage starts.

    most_credit: cents a month of the determination; 0 where there is none or it is not known.
    """

    application: Application
    determination: Determination
    result: Decided
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
    applicants = [one for one in applicants_of(application) if _may_buy(result, one)]
    family = [one for one in applicants if one.person.reference in result.coverage_family]
    return Shopper(
        application=application,
        determination=determination,
        result=result,
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
    credit = credit_on(plan, premium, household.most_credit, household.law)
    return PlanPrice(
        plan=plan, premium=premium, credit=credit, after_credit=premium.total - credit,
        csr_variant=variant(plan, household), row=row,
    )  # fmt: skip


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
    credit, ids = household.most_credit, [one.person.reference for one in household.people]
    help_ = msgspec.structs.replace(
        help_of(household.result, ids, household.law), credits=(Credit(credit),) if credit else ()
    )
    priced = Priced(columns_of(catalog, place), household.members, help_)
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
