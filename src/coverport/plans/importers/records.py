"""What a reader hands over, one by one: a fact of a public file under the plan, issuer or area that it is about."""

from collections.abc import Hashable, Iterator
from typing import Any

import msgspec

from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.source import Source


class Record(msgspec.Struct, frozen=True):
    """kind: as in KINDS. key: plan id, issuer id, service area or network. details: plain JSON values, money in cents."""

    kind: str
    year: int
    state: str
    issuer_id: str
    key: str
    details: dict[str, Any]


class Reading(msgspec.Struct, eq=False):
    """A file while it is read. records: read them to the end, then the counts and notes are complete. Raises UnreadableFile.

    seen, ages: what stood in the file already, by key: its line, or the ages that had a price.
    rows: lines of a table, items of a template, entries of a list. notes: what was read differently from what the file says.
    """

    source: Source
    format: str
    kind: str
    records: Iterator[Record]
    rows: int = 0
    plans: set[str] = msgspec.field(default_factory=set)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    notes: dict[str, int] = msgspec.field(default_factory=dict)
    seen: dict[Hashable, int] = msgspec.field(default_factory=dict)
    ages: dict[Hashable, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def once(self, key: Hashable, line: int, column: str, found: str, *, cell: str | None = None) -> None:
        """Refuse a second row of what may stand once: a file that was put together twice, or a plan id used again."""
        first = self.seen.get(key)
        self.seen[key] = line
        if first is not None:
            expected = f"each once; line {first} has it already"
            raise UnreadableFile(self.source.shown, [Problem(line, column, repr(found), expected, cell)])

    def note(self, words: str, count: int = 1) -> None:
        """Something that the sender should know, though the file is read."""
        if count:
            self.notes[words] = self.notes.get(words, 0) + count

    def count(self, what: str, number: int = 1) -> None:
        """So many more of something that the file holds."""
        self.counts[what] = self.counts.get(what, 0) + number


# What plans are made of; with these three a state's plans can be priced and published.
PLAN, RATES, SERVICE_AREA, RATING_AREA = "plan", "rates", "service_area", "rating_area"
NEEDED = (PLAN, RATES, SERVICE_AREA)
BUILDING = (*NEEDED, RATING_AREA)
# What is joined to plans when they are published, whenever it comes.
JOINED = (
    "benefits", "exclusions", "covered_benefits", "network", "business_rules", "quality", "transparency", "machine_readable",
    "crosswalk",
)  # fmt: skip
KINDS = (*BUILDING, *JOINED)
