"""A plan as people see it: what the filing says beside its rates."""

from decimal import Decimal
from typing import Literal

import msgspec

MetalLevel = Literal["catastrophic", "bronze", "silver", "gold", "platinum"]

# Cost-sharing variants of a silver plan, as HIOS numbers them after the plan id.
STANDARD, SILVER_73, SILVER_87, SILVER_94 = "01", "04", "05", "06"


class Urls(msgspec.Struct, frozen=True, omit_defaults=True):
    """The insurer's own pages; None where the filing has none."""

    brochure: str | None = None
    sbc: str | None = None
    network: str | None = None
    formulary: str | None = None


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A qualified health plan.

    plan_id: HIOS standard component, spelled as published. issuer_id: its first five digits.
    cost_sharing: variant -> item -> the filing's own words ("$3,500", "20% Coinsurance after deductible").
    rate_status: "filed" until the state approves the rates. ehb_share: part of the premium for essential health benefits.
    child_dental, adult_dental: None where the source does not say.
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


def key_of(plan_id: str) -> str:
    """What two spellings of one plan id have in common: CMS printed 71837tx0010001 once where the rest are upper case."""
    return plan_id.upper()
