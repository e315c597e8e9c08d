"""From what a reader says of an 834 back to the values that it was written from.

Languages, ethnicity and who answers for a child stay out: nothing on our side reads them from a file.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from coverport.core.money import Cents, cents
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import (
    Address,
    Broker,
    Contact,
    Coverage,
    EnrollmentGroup,
    Insurer,
    Maintenance,
    Member,
    Name,
)
from coverport.edi.x12.events import RecordRead, TransactionRead


def group_of(header: TransactionRead, records: Sequence[RecordRead], partner: PartnerProfile) -> EnrollmentGroup:
    """One enrollment, as its sender told it. ValueError where there is no member."""
    if not records:
        raise ValueError("a transaction without members tells of nobody")
    said = _categories(records[0], partner)
    first = records[0].collected.get("2300", [])
    values = {name: value or "" for name, value in header.values.items()}
    application, _, origin = said.get("application", "").rpartition("-")
    days = [row[4] for row in records[0].collected.get("2750", []) if row[4]]
    members = tuple(_member(record, partner) for record in records)
    return EnrollmentGroup(
        control=int(header.control), policy_id=records[0].values.get("policy_id") or (first[0][8] if first else ""),
        insurer=Insurer(values.get("issuer", ""), values.get("issuer_id", "")), members=members, total=_cents(said, "total_premium"),
        credit=_cents(said, "tax_credit"), responsibility=_cents(said, "responsibility"), rating_area=said.get("rating_area", ""),
        source_exchange=said.get("source_exchange", ""), submitted_at=_moment(said.get("submitted_at", "")), application_id=application,
        application_origin=origin, effective=day(days[0]) if days else members[0].dates[0][1],
        broker=Broker(values["broker"], values["broker_id"]) if values.get("broker") else None,
        cost_sharing=_cents(said, "cost_sharing") if "cost_sharing" in said else None, state_subsidy=_cents(said, "state_subsidy"),
        plan_id=first[0][7] if first else "", special_enrollment=said.get("special_enrollment", ""), purpose=values.get("purpose", ""),
        action=values.get("action", ""), file_effective=day(values["file_effective"]) if values.get("file_effective") else None,
    )  # fmt: skip


def _member(record: RecordRead, partner: PartnerProfile) -> Member:
    values = {name: value or "" for name, value in record.values.items()}
    coverages = record.collected.get("2300", [])
    said = _categories(record, partner)
    reason = said.get("maintenance_reason", "")
    dates = (("356", "eligibility_begin"), ("357", "eligibility_end"), ("303", "maintenance_effective"))
    return Member(
        subscriber=values["subscriber"] == "Y", relationship=values["relationship"], subscriber_id=values["subscriber_id"],
        member_id=values["member_id"], name=Name(values["last"], values["first"], values["middle"], values["suffix"]),
        birth_date=day(values["birth_date"]), sex=values["sex"], premium=_cents(said, "premium"), address=_address(values, ""),
        mailing=_address(values, "mailing_"), coverage=_coverage(coverages[0]) if coverages else None,
        dates=tuple((qualifier, day(values[name])) for qualifier, name in dates if values[name]),
        maintenance=Maintenance(values["maintenance"], values["reason"], reason), ssn=values["ssn"], contacts=_contacts(values),
        marital_status=values["marital_status"], tobacco={"T": True, "N": False}.get(values["tobacco"]),
        issuer_member_id=values["issuer_member_id"], issuer_subscriber_id=values["issuer_subscriber_id"], payment_id=values["payment_id"],
        amounts="premium" in said,
    )  # fmt: skip


def _coverage(row: tuple[str, ...]) -> Coverage:
    """Maintenance, line, description, begin, end, maintenance date, paid through, plan, policy, the insurer's policy, its old one."""
    kind, line, _, begin, end, since, paid, plan, _, issuer_policy, old_policy = row
    return Coverage(
        plan, day(begin), day(end) if end else None, kind, line, day(paid) if paid else None, issuer_policy, old_policy,
        day(since) if since else None,
    )  # fmt: skip


def _categories(record: RecordRead, partner: PartnerProfile) -> dict[str, str]:
    """Meaning -> value, by the partner's own literals."""
    meanings = {literal.name: meaning for meaning, literal in partner.literals.items()}
    rows = record.collected.get("2750", [])
    return {meanings[row[1]]: row[3] for row in rows if row[1] in meanings}


def _address(values: Mapping[str, str], prefix: str) -> Address | None:
    if not values[f"{prefix}street"]:
        return None
    street, city, state, code, unit = (values[f"{prefix}{part}"] for part in ("street", "city", "state", "zip", "unit"))
    return Address(street, city, state, code, unit, values["county"] if not prefix else "")


def _contacts(values: Mapping[str, str]) -> tuple[Contact, ...]:
    pairs = ((values[f"contact_kind_{n}"], values[f"contact_{n}"]) for n in (1, 2, 3))
    return tuple(Contact(kind, value) for kind, value in pairs if kind)


def _cents(said: Mapping[str, str], meaning: str) -> Cents:
    return cents(said[meaning]) if meaning in said else 0


def _moment(text: str) -> datetime:
    """CCYYMMDDHHMMSSss of the sender's clock, whose zone is not said."""
    if len(text) != 16:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC, microsecond=int(text[14:]) * 10_000)


def day(text: str) -> date:
    """Of 20140101."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
