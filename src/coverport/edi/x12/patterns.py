r"""A loop's table as one regular expression, made from the same patterns of values that the walker judges one by one.

What it matches has no fault, so that a well-formed member is read in one step; what it does not match is walked through and explained.
It wants the table's own order, and nothing that is named by one code of many, so it may refuse what the walker accepts, never the reverse.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from coverport.edi.x12.guide import Element, Guide, Loop, Slot, load
from coverport.edi.x12.signs import DATE, Delimiters, value


class Pattern:
    """expression: of one piece of a file; labels: what its groups are, in order; nested loops as one group with their name."""

    def __init__(self, expression: str, labels: list[str]) -> None:
        self.match = re.compile(expression).fullmatch
        self.labels = labels
        self.place = {label: at for at, label in enumerate(labels)}


class Prepared:
    """A guide for one set of delimiters. record, header: None where records are of several kinds.

    many: the loops that a record has many of, each with what finds them all.
    """

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self.guide = guide
        self.ids = {slot.id for _, slot in guide.slots()}
        self.heads = {
            item.first.id: item.name for item in guide.root.items if isinstance(item, Loop) and item.use == "record"
        }
        self.record = self.header = None
        # The loop that is read one at a time, and its place.
        self.loop = guide.record
        self.at = guide.root.items.index(guide.record) if guide.record else 0
        self.many: list[tuple[str, Callable[[str], list[tuple[str, ...]]]]] = []
        if guide.record:
            labels: list[str] = []
            self.record = Pattern(_inside(guide.record, marks, labels), labels)
            before = guide.root.items[: guide.root.items.index(guide.record)]
            labels = []
            self.header = Pattern("".join(_item(item, marks, labels) for item in before), labels)
            self.many = [(loop.name, many(loop, marks)[0].findall) for loop in _collected(guide.record)]


@cache
def prepared(name: str, marks: Delimiters) -> Prepared:
    """A known guide, such as 005010X220A1."""
    return Prepared(load(name), marks)


@cache
def many(loop: Loop, marks: Delimiters) -> tuple[re.Pattern[str], list[str]]:
    """One of the loops that a record has many of, for findall; and its labels."""
    labels: list[str] = []
    return re.compile(_inside(loop, marks, labels)), labels


def collects(loop: Loop) -> bool:
    """Whether a record has many of a loop, so that each is kept as one tuple."""
    return loop.use == "collect" and loop.most != 1


def _collected(loop: Loop) -> Iterator[Loop]:
    for item in loop.items:
        if isinstance(item, Loop):
            yield from [item] if collects(item) else _collected(item)


def _inside(loop: Loop, marks: Delimiters, labels: list[str] | None) -> str:
    return "".join(_item(item, marks, labels) for item in loop.items)


def _item(item: Slot | Loop, marks: Delimiters, labels: list[str] | None) -> str:
    if isinstance(item, Slot):
        return _slot(item, marks, labels)
    if collects(item):
        if labels is not None:
            labels.append(item.name)
        inside = _inside(item, marks, None)
        return f"({_often(inside, item.required, 0)})" if labels is not None else _often(inside, item.required, 0)
    inside = _inside(item, marks, labels)
    return _often(inside, item.required, 1 if _labelled(item) else item.most)


def _labelled(item: Slot | Loop) -> bool:
    if isinstance(item, Slot):
        return any(element.label for element in item.elements)
    return any(_labelled(inside) for inside in item.items)


def _often(expression: str, required: bool, most: int) -> str:
    if most == 1:
        return f"(?:{expression})" if required else _kept(f"(?:{expression})?")
    return _kept(f"(?:{expression}){{{int(required)},{most or ''}}}")


def _kept(expression: str) -> str:
    """What was matched is not given back, so that a bad piece fails at once. Written as a group: `?+`, which means the same, does not go
    back to where it began in Python before 3.11.5 when it fails halfway.
    """
    return f"(?>{expression})"


def _slot(slot: Slot, marks: Delimiters, labels: list[str] | None) -> str:
    if slot.each:
        return ""
    star, end = re.escape(marks.element), re.escape(marks.segment)
    parts = [_group(slot, at, marks, labels) for at in range(len(slot.elements))]
    needed = [element.usage == "R" for element in slot.elements]
    last = max((at for at, must in enumerate(needed) if must), default=-1)
    front = "".join(
        star + (part if must else f"{part}?") for part, must in zip(parts[: last + 1], needed, strict=False)
    )
    back = ""
    for part in reversed(parts[last + 1 :]):
        back = _kept(f"(?:{star}{part}?{back})?")
    expression = f"{re.escape(slot.id)}{_notes(slot, marks)}{front}{back}(?<!{star}){end}"
    labelled = labels is not None and _labelled(slot)
    return _often(expression, slot.required, 1 if labelled else slot.most)


def _group(slot: Slot, at: int, marks: Delimiters, labels: list[str] | None) -> str:
    element = slot.elements[at]
    if element.usage == "-":
        return "(?:)"
    expression = _value(slot, at, marks)
    if element.label and labels is not None:
        labels.append(element.label)
        return f"({expression})"
    return f"(?:{expression})"


def _value(slot: Slot, at: int, marks: Delimiters) -> str:
    """Where a format says whether a date or a period follows, the usual one of the two: the walk reads the other."""
    element = slot.elements[at]
    if element.kind == "DP":
        return DATE if _format(slot.elements[at - 1]) == "D8" else f"{DATE}-{DATE}"
    following = slot.elements[at + 1] if at + 1 < len(slot.elements) else None
    return _format(element) if following and following.kind == "DP" else value(element, marks)


def _format(element: Element) -> str:
    return "D8" if "D8" in element.codes else "RD8"


def _notes(slot: Slot, marks: Delimiters) -> str:
    """The standard's notes as conditions that look ahead in the segment; those that hold anyway are left out."""
    needed = {at for at, element in enumerate(slot.elements, start=1) if element.usage == "R"}
    return "".join(
        _note(kind, positions, marks)
        for kind, positions in slot.relations
        if not (needed >= set(positions if kind == "P" else positions[1:]) and kind in "PC")
    )


def _note(kind: str, positions: tuple[int, ...], marks: Delimiters) -> str:
    """Forbids what `elements._unrelated` finds."""
    first, *others = positions
    there = {at: _there(at, marks) for at in positions}
    if kind == "E":
        return f"(?!{there[first]}{there[others[0]]})"
    if kind == "R":
        return "(?:" + "|".join(there.values()) + ")"
    if kind == "L":
        return f"(?!{there[first]}" + "".join(f"(?!{there[at]})" for at in others) + ")"
    one_way = "".join(f"(?!{there[first]}(?!{there[at]}))" for at in others)
    if kind == "C":
        return one_way
    return one_way + "".join(f"(?!{there[at]}(?!{there[first]}))" for at in others)


def _there(at: int, marks: Delimiters) -> str:
    star, end = re.escape(marks.element), re.escape(marks.segment)
    return rf"(?=(?:{star}[^{star}{end}]*){{{at - 1}}}{star}[^{star}{end}])"
