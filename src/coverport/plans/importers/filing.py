"""What every importer hands over and what publication reads: an exchange's plans of a year, their rates and counties."""

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np

from coverport import law
from coverport.plans import geography
from coverport.plans.catalog_writer import Contents, County
from coverport.plans.plan import Plan, key_of
from coverport.plans.rules.arrays import NO_RATE, WHOLE_COUNTY, Flags, Int


class Filing(msgspec.Struct, eq=False, kw_only=True):
    """Plans by index; rate rows (a plan in a rating area) by index; pairs of county and rate row.

    rates, derived: [row, age 0..64].  tier_rates: [row, tier].  NO_RATE (-1) where there is none; money in cents.
    tobacco_rates: as rates, for those who use tobacco; None where nothing is priced so.
    pair_zips: by pair, the index in zip_sets of the ZIP codes where it holds, WHOLE_COUNTY for all; None: every pair is whole.
    sha256: of the source and of the law that derived the missing ages, so that the same filing again is known as such.
    """

    exchange: str
    year: int
    source: str
    sha256: str
    plans: Sequence[Plan]
    row_plan: Int
    row_area: Sequence[str]
    rates: Int
    derived: Flags
    children_rated_max: Int
    tier_rates: Int
    pair_county: Sequence[str]
    pair_row: Int
    tobacco_rates: Int | None = None
    pair_zips: Int | None = None
    zip_sets: Sequence[tuple[str, ...]] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """The states whose plans these are."""
        return tuple(sorted({plan.state for plan in self.plans}))


def merged(first: Filing, second: Filing) -> Filing:
    """Both together, as if they had been filed as one. The exchange and the year are the first's; no plan may be in both."""
    plans, rows, sets = len(first.plans), len(first.row_plan), len(first.zip_sets)
    return msgspec.structs.replace(
        first,
        plans=[*first.plans, *second.plans],
        row_plan=np.concatenate([first.row_plan, second.row_plan + plans]),
        row_area=[*first.row_area, *second.row_area],
        pair_county=[*first.pair_county, *second.pair_county],
        pair_row=np.concatenate([first.pair_row, second.pair_row + rows]),
        pair_zips=np.concatenate([_pair_zips(first, 0), _pair_zips(second, sets)]),
        zip_sets=[*first.zip_sets, *second.zip_sets],
        tobacco_rates=np.concatenate([_tobacco(first), _tobacco(second)]),
        **{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in _BY_ROW},
    )


_BY_ROW = ("rates", "derived", "children_rated_max", "tier_rates")


def _pair_zips(filing: Filing, further: int) -> Int:
    """By pair, the set of ZIP codes, counted from `further` on."""
    if filing.pair_zips is None:
        return np.full(len(filing.pair_county), WHOLE_COUNTY, dtype=np.int32)
    return np.where(filing.pair_zips == WHOLE_COUNTY, WHOLE_COUNTY, filing.pair_zips + further)


def _tobacco(filing: Filing) -> Int:
    return np.full_like(filing.rates, NO_RATE) if filing.tobacco_rates is None else filing.tobacco_rates


def digest(*parts: bytes) -> str:
    """SHA-256 over parts, each with its length before it."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()


def contents_of(filing: Filing) -> Contents:
    """A filing as what is published. Rows in the order of plan id and area, so that equal filings give equal bytes."""
    order = _row_order(filing)
    new_place = np.empty(len(order), dtype=np.int32)
    new_place[order] = np.arange(len(order), dtype=np.int32)
    limits = _limits(filing)
    zip_sets = sorted({codes for codes in limits if codes})
    number = {codes: place for place, codes in enumerate(zip_sets)}
    county_rows: dict[str, list[int]] = {}
    county_zips: dict[str, list[int]] = {}
    for fips, row, codes in zip(filing.pair_county, new_place[filing.pair_row].tolist(), limits, strict=True):
        county_rows.setdefault(fips, []).append(row)
        county_zips.setdefault(fips, []).append(number[codes] if codes else WHOLE_COUNTY)
    areas = [filing.row_area[index] for index in order]
    return Contents(
        exchange=filing.exchange,
        year=filing.year,
        adult_age=law.rated_children(filing.year).under,
        dependents_under=_dependents_under(filing),
        plans=filing.plans,
        row_plan=filing.row_plan[order],
        rates=filing.rates[order],
        derived=filing.derived[order],
        children_rated_max=filing.children_rated_max[order],
        tier_rates=filing.tier_rates[order],
        counties=[_county(fips, areas, rows, county_zips[fips]) for fips, rows in county_rows.items()],
        county_rows=county_rows,
        county_zips=county_zips,
        zip_sets=zip_sets,
        tobacco_rates=None if filing.tobacco_rates is None else filing.tobacco_rates[order],
        row_area=areas,
    )


def _limits(filing: Filing) -> Sequence[tuple[str, ...]]:
    """Of each pair, the ZIP codes where it holds; none where it holds for the whole county."""
    if filing.pair_zips is None:
        return [()] * len(filing.pair_county)
    return [() if number == WHOLE_COUNTY else filing.zip_sets[number] for number in filing.pair_zips.tolist()]


def _dependents_under(filing: Filing) -> int:
    """Up to which age a family tier includes children; 0 where no state of the filing rates by tier."""
    tiers = [law.family_tiers(state, filing.year) for state in filing.states]
    ages = {tier.dependents_under for tier in tiers if tier is not None}
    if len(ages) > 1:
        raise ValueError(f"states of {filing.exchange} differ in the age of dependents: {sorted(ages)}")
    return ages.pop() if ages else 0


def _row_order(filing: Filing) -> list[int]:
    keys = [key_of(plan.plan_id) for plan in filing.plans]
    plan_of_row = filing.row_plan.tolist()
    return sorted(range(len(plan_of_row)), key=lambda row: (keys[plan_of_row[row]], filing.row_area[row]))


def _county(fips: str, areas: list[str], rows: list[int], zips: list[int]) -> County:
    found = {areas[row] for row in rows}
    whole = {areas[row] for row, limit in zip(rows, zips, strict=True) if limit == WHOLE_COUNTY}
    if len(whole) > 1:
        raise ValueError(f"county {fips} has plans in more than one rating area: {sorted(whole)}")
    county = geography.county(fips)
    return County(fips, county.name, county.state, found.pop() if len(found) == 1 else "")
