"""Small catalogs that tests make up: two plans or twenty, in one county, without any file of the outside."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from coverport.plans.catalog import Catalog
from coverport.plans.catalog_writer import Contents, County, encode, place_file
from coverport.plans.plan import MetalLevel, Plan
from coverport.plans.rules.rates import rates_of_every_age

# The federal curve of 2014 at the ages that the tests use; every other age stands at 1.000.
CURVE = tuple(
    Decimal(factor)
    for factor in [
        *["0.635"] * 21,
        *["1.000"] * 4,
        *["1.004", "1.024", "1.048", "1.087", "1.119", "1.135", "1.159", "1.183", "1.198", "1.214", "1.222"],
        *["1.230", "1.238", "1.246", "1.262", "1.278", "1.302", "1.325", "1.357", "1.397", "1.444", "1.500"],
        *["1.563", "1.635", "1.706", "1.786", "1.865", "1.952", "2.040", "2.135", "2.230", "2.333", "2.437"],
        *["2.548", "2.603", "2.714", "2.810", "2.873", "2.952", "3.000"],
    ]
)


def plan(number: int, metal_level: MetalLevel = "silver", **more: Any) -> Plan:
    """A plan of issuer 99999 in New Hampshire."""
    return Plan(
        plan_id=f"99999NH{number:07d}",
        issuer_id="99999",
        issuer_name="Granite Health",
        name=f"Granite {number}",
        metal_level=metal_level,
        plan_type="HMO",
        state="NH",
        **more,
    )


def contents(
    plans: Sequence[Plan],
    at_21: Sequence[int],
    *,
    counted: Sequence[int] | None = None,
    tiers: Sequence[Sequence[int]] | None = None,
    year: int = 2014,
) -> Contents:
    """Plans in Merrimack County with their cents at age 21 on the curve; -1 for a child-only plan, whose children cost 100.00."""
    base = np.array(at_21, dtype=np.int32)
    child = np.where(base < 0, 10000, -1).astype(np.int32)
    rates, derived = rates_of_every_age({21: base, **dict.fromkeys(range(21), child)}, CURVE)
    tier_rates = np.array(tiers if tiers is not None else [[-1] * 4] * len(plans), dtype=np.int32)
    rates[(tier_rates > 0).any(axis=1)] = -1
    rows = list(range(len(plans)))
    return Contents(
        exchange="federal",
        year=year,
        adult_age=21,
        dependents_under=26,
        plans=plans,
        row_plan=np.arange(len(plans), dtype=np.int32),
        rates=rates,
        derived=derived,
        children_rated_max=np.array(counted or [3] * len(plans), dtype=np.int8),
        tier_rates=tier_rates,
        counties=[County("33013", "Merrimack County", "NH", "Rating Area 1")],
        county_rows={"33013": rows},
    )


def catalog(folder: Path, made: Contents, number: int = 1) -> Catalog:
    """The contents as a mapped file."""
    return Catalog.open(place_file(folder, made.exchange, made.year, number, encode(made, number)))
