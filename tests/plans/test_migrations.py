"""An installation keeps every plan and county when its tables change."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.django_db(transaction=True)
def test_a_filing_of_two_states_becomes_two_filings() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("plans", "0001_initial")])
    try:
        old = executor.loader.project_state([("plans", "0001_initial")]).apps
        filing = old.get_model("plans", "PlanFiling").objects.create(
            exchange="federal", year=2014, source="x", sha256="a" * 64
        )
        for state in ("NH", "VA"):
            issuer = old.get_model("plans", "Issuer").objects.create(
                filing=filing, hios_id="99999", state=state, name="G"
            )
            old.get_model("plans", "Plan").objects.create(
                filing=filing, issuer=issuer, plan_id=f"99999{state}0000001", name="G", metal_level="silver", details={}
            )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    from coverport.plans.models import Plan

    found = Plan.objects.order_by("plan_id").values_list(
        "plan_id", "filing__state", "filing__sha256", "issuer__filing__state"
    )
    assert list(found) == [
        ("99999NH0000001", "NH", "a" * 64, "NH"),
        ("99999VA0000001", "VA", "a" * 64, "VA"),
    ]


@pytest.mark.django_db(transaction=True)
def test_counties_move_into_the_row_of_their_prices_and_back() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("plans", "0003_certification")])
    try:
        old = executor.loader.project_state([("plans", "0003_certification")]).apps
        filing = old.get_model("plans", "PlanFiling").objects.create(
            exchange="federal", year=2014, state="NH", source="x", sha256="a" * 64
        )
        issuer = old.get_model("plans", "Issuer").objects.create(filing=filing, hios_id="99999", state="NH", name="G")
        plan = old.get_model("plans", "Plan").objects.create(
            filing=filing, issuer=issuer, plan_id="99999NH0000001", name="G", metal_level="silver", details={}
        )
        prices = {"rates": [100] * 65, "derived": [False] * 65, "tier_rates": [-1] * 4, "children_rated_max": 3}
        row = old.get_model("plans", "RateRow").objects.create(plan=plan, rating_area="Rating Area 1", **prices)
        held = {"33013": None, "33001": None, "33003": ["03809", "03810"]}
        for fips, codes in held.items():
            old.get_model("plans", "ServiceCounty").objects.create(
                plan=plan, rate_row=row, county_fips=fips, zip_codes=codes
            )
        executor = MigrationExecutor(connection)
        executor.migrate([("plans", "0005_no_table_of_counties")])
        now = executor.loader.project_state([("plans", "0005_no_table_of_counties")]).apps
        row = now.get_model("plans", "RateRow").objects.get()
        assert (row.counties, row.county_parts) == (["33001", "33013"], {"33003": ["03809", "03810"]})
        executor = MigrationExecutor(connection)
        executor.migrate([("plans", "0003_certification")])
        again = old.get_model("plans", "ServiceCounty").objects.values_list("plan__plan_id", "county_fips", "zip_codes")
        assert sorted(again, key=str) == sorted((("99999NH0000001", *one) for one in held.items()), key=str)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
