"""What was asked of an import, and what became of its files, for people and for machines."""

from collections.abc import Callable
from datetime import date

import msgspec

from coverport.plans.importers.problems import Problem, UnreadableFile


class Wish(msgspec.Struct, frozen=True):
    """What was asked for. today: an exchange's date of record, by its slug."""

    exchange: str | None
    year: int | None
    dry_run: bool
    today: Callable[[str], date]
    progress: Callable[[str, int], None] = lambda words, done: None


class FileReport(msgspec.Struct):
    """What became of a file. outcome: "loaded", "unchanged", "checked" in a dry run, "refused", "held back" with its set."""

    file: str
    format: str = ""
    outcome: str = "loaded"
    rows: int = 0
    plans: int = 0
    counts: dict[str, int] = {}
    notes: dict[str, int] = {}
    problems: tuple[Problem, ...] = ()
    problems_count: int = 0
    message: str = ""


class SetReport(msgspec.Struct):
    """What became of a state's plans of a year. missing: kinds that no file has brought yet."""

    exchange: str
    year: int
    state: str
    issuer_id: str = ""
    plans: int = 0
    prices: int = 0
    counties: int = 0
    missing: list[str] = []
    notes: dict[str, int] = {}


class Report(msgspec.Struct):
    """Of one run. catalogs: what was published, "federal 2016: catalog 3"."""

    files: list[FileReport] = []
    sets: list[SetReport] = []
    catalogs: list[str] = []
    dry_run: bool = False

    @property
    def refused(self) -> bool:
        return any(one.outcome == "refused" for one in self.files)


def refusal(name: str, error: Exception) -> FileReport:
    """A file that was refused: its first mistakes, how many there are, and all of it in words."""
    problems = error.problems if isinstance(error, UnreadableFile) else ()
    count = error.count if isinstance(error, UnreadableFile) else 1
    return FileReport(name, outcome="refused", problems=problems, problems_count=count, message=str(error))
