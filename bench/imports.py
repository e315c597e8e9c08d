"""Importing and publishing the 2014 federal landscape, beside what polars alone takes to read and group it; opening a catalog."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.installation import Installation
from bench.table import note, report, seconds

MOST_MEMORY = 1000  # MB
GOAL = 4  # times what polars alone takes
ROUNDS = 3
OPENINGS = 15

# Each in a process of its own, which prints the peak of its memory in kilobytes on its last line. Linux says it of the program;
# `resource` says that of the parent too, as which a child begins.
_PEAK = (
    "import pathlib, resource; status = pathlib.Path('/proc/self/status'); "
    "print(status.read_text().split('VmHWM:')[1].split()[0] if status.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)
# An installation has no test tools: `rich`, which comes with one of them, would be loaded by the log's library wherever it is found.
_IMPORT = f"import sys; sys.modules['rich'] = None; from coverport.command import main; main(['import_plans', sys.argv[1]]); {_PEAK}"
_ALONE = (
    "import sys, time, polars; began = time.perf_counter(); frame = polars.read_csv(sys.argv[1], infer_schema_length=0); "
    "frame.group_by('plan_id_standard_component', 'rating_area').first(); "
    f"print(frame.height, time.perf_counter() - began); {_PEAK}"
)
_FORGET = """
from coverport.command import main
main(["shell", "-v", "0", "-c", '''
import shutil
from coverport.plans import catalogs, filing_rows
from coverport.plans.models import CatalogNumber
filing_rows.remove(filing_rows.of("federal", 2014))
CatalogNumber.objects.filter(exchange="federal", year=2014).delete()
shutil.rmtree(catalogs.folder("federal", 2014))
'''])
"""
# A new process: milliseconds from nothing of ours loaded to a plan in hand; then those of the catalog alone.
_OPEN = (
    "import time; began = time.perf_counter(); import numpy, msgspec; loaded = time.perf_counter(); used = time.process_time(); "
    "from coverport.plans import catalogs; sold = catalogs.current('federal', 2014); sold.place(sold.counties()[0]); "
    "ended = time.perf_counter(); print((ended - began) * 1000, (ended - loaded) * 1000, (time.process_time() - used) * 1000)"
)


def measure(installation: Installation, landscape: Path) -> None:
    """Rows a second of `coverport import_plans`, process start and publication included, and its memory; polars' process beside it."""
    memory, rows = 0, 0
    ours, alone, reading = [], [], []

    def run_import() -> None:
        nonlocal memory
        memory = int(_python(installation, _IMPORT, str(landscape)).splitlines()[-1]) // 1024

    def run_polars() -> None:
        nonlocal rows
        height, took = _python(installation, _ALONE, str(landscape)).split()[:2]
        rows = int(height)
        reading.append(float(took))

    for _ in range(ROUNDS):  # in turn, so that what else the machine does falls on both
        _python(installation, _FORGET)
        alone.append(seconds(run_polars))
        ours.append(seconds(run_import))
    took, polars = statistics.median(ours), statistics.median(alone)
    report(
        "import and publish the 2014 landscape", f"{rows / took:,.0f} rows/s", "polars alone, read and group",
        f"{rows / polars:,.0f} rows/s", polars / took,
    )  # fmt: skip
    note(
        f"{took:.2f} s, {took / polars:.1f} times polars' {polars:.2f} s (goal: {GOAL}), each a process from its start, "
        f"median of {ROUNDS}; without its start polars takes {statistics.median(reading):.2f} s, "
        f"{took / statistics.median(reading):.1f} times"
    )
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
