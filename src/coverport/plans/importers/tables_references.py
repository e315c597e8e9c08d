"""CMS's files about plans, issuers and networks that are joined to plans when they are published."""

from collections.abc import Iterator
from typing import Any

from coverport.plans.importers.landscape import web_address
from coverport.plans.importers.records import Reading, Record
from coverport.plans.importers.tables import (
    PLAN_PATTERN,
    PLAN_WORDS,
    Row,
    Rows,
    Table,
    field,
    issuer_field,
    maybe,
    plan_field,
    state_field,
    whole,
    year_field,
    year_if_said,
    yes,
)

NETWORK_PATTERN = r"^[A-Z]{2}N[0-9]{3}$"
NO_PLAN = "00000XX0000000"
_RATING = r"^[1-5]$|^[A-Za-z .-]*$"


def _of_issuer(kind: str, row: Row, state: str, key: str, details: dict[str, Any]) -> Record:
    return Record(kind, int(row["year"]), state, whole(row["issuer_id"]), key, details)


def _networks(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        market = row["market"] if row["market"] in {"Individual", "SHOP (Small Group)", ""} else None
        if market is None:
            reading.note(
                "rows whose address holds a comma, so that the columns after it are shifted; market and dental not read"
            )
        reading.seen[row["issuer_id"]] = 1
        reading.counts["issuers"] = len(reading.seen)
        details = {
            "name": row["name"],
            "url": web_address(row["url"]),
            "market": market or "",
            "dental": None if market is None else (yes(row["dental"]) or yes(row["dental_2"])),
        }
        yield _of_issuer("network", row, row["state"] or row["network_id"][:2], row["network_id"], details)


NETWORKS = Table(
    "CMS Network",
    "network",
    {
        "year": year_if_said("BusinessYear"),
        "state": maybe("StateCode", pattern=r"^[A-Z]{2}$", expected="a state by its two letters"),
        "issuer_id": issuer_field("IssuerId"),
        "network_id": field("NetworkId", pattern=NETWORK_PATTERN, expected="a network such as MEN001"),
        "name": field("NetworkName"),
        "url": maybe("NetworkURL"),
        "market": maybe("MarketCoverage"),
        "dental": maybe("DentalOnlyPlan"),
        "dental_2": maybe("DentalOnly"),
    },
    _networks,
    "2014 to 2026",
)


def _business_rules(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        details = {name: row[name] for name in _RULES if row[name]}
        reading.count("rules")
        yield _of_issuer("business_rules", row, row["state"], row["plan_id"] or row["product_id"], details)


_RULES = {
    "rated_together": "EnrolleeContractRateDeterminationRule",
    "two_parents_dependents_max": "TwoParentFamilyMaxDependentsRule",
    "one_parent_dependents_max": "SingleParentFamilyMaxDependentsRule",
    "dependents_max_age": "DependentMaximumAgRule",
    "children_alone_max": "ChildrenOnlyContractMaxChildrenRule",
    "domestic_partner_as_spouse": "DomesticPartnerAsSpouseIndicator",
    "same_sex_partner_as_spouse": "SameSexPartnerAsSpouseIndicator",
    "age_determined": "AgeDeterminationRule",
    "tobacco_free_months": "MinimumTobaccoFreeMonthsRule",
    "cohabitation": "CohabitationRule",
}

BUSINESS_RULES = Table(
    "CMS Business Rules",
    "business_rules",
    {
        "year": year_field("BusinessYear"),
        "state": state_field("StateCode"),
        "issuer_id": issuer_field("IssuerId"),
        "product_id": maybe("ProductId"),
        "plan_id": maybe("StandardComponentId", pattern=PLAN_PATTERN, expected=PLAN_WORDS),
        **{
            ours: maybe(name, *([name.replace("Ag", "Age")] if name.endswith("AgRule") else []))
            for ours, name in _RULES.items()
        },
        "age_determined": field("AgeDeterminationRule"),
    },
    _business_rules,
    "2014 to 2026",
)


def _crosswalk(reading: Reading, rows: Rows) -> Iterator[Record]:
    """Which plan of the next year takes over a plan's people, by county or ZIP code where it differs: 45 CFR 155.335(j)."""
    for row in rows:
        pair = next(((last, now) for last, now in _YEARS if row[f"plan {now}"] and row[f"plan {last}"]), None)
        if pair is None:
            reading.note("rows that name no plan of either year")
            continue
        last, now = pair
        old, new = row[f"plan {last}"], row[f"plan {now}"]
        reading.plans.add(old.upper())
        details = {
            "to": None if new == NO_PLAN else new,
            "age_off": None if row[f"age off {now}"] in {"", NO_PLAN} else row[f"age off {now}"],
            "county": row["county"].zfill(5) if row["county"] not in {"", "0"} else "",
            "zip": whole(row["zip"]).zfill(5) if row["zip"] not in {"", "0"} else "",
            "level": row["level"],
            "reason": row["reason"],
            "dental": yes(row["dental"]),
        }
        yield Record("crosswalk", now, row["state"], old[:5], old, details)


_SINCE, _UNTIL = 2014, 2035
# The file of a year has the columns of that year and the one before.
_YEARS = [(year - 1, year) for year in range(_UNTIL, _SINCE, -1)]

CROSSWALK = Table(
    "CMS Plan Crosswalk",
    "crosswalk",
    {
        "state": state_field("State"),
        "dental": maybe("DentalPlan"),
        "county": field("FIPSCode"),
        "zip": field("ZipCode"),
        "level": field("CrosswalkLevel"),
        "reason": field("ReasonForCrosswalk"),
        **{
            f"plan {year}": maybe(f"PlanID_{year}", pattern=PLAN_PATTERN, expected=PLAN_WORDS)
            for year in range(_SINCE, _UNTIL + 1)
        },
        **{f"age off {year}": maybe(f"AgeOffPlanID_{year}") for year in range(_SINCE, _UNTIL + 1)},
    },
    _crosswalk,
    "2014 to 2035",
)

_STARS = {
    "overall": "Global_rate", "medical_care": "S1_rate", "member_experience": "S2_rate", "administration": "S3_rate",
}  # fmt: skip


def _quality(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        stars = {name: int(row[name]) for name in _STARS if row[name].isdigit()}
        why_not = "" if "overall" in stars else row["overall"]
        reading.count("rated" if "overall" in stars else "not rated")
        details = {"plan_type": row["plan_type"], **stars, **({"why_not": why_not} if why_not else {})}
        yield _of_issuer("quality", row, row["state"], row["plan_type"], details)


QUALITY = Table(
    "CMS Quality Rating System",
    "quality",
    {
        "year": year_if_said("Year", "BusinessYear"),
        "state": state_field("State"),
        "issuer_id": issuer_field("IssuerID", "Issuer_Id"),
        "plan_type": field(
            "Plan Type",
            "Plan_Type",
            pattern="^(HMO|PPO|EPO|POS|Indemnity)$",
            expected="HMO, PPO, EPO, POS or Indemnity",
        ),
        **{
            ours: field(name, pattern=_RATING, expected="1 to 5 stars, or why there are none")
            for ours, name in _STARS.items()
        },
    },
    _quality,
    "2017 to 2026, with --year",
)


def _transparency(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        reading.plans.add(row["plan_id"].upper())
        figures = {name: int(row[name].replace(",", "")) for name in _CLAIMS if row[name].replace(",", "").isdigit()}
        details = {"issuer_name": row["issuer_name"], "policies": web_address(row["policies"]), **figures}
        yield _of_issuer("transparency", row, row["state"], row["plan_id"], details)


_CLAIMS = {
    "issuer_received": "Issuer_Claims_Received",
    "issuer_denied": "Issuer_Claims_Denials",
    "received": "Plan_Number_Claims_Received",
    "denied": "Plan_Number_Claims_Denied",
}

TRANSPARENCY = Table(
    "CMS Transparency in Coverage",
    "transparency",
    {
        "year": year_if_said("BusinessYear"),
        "state": state_field("State"),
        "issuer_name": field("Issuer_Name"),
        "issuer_id": issuer_field("Issuer_ID"),
        "plan_id": plan_field("Plan_ID"),
        "policies": maybe("URL_Claims_Payment_Policies"),
        **{ours: maybe(name) for ours, name in _CLAIMS.items()},
    },
    _transparency,
    "2017 to 2026, with --year",
)


def _machine_readable(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        address = web_address(row["url"]) if "." in row["url"] else None
        reading.count("addresses" if address else "issuers without an address")
        details = {"url": address, "contact": row["contact"], "issuer_name": row["issuer_name"]}
        yield _of_issuer("machine_readable", row, row["state"], row["issuer_id"], details)


MACHINE_READABLE = Table(
    "CMS Machine-readable URL",
    "machine_readable",
    {
        "year": year_if_said("BusinessYear"),
        "state": state_field("State"),
        "issuer_id": issuer_field("Issuer ID"),
        "url": field("URL Submitted"),
        "contact": maybe("Tech POC Email"),
        "issuer_name": maybe("Issuer Name (Legal Name)"),
    },
    _machine_readable,
    "2016 to 2026, with --year",
)
