"""A plan's record as the contract shows it, encoded once for each catalog and shape of household."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

from coverport.plans.catalog import Catalog
from coverport.plans.plan import Example as Filed
from coverport.plans.plan import Plan, Stars, Variant, key_of
from coverport.shopping.api.benefits import benefits_of, deductibles_of, moops_of, variants_of
from coverport.shopping.api.exchanges import closed_in
from coverport.shopping.api.wire import plans as wire
from coverport.shopping.api.wire.common import DesignType, MetalLevel, PlanType, dollars

encoder = msgspec.json.Encoder()
encode = encoder.encode
LEVELS: dict[str, MetalLevel] = {
    "catastrophic": "Catastrophic", "bronze": "Bronze", "silver": "Silver", "gold": "Gold", "platinum": "Platinum",
    "high": "High", "low": "Low",
}  # fmt: skip
NOT_RATED = "Not Rated"
# Whom an insurer covers with the subscriber, where its file does not say: 45 CFR 147.120 has children in any case.
DEPENDENTS = ["Self", "Spouse", "Child", "Stepson or Stepdaughter", "Foster Child", "Ward"]
MAX_AGE_CHILD = 25
LOOKBACK = 6
# Of the contract's four: who is in a closed plan stays in it.
AVAILABLE, CLOSED = "Available", "Closed"


def shorts_of(catalog: Catalog, numbers: Iterable[int], *, family: bool) -> list[bytes]:
    """The JSON objects of plans in a search, with a comma for the opening brace: prices go before. numbers: of plans in the catalog."""
    kept = _kept(catalog)
    return [kept("short", number, family) for number in numbers]


def details_of(catalog: Catalog, numbers: Iterable[int], *, family: bool) -> list[bytes]:
    """The same with all benefits and what only a single plan says; a search shows none that takes nobody new."""
    kept, closed = _kept(catalog), closed_in(catalog)
    keys = [(number, key_of(catalog.plan_of_index(number).plan_id)) for number in numbers]
    return [kept("closed" if key in closed else "whole", number, family) for number, key in keys]


def _kept(catalog: Catalog) -> Any:
    """The catalog's own cache: it is forgotten with the catalog. About 8 kB a plan and shape."""
    kept = vars(catalog).get("api_facts")
    if kept is None:

        def make(which: str, number: int, family: bool) -> bytes:
            plan = catalog.plan_of_index(number)
            if which == "short":
                return _behind_prices(_facts(plan, catalog.year, family))
            return _behind_prices(_details(plan, catalog.year, family, CLOSED if which == "closed" else AVAILABLE))

        kept = vars(catalog).setdefault("api_facts", lru_cache(maxsize=4096)(make))
    return kept


def _behind_prices(facts: wire.Plan) -> bytes:
    return b"," + encode(facts)[1:]


def plan_type_of(plan: Plan) -> PlanType | str:
    """As it was filed, "" where the file does not say."""
    return plan.plan_type


def design_of(plan: Plan) -> DesignType:
    """DESIGN1 to DESIGN5 by the number that the filing gives a standardized design; NOT_APPLICABLE for other plans."""
    found = re.search(r"([1-5])\s*$", plan.design)
    if not plan.design:
        return "NOT_APPLICABLE"
    return f"DESIGN{found[1]}" if found else "DESIGN1"  # type: ignore[return-value]


def _facts(plan: Plan, year: int, family: bool) -> wire.Plan:
    return wire.Plan(**_fields(plan, year, family, top=True))


def _details(plan: Plan, year: int, family: bool, suppression: str) -> wire.PlanDetail:
    standard = plan.variants.get("01")
    return wire.PlanDetail(
        **_fields(plan, year, family, top=False) | {"suppression_state": suppression},
        sbcs=_examples(standard),
        network_adequacy=wire.NetworkAdequacy(
            scope="National" if plan.national_network else "",
            networks={plan.network_id: plan.network_name} if plan.network_id else {},
        ),
        pc_deductible_visits=0,
    )


def _fields(plan: Plan, year: int, family: bool, *, top: bool) -> dict[str, Any]:
    numbers = variants_of(plan)
    design = design_of(plan)
    return {
        "id": plan.plan_id,
        "name": plan.name,
        "metal_level": LEVELS[plan.metal_level],
        "type": plan_type_of(plan),
        "state": plan.state,
        "benefits": benefits_of(plan, numbers, top=top),
        "deductibles": deductibles_of(plan, numbers, family=family, tiered=False),
        "tiered_deductibles": deductibles_of(plan, numbers, family=family, tiered=True),
        "disease_mgmt_programs": list(plan.disease_programs),
        "has_national_network": bool(plan.national_network),
        "market": "SHOP" if plan.market == "shop" else "Individual",
        "max_age_child": MAX_AGE_CHILD if plan.dependents_max_age is None else plan.dependents_max_age,
        "moops": moops_of(plan, numbers, family=family, tiered=False),
        "tiered_moops": moops_of(plan, numbers, family=family, tiered=True),
        "product_division": "Dental" if plan.division == "dental" else "HealthCare",
        "benefits_url": plan.urls.sbc or "",
        "brochure_url": plan.urls.brochure or "",
        "formulary_url": plan.urls.formulary or "",
        "network_url": plan.urls.network or "",
        "issuer": issuer_of(plan),
        "hsa_eligible": bool(plan.hsa_eligible),
        "insurance_market": "MSP" if plan.multi_state else "QHP",
        "specialist_referral_required": bool(plan.referral_required),
        "tobacco_lookback": LOOKBACK if plan.tobacco_free_months is None else plan.tobacco_free_months,
        "suppression_state": AVAILABLE,
        "guaranteed_rate": bool(plan.guaranteed_rate),
        "simple_choice": design != "NOT_APPLICABLE",
        "design_type": design,
        "is_standardized_plan": design != "NOT_APPLICABLE",
        "quality_rating": quality_of(plan, year),
        "rx_3mo_mail_order": False,
        "covers_nonhyde_abortion": any(
            one.covered and "abortion" in one.name.lower() and "except" not in one.name.lower() for one in plan.benefits
        ),
        "service_area_id": plan.service_area_id,
        "waiting_period_duration": 0,
        "certification": "Certified" if plan.rate_status == "certified" else "Not Certified",
        "rates_as_filed": plan.rate_status == "filed",
    }


def issuer_of(plan: Plan) -> wire.Issuer:
    """The insurer as its plan names it."""
    return wire.Issuer(
        id=plan.issuer_id,
        name=plan.issuer_name,
        eligible_dependents=DEPENDENTS,
        state=plan.state,
        individual_url="",
        shop_url="",
        toll_free=plan.phone or "",
        tty=plan.tty or "",
        address=wire.Address(state=plan.state),
    )


def quality_of(plan: Plan, year: int) -> wire.QualityRating:
    """Stars, and why there are none."""
    stars = plan.stars or Stars(year)
    return wire.QualityRating(
        available=plan.stars is not None,
        year=stars.year,
        global_rating=stars.overall or 0,
        clinical_quality_management_rating=stars.medical_care or 0,
        enrollee_experience_rating=stars.member_experience or 0,
        plan_efficiency_rating=stars.administration or 0,
        global_not_rated_reason=_why_not(stars.overall, stars.why_not),
        clinical_quality_management_not_rated_reason=_why_not(stars.medical_care),
        enrollee_experience_not_rated_reason=_why_not(stars.member_experience),
        plan_efficiency_not_rated_reason=_why_not(stars.administration),
    )


def _why_not(stars: int | None, said: str = "") -> str:
    return "" if stars else said or NOT_RATED


def _examples(variant: Variant | None) -> wire.Examples:
    if variant is None:
        return wire.Examples()
    filed = variant.examples
    return wire.Examples(
        baby=_example(filed.baby), diabetes=_example(filed.diabetes), fracture=_example(filed.fracture)
    )


def _example(filed: Filed | None) -> wire.Example | None:
    if filed is None:
        return None
    figures = (filed.deductible, filed.copay, filed.coinsurance, filed.limit)
    return wire.Example(*(dollars(cents or 0) for cents in figures))
