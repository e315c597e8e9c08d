"""Massachusetts' products of the small-group market, which it rates together with individuals."""

from collections.abc import Iterator
from typing import Any

from coverport.plans.importers import plan_facts
from coverport.plans.importers.plan_facts import METAL_PATTERN, METALS
from coverport.plans.importers.records import PLAN, Reading, Record
from coverport.plans.importers.tables import LINE, VARIANT_PATTERN, VARIANT_WORDS, YES_NO, Rows, Table, field


def _products(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        plan_id = row["variant_id"][:14]
        reading.once((row["year"], row["variant_id"]), row[LINE], "hios_id", row["variant_id"])
        reading.plans.add(f"{row['year']} {plan_id}")
        reading.count(f"products of {row['year']}")
        facts = row | {"market": "SHOP (Small Group)", "plan_type": row["plan_type"].upper(), "offered": "Both"}
        made: dict[str, Any] = plan_facts.details(
            facts
            | {
                "deductible combined in individual": row["deductible"],
                "deductible combined in family": row["family_deductible"],
            },
            dental=False,
        )
        made["plan"] |= {"service_area_id": row["area_key"]}
        made["plan"]["urls"] = made["plan"].get("urls", {}) | {"network": row["directory"] or None}
        if row["standard"].lower() == "true":
            made["plan"]["design"] = "Massachusetts standardized"
        yield Record(PLAN, int(row["year"]), plan_id[5:7], plan_id[:5], plan_id, made)


MA_PRODUCTS = Table(
    "Massachusetts products",
    PLAN,
    {
        "year": field("year", pattern=r"^20[0-9]{2}$", expected="a plan year such as 2018"),
        "variant_id": field("hios_id", pattern=VARIANT_PATTERN, expected=VARIANT_WORDS),
        "name": field("title", pattern=r".", expected="the plan's name"),
        "metal_level": field("metal_level", pattern=METAL_PATTERN, expected="one of " + ", ".join(METALS)),
        "plan_type": field("plan_type"),
        "ehb_share": field("ehb"),
        "standard": field("standard_plan", pattern=YES_NO, expected="True or False"),
        "hsa": field("hsa_eligible", pattern=YES_NO, expected="True or False"),
        "deductible": field("deductible"),
        "family_deductible": field("family_deductible"),
        "formulary_url": field("rx_formulary_url"),
        "directory": field("provider_directory_url"),
        "area_key": field("service_area_key"),
    },
    _products,
    "2017 and 2018",
)
