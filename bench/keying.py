"""A family of four keyed over the real screens; the import of cases, beside a case that is begun over the web. Run as
`python -m bench.keying` on an installation's database; what it creates is rolled back.
"""

import csv
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.installation import Installation
from bench.table import note, report

MOST_MINUTES = 12
# Massachusetts, in February and in March 2014 (WAMC, March 7, 2014).
MINUTES_BEFORE, MINUTES_AFTER = 120, 33
CASES = 60


def measure(installation: Installation) -> None:
    """In a process of its own."""
    installation.in_its_own_process("bench.keying")


def main() -> int:
    """0 when all was measured."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.test.utils import setup_test_environment

    setup_test_environment()  # what a page was made from can be asked then
    settings.STAFF_SECOND_STEP = False
    for measurement in (family, imported):
        with transaction.atomic():
            measurement()
            transaction.set_rollback(True)
    return 0


def family() -> None:
    """Every field and sign of each screen, at 40 words a minute and a second a field. It is a reckoning: nobody is timed."""
    from django.test import Client

    from coverport.core.access import Actor
    from coverport.exchanges.models import Exchange
    from coverport.paper.intake import take_call
    from tests.fallback.conftest import worker_of
    from tests.paper import measured

    exchange = Exchange.objects.get(slug="federal")
    webs = []
    for number in range(2):
        clerk = worker_of(exchange, f"keying{number}@example.org")
        webs.append(Client())
        webs[-1].force_login(clerk)
    paper = take_call(actor=Actor.person(clerk), exchange=exchange, on=exchange.today())
    screens = [*measured.walk(webs[0], paper), measured.second(webs[1], paper), measured.signature(webs[1], paper)]
    for step, fields, signs, seconds in measured.table(screens):
        note(f"{step:<14} {fields:>3} fields, {signs:>4} signs, {seconds:>4} s")
    minutes = sum(each.seconds for each in screens) / 60
    assert minutes < MOST_MINUTES, minutes
    report(
        "a family of four keyed twice, reckoned", f"{minutes:.1f} minutes", "Massachusetts in March 2014",
        f"{MINUTES_AFTER} min", minutes / MINUTES_AFTER,
    )  # fmt: skip


def imported() -> None:
    """A file of cases of an older system, by the time of this process alone, beside reading and checking the same file."""
    from coverport.exchanges.models import Exchange
    from coverport.fallback.cases.layout import COLUMNS
    from coverport.fallback.cases.mapping import OWN
    from coverport.fallback.cases.taking import take_cases
    from tests.fallback.bridged import HOME, OFFICE, WHOLE, off

    exchange = Exchange.objects.get(slug="vt")
    off(exchange, on=exchange.today())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(COLUMNS), restval="")
            writer.writeheader()
            for n in range(CASES):
                writer.writerow({**WHOLE, **HOME, "case_number": f"B-{n}", "last_name": f"Bench{n}"})
        given = {"actor": OFFICE, "exchange": exchange, "path": path, "mapping": OWN, "on": exchange.today()}
        dry = _milliseconds(lambda: take_cases(**given, dry_run=True))
        whole = _milliseconds(lambda: take_cases(**given))
    report(
        "cases of an older system taken over",
        f"{whole:.0f} ms a case",
        "a dry run of the same",
        f"{dry:.0f} ms",
        whole / dry,
    )
    note(f"22,000 such cases: {22_000 * whole / 60_000:.0f} minutes of this process")


def _milliseconds(work: object) -> float:
    began = time.process_time()
    work()  # type: ignore[operator]
    return (time.process_time() - began) * 1000 / CASES


if __name__ == "__main__":
    sys.exit(main())
