"""CMS's Plan Attributes and Benefits and Cost Sharing files, and extracts of them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

import msgspec

from coverport.plans.cost_words import share
from coverport.plans.importers import plan_facts
from coverport.plans.importers.plan_facts import EXAMPLE_PARTS, EXAMPLES, METAL_PATTERN, amount_columns
from coverport.plans.importers.records import PLAN, Reading, Record
from coverport.plans.importers.tables import (
    LINE,
    VARIANT_PATTERN,
    VARIANT_WORDS,
    Field,
    Row,
    Rows,
    Table,
    field,
    maybe,
    plan_field,
    year_field,
    year_if_said,
    yes,
)
from coverport.plans.plan import Benefit, Share, Tier

_PROGRAM = " Management Program"
_VARIANT = field("PlanId", pattern=VARIANT_PATTERN, expected=VARIANT_WORDS)

PLAN_FIELDS: dict[str, Field] = {
    "year": year_field("BusinessYear"),
    "variant_id": _VARIANT,
    "plan_id": plan_field("StandardComponentId"),
    "name": field("PlanMarketingName"),
    "metal_level": field("MetalLevel", pattern=METAL_PATTERN, expected="one of " + ", ".join(plan_facts.METALS)),
    "plan_type": field("PlanType"),
    "market": maybe("MarketCoverage"),
    "dental": maybe("DentalOnlyPlan"),
    "issuer_name": maybe("IssuerMarketPlaceMarketingName", "IssuerName"),
    "program": maybe("SourceName"),
    "product_id": maybe("HIOSProductId"),
    "network_id": maybe("NetworkId"),
    "service_area_id": maybe("ServiceAreaId"),
    "formulary_id": maybe("FormularyId"),
    "new": maybe("IsNewPlan"),
    "design": maybe("PlanDesignType", "DesignType"),
    "offered": maybe("QHPNonQHPTypeId"),
    "referral": maybe("IsReferralRequiredForSpecialist"),
    "composite": maybe("CompositeRatingOffered"),
    "offering": maybe("ChildOnlyOffering"),
    "diseases": maybe("DiseaseManagementProgramsOffered"),
    "ehb_share": maybe("EHBPercentTotalPremium", "EHBPercentPremiumS4"),
    "pediatric_share": maybe("EHBPediatricDentalApportionmentQuantity"),
    "guaranteed": maybe("IsGuaranteedRate"),
    "national": maybe("NationalNetwork"),
    "formulary_url": maybe("FormularyURL"),
    "csr": maybe("CSRVariationType"),
    "av_issuer": maybe("IssuerActuarialValue"),
    "av_calculator": maybe("AVCalculatorOutputNumber"),
    "hsa": maybe("IsHSAEligible"),
    "sbc_url": maybe("URLForSummaryofBenefitsCoverage"),
    "brochure": maybe("PlanBrochure"),
    "payment_url": maybe("URLForEnrollmentPayment"),
    **{
        f"{name} {part}": maybe(f"SBC{words}{ending}")
        for name, words in EXAMPLES.items()
        for part, ending in EXAMPLE_PARTS.items()
    },
    **{ours: maybe(name) for ours, name in amount_columns().items()},
}


def _plans(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        plan_id = row["plan_id"] or row["variant_id"][:14]
        dental = yes(row["dental"]) or row["metal_level"].lower() in {"high", "low"}
        reading.once((row["year"], row["variant_id"].upper()), row[LINE], "PlanId", row["variant_id"])
        reading.plans.add(plan_id.upper())
        reading.count("plan variants")
        made = plan_facts.details(row, dental=dental)
        if row["issuer_name"]:
            made["plan"]["issuer_name"] = row["issuer_name"]
        yield _of_plan(PLAN, row, plan_id, made)


def _extract(reading: Reading, rows: Rows) -> Iterator[Record]:
    """Programs stand as a column of ones and zeros each."""
    for row in rows:
        row["diseases"] = ", ".join(
            name.removesuffix(_PROGRAM) for name, flag in row.items() if name.endswith(_PROGRAM) and flag == "1"
        ).replace("No, ", "")
        yield from _plans(reading, iter([row]))


def _of_plan(kind: str, row: Row, plan_id: str, details: dict[str, Any]) -> Record:
    return Record(kind, int(row["year"]), plan_id[5:7].upper(), plan_id[:5], plan_id, details)


PLAN_ATTRIBUTES = Table("CMS Plan Attributes", PLAN, PLAN_FIELDS, _plans, "2014 to 2026")

PLAN_EXTRACT = Table(
    "Plan Attributes extract",
    PLAN,
    {
        **PLAN_FIELDS,
        "year": year_if_said("BusinessYear"),
        "plan_id": maybe("StandardComponentId"),
        "name": field("PlanVariantMarketingName"),
        "issuer_name": maybe("Issuer_Name", "IssuerMarketPlaceMarketingName"),
    },
    _extract,
    "any, with --year",
    wide=True,
)

_TIERS: dict[Tier, str] = {"in": "InnTier1", "in_2": "InnTier2", "out": "OutofNet"}
BENEFIT_FIELDS: dict[str, Field] = {
    "year": year_field("BusinessYear"),
    "variant_id": _VARIANT,
    "plan_id": plan_field("StandardComponentId"),
    "benefit": field("BenefitName", pattern=r".", expected="the name of a benefit"),
    **{f"copay {tier}": maybe(f"Copay{name}") for tier, name in _TIERS.items()},
    **{f"coinsurance {tier}": maybe(f"Coins{name}") for tier, name in _TIERS.items()},
    "copay in": field("CopayInnTier1"),
    "essential": maybe("IsEHB"),
    "covered": maybe("IsCovered", pattern="^(?i:covered|not covered)$", expected="Covered or Not Covered"),
    "quantity": maybe("LimitQty"),
    "unit": maybe("LimitUnit"),
    "exclusions": maybe("Exclusions"),
    "explanation": maybe("Explanation"),
    "outside_limit": maybe("IsExclFromInnMOOP"),
    "subject": maybe("IsSubjToDedTier1"),
}


def _benefits(reading: Reading, rows: Rows) -> Iterator[Record]:
    """One record for the rows of a plan that stand together: a file of the whole country is never held at once."""
    for (plan_id, year), group in groupby(rows, key=lambda row: (row["plan_id"], row["year"])):
        benefits: dict[str, Any] = {}
        shares: dict[str, dict[str, Any]] = {}
        for row in group:
            benefits[row["benefit"]] = msgspec.to_builtins(benefit_of(row))
            found = shares_of(row)
            if found:
                number = row["variant_id"].rpartition("-")[2]
                shares.setdefault(number, {})[row["benefit"]] = msgspec.to_builtins(found)
            reading.count("benefits")
        reading.plans.add(plan_id.upper())
        details = {"benefits": list(benefits.values()), "shares": shares}
        yield _of_plan("benefits", {"year": year}, plan_id, details)


def benefit_of(row: Row) -> Benefit:
    """What a row says of the benefit, whatever the variant."""
    quantity = row.get("quantity", "")
    return Benefit(
        name=row["benefit"],
        covered={"covered": True, "not covered": False}.get(row.get("covered", "").lower()),
        essential=yes(row.get("essential")),
        quantity=Decimal(quantity).normalize() + 0 if quantity.replace(".", "", 1).isdigit() else None,
        unit=row.get("unit", ""),
        exclusions=row.get("exclusions", ""),
        explanation=row.get("explanation", ""),
        outside_limit=yes(row.get("outside_limit")),
    )


def shares_of(row: Row) -> list[Share]:
    """What the variant's members pay, by network tier. Files of 2014 and 2015 say apart whether the deductible comes first."""
    found = [share(row.get(f"copay {tier}", ""), row.get(f"coinsurance {tier}", ""), tier) for tier in _TIERS]
    subject = yes(row.get("subject"))
    return [_after_deductible(one, subject) for one in found if one is not None]


def _after_deductible(one: Share, subject: bool | None) -> Share:
    if subject is None or one.tier != "in" or one.copay_when or one.coinsurance_when:
        return one
    when = "after" if subject else "before"
    return msgspec.structs.replace(
        one,
        copay_when=when if one.copay is not None else None,
        coinsurance_when=when if one.coinsurance is not None else None,
    )


BENEFITS = Table("CMS Benefits and Cost Sharing", "benefits", BENEFIT_FIELDS, _benefits, "2014 to 2026")


def _exclusions(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        plan_id = row["variant_id"][:14]
        reading.plans.add(plan_id.upper())
        yield _of_plan("exclusions", row, plan_id, {"benefit": row["benefit"], "exclusions": row["exclusions"]})


EXCLUSIONS = Table(
    "Exclusions by benefit",
    "exclusions",
    {
        "year": year_if_said("BusinessYear"),
        "variant_id": _VARIANT,
        "benefit": field("BenefitName"),
        "exclusions": field("Exclusions"),
    },
    _exclusions,
    "any, with --year",
)


def _covered(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        plan_id = row["variant_id"][:14]
        reading.plans.add(plan_id.upper())
        said = {name: flag == "1" for name, flag in row.items() if flag in {"0", "1"}}
        reading.counts["benefits"] = len(said)
        yield _of_plan("covered_benefits", row, plan_id, {"variant": row["variant_id"][15:], "covered": said})


COVERED_BENEFITS = Table(
    "Covered benefits, a column each",
    "covered_benefits",
    {"year": year_if_said("BusinessYear"), "variant_id": _VARIANT, "Specialist Visit": field("Specialist Visit")},
    _covered,
    "any, with --year",
    wide=True,
)
