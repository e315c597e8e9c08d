"""plans/search for families of four over HTTP, each for another household and county, beside two empty answers of the same server: the
site's, through all of its middleware, and the API's own, a county by its number.

wrk drives the load where the machine has it; without it a few threads of our own do, which take time of the same cores, and the
line says so. What the server's processes spent of the cores stands beside each: on a busy machine it is the figure to compare.
Memory: eight workers that have all answered for every county of the catalog.
"""

import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.installation import Installation
from bench.load import measure as own_load
from bench.table import note, report

SEED = 2014
HOUSEHOLDS = 10_000
CONNECTIONS = 64
WARMING, SECONDS, ROUNDS = 10, 4, 5
MEMORY_WORKERS = 8
# For wrk: a request for each body of the file, from another place of the list in each thread.
SCRIPT = """
local bodies, number = {}, 0
for line in io.lines(os.getenv("BODIES")) do bodies[#bodies + 1] = line end
local threads = 0
function setup(thread) thread:set("start", threads * 977); threads = threads + 1 end
function init() number = start end
function request()
  number = number + 1
  local body = bodies[number % #bodies + 1]
  if body == "GET" then return wrk.format("GET") end
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
function done(summary, latency)
  io.write(string.format("figures %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status))
end
"""


class Load(NamedTuple):
    """Requests a second, median and p99 in milliseconds, microseconds of the server's cores for each request."""

    rate: float
    middle: float
    slow: float
    spent: float

    def __str__(self) -> str:
        return f"median {self.middle:.0f} ms, p99 {self.slow:.0f}, {self.spent:,.0f} microseconds of a core"


def measure(installation: Installation, settings: str = "bench.settings") -> None:
    """Throughput, median and p99 of searches, beside the ceilings; then memory."""
    folder = Path(tempfile.mkdtemp(prefix="coverport-bench-api-"))
    try:
        bodies = _bodies(installation)
        (folder / "script.lua").write_text(SCRIPT)
        limits = {"COVERPORT_API_PER_SECOND": "0", "COVERPORT_API_PER_MINUTE": "0"}
        with installation.served(DJANGO_SETTINGS_MODULE=settings, **limits) as address:
            load(folder, f"{address}/api/v1/plans/search", bodies, WARMING)  # every county's plans are read once
            search, site, own = _in_turn(folder, address, bodies)
        what = f"plans/search, four people, 10 plans ({search})"
        for name, ceiling in (("the same server's empty JSON", site), ("the API's own smallest answer", own)):
            report(
                what,
                f"{search.rate:,.0f}/s",
                f"{name} ({ceiling})",
                f"{ceiling.rate:,.0f}/s",
                search.rate / ceiling.rate,
            )
        note(
            f"medians of {ROUNDS} rounds of {SECONDS} s in turn; of the server's cores a search takes "
            f"{search.spent / site.spent:.1f} times the empty JSON"
        )
        driver = "wrk" if _wrk() else "our own threads (no wrk here)"
        note(
            f"{CONNECTIONS} connections, 2 workers, {len(bodies):,} households, {driver}; load of the machine {os.getloadavg()[0]:.1f}"
        )
        _memory(installation, bodies, settings, limits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_turn(folder: Path, address: str, bodies: list[str]) -> list[Load]:
    """The middle round of each, by its rate: search, the site's empty answer, the API's own. What else the machine does falls on all."""
    asked = (("/api/v1/plans/search", bodies), ("/empty.json", ["{}"]), ("/api/v1/counties/33013", ["GET"]))
    rounds = [[load(folder, f"{address}{path}", sent, SECONDS) for path, sent in asked] for _ in range(ROUNDS)]
    return [sorted(runs, key=lambda one: one.rate)[ROUNDS // 2] for runs in zip(*rounds, strict=True)]


def load(folder: Path, address: str, bodies: list[str], seconds: int) -> Load:
    """One run. bodies: sent one after the other; "GET" asks without one."""
    before = processor_seconds(address)
    rate, middle, slow = _run(folder, address, bodies, seconds)
    return Load(rate, middle, slow, (processor_seconds(address) - before) / (rate * seconds) * 1_000_000)


def processor_seconds(address: str) -> float:
    """What the processes of a server have spent of the cores until now: it means something on a busy machine, too."""
    port = urlsplit(address).port
    stats = [text.rpartition(")")[2].split() for text in map(_text, Path("/proc").glob("[0-9]*/stat")) if text]
    session = next(
        _text(one.parent / "stat").rpartition(")")[2].split()[3]
        for one in Path("/proc").glob("[0-9]*/cmdline")
        if f"--port\0{port}\0" in _text(one)
    )
    ticks = sum(int(one[11]) + int(one[12]) for one in stats if one[3] == session)
    return ticks / os.sysconf("SC_CLK_TCK")


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _wrk() -> str | None:
    return shutil.which("wrk")


def _bodies(installation: Installation) -> list[str]:
    os.environ["COVERPORT_DATA"] = str(installation.data)
    from coverport.plans import catalogs, geography

    catalog = catalogs.current("federal", 2014)
    drawn = random.Random(SEED)
    counties = [geography.county(fips) for fips in catalog.counties()]
    return [_body(drawn, drawn.choice(counties)) for _ in range(HOUSEHOLDS)]


def _body(drawn: random.Random, county: object) -> str:
    ages = [drawn.randint(21, 64), drawn.randint(21, 64), drawn.randint(0, 20), drawn.randint(0, 20)]
    return json.dumps(
        {
            "place": {"countyfips": county.fips, "state": county.state, "zipcode": "00000"},  # type: ignore[attr-defined]
            "market": "Individual",
            "year": 2014,
            "household": {"income": drawn.randint(15_000, 95_000), "people": [{"age": age} for age in ages]},
        }
    )


def _run(folder: Path, address: str, bodies: list[str], seconds: int) -> tuple[float, float, float]:
    wrk = _wrk()
    if wrk is None:
        post = bodies != ["GET"]
        texts = bodies if post else [address[address.index("/", 8) :]]
        return own_load(address, texts, connections=CONNECTIONS, seconds=float(seconds), post=post)
    (folder / "bodies").write_text("\n".join(bodies) + "\n")
    command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(folder / "script.lua"), address]
    done = subprocess.run(
        command, env={**os.environ, "BODIES": str(folder / "bodies")}, capture_output=True, text=True, check=True
    )
    found = re.search(r"figures (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if found is None or int(found[5]):
        raise RuntimeError(f"{address}: {done.stdout} {done.stderr}")
    requests, micros, middle, slow = (int(each) for each in found.groups()[:4])
    return requests / micros * 1_000_000, middle / 1000, slow / 1000


def _memory(installation: Installation, bodies: list[str], settings: str, limits: dict[str, str]) -> None:
    """What eight workers hold of their own (private) and of the catalog (shared), after each has answered for many counties."""
    with installation.served(
        "--web-workers", str(MEMORY_WORKERS), DJANGO_SETTINGS_MODULE=settings, **limits
    ) as address:
        for body in bodies[:4000]:
            request = urllib.request.Request(f"{address}/api/v1/plans/search", data=body.encode(), method="POST")
            with urllib.request.urlopen(request) as answer:
                answer.read()
        held = [one for one in _holding(str(installation.data), ".catalog") if one[1]]
    private = sum(one[0] for one in held) / 1024
    mapped = [one[1] / 1024 for one in held]
    once = sum(one[2] for one in held) / 1024
    note(
        f"{len(held)} processes of {MEMORY_WORKERS} workers map the catalog: {max(mapped, default=0):,.0f} MB resident in each, "
        f"{once:,.0f} MB of memory for all of them together (shared, not copied); beside it "
        f"{private / max(1, len(held)):,.0f} MB of its own each"
    )


def _holding(folder: str, suffix: str) -> list[tuple[int, int, int]]:
    """(private kB, resident kB of the file, the process's share of the file in kB) of each process that maps such a file."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "smaps").read_text()
        except OSError:
            continue
        if any(folder in line and line.endswith(suffix) for line in text.splitlines()):
            found.append(_of_maps(text, suffix))
    return found


def _of_maps(text: str, suffix: str) -> tuple[int, int, int]:
    private = resident = share = 0
    inside = False
    for line in text.splitlines():
        if re.match(r"^[0-9a-f]+-[0-9a-f]+ ", line):
            inside = line.rstrip().endswith(suffix)
        name, _, rest = line.partition(":")
        if name in {"Private_Dirty", "Private_Clean"} and not inside:
            private += int(rest.split()[0])
        if inside and name == "Rss":
            resident += int(rest.split()[0])
        if inside and name == "Pss":
            share += int(rest.split()[0])
    return private, resident, share
