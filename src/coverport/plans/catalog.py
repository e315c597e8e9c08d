"""The published catalog: an immutable file of plans and rates that every process maps. No Django, no database."""

import hashlib
import mmap
import os
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from coverport.core.errors import Refusal
from coverport.plans.catalog_layout import ARRAYS, BrokenCatalog, Header, Name, aside, decode_preamble
from coverport.plans.plan import Market, Plan, key_of
from coverport.plans.rules.arrays import WHOLE_COUNTY, Flags, Int, Place

__all__ = ["BrokenCatalog", "Catalog", "NoPlansHere", "Place", "Plan", "UnknownPlan", "ZipNeeded"]

_plans = msgspec.json.Decoder(Plan)


class NoPlansHere(Refusal):
    """The catalog sells nothing in this county."""

    code = "no_plans_here"


class ZipNeeded(Refusal):
    """Every price of this county holds for some of its ZIP codes alone."""

    code = "zip_needed"


class UnknownPlan(Refusal):
    """The catalog has no plan of this id."""

    code = "unknown_plan"


class Catalog:
    """One published number. Arrays are views of the file (see rules.arrays.RateArrays); plan records are read when asked for."""

    # cents by [row, age 0..64] and by [row, tier]; -1 where a plan has no rate. Types of all: catalog_layout.ARRAYS
    rates: Int
    derived: Flags
    tier_rates: Int
    tobacco_rates: Int
    children_rated_max: Int
    row_plan: Int
    row_metal: Int
    row_ehb: Int
    row_adult_only: Flags
    row_child_only: Flags
    row_tiered: Flags
    row_area: Int
    row_dental: Flags
    row_individual: Flags
    row_shop: Flags
    area_first: Int
    area_text: np.ndarray
    plan_keys: np.ndarray
    plan_first: Int
    plan_records: np.ndarray
    county_fips: Int
    county_first: Int
    county_rows: Int
    county_zips: Int
    zip_first: Int
    zip_codes: Int
    county_text_first: Int
    county_text: np.ndarray

    def __init__(self, path: Path, name: Name, header: Header, data: mmap.mmap, start: int) -> None:
        self.path, self.sha256 = path, name.sha256
        self.exchange, self.year, self.number = header.exchange, header.year, header.number
        self.adult_age, self.dependents_under = header.adult_age, header.dependents_under
        for array in ARRAYS:
            setattr(self, array, _view(header, data, start, array))
        self.plan_of_index = lru_cache(maxsize=4096)(self._plan_of_index)
        self._place_of = lru_cache(maxsize=512)(self._worked_out)

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Map a file. Its hash is checked the first time that this machine sees it. Raises BrokenCatalog, FileNotFoundError."""
        name = Name.of(path)
        with path.open("rb") as file:
            _check_hash_once(path, name, file.fileno())
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header, start = decode_preamble(memoryview(data))
        if (header.exchange, header.year, header.number) != (name.exchange, name.year, name.number):
            raise BrokenCatalog(f"{path.name} says inside that it is {header.exchange} {header.year} {header.number}")
        return cls(path, name, header, data, start)

    def __repr__(self) -> str:
        return f"<Catalog {self.exchange} {self.year} number {self.number}>"

    def place(self, county_fips: str, zip_code: str | None = None, *, market: Market = "individual") -> Place:
        """The county, or a ZIP code of it, and its rate rows. Raises NoPlansHere, ZipNeeded.

        Without a ZIP code only what holds for the whole county counts.
        """
        return self._place_of(county_fips, zip_code, market)

    def _worked_out(self, county_fips: str, zip_code: str | None, market: Market) -> Place:
        wanted = int(county_fips) if county_fips.isascii() and county_fips.isdigit() and len(county_fips) == 5 else -1
        index = int(np.searchsorted(self.county_fips, wanted))
        if index == len(self.county_fips) or self.county_fips[index] != wanted:
            raise NoPlansHere(f"No plans for {self.year} are sold in this county.", field="county")
        state, county, area = self._text(index)
        first, last = self.county_first[index], self.county_first[index + 1]
        rows, limited = self._held(self.county_rows[first:last], self.county_zips[first:last], zip_code)
        if limited and zip_code is None and not len(rows):
            raise ZipNeeded(f"Plans and prices in {county} depend on the ZIP code.", field="zip")
        sold = rows[(self.row_individual if market == "individual" else self.row_shop)[rows]]
        dental = self.row_dental[sold]
        area = area or (self.area(int(rows[0])) if len(rows) else "")
        return Place(state, county_fips, county, area, sold[~dental], sold[dental], limited)

    def _held(self, rows: Int, zips: Int, zip_code: str | None) -> tuple[Int, bool]:
        """(the rows that hold at the ZIP code, or in the whole county; whether a ZIP code makes a difference)."""
        limited = np.flatnonzero(zips != WHOLE_COUNTY)
        if not len(limited):
            return rows, False
        keep = zips == WHOLE_COUNTY
        if zip_code is not None and zip_code.isascii() and zip_code.isdigit():
            keep[limited] = [int(zip_code) in self._zips(int(zips[each])) for each in limited]
        return rows[keep], True

    def _zips(self, number: int) -> Int:
        return self.zip_codes[self.zip_first[number] : self.zip_first[number + 1]]

    def area(self, row: int) -> str:
        """The rating area of a rate row."""
        number = int(self.row_area[row])
        return bytes(self.area_text[self.area_first[number] : self.area_first[number + 1]]).decode()

    def counties(self) -> tuple[str, ...]:
        """FIPS codes of all counties where plans are sold."""
        return tuple(f"{fips:05d}" for fips in self.county_fips.tolist())

    def _text(self, index: int) -> list[str]:
        first, last = self.county_text_first[index], self.county_text_first[index + 1]
        return bytes(self.county_text[first:last]).decode().split("\t")

    def plan(self, plan_id: str) -> Plan:
        """The plan of a HIOS id, in any case. Raises UnknownPlan."""
        key = key_of(plan_id).encode(errors="replace")
        index = int(np.searchsorted(self.plan_keys, np.bytes_(key)))
        if index == len(self.plan_keys) or self.plan_keys[index] != key:
            raise UnknownPlan(f"There is no plan {plan_id} in {self.year}.", field="plan")
        return self.plan_of_index(index)

    def plan_of(self, row: int) -> Plan:
        """The plan of a rate row."""
        return self.plan_of_index(int(self.row_plan[row]))

    def plan_id_of(self, row: int) -> str:
        """The plan id of a rate row."""
        return self.plan_of(row).plan_id

    def row_of(self, place: Place, plan_id: str) -> int:
        """The rate row of a plan in a county. Raises UnknownPlan when it is not sold there."""
        index = int(np.searchsorted(self.plan_keys, np.bytes_(key_of(plan_id).encode(errors="replace"))))
        found = place.rows[self.row_plan[place.rows] == index]
        if not len(found) or key_of(self.plan_of(int(found[0])).plan_id) != key_of(plan_id):
            raise UnknownPlan(f"{plan_id} is not sold in {place.county_name}.", field="plan")
        return int(found[0])

    def plans(self) -> tuple[Plan, ...]:
        """Every plan, in the order of ids."""
        return tuple(self.plan_of_index(index) for index in range(len(self.plan_keys)))

    def _plan_of_index(self, index: int) -> Plan:
        return _plans.decode(self.plan_records[self.plan_first[index] : self.plan_first[index + 1]].tobytes())


def _view(header: Header, data: mmap.mmap, start: int, name: str) -> np.ndarray:
    dtype, inner = ARRAYS[name]
    section = header.sections.get(name)
    if section is None or section.dtype != dtype or section.shape[1:] != inner:
        raise BrokenCatalog(f"the array {name} is missing or has another shape")
    count = int(np.prod(section.shape))
    if start + section.offset + count * np.dtype(dtype).itemsize > len(data):
        raise BrokenCatalog(f"the file ends inside the array {name}")
    return np.frombuffer(data, dtype=dtype, count=count, offset=start + section.offset).reshape(section.shape)


def _check_hash_once(path: Path, name: Name, descriptor: int) -> None:
    """Hash the file unless this machine has done so: the marker beside it names size, time and inode of what was hashed."""
    status = os.fstat(descriptor)
    seen = f"{status.st_size} {status.st_mtime_ns} {status.st_ino}\n"
    marker = path.with_name(path.name + ".verified")
    try:
        if marker.read_text() == seen:
            return
    except FileNotFoundError:
        pass
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != name.sha256:
        raise BrokenCatalog(f"{path.name} has the hash {found}: it is damaged and must be fetched again")
    _leave_marker(marker, seen)


def _leave_marker(marker: Path, seen: str) -> None:
    temporary = aside(marker)
    try:
        temporary.write_text(seen)
        temporary.replace(marker)
    except OSError:
        # A read-only folder: every process hashes for itself.
        return
