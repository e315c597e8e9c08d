"""The measurements of applications.py, inside Django. Run as `python -m bench.applying` on an installation's database."""

import os
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.table import median, note, percentile, report, seconds  # noqa: E402
from coverport.accounts.models import User  # noqa: E402
from coverport.applications.actions import submit_application  # noqa: E402
from coverport.applications.hubsim.faults import Fault  # noqa: E402
from coverport.applications.models import Application  # noqa: E402
from coverport.applications.verification import turning  # noqa: E402
from coverport.applications.verification.hub import client  # noqa: E402
from coverport.core.access import Actor  # noqa: E402
from coverport.exchanges.models import Exchange  # noqa: E402
from tests.applications.households import DAY  # noqa: E402
from tests.applications.verification.conftest import PATHS, HubSim, running  # noqa: E402
from tests.applications.verification.scripts import SCRIPTS, Script, draft_of  # noqa: E402

SAVES, SUBMISSIONS, SLOW_MS, TIMEOUT_MS = 60, 15, 200, 300
STEP = {"street": "12 Main Street", "city": "Concord", "zip": "03301", "county": "33013"}


def main() -> int:
    """0 when all was measured."""
    settings.ALLOWED_HOSTS = ["*"]
    with running() as hub:
        settings.HUB_ADDRESS, settings.HUB_TIMEOUT_MS = hub.address, 5000
        note(f"load {os.getloadavg()[0]:.1f}; the hub is simulated, in a process of its own")
        for measurement in (saves, submissions, dead, product):
            with transaction.atomic():
                measurement(hub)
                transaction.set_rollback(True)
    return 0


@contextmanager
def undone():
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def draft(script: Script) -> Application:
    exchange = Exchange.objects.get(slug="vt" if script.vermont else "federal")
    user = User.objects.create_user("bench@example.org", "a long enough password")
    return draft_of(script, user, exchange)


def sign(one: Application, script: Script) -> float:
    """Seconds from the signature to the decision."""
    client.forget()
    actor = Actor.person(one.household.owner)
    return seconds(
        lambda: submit_application(
            actor=actor, application=one, signature="Ana Rivera", on=DAY, consent_years=script.consent
        )
    )


def saves(hub: HubSim) -> None:
    """One step through the whole stack, as a browser posts it."""
    one = draft(SCRIPTS[0])
    web = Client()
    web.force_login(one.household.owner)
    address = f"/federal/apply/{one.reference}/address/"
    assert web.post(address, STEP).status_code == 302
    spent = time.process_time()
    took = [seconds(lambda: web.post(address, STEP)) for _ in range(SAVES)]
    note(
        f"a save takes {(time.process_time() - spent) / SAVES * 1e3:.1f} ms of this process's core, without the database's"
    )
    with CaptureQueriesContext(connection) as asked:
        web.post(address, STEP)
    note(f"it asks the database {len(asked)} times, the transaction's own statements among them")
    bare = median([seconds(lambda: web.get("/federal/healthz")) for _ in range(SAVES)])
    report(
        f"save of one step (p95 {percentile(took, 0.95) * 1e3:.0f} ms; goal 20 ms)", f"{median(took) * 1e3:.1f} ms",
        "the health page through the same stack", f"{bare * 1e3:.1f} ms", median(took) / bare,
    )  # fmt: skip


def submissions(hub: HubSim) -> None:
    """Every service answers after the same while: what is more than that is ours."""
    one = draft(SCRIPTS[0])
    hub.people(*SCRIPTS[0].hub)
    hub.faults(**dict.fromkeys(PATHS, Fault("slow", milliseconds=SLOW_MS)))
    took = [_signed_and_undone(one, SCRIPTS[0]) for _ in range(SUBMISSIONS)]
    hub.faults()
    beyond = median(took) * 1e3 - SLOW_MS
    report(
        f"submit to decision beyond the slowest of {len(PATHS) - 1} answers (goal 100 ms)", f"{beyond:.0f} ms",
        "each answer", f"{SLOW_MS} ms", beyond / SLOW_MS,
    )  # fmt: skip


def _signed_and_undone(one: Application, script: Script) -> float:
    with undone():
        return sign(one, script)


def dead(hub: HubSim) -> None:
    """A hub that takes questions and never answers, with a deadline of its own."""
    one = draft(SCRIPTS[0])
    settings.HUB_TIMEOUT_MS = TIMEOUT_MS
    hub.people(*SCRIPTS[0].hub)
    well = median([_signed_and_undone(one, SCRIPTS[0]) for _ in range(SUBMISSIONS)])
    hub.faults(**dict.fromkeys(PATHS, Fault("slow", milliseconds=20_000)))
    ill = median([_signed_and_undone(one, SCRIPTS[0]) for _ in range(SUBMISSIONS)])
    hub.faults()
    report(
        "what a dead hub adds to submit to decision", f"{(ill - well) * 1e3:.0f} ms", "its deadline", f"{TIMEOUT_MS} ms",
        (ill - well) * 1e3 / TIMEOUT_MS,
    )  # fmt: skip


def product(hub: HubSim) -> None:
    """Every household with every service slow, wrong and dead."""
    settings.HUB_TIMEOUT_MS = 50
    began, played = time.perf_counter(), 0
    for script in SCRIPTS:
        with undone():
            one = draft(script)
            hub.people(*script.hub)
            for source in PATHS:
                for mode in ("slow", "wrong", "down"):
                    hub.faults(**{source: Fault(mode, milliseconds=200)})
                    with undone():
                        sign(one, script)
                        turning.turn_application(one.pk, on=DAY + timedelta(days=1))
                        played += Application.objects.get(pk=one.pk).determinations.count()
    hub.faults()
    every, took = len(SCRIPTS) * len(PATHS) * 3, time.perf_counter() - began
    note(f"{played} of {every} scripted applications reached a decision, each service slow, wrong, dead; {took:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
