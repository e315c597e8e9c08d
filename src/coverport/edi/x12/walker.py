"""Walks a transaction segment by segment along its guide: says in which loop each stands, what is wrong with it, and what is missing.

The slow way, which explains. `patterns` reads what is well formed; both read the same values.
"""

from collections.abc import Iterator

from coverport.edi.x12.elements import some, wrongs
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.guide import Loop, Slot
from coverport.edi.x12.patterns import Prepared, collects, many
from coverport.edi.x12.signs import Delimiters

Values = dict[str, str | None]
# What a record has many of: loop -> the labelled values of each, in the order of the table.
Collected = dict[str, list[tuple[str, ...]]]


class _Frame:
    """A loop that is open. at: the item that was last seen; checked: items before it are known to be there or reported."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.at, self.checked = 0, 0
        self.counts: dict[tuple[int, str], int] = {}
        self.values: Values = {}
        # Its place among what the record collects.
        self.row = -1

    def cluster(self, at: int) -> tuple[int, int]:
        """Items from .. to that may come in any order: segments of one id beside each other, and loops that say so."""
        items = self.loop.items
        start, end = at, at + 1
        while start and _free(items[start - 1], items[at]):
            start -= 1
        while end < len(items) and _free(items[end], items[at]):
            end += 1
        return start, end


def _free(one: Slot | Loop, other: Slot | Loop) -> bool:
    """Whether two items beside each other may change places."""
    if isinstance(one, Slot) and isinstance(other, Slot):
        return one.id == other.id
    return isinstance(one, Loop) and isinstance(other, Loop) and one.use == other.use == "any"


def _first(item: Slot | Loop) -> Slot:
    return item if isinstance(item, Slot) else item.first


class Walker:
    """One transaction. `take` its segments in order, then `close`."""

    def __init__(self, prepared: Prepared, marks: Delimiters) -> None:
        self.prepared, self.marks = prepared, marks
        self.guide, self.ids = prepared.guide, prepared.ids
        # Whether the innermost loop is a record that was read by its pattern.
        self.skipped = self.usual = False
        self.stack = [_Frame(prepared.guide.root)]
        self.loop = ""
        # Of what stands around the records.
        self.around: Values = {}
        self.begin_record()

    def begin_record(self) -> None:
        """From here on values are of another record."""
        self.values: Values = {}
        self.collected: Collected = {}

    def skip_record(self, number: int, within: int) -> Iterator[Fault]:
        """A record was read by its pattern: the walk goes on behind it, and nothing of it is missing."""
        loop, at = self.prepared.loop, self.prepared.at
        assert loop is not None
        root = self.stack[0]
        if not self.skipped:
            yield from self._close(0, number, within)
            yield from self._missing(root, at, number, within)
            frame = _Frame(loop)
            frame.at, frame.checked = len(loop.items) - 1, len(loop.items)
            self.stack.append(frame)
            self.skipped = True
        root.at = at
        root.counts[at, ""] = root.counts.get((at, ""), 0) + 1

    def skip_header(self, values: Values) -> None:
        """The same for what stands before the first record."""
        root = self.stack[0]
        self.usual = True
        root.at, root.checked = self.prepared.at - 1, self.prepared.at
        self.around = values

    def may_end(self) -> bool:
        """Whether nothing is missing before SE: header and last record were read by their patterns, and only SE follows."""
        return self.usual and self.skipped and self.prepared.at + 2 == len(self.guide.root.items)

    def take(self, number: int, within: int, elements: list[str]) -> Iterator[Fault]:
        """The faults of a segment, and of what is missing before it. elements: its id first."""
        self.skipped = False
        place = self._place(elements)
        if place is None:
            yield from self._misplaced(number, within, elements)
            return
        depth, at, mistaken = place
        yield from self._close(depth, number, within)
        frame = self.stack[depth]
        start, _ = frame.cluster(at)
        yield from self._missing(frame, start, number, within)
        frame.at, frame.checked = at, max(frame.checked, start)
        item = frame.loop.items[at]
        if mistaken:
            yield from self._mistaken(frame, at, number, within, elements)
            return
        yield from self._count(frame, at, item, number, within, elements)
        slot = item
        while isinstance(slot, Loop):
            frame = self._enter(slot)
            slot = slot.items[0]
        self.loop = frame.loop.name
        for rule, message, element, component in wrongs(slot, elements, self.marks):
            yield Fault(number, self.loop, elements[0], rule, message, within, element, component)
        self._keep(frame, slot, elements)

    def close(self, number: int, within: int) -> Iterator[Fault]:
        """What is missing at the transaction's end."""
        yield from self._close(0, number, within)
        root = self.stack[0]
        yield from self._missing(root, len(root.loop.items), number, within)

    def _place(self, elements: list[str]) -> tuple[int, int, bool] | None:
        """Depth and item, the innermost loop first: where there is room, else where it is once too often, else by its id alone (True)."""
        places = [(depth, at) for depth in range(len(self.stack) - 1, -1, -1) for at in self._ahead(depth, elements[0])]
        fitting = [(depth, at) for depth, at in places if _first(self.stack[depth].loop.items[at]).fits(elements)]
        for depth, at in fitting:
            if not self._full(depth, at, elements):
                return depth, at, False
        if fitting:
            return (*fitting[0], False)
        mistaken = [place for place in places if not _first(self.stack[place[0]].loop.items[place[1]]).each]
        inside = [
            (depth, at) for depth, at in mistaken if depth == len(self.stack) - 1 and not self._full(depth, at, [])
        ]
        if inside:
            return (*inside[0], True)
        return (*mistaken[0], True) if mistaken and not self._elsewhere(elements) else None

    def _ahead(self, depth: int, name: str) -> Iterator[int]:
        """The items of an open loop that begin with a segment, from where it stands."""
        frame = self.stack[depth]
        items = frame.loop.items
        start = frame.cluster(min(frame.at, len(items) - 1))[0]
        return (at for at in range(start, len(items)) if _first(items[at]).id == name)

    def _full(self, depth: int, at: int, elements: list[str]) -> bool:
        frame = self.stack[depth]
        item = frame.loop.items[at]
        if isinstance(item, Slot) and item.each:
            return bool(frame.counts.get((at, elements[item.mark])))
        return bool(item.most) and frame.counts.get((at, ""), 0) >= item.most

    def _elsewhere(self, elements: list[str]) -> bool:
        """Whether a segment is one that another place has."""
        return any(slot.id == elements[0] and slot.mark and slot.fits(elements) for _, slot in self.guide.slots())

    def _enter(self, loop: Loop) -> _Frame:
        """Open a loop by its first segment."""
        frame = _Frame(loop)
        frame.counts[0, ""], frame.checked = 1, 1
        self.stack.append(frame)
        return frame

    def _mistaken(self, frame: _Frame, at: int, number: int, within: int, elements: list[str]) -> Iterator[Fault]:
        """A code that none of the segments has that may stand here: taken for the first of them, so that it is said once."""
        start, end = frame.cluster(at)
        choices = [_first(item) for item in frame.loop.items[start:end]]
        item, mark = frame.loop.items[at], choices[0].mark
        frame.counts.setdefault((at, ""), 1)
        if isinstance(item, Loop):
            frame = self._enter(item)
        self.loop = frame.loop.name
        codes = [code for slot in choices for code in slot.elements[mark - 1].codes]
        message = f"the {choices[0].elements[mark - 1].name} is none of the codes that may stand here ({some(codes)})"
        yield Fault(number, self.loop, elements[0], "element_code", message, within, mark)

    def _count(
        self, frame: _Frame, at: int, item: Slot | Loop, number: int, within: int, elements: list[str]
    ) -> Iterator[Fault]:
        code = elements[item.mark] if isinstance(item, Slot) and item.each and len(elements) > item.mark else ""
        frame.counts[at, code] = so_far = frame.counts.get((at, code), 0) + 1
        most = 1 if code else item.most
        if most and so_far > most:
            kind = "segment_again" if isinstance(item, Slot) else "loop_again"
            name = _named(item, elements) if isinstance(item, Slot) else f"loop {item.name}"
            times = "once" if most == 1 else f"{most} times"
            yield Fault(
                number,
                frame.loop.name or getattr(item, "name", ""),
                elements[0],
                kind,
                f"{name} may stand {times} here",
                within,
            )

    def _keep(self, frame: _Frame, slot: Slot, elements: list[str]) -> None:
        """Read the labelled values: the first that is said of each. A loop of which there are many is kept as one tuple."""
        collecting = next((one for one in reversed(self.stack) if collects(one.loop)), None)
        recording = any(one.loop.use == "record" for one in self.stack)
        values = collecting.values if collecting else self.values if recording else self.around
        for at, element in enumerate(slot.elements, start=1):
            if element.label and at < len(elements) and elements[at]:
                values.setdefault(element.label, elements[at])
        if collecting:
            labels = many(collecting.loop, self.marks)[1]
            rows = self.collected.setdefault(collecting.loop.name, [])
            if collecting.row < 0:
                collecting.row = len(rows)
                rows.append(())
            rows[collecting.row] = tuple(values.get(label) or "" for label in labels)

    def _close(self, depth: int, number: int, within: int) -> Iterator[Fault]:
        """End the loops inside; say what each still needs."""
        while len(self.stack) > depth + 1:
            frame = self.stack[-1]
            yield from self._missing(frame, len(frame.loop.items), number, within)
            self.stack.pop()

    def _missing(self, frame: _Frame, until: int, number: int, within: int) -> Iterator[Fault]:
        """Required items before `until` that did not come."""
        for at in range(frame.checked, until):
            item = frame.loop.items[at]
            if item.required and not frame.counts.get((at, "")):
                slot = _first(item)
                name = (
                    f"loop {item.name}, which begins with {_named(slot)}," if isinstance(item, Loop) else _named(slot)
                )
                rule = "loop_missing" if isinstance(item, Loop) else "segment_missing"
                where = item.name if isinstance(item, Loop) else frame.loop.name
                yield Fault(number, where, slot.id, rule, f"{name} is missing before this place", within)
        frame.checked = max(frame.checked, until)

    def _misplaced(self, number: int, within: int, elements: list[str]) -> Iterator[Fault]:
        """A segment that has no place here: out of order, of another loop, or of no loop at all."""
        name = elements[0]
        self.loop = self.stack[-1].loop.name
        places = [(loop, slot) for loop, slot in self.guide.slots() if slot.id == name and slot.fits(elements)]
        open_ = {frame.loop.name for frame in self.stack}
        if any(loop in open_ for loop, _ in places):
            loop, slot = next(place for place in places if place[0] in open_)
            yield Fault(number, loop, name, "segment_order", f"{_named(slot, elements)} stands too late", within)
        elif places:
            loop, slot = places[0]
            first = next(_named(one) for where, one in self.guide.slots() if where == loop)
            message = f"{_named(slot, elements)} is of loop {loop}, which begins with {first} and is not open here"
            yield Fault(number, loop, name, "segment_unexpected", message, within)
            slot_loop = next((one for one in _loops(self.guide.root) if one.name == loop and one.first is slot), None)
            if slot_loop is not None:
                self._enter(slot_loop)
        elif name in self.ids:
            yield Fault(
                number, self.loop, name, "segment_unexpected", f"{name} with this code has no place here", within
            )
        else:
            yield Fault(
                number, self.loop, name[:3], "segment_unknown", f"{self.guide.name} has no segment {name[:3]}", within
            )


def _loops(loop: Loop) -> Iterator[Loop]:
    for item in loop.items:
        if isinstance(item, Loop):
            yield item
            yield from _loops(item)


def _named(slot: Slot, elements: list[str] | None = None) -> str:
    """Such as REF*0F."""
    if not slot.mark:
        return slot.id
    code = elements[slot.mark] if elements and len(elements) > slot.mark else slot.elements[slot.mark - 1].codes[0]
    return f"{slot.id}*{code}" if slot.mark == 1 else slot.id
