"""Ten thousand enrollments while everybody is killed: how many messages were missing, doubled or wrong. In 2013 it was one in four.

Alone, and smaller: `python -m bench.nothing_lost 500`. More are enrolled where kills are missing when all are done.
"""

import os
import sys

from bench.table import note
from coverport.core.windows import NAMES
from tests.edi.nothing_lost.run import Crowd, run, told

ENROLLMENTS, KILLS, MACHINES = 10_000, 20, 2


def measure(enrollments: int = ENROLLMENTS) -> None:
    """RuntimeError where anything was missing, doubled or wrong, or fewer kills than that fell into a moment."""
    note(
        f"{enrollments:,} enrollments while everybody is killed, {KILLS} times at least in each moment; 10,000 take hours"
    )
    crowd = Crowd(enrollments, clients=8, pause=10.0)
    found = run(crowd, KILLS, os.environ.get("COVERPORT_SEED", "0"), machines=MACHINES)
    note(told(found))
    verdict = found.verdict
    if verdict.missing or verdict.doubled or verdict.wrong or verdict.confirmed["enrolled"] < enrollments:
        raise RuntimeError("enrollments were lost, doubled or wrong")
    if few := {name: found.kills[name] for name in NAMES if found.kills[name] < KILLS}:
        raise RuntimeError(f"fewer than {KILLS} kills fell into {few}")


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
