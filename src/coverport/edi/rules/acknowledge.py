"""TA1 and 999 (005010X231A1) for a file that came: what is accepted, and else which segment and element is wrong. Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.writer import frame
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.guide import known, load
from coverport.edi.x12.judged import JudgedGroup, JudgedInterchange, JudgedTransaction

IMPLEMENTATION = "005010X231A1"
# Kinds of groups that a 999 may speak of; an acknowledgment is not acknowledged.
KINDS = frozenset({"BE", "RA", "HB", "HC", "HI", "HN", "HP", "HR", "HS"})
# More would help nobody, and the file could not be read by hand.
MOST_ERRORS = 200
MOST_CODES = 5


class Numbers(msgspec.Struct, frozen=True):
    """Control numbers for an acknowledgment: one interchange, then one per group of ours and transaction in it."""

    interchange: int
    groups: Sequence[int]
    transactions: Sequence[int]


def needed(said: JudgedInterchange) -> int:
    """How many groups, and transactions, an acknowledgment has."""
    return len(_answered(said))


def write_acknowledgment(
    said: JudgedInterchange, partner: PartnerProfile, numbers: Numbers, at: datetime, *, sender: str, receiver: str
) -> bytes:
    """One interchange: TA1 directly behind ISA, then a 999 for each group."""
    e, end = partner.delimiters.element, partner.delimiters.segment
    answer = "R" if said.faults else "A"
    parts = [
        frame(partner, sender=sender, receiver=receiver, control=numbers.interchange, at=at, acknowledged=False),
        e.join(("TA1", said.control, said.date, said.time, answer, said.note)) + end,
    ]
    groups = _answered(said)
    for group, number, control in zip(groups, numbers.groups, numbers.transactions, strict=True):
        gs = (
            "GS",
            "FA",
            group.receiver,
            group.sender,
            f"{at:%Y%m%d}",
            f"{at:%H%M%S}",
            str(number),
            "X",
            IMPLEMENTATION,
        )
        segments = [("ST", "999", f"{control:09d}", IMPLEMENTATION), *_group(group)]
        segments.append(("SE", str(len(segments) + 1), f"{control:09d}"))
        parts += [e.join(_trimmed(one)) + end for one in (gs, *segments, ("GE", "1", str(number)))]
    parts.append(e.join(("IEA", str(len(groups)), f"{numbers.interchange:09d}")) + end)
    text = "".join(parts)
    return (text.replace(end, end + partner.line_end) if partner.line_end else text).encode("ascii")


def _answered(said: JudgedInterchange) -> list[JudgedGroup]:
    """Where the interchange itself is refused, nothing in it is looked at."""
    return [] if said.faults else [group for group in said.groups if group.kind in KINDS and group.control.isdigit()]


def _group(group: JudgedGroup) -> Iterator[tuple[str, ...]]:
    yield "AK1", group.kind, group.control, group.version[:12]
    for each in group.transactions:
        yield from _transaction(each)
    count, accepted = len(group.transactions), group.accepted
    answer = "A" if accepted == count and not group.faults else "P" if accepted else "R"
    codes = list(dict.fromkeys(fault.code for fault in group.faults))[:MOST_CODES]
    yield "AK9", answer, str(count), str(count), str(accepted), *codes


def _transaction(each: JudgedTransaction) -> Iterator[tuple[str, ...]]:
    yield "AK2", each.set, each.control, each.implementation
    inner = [fault for fault in each.faults if fault.level in {"segment", "element"}]
    yield from _errors(inner[:MOST_ERRORS], each)
    codes = list(dict.fromkeys(fault.code for fault in each.faults if fault.level == "transaction"))
    # I5: segments that break the implementation guide.
    codes += ["I5"] if inner else []
    yield "IK5", "R" if codes else "A", *codes[:MOST_CODES]


def _errors(faults: Sequence[Fault], each: JudgedTransaction) -> Iterator[tuple[str, ...]]:
    before: tuple[int, str] | None = None
    for fault in faults:
        segment = ("IK3", _id(fault.id), str(max(1, fault.within)), fault.loop[:4])
        if fault.level == "segment":
            yield *segment, fault.code
            before = None
            continue
        if before != (fault.within, fault.id):
            yield *segment, "8"
            before = (fault.within, fault.id)
        place = f"{fault.element}:{fault.component}" if fault.component else str(fault.element)
        # IK404, the bad value itself, is left out: it may be personal data.
        yield "IK4", place, _number(each, fault), fault.code


def _number(each: JudgedTransaction, fault: Fault) -> str:
    """The data element's number in the standard, where the guide is known."""
    if each.implementation not in known():
        return ""
    slots = [slot for loop, slot in load(each.implementation).slots() if slot.id == fault.id and loop == fault.loop]
    elements = slots[0].elements if slots else ()
    number = elements[fault.element - 1].number if 0 < fault.element <= len(elements) else ""
    return number if number.isdigit() else ""


def _id(name: str) -> str:
    return name if re.fullmatch(r"[A-Z][A-Z0-9]{1,2}", name) else "ZZZ"


def _trimmed(elements: tuple[str, ...]) -> tuple[str, ...]:
    last = len(elements)
    while not elements[last - 1]:
        last -= 1
    return elements[:last]
