"""The verbs of a change: report it, see what it would do, agree to it, take it back; staff take in what is told them, and settle."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.revision import revise_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.enrollment import events
from coverport.enrollment.carrying_out import carry_out
from coverport.enrollment.change_notices import post_settled
from coverport.enrollment.dates import last_day
from coverport.enrollment.ending import by_of, locked_enrollment
from coverport.enrollment.following import ahead_of_death, death_beside, plans_beside
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.pending_appeal import decision_for
from coverport.enrollment.planning import Planned, newest_application, work_out
from coverport.enrollment.previewing import Ahead, Preview, preview, preview_of
from coverport.enrollment.refusals import (
    ChangeWaits,
    NeedsPerson,
    NotEligible,
    NotNow,
    PreviewChanged,
    WrongState,
)
from coverport.enrollment.report_notices import post_received
from coverport.enrollment.reported_days import check_day
from coverport.enrollment.rules.kinds import KINDS, TAKEN_IN, TOLD_TO_STAFF
from coverport.enrollment.rules.transitions import ACTIVE, NotPossible


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
    _check(locked, kind, happened_on, people, by=by, on=on)
    if there := _open(locked):
        return _the_same(there, kind, happened_on, people, application)
    way = KINDS[kind].way
    if way == "answers" and application is None:
        application = revise_application(actor=actor, application=newest_application(locked), on=on)
    change = Change.objects.create(
        exchange=locked.exchange, household=locked.application.household, enrollment=locked, kind=kind,
        happened_on=happened_on, reported_on=on, people=sorted(people), application=application,
    )  # fmt: skip
    _say(events.ChangeReported(change.reference), change, actor, on)
    if by != "enrollee":  # they saw no page of it
        post_received(change, on=on)
    return change


def _open(enrollment: Enrollment) -> Change | None:
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


def _check(enrollment: Enrollment, kind: str, happened_on: date, people: Collection[str], *, by: str, on: date) -> None:
    if enrollment.status not in ACTIVE:
        raise NotNow(_("This plan has ended. Call us about changes."), code="ended")
    if kind not in KINDS or (by == "enrollee" and not KINDS[kind].online):
        raise NotAllowed(f"a change of the kind {kind!r} cannot be reported here")
    check_day(enrollment, kind, happened_on, on)
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
    actor.require(Permission.ENROLL, change)
    try:
        by = by_of(actor, change.enrollment)
        return preview(change, actor=actor, by=by, on=on, ahead=ahead_of_death(change, actor=actor, by=by, on=on))
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused


@transaction.atomic
def agree_to_change(*, actor: Actor, change: Change, signature: str, shown: str, submission: UUID, on: date) -> Change:
    """Do what was shown, all of it or nothing. shown: the digest of the preview. The same form sent again is done once.

    Raises NotAllowed, WrongState, PreviewChanged, NeedsPerson, NotAnswered.
    """
    actor.require(Permission.ENROLL, change)
    locked_enrollment(change.enrollment)
    locked = Change.objects.select_for_update().select_related("enrollment__exchange", "household").get(pk=change.pk)
    if locked.status == Change.Status.DONE and locked.submission == submission:
        return locked
    _check_open(locked)
    if not any(letter.isalpha() for letter in signature):
        raise NotEligible(_("Type your full name to sign."), code="not_signed", field="signature")
    try:
        by = by_of(actor, locked.enrollment)
        ahead = ahead_of_death(locked, actor=actor, by=by, on=on)
        planned = work_out(locked, actor=actor, by=by, on=on)
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused
    if preview_of(planned, on=on, ahead=ahead).digest != shown:
        raise PreviewChanged()
    locked.submission = submission
    locked.save(update_fields=["submission"])
    return _carried_out(planned, actor, on, ahead, signature=" ".join(signature.split()))


@transaction.atomic
def leave_to_staff(*, actor: Actor, change: Change, on: date) -> Change:
    """Send a change that only a human can work out to the queue. Raises WrongState where it needs none."""
    actor.require(Permission.ENROLL, change)
    locked = Change.objects.select_for_update().get(pk=change.pk)
    if locked.status == Change.Status.NEEDS_PERSON:
        return locked
    _check_open(locked)
    try:
        preview_change(actor=actor, change=locked, on=on)
    except NeedsPerson as needs:
        locked.see(status=Change.Status.NEEDS_PERSON, asks=needs.asks)
        _say(events.ChangeLeftToStaff(locked.reference), locked, actor, on)
        post_received(locked, on=on)
        return locked
    raise WrongState(_("You can finish this change yourself."), code="needs_nobody")


@transaction.atomic
def withdraw_change(*, actor: Actor, change: Change, on: date) -> Change:
    """Take a report back. Answers that were begun stay as a draft. Said twice, it is said once.

    What only the exchange may tell, only the exchange takes back. Raises NotAllowed, WrongState.
    """
    actor.require(Permission.ENROLL, change)
    locked = Change.objects.select_for_update().get(pk=change.pk)
    if by_of(actor, locked.enrollment) == "enrollee" and not KINDS[locked.kind].online:
        raise NotAllowed(f"a change of the kind {locked.kind!r} is not the household's to take back")
    if locked.status == Change.Status.WITHDRAWN:
        return locked
    if locked.status not in {Change.Status.OPEN, Change.Status.NEEDS_PERSON}:
        raise WrongState(_("This change is done already."), code="change_done")
    locked.see(status=Change.Status.WITHDRAWN, done_on=on)
    _say(events.ChangeClosed(locked.reference, "withdrawn"), locked, actor, on)
    return locked


@transaction.atomic
def take_in_change(
    *, actor: Actor, enrollment: Enrollment, kind: str, happened_on: date, on: date, people: Collection[str] = ()
) -> Change:
    """Staff write down what somebody told them by telephone, by letter or in person, and nothing happens until they settle it.

    It waits in the queue with the authority of its last day, 45 CFR 155.430(d). The same told again is the same change. kind: one of
    TAKEN_IN; people: as for report_change. Raises NotAllowed, NotNow, NotEligible.
    """
    actor.require(Permission.SETTLE_CHANGES, enrollment.exchange)
    locked = locked_enrollment(enrollment)
    if kind not in TAKEN_IN:
        raise NotAllowed(f"a change of the kind {kind!r} is not taken in here")
    _check(locked, kind, happened_on, people, by="exchange", on=on)
    told: dict[str, Any] = {
        "enrollment": locked, "kind": kind, "happened_on": happened_on, "people": sorted(people),
        "status": Change.Status.NEEDS_PERSON, "asks": TOLD_TO_STAFF,
    }  # fmt: skip
    if (there := Change.objects.filter(**told).first()) is not None:
        return there
    counts = last_day(KINDS[kind].cause, told=on, happened=happened_on, state=locked.application.state)
    change = Change.objects.create(
        exchange=locked.exchange,
        household=locked.application.household,
        reported_on=on,
        authority=counts.authority,
        **told,
    )
    _say(events.ChangeReported(change.reference), change, actor, on)
    return change


def preview_taken_in(*, actor: Actor, change: Change, on: date) -> Preview:
    """What it would do if it were carried out with the last day that the law gives. Raises NotAllowed, NeedsPerson."""
    actor.require(Permission.SETTLE_CHANGES, change.exchange)
    staff = _staff(actor)
    try:
        ahead = ahead_of_death(change, actor=staff, by="exchange", on=on)
        return preview(change, actor=staff, by="exchange", on=on, ahead=ahead)
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused


@transaction.atomic
def settle_change(*, actor: Actor, change: Change, answer: str, on: date, grant: date | None = None) -> Change:
    """Staff answer a change in the queue, once. grant: the day from which it is carried out after all; None: it is not.

    Raises NotAllowed, NotEligible without an answer, WrongState where another answer was first, NeedsPerson where even with the day
    it cannot be carried out.
    """
    actor.require(Permission.SETTLE_CHANGES, change.exchange)
    locked_enrollment(change.enrollment)
    locked = Change.objects.select_for_update().select_related("enrollment__exchange", "household").get(pk=change.pk)
    if _answered_so(locked, answer, grant):
        return locked
    if locked.status != Change.Status.NEEDS_PERSON:
        raise WrongState(
            _("This change does not wait for us any more. What you wrote was not sent."), code="not_in_queue"
        )
    if not answer.strip():
        raise NotEligible(_("Write what you found out. It stays in the record."), code="no_answer", field="answer")
    if grant is not None:
        return _grant(locked, answer, grant, actor, on)
    locked.see(status=Change.Status.SETTLED, answer=answer.strip(), done_on=on)
    post_settled(locked, on=on)
    _say(events.ChangeClosed(locked.reference, "settled"), locked, actor, on)
    return locked


def _answered_so(change: Change, answer: str, grant: date | None) -> bool:
    """Whether it is answered with these words, and carried out or not, as by the same form sent twice."""
    status = Change.Status.SETTLED if grant is None else Change.Status.DONE
    return change.status == status and change.answer == answer.strip() != ""


def _grant(locked: Change, answer: str, grant: date, actor: Actor, on: date) -> Change:
    """45 CFR 155.420(d)(4), (5), (9) and (b)(2)(iii): the day that the circumstances ask for, set by a person.

    What an office asked for stays on its own authority. Done from its first moment, as it may stand beside a change that the person
    has begun to tell.
    """
    locked.see(
        status=Change.Status.DONE, done_on=on, answer=answer.strip(), effective_on=grant, rule="granted",
        authority=locked.authority or "45 CFR 155.420(b)(2)(iii)",
    )  # fmt: skip
    try:
        staff = _staff(actor)
        ahead = ahead_of_death(locked, actor=staff, by="exchange", on=on)
        planned = work_out(locked, actor=staff, by="exchange", on=on, decision=decision_for(locked))
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused
    return _carried_out(planned, actor, on, ahead)


def _staff(actor: Actor) -> Actor:
    return Actor.system(f"staff of {actor.label}")


def _carried_out(planned: Planned, actor: Actor, on: date, ahead: Ahead | None, *, signature: str = "") -> Change:
    """With what it means for other plans of the same people."""
    beside = {each.reference for each in plans_beside(planned.change)}
    done = carry_out(planned, actor=actor, on=on, signature=signature, later=beside, ahead=ahead)
    if done.kind == "death":
        death_beside(done, heard=planned.loaded.rows, on=on, ahead=ahead)
    return done


def _check_open(change: Change) -> None:
    if change.status != Change.Status.OPEN:
        raise WrongState(_("This change is done already."), code="change_done")


def _say(fact: Fact, change: Change, actor: Actor, on: date) -> None:
    record(
        fact, by=actor, on=on, exchange=change.exchange.slug, subject=change.enrollment.reference,
        purpose="change in an enrollment",
    )  # fmt: skip
