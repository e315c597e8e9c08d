"""Reads and checks a stream of 834, 820, 999 and TA1: what it says and what is wrong with it, in the order of the file."""

from collections.abc import Iterator
from typing import BinaryIO

from coverport.edi.x12 import guide as guides
from coverport.edi.x12.companion import rules_for
from coverport.edi.x12.elements import wrongs
from coverport.edi.x12.events import (
    AcknowledgmentRead,
    EndRead,
    GroupRead,
    InterchangeRead,
    RecordRead,
    TransactionRead,
)
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.pieces import Piece, Unreadable, pieces
from coverport.edi.x12.transaction import Transaction
from coverport.edi.x12.walker import Values

Event = InterchangeRead | GroupRead | TransactionRead | RecordRead | EndRead | AcknowledgmentRead
_ISA_RULES = {
    5: "interchange_sender_qualifier", 7: "interchange_receiver_qualifier", 9: "interchange_date", 10: "interchange_time",
    12: "interchange_version", 13: "interchange_control",
}  # fmt: skip


def read(stream: BinaryIO, *, detail: bool = False, exchange: bool = True) -> Iterator[Event | Fault]:
    """Events and faults. detail: with every segment and its loop; exchange: by the companion guide, too, not the standard alone."""
    reader = _Reader(detail, exchange)
    try:
        for piece in pieces(stream):
            yield from reader.take(piece)
    except Unreadable as error:
        yield Fault(reader.number + 1, "", "", error.rule, error.message)
    yield from reader.close()


def faults(stream: BinaryIO, *, exchange: bool = True) -> Iterator[Fault]:
    """Every fault of a stream."""
    return (each for each in read(stream, exchange=exchange) if isinstance(each, Fault))


class _Open:
    """A control number that a trailer must say again, and how many parts it must count."""

    def __init__(self, control: str, segment: int) -> None:
        self.control, self.segment, self.parts = control, segment, 0
        self.seen: set[str] = set()


class _Reader:
    """The frame: interchanges, groups, transactions, their numbers and counts. What is inside is `Transaction`'s."""

    def __init__(self, detail: bool, exchange: bool) -> None:
        self.detail, self.exchange = detail, exchange
        self.number = 0
        self.interchange: _Open | None = None
        self.group: _Open | None = None
        self.group_version = self.group_kind = ""
        self.transaction: Transaction | None = None
        self.interchanges: set[str] = set()

    def take(self, piece: Piece) -> Iterator[Event | Fault]:
        text, marks = piece.text, piece.marks
        head = text[: text.find(marks.element)] if marks.element in text[:4] else text[:3]
        if not piece.whole:
            yield self._fault(
                "interchange_truncated", "the file ends within a segment, which has no terminator", head[:3]
            )
            self.number += 1
        elif head == "SE" and self.transaction:
            yield from self._transaction_end(piece)
        elif head in _FRAME:
            yield from self._frame(piece)
        elif self.transaction:
            yield from self.transaction.take(piece, self.number)
            self.number += text.count(marks.segment)
        else:
            yield self._fault("interchange_content", f"{head[:3]} stands outside of a transaction", head[:3])
            self.number += text.count(marks.segment)

    def close(self) -> Iterator[Event | Fault]:
        """At the end of the stream nothing may be open."""
        yield from self._no_trailer("transaction")
        yield from self._no_trailer("group")
        yield from self._no_trailer("interchange")

    def _frame(self, piece: Piece) -> Iterator[Event | Fault]:
        """The first segment is of the frame; what follows it belongs to a transaction, or nowhere."""
        head, _, rest = piece.text.partition(piece.marks.segment)
        elements = head.split(piece.marks.element)
        if elements[0] == "ST":
            yield from self._transaction(piece, elements)
            return
        self.number += 1
        yield from _FRAME[elements[0]](self, elements, piece)
        if rest:
            stray = rest.split(piece.marks.element, 1)[0][:3]
            yield self._fault("interchange_content", f"{stray} stands outside of a transaction", stray)
            self.number += rest.count(piece.marks.segment)

    def _isa(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        yield from self.close()
        values = _values("ISA", elements)
        control = values.get("control") or ""
        self.interchange = _Open(control, self.number)
        yield InterchangeRead(self.number, values, piece.marks)
        for _, message, at, _ in wrongs(guides.envelope()["ISA"], elements, piece.marks):
            yield self._here(_ISA_RULES.get(at, "interchange_element"), message, "ISA", at)
        if control in self.interchanges:
            yield self._here(
                "interchange_control_again", f"the interchange control number {control} stands twice", "ISA", 13
            )
        self.interchanges.add(control)

    def _gs(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        yield from self._no_trailer("transaction")
        yield from self._no_trailer("group")
        values = _values("GS", elements)
        for _, message, at, _ in wrongs(guides.envelope()["GS"], elements, piece.marks):
            yield self._here("group_element", message, "GS", at)
        control = values.get("control") or ""
        if self.interchange:
            self.interchange.parts += 1
            if control in self.interchange.seen:
                yield self._here("group_control_again", f"the group control number {control} stands twice", "GS", 6)
            self.interchange.seen.add(control)
        else:
            yield self._here("interchange_content", "a group stands outside of an interchange", "GS")
        self.group = _Open(control, self.number)
        self.group_version, self.group_kind = values.get("version") or "", values.get("kind") or ""
        if self.group_version not in guides.known():
            yield self._here("group_version", f"the guide {self.group_version[:12]} is not known here", "GS", 8)
        elif guides.load(self.group_version).group != self.group_kind:
            yield self._here(
                "group_kind", f"a group of {self.group_version} has not the kind {self.group_kind[:2]}", "GS", 1
            )
        yield GroupRead(self.number, values)

    def _transaction(self, piece: Piece, st: list[str]) -> Iterator[Event | Fault]:
        yield from self._no_trailer("transaction")
        control = st[2] if len(st) > 2 else ""
        first = self.number + 1
        if self.group:
            self.group.parts += 1
            if control in self.group.seen:
                yield Fault(
                    first,
                    "",
                    "ST",
                    "transaction_control_again",
                    f"the transaction control number {control} stands twice",
                    1,
                    2,
                )
            self.group.seen.add(control)
        else:
            yield Fault(first, "", "ST", "interchange_content", "a transaction stands outside of a group", 1)
        said = st[3] if len(st) > 3 else self.group_version
        name = said if said in guides.known() else self.group_version
        guide = guides.load(name) if name in guides.known() else None
        rules = rules_for(guide.set, guide.name, self.exchange) if guide else None
        self.transaction = Transaction(guide, piece.marks, first, control, rules, self.detail)
        if len(st) > 1 and guide and st[1] != guide.set:
            yield Fault(first, "", "ST", "transaction_set", f"{guide.name} has no transactions of {st[1][:3]}", 1, 1)
        yield from self.transaction.begin(piece, st, said)
        self.number += piece.text.count(piece.marks.segment)

    def _transaction_end(self, piece: Piece) -> Iterator[Event | Fault]:
        assert self.transaction
        transaction, self.transaction = self.transaction, None
        head, _, rest = piece.text.partition(piece.marks.segment)
        self.number += 1
        yield from transaction.end(head.split(piece.marks.element), self.number)
        if rest:
            stray = rest.split(piece.marks.element, 1)[0][:3]
            yield self._fault("interchange_content", f"{stray} stands outside of a transaction", stray)
            self.number += rest.count(piece.marks.segment)

    def _se(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        yield self._here("interchange_content", "SE ends a transaction that was not begun", "SE")

    def _ge(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        yield from self._no_trailer("transaction")
        for _, message, at, _ in wrongs(guides.envelope()["GE"], elements, piece.marks):
            yield self._here("group_element", message, "GE", at)
        group, self.group = self.group, None
        if group is None:
            yield self._here("interchange_content", "GE ends a group that was not begun", "GE")
            return
        values = _values("GE", elements)
        if values.get("control") != group.control:
            yield self._here("group_control_differs", "the group control number is not that of GS", "GE", 2)
        if values.get("transactions") != str(group.parts):
            yield self._here(
                "group_transactions", f"the group has {group.parts} transactions, GE says otherwise", "GE", 1
            )
        yield EndRead("group", self.number)

    def _iea(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        yield from self._no_trailer("transaction")
        yield from self._no_trailer("group")
        for _, message, at, _ in wrongs(guides.envelope()["IEA"], elements, piece.marks):
            yield self._here("interchange_element", message, "IEA", at)
        interchange, self.interchange = self.interchange, None
        if interchange is None:
            yield self._here("interchange_content", "IEA ends an interchange that was not begun", "IEA")
            return
        values = _values("IEA", elements)
        if values.get("control") != interchange.control:
            yield self._here(
                "interchange_control_differs", "the interchange control number is not that of ISA", "IEA", 2
            )
        if values.get("groups") != str(interchange.parts):
            yield self._here(
                "interchange_groups", f"the interchange has {interchange.parts} groups, IEA says otherwise", "IEA", 1
            )
        yield EndRead("interchange", self.number)

    def _ta1(self, elements: list[str], piece: Piece) -> Iterator[Event | Fault]:
        for _, message, at, _ in wrongs(guides.envelope()["TA1"], elements, piece.marks):
            yield self._here("interchange_element", message, "TA1", at)
        if self.interchange is None or self.interchange.parts or self.group:
            yield self._here("interchange_content", "TA1 stands directly behind ISA, before the first group", "TA1")
        yield AcknowledgmentRead(self.number, _values("TA1", elements))

    def _no_trailer(self, of: str) -> Iterator[Event | Fault]:
        """Something is still open where it may not be."""
        if of == "transaction" and self.transaction:
            transaction, self.transaction = self.transaction, None
            yield from transaction.end(None, self.number)
        elif of == "group" and self.group:
            where, self.group = self.group.segment, None
            yield Fault(where, "", "GS", "group_no_trailer", "the group has no GE")
        elif of == "interchange" and self.interchange:
            where, self.interchange = self.interchange.segment, None
            yield Fault(where, "", "ISA", "interchange_truncated", "the interchange has no IEA")

    def _fault(self, rule: str, message: str, name: str) -> Fault:
        return Fault(self.number + 1, "", name, rule, message)

    def _here(self, rule: str, message: str, name: str, element: int = 0) -> Fault:
        return Fault(self.number, "", name, rule, message, element=element)


_FRAME = {
    "ISA": _Reader._isa, "TA1": _Reader._ta1, "GS": _Reader._gs, "GE": _Reader._ge, "IEA": _Reader._iea, "SE": _Reader._se,
    "ST": _Reader._gs,
}  # fmt: skip


def _values(name: str, elements: list[str]) -> Values:
    slot = guides.envelope()[name]
    return {
        one.label: elements[at].strip()
        for at, one in enumerate(slot.elements, start=1)
        if one.label and at < len(elements)
    }
