"""A story's file: contract, sources, milestones, notices and transactions, read and checked as a whole."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from coverport.core.errors import Refusal
from coverport.core.money import Cents, cents

FOLDER = Path(__file__).parent
# What a transaction of a story says about money; `of` names the earlier one whose amount it takes further.
What = Literal["paid", "withheld", "disputed", "deducted", "rejected", "recovered", "released"]
FURTHER: frozenset[str] = frozenset({"deducted", "rejected", "recovered", "released"})


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the parts: an unknown name is a mistake."""


class ContractPart(_Part, frozen=True, kw_only=True):
    """The contract itself."""

    slug: str
    title: str
    buyer: str
    vendor: str
    signed_on: date
    signed_exactly: bool = True
    ended_on: date | None = None


class SourcePart(_Part, frozen=True, kw_only=True):
    """A report or document."""

    title: str
    publisher: str
    dated: date
    url: str = ""
    note: str = ""


class ValuePart(_Part, frozen=True, kw_only=True):
    """What the contract was worth from a day on."""

    since: date
    dollars: str
    source: str
    amendment: str = ""


class MilestonePart(_Part, frozen=True, kw_only=True):
    """A milestone; without a day where the sources give none."""

    title: str
    source: str
    critical: bool = False
    due_on: date | None = None


class DeliverablePart(_Part, frozen=True, kw_only=True):
    """A deliverable that the sources name."""

    title: str
    source: str
    milestone: str | None = None


class NoticePart(_Part, frozen=True, kw_only=True):
    """A notice to the vendor."""

    id: str
    kind: Literal["cure", "dispute"]
    on: date = msgspec.field(name="day")
    subject: str
    source: str
    text: str = ""
    milestones: tuple[str, ...] = ()
    closed_on: date | None = None
    outcome: str = ""


class TransactionPart(_Part, frozen=True, kw_only=True):
    """An amount, what became of it, and who says so."""

    id: str
    on: date = msgspec.field(name="day")
    what: What
    dollars: str
    text: str
    source: str
    at_least: bool = False
    of: str | None = None
    notice: str | None = None
    milestone: str | None = None

    @property
    def cents(self) -> Cents:
        return cents(self.dollars)


class EventPart(_Part, frozen=True, kw_only=True):
    """Something that happened and moved no money."""

    on: date = msgspec.field(name="day")
    text: str
    source: str


class BacklogPart(_Part, frozen=True, kw_only=True):
    """Cases that waited, on the days from which and to which that is known. minutes: that a case takes, as the sources say, by name."""

    source: str
    since: date
    until: date
    came_from: date
    plan_year: int
    paper: int
    electronic: int
    minutes: dict[str, int] = {}

    def holds(self, on: date) -> bool:
        return self.since <= on <= self.until


class Story(_Part, frozen=True, kw_only=True):
    """The whole file. first, last: the days from and to which it tells."""

    name: str
    exchange: str
    first: date
    last: date
    contract: ContractPart
    sources: dict[str, SourcePart]
    values: tuple[ValuePart, ...]
    transactions: tuple[TransactionPart, ...]
    milestones: tuple[MilestonePart, ...] = ()
    deliverables: tuple[DeliverablePart, ...] = ()
    notices: tuple[NoticePart, ...] = ()
    events: tuple[EventPart, ...] = ()
    backlog: BacklogPart | None = None


def names() -> list[str]:
    """The stories that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(name: str) -> tuple[Story, str]:
    """A story and the hash of its file. Refusal for an unknown name, or a file that does not hold together."""
    if name not in names():
        raise Refusal(f"There is no story {name!r}. There are: {', '.join(names())}.", code="unknown_story")
    text = (FOLDER / f"{name}.yaml").read_bytes()
    return parse(text, name), hashlib.sha256(text).hexdigest()


def parse(text: bytes, name: str) -> Story:
    """The story of a file's text."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        story = msgspec.convert(yaml.load(text, Loader=loader), Story)  # noqa: S506, a safe loader
    except msgspec.ValidationError as error:
        raise Refusal(f"{name}: {error}", code="bad_story") from None
    _check(story)
    return story


def _check(story: Story) -> None:
    """Every name that is used is there, each transaction once, in the story's time."""
    named = [value.source for value in story.values]
    named += [milestone.source for milestone in story.milestones]
    named += [deliverable.source for deliverable in story.deliverables]
    named += [notice.source for notice in story.notices]
    named += [moved.source for moved in story.transactions]
    named += [event.source for event in story.events]
    named += [story.backlog.source] if story.backlog else []
    for source in named:
        _known(source, story.sources, f"{story.name}: a source")
    seen: dict[str, TransactionPart] = {}
    for each in story.transactions:
        where = f"{story.name}: {each.id}"
        if each.id in seen:
            raise Refusal(f"{where} is there twice.", code="bad_story")
        if not story.first <= each.on <= story.last:
            raise Refusal(f"{where} is on {each.on}, outside the story.", code="bad_story")
        if (each.of is not None) != (each.what in FURTHER):
            raise Refusal(f"{where}: only what takes an earlier amount further names one.", code="bad_story")
        if each.of is not None:
            _known(each.of, seen, f"{where}: an earlier transaction")
        if each.notice is not None:
            _known(each.notice, {one.id: one for one in story.notices}, f"{where}: a notice")
        seen[each.id] = each


def _known(name: str, known: object, what: str) -> None:
    if name not in known:  # type: ignore[operator]
        raise Refusal(f"{what} {name!r} is not in the file.", code="bad_story")
