"""Which catalog is current: a symlink per exchange and year, flipped at once for all processes of a machine."""

import os
from functools import lru_cache
from pathlib import Path

from coverport.core import paths
from coverport.core.errors import Refusal
from coverport.plans.catalog import Catalog
from coverport.plans.catalog_layout import SUFFIX, aside

LINK = "current"
_open: dict[Path, tuple[str, Catalog]] = {}


class NoCatalog(Refusal):
    """Nothing is published for this exchange and year on this machine."""

    code = "no_catalog"


def folder(exchange: str, year: int) -> Path:
    """Where an exchange's catalogs of a year lie."""
    return paths.catalogs_dir() / exchange / str(year)


def current(exchange: str, year: int) -> Catalog:
    """The catalog that the symlink names now. One readlink a call; mapped again only when it was flipped."""
    link = _link(os.environ.get("COVERPORT_DATA"), exchange, year)
    try:
        target = os.readlink(link)
    except OSError as error:
        raise NoCatalog(f"No plans are published for {exchange} {year}.") from error
    known = _open.get(link)
    if known is None or known[0] != target:
        known = _open[link] = (target, Catalog.open(link.with_name(target)))
    return known[1]


@lru_cache(maxsize=256)
def _link(data: str | None, exchange: str, year: int) -> Path:
    """To resolve the path for every quote would cost as much as the quote."""
    return folder(exchange, year) / LINK


def numbered(exchange: str, year: int, number: int) -> Catalog:
    """The catalog of a number, current or not: an enrollment keeps the number that priced it."""
    now = _open.get(_link(os.environ.get("COVERPORT_DATA"), exchange, year))
    if now and now[1].number == number:
        return now[1]
    found = list(folder(exchange, year).glob(f"{exchange}-{year}-{number:04d}-*{SUFFIX}"))
    if len(found) != 1:
        raise NoCatalog(f"Catalog {number} of {exchange} {year} is not on this machine.")
    return opened(found[0])


@lru_cache(maxsize=32)
def opened(path: Path) -> Catalog:
    """A published file, mapped once for this process."""
    return Catalog.open(path)


def make_current(path: Path) -> None:
    """Flip the symlink to a published file. The file is opened first, so that a damaged one never becomes current."""
    Catalog.open(path)
    link = path.with_name(LINK)
    temporary = aside(link)
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(path.name)
    os.replace(temporary, link)
