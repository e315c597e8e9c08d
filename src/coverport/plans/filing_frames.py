"""A filing as frames with the columns of its tables: made by column, so that no loop runs over the rows.

Imported where something is stored: whatever else needs these tables starts without polars.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import msgspec
import numpy as np
import polars as pl
from django.db import connection
from numpy.typing import NDArray

from coverport.plans.importers.filing import Filing
from coverport.plans.models import Issuer, PlanFiling
from coverport.plans.rules.arrays import NO_RATE, WHOLE_COUNTY

_PLAN_COLUMNS = ("plan_id", "name", "metal_level", "division", "market", "adult_only", "child_only")


class Text(msgspec.Struct, frozen=True):
    """A frame as COPY takes it. columns: named as the table's."""

    columns: list[str]
    csv: BytesIO


def text_of(frame: pl.DataFrame) -> Text:
    """Null where there is nothing."""
    csv = BytesIO()
    frame.write_csv(csv, include_header=False)
    return Text(frame.columns, csv)


def copy_text(model: Any, text: Text) -> None:
    """Into the model's table. The caller holds the transaction."""
    statement = f"COPY {model._meta.db_table} ({', '.join(text.columns)}) FROM STDIN (FORMAT csv)"
    # COPY is the driver's own: its errors become Django's here.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text.csv.getbuffer())


def plan_rows(
    filing: Filing, keys: list[int], filings: Mapping[str, PlanFiling], issuers: Mapping[tuple[str, str], Issuer]
) -> pl.DataFrame:
    """filings: by state; issuers: by HIOS number and state."""
    return pl.DataFrame(
        {
            "id": keys,
            "filing_id": [filings[one.state].pk for one in filing.plans],
            "issuer_id": [issuers[one.issuer_id, one.state].pk for one in filing.plans],
            **{name: [getattr(one, name) for one in filing.plans] for name in _PLAN_COLUMNS},
            "details": [msgspec.json.encode(one).decode() for one in filing.plans],
        }
    )


def refuse_doubled(filing: Filing) -> None:
    """A plan has one price in a county, and a price stands there once; readers of files refuse others by line and column before."""
    pairs = _pairs(filing)
    whole = pairs.filter(pl.col("limit") == WHOLE_COUNTY).select("plan", "county")
    for keys in (whole, pairs.select("row", "county")):
        if (doubled := keys.is_duplicated()).any():
            raise ValueError(f"two prices of one plan in county {keys.filter(doubled)['county'][0]}")


def _pairs(filing: Filing) -> pl.DataFrame:
    """County and rate row, with the plan's index and that of the set of ZIP codes, WHOLE_COUNTY where it holds for all."""
    limits = np.full(len(filing.pair_county), WHOLE_COUNTY) if filing.pair_zips is None else filing.pair_zips
    return pl.DataFrame(
        {
            "row": filing.pair_row, "plan": filing.row_plan[filing.pair_row], "county": list(filing.pair_county),
            "limit": limits.astype(np.int32),
        }
    )  # fmt: skip


def rate_rows(filing: Filing, plan_keys: list[int]) -> pl.DataFrame:
    """The rows of prices as the table has them."""
    return pl.DataFrame(
        {
            "plan_id": np.array(plan_keys, dtype=np.int64)[filing.row_plan],
            "rating_area": list(filing.row_area),
            "rates": _array_text(filing.rates),
            "derived": _array_text(filing.derived),
            "tier_rates": _array_text(filing.tier_rates),
            "tobacco_rates": _tobacco_text(filing),
            "children_rated_max": filing.children_rated_max,
            "counties": _counties_text(filing),
            "county_parts": _parts_text(filing),
        }
    )


def _tobacco_text(filing: Filing) -> pl.Series:
    if filing.tobacco_rates is None:
        return pl.Series([None] * len(filing.row_plan), dtype=pl.String)
    priced = pl.Series((filing.tobacco_rates != NO_RATE).any(axis=1))
    return pl.select(pl.when(priced).then(_array_text(filing.tobacco_rates))).to_series()


def _counties_text(filing: Filing) -> pl.Series:
    """By rate row, the counties where it holds whole."""
    held = _pairs(filing).filter(pl.col("limit") == WHOLE_COUNTY).group_by("row").agg(pl.col("county").sort())
    rows = pl.DataFrame({"row": np.arange(len(filing.row_plan), dtype=filing.pair_row.dtype)})
    joined = rows.join(held, on="row", how="left", maintain_order="left")
    return _in_braces(joined["county"].list.join(",").fill_null(""))


def _parts_text(filing: Filing) -> pl.Series:
    """By rate row, county -> ZIP codes where it holds for a part of a county; null for the most, which have no such county."""
    parts: dict[int, dict[str, tuple[str, ...]]] = {}
    limited = _pairs(filing).filter(pl.col("limit") != WHOLE_COUNTY)
    for row, fips, limit in limited.select("row", "county", "limit").iter_rows():
        parts.setdefault(row, {})[fips] = filing.zip_sets[limit]
    said = [msgspec.json.encode(parts[row]).decode() if row in parts else None for row in range(len(filing.row_plan))]
    return pl.Series(said, dtype=pl.String)


def _array_text(values: NDArray[Any]) -> pl.Series:
    """PostgreSQL's text of each row of [row, place]: made by column, fifty times as fast as number by number."""
    numbers = pl.Series(np.ascontiguousarray(values, dtype=np.int32))
    return _in_braces(numbers.cast(pl.Array(pl.String, values.shape[1])).arr.join(","))


def _in_braces(inside: pl.Series) -> pl.Series:
    """Elements with commas between them as PostgreSQL's text of an array."""
    return "{" + inside + "}"
