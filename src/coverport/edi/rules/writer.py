"""From the values of an 834 to its bytes, segment by segment in the order of the guide. Pure: the same values, the same bytes."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from coverport.core.money import dollars
from coverport.edi.rules.characters import to_x12, unmapped
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import (
    Address,
    Category,
    Contact,
    Coverage,
    EnrollmentGroup,
    FunctionalGroup,
    Interchange,
    Member,
    Name,
)

IMPLEMENTATION = "005010X220A1"
# The standard's own longest values; what is longer is written as far as it goes, and noted.
LONGEST = {
    "N102": 60, "NM103": 60, "NM104": 35, "NM105": 25, "NM107": 10, "N301": 55, "N302": 55, "N401": 30, "PER04": 256, "REF02": 50,
}  # fmt: skip


class Note(msgspec.Struct, frozen=True):
    """Something that could not be written as it is. enrollment: its control number; element: where; what: "shortened" or signs."""

    enrollment: int
    element: str
    what: str


class Written(msgspec.Struct, frozen=True):
    """A file and what staff should know about it."""

    content: bytes
    notes: tuple[Note, ...]


def write(interchange: Interchange, partner: PartnerProfile) -> Written:
    """The whole file, in ASCII."""
    pen = _Pen(partner)
    _interchange(pen, interchange)
    return Written(content=pen.content(), notes=tuple(pen.notes))


class _Pen:
    """Collects segments; the only place that knows delimiters."""

    def __init__(self, partner: PartnerProfile) -> None:
        self.partner = partner
        self.notes: list[Note] = []
        self.enrollment = 0
        self._segments: list[str] = []
        self._join: Callable[[tuple[str, ...]], str] = partner.delimiters.element.join
        marks = partner.delimiters
        # A delimiter never stands inside data.
        spoken_for = (marks.element, marks.repetition, marks.component, marks.segment)
        self._signs = dict(zip(spoken_for, "+'.-", strict=True))

    def put(self, *elements: str) -> None:
        """A segment; empty elements at its end are left out, as the standard wants."""
        last = len(elements)
        while not elements[last - 1]:
            last -= 1
        self._segments.append(self._join(elements[:last]))

    def text(self, value: str, element: str) -> str:
        """Human text for an element."""
        if not value:
            return ""
        written = to_x12(value, self._signs)
        if lost := unmapped(value) if "?" in written else ():
            self.notes.append(Note(self.enrollment, element, " ".join(f"U+{ord(sign):04X}" for sign in lost)))
        if len(written) > LONGEST[element]:
            self.notes.append(Note(self.enrollment, element, "shortened"))
            written = written[: LONGEST[element]].rstrip()
        return written

    @property
    def count(self) -> int:
        return len(self._segments)

    def content(self) -> bytes:
        end = self.partner.delimiters.segment + self.partner.line_end
        return (end.join(self._segments) + end).encode("ascii")


def _interchange(pen: _Pen, interchange: Interchange) -> None:
    partner, at = pen.partner, interchange.written_at
    marks = partner.delimiters
    pen.put(
        "ISA", "00", " " * 10, "00", " " * 10, partner.sender_qualifier, f"{interchange.sender:<15}", partner.receiver_qualifier,
        f"{interchange.receiver:<15}", f"{at:%y%m%d}", f"{at:%H%M}", marks.repetition, "00501", f"{interchange.control:09d}", "1",
        partner.usage, marks.component,
    )  # fmt: skip
    for group in interchange.groups:
        _functional_group(pen, group, at)
    pen.put("IEA", str(len(interchange.groups)), f"{interchange.control:09d}")


def _functional_group(pen: _Pen, group: FunctionalGroup, at: datetime) -> None:
    pen.put(
        "GS", "BE", group.sender, group.receiver, f"{at:%Y%m%d}", f"{at:%H%M%S}", str(group.control), "X", IMPLEMENTATION
    )  # fmt: skip
    for enrollment in group.enrollments:
        _enrollment(pen, enrollment, at)
    pen.put("GE", str(len(group.enrollments)), str(group.control))


def _enrollment(pen: _Pen, group: EnrollmentGroup, at: datetime) -> None:
    first = pen.count
    pen.enrollment = group.control
    control = f"{group.control:09d}"
    pen.put("ST", "834", control, IMPLEMENTATION)
    _header(pen, group, at, control)
    for member in group.members:
        _member(pen, group, member)
    pen.put("SE", str(pen.count - first + 1), control)


def _header(pen: _Pen, group: EnrollmentGroup, at: datetime, control: str) -> None:
    subscriber = group.members[0]
    pen.put(
        "BGN", group.purpose, control, f"{at:%Y%m%d}", f"{at:%H%M%S}", pen.partner.time_zone_code, "", "", group.action
    )  # fmt: skip
    if group.file_effective:
        pen.put("DTP", "303", "D8", _d8(group.file_effective))
    pen.put("QTY", "TO", str(len(group.members)))
    if dependents := len(group.members) - 1:
        pen.put("QTY", "DT", str(dependents))
    name = " ".join(part for part in (subscriber.name.first, subscriber.name.middle, subscriber.name.last) if part)
    pen.put("N1", "P5", pen.text(name, "N102"), "94", subscriber.subscriber_id)
    pen.put("N1", "IN", pen.text(group.insurer.name, "N102"), "FI", group.insurer.tin)
    if group.broker:
        pen.put("N1", "BO", pen.text(group.broker.name, "N102"), "94", group.broker.npn)


def _member(pen: _Pen, group: EnrollmentGroup, member: Member) -> None:
    kept = member.maintenance
    status = ("TE" if kept.type == "024" else "AC") if member.subscriber else ""
    pen.put("INS", "Y" if member.subscriber else "N", member.relationship, kept.type, kept.reason, "A", "", "", status)
    pen.put("REF", "0F", member.subscriber_id)
    if member.subscriber and member.coverage is None:
        # A cancel or termination of the whole group has no loop 2300; the policy is named here instead.
        pen.put("REF", "1L", group.policy_id)
    for qualifier, value in (
        ("17", member.member_id), ("6O", member.payment_id), ("23", member.issuer_member_id), ("ZZ", member.issuer_subscriber_id),
    ):  # fmt: skip
        if value:
            pen.put("REF", qualifier, value)
    for qualifier, day in member.dates:
        pen.put("DTP", qualifier, "D8", _d8(day))
    _person(pen, member)
    if member.coverage:
        _coverage(pen, member.coverage, group.policy_id)
    _reporting_categories(pen, group, member)


def _person(pen: _Pen, member: Member) -> None:
    _name(pen, "IL", member.name, "34" if member.ssn else "", member.ssn)
    _contacts(pen, "IP", member.contacts)
    if member.address:
        _address(pen, member.address, county=member.address.county_fips)
    pen.put("DMG", "D8", _d8(member.birth_date), member.sex, member.marital_status if member.subscriber else "")
    if member.tobacco is not None:
        pen.put("HLH", "T" if member.tobacco else "N")
    for language, use in ((member.written_language, "6"), (member.spoken_language, "7")):
        if code := pen.partner.languages.get(language):
            pen.put("LUI", pen.partner.language_qualifier, code, "", use)
    if member.mailing:
        pen.put("NM1", "31", "1")
        _address(pen, member.mailing)
    if member.responsible:
        _name(pen, "S1", member.responsible.name)
        _contacts(pen, "RP", member.responsible.contacts)
        _address(pen, member.responsible.address)


def _name(pen: _Pen, role: str, name: Name, qualifier: str = "", number: str = "") -> None:
    pen.put(
        "NM1", role, "1", pen.text(name.last, "NM103"), pen.text(name.first, "NM104"), pen.text(name.middle, "NM105"), "",
        pen.text(name.suffix, "NM107"), qualifier, number,
    )  # fmt: skip


def _contacts(pen: _Pen, role: str, contacts: tuple[Contact, ...]) -> None:
    reach = [part for each in contacts[:3] for part in (each.qualifier, pen.text(each.value, "PER04"))]
    if reach:
        pen.put("PER", role, "", *reach)


def _address(pen: _Pen, address: Address, county: str = "") -> None:
    """county: FIPS code; the guide has a place for it in the member's residence alone."""
    pen.put("N3", pen.text(address.street, "N301"), pen.text(address.unit, "N302"))
    pen.put("N4", pen.text(address.city, "N401"), address.state, address.zip, "", *(("CY", county) if county else ()))


def _coverage(pen: _Pen, coverage: Coverage, policy_id: str) -> None:
    pen.put("HD", coverage.maintenance, "", coverage.line)
    pen.put("DTP", "348", "D8", _d8(coverage.begin))
    if coverage.end:
        pen.put("DTP", "349", "D8", _d8(coverage.end))
    if coverage.last_premium_paid:
        pen.put("DTP", "543", "D8", _d8(coverage.last_premium_paid))
    pen.put("REF", "CE", coverage.plan_id)
    pen.put("REF", "1L", policy_id)
    if coverage.issuer_policy_id:
        pen.put("REF", "X9", coverage.issuer_policy_id)


def _reporting_categories(pen: _Pen, group: EnrollmentGroup, member: Member) -> None:
    pen.put("LS", "2700")
    for number, category in enumerate(_categories(pen, group, member), start=1):
        literal = pen.partner.literals[category.meaning]
        pen.put("LX", str(number))
        pen.put("N1", "75", literal.name)
        pen.put("REF", literal.qualifier, pen.text(category.value, "REF02"))
        if category.effective:
            pen.put("DTP", "007", "D8", _d8(category.effective))
    pen.put("LE", "2700")


def _categories(pen: _Pen, group: EnrollmentGroup, member: Member) -> list[Category]:
    """The categories of a member; the group's figures stand with the subscriber."""
    since = group.effective
    told = [Category("premium", dollars(member.premium), since)]
    if member.subscriber:
        told += [
            Category("total_premium", dollars(group.total), since),
            Category("tax_credit", dollars(group.credit), since),
            Category("responsibility", dollars(group.responsibility), since),
            Category("rating_area", group.rating_area, since),
        ]
        if pen.partner.cost_sharing_amount and group.cost_sharing is not None:
            told.append(Category("cost_sharing", dollars(group.cost_sharing), since))
    at = group.submitted_at
    told += [
        Category("source_exchange", group.source_exchange, since),
        Category("submitted_at", f"{at:%Y%m%d%H%M%S}{at.microsecond // 10_000:02d}"),
        Category("application", f"{group.application_id}-{group.application_origin}", since),
    ]
    return [*told, *member.categories]


def _d8(day: date) -> str:
    return f"{day:%Y%m%d}"
