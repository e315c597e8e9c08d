"""Nothing is lost, doubled or wrong though everybody is killed at the worst moments: the short run. `make bench` has the long one."""

import os

import pytest

from coverport.core.windows import NAMES
from tests.edi.nothing_lost.run import LEAST, run, told

ENROLLMENTS, CLIENTS, MORE = 16, 4, 16
# What fits into these seconds: some of the moments are met once, some not at all. It is printed.
KILLS, SECONDS = 1, 25


# The machine may be busy. As a browser does, it takes both cores.
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("browser")
def test_insurers_hear_of_every_confirmed_enrollment_exactly_once_whoever_is_killed():
    found = run(ENROLLMENTS, CLIENTS, KILLS, os.environ["COVERPORT_SEED"], more=MORE, seconds=SECONDS)
    print(told(found))
    verdict = found.verdict
    assert (verdict.missing, verdict.doubled, verdict.wrong) == ([], [], [])
    assert verdict.confirmed["enrolled"] >= ENROLLMENTS
    assert sum(found.kills[name] for name in NAMES) >= LEAST
