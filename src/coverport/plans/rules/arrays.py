"""What the rules need of a published catalog: arrays by rate row. A rate row is one plan in one rating area."""

from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

# Ages 0 to 64; the last column holds for everyone older, 45 CFR 147.102(d)(3): "64 and older" is one band.
AGES = 65
NO_RATE = -1
METAL_LEVELS = ("catastrophic", "bronze", "silver", "gold", "platinum")
DENTAL_LEVELS = ("high", "low")
LEVELS = METAL_LEVELS + DENTAL_LEVELS
TIERS = ("single", "couple", "parent_children", "family")
EHB_UNKNOWN = -1
WHOLE_COUNTY = -1  # in place of a set of ZIP codes
EHB_SCALE = 1_000_000  # shares of premium are kept as millionths

Int = NDArray[np.integer]
Flags = NDArray[np.bool_]


NO_ROWS: Int = np.empty(0, dtype=np.int32)


class RateArrays(Protocol):
    """Arrays with one entry per rate row. Money is integer cents; NO_RATE where the plan has none.

    rates: cents by [row, age 0..64].  derived: same shape, true where the cents come from the age curve, not from the filing.
    tobacco_rates: as rates, of who uses tobacco; no rows at all where nothing is priced by it.
    children_rated_max: how many of the oldest children a family's premium counts.  tier_rates: cents by [row, TIERS].
    row_plan: index of the plan, in the order of plan ids.  row_metal: index in LEVELS.
    row_ehb: millionths of the premium that are essential health benefits, or EHB_UNKNOWN.
    """

    @property
    def rates(self) -> Int: ...
    @property
    def tobacco_rates(self) -> Int: ...
    @property
    def derived(self) -> Flags: ...
    @property
    def children_rated_max(self) -> Int: ...
    @property
    def tier_rates(self) -> Int: ...
    @property
    def row_plan(self) -> Int: ...
    @property
    def row_metal(self) -> Int: ...
    @property
    def row_ehb(self) -> Int: ...
    @property
    def row_adult_only(self) -> Flags: ...
    @property
    def row_child_only(self) -> Flags: ...
    @property
    def row_tiered(self) -> Flags: ...
    @property
    def adult_age(self) -> int: ...
    @property
    def dependents_under(self) -> int: ...
    def plan_id_of(self, row: int) -> str: ...


class MissingRate(LookupError):
    """A plan that must cover these people has no rate for one of them. Never a price of 0."""


class Place(msgspec.Struct, frozen=True, eq=False):
    """A county, or one ZIP code of it, and the rate rows of the plans sold there. dental_rows: those of stand-alone dental plans.

    rating_area: "" where the county lies in several and no ZIP code was given. zip_needed: some plans or prices hold for a part alone.
    """

    state: str
    county_fips: str
    county_name: str
    rating_area: str
    rows: Int
    dental_rows: Int = NO_ROWS
    zip_needed: bool = False
