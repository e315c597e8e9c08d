"""The quote: every plan of a county at a household's own price, with the help that the household is likely to have. No Django.

Prices are arrays (see `pricing`); objects of plans are made only for those that are shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility.engine import BenchmarkFor, FamilyMember, determine, family_members
from coverport.eligibility.facts import Application, TaxHousehold
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Benchmark, Determination
from coverport.law.lookups import new_year, tobacco_rating, typed
from coverport.law.parameters import Allowed, TobaccoRating, UnderAge
from coverport.law.resolved import Law
from coverport.plans.catalog import Catalog, NoPlansHere, ZipNeeded
from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Place
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import Premium, premium_of
from coverport.shopping.preview import preview_application, relationship_by_age
from coverport.shopping.pricing.benchmark import Benchmark as Priceable
from coverport.shopping.pricing.benchmark import Ranked, benchmark, lowest_cost, summed
from coverport.shopping.pricing.columns import columns_of, dental_columns_of
from coverport.shopping.pricing.household import Priced, PricedDental, help_of

__all__ = [
    "LeftOut",
    "PlanPrice",
    "Quote",
    "benchmark_in",
    "credit_on",
    "may_buy",
    "member",
    "preview_application",
    "quote",
    "quote_of",
    "relationship_by_age",
    "with_silver_prices",
]


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


class Quote:
    """What a household sees. people: whom the premiums are for; priced: all plans as arrays, None where there is nobody."""

    def __init__(
        self, catalog: Catalog, place: Place, determination: Determination, people: tuple[Member, ...], law: Law
    ) -> None:
        self.catalog, self.place, self.determination, self.people, self.law = (
            catalog, place, determination, people, law,
        )  # fmt: skip
        self._shown: dict[int, PlanPrice] = {}

    @once
    def priced(self) -> Priced | None:
        if not self.people:
            return None
        columns = columns_of(self.catalog, self.place)
        return Priced(columns, self.people, help_of(self.determination, self.priced_for, self.law))

    @once
    def dental(self) -> PricedDental:
        """Stand-alone dental plans for the same people."""
        under = typed(UnderAge, "plans.pediatric_age", on=new_year(self.catalog.year)).under
        return PricedDental(dental_columns_of(self.catalog, self.place), self.people, pediatric_under=under)

    @property
    def rating_area(self) -> str:
        return self.place.rating_area

    @property
    def benchmark(self) -> Benchmark | None:
        """Of the first tax household."""
        households = self.determination.tax_households
        return households[0].benchmark if households else None

    @property
    def aptc(self) -> Cents | None:
        """Cents a month, None while unknown."""
        return self.determination.aptc

    @once
    def priced_for(self) -> tuple[str, ...]:
        """Ids of whom the premiums are for."""
        return tuple(person.id for person in self.people)

    @once
    def plans(self) -> tuple[PlanPrice, ...]:
        """Cheapest first after credit, with an object for each."""
        return self.at(self.priced.cheapest_first.tolist()) if self.priced else ()

    def at(self, positions: Sequence[int]) -> tuple[PlanPrice, ...]:
        """The plans at some positions of `priced`: what a page shows."""
        return tuple(self._shown.get(each) or self._show(each) for each in positions)

    def _show(self, position: int) -> PlanPrice:
        priced, row, premium = self._premium(position)
        assert premium is not None
        made = self._shown[position] = PlanPrice(
            plan=self.catalog.plan_of(row),
            premium=premium,
            credit=int(priced.credit[position]),
            after_credit=int(priced.after[position]),
            csr_variant=priced.variant(position),
            row=row,
        )
        return made

    def _premium(self, position: int) -> tuple[Priced, int, Premium | None]:
        assert self.priced is not None
        row = int(self.priced.columns.rows[position])
        return self.priced, row, premium_of(self.catalog, row, self.people)

    @once
    def left_out(self) -> tuple[LeftOut, ...]:
        """The plans of the place that this household cannot have, in the order of plan ids."""
        if self.priced is None:
            return ()
        return tuple(self._left_out(each) for each in (~self.priced.sold).nonzero()[0].tolist())

    def _left_out(self, position: int) -> LeftOut:
        _, row, premium = self._premium(position)
        why_not = "cannot_cover_household" if premium is None else "catastrophic_age"
        return LeftOut(self.catalog.plan_of(row), row, why_not, premium)


def quote(catalog: Catalog, place: Place, application: Application, *, law: Law) -> Quote:
    """Price every plan of the place. Raises InvalidFacts, MissingRate.

    Premiums are for the coverage family; where there is none (everyone is likely to have Medicaid, say), for all who apply.
    """
    determination = determine(application, law=law, benchmark=benchmark_in(catalog, place))
    return quote_of(catalog, place, application, determination, law=law)


def quote_of(
    catalog: Catalog, place: Place, application: Application, determination: Determination, *, law: Law
) -> Quote:
    """The same for a determination that was made before."""
    rule = _tobacco(application.begins or new_year(application.coverage_year), application.state)
    people = _priced_for(application, determination)
    return Quote(catalog, place, determination, tuple(member(one, rule) for one in people), law)


@lru_cache(maxsize=256)
def _tobacco(on: date, state: str) -> TobaccoRating:
    return tobacco_rating(on, state)


def member(person: FamilyMember, rule: TobaccoRating | None = None) -> Member:
    """A person as the premium rules know them. rule: who is too young for it pays no tobacco rate."""
    tobacco = person.tobacco and (rule is None or person.age >= rule.at_least)
    return Member(id=person.id, age=person.age, relationship=person.role, tobacco=tobacco)


def benchmark_in(catalog: Catalog, place: Place) -> BenchmarkFor:
    """What the engine asks for: the second-lowest-cost silver plan for a coverage family; people elsewhere are priced there and added."""

    def found(_: TaxHousehold, family: tuple[FamilyMember, ...]) -> Priceable | None:
        return benchmark_at(catalog, place, family)

    return found


def benchmark_at(catalog: Catalog, place: Place, family: Sequence[FamilyMember]) -> Priceable | None:
    """The benchmark of a coverage family; None where no silver plan, or no plan at all, is sold to some of it."""
    apart = by_county(place, family)
    if len(apart) == 1 and place.county_fips in apart:
        return _benchmark_of(catalog, place, family)
    parts: list[Ranked] = []
    for fips, people in apart.items():
        try:
            there = place if fips == place.county_fips else catalog.place(fips)
        except (NoPlansHere, ZipNeeded):
            return None
        one = _benchmark_of(catalog, there, people)
        if one is None:
            return None
        parts += one.parts
    return summed(parts)


def _benchmark_of(catalog: Catalog, place: Place, family: Sequence[FamilyMember]) -> Priceable | None:
    return benchmark_of(catalog, place, [Member(one.id, one.age, one.role, one.tobacco) for one in family])


def benchmark_of(catalog: Catalog, place: Place, members: Sequence[Member]) -> Priceable | None:
    """The benchmark of people of one place, with the pediatric dental part where the law of the year adds it: 26 CFR 1.36B-3(f)(3)."""
    under = _pediatric_dental(catalog.year)
    if under is None or not len(place.dental_rows):
        return benchmark(columns_of(catalog, place), members)
    dental = dental_columns_of(catalog, place)
    return benchmark(columns_of(catalog, place), members, dental=dental, dental_under=under)


@lru_cache(maxsize=64)
def _pediatric_dental(year: int) -> int | None:
    """Below which age the benchmark of a year takes a dental plan's pediatric part in; None where the law does not."""
    on = new_year(year)
    if not typed(Allowed, "premium_tax_credit.pediatric_dental", on=on).allowed:
        return None
    return typed(UnderAge, "plans.pediatric_age", on=on).under


def by_county(place: Place, people: Sequence[FamilyMember]) -> Mapping[str, list[FamilyMember]]:
    """People by the county where they live; those without one of their own live at the place."""
    found: dict[str, list[FamilyMember]] = {}
    for person in people:
        found.setdefault(person.county_fips or place.county_fips, []).append(person)
    return found


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
        found = benchmark_at(catalog, place, [alone])
        return found.premium if found else None
    cheapest = lowest_cost(columns_of(catalog, place), [member(alone)], "silver")
    return cheapest.premium if cheapest else None


def _priced_for(application: Application, determination: Determination) -> tuple[FamilyMember, ...]:
    family = set(determination.coverage_family)
    everyone = family_members(application)
    return tuple(person for person in everyone if person.id in family) or tuple(
        person for person in everyone if determination.person(person.id).qhp.outcome is not Outcome.NO
    )


def credit_on(plan: Plan, premium: Premium, credit: Cents, law: Law) -> Cents:
    """The credit that a plan can take: at most the essential-health-benefits part, none on the metal levels that the law excludes."""
    return 0 if plan.metal_level in law.credit.excluded.metal_levels else min(credit, premium.ehb)


def may_buy(plan: Plan, people: Sequence[str], determination: Determination) -> bool:
    """Catastrophic plans only where everyone who would be on the policy may buy one; None yet known counts as may."""
    if plan.metal_level != "catastrophic":
        return True
    return all(determination.person(each).catastrophic.outcome is not Outcome.NO for each in people)
