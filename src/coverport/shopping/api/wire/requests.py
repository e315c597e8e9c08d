"""What is asked about a household. Unknown fields are ignored and nulls are accepted, as existing clients expect."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import (
    Amount,
    CsrRequest,
    DesignType,
    Division,
    Fips,
    Gender,
    Limit,
    MarketAsked,
    MetalLevelAsked,
    Offset,
    PlanId,
    StateCode,
    Text,
    Utilization,
    Year,
    Zip,
)

MOST_PEOPLE = 50
MOST_VALUES = 1000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    countyfips: Fips
    state: StateCode
    zipcode: Zip


class CurrentEnrollment(msgspec.Struct, frozen=True, kw_only=True):
    """A change in circumstance: the plan that the person is in keeps the tobacco rating of its start."""

    plan_id: PlanId
    effective_date: date | None = None
    uses_tobacco: bool | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be covered. Age or birth date is needed; the age goes before. utilization and utilization_level say the same.

    has_hardship: holds an exemption for hardship or affordability, which opens catastrophic plans; named as in enrollment/validate.
    """

    age: Annotated[int, Meta(ge=0, le=120)] | None = None
    dob: date | None = None
    has_mec: bool | None = None
    is_parent: bool | None = None
    is_pregnant: bool | None = None
    pregnant_with: Annotated[int, Meta(ge=0, le=9)] | None = None
    uses_tobacco: bool | None = None
    last_tobacco_use_date: date | None = None
    gender: Gender | None = None
    utilization_level: Utilization | None = None
    utilization: Utilization | None = None
    relationship: Text | None = None
    does_not_cohabitate: bool | None = None
    aptc_eligible: bool | None = None
    has_hardship: bool | None = None
    current_enrollment: CurrentEnrollment | None = None


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """income: dollars a year of the whole household; left out, null or -1: not known, and no help is reckoned."""

    income: Amount | None = None
    unemployment_received: Literal["Adult", "Dependent", "None"] | None = None
    people: Annotated[tuple[Person, ...], Meta(max_length=MOST_PEOPLE)] | None = None
    has_married_couple: bool | None = None
    effective_date: date | None = None


class HouseholdRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Estimates, and the lowest-cost plans."""

    household: Household
    place: Place
    year: Year | None = None
    market: MarketAsked | None = None
    aptc_override: Amount | None = None


class IchraRequest(HouseholdRequest, frozen=True, kw_only=True):
    hra: Annotated[Amount, Meta(description="What the employer's arrangement pays a month, dollars.")]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    min: Amount | None = None
    max: Amount | None = None


class MetalDesign(msgspec.Struct, frozen=True, kw_only=True):
    metal_level: MetalLevelAsked
    design_types: tuple[DesignType, ...] | None = None


Names = Annotated[tuple[Text, ...], Meta(max_length=MOST_VALUES)]
Levels = Annotated[tuple[MetalLevelAsked, ...], Meta(max_length=MOST_VALUES)]


class PlanFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Every question at once; a singular and its plural are added up. premium, deductible, oopc: at most so many dollars.

    Some clients send a list as `type`, and from where to where as `premium` and `deductible`: these are read as what they mean.
    """

    disease_mgmt_programs: Names | None = None
    division: Division | None = None
    issuer: Text | None = None
    issuers: Names | None = None
    metal_levels: Levels | None = None
    metal_level: MetalLevelAsked | None = None
    metal_design_types: Annotated[tuple[MetalDesign, ...], Meta(max_length=MOST_VALUES)] | None = None
    design_types: Annotated[tuple[DesignType, ...], Meta(max_length=MOST_VALUES)] | None = None
    premium: Amount | Limits | None = None
    type: Text | Names | None = None
    types: Names | None = None
    deductible: Amount | Limits | None = None
    hsa: bool | None = None
    oopc: Amount | None = None
    child_dental_coverage: bool | None = None
    adult_dental_coverage: bool | None = None
    drugs: Annotated[tuple[Annotated[str, Meta(pattern=r"^[0-9]{1,8}$")], ...], Meta(max_length=MOST_VALUES)] | None = (
        None
    )
    providers: (
        Annotated[tuple[Annotated[str, Meta(pattern=r"^[0-9]{10}$")], ...], Meta(max_length=MOST_VALUES)] | None
    ) = None
    quality_rating: Annotated[int, Meta(ge=0, le=5)] | None = None
    simple_choice: bool | None = None
    premium_range: Limits | None = None
    deductible_range: Limits | None = None


class PlanRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One plan for a household."""

    place: Place
    market: MarketAsked
    household: Household | None = None
    year: Year | None = None
    aptc_override: Amount | None = None
    csr_override: CsrRequest | None = None
    catastrophic_override: bool | None = None


class PlansRequest(PlanRequest, frozen=True, kw_only=True):
    """Several plans, for a comparison. The specification lets `market` be left out here, and clients do."""

    market: MarketAsked = "Individual"
    plan_ids: Annotated[tuple[PlanId, ...], Meta(min_length=1, max_length=100)]


class SearchRequest(PlanRequest, frozen=True, kw_only=True):
    """All plans of a place, narrowed, ordered, page by page."""

    filter: PlanFilter | None = None
    offset: Offset | None = None
    limit: Limit | None = None
    order: Literal["asc", "desc"] | None = None
    sort: Literal["premium", "deductible", "oopc", "total_costs", "quality_rating"] | None = None
    suppressed_plan_ids: Annotated[tuple[Text, ...], Meta(max_length=MOST_VALUES)] | None = None


class PlanQuery(msgspec.Struct, frozen=True, kw_only=True):
    plan_id: PlanId
    year: Year | None = None


class BatchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Many searches in one request; each answers by itself."""

    quotes: Annotated[tuple[SearchRequest, ...], Meta(min_length=1, max_length=100)]
