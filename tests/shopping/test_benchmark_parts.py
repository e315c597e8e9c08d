"""Benchmarks of more than one place, and of children whose dental benefits stand in plans of their own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from coverport import law
from coverport.eligibility.engine import determine
from coverport.plans.catalog import Catalog
from coverport.plans.catalog_writer import Contents, County
from coverport.plans.plan import MetalLevel
from coverport.shopping.quote import benchmark_in, preview_application, quote
from tests.plans import toys

MERRIMACK, HILLSBOROUGH = "33013", "33011"


def contents(sold: Sequence[tuple[MetalLevel, int, dict[str, Any]]], year: int) -> Contents:
    plans = [toys.plan(number, level, **more) for number, (level, _, more) in enumerate(sold)]
    return toys.contents(plans, [cents for _, cents, _ in sold], year=year)


def dental(number: int, level: MetalLevel, share: str | None, **more: Any) -> dict[str, Any]:
    return {"division": "dental", "pediatric_dental_share": None if share is None else Decimal(share), **more}


# Silver at 21: 200.00 and 210.00 without, 216.00 with children's dental benefits. Dental plans: a child's 0.635 of these.
SOLD: list[tuple[MetalLevel, int, dict[str, Any]]] = [
    ("silver", 20000, {"child_dental": False}),
    ("silver", 21000, {"child_dental": False}),
    ("silver", 21600, {"child_dental": True}),
    ("high", 4000, dental(3, "high", "0.5")),  # a child: 25.40, of which 12.70
    ("high", 3000, dental(4, "high", "1")),  # 19.05
    ("low", 2000, dental(5, "low", "1")),  # 12.70
    ("low", 1000, dental(6, "low", None)),  # says nothing of a part
]


def family(year: int, *ages: int, on: date) -> Any:
    return preview_application(ages, state="NH", year=year, on=on, income=80_000_00)


def benchmark(catalog: Catalog, year: int, *ages: int) -> tuple[str, int] | None:
    on = date(year - 1, 12, 10)
    resolved = law.resolve(on=on, state="NH", year=year)
    found = determine(
        family(year, *ages, on=on), law=resolved, benchmark=benchmark_in(catalog, catalog.place(MERRIMACK))
    )
    one = found.tax_households[0].benchmark
    return one and (one.plan_id[-1], one.premium)


@pytest.mark.parametrize(("year", "expected"), [(2018, ("1", 343_35)), (2019, ("2", 353_16))])
def test_from_2019_a_dental_plans_pediatric_part_is_added(tmp_path: Path, year: int, expected: tuple[str, int]) -> None:
    """26 CFR 1.36B-3(f)(3), for 21 and 5: in 2018 327.00, 343.35, 353.16, the second; from 2019 339.70, 353.16 (inside), 356.05."""
    catalog = toys.catalog(tmp_path, contents(SOLD, year))
    assert benchmark(catalog, year, 21, 5) == expected
    assert benchmark(catalog, year, 21, 21) == ("1", 420_00)  # nobody is young enough


def test_the_second_lowest_pediatric_part_counts(tmp_path: Path) -> None:
    catalog = toys.catalog(tmp_path, contents([*SOLD[:2], *SOLD[3:]], 2019))
    # parts for one child: 12.70, 12.70, 19.05, and none: the second lowest is 12.70
    assert benchmark(catalog, 2019, 21, 5) == ("1", 21000 + 13335 + 1270)
    # the only one that states its part: 19.05
    alone = toys.catalog(tmp_path, contents([*SOLD[:2], SOLD[4], SOLD[6]], 2019), number=2)
    assert benchmark(alone, 2019, 21, 5) == ("1", 21000 + 13335 + 1905)


@pytest.mark.parametrize(("age", "added"), [(18, 1270), (19, 0)])
def test_pediatric_benefits_end_at_nineteen(tmp_path: Path, age: int, added: int) -> None:
    catalog = toys.catalog(tmp_path, contents([*SOLD[:2], *SOLD[3:]], 2019))
    asked = family(2019, 45, age, on=date(2018, 12, 10))
    resolved = law.resolve(on=date(2018, 12, 10), state="NH", year=2019)
    found = determine(asked, law=resolved, benchmark=benchmark_in(catalog, catalog.place(MERRIMACK)))
    one = found.tax_households[0].benchmark
    assert one is not None
    assert one.premium == 30324 + 13335 + added  # 210.00 x 1.444 at 45, and a child


def two_counties(folder: Path) -> Catalog:
    """Merrimack sells plans 0 and 1 (200.00, 210.00 at 21), Hillsborough 1 and 2 (210.00, 300.00)."""
    made = contents([("silver", 20000, {}), ("silver", 21000, {}), ("silver", 30000, {})], 2014)
    counties = [*made.counties, County(HILLSBOROUGH, "Hillsborough County", "NH", "Rating Area 2")]
    rows = {MERRIMACK: [0, 1], HILLSBOROUGH: [1, 2]}
    return toys.catalog(folder, msgspec.structs.replace(made, counties=counties, county_rows=rows))


def test_residences_apart_are_priced_apart_and_added(tmp_path: Path) -> None:
    """26 CFR 1.36B-3(f)(4): the parent at home, a student elsewhere."""
    catalog, on = two_counties(tmp_path), date(2013, 12, 10)
    asked = preview_application([40, 21], state="NH", year=2014, on=on, income=40_000_00)
    away = msgspec.structs.replace(asked.people[1], county_fips=HILLSBOROUGH)
    for people, expected in (
        (asked.people, ("99999NH0000001", 26838 + 21000)),
        ((asked.people[0], away), ("99999NH0000001 + 99999NH0000002", 26838 + 30000)),
        ((asked.people[0], msgspec.structs.replace(away, county_fips="33001")), None),  # nothing is sold there
    ):
        one_of = msgspec.structs.replace(asked, people=people)
        found = quote(catalog, catalog.place(MERRIMACK), one_of, law=law.resolve(on=on, state="NH", year=2014))
        assert (found.benchmark and (found.benchmark.plan_id, found.benchmark.premium)) == expected
        if expected is None:
            assert found.aptc is None


def test_dental_plans_have_rules_of_their_own(tmp_path: Path) -> None:
    """A dental plan with rates for children alone covers children alone; its pediatric part takes credit that health leaves."""
    made = contents(SOLD, 2019)
    rates = made.rates.copy()
    rates[5, 21:] = -1  # the low plan: children only
    catalog = toys.catalog(tmp_path, msgspec.structs.replace(made, rates=rates))
    on = date(2018, 12, 10)
    found = quote(
        catalog, catalog.place(MERRIMACK), family(2019, 45, 5, on=on), law=law.resolve(on=on, state="NH", year=2019)
    )
    total = found.dental.total.tolist()
    assert total == [5776 + 2540, 4332 + 1905, -1, 1444 + 635]
    assert found.dental.can_take.tolist() == [1270, 1905, 0, 0]
    assert found.dental.after(15_00).tolist() == [total[0] - 1270, total[1] - 1500, -1, total[3]]
    assert np.flatnonzero(found.dental.sold).tolist() == [0, 1, 3]
    assert all(price.plan.division == "health" for price in found.plans)
