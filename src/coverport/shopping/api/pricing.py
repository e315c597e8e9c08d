"""A household's prices as the contract has them: premiums of all its people, the credit on the part of those who may have one."""

from datetime import date
from functools import lru_cache

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility.engine import determine
from coverport.eligibility.facts.check import InvalidFacts
from coverport.eligibility.results import Determination
from coverport.eligibility.rules.cost_sharing import STANDARD, policy_variant
from coverport.law import resolve, tobacco_rating
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import TobaccoRating, UnderAge
from coverport.law.resolved import Law
from coverport.plans import geography
from coverport.plans.catalog import Catalog, ZipNeeded
from coverport.plans.catalog import Place as CatalogPlace
from coverport.plans.certification.suppression import without
from coverport.plans.plan import Market
from coverport.plans.rules.arrays import METAL_LEVELS, MissingRate
from coverport.plans.rules.members import Member
from coverport.shopping.api.errors import ApiError, not_served
from coverport.shopping.api.exchanges import catalog_of, closed_in, day_of
from coverport.shopping.api.household import People, application_of, cents_of, enrolled_plans, members_of, people_of
from coverport.shopping.api.reading import invalid
from coverport.shopping.api.wire.common import VARIANT_ASKED
from coverport.shopping.api.wire.requests import Place, PlanRequest
from coverport.shopping.pricing.columns import Cents64, PlaceColumns, columns_of, dental_columns_of
from coverport.shopping.pricing.credit import Credit, on_plans
from coverport.shopping.pricing.dental import pediatric_parts
from coverport.shopping.pricing.household import Help, Priced, help_of
from coverport.shopping.pricing.premiums import CANNOT_COVER, ehb_parts, premiums_of, seated, totals_of
from coverport.shopping.quote import benchmark_in
from coverport.shopping.search.result import Result

MARKETS: tuple[Market, ...] = ("individual", "shop")


class Whereabouts(msgspec.Struct, frozen=True, eq=False):
    """Where a request is about: the catalog, its place, the year and the day of the decision.

    place: with the plans that can be chosen now; whole: with those that take nobody new, too.
    """

    catalog: Catalog
    place: CatalogPlace
    whole: CatalogPlace
    state: str
    year: int
    on: date

    @property
    def law(self) -> Law:
        return resolve(on=self.on, state=self.state, year=self.year)


def whereabouts(asked: Place, year: int, noun: str, market: str = "Individual") -> Whereabouts:
    """The place of a request. ApiError where the county is none, or of another state, or nothing is sold there."""
    state = asked.state.upper()
    catalog = catalog_of(state, year)
    try:
        county = geography.county(asked.countyfips)
    except geography.UnknownCounty:
        raise invalid(noun, "place: (countyfips: is not a county.)") from None
    if county.state != state:
        raise invalid(noun, f"place: (countyfips: lies in {county.state}.)")
    places, closed = _places(catalog), closed_in(catalog)
    try:
        whole = places.of(asked.countyfips, asked.zipcode, market)
        place = places.open(asked.countyfips, asked.zipcode, market, closed) if closed else whole
    except LookupError as error:
        raise not_served(state) from error
    return Whereabouts(catalog, place, whole, state, year, day_of(state, year))


def _places(catalog: Catalog) -> "Places":
    """Of a catalog, kept with it."""
    return vars(catalog).get("api_places") or vars(catalog).setdefault("api_places", Places(catalog))


class Places:
    """The places of a catalog that were asked for: a few thousand counties."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.at = lru_cache(maxsize=8192)(self._at)
        self.open = lru_cache(maxsize=8192)(self._open)
        self.depends: set[str] = set()

    def _open(self, fips: str, zip_code: str, market: str, closed: frozenset[str]) -> CatalogPlace:
        return without(self.catalog, self.of(fips, zip_code, market), closed)

    def of(self, fips: str, zip_code: str, market: str) -> CatalogPlace:
        """For the county, or where ZIP codes make a difference there for the ZIP code."""
        if fips not in self.depends:
            try:
                found = self.at(fips, None, market)
            except ZipNeeded:
                self.depends.add(fips)
            else:
                if not found.zip_needed:
                    return found
                self.depends.add(fips)
        return self.at(fips, zip_code, market)

    def _at(self, fips: str, zip_code: str | None, market: str) -> CatalogPlace:
        if market != "Any":
            return self.catalog.place(fips, zip_code, market="shop" if market == "SHOP" else "individual")
        return _merged(*(self.catalog.place(fips, zip_code, market=each) for each in MARKETS))


def _merged(one: CatalogPlace, other: CatalogPlace) -> CatalogPlace:
    """What is sold in either market."""

    def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.unique(np.concatenate([first, second])).astype(first.dtype)

    return msgspec.structs.replace(
        one, rows=both(one.rows, other.rows), dental_rows=both(one.dental_rows, other.dental_rows)
    )


class Offered(Priced):
    """All plans of a place for everybody of a request. credited: cents of each plan that a credit can pay."""

    def __init__(
        self,
        columns: PlaceColumns,
        found: People,
        members: tuple[Member, ...],
        help_: Help,
        credited: frozenset[str],
        rule: TobaccoRating,
    ) -> None:
        super().__init__(columns, members, help_)
        self.eligible = credited
        self._rate_apart(found, rule)

    def _rate_apart(self, found: People, rule: TobaccoRating) -> None:
        """Plans whose own look-back, or whose enrollment that goes on, makes another tobacco class of somebody."""
        if [one for one in found.people if one.last_tobacco_use_date]:
            looks = self._lookbacks()
            for months in set(looks[looks > 0].tolist()):
                self._at(looks == months, members_of(found, rule, months=months))
        for plan_id in enrolled_plans(found):
            at = np.array(
                [self.columns.plan_id(each).upper() == plan_id for each in range(self.columns.count)], dtype=bool
            )
            self._at(at, members_of(found, rule, plan_id=plan_id))

    def _at(self, where: np.ndarray, members: tuple[Member, ...]) -> None:
        if where.any() and members != self.members:
            self.total = np.where(where, totals_of(self.columns, seated(self.columns, members)), self.total)

    def _lookbacks(self) -> np.ndarray:
        columns = self.columns

        def made() -> np.ndarray:
            plans = [columns.catalog.plan_of_index(number) for number in columns.plan.tolist()]
            return np.array([one.tobacco_free_months or 0 for one in plans])

        return columns.keep("lookbacks", made)

    @once
    def credited(self) -> Cents64:
        """The essential part of the premiums of those who may have a credit; 0 where there is none."""
        if not self.help.credits:
            return self.columns.nothing
        if len(self.eligible) == len(self.members):
            part = self.ehb
        else:
            own = premiums_of(self.columns, self.members, self.eligible)
            part = ehb_parts(self.columns, np.where(self.total < 0, CANNOT_COVER, own))
        return np.maximum(part * self.columns.carrying(self.help.without_credit), 0)

    @once
    def credit(self) -> Cents64:
        return on_plans(self.help.credits, self.credited) if self.help.credits else self.credited


class Asked(msgspec.Struct, frozen=True, eq=False):
    """A household at a place, decided and priced. aptc: cents a month of the household, None while unknown."""

    where: Whereabouts
    people: People
    determination: Determination
    offered: Offered
    result: Result
    dental: bool
    pediatric: Cents64


def priced(asked: PlanRequest, year: int, noun: str, *, dental: bool = False, closed: bool = False) -> Asked:
    """Every plan of the place at the household's own price. closed: with those that take nobody new; no benchmark is among them."""
    where = whereabouts(asked.place, year, noun, asked.market)
    found = people_of(asked.household, year, noun)
    determination = decided(found, where)
    rule = tobacco_of(found.effective, where.state)
    members = members_of(found, rule)
    help_, eligible = _help(asked, determination, where.law, shop=asked.market == "SHOP")
    place = where.whole if closed else where.place
    columns = dental_columns_of(where.catalog, place) if dental else columns_of(where.catalog, place)
    try:
        offered = Offered(columns, found, members, Help() if dental else help_, eligible, rule)
    except MissingRate as error:
        raise ApiError("few_plans", str(error)) from error
    return Asked(
        where,
        found,
        determination,
        offered,
        _result(offered, found, asked),
        dental,
        _pediatric(columns, members, year, dental),
    )


def decided(found: People, where: Whereabouts) -> Determination:
    """What help each person is likely to have, by the engine."""
    application = application_of(found, where.state, where.year, where.on, where.place.county_fips)
    try:
        return determine(application, law=where.law, benchmark=benchmark_in(where.catalog, where.place), advice=False)
    except InvalidFacts as error:
        raise ApiError("invalid", f"household: {error.message}", message="invalid household") from error


def _result(offered: Offered, found: People, asked: PlanRequest) -> Result:
    sold = None
    if asked.catastrophic_override is not None:
        sold = offered.total >= 0
        if not asked.catastrophic_override:
            sold &= ~offered.columns.keep(
                "catastrophic", lambda: offered.columns.metal == METAL_LEVELS.index("catastrophic")
            )
    return Result(offered, uses=found.uses, sold=sold)


@lru_cache(maxsize=256)
def tobacco_of(on: date, state: str) -> TobaccoRating:
    """Whose premium may be a tobacco rate when coverage begins on a day."""
    return tobacco_rating(on, state)


def _help(asked: PlanRequest, determination: Determination, law: Law, *, shop: bool) -> tuple[Help, frozenset[str]]:
    """A determination's help, or what the request says in its place; and who has a part in the credit."""
    everybody = [one.id for one in determination.people]
    if shop:
        return Help(), frozenset()
    help_ = help_of(determination, everybody, law)
    eligible = frozenset(determination.coverage_family)
    if asked.aptc_override is not None:
        amount = cents_of(asked.aptc_override, "aptc_override: must be between 0 and 10000000.")
        said = asked.household.people if asked.household and asked.household.people else ()
        eligible = frozenset(str(place + 1) for place, one in enumerate(said) if one.aptc_eligible is not False)
        help_ = msgspec.structs.replace(help_, credits=(Credit(amount),) if amount else ())
    if asked.csr_override is not None:
        help_ = msgspec.structs.replace(help_, variants=_variants(VARIANT_ASKED[asked.csr_override], law))
    if help_.credits and help_.credit == 0:
        help_ = msgspec.structs.replace(help_, credits=())
    return help_, eligible


def _variants(variant: str, law: Law) -> dict[str, str]:
    """Metal level -> the variant that was asked for, where the level carries it."""
    return {level: policy_variant([(STANDARD, variant)], level, law.credit) for level in METAL_LEVELS}


def _pediatric(columns: PlaceColumns, members: tuple[Member, ...], year: int, dental: bool) -> Cents64:
    """The pediatric part of dental premiums; health plans have none of their own."""
    if not dental:
        return columns.nothing
    under = typed(UnderAge, "plans.pediatric_age", on=new_year(year)).under
    return pediatric_parts(columns, members, under)


def household_credit(determination: Determination) -> Cents:
    """Cents a month of the whole household, 0 while unknown."""
    return determination.aptc or 0
