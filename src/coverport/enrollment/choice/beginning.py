"""Write what was chosen: the enrollment, and who is on it from when on."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from coverport.applications.facts import role_of
from coverport.core.dates import age_on
from coverport.core.money import Cents
from coverport.core.prepared import Read, insert
from coverport.enrollment.choice.selection import Offer
from coverport.enrollment.household_year import as_member
from coverport.enrollment.models import Enrollment, EnrollmentMember
from coverport.plans.models import CatalogNumber
from coverport.plans.rules.premium import premium_of

PRICED_BY = Read(lambda sha256: CatalogNumber.objects.filter(sha256=sha256))


def goes_on_from(before: Enrollment | None, issuer_id: str) -> bool:
    """Whether coverage with this insurer was sure before, so that what follows it waits for no first payment: 45 CFR 155.400(e).

    What was canceled before it began, as for another choice, says nothing of its own where it was not paid, or cost nothing and was sure
    only because there was nothing to pay: what it went on from does.
    """
    while before is not None and before.issuer_id == issuer_id:
        canceled, sure = before.status == Enrollment.Status.CANCELED, before.effectuated_on is not None
        if not canceled or (sure and before.net_cents):
            return sure
        before = before.follows
    return False


def create(
    chosen: Offer,
    *,
    credit: Cents,
    signature: str,
    submission: UUID,
    on: date,
    follows: Enrollment | None,
    left: Sequence[EnrollmentMember] = (),
) -> tuple[Enrollment, list[EnrollmentMember]]:
    """Members are not written yet. follows: the enrollment that it goes on from; left: of `left_since`."""
    household, start, premium = chosen.household, chosen.start, chosen.price.premium
    application = household.application
    enrollment = Enrollment(
        exchange=application.exchange, application=application, determination=household.determination, year=application.year,
        kind=chosen.kind, period=chosen.way.period, catalog=PRICED_BY.first(chosen.catalog.sha256),
        plan_id=chosen.price.plan.plan_id, csr_variant=chosen.price.csr_variant, issuer_id=chosen.price.plan.issuer_id,
        county_fips=application.county_fips, rating_area=chosen.place.rating_area,
        premium_cents=premium.total, ehb_cents=premium.ehb, credit_cents=credit, most_credit_cents=chosen.price.credit,
        elected_cents=None if credit == chosen.price.credit else credit, start=start.starts, end=date(application.year, 12, 31),
        start_rule=start.rule, start_authority=start.authority, start_basis=start.basis,
        regulatory_start=start.regulatory_starts, regulatory_authority=start.regulatory_authority,
        biller=application.exchange.profile.biller(application.year), pay_by=start.pay_by,
        selected_on=on, signature=" ".join(signature.split()), submission=submission, follows=follows,
    )  # fmt: skip
    insert([enrollment])
    return enrollment, [*_members(enrollment, chosen), *_until_they_left(enrollment, chosen, left)]


def left_since(old: Sequence[EnrollmentMember], chosen: Offer) -> list[EnrollmentMember]:
    """Who was on the plan of before on the new one's first day and left it, or died, before the choice. old: as before that plan ends.

    They were covered on those days and stay so: a window that reaches back takes from nobody what they had.
    """
    people = {one.person_id for one in chosen.household.people}
    end = date(chosen.household.application.year + 1, 1, 1)
    found = [
        member
        for member in old
        if member.active and member.person_id not in people and chosen.start.starts < member.coverage.upper < end
    ]
    return found if found and _covers(chosen, found) else []


def _covers(chosen: Offer, left: Sequence[EnrollmentMember]) -> bool:
    """Whether the new plan is sold to these people together with those who choose it."""
    if chosen.price.plan.metal_level == "catastrophic":
        return False
    everybody = [*chosen.household.members, *(as_member(member) for member in left)]
    premium = premium_of(chosen.catalog, chosen.price.row, everybody)
    return premium is not None and len(premium.policies) == 1


def _until_they_left(
    enrollment: Enrollment, chosen: Offer, left: Sequence[EnrollmentMember]
) -> Iterator[EnrollmentMember]:
    """Behind the others, at the age of the new plan's first day."""
    for place, member in enumerate(left, start=len(chosen.household.people)):
        first = max(enrollment.start, member.coverage.lower)
        yield EnrollmentMember(
            enrollment=enrollment, person=member.person, position=place, subscriber=False, relationship=member.relationship,
            tobacco=member.tobacco, age=max(0, age_on(member.person.birth_date, enrollment.start)), premium_cents=0,
            kind=enrollment.kind, coverage=DateRange(first, member.coverage.upper),
        )  # fmt: skip


def _members(enrollment: Enrollment, chosen: Offer) -> list[EnrollmentMember]:
    """The subscriber first: the first person of the policy as the premium rules put it, else of the application."""
    cents = {part.id: part.cents for part in chosen.price.premium.members}
    subscriber = _subscriber(chosen)
    people = sorted(chosen.household.people, key=lambda one: (one.person_id != subscriber, one.position))
    until = enrollment.end + timedelta(days=1)  # a range's upper end is the day after its last
    return [
        EnrollmentMember(
            enrollment=enrollment, person=one.person, position=position, subscriber=one.person_id == subscriber,
            relationship=role_of(one.relationship), tobacco=one.tobacco, age=chosen.household.ages[one.person.reference],
            premium_cents=cents[one.person.reference], kind=enrollment.kind, coverage=DateRange(chosen.days[one.person.reference], until),
        )
        for position, one in enumerate(people)
    ]  # fmt: skip


def _subscriber(chosen: Offer) -> int:
    """You, if you are covered from the first day on; else your spouse; else the oldest: the policy begins with whom it is named after."""
    order = {"self": 0, "spouse": 1}
    first = min(
        chosen.household.people,
        key=lambda one: (
            chosen.days[one.person.reference], order.get(one.relationship, 2), one.person.birth_date, one.position,
        ),
    )  # fmt: skip
    return first.person_id
