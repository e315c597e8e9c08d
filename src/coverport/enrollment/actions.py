"""The verbs of an enrollment: choose a plan, have it take effect, take the choice back."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application
from coverport.core.access import Actor, Permission
from coverport.core.dates import day_before, first_of_month
from coverport.core.errors import NotAllowed
from coverport.core.money import Cents
from coverport.core.prepared import insert
from coverport.enrollment.beside import tell_the_others, write_amounts_of, write_year
from coverport.enrollment.changes.recording import months_after, say_one, write_months
from coverport.enrollment.changes.reporting import (
    agree_to_change,
    report_change,
    withdraw_change,
)
from coverport.enrollment.changes.taking_in import leave_to_household, settle_change, take_in_change
from coverport.enrollment.choice.beginning import create, goes_on_from, left_since
from coverport.enrollment.choice.differences import difference
from coverport.enrollment.choice.held import Held, cut_plans, held_by_household, look
from coverport.enrollment.choice.refusals import AlreadyChosen, ChangedMeanwhile, CreditTooHigh, NotEligible, Shown
from coverport.enrollment.choice.selection import Offer, offer
from coverport.enrollment.effectuating import effectuate
from coverport.enrollment.ending import (
    cancel_selection,
    end_coverage,
    end_for_another,
    expire_enrollments,
    reinstate_coverage,
)
from coverport.enrollment.events import PaymentAwaited, PlanSelected
from coverport.enrollment.household_year import HouseholdYear, bases_of, begun, load
from coverport.enrollment.locking import LOCK, go, locked_enrollment
from coverport.enrollment.models import GOING_ON, Enrollment, EnrollmentMember, Kind
from coverport.enrollment.notices import post_plan_selected
from coverport.enrollment.queries import Around
from coverport.enrollment.renewal.replacing import make_room_for_choice
from coverport.enrollment.rules.year import PersonMonth
from coverport.enrollment.special.periods import grant_special_period, refuse_special_period, tell_event
from coverport.enrollment.special.proving import hold_for_proof

__all__ = [
    "agree_to_change", "await_payment", "cancel_selection", "effectuate", "end_coverage", "expire_enrollments",
    "grant_special_period", "leave_to_household", "refuse_special_period", "reinstate_coverage", "report_change",
    "select_plan", "settle_change", "take_in_change", "tell_event", "withdraw_change",
]  # fmt: skip


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
    instead_of: Enrollment | None = None,
    way: str = "",
    kind: str = Kind.MEDICAL,
) -> Enrollment:
    """Choose a plan for some of an application's people and sign for it; the same form sent again is the same enrollment.

    people: None for all who can be on a plan together. credit: cents a month to use now. instead_of: the household's plan that
    ends the day before, also where it waits for its first payment; with the same insurer, once that one is sure, no first payment
    is waited for. way: of ways.py, the first that is open if empty;
    kind: dental for a stand-alone dental plan beside the health plan. Raises NotAllowed, AlreadyChosen, NotOpenYet,
    OutsideEnrollmentPeriod, NotEligible, NotInServiceArea, ChangedMeanwhile, CreditTooHigh, WrongState.
    """
    actor.require(Permission.ENROLL, application)
    # One choice at a time in a household: a second one waits here and then finds the first.
    LOCK.all(application.household_id)
    there = look(application, submission, on=on)
    if there.sent:
        sent_before = Enrollment.objects.select_related("application__household").get(submission=submission)
        actor.require(Permission.ENROLL, sent_before)
        return sent_before
    if not any(letter.isalpha() for letter in signature):
        raise NotEligible(_("Type your full name to sign."), code="not_signed", field="signature")
    chosen = offer(application, plan_id, people, on=on, way=way, kind=kind, there=there)
    held = held_by_household(application, there)
    if held.chosen_already(chosen.kind) and (same := _the_same(chosen, credit)):
        return same
    _check_nothing_changed(chosen, shown)
    if not 0 <= credit <= chosen.price.credit:
        raise CreditTooHigh(_("The credit for this plan can be at most what is shown here."), field="credit")
    had = load(application.household, application.year) if held.of_year() else None
    old = (
        _make_room(actor, instead_of, chosen, on) if instead_of is not None else _after_passive(actor, chosen, held, on)
    )
    for each in cut_plans(application, held, chosen.kind, chosen.start.starts):
        end_for_another(actor=actor, enrollment=each, last=day_before(chosen.start.starts), on=on)
    if held.of_year(chosen.kind):
        _check_nobody_has_a_plan(chosen)
    replaced = old.reference if had is not None and old is not None and old.year == application.year else ""
    enrollment, members = create(
        chosen,
        credit=credit, signature=signature, submission=submission, on=on, follows=old,
        left=left_since(had.members[replaced], chosen) if had is not None and replaced else (),
    )  # fmt: skip
    _write_first_months(enrollment, members, chosen, had, by=actor, on=on)
    _check_same_difference(enrollment, instead_of, had.rows if had is not None else (), shown, on)
    if hold_for_proof(enrollment, by=actor, on=on):
        return enrollment
    around = Around(members, chosen.household.applicants, chosen.household.result)
    post_plan_selected(enrollment, around=around, on=on, beside=had is not None)
    say_one(PlanSelected(enrollment=enrollment.reference), enrollment, by=actor, on=on)
    if goes_on_from(old, enrollment.issuer_id):
        return effectuate(actor=Actor.system("enrollment"), enrollment=enrollment, on=on)
    return enrollment


@transaction.atomic
def await_payment(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """The first bill is out, or the insurer was told and collects it. Said twice, it is said once."""
    if actor.kind != "system":
        raise NotAllowed("only those who bill know that a payment is awaited")
    locked = locked_enrollment(enrollment)
    if locked.status == Enrollment.Status.AWAITING_PAYMENT:
        return locked
    go(locked, Enrollment.Status.AWAITING_PAYMENT, actor)
    locked.save(update_fields=["status"])
    say_one(PaymentAwaited(enrollment=locked.reference), locked, by=actor, on=on)
    return locked


def _the_same(chosen: Offer, credit: Cents) -> Enrollment | None:
    """The enrollment that says the same already, as from a second window."""
    there = Enrollment.objects.filter(GOING_ON, application=chosen.household.application, kind=chosen.kind).first()
    if there is None:
        return None
    people = set(there.members.values_list("person_id", flat=True))
    same = there.plan_id == chosen.price.plan.plan_id and there.credit_cents == credit
    return there if same and people == {one.person_id for one in chosen.household.people} else None


def _check_nobody_has_a_plan(chosen: Offer) -> None:
    days = {one.person_id: chosen.days[one.person.reference] for one in chosen.household.people}
    there = EnrollmentMember.objects.filter(
        person_id__in=days, active=True, kind=chosen.kind, enrollment__year=chosen.household.application.year,
        coverage__overlap=(chosen.start.starts, date(chosen.household.application.year + 1, 1, 1)),
    ).select_related("enrollment")  # fmt: skip
    taken = next((member for member in there if member.coverage.upper > days[member.person_id]), None)
    if taken is not None:
        raise AlreadyChosen(
            _("You have chosen a plan for this year already. To change it, open “My plan”."),
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


def _check_same_difference(
    new: Enrollment, instead_of: Enrollment | None, before: Iterable[PersonMonth], shown: Shown, on: date
) -> None:
    """What a change of another plan, meanwhile, made of the months; all that was written is undone."""
    if not shown.difference:
        return
    old = Enrollment.objects.get(pk=instead_of.pk) if instead_of else None
    now = difference(new.reference, before, load(new.application.household, new.year).rows, on, old=old)
    if now.digest != shown.difference:
        raise ChangedMeanwhile(
            _("Something changed while this page was open. Look at what is new, and sign again."),
            now=shown,
            before=shown,
        )


def _make_room(actor: Actor, old: Enrollment, chosen: Offer, on: date) -> Enrollment:
    """End the household's plan the day before the new one starts; canceled where it had not begun."""
    actor.require(Permission.ENROLL, old)
    application = chosen.household.application
    mine = (application.household_id, application.year, chosen.kind)
    if (old.application.household_id, old.year, old.kind) != mine:
        raise NotAllowed("a plan of another household or year")
    return end_for_another(actor=actor, enrollment=old, last=day_before(chosen.start.starts), on=on)


def _after_passive(actor: Actor, chosen: Offer, held: Held, on: date) -> Enrollment | None:
    """What a choice goes on from where the household named nothing: a renewal that nobody chose, or last year's plan."""
    people = {one.person_id for one in chosen.household.people}
    return make_room_for_choice(
        actor=actor,
        application=chosen.household.application,
        people=people,
        start=chosen.start.starts,
        kind=chosen.kind,
        held=held,
        on=on,
    )


def _write_first_months(
    enrollment: Enrollment, members: Sequence[EnrollmentMember], chosen: Offer, had: HouseholdYear | None, *, by: Actor,
    on: date,
) -> None:  # fmt: skip
    """Who is covered, what the credit rests on, and every month to the end of the year.

    had: the year before the choice; None where there was none.
    """
    since = first_of_month(enrollment.start)
    bases = bases_of(enrollment.determination, since, chosen.household.result)
    insert(members, bases)
    if had is None:
        loaded = begun(enrollment, members, bases)
        write_months(loaded, months_after(loaded, loaded.policies, loaded.prices(), loaded.bases, since), on=on)
        return
    year = write_year(load(had.household, had.year), since, on=on)
    # What other months had too much or too little changes what is left for this plan, and this plan what is left for others.
    write_amounts_of(year, enrollment.reference)
    enrollment.refresh_from_db()
    tell_the_others(had, year, by=by, on=on)
