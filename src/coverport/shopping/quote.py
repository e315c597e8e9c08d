"""The quote: every plan of a county at a household's own price, with the help that the household is likely to have. No Django."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.engine import BenchmarkFor, FamilyMember, Role, determine, family_members
from coverport.eligibility.facts import Application, Person, Relation, Relationship, TaxHousehold
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Benchmark, Determination
from coverport.eligibility.rules.cost_sharing import policy_variant
from coverport.law.resolved import Law
from coverport.plans.catalog import Catalog
from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Place
from coverport.plans.rules.benchmark import benchmark_of
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import Premium, premium_of

# A second adult is taken for a spouse up to this difference of ages, or from this age on.
CHILD_UNDER = 26
SPOUSE_FROM = 18
GENERATION = 16


class PlanPrice(msgspec.Struct, frozen=True):
    """One plan at this household's price, cents a month. credit: what is applied here, at most the essential-health-benefits part."""

    plan: Plan
    premium: Premium
    credit: Cents
    after_credit: Cents
    csr_variant: str
    row: int


class LeftOut(msgspec.Struct, frozen=True):
    """A plan of the county that this household cannot have. why_not: "cannot_cover_household", then it has no premium, or
    "catastrophic_age": an exemption for hardship would open it, so that its premium is kept.
    """

    plan: Plan
    row: int
    why_not: str
    premium: Premium | None = None


class Quote(msgspec.Struct, frozen=True):
    """What a household sees. priced_for: whom the premiums are for; plans: cheapest first; aptc: cents a month, None while unknown."""

    rating_area: str
    determination: Determination
    benchmark: Benchmark | None
    aptc: Cents | None
    priced_for: tuple[str, ...]
    plans: tuple[PlanPrice, ...]
    left_out: tuple[LeftOut, ...]


def member(person: FamilyMember) -> Member:
    """A person as the premium rules know them."""
    return Member(id=person.id, age=person.age, relationship=person.role, tobacco=person.tobacco)


def quote(catalog: Catalog, place: Place, application: Application, *, law: Law) -> Quote:
    """Price every plan of the place. Raises InvalidFacts, MissingRate.

    Premiums are for the coverage family; where there is none (everyone is likely to have Medicaid, say), for all who apply.
    """
    determination = determine(application, law=law, benchmark=benchmark_in(catalog, place))
    people = _priced_for(application, determination)
    prices = [_price(catalog, int(row), people, determination, law) for row in place.rows] if people else []
    plans = [price for price in prices if isinstance(price, PlanPrice)]
    return Quote(
        rating_area=place.rating_area,
        determination=determination,
        benchmark=determination.tax_households[0].benchmark if determination.tax_households else None,
        aptc=determination.aptc,
        priced_for=tuple(person.id for person in people),
        plans=tuple(sorted(plans, key=lambda price: (price.after_credit, price.plan.plan_id))),
        left_out=tuple(price for price in prices if isinstance(price, LeftOut)),
    )


def benchmark_in(catalog: Catalog, place: Place) -> BenchmarkFor:
    """What the engine asks for: the second-lowest-cost silver plan of a place for a coverage family."""

    def benchmark(_: TaxHousehold, family: tuple[FamilyMember, ...]) -> Benchmark | None:
        found = benchmark_of(catalog, place, [member(person) for person in family])
        if found is None:
            return None
        return Benchmark(found.plan_id, found.premium, found.ehb_assumed, found.only_silver_plan)

    return benchmark


def with_silver_prices(application: Application, catalog: Catalog, place: Place) -> Application:
    """Offers of money for a plan of one's own, beside what the employee alone would pay for silver here.

    The cheapest silver plan for an individual coverage arrangement, 26 CFR 1.36B-2(c)(5)(iii); the second cheapest for that of a
    small employer, 26 USC 36B(c)(4)(C).
    """
    if not any(offer.kind != "group" for offer in application.offers):
        return application
    people = {person.id: person for person in family_members(application)}
    offers = tuple(
        offer
        if offer.kind == "group" or offer.lowest_silver_month is not None
        else msgspec.structs.replace(
            offer, lowest_silver_month=_silver(catalog, place, people[offer.employee], second=offer.kind == "qsehra")
        )
        for offer in application.offers
    )
    return msgspec.structs.replace(application, offers=offers)


def _silver(catalog: Catalog, place: Place, employee: FamilyMember, *, second: bool) -> Cents | None:
    alone = msgspec.structs.replace(employee, role="self")
    if second:
        found = benchmark_of(catalog, place, [member(alone)])
        return found.premium if found else None
    rows = [int(row) for row in place.rows if catalog.plan_of(int(row)).metal_level == "silver"]
    prices = [premium.total for row in rows if (premium := premium_of(catalog, row, [member(alone)])) is not None]
    return min(prices, default=None)


def _priced_for(application: Application, determination: Determination) -> tuple[FamilyMember, ...]:
    family = set(determination.coverage_family)
    applying = tuple(
        person
        for person in family_members(application)
        if determination.person(person.id).qhp.outcome is not Outcome.NO
    )
    return tuple(person for person in applying if person.id in family) or applying


def _price(
    catalog: Catalog, row: int, people: Sequence[FamilyMember], determination: Determination, law: Law
) -> PlanPrice | LeftOut:
    plan = catalog.plan_of(row)
    premium = premium_of(catalog, row, [member(person) for person in people])
    if premium is None:
        return LeftOut(plan, row, "cannot_cover_household")
    if not may_buy(plan, [person.id for person in people], determination):
        return LeftOut(plan, row, "catastrophic_age", premium)
    credit = credit_on(plan, premium, determination.aptc or 0, law)
    return PlanPrice(
        plan=plan,
        premium=premium,
        credit=credit,
        after_credit=premium.total - credit,
        csr_variant=_variant(plan, people, determination, law),
        row=row,
    )


def credit_on(plan: Plan, premium: Premium, credit: Cents, law: Law) -> Cents:
    """The credit that a plan can take: at most the essential-health-benefits part, none on the metal levels that the law excludes."""
    return 0 if plan.metal_level in law.credit.excluded.metal_levels else min(credit, premium.ehb)


def may_buy(plan: Plan, people: Sequence[str], determination: Determination) -> bool:
    """Catastrophic plans only where everyone who would be on the policy may buy one; None yet known counts as may."""
    if plan.metal_level != "catastrophic":
        return True
    return all(determination.person(each).catastrophic.outcome is not Outcome.NO for each in people)


def _variant(plan: Plan, people: Sequence[FamilyMember], determination: Determination, law: Law) -> str:
    qualifies = [determination.person(person.id).csr_qualifies for person in people]
    return policy_variant(qualifies, plan.metal_level, law.credit)


def preview_application(
    ages: Sequence[int],
    *,
    state: str,
    year: int,
    on: date,
    income: Cents | None,
    tobacco: Sequence[int] = (),
    not_applying: Sequence[int] = (),
    pregnant: Sequence[int] = (),
) -> Application:
    """An application from ages alone, for a preview; tobacco, not_applying and pregnant hold positions from 0.

    The first is the person who asks. The second is a spouse when 18 or older and either 26 or older or less than 16 years younger
    than the first. Everyone else is a child when under 26, otherwise another adult (in a state with family tiers, on a policy of
    their own). All are one tax household that files a return; everyone is taken to be a citizen without other coverage, and the
    income, as a yearly sum, to be the first person's.
    """
    roles = [relationship_by_age(position, age, ages[0]) for position, age in enumerate(ages)]
    people = tuple(
        Person(
            id=str(position + 1),
            age=age,
            applies=position not in not_applying,
            tobacco=position in tobacco,
            pregnant=position in pregnant,
            citizen=True,
            other_coverage=False,
            income_year=income if position == 0 else None,
            income=None if position == 0 and income is None else (),
        )
        for position, age in enumerate(ages)
    )
    filers = tuple(one.id for one, role in zip(people, roles, strict=True) if role in ("self", "spouse"))
    return Application(
        state=state,
        coverage_year=year,
        decided_on=on,
        people=people,
        relationships=tuple(
            Relationship(person=one.id, is_=_RELATION[role], of="1")
            for one, role in zip(people, roles, strict=True)
            if role != "self"
        ),
        tax_households=(
            TaxHousehold(id="1", filers=filers, dependents=tuple(one.id for one in people if one.id not in filers)),
        ),
    )


_RELATION: dict[str, Relation] = {"spouse": "spouse", "child": "child", "other": "other_relative"}


def relationship_by_age(position: int, age: int, first: int) -> Role:
    """Who somebody is likely to be, by their place in the list and their age."""
    if position == 0:
        return "self"
    if position == 1 and age >= SPOUSE_FROM and (age >= CHILD_UNDER or first - age < GENERATION):
        return "spouse"
    return "child" if age < CHILD_UNDER else "other"
