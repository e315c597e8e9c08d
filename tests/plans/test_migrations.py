"""An installation that holds a filing of several states keeps every plan when each state gets a filing of its own."""

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
