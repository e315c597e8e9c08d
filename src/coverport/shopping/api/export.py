"""All plans of a place for a household in one file: CSV, JSON lines or Parquet, one row a plan."""

import csv
import io
from typing import Any, Literal

import msgspec

from coverport.core.money import dollars
from coverport.shopping.api.calls import Answer
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.operations import operation
from coverport.shopping.api.pricing import Asked
from coverport.shopping.api.search import find
from coverport.shopping.api.wire.common import CSR_OF, YearQuery
from coverport.shopping.api.wire.requests import SearchRequest
from coverport.shopping.search.pages import ordered

Format = Literal["csv", "jsonl", "parquet"]
TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip


class ExportQuery(YearQuery, frozen=True, kw_only=True):
    format: Format = "csv"


class Row(msgspec.Struct, frozen=True):
    """Money is text with two decimals: dollars a month, deductible and limit a year; "" where a filing has no figure."""

    year: int
    state: str
    county_fips: str
    rating_area: str
    plan_id: str
    name: str
    issuer_id: str
    issuer: str
    metal_level: str
    type: str
    csr: str
    premium: str
    credit: str
    premium_after_credit: str
    ehb_premium: str
    deductible: str
    limit: str
    expected_care: str
    hsa_eligible: bool | None
    rates_as_filed: bool


@operation("POST", "plans/export", "plan export", Any, query=ExportQuery, body=SearchRequest, ours=True)
def plans_export(query: ExportQuery, body: SearchRequest) -> Answer:
    """All plans that a search finds, in one file."""
    asked, found = find(body, query.year)
    positions = ordered(asked.result, found.mask, "premium")
    rows = [_row(asked, int(each)) for each in positions]
    data = {"csv": _csv, "jsonl": _lines, "parquet": _parquet}[query.format](rows)
    name = f"plans-{asked.where.year}-{asked.where.place.county_fips}.{query.format}"
    return Answer(
        200,
        {
            "Content-Type": TYPES[query.format],
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
        data,
    )


def _row(asked: Asked, position: int) -> Row:
    result, place = asked.result, asked.where.place
    plan = result.facts.plans[position]
    variant = "01" if asked.dental else result.priced.variant(position)
    return Row(
        year=asked.where.year,
        state=asked.where.state,
        county_fips=place.county_fips,
        rating_area=place.rating_area,
        plan_id=plan.plan_id,
        name=plan.name,
        issuer_id=plan.issuer_id,
        issuer=plan.issuer_name,
        metal_level=plan.metal_level,
        type=plan.plan_type,
        csr=CSR_OF[variant],
        premium=dollars(int(result.total[position])),
        credit=dollars(int(result.priced.credit[position])),
        premium_after_credit=dollars(int(result.after[position])),
        ehb_premium=dollars(int(result.priced.ehb[position])),
        deductible=_known(int(result.deductible[position])),
        limit=_known(int(result.limit[position])),
        expected_care=_known(int(result.out_of_pocket[position])),
        hsa_eligible=plan.hsa_eligible,
        rates_as_filed=plan.rate_status == "filed",
    )


def _known(cents: int) -> str:
    return "" if cents < 0 else dollars(cents)


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Row.__struct_fields__)
    writer.writerows(_safe(msgspec.structs.astuple(one)) for one in rows)
    return text.getvalue().encode()


def _safe(values: tuple[Any, ...]) -> list[Any]:
    """A name that begins like a formula must not run in a spreadsheet."""
    return [
        f"'{each}" if isinstance(each, str) and each[:1] in {"=", "+", "-", "@"} else _said(each) for each in values
    ]


def _said(value: Any) -> Any:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _lines(rows: list[Row]) -> bytes:
    return msgspec.json.Encoder().encode_lines(rows)


def _parquet(rows: list[Row]) -> bytes:
    import polars as pl  # a third of a second that no other answer should wait for

    if not rows:
        raise ApiError("plan", "no plan passes this filter")
    money = ("premium", "credit", "premium_after_credit", "ehb_premium", "deductible", "limit", "expected_care")
    frame = pl.DataFrame([msgspec.structs.asdict(one) for one in rows], infer_schema_length=None)
    cast = [
        pl.when(pl.col(name) == "").then(None).otherwise(pl.col(name)).cast(pl.Decimal(12, 2)).alias(name)
        for name in money
    ]
    out = io.BytesIO()
    frame.with_columns(cast).write_parquet(out)
    return out.getvalue()
