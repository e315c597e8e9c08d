"""The verbs of an enrollment: choose a plan, have it take effect, take the choice back."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.facts import role_of
from coverport.applications.models import Applicant, Application, Household
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.core.money import Cents
from coverport.enrollment.events import EnrollmentCanceled, EnrollmentEffectuated, PlanSelected
from coverport.enrollment.models import Enrollment, EnrollmentMember, Kind
from coverport.enrollment.notices import post_covered, post_plan_selected
from coverport.enrollment.refusals import AlreadyChosen, ChangedMeanwhile, CreditTooHigh, NotEligible, Shown, WrongState
from coverport.enrollment.rules.transitions import ACTIVE, may_become
from coverport.enrollment.selection import Offer, offer
from coverport.plans.models import CatalogNumber


@transaction.atomic
def select_plan(
    *,
    actor: Actor,
    application: Application,
    plan_id: str,
    people: Sequence[Applicant] | None,
    credit: Cents,
    signature: str,
    shown: Shown,
    submission: UUID,
    on: date,
) -> Enrollment:
    """Choose a plan for some of an application's people and sign for it; the same form sent again is the same enrollment.

    people: None for all who can be on a plan together. credit: cents a month to use now. Raises NotAllowed, AlreadyChosen,
    OutsideEnrollmentPeriod, NotEligible, NotInServiceArea, ChangedMeanwhile, CreditTooHigh.
    """
    actor.require(Permission.ENROLL, application)
    # One choice at a time in a household: a second one waits here and then finds the first.
    Household.objects.select_for_update().get(pk=application.household_id)
    if sent_before := Enrollment.objects.filter(submission=submission).select_related("application__household").first():
        actor.require(Permission.ENROLL, sent_before)
        return sent_before
    if not any(letter.isalpha() for letter in signature):
        raise NotEligible(_("Type your full name to sign."), code="not_signed", field="signature")
    chosen = offer(application, plan_id, people, on=on)
    if same := _the_same(chosen, credit):
        return same
    _check_nobody_has_a_plan(chosen)
    _check_nothing_changed(chosen, shown)
    if not 0 <= credit <= chosen.price.credit:
        raise CreditTooHigh(_("The credit for this plan can be at most what is shown here."), field="credit")
    enrollment = _create(chosen, credit=credit, signature=signature, submission=submission, on=on)
    post_plan_selected(enrollment, on=on)
    _record(PlanSelected(enrollment=enrollment.reference), enrollment, actor, on)
    return enrollment


@transaction.atomic
def effectuate(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """The first payment is in, or none is owed: coverage is sure. Only parts of the system say so. Said twice, it is said once."""
    if actor.kind != "system":
        raise NotAllowed("coverage takes effect by a payment or by the insurer's word")
    locked = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if locked.status == Enrollment.Status.EFFECTUATED:
        return locked
    _go(locked, Enrollment.Status.EFFECTUATED)
    locked.effectuated_on = on
    locked.save(update_fields=["status", "effectuated_on"])
    post_covered(locked, on=on)
    _record(EnrollmentEffectuated(enrollment=locked.reference), locked, actor, on)
    return locked


@transaction.atomic
def cancel_selection(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """Take a choice back before coverage is sure, as if it had never been. Raises WrongState once it is sure.

    A person can do so where the exchange bills: there the insurer has heard nothing yet. Elsewhere the system does, which tells it.
    """
    actor.require(Permission.ENROLL, enrollment)
    if actor.kind == "person" and enrollment.biller == "issuer":
        raise WrongState(_("The insurer knows of your choice already. Call us to cancel it."), code="insurer_was_told")
    locked = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    _go(locked, Enrollment.Status.CANCELED)
    locked.canceled_on = on
    locked.save(update_fields=["status", "canceled_on"])
    locked.members.update(active=False)
    _record(EnrollmentCanceled(enrollment=locked.reference), locked, actor, on)
    return locked


def _go(enrollment: Enrollment, then: str) -> None:
    if not may_become(enrollment.status, then):
        raise WrongState(f"enrollment {enrollment.reference} is {enrollment.status} and cannot become {then}")
    enrollment.status = then


def _the_same(chosen: Offer, credit: Cents) -> Enrollment | None:
    """The enrollment that says the same already, as from a second window."""
    there = Enrollment.objects.filter(
        application=chosen.household.application, kind=Kind.MEDICAL, status__in=ACTIVE
    ).first()
    if there is None:
        return None
    people = set(there.members.values_list("person_id", flat=True))
    same = there.plan_id == chosen.price.plan.plan_id and there.credit_cents == credit
    return there if same and people == {one.person_id for one in chosen.household.people} else None


def _check_nobody_has_a_plan(chosen: Offer) -> None:
    taken = (
        EnrollmentMember.objects.filter(
            person_id__in=[one.person_id for one in chosen.household.people], active=True, kind=Kind.MEDICAL,
            enrollment__year=chosen.household.application.year,
        )
        .select_related("enrollment")
        .first()
    )  # fmt: skip
    if taken is not None:
        raise AlreadyChosen(
            _("You have chosen a plan for this year already. To change it, call us."),
            enrollment=taken.enrollment.reference,
        )


def _check_nothing_changed(chosen: Offer, shown: Shown) -> None:
    now = Shown(
        start=chosen.start.starts,
        premium=chosen.price.premium.total,
        credit=min(shown.credit, chosen.price.credit),
        catalog=chosen.catalog.number,
    )
    if (now.start, now.premium, now.catalog) != (shown.start, shown.premium, shown.catalog):
        raise ChangedMeanwhile(
            _("Something changed while this page was open. Look at what is new, and sign again."), now=now, before=shown
        )


def _create(chosen: Offer, *, credit: Cents, signature: str, submission: UUID, on: date) -> Enrollment:
    household, start, premium = chosen.household, chosen.start, chosen.price.premium
    application = household.application
    enrollment = Enrollment.objects.create(
        exchange=application.exchange, application=application, determination=household.determination, year=application.year,
        catalog=CatalogNumber.objects.get(sha256=chosen.catalog.sha256),
        plan_id=chosen.price.plan.plan_id, csr_variant=chosen.price.csr_variant, issuer_id=chosen.price.plan.issuer_id,
        county_fips=application.county_fips, rating_area=chosen.place.rating_area,
        premium_cents=premium.total, ehb_cents=premium.ehb, credit_cents=credit, most_credit_cents=chosen.price.credit,
        start=start.starts, start_rule=start.rule, start_authority=start.authority, start_basis=start.basis,
        regulatory_start=start.regulatory_starts, regulatory_authority=start.regulatory_authority,
        biller=application.exchange.profile.biller(application.year), pay_by=start.pay_by,
        selected_on=on, signature=" ".join(signature.split()), submission=submission,
    )  # fmt: skip
    EnrollmentMember.objects.bulk_create(_members(enrollment, chosen))
    return enrollment


def _members(enrollment: Enrollment, chosen: Offer) -> list[EnrollmentMember]:
    """The subscriber first: the first person of the policy as the premium rules put it, else of the application."""
    cents = {part.id: part.cents for part in chosen.price.premium.members}
    subscriber = _subscriber(chosen)
    people = sorted(chosen.household.people, key=lambda one: (one.person_id != subscriber, one.position))
    until = enrollment.end + timedelta(days=1)  # a range's upper end is the day after its last
    return [
        EnrollmentMember(
            enrollment=enrollment, person_id=one.person_id, position=position, subscriber=one.person_id == subscriber,
            relationship=role_of(one.relationship), tobacco=one.tobacco, age=chosen.household.ages[one.person.reference],
            premium_cents=cents[one.person.reference], kind=enrollment.kind, coverage=(enrollment.start, until),
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


def _record(fact: Fact, enrollment: Enrollment, actor: Actor, on: date) -> None:
    record(
        fact,
        by=actor,
        on=on,
        exchange=enrollment.exchange.slug,
        subject=enrollment.reference,
        purpose="enrollment in a plan",
    )
