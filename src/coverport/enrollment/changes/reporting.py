"""The verbs of a change: report it, see what it would do, agree to it, leave it to staff, take it back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.revision import revise_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.enrollment import events
from coverport.enrollment.changes.carrying_out import carry_out
from coverport.enrollment.changes.following import ahead_of_death, death_beside, plans_beside
from coverport.enrollment.changes.leaving import ASKS_WHO_LEAVES, newest_application
from coverport.enrollment.changes.planning import Planned, work_out
from coverport.enrollment.changes.previewing import Ahead, Preview, preview, preview_of
from coverport.enrollment.changes.report_notices import post_received
from coverport.enrollment.changes.reported_days import check_day
from coverport.enrollment.choice.refusals import (
    ChangeWaits,
    NeedsPerson,
    NotEligible,
    NotNow,
    PreviewChanged,
    WrongState,
)
from coverport.enrollment.ending import by_of, locked_enrollment
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.queries import dental_without_health
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.transitions import NotPossible


@transaction.atomic
def report_change(
    *, actor: Actor, enrollment: Enrollment, kind: str, happened_on: date, on: date, people: Collection[str] = (),
    application: Application | None = None,
) -> Change:  # fmt: skip
    """Tell that something changed; the same told again is the same report. Nothing else happens until it is agreed to.

    people: references of whom it is about, where people leave. application: changed answers that are signed already. Where a kind
    asks for answers, a draft of them is begun. Raises NotAllowed, NotNow, ChangeWaits.
    """
    actor.require(Permission.ENROLL, enrollment)
    locked = locked_enrollment(enrollment)
    by = by_of(actor, locked)
    check_report(locked, kind, happened_on, people, by=by, on=on)
    if there := open_change(locked):
        return _the_same(there, kind, happened_on, people, application)
    change = begin_change(
        actor=actor,
        enrollment=locked,
        kind=kind,
        happened_on=happened_on,
        people=people,
        application=application,
        on=on,
    )
    if by != "enrollee":  # they saw no page of it
        post_received(change, on=on)
    return change


def begin_change(
    *, actor: Actor, enrollment: Enrollment, kind: str, happened_on: date, people: Collection[str], on: date,
    application: Application | None = None, told_by: str = "",
) -> Change:  # fmt: skip
    """The change, with a draft of the answers where its kind asks for some. In the transaction of a verb that has checked it."""
    if KINDS[kind].way == "answers" and application is None:
        doer = acting(actor, by=by_of(actor, enrollment))
        application = revise_application(actor=doer, application=newest_application(enrollment), on=on)
    change = Change.objects.create(
        exchange=enrollment.exchange, household=enrollment.application.household, enrollment=enrollment, kind=kind,
        happened_on=happened_on, reported_on=on, people=sorted(people), application=application, told_by=told_by,
    )  # fmt: skip
    say_of(events.ChangeReported(change.reference), change, actor, on)
    return change


def open_change(enrollment: Enrollment) -> Change | None:
    """What was told of it and is not finished, as it is now."""
    return Change.objects.filter(enrollment=enrollment, status=Change.Status.OPEN).first()


def _the_same(
    there: Change, kind: str, happened_on: date, people: Collection[str], application: Application | None
) -> Change:
    answers = application is not None and there.application_id == application.pk
    if answers or (there.kind, there.happened_on, there.people) == (kind, happened_on, sorted(people)):
        return there
    raise ChangeWaits(
        _("You have told us of another change that is not finished. Finish it or take it back first."),
        change=there.reference,
    )


def check_report(
    enrollment: Enrollment, kind: str, happened_on: date, people: Collection[str], *, by: str, on: date
) -> None:
    if enrollment.cut:
        raise NotNow(
            _("You chose another plan that comes after this one. Tell us of changes for that plan."), code="cut"
        )
    if not enrollment.going_on:
        raise NotNow(_("This plan has ended. Call us about changes."), code="ended")
    if kind not in KINDS or (by == "enrollee" and not KINDS[kind].online):
        raise NotAllowed(f"a change of the kind {kind!r} cannot be reported here")
    check_day(enrollment, kind, happened_on, on, alone=by == "enrollee")
    _check_people(enrollment, kind, people)


def _check_people(enrollment: Enrollment, kind: str, people: Collection[str]) -> None:
    if KINDS[kind].way != "people":
        return
    on_it = {member.person.reference for member in enrollment.members.filter(active=True).select_related("person")}
    if not people:
        raise NotEligible(_("Choose who it is about."), code="nobody_chosen", field="people")
    if not set(people) <= on_it:
        raise NotAllowed("somebody who is not on this enrollment")


def preview_change(*, actor: Actor, change: Change, on: date) -> Preview:
    """Exactly what would happen if it were agreed to on a day; nothing does. Raises NeedsPerson, NotAnswered, WrongState."""
    may_finish(actor, change)
    try:
        by = by_of(actor, change.enrollment)
        doer = acting(actor, by=by)
        return preview(change, actor=doer, by=by, on=on, ahead=ahead_of_death(change, actor=doer, by=by, on=on))
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused


@transaction.atomic
def say_who_leaves(*, actor: Actor, change: Change, people: Collection[str], on: date) -> Change:
    """Of a report of other coverage: who leaves the plan because of it, by reference. Raises NotAllowed, WrongState."""
    may_finish(actor, change)
    locked = Change.objects.select_for_update().select_related("enrollment__exchange", "household").get(pk=change.pk)
    _check_open(locked)
    if not set(people) <= set(covered_elsewhere(locked)):
        raise NotAllowed("somebody who is not on this plan, or was not told to have other coverage")
    locked.see(people=sorted(people))
    return locked


def covered_elsewhere(change: Change) -> list[str]:
    """By reference, who is on the plan to its end and was told to have other coverage now; nobody by other kinds of change."""
    if change.kind != ASKS_WHO_LEAVES or change.application is None or change.application.is_draft:
        return []
    enrollment = change.enrollment
    there = enrollment.members.filter(active=True, coverage__endswith__gt=enrollment.end).values("person")
    has = change.application.applicants.filter(other_coverage=True, person__in=there).order_by("position")
    return list(has.values_list("person__reference", flat=True))


@transaction.atomic
def agree_to_change(
    *, actor: Actor, change: Change, signature: str, shown: str, submission: UUID, on: date, how: str = "", attestation: str = "",
    dental_too: bool = False,
) -> Change:  # fmt: skip
    """Do what was shown, all of it or nothing. shown: the digest of the preview. The same form sent again is done once.

    dental_too: whether the dental plan that would go on without the health plan ends on the same day.

    how: where staff write down that somebody agreed, one of Change.By; attestation: where a call is recorded, 45 CFR
    155.405(c)(2)(ii). Raises NotAllowed, WrongState, NotEligible, PreviewChanged, NeedsPerson, NotAnswered.
    """
    may_finish(actor, change)
    locked_enrollment(change.enrollment)
    locked = Change.objects.select_for_update().select_related("enrollment__exchange", "household").get(pk=change.pk)
    if locked.status == Change.Status.DONE and locked.submission == submission:
        return locked
    _check_open(locked)
    if not any(letter.isalpha() for letter in signature):
        raise NotEligible(_("Type your full name to sign."), code="not_signed", field="signature")
    by = by_of(actor, locked.enrollment)
    doer, attestation = acting(actor, by=by), " ".join(attestation.split())
    if doer is not actor:
        _check_agreed(how, attestation)
        locked.see(agreed_by=how, attestation=attestation)
        say_of(events.ChangeAgreed(locked.reference, how), locked, actor, on)
    try:
        ahead = ahead_of_death(locked, actor=doer, by=by, on=on)
        planned = work_out(locked, actor=doer, by=by, on=on)
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused
    if (seen := preview_of(planned, on=on, ahead=ahead)).digest != shown:
        raise PreviewChanged()
    if dental_too and (dental := dental_without_health(locked, seen)) is not None:
        _end_on(seen.last, locked_enrollment(dental), locked, actor=doer, by=by, on=on, signature=signature)
        planned = work_out(locked, actor=doer, by=by, on=on)
    locked.submission = submission
    locked.save(update_fields=["submission"])
    return carried_out(planned, actor, on, ahead, signature=" ".join(signature.split()))


def _end_on(last: date, dental: Enrollment, health: Change, *, actor: Actor, by: str, on: date, signature: str) -> None:
    """First, so that what is told of the health plan counts it. Medicaid and the like end both on the day before them."""
    kind = health.kind if KINDS[health.kind].cause == "other_coverage" else "end"
    change = Change.objects.create(
        exchange=dental.exchange, household=health.household, enrollment=dental, kind=kind, status=Change.Status.DONE, done_on=on,
        happened_on=last if kind == "end" else health.happened_on, reported_on=on,
    )  # fmt: skip
    say_of(events.ChangeReported(change.reference), change, actor, on)
    carry_out(work_out(change, actor=actor, by=by, on=on), actor=actor, on=on, signature=" ".join(signature.split()))


def _check_agreed(how: str, attestation: str) -> None:
    """What stands for a signature that nobody sees us take: how it was given, and of a call where it is recorded."""
    if how not in Change.By.values:
        raise NotEligible(_("Choose how they agreed."), code="not_said_how", field="how")
    if how == Change.By.PHONE and not attestation:
        raise NotEligible(_("Write where the recording is."), code="not_recorded", field="attestation")


@transaction.atomic
def leave_to_staff(*, actor: Actor, change: Change, on: date) -> Change:
    """Send a change that only a human can work out to the queue. Raises WrongState where it needs none."""
    may_finish(actor, change)
    locked = Change.objects.select_for_update().get(pk=change.pk)
    if locked.status == Change.Status.NEEDS_PERSON:
        return locked
    _check_open(locked)
    try:
        preview_change(actor=actor, change=locked, on=on)
    except NeedsPerson as needs:
        locked.see(status=Change.Status.NEEDS_PERSON, asks=needs.asks)
        say_of(events.ChangeLeftToStaff(locked.reference), locked, actor, on)
        post_received(locked, on=on)
        return locked
    raise WrongState(_("You can finish this change yourself."), code="needs_nobody")


@transaction.atomic
def withdraw_change(*, actor: Actor, change: Change, on: date) -> Change:
    """Take a report back. Answers that were begun stay as a draft. Said twice, it is said once.

    What only the exchange may tell, only the exchange takes back. Raises NotAllowed, WrongState.
    """
    may_finish(actor, change)
    locked = Change.objects.select_for_update().get(pk=change.pk)
    if by_of(actor, locked.enrollment) == "enrollee" and not KINDS[locked.kind].online:
        raise NotAllowed(f"a change of the kind {locked.kind!r} is not the household's to take back")
    if locked.status == Change.Status.WITHDRAWN:
        return locked
    if locked.status not in {Change.Status.OPEN, Change.Status.NEEDS_PERSON}:
        raise WrongState(_("This change is done already."), code="change_done")
    locked.see(status=Change.Status.WITHDRAWN, done_on=on)
    say_of(events.ChangeClosed(locked.reference, "withdrawn"), locked, actor, on)
    return locked


def may_finish(actor: Actor, change: Change) -> None:
    """The household, or staff of its exchange while they see to it. Raises NotAllowed."""
    if not (change.told_by and actor.may(Permission.SETTLE_CHANGES, change.exchange)):
        actor.require(Permission.ENROLL, change)


def acting(actor: Actor, *, by: str) -> Actor:
    """Who works a change out: staff do it in the exchange's name, and the record says which of them."""
    return Actor.system(f"staff of {actor.label}") if by == "exchange" and actor.kind == "person" else actor


def carried_out(planned: Planned, actor: Actor, on: date, ahead: Ahead | None, *, signature: str = "") -> Change:
    """With what it means for other plans of the same people."""
    beside = {each.reference for each in plans_beside(planned.change)}
    done = carry_out(planned, actor=actor, on=on, signature=signature, later=beside, ahead=ahead)
    if done.kind == "death":
        death_beside(done, heard=planned.loaded.rows, on=on, ahead=ahead)
    return done


def _check_open(change: Change) -> None:
    if change.status != Change.Status.OPEN:
        raise WrongState(_("This change is done already."), code="change_done")


def say_of(fact: Fact, change: Change, actor: Actor, on: date) -> None:
    record(
        fact, by=actor, on=on, exchange=change.exchange.slug, subject=change.enrollment.reference,
        purpose="change in an enrollment",
    )  # fmt: skip
