"""The benchmark of every county of the 2014 landscape, by the standard library alone: a reader that shares nothing with the product."""

import csv
import gzip
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

# (cents, plan id) of the second-lowest-cost silver plan
Benchmark = tuple[int, str]


def county_codes(path: Path) -> dict[tuple[str, str], str]:
    """(state, county as the landscape prints it) -> five-digit code, from a table that others made."""
    with path.open(newline="") as file:
        return {(row["state"], row["county"]): row["county_fips"] for row in csv.DictReader(file)}


def benchmarks(
    landscape: Path, codes: dict[tuple[str, str], str], columns: Iterable[str]
) -> tuple[dict[str, dict[str, Benchmark]], dict[str, tuple[str, str]]]:
    """By price column and county code, the second-lowest silver price and its plan; by county code, its state and rating area.

    A single silver plan is the benchmark itself; a plan without this price (child-only) is not ranked.
    """
    silver: dict[str, dict[str, list[Benchmark]]] = {column: {} for column in columns}
    areas: dict[str, tuple[str, str]] = {}
    with gzip.open(landscape, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fips = codes[row["state"], row["county"]]
            areas[fips] = (row["state"], row["rating_area"])
            if row["metal_level"] == "Silver":
                for column, of_county in silver.items():
                    if row[column]:
                        price = (_cents(row[column]), row["plan_id_standard_component"].upper())
                        of_county.setdefault(fips, []).append(price)
    return {
        column: {fips: sorted(prices)[:2][-1] for fips, prices in of_county.items()}
        for column, of_county in silver.items()
    }, areas


def _cents(text: str) -> int:
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def divided_areas(found: dict[str, Benchmark], areas: dict[str, tuple[str, str]]) -> set[tuple[str, str]]:
    """Rating areas in which counties have benchmarks of different price."""
    prices: dict[tuple[str, str], set[int]] = {}
    for fips, (cents, _) in found.items():
        prices.setdefault(areas[fips], set()).add(cents)
    return {area for area, several in prices.items() if len(several) > 1}
