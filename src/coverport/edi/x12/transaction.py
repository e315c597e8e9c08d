"""One transaction while it is read: each record by its pattern, or, where it does not match, step by step with what is wrong."""

from collections.abc import Iterator

from coverport.edi.x12 import patterns
from coverport.edi.x12.breach import Breach
from coverport.edi.x12.companion import Rules
from coverport.edi.x12.events import EndRead, RecordRead, SegmentRead, TransactionRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.guide import Guide
from coverport.edi.x12.pieces import Piece
from coverport.edi.x12.signs import Delimiters
from coverport.edi.x12.walker import Collected, Values, Walker

Said = TransactionRead | RecordRead | EndRead | Fault


class Transaction:
    """guide: None where none is known; its segments are then counted, not judged. first: ST's place in the file."""

    def __init__(
        self, guide: Guide | None, marks: Delimiters, first: int, control: str, rules: Rules | None, detail: bool
    ) -> None:
        self.guide, self.marks, self.first, self.control = guide, marks, first, control
        self.rules, self.detail = rules, detail
        self.prepared = patterns.prepared(guide.name, marks) if guide else None
        self.head = Piece("", marks)
        self.walker = Walker(self.prepared, marks) if self.prepared else None
        self._pattern = self.prepared.record if self.prepared and not detail else None
        self._name = self.prepared.loop.name if self.prepared and self.prepared.loop else ""

    def begin(self, piece: Piece, st: list[str], said: str) -> Iterator[Said]:
        """ST and what stands before the first record."""
        self.head = piece
        if self.guide is None or self.walker is None:
            yield Fault(self.first, "", "ST", "transaction_guide", f"the guide {said[:35]} is not known here", 1, 3)
            yield TransactionRead(self.first, st[1] if len(st) > 1 else "", said, self.control, {}, self._plain(piece))
            return
        pattern = None if self.detail or self.prepared is None else self.prepared.header
        if pattern and (match := pattern.match(piece.text)):
            values: Values = dict(zip(pattern.labels, match.groups(), strict=True))
            self.walker.skip_header(values)
            yield TransactionRead(self.first, self.guide.set, self.guide.name, self.control, values)
        else:
            segments: list[SegmentRead] = []
            yield from self._walk(piece, self.first - 1, segments)
            values = dict(self.walker.around)
            yield TransactionRead(self.first, self.guide.set, self.guide.name, self.control, values, tuple(segments))
        if self.rules:
            yield from self._breaches(self.rules.header(values), piece, self.first)

    def take(self, piece: Piece, before: int) -> Iterator[Said]:
        """A piece within the transaction. before: how many segments of the file came already."""
        if self.walker is None or self.guide is None:
            if self.detail:
                yield RecordRead(before + 1, "", {}, {}, self._plain(piece, before))
            return
        if self._pattern and (match := self._pattern.match(piece.text)):
            values, collected = self._matched(match.groups())
            yield from self.walker.skip_record(before + 1, before + 2 - self.first)
            record = RecordRead(before + 1, self._name, values, collected)
        else:
            segments: list[SegmentRead] = []
            self.walker.begin_record()
            yield from self._walk(piece, before, segments)
            loop = self._record_of(piece)
            record = RecordRead(before + 1, loop, self.walker.values, self.walker.collected, tuple(segments))
        yield record
        if self.rules and record.loop:
            yield from self._breaches(self.rules.record(record.values, record.collected), piece, before + 1)

    def end(self, se: list[str] | None, number: int) -> Iterator[Said]:
        """SE, or None where it is missing."""
        within = number - self.first + 1
        values: Values = {}
        if se is None:
            yield Fault(self.first, "", "ST", "transaction_no_trailer", "the transaction has no SE", 1)
        if self.walker and se == ["SE", str(within), self.control] and self.walker.may_end():
            values = self.walker.around
        elif self.walker:
            if se:
                yield from self.walker.take(number, within, se)
            missing = self.walker.close(number, within)
            yield from (fault for fault in missing if se or fault.id != "SE")
            values = self.walker.around
        if self.rules:
            for breach in self.rules.end():
                number_of = self.first + _offset(self.head, self.marks, breach)
                within_of = number_of - self.first + 1
                yield Fault(
                    number_of, breach.loop, breach.at[0], breach.rule, breach.message, within_of, breach.element
                )
        if se:
            yield from self._trailer(se, number, within)
        yield EndRead("transaction", number, values)

    def _trailer(self, se: list[str], number: int, within: int) -> Iterator[Fault]:
        if len(se) > 2 and se[2] != self.control:
            message = "the transaction control number is not that of ST"
            yield Fault(number, "", "SE", "transaction_control_differs", message, within, 2)
        if len(se) > 1 and se[1] != str(within):
            message = f"the transaction has {within} segments, SE says otherwise"
            yield Fault(number, "", "SE", "transaction_segments", message, within, 1)

    def _record_of(self, piece: Piece) -> str:
        """The loop that a piece is one of; empty where it goes on with one."""
        assert self.prepared
        return self.prepared.heads.get(piece.text.split(self.marks.element, 1)[0], "")

    def _matched(self, groups: tuple[str | None, ...]) -> tuple[Values, Collected]:
        assert self._pattern
        assert self.prepared
        values: Values = dict(zip(self._pattern.labels, groups, strict=True))
        collected: Collected = {}
        for name, find in self.prepared.many:
            text = values.pop(name)
            if text:
                collected[name] = find(text)
        return values, collected

    def _walk(self, piece: Piece, before: int, segments: list[SegmentRead]) -> Iterator[Fault]:
        assert self.walker
        number = before
        for text in piece.text.split(self.marks.segment)[:-1]:
            number += 1
            elements = text.split(self.marks.element)
            yield from self.walker.take(number, number - self.first + 1, elements)
            if self.detail:
                segments.append(SegmentRead(number, self.walker.loop, tuple(elements)))

    def _plain(self, piece: Piece, before: int | None = None) -> tuple[SegmentRead, ...]:
        """Segments of a guide that is not known."""
        if not self.detail:
            return ()
        start = self.first if before is None else before + 1
        texts = piece.text.split(self.marks.segment)[:-1]
        return tuple(SegmentRead(n, "", tuple(text.split(self.marks.element))) for n, text in enumerate(texts, start))

    def _breaches(self, breaches: Iterator[Breach], piece: Piece, first: int) -> Iterator[Fault]:
        for breach in breaches:
            number = first + _offset(piece, self.marks, breach)
            yield Fault(
                number, breach.loop, breach.at[0], breach.rule, breach.message, number - self.first + 1, breach.element
            )


def _offset(piece: Piece, marks: Delimiters, breach: Breach) -> int:
    """How many segments of the piece stand before the one that a breach is about."""
    begins = marks.element.join(breach.at)
    texts = piece.text.split(marks.segment)
    there = [at for at, text in enumerate(texts) if text == begins or text.startswith(begins + marks.element)]
    return there[min(breach.nth, len(there) - 1)] if there else 0
