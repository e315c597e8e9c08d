"""From what a reader says of a file to what its insurer says: one message per 834, one answer per acknowledged transaction. Pure."""

from collections.abc import Container, Iterable, Iterator
from datetime import date

import msgspec

from coverport.edi.rules.acceptance import Said
from coverport.edi.x12.events import (
    AcknowledgmentRead,
    EndRead,
    GroupRead,
    InterchangeRead,
    RecordRead,
    TransactionRead,
)
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.maintenance import NO_REASON, meaning, plain
from coverport.edi.x12.reader import Event
from coverport.edi.x12.walker import Values


class Message(msgspec.Struct, frozen=True):
    """An 834 of an insurer. segment: its ST."""

    segment: int
    control: str
    said: Said


class Answer(msgspec.Struct, frozen=True):
    """What an insurer's front door says of our file. of: interchange, group or transaction, by its control number.

    accepted: None for a group that was accepted in part. errors: in words, by segment and element.
    """

    of: str
    control: int
    accepted: bool | None
    errors: tuple[str, ...] = ()
    segment: int = 0


def messages(events: Iterable[Event | Fault], accepted: Container[int]) -> Iterator[Message]:
    """The 834s of a file whose ST is among the accepted segments: of others not even the dates need to be dates."""
    header: TransactionRead | None = None
    members: list[RecordRead] = []
    for each in events:
        if isinstance(each, TransactionRead):
            header, members = each, []
        elif isinstance(each, RecordRead) and header is not None and header.set == "834":
            members.append(each)
        elif isinstance(each, EndRead) and each.of == "transaction" and header is not None:
            if header.set == "834" and members and header.segment in accepted:
                yield Message(header.segment, header.control, _said(members))
            header = None


def _said(members: list[RecordRead]) -> Said:
    """The subscriber's words; an end or a reinstatement is told by the subscriber alone."""
    subscriber = next((each for each in members if each.values.get("subscriber") == "Y"), members[0])
    values = subscriber.values
    coverage = subscriber.collected.get("2300", [])
    additional = next((row[3] for row in subscriber.collected.get("2750", []) if row[1] == "ADDL MAINT REASON"), "")
    reason = _text(values, "reason")
    found = meaning(_text(values, "maintenance"), reason, additional, "in")
    return Said(
        event=found.event if found else "",
        policy_id=_text(values, "policy_id") or (coverage[0][8] if coverage else ""),
        subscriber_id=_text(values, "subscriber_id"),
        members={_text(each.values, "member_id"): _text(each.values, "issuer_member_id") for each in members},
        begin=_day(_text(values, "eligibility_begin") or (coverage[0][3] if coverage else "")),
        end=_day(_text(values, "eligibility_end")),
        paid_through=_day(coverage[0][6]) if coverage else None,
        issuer_policy_id=coverage[0][9] if coverage else "",
        issuer_subscriber_id=_text(values, "issuer_subscriber_id"),
        reason="" if reason == NO_REASON else reason,
        additional=plain(additional),
    )


def answers(events: Iterable[Event | Fault]) -> Iterator[Answer]:
    """Every TA1, and every group and transaction that a 999 speaks of."""
    header: Values = {}
    acknowledging = False
    for each in events:
        if isinstance(each, AcknowledgmentRead):
            note = _text(each.values, "note")
            errors = () if note == "000" else (f"TA1 note {note}",)
            yield Answer(
                "interchange",
                _number(each.values, "control"),
                _text(each.values, "answer") != "R",
                errors,
                each.segment,
            )
        elif isinstance(each, TransactionRead):
            acknowledging, header = each.set == "999", each.values
        elif isinstance(each, RecordRead) and acknowledging:
            accepted = _text(each.values, "answer") in {"A", "E"}
            yield Answer("transaction", _number(each.values, "control"), accepted, _errors(each), each.segment)
        elif isinstance(each, EndRead) and each.of == "transaction" and acknowledging:
            said = _text(each.values, "group_answer")
            yield Answer(
                "group", _number(header, "group"), {"A": True, "E": True, "P": None}.get(said, False), (), each.segment
            )
            acknowledging = False
        elif isinstance(each, InterchangeRead | GroupRead):
            acknowledging = False


def transactions_of(content: str, group: int) -> list[int]:
    """ST02 of each transaction in a group (GS06) of a file that we wrote, by the delimiters that its ISA names."""
    element, end = content[3], content[105]
    found: list[int] = []
    inside = False
    for segment in content.split(end):
        name, *values = segment.lstrip().split(element, 6)
        if name == "GS":
            inside = int(values[5].split(element)[0]) == group
        elif name == "ST" and inside:
            found.append(int(values[1]))
    return found


def _errors(record: RecordRead) -> tuple[str, ...]:
    """IK3 and IK4 in words: segment, its place in the transaction, loop, element, the standard's codes."""
    rows = record.collected.get("2100", [])
    said = tuple(
        f"{name} (segment {position}{f', loop {loop}' if loop else ''}): error {error}"
        + (f", element {element}, error {wrong}" if element else "")
        for name, position, loop, error, element, wrong, *_ in rows
    )
    code = _text(record.values, "answer_error")
    return said or ((f"transaction error {code}",) if code else ())


def _text(values: Values, name: str) -> str:
    return values.get(name) or ""


def _number(values: Values, name: str) -> int:
    text = _text(values, name)
    return int(text) if text.isdigit() else 0


def _day(text: str) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
