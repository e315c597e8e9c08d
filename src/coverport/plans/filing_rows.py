"""A filing to rows and back. The 17,653 prices of a national year go in by COPY in half a second; the caller holds the transaction."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from coverport.core.copying import new_keys
from coverport.plans.importers.filing import Filing, digest
from coverport.plans.models import Issuer, Plan, PlanFiling, QhpApplication, RateRow
from coverport.plans.plan import Plan as PlanRecord
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS, WHOLE_COUNTY, Int


def store(
    filing: Filing, *, sample: bool, issuer_id: str = "", application: QhpApplication | None = None
) -> list[PlanFiling]:
    """Put a filing, state by state, in the place of what it covers: a state's plans, or those of one issuer there.

    application: under which the state has certified it; None where a public file vouches for it.
    """
    from coverport.plans import filing_frames  # polars, which only who stores something must wait for

    filing_frames.refuse_doubled(filing)
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
    of_state = {row.state: row for row in rows}
    plan_keys = new_keys(Plan, len(filing.plans))
    issuers = _store_issuers(of_state, filing)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The prices are put into words while the database takes the plans in: both let go of the interpreter.
        rates = beside.submit(lambda: filing_frames.text_of(filing_frames.rate_rows(filing, plan_keys)))
        plans = filing_frames.plan_rows(filing, plan_keys, of_state, issuers)
        filing_frames.copy_text(Plan, filing_frames.text_of(plans))
        filing_frames.copy_text(RateRow, rates.result())
    with connection.cursor() as cursor:
        # Publication reads these tables at once: without statistics the planner would guess. Those of the arrays serve nothing.
        cursor.execute(
            f"ANALYZE {RateRow._meta.db_table} (id, plan_id, rating_area), {Plan._meta.db_table} (id, filing_id, issuer_id)"
        )
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
    for query in (RateRow.objects.filter(plan__in=keys), Plan.objects.filter(id__in=keys)):
        query._raw_delete(query.db)


def _store_issuers(filings: dict[str, PlanFiling], filing: Filing) -> dict[tuple[str, str], Issuer]:
    """By HIOS number and state."""
    names = {(plan.issuer_id, plan.state): plan.issuer_name for plan in filing.plans}
    made = Issuer.objects.bulk_create(
        Issuer(filing=filings[state], hios_id=number, state=state, name=name) for (number, state), name in names.items()
    )
    return {(issuer.hios_id, issuer.state): issuer for issuer in made}


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
    rows = list(RateRow.objects.filter(plan__in=sold).order_by("id").values_list(*_RATE_COLUMNS))
    pairs = [pair for place, row in enumerate(rows) for pair in _pairs_of(place, *row[7:])]
    zip_sets = sorted({codes for *_, codes in pairs if codes})
    number = {codes: place for place, codes in enumerate(zip_sets)}
    return Filing(
        exchange=exchange,
        year=year,
        source="; ".join(sorted({filing.source for filing in filings})),
        sha256=digest(*(filing.sha256.encode() for filing in filings)),
        plans=[msgspec.convert(details, PlanRecord) for _, details in plans],
        row_plan=np.array([plan_index[row[0]] for row in rows], dtype=np.int32),
        row_area=[row[1] for row in rows],
        rates=np.array([row[2] for row in rows], dtype=np.int32).reshape(-1, AGES),
        derived=np.array([row[3] for row in rows], dtype=np.bool_).reshape(-1, AGES),
        tier_rates=np.array([row[4] for row in rows], dtype=np.int32).reshape(-1, len(TIERS)),
        children_rated_max=np.array([row[5] for row in rows], dtype=np.int8),
        tobacco_rates=_tobacco([row[6] for row in rows]),
        pair_county=[fips for _, fips, _ in pairs],
        pair_row=np.array([row for row, *_ in pairs], dtype=np.int32),
        pair_zips=np.array([number[codes] if codes else WHOLE_COUNTY for *_, codes in pairs], dtype=np.int32),
        zip_sets=zip_sets,
    )


_RATE_COLUMNS = (
    "plan_id", "rating_area", "rates", "derived", "tier_rates", "children_rated_max", "tobacco_rates", "counties", "county_parts",
)  # fmt: skip


def _pairs_of(
    row: int, counties: Sequence[str], parts: Mapping[str, Sequence[str]] | None
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """(rate row, county, the ZIP codes where it holds, none for all of it)."""
    yield from ((row, fips, ()) for fips in counties)
    yield from ((row, fips, tuple(codes)) for fips, codes in (parts or {}).items())


def _tobacco(rows: list[list[int] | None]) -> Int | None:
    if not any(rows):
        return None
    return np.array([row or [NO_RATE] * AGES for row in rows], dtype=np.int32)
