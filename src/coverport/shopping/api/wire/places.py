"""States, counties, rating areas, poverty guidelines, Medicaid limits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import Amount, Fips, MarketAsked, StateCode, YearQuery, Zip


class ZipQuery(YearQuery, frozen=True, kw_only=True):
    zipcode: Annotated[
        str, Meta(pattern=r"^[0-9]{1,5}$", description="A ZIP code, or its first 1 to 4 digits.", examples=["03301"])
    ]


class FipsQuery(YearQuery, frozen=True, kw_only=True):
    fips: Fips


class StateQuery(YearQuery, frozen=True, kw_only=True):
    abbrev: StateCode


class MedicaidQuery(StateQuery, frozen=True, kw_only=True):
    quarter: (
        Annotated[int, Meta(ge=1, le=4, description="Quarter of the fiscal year; left out, the last that is known.")]
        | None
    ) = None


class PercentQuery(YearQuery, frozen=True, kw_only=True):
    """The specification asks for the year here and of rating areas; clients leave it out."""

    state: StateCode
    size: Annotated[int, Meta(ge=1, le=100, description="People of the household.", examples=[4])]
    income: Amount


class RateAreaQuery(YearQuery, frozen=True, kw_only=True):
    state: StateCode
    fips: Fips
    zipcode: Zip
    market: MarketAsked = "Individual"


class ZipCounty(msgspec.Struct, frozen=True):
    zipcode: str
    name: str
    fips: str
    state: str


class ZipCounties(msgspec.Struct, frozen=True):
    counties: list[ZipCounty]


class County(msgspec.Struct, frozen=True):
    fips: str
    name: str
    state: str


class State(msgspec.Struct, frozen=True, kw_only=True):
    """marketplace and marketplace_model say the same: clients read either. shop_*: the small-business market."""

    name: str
    abbrev: str
    fips: str
    marketplace: str
    marketplace_model: str
    shop_marketplace: str
    shop_marketplace_model: str
    hix_name: str
    hix_url: str
    shop_hix_name: str
    shop_hix_url: str
    form_8962: str = msgspec.field(name="8962_link")
    form_8965: str = msgspec.field(name="8965_link")
    assister_program_url: str


class States(msgspec.Struct, frozen=True):
    states: list[State]


class Guideline(msgspec.Struct, frozen=True):
    household_size: int
    guideline: int


class PovertyGuideline(msgspec.Struct, frozen=True):
    """Dollars a year."""

    add_per_person_after_eight: int
    guidelines: list[Guideline]


class AgeLimit(msgspec.Struct, frozen=True):
    min_age: int
    max_age: int
    pc_fpl: float


class StateMedicaid(msgspec.Struct, frozen=True, kw_only=True):
    """Limits as shares of the poverty guideline, before the disregard of five points: 1.33 is 133 percent; 0: no such group."""

    name: str
    abbrev: str
    fiscal_year: int
    fiscal_quarter: int
    pc_fpl_parent: float
    pc_fpl_pregnant: float
    pc_fpl_adult: float
    pc_fpl_child_newborn: float
    pc_fpl_child_1_5: float
    pc_fpl_child_6_18: float
    low_income_child: list[AgeLimit]
    chip: list[AgeLimit]


class PercentOfPoverty(msgspec.Struct, frozen=True):
    pc_fpl: float


class RateArea(msgspec.Struct, frozen=True):
    state: str
    area: int
