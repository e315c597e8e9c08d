"""Plans as they are answered: what a plan is, and what a household pays for it."""

from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta

from coverport.shopping.api.wire.common import Csr, Error, FamilyCost, MetalLevel, NetworkTier, Range
from coverport.shopping.api.wire.places import RateArea

# A plan goes out as bytes that were made before; for the schema it is what those bytes hold.
P = TypeVar("P")


class CostSharing(msgspec.Struct, frozen=True):
    """coinsurance_rate: share of the bill; copay_amount: dollars. benefit_before_deductible: "BBD" where it is paid from day one."""

    coinsurance_rate: float
    coinsurance_options: str
    copay_amount: float
    copay_options: str
    network_tier: NetworkTier
    csr: Csr
    display_string: str
    benefit_before_deductible: str


class Benefit(msgspec.Struct, frozen=True):
    name: str
    type: str
    covered: bool
    cost_sharings: list[CostSharing]
    explanation: str
    exclusions: str
    has_limits: bool
    limit_unit: str
    limit_quantity: int


class Deductible(msgspec.Struct, frozen=True):
    """A yearly deductible or limit, dollars."""

    type: str
    amount: float
    csr: Csr
    network_tier: NetworkTier
    family_cost: FamilyCost
    individual: bool
    family: bool
    display_string: str


class Address(msgspec.Struct, frozen=True, kw_only=True):
    street_1: str = ""
    street_2: str = ""
    city: str = ""
    state: str = ""
    zipcode: str = ""
    countyfips: str = ""


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    eligible_dependents: list[str]
    state: str
    individual_url: str
    shop_url: str
    toll_free: str
    tty: str
    address: Address


class QualityRating(msgspec.Struct, frozen=True, kw_only=True):
    """Stars of 1 to 5; 0 with the reason where there is none."""

    available: bool
    year: int
    global_rating: int
    clinical_quality_management_rating: int
    enrollee_experience_rating: int
    plan_efficiency_rating: int
    global_not_rated_reason: str
    clinical_quality_management_not_rated_reason: str
    enrollee_experience_not_rated_reason: str
    plan_efficiency_not_rated_reason: str


class Example(msgspec.Struct, frozen=True):
    deductible: float
    copay: float
    coinsurance: float
    limit: float


class Examples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Coverage examples of the summary of benefits, those that were filed."""

    baby: Example | None = None
    diabetes: Example | None = None
    fracture: Example | None = None


class PlanPrices(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a household pays, dollars a month. Left out where no premium was asked for, or none can be given.

    premium_w_credit: after the credit. aptc_eligible_premium: what a credit can pay of, 0 where none applies. oopc: dollars a year
    that care is likely to cost, -1 where use, age and gender were not given.
    """

    premium: float | msgspec.UnsetType = msgspec.UNSET
    premium_w_credit: float | msgspec.UnsetType = msgspec.UNSET
    ehb_premium: float | msgspec.UnsetType = msgspec.UNSET
    pediatric_ehb_premium: float | msgspec.UnsetType = msgspec.UNSET
    aptc_eligible_premium: float | msgspec.UnsetType = msgspec.UNSET
    oopc: float | msgspec.UnsetType = msgspec.UNSET
    is_ineligible: bool | msgspec.UnsetType = msgspec.UNSET


class Plan(PlanPrices, frozen=True, kw_only=True):
    """What a plan is, and its prices where a household asked. The facts are encoded once a catalog, the prices for each household.

    deductibles, moops: of the household's shape, one for each cost-sharing variant."""

    id: str
    name: str
    metal_level: MetalLevel
    type: str
    state: str
    benefits: list[Benefit]
    deductibles: list[Deductible]
    tiered_deductibles: list[Deductible]
    disease_mgmt_programs: list[str]
    has_national_network: bool
    market: Literal["Individual", "SHOP"]
    max_age_child: int
    moops: list[Deductible]
    tiered_moops: list[Deductible]
    product_division: Literal["HealthCare", "Dental"]
    benefits_url: str
    brochure_url: str
    formulary_url: str
    network_url: str
    issuer: Issuer
    hsa_eligible: bool
    insurance_market: Literal["QHP", "MSP"]
    specialist_referral_required: bool
    tobacco_lookback: int
    suppression_state: str
    guaranteed_rate: bool
    simple_choice: bool
    design_type: str
    is_standardized_plan: bool
    quality_rating: QualityRating
    rx_3mo_mail_order: bool
    covers_nonhyde_abortion: bool
    service_area_id: str
    waiting_period_duration: int
    certification: str
    rates_as_filed: Annotated[bool, Meta(description="The state has not approved the rates yet.")]


class NetworkAdequacy(msgspec.Struct, frozen=True):
    scope: str
    networks: dict[str, str]


class PlanDetail(Plan, frozen=True, kw_only=True):
    """All that one plan says."""

    sbcs: Examples
    network_adequacy: NetworkAdequacy
    pc_deductible_visits: int


class Facet(msgspec.Struct, frozen=True):
    value: str
    count: int


class FacetGroup(msgspec.Struct, frozen=True):
    name: str
    facets: list[Facet]


class Ranges(msgspec.Struct, frozen=True):
    """Of all plans that were found: full premiums a month, deductibles a year."""

    premiums: Range
    deductibles: Range


class Found(msgspec.Struct, Generic[P], frozen=True):
    """One page of a search."""

    plans: list[P]
    total: int
    rate_area: RateArea
    facet_groups: list[FacetGroup]
    ranges: Ranges


class FoundPlans(msgspec.Struct, Generic[P], frozen=True):
    plans: list[P]


class FoundPlan(msgspec.Struct, Generic[P], frozen=True):
    plan: P


class FoundPricedPlan(msgspec.Struct, Generic[P], frozen=True):
    plan: P
    rate_area: RateArea


class Spread(msgspec.Struct, frozen=True):
    min: float
    max: float
    mean: float


class Stars(msgspec.Struct, frozen=True):
    five_star_rating: int
    four_star_rating: int
    three_star_rating: int
    two_star_rating: int
    one_star_rating: int


class LevelStats(msgspec.Struct, frozen=True):
    metal_level: MetalLevel
    total: int
    simple_choice: int
    premiums: Spread
    oopc: Spread
    quality_ratings: Stars


class LowestCost(msgspec.Struct, frozen=True):
    """A plan with its premium for the household, dollars a month.

    ehb_premium: what a credit goes by: the part for essential benefits, with `pediatric_ehb_premium`, the children's part of a dental
    plan, where the law of the year adds it to health plans without pediatric dental benefits.
    """

    id: str
    name: str
    premium: float
    metal_level: MetalLevel
    ehb_premium: float
    pediatric_ehb_premium: float


class Ichra(msgspec.Struct, frozen=True):
    """premium: of the lowest-cost silver plan; affordable: whether it is so after the employer's arrangement."""

    affordable: bool
    premium: float


class Eligibility(msgspec.Struct, frozen=True):
    """One person's, in the order of the household. aptc: dollars a month of the whole household, not to be added up."""

    aptc: float
    csr: Csr
    hardship_exemption: bool
    is_medicaid_chip: bool


class Estimates(msgspec.Struct, frozen=True):
    estimates: list[Eligibility]


class Rated(msgspec.Struct, frozen=True):
    quality_rating: QualityRating


class BatchItem(msgspec.Struct, Generic[P], frozen=True, omit_defaults=True):
    """The answer of one search, or why there is none."""

    found: P | msgspec.UnsetType = msgspec.UNSET
    error: Error | msgspec.UnsetType = msgspec.UNSET


class Batch(msgspec.Struct, Generic[P], frozen=True):
    quotes: list[BatchItem[P]]
