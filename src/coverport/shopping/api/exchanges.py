"""Which exchange sells a state's plans in a year, its catalog, and the day on which a question is asked."""

import os
import time
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from coverport.core import paths
from coverport.core.errors import Refusal
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.law import MissingLaw, open_enrollment_first_day
from coverport.plans import catalogs, geography
from coverport.plans.catalog import Catalog
from coverport.plans.certification.suppression import suppressed
from coverport.plans.geography.counties import state_fips
from coverport.shopping.api.errors import ApiError, not_served

# Strict: a state with an exchange of its own is refused, as the original does.
STRICT = os.environ.get("COVERPORT_API_STRICT") == "1"
_FRESH_SECONDS = 10.0
# A catalog that was published is seen so soon: to ask the system for every search costs as much as to price its plans.
_LOOK_SECONDS = 1.0
_catalogs: dict[tuple[str | None, str, int], tuple[float, Catalog]] = {}
_days: dict[str, tuple[float, date | None]] = {}
_closed: dict[tuple[str, int], tuple[float, frozenset[str]]] = {}


@lru_cache(maxsize=1024)
def exchange_of(state: str, year: int) -> profiles.Profile | None:
    """The exchange of this installation that sells a state's plans in a plan year."""
    return next((one for one in map(profiles.load, profiles.slugs()) if state in one.states_of(year)), None)


def catalog_of(state: str, year: int) -> Catalog:
    """The published plans of a state and year. ApiError with the words that clients look for where there are none."""
    profile = exchange_of(state, year)
    if profile is None or (STRICT and len(profile.states) == 1):
        raise not_served(state)
    try:
        catalog = _current(profile.slug, year)
    except Refusal:
        raise not_served(state) from None
    if state not in states_in(catalog):
        raise not_served(state)
    return catalog


def _current(slug: str, year: int) -> Catalog:
    """The published catalog, looked for at most once in a second. Raises NoCatalog."""
    which = (os.environ.get("COVERPORT_DATA"), slug, year)
    known, now = _catalogs.get(which), time.monotonic()
    if known is None or now - known[0] > _LOOK_SECONDS:
        known = _catalogs[which] = (now, catalogs.current(slug, year))
    return known[1]


def states_in(catalog: Catalog) -> frozenset[str]:
    """The states whose plans a catalog holds."""
    known = vars(catalog).get("states_in")
    if known is None:
        found = {f"{code:02d}" for code in np.unique(catalog.county_fips // 1000).tolist()}
        known = frozenset(state for state in geography.states() if state_fips(state) in found)
        vars(catalog)["states_in"] = known
    return known


def supported_years() -> tuple[int, ...]:
    """The plan years of which this machine has a catalog, looked up at most once in ten seconds."""
    return _years_on_disk(str(paths.catalogs_dir()), int(time.monotonic() / _FRESH_SECONDS))


@lru_cache(maxsize=2)
def _years_on_disk(folder: str, moment: int) -> tuple[int, ...]:
    found = Path(folder).glob("*/*/current")
    return tuple(sorted({int(link.parent.name) for link in found if link.parent.name.isdigit()}))


def catalogs_of(year: int) -> list[Catalog]:
    """The catalogs of all exchanges of a year."""
    found = []
    for slug in profiles.slugs():
        try:
            found.append(catalogs.current(slug, year))
        except Refusal:
            continue
    return found


def current_year() -> int:
    """The newest plan year that this machine has plans of and whose open enrollment has begun; else the first that it has."""
    years, today = supported_years(), max(map(today_of, profiles.slugs()))
    begun = [year for year in years if _has_begun(year, today)]
    return begun[-1] if begun else (years[0] if years else today.year)


def year_or_current(*asked: int | None) -> int:
    """The first year that was given, else the current one."""
    for year in asked:
        if year is not None:
            return year
    return current_year()


@lru_cache(maxsize=256)
def _has_begun(year: int, today: date) -> bool:
    try:
        return open_enrollment_first_day(year) <= today
    except MissingLaw:
        return False


def today_of(slug: str) -> date:
    """An exchange's date of record, read from the database at most once in ten seconds."""
    known, now = _days.get(slug), time.monotonic()
    if known is None or now - known[0] > _FRESH_SECONDS:
        row = Exchange.objects.filter(slug=slug).first()
        known = _days[slug] = (now, row.date_of_record if row else None)
    return known[1] or _today(slug)


def closed_in(catalog: Catalog) -> frozenset[str]:
    """Keys of the plans of a catalog that take nobody new, read from the database at most once in ten seconds."""
    which = (catalog.exchange, catalog.year)
    known, now = _closed.get(which), time.monotonic()
    if known is None or now - known[0] > _FRESH_SECONDS:
        known = _closed[which] = (now, suppressed(*which))
    return known[1]


def read_anew() -> None:
    """Forget what was read from the database and the disk, for whoever changed it and wants it seen at once."""
    _catalogs.clear()
    _days.clear()
    _closed.clear()


def _today(slug: str) -> date:
    return _by_the_clock(slug).true_day()


@lru_cache(maxsize=64)
def _by_the_clock(slug: str) -> Exchange:
    """The exchange without a date of record: to make a record for each search would cost as much as to read its question."""
    return Exchange(slug=slug)


def day_of(state: str, year: int) -> date:
    """The day of a decision about a plan year: the date of record where it lies in that season or year, else its nearest end."""
    profile = exchange_of(state, year)
    today = today_of(profile.slug) if profile else max(map(today_of, profiles.slugs()))
    return _within(today, year)


@lru_cache(maxsize=1024)
def _within(today: date, year: int) -> date:
    try:
        first = open_enrollment_first_day(year)
    except MissingLaw as error:
        raise ApiError("eligibility", str(error)) from error
    return min(max(today, first), date(year, 12, 31))
