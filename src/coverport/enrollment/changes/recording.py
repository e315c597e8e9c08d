"""Write what the rules worked out: policies into enrollments and members, months as further rows, one event for each policy touched."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec
from django.db.models import Max

from coverport.core.access import Actor
from coverport.core.dates import first_of_month
from coverport.core.events import Fact, record
from coverport.core.prepared import cursor
from coverport.enrollment import events
from coverport.enrollment.household_year import HouseholdYear, method_of, whole_price
from coverport.enrollment.models import Change, Enrollment, EnrollmentMember
from coverport.enrollment.models import PersonMonth as Row
from coverport.enrollment.pricing import PlanPrices
from coverport.enrollment.rules.changing import Message
from coverport.enrollment.rules.credit import Basis
from coverport.enrollment.rules.months import Price
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.transitions import COVERING
from coverport.enrollment.rules.year import PersonMonth, differing, year

PURPOSE = "enrollment in a plan"
# A household's months travel as one value: a year of one person is twelve rows.
WRITE_MONTHS = """
    INSERT INTO enrollment_personmonth (
        enrollment_id, person_id, month, number, first, last, premium_cents, ehb_cents, tax_household, benchmark_cents, credit_cents,
        "on", change_id
    )
    SELECT enrollment, person, month, number, first, last, premium, creditable, household, benchmark, credit, %s, %s
    FROM json_to_recordset(%s) AS months (
        enrollment bigint, person bigint, month date, number smallint, first date, last date, premium bigint, creditable bigint,
        household text, benchmark bigint, credit bigint
    )
"""


def months_after(
    loaded: HouseholdYear, policies: Sequence[Policy], prices: Mapping[str, Price], bases: Sequence[Basis], since: date
) -> list[PersonMonth]:
    """Every month of the year as it is to be, with credit worked out anew from a month on."""
    method = method_of(loaded.enrollments[0].application)
    return year(policies, prices, bases, loaded.rows, since=first_of_month(since), method=method)


def write_months(
    loaded: HouseholdYear, after: Iterable[PersonMonth], *, on: date, change: Change | None = None
) -> list[PersonMonth]:
    """Add a row for each month that is other than before; answers them. loaded: with every enrollment that the months name."""
    written = differing(loaded.rows, after)
    enrollments = {each.reference: each.pk for each in loaded.enrollments}
    people = {each.person.reference: each.person_id for members in loaded.members.values() for each in members}
    numbers = _numbers(enrollments.values()) if loaded.rows else {}
    rows = [
        {
            "enrollment": (policy := enrollments[row.policy]), "person": (person := people[row.person]), "month": row.month,
            "number": numbers.get((policy, person, row.month), 0) + 1, "first": row.first, "last": row.last, "premium": row.premium,
            "creditable": row.creditable, "household": row.household, "benchmark": row.benchmark, "credit": row.credit,
        }
        for row in written
    ]  # fmt: skip
    with cursor() as writing:
        writing.execute(WRITE_MONTHS, [on, change.pk if change else None, msgspec.json.encode(rows).decode()])
    return written


def _numbers(enrollments: Iterable[int]) -> dict[tuple[int, int, date], int]:
    rows = Row.objects.filter(enrollment__in=enrollments).order_by()
    found = rows.values_list("enrollment", "person", "month").annotate(last=Max("number"))
    return {(enrollment, person, month): last for enrollment, person, month, last in found}


def write_policy(enrollment: Enrollment, policy: Policy, *, on: date, cause: str = "", authority: str = "") -> None:
    """Bring an enrollment and its members to what a policy says. New people are there already."""
    other = (enrollment.status, enrollment.end) != (policy.status, policy.last)
    enrollment.status, enrollment.end, enrollment.elected_cents = policy.status, policy.last, policy.elected
    if (
        policy.status in {"terminated", "voided"} or policy.cut
    ) and other:  # not where one person alone left what had ended for another reason
        enrollment.ended_on, enrollment.end_cause, enrollment.end_authority = on, cause, authority
        enrollment.canceled_on = None  # where an end of before comes back with what was canceled
    if policy.status == "canceled":
        enrollment.canceled_on, enrollment.end_cause, enrollment.end_authority = on, cause, authority
    if policy.status == "reinstated":
        enrollment.canceled_on = enrollment.ended_on = None
        enrollment.end_cause = enrollment.end_authority = ""
    if policy.status in {"reinstated", "terminated"}:  # also what comes back with its end, and had been canceled unpaid
        enrollment.effectuated_on = enrollment.effectuated_on or on
    enrollment.save()
    _write_spans(enrollment, policy)


def _write_spans(enrollment: Enrollment, policy: Policy) -> None:
    """By person and first day, which stay. What a policy that covers nobody had stands in its members for the record."""
    spans = {(span.person, span.first): span for span in policy.spans} if policy.status in COVERING else {}
    kept = {(span.person, span.first): span for span in policy.kept}
    for member in enrollment.members.all():
        key = (member.person.reference, member.coverage.lower)
        member.active = key in spans
        if key in spans:
            member.coverage = days_of(spans[key])
        member.before_end = days_of(kept[key]) if key in kept else None
        member.save(update_fields=["active", "coverage", "before_end"])


def days_of(span: Span) -> tuple[date, date]:
    """A range's upper end is the day after its last."""
    return span.first, span.last + timedelta(days=1)


def write_amounts(
    loaded: HouseholdYear, policies: Iterable[Policy], prices: Mapping[str, PlanPrices], rows: Sequence[PersonMonth],
    most: Sequence[PersonMonth],
) -> None:  # fmt: skip
    """By the full month, as it stands in the last month of each policy that goes on. most: the months without any election."""
    for policy in policies:
        if not policy.covering or policy.status == "terminated" or policy.cut:
            continue
        enrollment, price = loaded.enrollment(policy.reference), prices[policy.reference]
        people = policy.people_on(policy.last)
        premium, can = whole_price(price(people))
        enrollment.premium_cents, enrollment.credit_cents = premium, min(_last_credit(rows, policy), can)
        enrollment.most_credit_cents = max(enrollment.credit_cents, min(_last_credit(most, policy), can))
        # A plan that takes no credit keeps its essential part for the record.
        enrollment.ehb_cents = can or min(enrollment.ehb_cents, premium)
        enrollment.save(update_fields=["premium_cents", "ehb_cents", "credit_cents", "most_credit_cents"])
        _write_premiums(enrollment, price.told(people))


def _last_credit(rows: Iterable[PersonMonth], policy: Policy) -> int:
    last = first_of_month(policy.last)
    return sum(row.credit for row in rows if (row.policy, row.month) == (policy.reference, last))


def _write_premiums(enrollment: Enrollment, cents: Mapping[str, int]) -> None:
    members = [member for member in enrollment.members.all() if member.active and member.person.reference in cents]
    for member in members:
        member.premium_cents = cents[member.person.reference]
    EnrollmentMember.objects.bulk_update(members, ["premium_cents"])


def say(
    messages: Iterable[Message], loaded: HouseholdYear, *, by: Actor, on: date, change: Change | None = None
) -> None:
    """One event for each policy that is other than before; a policy that goes on from another is chosen and sure at once."""
    for message in messages:
        enrollment = loaded.enrollment(message.policy)
        for fact in _facts(message, enrollment, change.reference if change else ""):
            say_one(fact, enrollment, by=by, on=on)


def _facts(message: Message, enrollment: Enrollment, change: str) -> list[Fact]:
    reference = enrollment.reference
    match message.kind:
        case "initial" if enrollment.pended:  # told to nobody before the event is proven
            return []
        case "initial":
            sure = [events.EnrollmentEffectuated(reference)] if enrollment.covered else []
            return [events.PlanSelected(reference), *sure]
        case "terminate":
            return [events.EnrollmentTerminated(reference, enrollment.end.isoformat(), enrollment.end_cause, change)]
        case "cancel" if enrollment.status == Enrollment.Status.VOIDED:
            return [events.EnrollmentVoided(reference, change)]
        case "cancel":
            return [events.EnrollmentCanceled(reference, change)]
        case "reinstate":
            return [events.EnrollmentReinstated(reference, change)]
        case "change":
            return [events.EnrollmentChanged(reference, message.since.isoformat(), change)]


def say_one(fact: Fact, enrollment: Enrollment, *, by: Actor, on: date) -> None:
    """The audit entry of one enrollment."""
    record(fact, by=by, on=on, exchange=enrollment.exchange.slug, subject=enrollment.reference, purpose=PURPOSE)
