"""States, counties, rating areas, poverty guidelines and Medicaid limits: all states answer, whoever sells there."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources

import msgspec

from coverport.law import MissingLaw, poverty_guideline
from coverport.law.lookups import credit_guideline, typed
from coverport.law.parameters import Limit, LimitsByAge
from coverport.plans import geography
from coverport.plans.geography.counties import state_fips
from coverport.plans.geography.lookup import zip_codes
from coverport.shopping.api.errors import NO_RECORDS, ApiError
from coverport.shopping.api.exchanges import current_year, year_or_current
from coverport.shopping.api.household import cents_of
from coverport.shopping.api.operations import DAY, operation
from coverport.shopping.api.wire import places as wire
from coverport.shopping.api.wire.common import YearQuery

FEDERAL = ("FFM", "HealthCare.gov", "https://www.healthcare.gov")
FORM_8962 = "https://www.irs.gov/forms-pubs/about-form-8962"
FORM_8965 = "https://www.irs.gov/forms-pubs/about-form-8965"
# How many ZIP codes a prefix answers with; a shorter prefix than these fill is for typing on.
MOST_ZIPS = 1000


@operation("GET", "counties/by/zip/{zipcode}", "get counties by zip", wire.ZipCounties, query=wire.ZipQuery, keep=DAY)
def counties_by_zip(query: wire.ZipQuery) -> wire.ZipCounties:
    """The counties that a ZIP code reaches into, or those of all ZIP codes that begin so; none for an unknown one."""
    year = year_or_current(query.year)
    return wire.ZipCounties([one for each in zip_codes(query.zipcode, MOST_ZIPS) for one in _of_zip(each, year)])


def _of_zip(zip_code: str, year: int) -> Iterator[wire.ZipCounty]:
    for county in geography.counties_of_zip(zip_code, year=year):
        yield wire.ZipCounty(zip_code, county.name, county.fips, county.state)


@operation("GET", "counties/{fips}", "get county", wire.County, query=wire.FipsQuery, keep=DAY)
def county(query: wire.FipsQuery) -> wire.County:
    """A county by its FIPS code."""
    try:
        found = geography.county(query.fips)
    except geography.UnknownCounty:
        raise ApiError("county", NO_RECORDS) from None
    return wire.County(found.fips, found.name, found.state)


@operation("GET", "states", "states", wire.States, query=YearQuery, keep=DAY)
def states(query: YearQuery) -> wire.States:
    """All states, the District of Columbia and the territories."""
    year = year_or_current(query.year)
    return wire.States([_state(each, year) for each in geography.states()])


@operation("GET", "states/{abbrev}", "get state", wire.State, query=wire.StateQuery, keep=DAY)
def state(query: wire.StateQuery) -> wire.State:
    """A state by its two letters."""
    return _state(known_state(query.abbrev), year_or_current(query.year))


def known_state(abbrev: str) -> str:
    """The state's code in capitals. ApiError 1002 for none."""
    if abbrev.upper() not in geography.states():
        raise ApiError("state", NO_RECORDS)
    return abbrev.upper()


def _state(code: str, year: int) -> wire.State:
    model, name, address = marketplace_of(code, year)
    return wire.State(
        name=geography.state_name(code),
        abbrev=code,
        fips=state_fips(code),
        marketplace=model,
        marketplace_model=model,
        shop_marketplace=model,
        shop_marketplace_model=model,
        hix_name=name,
        hix_url=address,
        shop_hix_name=name,
        shop_hix_url=address,
        form_8962=FORM_8962,
        form_8965=FORM_8965,
        assister_program_url="",
    )


class _Marketplace(msgspec.Struct, frozen=True):
    state: str
    first: int
    last: int | None
    kind: str
    name: str
    address: str


@lru_cache(maxsize=1)
def _marketplaces() -> tuple[_Marketplace, ...]:
    lines = (resources.files(__package__) / "states.txt").read_text().splitlines()
    return tuple(_marketplace(line) for line in lines if not line.startswith("#"))


def _marketplace(line: str) -> _Marketplace:
    when, name, address = line.split(" | ")
    code, first, last, kind = when.split()
    return _Marketplace(code, int(first), None if last == "-" else int(last), kind, name, address)


def marketplace_of(code: str, year: int) -> tuple[str, str, str]:
    """(model, name, address) of a state's marketplace in a plan year."""
    for one in _marketplaces():
        if one.state == code and one.first <= year and (one.last is None or year <= one.last):
            return one.kind, one.name, one.address
    return FEDERAL


@operation(
    "GET",
    "states/{abbrev}/poverty-guidelines",
    "poverty guideline",
    wire.PovertyGuideline,
    query=wire.StateQuery,
    keep=DAY,
)
def poverty_guidelines(query: wire.StateQuery) -> wire.PovertyGuideline:
    """The poverty guideline of a year, as published in that year's January, for the state's area.

    Of the current plan year before that January: the one that its credit goes by.
    """
    code, year = query.abbrev.upper(), year_or_current(query.year)
    if code not in geography.states():
        raise ApiError("guideline", NO_RECORDS)
    try:
        found = poverty_guideline(code, date(year, 12, 31))
    except MissingLaw as error:
        if year != current_year():
            raise ApiError("guideline", str(error)) from error
        found = credit_guideline(code, year)
    else:
        if found.year != year:
            raise ApiError("guideline", f"guideline not found for state: {code}, year: {year}")
    return wire.PovertyGuideline(found.increment, [wire.Guideline(size, found.amount(size)) for size in range(1, 9)])


@operation(
    "GET",
    "households/pcfpl",
    "percentage of federal poverty level",
    wire.PercentOfPoverty,
    query=wire.PercentQuery,
    keep=DAY,
)
def percent_of_poverty(query: wire.PercentQuery) -> wire.PercentOfPoverty:
    """A household's income in percent of poverty, by the guideline that the credit of the plan year goes by."""
    code, year = query.state.upper(), year_or_current(query.year)
    if code not in geography.states():
        raise ApiError("percent", f"guideline not found for state: {code}, year: {year}")
    income = cents_of(query.income, "income: must be between 0 and 10000000.")
    try:
        guideline = credit_guideline(code, year).amount(query.size)
    except MissingLaw as error:
        raise ApiError("percent", f"guideline not found for state: {code}, year: {year}") from error
    return wire.PercentOfPoverty(float(round(Decimal(income) / guideline, 2)))


@operation("GET", "states/{abbrev}/medicaid", "state medicaid", wire.StateMedicaid, query=wire.MedicaidQuery, keep=DAY)
def medicaid(query: wire.MedicaidQuery) -> wire.StateMedicaid:
    """Medicaid and CHIP limits of a state in a federal fiscal year and quarter."""
    code = query.abbrev.upper()
    if code not in geography.states():
        raise ApiError("medicaid", f"no such state: {code}")
    year = year_or_current(query.year)
    if query.quarter is None:
        return _newest_medicaid_of(code, year)
    return medicaid_of(code, year, query.quarter)


def _newest_medicaid_of(code: str, year: int) -> wire.StateMedicaid:
    """The limits of the last quarter of a fiscal year that are known."""
    for quarter in (4, 3, 2):
        with suppress(ApiError):
            return medicaid_of(code, year, quarter)
    return medicaid_of(code, year, 1)


def medicaid_of(code: str, year: int, quarter: int) -> wire.StateMedicaid:
    """The limits in force on the last day of a quarter; fiscal years begin in October."""
    day = _last_day(year, quarter)
    try:
        guideline = poverty_guideline(code, day)
        child = typed(LimitsByAge, "medicaid.child", on=day, state=code)
    except (MissingLaw, LookupError) as error:
        raise ApiError("medicaid", "year out of range") from error

    def of(group: str) -> float:
        found = _limit(group, day, code)
        if found is None or not found.exists:
            return 0
        # A limit in dollars is told for a family of three: a caretaker with two children.
        percent = found.percent or Decimal(found.monthly_dollars(3) * 12 * 100) / guideline.amount(3)
        return _share(percent, disregarded=found.disregard_included)

    return wire.StateMedicaid(
        name=geography.state_name(code).upper(),
        abbrev=code,
        fiscal_year=year,
        fiscal_quarter=quarter,
        pc_fpl_parent=of("medicaid.parent"),
        pc_fpl_pregnant=of("medicaid.pregnant"),
        pc_fpl_adult=of("medicaid.adult"),
        pc_fpl_child_newborn=_at(child, 0),
        pc_fpl_child_1_5=_at(child, 1),
        pc_fpl_child_6_18=_at(child, 6),
        low_income_child=_bands("medicaid.targeted_child", day, code),
        chip=_bands("chip.child", day, code),
    )


def _last_day(year: int, quarter: int) -> date:
    return date(year - 1, 12, 31) if quarter == 1 else date(year, *((3, 31), (6, 30), (9, 30))[quarter - 2])


def _limit(name: str, day: date, code: str) -> Limit | None:
    try:
        return typed(Limit, name, on=day, state=code)
    except MissingLaw:
        return None


def _share(percent: Decimal, *, disregarded: bool) -> float:
    """1.33 for 133 percent; where the law's figure has the disregard of five points inside, it is taken out."""
    return float(round((percent - (5 if disregarded else 0)) / 100, 4))


def _at(limits: LimitsByAge, age: int) -> float:
    percent = limits.percent_at(age)
    return 0 if percent is None else _share(percent, disregarded=limits.disregard_included)


def _bands(name: str, day: date, code: str) -> list[wire.AgeLimit]:
    try:
        found = typed(LimitsByAge, name, on=day, state=code)
    except MissingLaw:
        return []
    return [wire.AgeLimit(*one.ages, _share(one.percent, disregarded=found.disregard_included)) for one in found.bands]


@operation("GET", "rate-areas", "rate area", wire.RateArea, query=wire.RateAreaQuery, keep=DAY)
def rate_areas(query: wire.RateAreaQuery) -> wire.RateArea:
    """The rating area of a county, or of a ZIP code's part of it."""
    try:
        found = geography.rating_area(query.fips, query.zipcode, year_or_current(query.year))
    except (geography.UnknownRatingArea, geography.UnknownCounty, geography.UnknownZip) as error:
        raise ApiError("rate_area", "No rate area could be determined") from error
    if found.state != query.state.upper():
        raise ApiError("rate_area", "No rate area could be determined")
    return wire.RateArea(found.state, found.number)
