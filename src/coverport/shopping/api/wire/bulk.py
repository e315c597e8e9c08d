"""Data in bulk, years and versions."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import Range, Year
from coverport.shopping.api.wire.places import StateMedicaid

FileName = Literal["apt", "decile-mapping", "state-medicaid", "rate-areas", "county-zips", "crosswalk"]


class BulkQuery(msgspec.Struct, frozen=True, kw_only=True):
    year: Year


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    name: FileName
    year: Annotated[int, Meta(ge=2014, le=2099)]


class MarketYears(msgspec.Struct, frozen=True):
    current: int
    supported: list[int]


class DataVersion(msgspec.Struct, frozen=True):
    name: str
    updated: str


class AptTier(msgspec.Struct, frozen=True):
    """pctFPL: percent of poverty; pctPremium: percent of income."""

    of_poverty: Range = msgspec.field(name="pctFPL")
    of_income: Range = msgspec.field(name="pctPremium")


class Apt(msgspec.Struct, frozen=True):
    market_year: int
    tiers: list[AptTier]


class CountyZips(msgspec.Struct, frozen=True):
    name: str
    fips: str
    zips: list[str]


class StateCounties(msgspec.Struct, frozen=True):
    state: str
    counties: list[CountyZips]


class AreaCounties(msgspec.Struct, frozen=True):
    area: int = msgspec.field(name="rateArea")
    counties: list[CountyZips] = []


class StateAreas(msgspec.Struct, frozen=True):
    state: str
    areas: list[AreaCounties] = msgspec.field(name="rateAreas")


class StateMedicaidList(msgspec.Struct, frozen=True):
    fiscal_year: int
    fiscal_quarter: int
    states: list[StateMedicaid]


class CrosswalkCode(msgspec.Struct, frozen=True):
    code: int
    description: str


class CrosswalkRow(msgspec.Struct, frozen=True):
    state: str
    previous_plan_id: str
    new_plan_id: str
    fips: str
    level: int
    reason: int
    zipcodes: list[str]


class CrosswalkFile(msgspec.Struct, frozen=True):
    levels: list[CrosswalkCode]
    reasons: list[CrosswalkCode]
    data: list[CrosswalkRow]
