"""Write a catalog: arrays from plain records, bytes that depend on nothing else, a file that appears whole or not at all."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from coverport.plans.catalog_layout import ARRAYS, FORMAT, Header, Name, Section, aligned, aside, encode_preamble
from coverport.plans.plan import Plan, key_of
from coverport.plans.rules.arrays import (
    AGES,
    EHB_SCALE,
    EHB_UNKNOWN,
    LEVELS,
    NO_RATE,
    TIERS,
    WHOLE_COUNTY,
    MissingRate,
)


class County(msgspec.Struct, frozen=True):
    """A county where plans are sold, and its rating area in the filing's words; "" where it lies in several."""

    fips: str
    name: str
    state: str
    rating_area: str


class Contents(msgspec.Struct, eq=False):
    """What is published. Arrays by rate row as in rules.arrays; row_plan indexes `plans`, which may stand in any order.

    county_rows: FIPS code -> rate rows sold there. county_zips, as long: the index in zip_sets of the ZIP codes where a row
    holds, WHOLE_COUNTY for all; None where every row holds for the whole county.
    tobacco_rates: as rates, or None where nothing is priced by tobacco. row_area: the rating area of each row.
    """

    exchange: str
    year: int
    adult_age: int
    dependents_under: int
    plans: Sequence[Plan]
    row_plan: np.ndarray
    rates: np.ndarray
    derived: np.ndarray
    children_rated_max: np.ndarray
    tier_rates: np.ndarray
    counties: Sequence[County]
    county_rows: Mapping[str, Sequence[int]]
    county_zips: Mapping[str, Sequence[int]] | None = None
    zip_sets: Sequence[tuple[str, ...]] = ()
    tobacco_rates: np.ndarray | None = None
    row_area: Sequence[str] | None = None


class Encoded:
    """A catalog's arrays as bytes, made once, under whichever number it gets. Raises MissingRate."""

    def __init__(self, contents: Contents) -> None:
        arrays = {name: np.ascontiguousarray(array) for name, array in _arrays(contents).items()}
        self._contents, self._sections, self._body = contents, dict[str, Section](), bytearray()
        for name, (dtype, _) in ARRAYS.items():
            self._body.extend(b"\0" * (aligned(len(self._body)) - len(self._body)))
            array = arrays[name].astype(dtype, copy=False)
            self._sections[name] = Section(len(self._body), dtype, array.shape)
            self._body.extend(array.tobytes())

    def numbered(self, number: int) -> bytes:
        """The bytes of the file. The same contents and number give the same bytes."""
        sold = self._contents
        header = Header(FORMAT, sold.exchange, sold.year, number, sold.adult_age, sold.dependents_under, self._sections)
        return encode_preamble(header) + self._body

    def fingerprint(self) -> str:
        """SHA-256 of what is sold, whatever its number: two equal ones need not be published twice."""
        return hashlib.sha256(self.numbered(0)).hexdigest()


def encode(contents: Contents, number: int) -> bytes:
    """The bytes of the catalog file. The same contents and number give the same bytes. Raises MissingRate."""
    return Encoded(contents).numbered(number)


def fingerprint(contents: Contents) -> str:
    """SHA-256 of what is sold, whatever its number."""
    return Encoded(contents).fingerprint()


def _arrays(contents: Contents) -> dict[str, np.ndarray]:
    order = sorted(range(len(contents.plans)), key=lambda index: key_of(contents.plans[index].plan_id))
    plans = [contents.plans[index] for index in order]
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    row_plan = rank[contents.row_plan]
    arrays = {
        "rates": contents.rates.reshape(-1, AGES),
        "derived": contents.derived.reshape(-1, AGES),
        "tier_rates": contents.tier_rates.reshape(-1, len(TIERS)),
        "tobacco_rates": _tobacco(contents),
        "children_rated_max": contents.children_rated_max,
        "row_plan": row_plan,
        **_rows(plans, row_plan, contents),
        **_areas(contents),
        **_plans(plans),
        **_counties(contents),
    }
    _refuse_missing(contents, arrays, plans)
    return arrays


def _tobacco(contents: Contents) -> np.ndarray:
    """[row, age], or no rows where nothing is priced by tobacco: the national file of a year would be twice as long."""
    tobacco = contents.tobacco_rates
    if tobacco is None or not (tobacco != NO_RATE).any():
        return np.empty((0, AGES), dtype=np.int32)
    return tobacco.reshape(-1, AGES)


def _rows(plans: list[Plan], row_plan: np.ndarray, contents: Contents) -> dict[str, np.ndarray]:
    shares = [EHB_UNKNOWN if one.ehb_share is None else int(one.ehb_share * EHB_SCALE) for one in plans]
    on_exchange = [one.offered != "off" for one in plans]
    flags = {
        "row_adult_only": [one.adult_only for one in plans],
        "row_child_only": [one.child_only for one in plans],
        "row_dental": [one.division == "dental" for one in plans],
        "row_individual": [on and one.market == "individual" for on, one in zip(on_exchange, plans, strict=True)],
        "row_shop": [on and one.market == "shop" for on, one in zip(on_exchange, plans, strict=True)],
    }
    return {
        "row_metal": np.array([LEVELS.index(one.metal_level) for one in plans], dtype=np.int8)[row_plan],
        "row_ehb": np.array(shares, dtype=np.int32)[row_plan],
        **{name: np.array(values, dtype=np.bool_)[row_plan] for name, values in flags.items()},
        "row_tiered": (contents.tier_rates != NO_RATE).any(axis=1),
    }


def _areas(contents: Contents) -> dict[str, np.ndarray]:
    words = contents.row_area if contents.row_area is not None else _areas_by_county(contents)
    known = sorted(set(words))
    number = {word: place for place, word in enumerate(known)}
    first, text = _joined([word.encode() for word in known])
    return {
        "row_area": np.array([number[word] for word in words], dtype=np.int32),
        "area_first": first,
        "area_text": text,
    }


def _areas_by_county(contents: Contents) -> list[str]:
    """Of each row, the rating area of a county where it is sold."""
    areas = [""] * len(contents.row_plan)
    for county in contents.counties:
        for row in contents.county_rows[county.fips]:
            areas[row] = county.rating_area
    return areas


def _plans(plans: list[Plan]) -> dict[str, np.ndarray]:
    keys = [key_of(one.plan_id).encode() for one in plans]
    if len(set(keys)) != len(keys):
        raise ValueError("two plans have the same id")
    # In the order of keys, because the database keeps no other: equal plans give equal bytes.
    first, text = _joined([msgspec.json.encode(one, order="sorted") for one in plans])
    return {"plan_keys": np.array(keys, dtype="S14"), "plan_first": first, "plan_records": text}


def _counties(contents: Contents) -> dict[str, np.ndarray]:
    counties = sorted(contents.counties, key=lambda county: county.fips)
    sold = [_sold(contents, county.fips) for county in counties]
    first, text = _joined([f"{one.state}\t{one.name}\t{one.rating_area}".encode() for one in counties])
    return {
        "county_fips": np.array([int(county.fips) for county in counties], dtype=np.int32),
        "county_first": np.cumsum([0, *(len(rows) for rows, _ in sold)]),
        "county_rows": np.concatenate([rows for rows, _ in sold]) if sold else np.empty(0, dtype=np.int32),
        "county_zips": np.concatenate([zips for _, zips in sold]) if sold else np.empty(0, dtype=np.int32),
        "zip_first": np.cumsum([0, *map(len, contents.zip_sets)]),
        "zip_codes": np.array([int(code) for codes in contents.zip_sets for code in sorted(codes)], dtype=np.int32),
        "county_text_first": first,
        "county_text": text,
    }


def _sold(contents: Contents, fips: str) -> tuple[np.ndarray, np.ndarray]:
    """A county's rate rows in their order, and of each the set of ZIP codes where it holds."""
    rows = np.asarray(contents.county_rows[fips], dtype=np.int32)
    zips = contents.county_zips[fips] if contents.county_zips else [WHOLE_COUNTY] * len(rows)
    limits = np.asarray(zips, dtype=np.int32)
    order = np.lexsort((limits, rows))
    return rows[order], limits[order]


def _joined(parts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """(where each part begins, and the end; all bytes)."""
    return np.cumsum([0, *map(len, parts)]), np.frombuffer(b"".join(parts), dtype=np.uint8)


def _refuse_missing(contents: Contents, arrays: dict[str, np.ndarray], plans: list[Plan]) -> None:
    """A plan that sells to adults has every adult rate, any plan every child's; a price is never 0.

    Stand-alone dental plans are filed for some ages alone; whoever has none there cannot be covered.
    """
    rates, tiers, tiered = arrays["rates"], arrays["tier_rates"], arrays["row_tiered"]
    needed = np.zeros(rates.shape, dtype=np.bool_)
    needed[:, : contents.adult_age] = ~tiered[:, None]
    needed[:, contents.adult_age :] = (~tiered & ~arrays["row_child_only"])[:, None]
    needed[arrays["row_dental"]] = False
    wrong = (
        (needed & (rates <= 0)).any(axis=1) | (~tiered & (rates <= 0).all(axis=1)) | (tiered & (tiers <= 0).any(axis=1))
    )
    wrong |= (~tiered & (contents.children_rated_max < 1)) | ((rates < NO_RATE) | (rates == 0)).any(axis=1)
    if wrong.any():
        plan = plans[int(arrays["row_plan"][int(wrong.argmax())])]
        raise MissingRate(f"{plan.plan_id} lacks a rate for people whom it covers")


def place_file(folder: Path, exchange: str, year: int, number: int, data: bytes) -> Path:
    """Put the bytes under their name: written aside, synced, then renamed. The same file again changes nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = folder / str(Name(exchange, year, number, sha256))
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    temporary = aside(path)
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync_folder(folder)
    return path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
