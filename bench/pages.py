"""Plan-list pages over HTTP beside the same server's empty page, and in a real browser on a slow phone beside an empty page there."""

import random
from pathlib import Path

from bench import browser, load
from bench.installation import Installation
from bench.table import note, report

SEED = 2014
CONNECTIONS = 8
SECONDS = 10.0
# Middlesex County in plan year 2027: about sixty plans.
SIXTY_PLANS = ("ma", "02139", "25017", 2027)


def measure(installation: Installation, landscape: Path | None) -> None:
    """Each request is for another household; nothing is cached."""
    drawn = random.Random(SEED)
    with installation.served(DJANGO_SETTINGS_MODULE="bench.settings") as address:
        _under_load(address, drawn)
        _alone(address, drawn)
        browser.measure(address)


def _under_load(address: str, drawn: random.Random) -> None:
    ceiling, _, _ = load.measure(address, ["/empty"], connections=CONNECTIONS, seconds=SECONDS / 2)
    for name, place in (("New Hampshire 2014", ("federal", "03301", "33013", 2014)), ("60 plans, 2027", SIXTY_PLANS)):
        paths = [_path(drawn, *place) for _ in range(5000)]
        load.measure(address, paths, connections=CONNECTIONS, seconds=1.0)
        rate, middle, slow = load.measure(address, paths, connections=CONNECTIONS, seconds=SECONDS)
        report(
            f"plan-list pages, {name} (median {middle:.0f} ms, p99 {slow:.0f} ms)", f"{rate:,.0f} pages/s",
            "the same server's empty page", f"{ceiling:,.0f} pages/s", rate / ceiling,
        )  # fmt: skip


def _alone(address: str, drawn: random.Random) -> None:
    """The server's time for one request at a time."""
    _, empty, _ = load.measure(address, ["/empty"], connections=1, seconds=SECONDS / 4)
    paths = [_path(drawn, *SIXTY_PLANS) for _ in range(5000)]
    load.measure(address, paths, connections=1, seconds=1.0)
    _, middle, slow = load.measure(address, paths, connections=1, seconds=SECONDS)
    report(
        f"one results page of 60 plans at a time (p99 {slow:.0f} ms)", f"{middle:.1f} ms median",
        "the same server's empty page", f"{empty:.1f} ms median", middle / empty,
    )  # fmt: skip
    note("the aim is a median under 30 ms")


def _path(drawn: random.Random, exchange: str, zip_code: str, county: str, year: int) -> str:
    ages = "&".join(f"age={drawn.randint(21, 64)}" for _ in range(drawn.randint(1, 2)))
    return f"/{exchange}/plans?zip={zip_code}&county={county}&year={year}&{ages}&income={drawn.randint(15_000, 95_000)}"
