"""Files for insurers: members written, and read and checked, a second on one core; memory at 100 MB. Beside a plain split and pyx12."""

import io
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from bench.table import median, note, report
from coverport.edi import profiles
from coverport.edi.rules.records import (
    Address,
    Contact,
    Coverage,
    EnrollmentGroup,
    FunctionalGroup,
    Insurer,
    Interchange,
    Member,
    Name,
)
from coverport.edi.rules.writer import write
from coverport.edi.x12.events import RecordRead
from coverport.edi.x12.reader import read

POLICIES, PEOPLE = 5000, 2
# pyx12 reads some hundred members a second.
FOR_PYX12 = 100
MEGABYTES = 100
START = date(2014, 1, 1)
AT = datetime(2013, 12, 10, 12, tzinfo=UTC)
PARTNER = profiles.load("federal", "96751")
PLAN = "96751NH015000601"


def measure() -> None:
    """By the processor's clock, the median of three. Goals: 50,000 members a second written, 20,000 read and checked."""
    groups = [_group(n) for n in range(1, POLICIES + 1)]
    members = POLICIES * PEOPLE
    content = b""

    def written() -> None:
        nonlocal content
        content = _file(groups)

    writing = _processor(written)
    split = _processor(lambda: _split(content))
    reading = _processor(lambda: _read(content, members))
    size = f"{len(content) / 1e6:.1f} MB"
    report(
        f"834 written, members a second ({size})",
        f"{members / writing:,.0f}/s",
        "the same bytes split",
        f"{members / split:,.0f}/s",
        split / writing,
    )
    report(
        "834 read and checked, members a second",
        f"{members / reading:,.0f}/s",
        "the same bytes split",
        f"{members / split:,.0f}/s",
        split / reading,
    )
    few = _file(groups[:FOR_PYX12])
    judging, ours = _processor(lambda: _pyx12(few)), _processor(lambda: _read(few, FOR_PYX12 * PEOPLE))
    count = FOR_PYX12 * PEOPLE
    report(
        f"834 read and checked ({count} members)",
        f"{count / ours:,.0f}/s",
        "pyx12",
        f"{count / judging:,.0f}/s",
        judging / ours,
    )
    _memory(content)
    _start(few)


def _processor(work: Callable[[], None]) -> float:
    """Seconds of the processor, the median of three."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken)


def _file(groups: list[EnrollmentGroup]) -> bytes:
    inside = FunctionalGroup(7, "NH0", PLAN[:14], tuple(groups))
    return write(
        Interchange(41, PARTNER.interchange_sender, PARTNER.interchange_receiver, AT, (inside,)), PARTNER
    ).content


def _split(content: bytes) -> None:
    for segment in content.decode("ascii").split("~"):
        segment.split("*")


def _read(content: bytes, members: int) -> None:
    """All members, and no fault."""
    found = [type(each) for each in read(io.BytesIO(content))]
    assert found.count(RecordRead) == members
    assert len(found) == members + 2 * members // PEOPLE + 4  # transactions begin and end; interchange and group, too


def _pyx12(content: bytes) -> None:
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.ParamsBase(), io.StringIO(content.decode("ascii")), io.StringIO(), None, None
    )
    logging.disable(logging.NOTSET)
    assert accepted


PEAK = """
import resource, sys
from coverport.edi.x12.reader import faults
with open(sys.argv[1], "rb") as stream:
    assert not list(faults(stream))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _memory(content: bytes) -> None:
    """The same policies again and again, under other numbers, until the file is large."""
    start, end = content.index(b"ST*"), content.index(b"GE*")
    one = content[start : content.index(b"ST*", start + 1)]
    assert start < end
    with tempfile.TemporaryDirectory() as folder:
        peaks = []
        for megabytes in (1, MEGABYTES):
            path = Path(folder) / f"{megabytes}.edi"
            count = megabytes * 1_000_000 // len(one)
            with path.open("wb") as file:
                file.write(content[:start])
                file.writelines(one.replace(b"000000001", b"%09d" % n) for n in range(1, count + 1))
                file.write(b"GE*%d*7~IEA*1*000000041~" % count)
            said = subprocess.run([sys.executable, "-c", PEAK, str(path)], check=True, capture_output=True, text=True)
            peaks.append(int(said.stdout))
    report(f"memory at {MEGABYTES} MB checked", f"{peaks[1]} MB", "at 1 MB", f"{peaks[0]} MB", peaks[1] / peaks[0])


def _start(content: bytes) -> None:
    """The whole program on a small file. Goal: under 0.6 s."""
    with tempfile.NamedTemporaryFile(suffix=".edi") as file:
        file.write(content[: content.index(b"ST*")] + b"GE*0*7~IEA*1*000000041~")
        file.flush()
        took = _wall(["-m", "coverport.command", "edi", "check", file.name])
    empty = _wall(["-c", "import msgspec"])
    report(
        "coverport edi check, from start to answer",
        f"{took:.2f} s",
        "python -c 'import msgspec'",
        f"{empty:.2f} s",
        took / empty,
    )


def _wall(arguments: list[str]) -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], env=os.environ, check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return median(taken)


def _group(n: int) -> EnrollmentGroup:
    subscriber = _member(f"S{n}", f"S{n}", True)
    return EnrollmentGroup(
        control=n, policy_id=f"P{n}", insurer=Insurer("Granite Mutual", "009675100"),
        members=(subscriber, *(_member(f"M{n}-{k}", f"S{n}", False) for k in range(1, PEOPLE))), total=300_00 * PEOPLE, credit=100_00,
        responsibility=300_00 * PEOPLE - 100_00, rating_area="R-NH001", source_exchange="NH0", submitted_at=AT,
        application_id="K7QP-2M4X", application_origin="1", effective=START, plan_id=PLAN,
    )  # fmt: skip


def _member(key: str, subscriber: str, first: bool) -> Member:
    return Member(
        subscriber=first, relationship="18" if first else "19", subscriber_id=subscriber, member_id=key, name=Name("Rivera", "Ana"),
        birth_date=date(1973, 4, 28), sex="F", premium=300_00, address=Address("12 Main St", "Concord", "NH", "03301", county_fips="33013"),
        coverage=Coverage(PLAN, START), dates=(("356", START),), contacts=(Contact("TE", "6035550100"),) if first else (), tobacco=False,
        written_language="en" if first else "", spoken_language="en" if first else "",
    )  # fmt: skip


if __name__ == "__main__":
    note(f"msgspec {msgspec.__version__}, load {os.getloadavg()[0]:.1f}")
    measure()
