"""A plan variant from the words of CMS's Plan Attributes file or of the Plans & Benefits template: both have the same columns."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from coverport.plans.cost_words import dollars_in, family_amounts, percent_in
from coverport.plans.importers.landscape import web_address
from coverport.plans.importers.tables import yes
from coverport.plans.plan import Amount, Covers, Example, Examples, Tier, Urls, Variant

METALS = {
    "catastrophic": "catastrophic", "bronze": "bronze", "expanded bronze": "bronze", "silver": "silver", "gold": "gold",
    "platinum": "platinum", "high": "high", "low": "low",
}  # fmt: skip
METAL_PATTERN = "^(?i:" + "|".join(METALS) + ")$"
OFFERINGS = {"allows adult and child-only": "both", "allows adult-only": "adult", "allows child-only": "child"}
# "Both" is sold on and off the exchange, 45 CFR 147.104; "Off the Exchange" outside alone.
OFFERED = {"on the exchange": "on", "off the exchange": "off", "both": "both"}

# What CMS puts before the tier and the person: medical, drug, and both together.
KINDS: dict[Covers, str] = {"medical": "MEHB", "drug": "DEHB", "combined": "TEHB"}
TIERS: dict[Tier, str] = {"in": "InnTier1", "in_2": "InnTier2", "out": "OutOfNet", "combined": "CombInnOon"}
WHOM = {"individual": "Individual", "per_person": "FamilyPerPerson", "group": "FamilyPerGroup", "family": "Family"}


def amount_columns() -> dict[str, str]:
    """Ours -> CMS's name, for every limit and deductible."""
    found = {}
    for covers, kind in KINDS.items():
        for tier, place in TIERS.items():
            for whom, who in WHOM.items():
                found[f"limit {covers} {tier} {whom}"] = f"{kind}{place}{who}MOOP"
                found[f"deductible {covers} {tier} {whom}"] = f"{kind}Ded{place}{who}"
            found[f"deductible {covers} {tier} coinsurance"] = f"{kind}Ded{place}Coinsurance"
    return found


EXAMPLES = {"baby": "HavingaBaby", "diabetes": "HavingDiabetes", "fracture": "HavingSimplefracture"}
EXAMPLE_PARTS = {"deductible": "Deductible", "copay": "Copayment", "coinsurance": "Coinsurance", "limit": "Limit"}


def details(row: Mapping[str, str], *, dental: bool) -> dict[str, Any]:
    """{"plan": facts by the field of plan.Plan, "variant": a Variant} as plain values; only what the row says."""
    return {"plan": _plan(row, dental=dental), "variant": msgspec.to_builtins(_variant(row, dental=dental))}


def _plan(row: Mapping[str, str], *, dental: bool) -> dict[str, Any]:
    metal = row["metal_level"].lower()
    offering = OFFERINGS.get(row.get("offering", "").lower(), "both")
    facts: dict[str, Any] = {
        "name": row.get("name", ""),
        "metal_level": METALS[metal],
        "expanded": metal.startswith("expanded"),
        "plan_type": row.get("plan_type", ""),
        "adult_only": offering == "adult",
        "child_only": offering == "child",
        "division": "dental" if dental else "health",
        "market": "shop" if "shop" in row.get("market", "").lower() else "individual",
        "offered": OFFERED.get(row.get("offered", "").lower(), "both"),
        "design": _design(row.get("design", "")),
        "new": {"new": True, "existing": False}.get(row.get("new", "").lower()),
        "guaranteed_rate": {"guaranteed": True, "estimated": False}.get(
            row.get("guaranteed", "").lower().split(" ")[0]
        ),
        "national_network": yes(row.get("national")),
        "referral_required": yes(row.get("referral")),
        "composite_rating": yes(row.get("composite")),
        "ehb_share": _fraction(row.get("ehb_share", "")),
        "pediatric_dental_share": _fraction(row.get("pediatric_share", "")),
        "disease_programs": disease_programs(row.get("diseases", "")),
        "multi_state": row.get("program", "").upper() == "OPM",
        "urls": msgspec.to_builtins(
            Urls(
                brochure=web_address(row.get("brochure")),
                formulary=web_address(row.get("formulary_url")),
                payment=web_address(row.get("payment_url")),
            )
        ),
        **{name: row.get(name, "") for name in ("network_id", "formulary_id", "service_area_id", "product_id")},
    }
    return {
        name: value
        for name, value in facts.items()
        if value is not None and value != "" and value != [] and value != {}
    }


def _design(text: str) -> str:
    return "" if text.lower() in {"", "no", "not applicable", "n/a", "none", "0"} else text


def _fraction(text: str) -> str | None:
    """A share of premium, 0 to 1, as text: templates write 0.9998, some files 99.98%."""
    if (percent := percent_in(text)) is not None:
        return str(percent / 100)
    try:
        share = Decimal(text)
    except InvalidOperation:
        return None
    return str(share) if 0 < share <= 1 else None


def disease_programs(text: str) -> list[str]:
    """The programs of a list such as "Asthma, Heart Disease, High Blood Pressure & High Cholesterol"."""
    return [one.strip() for one in text.split(",") if one.strip() and one.strip().lower() not in {"no", "none"}]


def _variant(row: Mapping[str, str], *, dental: bool) -> Variant:
    number = row["variant_id"].rpartition("-")[2]
    return Variant(
        number=number,
        name=row.get("csr", ""),
        actuarial_value=_actuarial_value(row),
        hsa_eligible=yes(row.get("hsa")),
        deductibles=_amounts(row, "deductible", dental=dental),
        limits=_amounts(row, "limit", dental=dental),
        examples=Examples(**{name: _example(row, name) for name in EXAMPLES}),
        sbc=web_address(row.get("sbc_url")),
    )


def _actuarial_value(row: Mapping[str, str]) -> Decimal | None:
    """Percent. The issuer's own figure stands for a unique design that the calculator cannot rate, 45 CFR 156.135(b)."""
    for text in (row.get("av_issuer", ""), row.get("av_calculator", "")):
        if (percent := percent_in(text)) is not None:
            return percent
        try:
            share = Decimal(text)
        except InvalidOperation:
            continue
        if 0 < share <= 1:
            return (share * 100).quantize(Decimal("0.01")).normalize() + 0
    return None


def _amounts(row: Mapping[str, str], what: str, *, dental: bool) -> tuple[Amount, ...]:
    found = []
    for covers in KINDS:
        for tier in TIERS:
            key = f"{what} {covers} {tier}"
            person, family = family_amounts(row.get(f"{key} family", ""))
            one = Amount(
                covers="dental" if dental else covers,
                tier=tier,
                individual=dollars_in(row.get(f"{key} individual", "")),
                per_person=_first(dollars_in(row.get(f"{key} per_person", "")), person),
                family=_first(dollars_in(row.get(f"{key} group", "")), family),
                coinsurance=percent_in(row.get(f"{key} coinsurance", "")),
            )
            if (one.individual, one.per_person, one.family) != (None, None, None):
                found.append(one)
    return tuple(found)


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _example(row: Mapping[str, str], name: str) -> Example | None:
    parts = {part: dollars_in(row.get(f"{name} {part}", "")) for part in EXAMPLE_PARTS}
    return Example(**parts) if any(value is not None for value in parts.values()) else None
