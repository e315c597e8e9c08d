"""Take the public files of geography from their publishers. Addresses are data: geography/data/sources.txt, or a list of one's own."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from coverport.core.errors import Refusal
from coverport.plans.geography.counties import packaged, states
from coverport.plans.geography.importing.importer import Imported, import_sources
from coverport.plans.geography.importing.source import LONGEST, Source

LONGEST_WAIT = 60  # seconds without a byte
TERRITORIES = ("AS", "GU", "MP", "PR", "VI")  # CMS has no page of theirs; each is one area


class Address(msgspec.Struct, frozen=True):
    """One file to fetch. year: from which its rows are in force; None: the year that is asked for."""

    name: str
    year: int | None
    url: str


class CannotFetch(Refusal):
    """A file did not arrive, or the list of addresses cannot be read; nothing was imported."""

    code = "cannot_fetch"


def addresses(text: str | None = None) -> list[Address]:
    """The addresses of a list, the packaged one if none is given; one for each state where it says {state}."""
    lines = (packaged("sources.txt") if text is None else text).splitlines()
    return [
        one
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
        for one in _addresses(number, line.split())
    ]


def _addresses(number: int, words: list[str]) -> Iterator[Address]:
    if (
        len(words) != 3
        or not (words[1] == "-" or words[1].isdigit())
        or not words[2].startswith(("https://", "http://"))
    ):
        raise CannotFetch(f"The list of addresses, line {number}: expected a name, a year or -, and an http address.")
    name, when, url = words
    year = None if when == "-" else int(when)
    if "{state}" not in url:
        yield Address(name, year, url)
        return
    for state in (one.lower() for one in states() if one not in TERRITORIES):
        yield Address(f"{name}_{state}", year, url.replace("{state}", state))


def fetch_geography(
    wanted: Sequence[Address], *, year: int, dry_run: bool = False, progress: Callable[[str], None] = lambda words: None
) -> Imported:
    """Fetch all, then import all: nothing changes when one of them is missing or has mistakes. Raises CannotFetch, UnreadableGeography."""
    with TemporaryDirectory() as folder:
        sources = []
        for number, one in enumerate(wanted, 1):
            progress(f"{number} of {len(wanted)}: {one.url}")
            file = Path(folder) / one.name
            file.write_bytes(_fetched(one))
            sources.append(Source(file, one.year or year))
        return import_sources(sources, dry_run=dry_run)


def _fetched(one: Address) -> bytes:
    request = urllib.request.Request(one.url, headers={"User-Agent": "coverport"})  # noqa: S310  checked in _addresses
    try:
        with urllib.request.urlopen(request, timeout=LONGEST_WAIT) as answer:  # noqa: S310
            data: bytes = answer.read(LONGEST + 1)
            missing = answer.length  # what was announced and did not come; a bounded read does not complain of it
    except urllib.error.HTTPError as error:
        raise CannotFetch(
            f"{one.name}: {one.url} answered {error.code} {error.reason}. Nothing was imported."
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        raise CannotFetch(f"{one.name}: {one.url} did not answer: {why}. Nothing was imported.") from error
    if len(data) > LONGEST:
        raise CannotFetch(f"{one.name}: {one.url} sends more than {LONGEST >> 20} MB. Nothing was imported.")
    if missing:
        raise CannotFetch(f"{one.name}: {one.url} broke off {missing:,} bytes before its end. Nothing was imported.")
    return data
