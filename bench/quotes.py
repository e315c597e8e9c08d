"""Quotes in process, each for another household and county, beside pricing the same county from the file with polars."""

import os
import random
import time
from datetime import date
from pathlib import Path

import polars as pl

from bench.installation import Installation
from bench.table import median, note, report

SEED = 2014
HOUSEHOLDS = 2000
DAY = date(2013, 12, 10)


def measure(installation: Installation, landscape: Path | None) -> None:
    """Full-county quotes a second on one core, with benchmark, credit and reasons."""
    os.environ["COVERPORT_DATA"] = str(installation.data)
    from coverport import law
    from coverport.plans import catalogs
    from coverport.shopping.quote import preview_application, quote

    catalog = catalogs.current("federal", 2014)
    drawn = random.Random(SEED)
    counties = [str(fips).zfill(5) for fips in catalog.county_fips]
    questions = []
    for _ in range(HOUSEHOLDS):
        place = catalog.place(drawn.choice(counties))
        ages = [
            drawn.randint(21, 64),
            drawn.randint(21, 64),
            *(drawn.randint(0, 20) for _ in range(drawn.randint(0, 3))),
        ]
        income = drawn.randint(15_000, 95_000) * 100
        household = preview_application(ages, state=place.state, year=2014, on=DAY, income=income)
        questions.append((place, household, law.resolve(on=DAY, state=place.state, year=2014)))
    for place, household, resolved in questions[:20]:
        quote(catalog, place, household, law=resolved)
    took, plans = [], 0
    began = time.perf_counter()
    for place, household, resolved in questions:
        one = time.perf_counter()
        plans += len(quote(catalog, place, household, law=resolved).plans)
        took.append(time.perf_counter() - one)
    ours = HOUSEHOLDS / (time.perf_counter() - began)
    note(
        f"{HOUSEHOLDS} households, {plans / HOUSEHOLDS:.0f} plans a county on average, median {median(took) * 1000:.2f} ms a quote"
    )
    peer = (
        _polars_quotes_a_second(landscape, [place.county_name for place, _, _ in questions[:200]])
        if landscape
        else None
    )
    if peer:
        report(
            "full-county quotes with credit and reasons, one core",
            f"{ours:,.0f} quotes/s",
            "polars: filter, sum, sort one county",
            f"{peer:,.0f} quotes/s",
            ours / peer,
        )
    else:
        note(f"{ours:,.0f} quotes/s in the sample county")


def _polars_quotes_a_second(landscape: Path, counties: list[str]) -> float:
    """What an analyst would do: the file in memory, one county filtered, two columns added and sorted. No credit, no reasons."""
    columns = ["state", "county", "premium_adult_individual_age_40", "premium_child", "plan_marketing_name"]
    frame = pl.read_csv(landscape, columns=columns, infer_schema_length=0)
    prices = [pl.col(column).cast(pl.Float64, strict=False) for column in columns[2:4]]
    frame = frame.with_columns(prices)
    names = frame["county"].unique().to_list()
    began = time.perf_counter()
    for number, _ in enumerate(counties):
        here = frame.filter(pl.col("county") == names[number % len(names)])
        here.with_columns(total=pl.col(columns[2]) * 2 + pl.col(columns[3])).sort("total")
    return len(counties) / (time.perf_counter() - began)
