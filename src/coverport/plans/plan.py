"""A plan as people see it: what the filing says beside its rates."""

from decimal import Decimal
from typing import Literal

import msgspec

from coverport.core.money import Cents

MetalLevel = Literal["catastrophic", "bronze", "silver", "gold", "platinum", "high", "low"]
Division = Literal["health", "dental"]
Market = Literal["individual", "shop"]
Offered = Literal["on", "off", "both"]
Tier = Literal["in", "in_2", "out", "combined"]
Covers = Literal["medical", "drug", "combined", "dental"]

# Cost-sharing variants of a silver plan, as HIOS numbers them after the plan id.
STANDARD, SILVER_73, SILVER_87, SILVER_94 = "01", "04", "05", "06"


class Urls(msgspec.Struct, frozen=True, omit_defaults=True):
    """The insurer's own pages; None where the filing has none. payment: where the first payment is taken."""

    brochure: str | None = None
    sbc: str | None = None
    network: str | None = None
    formulary: str | None = None
    payment: str | None = None


class Share(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a member pays for a service in one network tier.

    copay: cents; coinsurance: percent of the bill. *_when: "before" or "after" the deductible, None where the filing does not say.
    per: None for each visit or item. Neither copay nor coinsurance: see `words`, which are the filing's own.
    """

    tier: Tier = "in"
    copay: Cents | None = None
    copay_when: Literal["before", "after"] | None = None
    per: Literal["stay", "day"] | None = None
    coinsurance: Decimal | None = None
    coinsurance_when: Literal["before", "after"] | None = None
    not_covered: bool = False
    words: str = ""


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    """A yearly deductible or limit in one network tier, cents; None where the filing has no such figure ("Not Applicable").

    individual: one person's own policy. per_person: each member of a family. family: all together. coinsurance: percent after it.
    """

    covers: Covers = "medical"
    tier: Tier = "in"
    individual: Cents | None = None
    per_person: Cents | None = None
    family: Cents | None = None
    coinsurance: Decimal | None = None


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """A coverage example of the summary of benefits, cents: 45 CFR 147.200(a)(2)(ii)."""

    deductible: Cents | None = None
    copay: Cents | None = None
    coinsurance: Cents | None = None
    limit: Cents | None = None


class Examples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Having a baby, managing type 2 diabetes, a simple fracture."""

    baby: Example | None = None
    diabetes: Example | None = None
    fracture: Example | None = None


class Variant(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cost-sharing variant, 45 CFR 156.420. number: as HIOS puts it after the plan id, "00" off the exchange to "06".

    actuarial_value: the filed one, percent. shares: benefit name -> what a member pays, by network tier.
    """

    number: str
    name: str = ""
    actuarial_value: Decimal | None = None
    hsa_eligible: bool | None = None
    deductibles: tuple[Amount, ...] = ()
    limits: tuple[Amount, ...] = ()
    shares: dict[str, tuple[Share, ...]] = {}
    examples: Examples = Examples()
    sbc: str | None = None


class Benefit(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a plan says of one benefit, whatever its variant. quantity and unit: a limit such as 20 "Visit(s) per Year"."""

    name: str
    covered: bool | None = None
    essential: bool | None = None
    quantity: Decimal | None = None
    unit: str = ""
    exclusions: str = ""
    explanation: str = ""
    outside_limit: bool | None = None


class Stars(msgspec.Struct, frozen=True, omit_defaults=True):
    """Quality ratings of 1 to 5 stars, 45 CFR 156.1400; None with the reason where there is none."""

    year: int
    overall: int | None = None
    medical_care: int | None = None
    member_experience: int | None = None
    administration: int | None = None
    why_not: str = ""


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A qualified health plan, or a stand-alone dental plan (division "dental").

    plan_id: HIOS standard component, spelled as published. issuer_id: its first five digits.
    cost_sharing: variant -> item -> the filing's own words ("$3,500", "20% Coinsurance after deductible"); `variants` has the same
    as figures, where the source gives more than words (see plans.variants.of).
    rate_status: "filed" until the state approves the rates. ehb_share: part of the premium for essential health benefits.
    child_dental, adult_dental and other yes-or-no facts: None where the source does not say.
    invented: of a sample market: neither the plan nor its insurer exists.
    design: a standardized design's name, "" for none. expanded: a bronze plan of up to 65 percent, 45 CFR 156.140(c).
    tobacco_free_months: how long without tobacco counts as none. dependents_max_age: the last age of a covered child.
    """

    plan_id: str
    issuer_id: str
    issuer_name: str
    name: str
    metal_level: MetalLevel
    plan_type: str
    state: str
    adult_only: bool = False
    child_only: bool = False
    multi_state: bool = False
    child_dental: bool | None = None
    adult_dental: bool | None = None
    phone: str | None = None
    phone_local: str | None = None
    tty: str | None = None
    urls: Urls = Urls()
    cost_sharing: dict[str, dict[str, str]] = {}
    rate_status: Literal["certified", "filed"] = "certified"
    id_synthetic: bool = False
    ehb_share: Decimal | None = None
    source: str = ""
    invented: bool = False
    division: Division = "health"
    market: Market = "individual"
    offered: Offered = "on"
    expanded: bool = False
    design: str = ""
    hsa_eligible: bool | None = None
    new: bool | None = None
    guaranteed_rate: bool | None = None
    national_network: bool | None = None
    referral_required: bool | None = None
    composite_rating: bool | None = None
    pediatric_dental_share: Decimal | None = None
    disease_programs: tuple[str, ...] = ()
    network_id: str = ""
    network_name: str = ""
    formulary_id: str = ""
    service_area_id: str = ""
    product_id: str = ""
    tobacco_free_months: int | None = None
    dependents_max_age: int | None = None
    stars: Stars | None = None
    claims_received: int | None = None
    claims_denied: int | None = None
    variants: dict[str, Variant] = {}
    benefits: tuple[Benefit, ...] = ()


def key_of(plan_id: str) -> str:
    """What two spellings of one plan id have in common: CMS printed 71837tx0010001 once where the rest are upper case."""
    return plan_id.upper()
