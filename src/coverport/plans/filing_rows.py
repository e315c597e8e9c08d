"""A filing to rows and back. 120,000 rows go in by COPY in a few seconds; the caller holds the transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from django.db import connection

from coverport.plans.importers.filing import Filing
from coverport.plans.models import Issuer, Plan, PlanFiling, RateRow, ServiceCounty
from coverport.plans.plan import Plan as PlanRecord


def store(filing: Filing, *, sample: bool) -> PlanFiling:
    """Put a filing in the place of the one of its exchange and year, if there is one."""
    remove(filing.exchange, filing.year)
    row = PlanFiling.objects.create(
        exchange=filing.exchange, year=filing.year, source=filing.source, sha256=filing.sha256, sample=sample
    )
    plan_keys = _store_plans(row, filing)
    rate_keys = _new_keys(RateRow, len(filing.row_plan))
    _copy(
        RateRow,
        "id, plan_id, rating_area, rates, derived, tier_rates, children_rated_max",
        _rates(filing, rate_keys, plan_keys),
    )
    _copy(ServiceCounty, "plan_id, rate_row_id, county_fips", _counties(filing, rate_keys, plan_keys))
    with connection.cursor() as cursor:
        # Publication reads these tables at once: without statistics the planner would guess.
        cursor.execute(f"ANALYZE {RateRow._meta.db_table}, {ServiceCounty._meta.db_table}, {Plan._meta.db_table}")
    return row


def remove(exchange: str, year: int) -> None:
    """Delete a filing with all that hangs on it, from the leaves up: cascades in Python would load every row."""
    filing = PlanFiling.objects.filter(exchange=exchange, year=year)
    for query in (
        ServiceCounty.objects.filter(plan__filing__in=filing),
        RateRow.objects.filter(plan__filing__in=filing),
        Plan.objects.filter(filing__in=filing),
        Issuer.objects.filter(filing__in=filing),
        filing,
    ):
        query._raw_delete(query.db)


def _store_plans(row: PlanFiling, filing: Filing) -> list[int]:
    names = {(plan.issuer_id, plan.state): plan.issuer_name for plan in filing.plans}
    issuers = Issuer.objects.bulk_create(
        [Issuer(filing=row, hios_id=number, state=state, name=name) for (number, state), name in names.items()]
    )
    by_key = {(issuer.hios_id, issuer.state): issuer for issuer in issuers}
    plans = [
        Plan.from_record(one, msgspec.to_builtins(one), filing=row, issuer=by_key[one.issuer_id, one.state])
        for one in filing.plans
    ]
    return [plan.pk for plan in Plan.objects.bulk_create(plans, batch_size=1000)]


def _new_keys(model: Any, count: int) -> list[int]:
    """Keys from the table's own sequence, so that rows that point to these can be copied in without asking back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _rates(filing: Filing, rate_keys: list[int], plan_keys: list[int]) -> Iterator[Sequence[object]]:
    columns = (filing.row_plan, filing.rates, filing.derived, filing.tier_rates, filing.children_rated_max)
    lists = (column.tolist() for column in columns)
    for key, area, plan, rates, derived, tiers, counted in zip(rate_keys, filing.row_area, *lists, strict=True):
        yield key, plan_keys[plan], area, rates, derived, tiers, counted


def _counties(filing: Filing, rate_keys: list[int], plan_keys: list[int]) -> Iterator[Sequence[object]]:
    plan_of_row = filing.row_plan.tolist()
    for fips, row in zip(filing.pair_county, filing.pair_row.tolist(), strict=True):
        yield plan_keys[plan_of_row[row]], rate_keys[row], fips


def _copy(model: Any, columns: str, rows: Iterable[Sequence[object]]) -> None:
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    # COPY is the driver's own: its errors become Django's here.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def load(filing: PlanFiling) -> Filing:
    """The rows of a filing as arrays again."""
    plans = list(Plan.objects.filter(filing=filing).order_by("id").values_list("id", "details"))
    plan_index = {key: index for index, (key, _) in enumerate(plans)}
    fields = ("id", "plan_id", "rating_area", "rates", "derived", "tier_rates", "children_rated_max")
    rows = list(RateRow.objects.filter(plan__filing=filing).order_by("id").values_list(*fields))
    row_index = {row[0]: index for index, row in enumerate(rows)}
    pairs = list(
        ServiceCounty.objects.filter(plan__filing=filing).order_by("id").values_list("county_fips", "rate_row_id")
    )
    return Filing(
        exchange=filing.exchange,
        year=filing.year,
        source=filing.source,
        sha256=filing.sha256,
        plans=[msgspec.convert(details, PlanRecord) for _, details in plans],
        row_plan=np.array([plan_index[row[1]] for row in rows], dtype=np.int32),
        row_area=[row[2] for row in rows],
        rates=np.array([row[3] for row in rows], dtype=np.int32),
        derived=np.array([row[4] for row in rows], dtype=np.bool_),
        tier_rates=np.array([row[5] for row in rows], dtype=np.int32),
        children_rated_max=np.array([row[6] for row in rows], dtype=np.int8),
        pair_county=[fips for fips, _ in pairs],
        pair_row=np.array([row_index[row] for _, row in pairs], dtype=np.int32),
    )
