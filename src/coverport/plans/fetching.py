"""Official plan files by their published address: fetched to a folder, whole or not at all, to be imported from there."""

import os
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from http.client import HTTPResponse
from importlib import resources
from pathlib import Path
from typing import IO

import msgspec
import yaml

from coverport.core.errors import Refusal

TIMEOUT = 60  # seconds without an answer
MOST_BYTES = 2 << 30
PIECE = 1 << 20


class PublicFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """A file that is published for every plan year from `since` on. needed: without it there are no plans to sell."""

    name: str
    address: str
    since: int
    needed: bool = False

    def of(self, year: int) -> str:
        """The address of a plan year's file."""
        return self.address.replace("{year}", str(year))


class PublicFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    files: tuple[PublicFile, ...]


class CannotFetch(Refusal):
    """A needed file could not be had."""

    code = "cannot_fetch"


class Fetched(msgspec.Struct, frozen=True):
    """What is in the folder now, and the words about what is not."""

    paths: tuple[Path, ...]
    missing: tuple[str, ...]


def addresses(own: Path | None = None) -> PublicFiles:
    """The packaged addresses, or those of an installation's own file. Raises CannotFetch for a file that cannot be read."""
    try:
        text = own.read_text() if own else (resources.files(__package__) / "public_files.yaml").read_text()
        return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), PublicFiles)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise CannotFetch(f"{own or 'the packaged addresses'}: {error}") from error


def fetch(files: PublicFiles, *, year: int, folder: Path, progress: Callable[[str, int], None]) -> Fetched:
    """Every file of the year. Raises CannotFetch when a needed one is not published, cut off or no zip file."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, missing = [], []
    for file in (one for one in files.files if one.since <= year):
        try:
            paths.append(_one(file, year, folder, progress))
        except CannotFetch as error:
            if file.needed:
                raise
            missing.append(error.message)
    return Fetched(tuple(paths), tuple(missing))


def _one(file: PublicFile, year: int, folder: Path, progress: Callable[[str, int], None]) -> Path:
    address, place = file.of(year), folder / file.name
    if not address.startswith(("https://", "http://")):
        raise CannotFetch(f"{address}: an address begins with https:// or http://")
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "coverport"})  # noqa: S310  checked above
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer, aside.open("wb") as out:  # noqa: S310
            _copy(address, answer, out, lambda done: progress(file.name, done))
        if not zipfile.is_zipfile(aside):
            raise CannotFetch(f"{address} gave something else than a zip file.")
        os.replace(aside, place)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise CannotFetch(
            f"{address} cannot be had: {error}. Fetch it by hand and run `coverport import_plans`."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return place


def _copy(address: str, answer: HTTPResponse, out: IO[bytes], progress: Callable[[int], None]) -> None:
    """The answer's bytes, all of those that it has promised."""
    promised = answer.headers.get("Content-Length")
    done = 0
    while piece := answer.read(PIECE):
        done += len(piece)
        if done > MOST_BYTES:
            raise CannotFetch(f"{address} is longer than {MOST_BYTES >> 30} GB.")
        out.write(piece)
        progress(done)
    if promised and done != int(promised):
        raise CannotFetch(f"{address} ended after {done:,} of {promised} bytes. Run the command again.")
