"""Plan-list pages a second over HTTP with two web workers, beside the same server's empty page."""

import random
from pathlib import Path

from bench import load
from bench.installation import Installation
from bench.table import report

SEED = 2014
CONNECTIONS = 8
SECONDS = 10.0


def measure(installation: Installation, landscape: Path | None) -> None:
    """Each request is for another household; nothing is cached."""
    drawn = random.Random(SEED)
    places = [("federal", "03301", "33013")]
    with installation.served(DJANGO_SETTINGS_MODULE="bench.settings") as address:
        ceiling, _, _ = load.measure(address, ["/empty"], connections=CONNECTIONS, seconds=SECONDS / 2)
        for exchange, zip_code, county in places:
            paths = [_path(drawn, exchange, zip_code, county) for _ in range(5000)]
            load.measure(address, paths, connections=CONNECTIONS, seconds=1.0)
            rate, middle, slow = load.measure(address, paths, connections=CONNECTIONS, seconds=SECONDS)
            report(
                f"plan-list pages, New Hampshire (median {middle:.0f} ms, p99 {slow:.0f} ms)", f"{rate:,.0f} pages/s",
                "the same server's empty page", f"{ceiling:,.0f} pages/s", rate / ceiling,
            )  # fmt: skip


def _path(drawn: random.Random, exchange: str, zip_code: str, county: str) -> str:
    ages = "&".join(f"age={drawn.randint(21, 64)}" for _ in range(drawn.randint(1, 2)))
    return f"/{exchange}/plans?zip={zip_code}&county={county}&year=2014&{ages}&income={drawn.randint(15_000, 95_000)}"
