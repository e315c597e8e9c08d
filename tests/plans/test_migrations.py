"""An installation keeps every plan and county when its tables change."""

from typing import Any

import pytest

from tests.earlier import at, empty_database  # noqa: F401  (a fixture)

pytestmark = pytest.mark.usefixtures("empty_database")


def _plan(old: Any, filing: Any, state: str) -> Any:
    issuer = old.get_model("plans", "Issuer").objects.create(filing=filing, hios_id="99999", state=state, name="G")
    return old.get_model("plans", "Plan").objects.create(
        filing=filing, issuer=issuer, plan_id=f"99999{state}0000001", name="G", metal_level="silver", details={}
    )


def test_a_filing_of_two_states_becomes_two_filings() -> None:
    old = at("plans", "0001_initial")
    filing = old.get_model("plans", "PlanFiling").objects.create(
        exchange="federal", year=2014, source="x", sha256="a" * 64
    )
    for state in ("NH", "VA"):
        _plan(old, filing, state)
    now = at("plans")
    found = now.get_model("plans", "Plan").objects.order_by("plan_id")
    assert list(found.values_list("plan_id", "filing__state", "filing__sha256", "issuer__filing__state")) == [
        ("99999NH0000001", "NH", "a" * 64, "NH"),
        ("99999VA0000001", "VA", "a" * 64, "VA"),
    ]


def test_counties_move_into_the_row_of_their_prices_and_back() -> None:
    old = at("plans", "0003_certification")
    filing = old.get_model("plans", "PlanFiling").objects.create(
        exchange="federal", year=2014, state="NH", source="x", sha256="a" * 64
    )
    plan = _plan(old, filing, "NH")
    prices = {"rates": [100] * 65, "derived": [False] * 65, "tier_rates": [-1] * 4, "children_rated_max": 3}
    row = old.get_model("plans", "RateRow").objects.create(plan=plan, rating_area="Rating Area 1", **prices)
    held = {"33013": None, "33001": None, "33003": ["03809", "03810"]}
    for fips, codes in held.items():
        old.get_model("plans", "ServiceCounty").objects.create(
            plan=plan, rate_row=row, county_fips=fips, zip_codes=codes
        )
    now = at("plans", "0005_no_table_of_counties")
    row = now.get_model("plans", "RateRow").objects.get()
    assert (row.counties, row.county_parts) == (["33001", "33013"], {"33003": ["03809", "03810"]})
    at("plans", "0003_certification")
    again = old.get_model("plans", "ServiceCounty").objects.values_list("plan__plan_id", "county_fips", "zip_codes")
    assert sorted(again, key=str) == sorted((("99999NH0000001", *one) for one in held.items()), key=str)
