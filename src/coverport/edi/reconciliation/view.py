"""Our own view of an insurer's policies in a month, policy by policy in the order of their numbers: never all of them in memory."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate

from coverport.core.dates import last_of_month
from coverport.core.money import dollars
from coverport.edi import known
from coverport.edi.figures import Stretch, last_day, stretches
from coverport.edi.from_enrollment import standing
from coverport.edi.models import Answered, AtIssuer, Due834
from coverport.edi.reconciliation.rules.comparing import CANCELED, Policy
from coverport.edi.reconciliation.rules.lines import Row
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import Address, EnrollmentGroup, Member
from coverport.enrollment.models import Enrollment, EnrollmentMember

# So many enrollments are in memory at once.
CHUNK = 500
PLAN = 14


def told(exchange: str, issuer: str, year: int) -> QuerySet[Enrollment]:
    """The policies of a plan year of which the insurer was told, and did not refuse."""
    beginning = Due834.objects.filter(enrollment=OuterRef("pk"), kind=Due834.Kind.INITIAL, file__isnull=False)
    rows = Enrollment.objects.filter(exchange__slug=exchange, issuer_id=issuer, year=year)
    return rows.filter(Exists(beginning.exclude(answer=Answered.REFUSED)))


def view(
    exchange: str, partner: PartnerProfile, month: date, *, known_until: datetime | None = None
) -> Iterator[Policy]:
    """Every policy of the month's plan year. known_until: what was told later, or is still to be told, is moving."""
    rows = told(exchange, partner.issuer_id, month.year).annotate(moving=Exists(_on_its_way(known_until)))
    needed = rows.select_related("exchange", "application__household__owner", "catalog", "at_issuer")
    # By the bytes of the numbers, whatever the database's own order is: both sides can sort so.
    ordered = needed.prefetch_related("members__person", "months").order_by(Collate("reference", "C"))
    for row in ordered.iterator(chunk_size=CHUNK):
        yield Policy(row.reference, _people(row, partner, month), moving=row.moving)


def _on_its_way(known_until: datetime | None) -> QuerySet[Due834]:
    untold = Q(file=None, withdrawn_on=None)
    later = Q(file__written_at__gt=known_until) if known_until else Q(pk=None)
    return Due834.objects.filter(untold | later, enrollment=OuterRef("pk"))


def _people(row: Enrollment, partner: PartnerProfile, month: date) -> dict[str, Row]:
    """The lines of a policy by person; of a canceled one the subscriber's alone."""
    state = known.known(row).state
    subscriber = next(member for member in row.members.all() if member.subscriber)
    found = stretches(row)
    if state == CANCELED or not found:
        return {subscriber.person.reference: _canceled(row, subscriber)}
    members = {
        member.person_id: member
        for member in sorted(row.members.all(), key=lambda one: one.coverage.lower)
        if member.active
    }
    group = standing(row, partner, stretch_of(found, month), members)
    days = {member.person.reference: member for member in members.values()}
    policy = _policy(row, group, "initial" if "initial" in state else "effectuated")
    there: AtIssuer | None = getattr(row, "at_issuer", None)
    numbers = there.members if there else {}
    return {
        each.member_id: {
            **_member(each, days[each.member_id], numbers.get(each.member_id, "")),
            **(policy if each.subscriber else {"policy": row.reference}),
        }
        for each in sorted(group.members, key=lambda one: one.member_id)
    }


def stretch_of(found: list[Stretch], month: date) -> Stretch:
    """The figures at the end of the month; before coverage begins the first ones, after its end the last."""
    return next((each for each in reversed(found) if each.since <= last_of_month(month)), found[0])


def _canceled(row: Enrollment, subscriber: EnrollmentMember) -> Row:
    return {
        "policy": row.reference, "member": subscriber.person.reference, "subscriber": "Y", "status": CANCELED,
        "plan": row.plan_id, "variant": row.csr_variant,
    }  # fmt: skip


def _policy(row: Enrollment, group: EnrollmentGroup, status: str) -> Row:
    there: AtIssuer | None = getattr(row, "at_issuer", None)
    paid = there.paid_through if there else None
    # Where the exchange bills, it knows by its own ledger, and nothing is compared.
    through = {"paid_through": paid.isoformat() if paid else ""} if row.biller == "issuer" else {}
    return {
        "policy": row.reference, "status": status, "plan": group.plan_id[:PLAN], "variant": group.plan_id[PLAN:],
        "policy_begin": row.start.isoformat(), "policy_end": row.end.isoformat(),
        "issuer_policy": there.policy_id if there else "", "issuer_subscriber": there.subscriber_id if there else "",
        **_address(group.members[0].address), "rating_area": group.rating_area, "total_premium": dollars(group.total),
        "credit": dollars(group.credit), **through,
    }  # fmt: skip


def _address(home: Address | None) -> Row:
    if home is None:
        return {}
    return {
        "street": home.street, "unit": home.unit, "city": home.city, "state": home.state, "zip": home.zip,
        "county": home.county_fips,
    }  # fmt: skip


def _member(each: Member, days: EnrollmentMember, number: str) -> Row:
    return {
        "member": each.member_id, "subscriber": "Y" if each.subscriber else "N", "issuer_member": number,
        "member_begin": days.coverage.lower.isoformat(), "member_end": last_day(days).isoformat(),
        "last_name": each.name.last, "first_name": each.name.first, "middle_name": each.name.middle,
        "birth_date": each.birth_date.isoformat(), "sex": each.sex,
        "tobacco": "" if each.tobacco is None else "Y" if each.tobacco else "N", "member_premium": dollars(each.premium),
    }  # fmt: skip
