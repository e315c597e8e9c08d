"""Second-lowest-cost silver plans of every ZIP code, and look-ups among the ZIP codes of all states."""

import csv
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from bench.installation import Installation
from bench.table import median, note, report, seconds

RUNS = 5
LOOK_UPS = 20_000
PUBLIC = ("zip_county_fips_2017.csv", "county_rating_areas_2014.csv", "zip3_rating_areas_2014.csv")


def measure(installation: Installation, public: Path) -> None:
    """public: the folder with slcsp/ and geo/."""
    _every_zip_code(installation, public / "slcsp")
    _look_ups(installation, public / "geo")


def _every_zip_code(installation: Installation, folder: Path) -> None:
    """`coverport slcsp` for all of zips.csv, the start of the process apart, beside polars on the same three files."""
    plans, zips = folder / "plans.csv", folder / "zips.csv"
    listed = installation.data / "every_zip_code.csv"
    codes = pl.read_csv(zips, infer_schema=False)["zipcode"].unique(maintain_order=True)
    listed.write_text("zipcode,rate\n" + "".join(f"{code},\n" for code in codes))
    options = (str(listed), "--plans", str(plans), "--zips", str(zips))
    whole = median([seconds(lambda: installation.run("slcsp", *options)) for _ in range(RUNS)])
    start = median([seconds(lambda: installation.run("slcsp", "--help")) for _ in range(RUNS)])
    alone = median([seconds(lambda: _by_polars(listed, plans, zips)) for _ in range(RUNS)])
    note(f"coverport slcsp starts in {start:.2f} s and takes {whole:.2f} s in all")
    report(
        f"slcsp of {len(codes):,} ZIP codes, after start-up", f"{whole - start:.2f} s", "polars, same files, already loaded",
        f"{alone:.2f} s", (whole - start) / alone,
    )  # fmt: skip


def _by_polars(listed: Path, plans: Path, zips: Path) -> None:
    area = ["state", "rate_area"]
    silver = pl.read_csv(plans, infer_schema=False).filter(pl.col("metal_level") == "Silver")
    rates = silver.with_columns(pl.col("rate").cast(pl.Decimal(12, 7))).group_by(area)
    second = rates.agg(pl.col("rate").sort().head(2).last())
    places = pl.read_csv(zips, infer_schema=False).select("zipcode", *area).unique()
    single = places.filter(pl.len().over("zipcode") == 1).join(second, on=area)
    single = single.select("zipcode", pl.col("rate").round(2).alias("found"))
    pl.read_csv(listed, infer_schema=False).join(single, on="zipcode", how="left", maintain_order="left").write_csv()


def _look_ups(installation: Installation, folder: Path) -> None:
    """Opening the table of all states, beside reading the public file into a dictionary; then one look-up of each."""
    installation.run("import_geography", *(str(folder / name) for name in PUBLIC))
    os.environ["COVERPORT_DATA"] = str(installation.data)
    from coverport.plans import geography
    from coverport.plans.geography import lookup, table

    pairs: dict[str, list[str]] = {}
    ours = median([seconds(lambda: table.read(lookup.imported_table())) for _ in range(RUNS)])
    plain = seconds(lambda: _read(folder / PUBLIC[0], pairs))
    report(
        "open the geography of all states", f"{ours * 1000:.1f} ms", "read its ZIP codes from CSV", f"{plain * 1000:.0f} ms",
        ours / plain,
    )  # fmt: skip
    drawn = random.Random(2014).choices(sorted(pairs), k=LOOK_UPS)
    for zip_code in drawn:
        geography.places_of_zip(zip_code, 2014)
    counties = _each(lambda zip_code: geography.counties_of_zip(zip_code, 2014), drawn)
    places = _each(lambda zip_code: geography.places_of_zip(zip_code, 2014), drawn)
    known = _each(lambda zip_code: pairs[zip_code], drawn)
    for what, took in (("counties of a ZIP code", counties), ("counties and rating areas of a ZIP code", places)):
        report(what, f"{took:.1f} µs", "an entry of a dictionary", f"{known:.2f} µs", took / known)


def _read(path: Path, pairs: dict[str, list[str]]) -> None:
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            pairs.setdefault(row["ZIP"], []).append(row["STCOUNTYFP"])


def _each(look_up: Callable[[str], object], zip_codes: list[str]) -> float:
    """Microseconds."""
    began = time.perf_counter()
    for zip_code in zip_codes:
        look_up(zip_code)
    return (time.perf_counter() - began) / len(zip_codes) * 1e6
