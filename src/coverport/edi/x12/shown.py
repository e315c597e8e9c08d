"""What a file says as one JSON document, written while it is read, so that memory stays flat."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from coverport.edi.x12.events import (
    AcknowledgmentRead,
    EndRead,
    GroupRead,
    InterchangeRead,
    RecordRead,
    SegmentRead,
    TransactionRead,
)
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.guide import Guide, Loop, known, load
from coverport.edi.x12.patterns import many
from coverport.edi.x12.reader import Event
from coverport.edi.x12.signs import Delimiters

# What the records of a transaction are called, and the loops of which they have many.
RECORDS = {"834": "members", "820": "payments", "999": "transactions"}
LOOPS = {
    "834": {"2300": "coverages", "2750": "reporting_categories"},
    "820": {"2300": "items", "2300A": "items", "2300B": "items", "2200A": "adjustments", "2200B": "adjustments"},
    "999": {"2100": "errors"},
}
_encode = msgspec.json.Encoder().encode


def document(read: Iterable[Event | Fault]) -> Iterator[str]:
    """Parts of the text. {"interchanges": [{…, "acknowledgments": […], "groups": [{…, "transactions": [{…}]}]}], "faults": n}"""
    paper = _Paper()
    yield '{"interchanges":['
    for each in read:
        yield from paper.put(each)
    yield from paper.close("file")
    yield f'\n],"faults":{paper.faults}}}\n'


class _Paper:
    """Which lists are open, and whether they have something in them."""

    # Level -> the list that stands open inside it.
    LISTS = {"interchange": "groups", "group": "transactions", "transaction": ""}
    ORDER = ("interchange", "group", "transaction")

    def __init__(self) -> None:
        self.open: list[str] = []
        self.some = [False]
        self.faults = 0
        self.guide: Guide | None = None
        self.set = ""
        self.marks = Delimiters()
        self.acknowledgments: list[Any] | None = None

    def put(self, each: Event | Fault) -> Iterator[str]:
        if isinstance(each, Fault):
            self.faults += 1
        elif isinstance(each, InterchangeRead):
            self.marks = each.marks
            yield from self._begin(
                "interchange", {"segment": each.segment, **each.values, "delimiters": each.marks.all}, None
            )
            self.acknowledgments = []
        elif isinstance(each, AcknowledgmentRead):
            if self.acknowledgments is not None:
                self.acknowledgments.append({"segment": each.segment, **each.values})
        elif isinstance(each, GroupRead):
            yield from self._begin("group", {"segment": each.segment, **each.values}, "transactions")
        elif isinstance(each, TransactionRead):
            yield from self._transaction(each)
        elif isinstance(each, RecordRead):
            yield from self._item(self._record(each))
        elif isinstance(each, EndRead):
            yield from self._end(each)

    def close(self, level: str) -> Iterator[str]:
        """End what is open inside a level."""
        while self.open and (level == "file" or self.ORDER.index(self.open[-1]) >= self.ORDER.index(level)):
            last = self.open.pop()
            if last == "interchange":
                yield from self._groups()
            self.some.pop()
            yield "]}"

    def _transaction(self, each: TransactionRead) -> Iterator[str]:
        self.set = each.set
        self.guide = load(each.implementation) if each.implementation in known() else None
        told = {
            "segment": each.segment,
            "set": each.set,
            "implementation": each.implementation,
            "control": each.control,
        }
        told["header"] = {name: value for name, value in each.values.items() if value and name != "control"}
        if each.segments:
            told["segments"] = _segments(each.segments)
        yield from self._begin("transaction", told, RECORDS.get(each.set, "records"))

    def _end(self, each: EndRead) -> Iterator[str]:
        trailer = {name[6:]: value for name, value in each.values.items() if name.startswith("group_")}
        if each.of == "transaction" and trailer and self.open[-1:] == ["transaction"]:
            self.open.pop()
            self.some.pop()
            yield f'],"group_answer":{_encode(trailer).decode()}}}'
        else:
            yield from self.close(each.of)

    def _groups(self) -> Iterator[str]:
        """TA1s stand before the groups, so the list of groups opens when they are all read."""
        if self.acknowledgments is not None:
            yield f',"acknowledgments":{_encode(self.acknowledgments).decode()},"groups":['
            self.acknowledgments = None

    def _begin(self, level: str, said: dict[str, Any], inside: str | None) -> Iterator[str]:
        yield from self.close(level)
        yield from self._comma()
        text = _encode({name: value for name, value in said.items() if value not in (None, "")}).decode()
        yield text[:-1] + (f',"{inside}":[' if inside else "")
        self.open.append(level)
        self.some.append(False)

    def _item(self, said: dict[str, Any]) -> Iterator[str]:
        if self.open:
            yield from self._comma()
            yield _encode(said).decode()

    def _comma(self) -> Iterator[str]:
        yield from self._groups()
        yield ",\n" if self.some[-1] else "\n"
        self.some[-1] = True

    def _record(self, each: RecordRead) -> dict[str, Any]:
        told: dict[str, Any] = {"segment": each.segment, "loop": each.loop}
        told.update({name: value for name, value in each.values.items() if value})
        for loop, rows in each.collected.items():
            name = LOOPS.get(self.set, {}).get(loop, loop)
            labels = self._labels(loop)
            told[name] = [{label: said for label, said in zip(labels, row, strict=True) if said} for row in rows]
        if each.segments:
            told["segments"] = _segments(each.segments)
        return told

    def _labels(self, loop: str) -> list[str]:
        found = _find(self.guide.root, loop) if self.guide else None
        return many(found, self.marks)[1] if found else []


def _find(loop: Loop, name: str) -> Loop | None:
    for item in loop.items:
        if isinstance(item, Loop):
            if item.name == name:
                return item
            if found := _find(item, name):
                return found
    return None


def _segments(segments: Iterable[SegmentRead]) -> list[dict[str, Any]]:
    return [{"segment": one.segment, "loop": one.loop, "elements": one.elements} for one in segments]
