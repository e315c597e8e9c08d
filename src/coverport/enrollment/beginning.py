"""Write what was chosen: the enrollment, and who is on it from when on."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from coverport.applications.facts import role_of
from coverport.core.money import Cents
from coverport.core.prepared import Read, insert
from coverport.enrollment.models import Enrollment, EnrollmentMember
from coverport.enrollment.selection import Offer
from coverport.plans.models import CatalogNumber

PRICED_BY = Read(lambda sha256: CatalogNumber.objects.filter(sha256=sha256))


def create(
    chosen: Offer,
    days: Mapping[str, date],
    *,
    credit: Cents,
    signature: str,
    submission: UUID,
    on: date,
    follows: Enrollment | None,
) -> tuple[Enrollment, list[EnrollmentMember]]:
    """Members are not written yet. days: everybody's first one. follows: the enrollment that it goes on from."""
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
    return enrollment, _members(enrollment, chosen, days)


def _members(enrollment: Enrollment, chosen: Offer, days: Mapping[str, date]) -> list[EnrollmentMember]:
    """The subscriber first: the first person of the policy as the premium rules put it, else of the application. days: first ones."""
    cents = {part.id: part.cents for part in chosen.price.premium.members}
    subscriber = _subscriber(chosen)
    people = sorted(chosen.household.people, key=lambda one: (one.person_id != subscriber, one.position))
    until = enrollment.end + timedelta(days=1)  # a range's upper end is the day after its last
    return [
        EnrollmentMember(
            enrollment=enrollment, person=one.person, position=position, subscriber=one.person_id == subscriber,
            relationship=role_of(one.relationship), tobacco=one.tobacco, age=chosen.household.ages[one.person.reference],
            premium_cents=cents[one.person.reference], kind=enrollment.kind, coverage=DateRange(days[one.person.reference], until),
        )
        for position, one in enumerate(people)
    ]  # fmt: skip


def _subscriber(chosen: Offer) -> int:
    """You, if you are covered; else your spouse; else the oldest."""
    order = {"self": 0, "spouse": 1}
    first = min(
        chosen.household.people, key=lambda one: (order.get(one.relationship, 2), one.person.birth_date, one.position)
    )
    return first.person_id
