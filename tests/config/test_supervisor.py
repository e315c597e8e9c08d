"""What `coverport serve` does when a part of it ends."""

import os
import time

from coverport.config.supervisor import BEHIND, PAUSE_SECONDS, Part, Supervisor


def test_a_part_that_ends_begins_again_at_once_but_not_in_a_tight_circle():
    part = Part("short", ["true"])
    supervisor = Supervisor([part], lambda: None)
    supervisor._start(part)
    first = supervisor.running["short"]
    first.wait(30)
    supervisor.started["short"] = time.monotonic()
    supervisor._start_ended()
    assert supervisor.running["short"] is first
    supervisor.started["short"] = time.monotonic() - PAUSE_SECONDS - 0.1
    supervisor._start_ended()
    second = supervisor.running["short"]
    assert (second is first, second.wait(30)) == (False, 0)
    supervisor.started["short"], supervisor.stopping = 0.0, True
    supervisor._start_ended()
    assert supervisor.running["short"] is second


def test_a_part_behind_yields_the_processor_and_another_does_not():
    parts = [Part("work", ["sleep", "60"], behind=True), Part("web", ["sleep", "60"])]
    supervisor = Supervisor(parts, lambda: None)
    for part in parts:
        supervisor._start(part)
    found = {name: os.getpriority(os.PRIO_PROCESS, process.pid) for name, process in supervisor.running.items()}
    supervisor._end_all()
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert found == {"work": min(19, ours + BEHIND), "web": ours}
