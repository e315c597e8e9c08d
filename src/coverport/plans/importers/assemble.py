"""Plans, rates and service areas of a state, which public files and templates keep apart, put together as a filing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from coverport import law
from coverport.plans import geography
from coverport.plans.importers.filing import Filing, digest
from coverport.plans.importers.rating_areas import RatingAreas, Zips, meet, rating_areas
from coverport.plans.importers.records import PLAN, RATES, RATING_AREA, SERVICE_AREA, Record
from coverport.plans.importers.tables_rates import by_age
from coverport.plans.plan import STANDARD, Plan, key_of
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS, WHOLE_COUNTY
from coverport.plans.rules.rates import BASE_AGE, rates_of_every_age

# Family tiers as CMS's files name them, where a state rates so: parent and children, couple and children.
_TIER_OF = {
    "single": ("single",),
    "couple": ("couple",),
    "parent_children": ("parent_children", "single_1"),
    "family": ("family", "couple_1"),
}


class Parts(msgspec.Struct, eq=False):
    """What there is of a state and year, by kind of record. source: where it comes from; sha256s: of the files."""

    exchange: str
    year: int
    state: str
    source: str
    records: Mapping[str, Sequence[Record]]
    sha256s: Sequence[str] = ()
    issuer_names: Mapping[str, str] = {}
    known_areas: Mapping[str, str] = {}


class Row(msgspec.Struct):
    """A plan's prices in a rating area while it is put together."""

    plan: int
    area: str
    rates: list[int]
    tobacco: list[int]
    tiers: list[int]


def assemble(parts: Parts) -> tuple[Filing | None, dict[str, int]]:
    """(a filing, notes with how often each holds); no filing where no plan has both a price and a place. Raises MissingLaw."""
    notes: dict[str, int] = {}
    plans = plans_of(parts)
    rows = rows_of(parts, plans, notes)
    areas = rating_areas(
        parts.state,
        parts.year,
        parts.records.get(RATING_AREA, ()),
        known=parts.known_areas,
        priced=(row.area for row in rows),
    )
    pairs = _pairs(parts, plans, rows, areas, notes)
    sold = sorted({row for _, row, _ in pairs})
    if not sold:
        return None, notes
    return _filing(parts, plans, rows, pairs, sold, notes), notes


def _note(notes: dict[str, int], words: str, count: int = 1) -> None:
    notes[words] = notes.get(words, 0) + count


def plans_of(parts: Parts) -> list[Plan]:
    """One plan for all records of its variants, in the order of ids."""
    facts: dict[str, dict[str, Any]] = {}
    for record in parts.records.get(PLAN, ()):
        key = key_of(record.key)
        made = facts.setdefault(key, {"variants": {}, **record.details["plan"], "plan_id": record.key})
        if variant := record.details.get("variant"):
            made["variants"][variant["number"]] = variant
    return [_plan(parts, facts[key]) for key in sorted(facts)]


def _plan(parts: Parts, made: dict[str, Any]) -> Plan:
    issuer_id = made["plan_id"][:5]
    standard: dict[str, Any] = made["variants"].get(STANDARD) or next(iter(made["variants"].values()), {})
    urls = made.get("urls", {}) | ({"sbc": standard["sbc"]} if standard.get("sbc") else {})
    given = {
        "issuer_id": issuer_id,
        "state": parts.state,
        "source": parts.source,
        "plan_type": "",
        "hsa_eligible": standard.get("hsa_eligible"),
        "issuer_name": parts.issuer_names.get(issuer_id) or f"Issuer {issuer_id}",
    }
    return msgspec.convert({**given, **made, "urls": urls}, Plan, strict=False)


def rows_of(parts: Parts, plans: list[Plan], notes: dict[str, int]) -> list[Row]:
    number = {key_of(plan.plan_id): place for place, plan in enumerate(plans)}
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for record in _first_of_year(parts.records.get(RATES, ()), parts.year, notes):
        plan = number.get(key_of(record.key))
        if plan is None:
            _note(notes, "prices of plans that no file describes, left out")
            continue
        made = found.setdefault((plan, record.details["area"]), {"ages": {}, "tobacco": {}, "tiers": {}})
        for part in made:
            made[part].update(record.details[part])
    return [_row(plan, area, made, notes) for (plan, area), made in sorted(found.items())]


def _first_of_year(records: Iterable[Record], year: int, notes: dict[str, int]) -> list[Record]:
    """Prices from January 1: individuals' plans have no others; those of later quarters are for small employers that begin then."""
    kept = []
    for record in records:
        begins = record.details["effective"]
        if begins and not begins.startswith((f"{year}-01", "1/1/", "01/01/")):
            _note(
                notes, "prices that begin later than January, left out: they are for employers whose year begins then"
            )
        else:
            kept.append(record)
    return kept


def _row(plan: int, area: str, made: dict[str, Any], notes: dict[str, int]) -> Row:
    rates, words = by_age(made["ages"])
    tobacco, _ = by_age(made["tobacco"])
    for word in words:
        _note(notes, word)
    tiers = [
        next((made["tiers"][name] for name in names if name in made["tiers"]), NO_RATE) for names in _TIER_OF.values()
    ]
    if NO_RATE in tiers:
        tiers = [NO_RATE] * len(TIERS)
    return Row(plan, area, rates, tobacco, tiers)


Pair = tuple[str, int, Zips]


def _pairs(parts: Parts, plans: list[Plan], rows: list[Row], areas: RatingAreas, notes: dict[str, int]) -> list[Pair]:
    """County, rate row and the ZIP codes where it holds, for every place where a plan is sold and has a price."""
    row_of = {(row.plan, row.area): place for place, row in enumerate(rows) if _has_price(row)}
    served = served_counties(parts)
    pairs: list[Pair] = []
    for number, plan in enumerate(plans):
        places = served.get((plan.issuer_id, plan.service_area_id)) or served.get(("", plan.service_area_id))
        if places is None:
            _note(notes, "plans whose service area no file describes, left out")
            continue
        for fips, zips in places.items():
            pairs += _in_county(fips, zips, number, row_of, areas, notes)
    return pairs


def _in_county(
    fips: str, zips: Zips, plan: int, row_of: Mapping[tuple[int, str], int], areas: RatingAreas, notes: dict[str, int]
) -> list[Pair]:
    here = areas.of(fips)
    if not here:
        _note(notes, "plans in counties whose rating area is not known, left out there")
    found = []
    for area, inside in here.items():
        row = row_of.get((plan, area))
        limit = meet(zips, inside)
        if row is None:
            _note(notes, "plans without a price in a rating area of theirs, left out there")
        elif limit is None or limit:
            found.append((fips, row, limit))
    return found


def _has_price(row: Row) -> bool:
    return row.tiers[0] != NO_RATE or any(price != NO_RATE for price in row.rates)


def served_counties(parts: Parts) -> dict[tuple[str, str], dict[str, Zips]]:
    """(issuer, service area) -> county -> the ZIP codes served there, None for all of it."""
    counties = [one.fips for one in geography.counties_of_state(parts.state)]
    known = set(counties)
    served: dict[tuple[str, str], dict[str, Zips]] = {}
    for record in parts.records.get(SERVICE_AREA, ()):
        details = record.details
        places = served.setdefault((record.issuer_id, details["id"]), {})
        for fips in counties if details["entire_state"] else [details["county"]]:
            if fips not in known:
                continue
            zips: Zips = frozenset(details["zips"]) or None
            places[fips] = None if zips is None or places.get(fips, zips) is None else (places.get(fips) or zips) | zips
    return served


def _filing(
    parts: Parts, plans: list[Plan], rows: list[Row], pairs: list[Pair], sold: list[int], notes: dict[str, int]
) -> Filing:
    kept_plans = sorted({rows[row].plan for row in sold})
    _note_left_out(plans, kept_plans, notes)
    kept = [rows[row] for row in sold]
    rates, derived = _every_age(parts, plans, kept, notes)
    zip_sets = sorted({tuple(sorted(zips)) for *_, zips in pairs if zips})
    set_number = {codes: place for place, codes in enumerate(zip_sets)}
    row_number = {row: place for place, row in enumerate(sold)}
    plan_number = {plan: place for place, plan in enumerate(kept_plans)}
    tobacco = np.array([row.tobacco for row in kept], dtype=np.int32)
    return Filing(
        exchange=parts.exchange,
        year=parts.year,
        source=parts.source,
        sha256=digest(*(each.encode() for each in sorted(parts.sha256s)), rates.tobytes()),
        plans=[plans[plan] for plan in kept_plans],
        row_plan=np.array([plan_number[row.plan] for row in kept], dtype=np.int32),
        row_area=[row.area for row in kept],
        rates=rates,
        derived=derived,
        children_rated_max=np.full(len(kept), law.rated_children(parts.year).count, dtype=np.int8),
        tier_rates=np.array([row.tiers for row in kept], dtype=np.int32),
        pair_county=[fips for fips, _, _ in pairs],
        pair_row=np.array([row_number[row] for _, row, _ in pairs], dtype=np.int32),
        tobacco_rates=tobacco if (tobacco != NO_RATE).any() else None,
        pair_zips=np.array(
            [set_number[tuple(sorted(zips))] if zips else WHOLE_COUNTY for *_, zips in pairs], dtype=np.int32
        ),
        zip_sets=zip_sets,
    )


def _note_left_out(plans: list[Plan], kept: list[int], notes: dict[str, int]) -> None:
    if len(kept) < len(plans):
        _note(notes, "plans without a price anywhere, left out", len(plans) - len(kept))


def _every_age(
    parts: Parts, plans: list[Plan], rows: list[Row], notes: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """(rates, derived). A medical plan's missing age follows the state's curve, and says so; a dental plan has none there."""
    rates = np.array([row.rates for row in rows], dtype=np.int32).reshape(-1, AGES)
    derived = np.zeros(rates.shape, dtype=np.bool_)
    by_tier = np.array([row.tiers[0] != NO_RATE for row in rows], dtype=np.bool_)
    medical = np.array([plans[row.plan].division == "health" for row in rows], dtype=np.bool_)
    open_ = medical & ~by_tier & (rates == NO_RATE).any(axis=1)
    if open_.any():
        printed = {age: rates[open_, age] for age in range(AGES)}
        filled, marks = rates_of_every_age(printed, law.age_curve(parts.state, parts.year).factors)
        _note(
            notes,
            f"prices that the files lack, taken from the age curve and age {BASE_AGE}, and marked so",
            int(marks.sum()),
        )
        rates[open_], derived[open_] = filled, marks
    return rates, derived
