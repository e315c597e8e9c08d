"""From the values of an 834 to its bytes, segment by segment in the order of the guide. Pure: the same values, the same bytes."""

from datetime import datetime

import msgspec

from coverport.edi.rules.member_writer import MemberWriter
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import EnrollmentGroup, FunctionalGroup, Interchange
from coverport.edi.rules.text import Note, d8

IMPLEMENTATION = "005010X220A1"


class Written(msgspec.Struct, frozen=True):
    """A file and what staff should know about it."""

    content: bytes
    notes: tuple[Note, ...]


def write(interchange: Interchange, partner: PartnerProfile) -> Written:
    """The whole file, in ASCII."""
    pen = _Pen(partner)
    pen.interchange(interchange)
    return Written(content=pen.content(), notes=tuple(pen.texts.notes))


def frame(
    partner: PartnerProfile, *, sender: str, receiver: str, control: int, at: datetime, acknowledged: bool = True
) -> str:
    """ISA with its terminator: 106 characters. acknowledged: whether a TA1 is wanted."""
    marks, e = partner.delimiters, partner.delimiters.element
    return e.join((
        "ISA", "00", " " * 10, "00", " " * 10, partner.sender_qualifier, f"{sender:<15}", partner.receiver_qualifier, f"{receiver:<15}",
        f"{at:%y%m%d}", f"{at:%H%M}", marks.repetition, "00501", f"{control:09d}", "1" if acknowledged else "0", partner.usage,
        marks.component + marks.segment,
    ))  # fmt: skip


class _Pen:
    """Collects the parts of a file."""

    def __init__(self, partner: PartnerProfile) -> None:
        self.partner = partner
        self.member = MemberWriter(partner)
        self.texts = self.member.texts
        self.parts: list[str] = []
        self.e, self.end = partner.delimiters.element, partner.delimiters.segment

    def content(self) -> bytes:
        text = "".join(self.parts)
        if line_end := self.partner.line_end:
            text = text.replace(self.end, self.end + line_end)
        return text.encode("ascii")

    def put(self, *elements: str) -> None:
        self.parts.append(self.e.join(elements) + self.end)

    def interchange(self, interchange: Interchange) -> None:
        said = {"sender": interchange.sender, "receiver": interchange.receiver, "control": interchange.control}
        self.parts.append(frame(self.partner, at=interchange.written_at, **said))  # type: ignore[arg-type]
        for group in interchange.groups:
            self._functional_group(group, interchange.written_at)
        self.put("IEA", str(len(interchange.groups)), f"{interchange.control:09d}")

    def _functional_group(self, group: FunctionalGroup, at: datetime) -> None:
        stamp = (f"{at:%Y%m%d}", f"{at:%H%M%S}")
        self.put("GS", "BE", group.sender, group.receiver, *stamp, str(group.control), "X", IMPLEMENTATION)
        for enrollment in group.enrollments:
            self._enrollment(enrollment, *stamp)
        self.put("GE", str(len(group.enrollments)), str(group.control))

    def _enrollment(self, group: EnrollmentGroup, day: str, time: str) -> None:
        self.texts.enrollment = group.control
        control = f"{group.control:09d}"
        text = self._header(group, control, day, time) + self.member.write(group)
        self.parts.append(text)
        self.put("SE", str(text.count(self.end) + 1), control)

    def _header(self, group: EnrollmentGroup, control: str, day: str, time: str) -> str:
        e, end, subscriber = self.e, self.end, group.members[0]
        said = f"ST{e}834{e}{control}{e}{IMPLEMENTATION}{end}"
        said += f"BGN{e}{group.purpose}{e}{control}{e}{day}{e}{time}{e}{self.partner.time_zone_code}{e}{e}{e}{group.action}{end}"
        if group.file_effective:
            said += f"DTP{e}303{e}D8{e}{d8(group.file_effective)}{end}"
        said += f"QTY{e}TO{e}{len(group.members)}{end}"
        if dependents := sum(not member.subscriber for member in group.members):
            said += f"QTY{e}DT{e}{dependents}{end}"
        name = " ".join(part for part in (subscriber.name.first, subscriber.name.middle, subscriber.name.last) if part)
        write = self.texts.write
        said += f"N1{e}P5{e}{write(name, 'N102')}{e}94{e}{subscriber.subscriber_id}{end}"
        said += f"N1{e}IN{e}{write(group.insurer.name, 'N102')}{e}FI{e}{group.insurer.tin}{end}"
        if group.broker:
            said += f"N1{e}BO{e}{write(group.broker.name, 'N102')}{e}94{e}{group.broker.npn}{end}"
        return said
