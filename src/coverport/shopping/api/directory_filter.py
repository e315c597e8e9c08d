"""The plans of a place that cover the drugs and have the providers that a filter names."""

from coverport.plans import directory_queries as directory
from coverport.shopping.api.pricing import Asked
from coverport.shopping.api.wire.requests import PlanFilter


def covering(found: Asked, asked: PlanFilter) -> frozenset[str] | None:
    """Plan ids that cover all of them; None where nothing was asked, and then no database is asked either."""
    if not asked.drugs and not asked.providers:
        return None
    columns, year = found.result.columns, found.where.year
    plan_ids = [columns.plan_id(position) for position in range(columns.count)]
    drugs = directory.plans_covering_drug(asked.drugs, year, plan_ids) if asked.drugs else set()
    providers = directory.plans_covering_provider(asked.providers, year, plan_ids) if asked.providers else set()
    return frozenset(
        each
        for each in plan_ids
        if all((drug, each.upper()) in drugs for drug in asked.drugs or ())
        and all((npi, each.upper()) in providers for npi in asked.providers or ())
    )
