"""A filing to rows and back. 120,000 rows go in by COPY in a few seconds; the caller holds the transaction."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from coverport.plans.copy_rows import copy_in, new_keys
from coverport.plans.importers.filing import Filing, digest
from coverport.plans.models import Issuer, Plan, PlanFiling, QhpApplication, RateRow, ServiceCounty
from coverport.plans.plan import Plan as PlanRecord
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS, WHOLE_COUNTY


def store(
    filing: Filing, *, sample: bool, issuer_id: str = "", application: QhpApplication | None = None
) -> list[PlanFiling]:
    """Put a filing, state by state, in the place of what it covers: a state's plans, or those of one issuer there.

    application: under which the state has certified it; None where a public file vouches for it.
    """
    for state in filing.states:
        _make_room(filing.exchange, filing.year, state, issuer_id)
    rows = PlanFiling.objects.bulk_create(
        PlanFiling(
            exchange=filing.exchange,
            year=filing.year,
            state=state,
            issuer_id=issuer_id,
            source=filing.source,
            sha256=filing.sha256,
            sample=sample,
            application=application,
        )
        for state in filing.states
    )
    plan_keys = _store_plans({row.state: row for row in rows}, filing)
    rate_keys = new_keys(RateRow, len(filing.row_plan))
    copy_in(
        RateRow,
        "id, plan_id, rating_area, rates, derived, tier_rates, children_rated_max, tobacco_rates",
        _rates(filing, rate_keys, plan_keys),
    )
    copy_in(ServiceCounty, "plan_id, rate_row_id, county_fips, zip_codes", _counties(filing, rate_keys, plan_keys))
    with connection.cursor() as cursor:
        # Publication reads these tables at once: without statistics the planner would guess.
        cursor.execute(f"ANALYZE {RateRow._meta.db_table}, {ServiceCounty._meta.db_table}, {Plan._meta.db_table}")
    return rows


def of(exchange: str, year: int) -> QuerySet[PlanFiling]:
    """What makes up an exchange's plans of a year."""
    return PlanFiling.objects.filter(exchange=exchange, year=year)


def certified(exchange: str, year: int) -> QuerySet[PlanFiling]:
    """What may be sold: filings that the state has certified, and those of public files, whose source has."""
    by_state = Q(application=None) | Q(application__status=QhpApplication.Status.CERTIFIED)
    return of(exchange, year).filter(by_state)


def is_all(filing: Filing) -> bool:
    """Whether an exchange's plans of the year are those of this filing and no others."""
    return not of(filing.exchange, filing.year).exclude(sha256=filing.sha256).exists()


def _make_room(exchange: str, year: int, state: str, issuer_id: str) -> None:
    """A state's filing replaces all of the state; an issuer's, its own plans, also where a filing of the whole state holds them."""
    filings = of(exchange, year).filter(state=state)
    if not issuer_id:
        remove(filings)
        return
    remove(filings.filter(issuer_id=issuer_id))
    whole = filings.filter(issuer_id="")
    _remove_plans(Plan.objects.filter(filing__in=whole, issuer__hios_id=issuer_id))
    Issuer.objects.filter(filing__in=whole, hios_id=issuer_id)._raw_delete(whole.db)
    # What is left is no longer what the file said: the same file again must count as a change.
    for filing in whole:
        filing.sha256 = digest(filing.sha256.encode(), issuer_id.encode())
        filing.save(update_fields=["sha256"])


def remove(filings: QuerySet[PlanFiling]) -> None:
    """Delete filings with all that hangs on them, from the leaves up: cascades in Python would load every row."""
    keys = list(filings.values_list("id", flat=True))
    _remove_plans(Plan.objects.filter(filing__in=keys))
    Issuer.objects.filter(filing__in=keys)._raw_delete(filings.db)
    PlanFiling.objects.filter(id__in=keys)._raw_delete(filings.db)


def _remove_plans(plans: QuerySet[Plan]) -> None:
    keys = list(plans.values_list("id", flat=True))
    for query in (
        ServiceCounty.objects.filter(plan__in=keys),
        RateRow.objects.filter(plan__in=keys),
        Plan.objects.filter(id__in=keys),
    ):
        query._raw_delete(query.db)


def _store_plans(filings: dict[str, PlanFiling], filing: Filing) -> list[int]:
    names = {(plan.issuer_id, plan.state): plan.issuer_name for plan in filing.plans}
    issuers = Issuer.objects.bulk_create(
        [
            Issuer(filing=filings[state], hios_id=number, state=state, name=name)
            for (number, state), name in names.items()
        ]
    )
    by_key = {(issuer.hios_id, issuer.state): issuer for issuer in issuers}
    keys = new_keys(Plan, len(filing.plans))
    copy_in(
        Plan,
        "id, filing_id, issuer_id, plan_id, name, metal_level, division, market, adult_only, child_only, details",
        (
            (
                key, filings[one.state].pk, by_key[one.issuer_id, one.state].pk, one.plan_id, one.name, one.metal_level,
                one.division, one.market, one.adult_only, one.child_only, msgspec.json.encode(one).decode(),
            )
            for key, one in zip(keys, filing.plans, strict=True)
        ),
    )  # fmt: skip
    return keys


def _literal(values: Sequence[object]) -> str:
    """PostgreSQL's text of an array of numbers or truths: ten times as fast as the driver's own."""
    return f"{{{','.join(map(str, values))}}}"


def _rates(filing: Filing, rate_keys: list[int], plan_keys: list[int]) -> Iterator[Sequence[object]]:
    literal = lru_cache(maxsize=4096)(_literal)  # few patterns of derived ages, one of no tiers
    columns = (filing.row_plan, filing.rates, filing.derived, filing.tier_rates, filing.children_rated_max)
    lists = (column.tolist() for column in columns)
    tobacco = [None] * len(rate_keys) if filing.tobacco_rates is None else filing.tobacco_rates.tolist()
    for key, area, plan, rates, derived, tiers, counted, smokers in zip(
        rate_keys, filing.row_area, *lists, tobacco, strict=True
    ):
        priced = _literal(smokers) if smokers and any(price != NO_RATE for price in smokers) else None
        yield (
            key,
            plan_keys[plan],
            area,
            _literal(rates),
            literal(tuple(derived)),
            literal(tuple(tiers)),
            counted,
            priced,
        )


def _counties(filing: Filing, rate_keys: list[int], plan_keys: list[int]) -> Iterator[Sequence[object]]:
    plan_of_row = filing.row_plan.tolist()
    limits = [WHOLE_COUNTY] * len(filing.pair_county) if filing.pair_zips is None else filing.pair_zips.tolist()
    for fips, row, limit in zip(filing.pair_county, filing.pair_row.tolist(), limits, strict=True):
        codes = None if limit == WHOLE_COUNTY else _literal(filing.zip_sets[limit])
        yield plan_keys[plan_of_row[row]], rate_keys[row], fips, codes


def load(exchange: str, year: int, *, state: str | None = None, without: str = "") -> Filing:
    """All rows of an exchange's certified plans of a year as arrays again; of one state alone, without those of one issuer."""
    filings = certified(exchange, year).order_by("state", "issuer_id")
    if state is not None:
        filings = filings.filter(state=state)
    sold = Plan.objects.filter(filing__in=filings)
    if without:
        sold = sold.exclude(issuer__hios_id=without)
    plans = list(sold.order_by("id").values_list("id", "details"))
    plan_index = {key: index for index, (key, _) in enumerate(plans)}
    fields = ("id", "plan_id", "rating_area", "rates", "derived", "tier_rates", "children_rated_max", "tobacco_rates")
    rows = list(RateRow.objects.filter(plan__in=sold).order_by("id").values_list(*fields))
    row_index = {row[0]: index for index, row in enumerate(rows)}
    pairs = list(
        ServiceCounty.objects.filter(plan__in=sold)
        .order_by("id")
        .values_list("county_fips", "rate_row_id", "zip_codes")
    )
    zip_sets = sorted({tuple(codes) for _, _, codes in pairs if codes})
    number = {codes: place for place, codes in enumerate(zip_sets)}
    return Filing(
        exchange=exchange,
        year=year,
        source="; ".join(sorted({filing.source for filing in filings})),
        sha256=digest(*(filing.sha256.encode() for filing in filings)),
        plans=[msgspec.convert(details, PlanRecord) for _, details in plans],
        row_plan=np.array([plan_index[row[1]] for row in rows], dtype=np.int32),
        row_area=[row[2] for row in rows],
        rates=np.array([row[3] for row in rows], dtype=np.int32).reshape(-1, AGES),
        derived=np.array([row[4] for row in rows], dtype=np.bool_).reshape(-1, AGES),
        tier_rates=np.array([row[5] for row in rows], dtype=np.int32).reshape(-1, len(TIERS)),
        children_rated_max=np.array([row[6] for row in rows], dtype=np.int8),
        tobacco_rates=_tobacco([row[7] for row in rows]),
        pair_county=[fips for fips, _, _ in pairs],
        pair_row=np.array([row_index[row] for _, row, _ in pairs], dtype=np.int32),
        pair_zips=np.array([number[tuple(codes)] if codes else WHOLE_COUNTY for *_, codes in pairs], dtype=np.int32),
        zip_sets=zip_sets,
    )


def _tobacco(rows: list[list[int] | None]) -> np.ndarray | None:
    if not any(rows):
        return None
    return np.array([row or [NO_RATE] * AGES for row in rows], dtype=np.int32)
