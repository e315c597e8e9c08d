"""Nothing is lost, doubled or wrong though everybody is killed at the worst moments: the short run. `make bench` has the long one."""

import os

import pytest

from coverport.core.windows import NAMES
from tests.edi.nothing_lost.run import Crowd, run, told

CROWD = Crowd(enrollments=12, clients=3, pause=4.0)
KILLS = 1
# The machine may be busy; on a quiet one each moment is met within half a minute.
AT_MOST_SECONDS = 600


# As a browser does, it takes both cores.
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("browser")
def test_insurers_hear_of_every_confirmed_enrollment_exactly_once_whoever_is_killed():
    found = run(CROWD, KILLS, os.environ["COVERPORT_SEED"], machines=1, seconds=AT_MOST_SECONDS)
    print(told(found))
    verdict = found.verdict
    assert (verdict.missing, verdict.doubled, verdict.wrong) == ([], [], [])
    assert verdict.confirmed["enrolled"] >= CROWD.enrollments
    assert {name: found.kills[name] for name in NAMES if found.kills[name] < KILLS} == {}
    assert found.targets["postgres"] + found.targets["connection"]
