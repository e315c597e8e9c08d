"""Importing and publishing the 2014 federal landscape, beside what polars alone takes to read and group it; opening a catalog."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

import polars as pl

from bench.installation import Installation
from bench.table import note, report, seconds

MOST_MEMORY = 1000  # MB
OPENINGS = 15

# The process that imports, then what it took: the peak of its memory in kilobytes, on its last line.
_IMPORT = (
    "import resource, sys; from coverport.command import main; main(['import_plans', sys.argv[1]]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)
# A new process: milliseconds from nothing of ours loaded to a plan in hand; then those of the catalog alone.
_OPEN = (
    "import time; began = time.perf_counter(); import numpy, msgspec; loaded = time.perf_counter(); used = time.process_time(); "
    "from coverport.plans import catalogs; sold = catalogs.current('federal', 2014); sold.place(sold.counties()[0]); "
    "ended = time.perf_counter(); print((ended - began) * 1000, (ended - loaded) * 1000, (time.process_time() - used) * 1000)"
)


def measure(installation: Installation, landscape: Path) -> None:
    """Rows a second of `coverport import_plans`, process start and publication included, and its memory."""
    rows = 0

    def read_and_group() -> None:
        nonlocal rows
        frame = pl.read_csv(landscape, infer_schema_length=0)
        rows = frame.height
        frame.group_by("plan_id_standard_component", "rating_area").first()

    memory = 0

    def run_import() -> None:
        nonlocal memory
        memory = int(_python(installation, _IMPORT, str(landscape)).splitlines()[-1]) // 1024

    alone = statistics.median(seconds(read_and_group) for _ in range(3))
    ours = seconds(run_import)
    report(
        "import and publish the 2014 landscape", f"{rows / ours:,.0f} rows/s", "polars alone, read and group",
        f"{rows / alone:,.0f} rows/s", alone / ours,
    )  # fmt: skip
    report("memory of that import", f"{memory:,} MB", "goal", f"{MOST_MEMORY:,} MB", memory / MOST_MEMORY)
    _measure_opening(installation)


def _measure_opening(installation: Installation) -> None:
    timed = [[float(word) for word in _python(installation, _OPEN).split()] for _ in range(OPENINGS)]
    with_libraries = statistics.median(each[0] for each in timed)
    alone = statistics.median(each[1] for each in timed)
    report(
        "open a published catalog, new process", f"{alone:,.1f} ms", "with numpy and msgspec loaded", f"{with_libraries:,.1f} ms",
        alone / with_libraries,
    )  # fmt: skip
    processor = statistics.median(each[2] for each in timed)
    note(f"goal: under 50 ms; median of {OPENINGS} new processes; {processor:,.1f} ms of it processor time")


def _python(installation: Installation, program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **installation.environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout
