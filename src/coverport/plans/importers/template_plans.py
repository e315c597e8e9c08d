"""The Plans & Benefits template as insurers file it, medical or dental: planBenefitTemplateVO."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from coverport.plans.importers import plan_facts, tables_plans, xml_reader
from coverport.plans.importers.plan_facts import EXAMPLE_PARTS, EXAMPLES, METALS
from coverport.plans.importers.problems import Problem, UnreadableFile, quoted
from coverport.plans.importers.records import PLAN, Reading, Record
from coverport.plans.importers.source import Source
from coverport.plans.importers.table_reader import year_of
from coverport.plans.importers.tables import PLAN_PATTERN, PLAN_WORDS, VARIANT_PATTERN, VARIANT_WORDS, yes
from coverport.plans.importers.xml_reader import Node

ROOT = "planBenefitTemplateVO"
# Ours -> the element under planAttributes.
_ATTRIBUTES = {
    "plan_id": "standardComponentID", "name": "planMarketingName", "product_id": "hiosProductID", "network_id": "networkID",
    "service_area_id": "serviceAreaID", "formulary_id": "formularyID", "new": "isNewPlan", "plan_type": "planType",
    "metal_level": "metalLevel", "design": "planDesignType", "offered": "qhpOrNonQhp", "referral": "isSpecialistReferralRequired",
    "composite": "insurancePlanCompositePremiumAvailableIndicator", "offering": "childOnlyOffering",
    "diseases": "isDiseaseMgmtProgramsOffered", "ehb_share": "ehbPercentPremium",
    "pediatric_share": "ehbApportionmentForPediatricDental", "guaranteed": "guaranteedVsEstimatedRate", "national": "nationalNetwork",
}  # fmt: skip
_COVERS = (
    ("medical and drug", "combined"),
    ("combined", "combined"),
    ("drug", "drug"),
    ("medical", "medical"),
    ("dental", "medical"),
)
_TIERS = {
    "inNetworkTier1": "in",
    "inNetworkTier2": "in_2",
    "outOfNetwork": "out",
    "combinedInOutNetwork": "combined",
    "combinedInOrOutNetwork": "combined",
}
_EXAMPLES = {"baby": "havingBaby", "diabetes": "havingDiabetes", "fracture": "havingSimplefracture"}
_ENDINGS = {
    "deductible": ("Deductible",),
    "copay": ("CoPayment", "Copayment", "Copay"),
    "coinsurance": ("CoInsurance", "Coinsurance"),
    "limit": ("Limit",),
}


def read(source: Source, *, year: int | None) -> Reading:
    """A Plans & Benefits template as records. Raises UnreadableFile while they are read."""
    reading = Reading(source, "Plans & Benefits template", PLAN, iter(()))
    reading.records = _records(reading, year)
    return reading


def _records(reading: Reading, year: int | None) -> Iterator[Record]:
    """Header, benefits and plans follow each other in each package; a package's benefits hold for its plans."""
    header, benefits = Node("header", 0, {}), list[Node]()
    for node in xml_reader.records(reading.source, "header", "benefits", "plans"):
        if node.tag == "header":
            header, benefits = node, []
        elif node.tag == "benefits":
            benefits.append(node)
            reading.count("benefits")
        else:
            yield from _plan(reading, header, benefits, node, year)
    if not reading.rows:
        raise reading.source.refuse("no plan in it", "a template with at least one plan")


def _plan(reading: Reading, header: Node, benefits: list[Node], node: Node, year: int | None) -> Iterator[Record]:
    reading.rows += 1
    row = {ours: node.value("planAttributes", name) for ours, name in _ATTRIBUTES.items()}
    attributes = node.first("planAttributes") or node
    row["market"] = header.value("marketCoverage")
    dental = bool(yes(header.value("dentalPlanOnlyInd")))
    _check(reading, attributes, "standardComponentID", row["plan_id"], PLAN_PATTERN, PLAN_WORDS)
    _check(
        reading, attributes, "metalLevel", row["metal_level"], plan_facts.METAL_PATTERN, "one of " + ", ".join(METALS)
    )
    _check(reading, attributes, "planMarketingName", row["name"], r".", "the plan's name")
    effective = node.value("planAttributes", "planEffectiveDate")
    found = _year(reading, attributes, effective, year)
    cell = attributes.place("standardComponentID")
    reading.once(row["plan_id"].upper(), node.line, "standardComponentID", row["plan_id"], cell=cell)
    if row["plan_id"][:5] != header.value("issuerId"):
        raise _refusal(
            reading, attributes, "standardComponentID", row["plan_id"], f"a plan of issuer {header.value('issuerId')}"
        )
    reading.plans.add(row["plan_id"].upper())
    shares: dict[str, dict[str, Any]] = {}
    for variance in (node.first("costShareVariancesList") or node).all("costShareVariance"):
        variant = row | _variance(variance, variance.value("planId"))
        _check(reading, variance, "planId", variant["variant_id"], VARIANT_PATTERN, VARIANT_WORDS)
        reading.count("plan variants")
        shares[variant["variant_id"][15:]] = _shares(variance)
        yield _record(PLAN, found, row["plan_id"], plan_facts.details(variant, dental=dental))
    listed = [msgspec.to_builtins(tables_plans.benefit_of(_benefit(one))) for one in benefits]
    yield _record("benefits", found, row["plan_id"], {"benefits": listed, "shares": shares})


def _record(kind: str, year: int, plan_id: str, details: dict[str, Any]) -> Record:
    return Record(kind, year, plan_id[5:7].upper(), plan_id[:5], plan_id, details)


def _refusal(reading: Reading, node: Node, name: str, found: str, expected: str) -> UnreadableFile:
    line = (node.first(name) or node).line
    return UnreadableFile(
        reading.source.shown, [Problem(line, name, quoted(found), expected, node.place(name) or None)]
    )


def _check(reading: Reading, node: Node, name: str, found: str, pattern: str, expected: str) -> None:
    if not re.search(pattern, found):
        raise _refusal(reading, node, name, found, expected)


def _year(reading: Reading, node: Node, effective: str, asked: int | None) -> int:
    said = year_of(effective)
    if said is None and asked is None:
        raise _refusal(reading, node, "planEffectiveDate", effective, "the first day of the plan year; or give --year")
    if said is not None and asked is not None and said != asked:
        raise _refusal(reading, node, "planEffectiveDate", effective, f"a day of {asked}, the year that was asked for")
    return said or asked or 0


def _variance(node: Node, variant_id: str) -> dict[str, str]:
    row = {
        "variant_id": variant_id,
        "csr": node.value("csrVariationType"),
        "av_calculator": node.value("avCalculator", "avCalculatorOutputNumber"),
        "av_issuer": node.value("avCalculator", "issuerActuarialValue"),
        "hsa": node.value("hsa", "hsaEligibility"),
        "sbc_url": node.value("url", "summaryBenefitAndCoverageURL"),
        "brochure": node.value("url", "planBrochure"),
        "payment_url": node.value("url", "enrollmentPaymentURL"),
    }
    for name in EXAMPLES:
        for part in EXAMPLE_PARTS:
            values = (node.value("sbc", f"{_EXAMPLES[name]}{ending}") for ending in _ENDINGS[part])
            row[f"{name} {part}"] = next((value for value in values if value), "")
    for moop in (node.first("moopList") or node).all("moop"):
        row |= _amounts("limit", moop, moop.value("name"))
    for deductible in (node.first("planDeductibleList") or node).all("planDeductible"):
        row |= _amounts("deductible", deductible, deductible.value("deductibleType"))
    return row


def _amounts(what: str, node: Node, title: str) -> dict[str, str]:
    covers = next((ours for words, ours in _COVERS if words in title.lower()), "medical")
    row = {}
    for child in node.children:
        for prefix, tier in _TIERS.items():
            if child.tag in (f"{prefix}Individual", f"{prefix}IndividualAmount"):
                row[f"{what} {covers} {tier} individual"] = child.value()
            elif child.tag in (f"{prefix}Family", f"{prefix}FamilyAmount"):
                row[f"{what} {covers} {tier} family"] = child.value()
        if child.tag == "coinsuranceInNetworkTier1":
            row[f"{what} {covers} in coinsurance"] = child.value()
    return row


def _shares(variance: Node) -> dict[str, Any]:
    found = {}
    for visit in (variance.first("serviceVisitList") or variance).all("serviceVisit"):
        row = {
            "copay in": visit.value("copayInNetworkTier1"),
            "copay in_2": visit.value("copayInNetworkTier2"),
            "copay out": visit.value("copayOutOfNetwork"),
            "coinsurance in": visit.value("coInsuranceInNetworkTier1"),
            "coinsurance in_2": visit.value("coInsuranceInNetworkTier2"),
            "coinsurance out": visit.value("coInsuranceOutOfNetwork"),
        }
        if shares := tables_plans.shares_of(row):
            found[" ".join(visit.value("visitType").split())] = msgspec.to_builtins(shares)
    return found


def _benefit(node: Node) -> dict[str, str]:
    return {
        "benefit": " ".join(node.value("benefitTypeCode").split()),
        "essential": node.value("isEHB"),
        "covered": node.value("isBenefitCovered"),
        "quantity": node.value("quantityLimit"),
        "unit": node.value("unitLimit"),
        "exclusions": node.value("exclusion"),
        "explanation": node.value("explanation"),
        "outside_limit": node.value("excludedInNetworkMOOP"),
    }
