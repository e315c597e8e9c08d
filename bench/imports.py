"""Importing and publishing the 2014 federal landscape, beside what polars alone takes to read and group the same file."""

from pathlib import Path

import polars as pl

from bench.installation import Installation
from bench.table import report, seconds


def measure(installation: Installation, landscape: Path) -> None:
    """Rows a second of `coverport import_plans`, process start and publication included."""
    rows = 0

    def read_and_group() -> None:
        nonlocal rows
        frame = pl.read_csv(landscape, infer_schema_length=0)
        rows = frame.height
        frame.group_by("plan_id_standard_component", "rating_area").first()

    alone = seconds(read_and_group)
    ours = seconds(lambda: installation.run("import_plans", str(landscape)))
    report(
        "import and publish the 2014 landscape", f"{rows / ours:,.0f} rows/s", "polars alone, read and group",
        f"{rows / alone:,.0f} rows/s", alone / ours,
    )  # fmt: skip
