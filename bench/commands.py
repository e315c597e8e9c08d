"""How soon the commands without a database answer, whole programs, beside an interpreter that does nothing but load numpy."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.installation import Installation
from bench.table import median, report

QUOTE = "quote --state NH --year 2014 --county 33013 --age 40 --age 38 --age 9 --income 45000 --json".split()
DATED = (
    "effective_date --state VT --event loss_of_coverage --event-date 2026-03-31 --selected 2026-03-10 --json".split()
)
TIMES = 9


def measure(installation: Installation) -> None:
    """Medians by the clock. Goal: an answer in under 0.6 s."""
    asked = installation.data / "application.json"
    asked.write_text(json.dumps(_application()))
    empty = _seconds(installation, ["-c", "import numpy"])
    for name, arguments in (("quote", QUOTE), ("determine", ["determine", str(asked)]), ("effective_date", DATED)):
        took = _seconds(installation, ["-m", "coverport.command", *arguments])
        report(
            f"coverport {name}, from start to answer",
            f"{took:.2f} s",
            "python -c 'import numpy'",
            f"{empty:.2f} s",
            took / empty,
        )


def _seconds(installation: Installation, arguments: list[str]) -> float:
    environment = os.environ | {"COVERPORT_DATA": str(installation.data)}
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments], env=environment, check=True, capture_output=True, cwd=Path(__file__).parent
        )
        taken.append(time.perf_counter() - began)
    return median(taken)


def _application() -> dict[str, object]:
    return {
        "state": "NH",
        "coverage_year": 2026,
        "decided_on": "2025-11-15",
        "people": [
            {
                "id": "1",
                "age": 40,
                "citizen": True,
                "other_coverage": False,
                "income": [{"kind": "wages", "amount": 31200}],
            }
        ],
        "tax_households": [{"id": "1", "filers": ["1"], "benchmark_month": 500}],
    }
