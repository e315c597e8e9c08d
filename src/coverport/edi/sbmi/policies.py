"""The policies of a coverage year as a report says them, from the months that people were covered: never all of them in memory."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.db.models.functions import Collate

from coverport.edi.figures import last_day, stretches
from coverport.edi.from_enrollment import LINES, rating_area_of, reportable_ssn
from coverport.edi.models import AtIssuer
from coverport.edi.reconciliation.view import CHUNK, told
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.sbmi.rules.records import CoveredMember, PolicyReport
from coverport.edi.sbmi.rules.spans import Months, financials
from coverport.enrollment.models import Enrollment, EnrollmentMember


def reported(exchange: str, issuer: str, year: int) -> QuerySet[Enrollment]:
    """Policies of which the insurer was told, but for those that never were: what is canceled or voided costs nobody anything."""
    return told(exchange, issuer, year).exclude(status__in=("canceled", "voided"))


def policies(exchange: str, partner: PartnerProfile, year: int) -> Iterator[PolicyReport]:
    """By number."""
    rows = reported(exchange, partner.issuer_id, year).select_related("exchange", "application", "at_issuer")
    ordered = rows.prefetch_related("members__person", "months").order_by(Collate("reference", "C"))
    for row in ordered.iterator(chunk_size=CHUNK):
        yield _policy(row, partner)


def _policy(row: Enrollment, partner: PartnerProfile) -> PolicyReport:
    there: AtIssuer | None = getattr(row, "at_issuer", None)
    months = [
        Months(each.since, each.until, each.total, each.credit, frozenset(each.premiums)) for each in stretches(row)
    ]
    return PolicyReport(
        plan_id=row.plan_id, variant=row.csr_variant, policy_id=row.reference, begin=row.start, end=row.end,
        effectuated=row.effectuated_on is not None, line=LINES[row.kind], rating_area=rating_area_of(row, partner),
        members=_members(row, there.members if there else {}), financials=financials(months, row.premium_cents, row.credit_cents),
        issuer_policy_id=there.policy_id if there else "", issuer_subscriber_id=there.subscriber_id if there else "",
    )  # fmt: skip


def _members(row: Enrollment, numbers: dict[str, str]) -> tuple[CoveredMember, ...]:
    """Everybody with days of it; somebody who left and came back once, with both stretches of days."""
    by_person: dict[int, list[EnrollmentMember]] = {}
    for member in sorted(row.members.all(), key=lambda one: (not one.subscriber, one.position, one.coverage.lower)):
        if member.active:
            by_person.setdefault(member.person_id, []).append(member)
    return tuple(_member(row, days, numbers) for days in by_person.values())


def _member(row: Enrollment, days: list[EnrollmentMember], numbers: dict[str, str]) -> CoveredMember:
    person = days[0].person
    one_name = not person.last_name
    return CoveredMember(
        member_id=person.reference, subscriber=days[0].subscriber, last=person.first_name if one_name else person.last_name,
        first="" if one_name else person.first_name, middle=person.middle_name, birth_date=person.birth_date,
        postal_code=row.application.zip, days=tuple((each.coverage.lower, last_day(each)) for each in days),
        issuer_member_id=numbers.get(person.reference, ""), ssn=reportable_ssn(person.ssn), sex=person.sex,
    )  # fmt: skip
