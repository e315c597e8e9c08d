"""Renewal of generated households on one core: told, enrolled again, due at insurers; memory; beside bare rows written the same way.

Run as `python -m bench.renewing` on a database that `bench.made_up_state` has filled: in a process of its own, as `coverport renew` is.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.made_up_state import HOUSEHOLDS  # noqa: E402
from bench.table import note, report  # noqa: E402
from coverport.core.access import Actor  # noqa: E402
from coverport.core.collecting import settle  # noqa: E402
from coverport.core.deliveries import drain  # noqa: E402
from coverport.core.models import Delivery  # noqa: E402
from coverport.edi.models import Due834  # noqa: E402
from coverport.enrollment.renewal.actions import renew  # noqa: E402
from coverport.exchanges.models import Exchange  # noqa: E402
from tests.enrollment.renewal.market import DONE, TOLD  # noqa: E402

ROWS_EACH = 60
# After how many households of a stage memory is told.
TOLD_EACH = 10_000
FOLLOWERS = ("edi.batch_renewed", "billing.batch_renewed")


def main() -> int:
    """0 when all was measured. Goal: 500 households a second with all that is written, and memory flat."""
    exchange = Exchange.objects.get(slug="vt")
    peaks: list[int] = []

    def watch(stage: str, households: int, _of: int) -> None:
        peaks.append(_peak())
        if households % TOLD_EACH == 0:
            note(f"{stage} {households:,}: {peaks[-1]} MB")

    parts = [_seconds(lambda: _renew(exchange, TOLD, watch)), _seconds(lambda: _renew(exchange, DONE, watch))]
    Delivery.objects.exclude(subscriber__in=FOLLOWERS).delete()  # letters are set by other workers
    settle()  # as `coverport work` begins
    parts.append(_seconds(lambda: drain(limit=10**9)))
    assert Due834.objects.filter(enrollment__year=2027).count() >= HOUSEHOLDS
    told, done, due = (HOUSEHOLDS / sum(part) for part in parts)
    ours, theirs = (sum(side) for side in zip(*parts, strict=True))
    note(
        f"{HOUSEHOLDS:,} households of 1 to 4 people in Vermont, seconds of a core with the database's; told {told:,.0f}/s, "
        f"enrolled again {done:,.0f}/s, due at insurers {due:,.0f}/s; load {os.getloadavg()[0]:.1f}"
    )
    note(
        f"milliseconds of a core for each: {ours / HOUSEHOLDS * 1000:.2f} ours, {theirs / HOUSEHOLDS * 1000:.2f} of the database"
    )
    whole, bare = HOUSEHOLDS / (ours + theirs), _bare(HOUSEHOLDS * ROWS_EACH) / ROWS_EACH
    report(
        "renewal with its letters",
        f"{whole:,.0f} households/s",
        f"{ROWS_EACH} bare rows each by COPY",
        f"{bare:,.0f}/s",
        whole / bare,
    )
    early = peaks[len(peaks) // 4]
    report("memory at the end", f"{_peak()} MB", "after a quarter", f"{early} MB", _peak() / early)
    return 0


def _renew(exchange: Exchange, on: date, watch: Callable[[str, int, int], None]) -> None:
    renew(actor=Actor.system("bench"), exchange=exchange, state="VT", year=2027, on=on, watch=watch)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Of the processor, ours and the database's for us, so that what else the machine does stays out."""
    ours, theirs = _spent()
    work()
    ours_now, theirs_now = _spent()
    return ours_now - ours, theirs_now - theirs


def _spent() -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not told.is_file():  # another machine's database: ours alone is told
        return time.process_time(), 0.0
    fields = told.read_text().rpartition(")")[2].split()
    return time.process_time(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare(count: int) -> float:
    """Rows a second into a narrow table of the same database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (a bigint, b date, c text) ON COMMIT DROP")
        began = sum(_spent())
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for number in range(count):
                copy.write_row((number, TOLD, "x" * 40))
        return count / (sum(_spent()) - began)


def _peak() -> int:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
