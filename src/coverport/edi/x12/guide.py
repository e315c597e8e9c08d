"""The tables of `guides/`: which segments a transaction has, in which order, with which elements. Read once, then frozen values."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent
STATES = tuple(
    "AL AK AS AZ AR CA CO CT DC DE FL FM GA GU HI ID IL IN IA KS KY LA MA MD ME MH MI MN MO MP MS MT NC ND NE NH NJ NM NV NY OH OK "
    "OR PA PR PW RI SC SD TN TX UM UT VA VI VT WA WI WV WY AA AE AP AB BC MB NB NL NS NT NU ON PE QC SK YT".split()
)


# A table is read once, so that its parts are told apart, and found in caches, by what they are and not by what they say.
class Element(msgspec.Struct, frozen=True, eq=False):
    """usage: R required, S situational, - not used. low, high: characters. label: under which its value is read.

    parts: of a composite; repeats: how often at most.
    """

    usage: str
    number: str = ""
    kind: str = ""
    low: int = 0
    high: int = 0
    name: str = ""
    codes: tuple[str, ...] = ()
    label: str = ""
    marks: bool = False
    parts: tuple["Element", ...] = ()
    repeats: int = 1


class Slot(msgspec.Struct, frozen=True, eq=False):
    """A segment's place in its loop. most: 0 for any number; each: every code of the marked element once."""

    id: str
    required: bool
    most: int
    elements: tuple[Element, ...]
    relations: tuple[tuple[str, tuple[int, ...]], ...] = ()
    each: bool = False

    def fits(self, elements: list[str]) -> bool:
        """Whether a segment of this slot's id is meant by it: its marked element has one of the codes."""
        mark = self.mark
        return not mark or (len(elements) > mark and elements[mark] in self.elements[mark - 1].codes)

    @property
    def mark(self) -> int:
        """The position of the marked element, 0 for none."""
        return next((at for at, one in enumerate(self.elements, start=1) if one.marks), 0)


class Loop(msgspec.Struct, frozen=True, eq=False):
    """use: "record" for what is read one at a time (a member, a payment), "collect" for what a record has many of, "any" for any order."""

    name: str
    required: bool
    most: int
    items: tuple["Slot | Loop", ...]
    use: str = ""

    @property
    def first(self) -> Slot:
        item = self.items[0]
        return item if isinstance(item, Slot) else item.first


class Guide(msgspec.Struct, frozen=True, eq=False):
    """set: ST01; name: ST03; group: GS01."""

    set: str
    name: str
    group: str
    root: Loop

    def slots(self, loop: Loop | None = None, path: str = "") -> Iterator[tuple[str, Slot]]:
        """Every slot with the name of its loop."""
        for item in (loop or self.root).items:
            if isinstance(item, Slot):
                yield path, item
            else:
                yield from self.slots(item, item.name)

    @property
    def record(self) -> Loop | None:
        """The loop that is read one at a time, where there is just one such."""
        records = [item for item in self.root.items if isinstance(item, Loop) and item.use == "record"]
        return records[0] if len(records) == 1 else None


class BadGuide(Exception):
    """A table of ours is not written as it should be."""


@cache
def known() -> dict[str, Path]:
    """Implementation guide -> its table."""
    paths = [path for path in sorted((FOLDER / "guides").glob("*.txt")) if path.stem != "envelope"]
    return {_lines(path)[0].split()[1]: path for path in paths}


@cache
def load(name: str) -> Guide:
    """The guide of an implementation, such as 005010X220A1. KeyError where none is known."""
    return _read(known()[name])


@cache
def envelope() -> dict[str, Slot]:
    """ISA, TA1, GS, GE and IEA."""
    root = _read(FOLDER / "guides" / "envelope.txt").root
    return {item.id: item for item in root.items if isinstance(item, Slot)}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]


def _read(path: Path) -> Guide:
    first, *lines = _lines(path)
    kind, name, *group = first.split()
    items, rest = _items(lines, 0)
    if rest:
        raise BadGuide(f"{path.name}: {rest[0].strip()[:40]} is indented wrongly")
    return Guide(kind, name, group[0] if group else "", Loop("", True, 1, tuple(items)))


def _items(lines: list[str], depth: int) -> tuple[list[Slot | Loop], list[str]]:
    items: list[Slot | Loop] = []
    while lines and _depth(lines[0]) == depth:
        line, *lines = lines
        words = line.split()
        if words[0] == "loop":
            inside, lines = _items(lines, depth + 1)
            required, most, _ = _usage(words[2])
            items.append(Loop(words[1], required, most, tuple(inside), words[3] if len(words) > 3 else ""))
        else:
            items.append(_slot(line))
    return items, lines


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def _usage(word: str) -> tuple[bool, int, bool]:
    """R1, S13, S> (any number) or SE (each code once)."""
    if not re.fullmatch(r"[RS](\d+|>|E)", word):
        raise BadGuide(f"{word} is not how often something may be")
    return word[0] == "R", int(word[1:]) if word[1:].isdigit() else 0, word[1:] == "E"


def _slot(line: str) -> Slot:
    table, _, notes = line.partition(";")
    head, *elements = re.split(r" \| ", table.strip())
    name, usage = head.split()
    required, most, each = _usage(usage)
    relations = tuple((note[0], tuple(int(n) for n in re.findall(r"\d\d", note[1:]))) for note in notes.split())
    return Slot(name, required, most, tuple(_element(one.strip()) for one in elements), relations, each)


def _element(text: str) -> Element:
    if text == "-":
        return Element("-")
    if composite := re.fullmatch(r"([RS]) \((.*)\)(?:\^(\d+))?( =\w+)?", text):
        usage, inside, repeats, label = composite.groups()
        parts = tuple(_element(one.strip()) for one in inside.split(","))
        return Element(
            usage, parts=parts, repeats=int(repeats or 1), name=parts[0].name, label=(label or "").strip(" =")
        )
    usage, number, *more = text.split()
    kind, low, high, name = _dictionary()[number]
    codes = tuple(word for word in more if word[0] not in "=@")
    label = next((word[1:] for word in more if word[0] == "="), "")
    codes = STATES if "@states" in more else codes
    return Element(usage.rstrip("!"), number, kind, low, high, name, codes, label, marks=usage.endswith("!"))


@cache
def _dictionary() -> dict[str, tuple[str, int, int, str]]:
    """Data element -> type, shortest, longest, name."""
    rows = (line.split(maxsplit=3) for line in _lines(FOLDER / "elements.txt"))
    return {number: (kind, *map(int, size.split("-")), name) for number, kind, size, name in rows}  # type: ignore[misc]
