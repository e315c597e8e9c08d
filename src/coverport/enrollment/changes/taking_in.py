"""The verbs of staff: take in what somebody tells them, see what it would do from a day, carry it out from that day or say why not."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.enrollment import events
from coverport.enrollment.changes.following import ahead_of_death
from coverport.enrollment.changes.notices import post_settled
from coverport.enrollment.changes.pending_appeal import decision_for
from coverport.enrollment.changes.planning import Planned, work_out
from coverport.enrollment.changes.previewing import Ahead, Preview, preview, preview_of
from coverport.enrollment.changes.report_notices import post_received
from coverport.enrollment.changes.reporting import acting, begin_change, carried_out, check_report, open_change, say_of
from coverport.enrollment.choice.refusals import ChangeWaits, NeedsPerson, NotEligible, PreviewChanged, WrongState
from coverport.enrollment.dates import last_day
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.kinds import KINDS, TAKEN_IN, TOLD_TO_STAFF
from coverport.enrollment.rules.transitions import NotPossible


@transaction.atomic
def take_in_change(
    *, actor: Actor, enrollment: Enrollment, kind: str, happened_on: date, on: date, people: Collection[str] = (),
    how: str = Change.By.PHONE,
) -> Change:  # fmt: skip
    """Staff write down what somebody told them by telephone, by letter or in person, and nothing happens until it is carried out.

    Where the kind asks for answers, a draft of them is begun, and the person agrees to what comes of them (`agree_to_change`). Else it
    waits in the queue with the authority of its last day, 45 CFR 155.430(d). The same told again is the same change, also one that the
    household began. kind: one of TAKEN_IN; people: as for report_change. Raises NotAllowed, NotNow, NotEligible, ChangeWaits.
    """
    actor.require(Permission.SETTLE_CHANGES, enrollment.exchange)
    locked = locked_enrollment(enrollment)
    if kind not in TAKEN_IN or how not in Change.By.values:
        raise NotAllowed(f"a change of the kind {kind!r} is not taken in here")
    same = {"enrollment": locked, "kind": kind, "happened_on": happened_on, "people": sorted(people)}
    waiting = (Change.Status.OPEN, Change.Status.NEEDS_PERSON)
    if (there := Change.objects.select_for_update().filter(**same, status__in=waiting).first()) is not None:
        return _taken_up(there, how, actor, on)
    check_report(locked, kind, happened_on, people, by="exchange", on=on)
    if KINDS[kind].way == "answers":
        return _begun(locked, kind, happened_on, how, actor, on)
    counts = last_day(KINDS[kind].cause, told=on, happened=happened_on, state=locked.application.state)
    change = Change.objects.create(
        exchange=locked.exchange, household=locked.application.household, reported_on=on, authority=counts.authority,
        status=Change.Status.NEEDS_PERSON, asks=TOLD_TO_STAFF, told_by=how, **same,
    )  # fmt: skip
    say_of(events.ChangeReported(change.reference), change, actor, on)
    say_of(events.ChangeTakenIn(change.reference, how), change, actor, on)
    return change


def _begun(locked: Enrollment, kind: str, happened_on: date, how: str, actor: Actor, on: date) -> Change:
    if (there := open_change(locked)) is not None:
        raise ChangeWaits(
            _("Another change of this household is not finished. Finish it or take it back first."),
            change=there.reference,
        )
    change = begin_change(
        actor=actor, enrollment=locked, kind=kind, happened_on=happened_on, people=(), told_by=how, on=on
    )
    say_of(events.ChangeTakenIn(change.reference, how), change, actor, on)
    return change


def _taken_up(there: Change, how: str, actor: Actor, on: date) -> Change:
    if not there.told_by:
        there.see(told_by=how)
        say_of(events.ChangeTakenIn(there.reference, how), there, actor, on)
    return there


@transaction.atomic
def leave_to_household(*, actor: Actor, change: Change, on: date) -> Change:
    """What staff began with somebody is finished by the household on its own page; a letter says so. Raises NotAllowed, WrongState."""
    actor.require(Permission.SETTLE_CHANGES, change.exchange)
    locked = Change.objects.select_for_update(of=("self",)).select_related("exchange", "application").get(pk=change.pk)
    if locked.status != Change.Status.OPEN:
        raise WrongState(_("This change is done already."), code="change_done")
    if not locked.told_by:
        return locked
    locked.see(told_by="")
    post_received(locked, on=on)
    draft = locked.application.reference if locked.application else ""
    say_of(events.ChangeLeftToHousehold(locked.reference, draft), locked, actor, on)
    return locked


def preview_taken_in(*, actor: Actor, change: Change, on: date, grant: date | None = None) -> Preview:
    """What it would do if it were carried out from a day; without one, with the last day that the law gives. Nothing happens.

    Raises NotAllowed, NeedsPerson.
    """
    actor.require(Permission.SETTLE_CHANGES, change.exchange)
    with transaction.atomic():
        day = grant or _day_of_the_law(change, actor, on)
        seen = Change.objects.select_related("enrollment__exchange", "household").get(pk=change.pk)
        planned, ahead = _granted(seen, day, actor, on)
        shown = preview_of(planned, on=on, ahead=ahead)
        transaction.set_rollback(True)
    return shown


def _day_of_the_law(change: Change, actor: Actor, on: date) -> date:
    try:
        return preview(change, actor=acting(actor, by="exchange"), by="exchange", on=on).counts
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused


@transaction.atomic
def settle_change(
    *, actor: Actor, change: Change, answer: str, on: date, grant: date | None = None, shown: str | None = None
) -> Change:
    """Staff answer a change in the queue, once. grant: the day from which it is carried out after all; None: it is not.

    shown: the digest of the preview that they saw; None where nobody looks at one. Raises NotAllowed, NotEligible without an answer,
    WrongState where another answer was first, NeedsPerson where even with the day it cannot be carried out, PreviewChanged where it
    would do something else than was shown.
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
        locked.answer = answer.strip()
        planned, ahead = _granted(locked, grant, actor, on)
        if shown is not None and preview_of(planned, on=on, ahead=ahead).digest != shown:
            raise PreviewChanged()
        return carried_out(planned, actor, on, ahead)
    locked.see(status=Change.Status.SETTLED, answer=answer.strip(), done_on=on)
    post_settled(locked, on=on)
    say_of(events.ChangeClosed(locked.reference, "settled"), locked, actor, on)
    return locked


def _answered_so(change: Change, answer: str, grant: date | None) -> bool:
    """Whether it is answered with these words, and carried out or not, as by the same form sent twice."""
    status = Change.Status.SETTLED if grant is None else Change.Status.DONE
    return change.status == status and change.answer == answer.strip() != ""


def _granted(change: Change, day: date, actor: Actor, on: date) -> tuple[Planned, Ahead | None]:
    """45 CFR 155.420(d)(4), (5), (9) and (b)(2)(iii): the day that the circumstances ask for, set by a person.

    What an office asked for stays on its own authority. Done from its first moment, as it may stand beside a change that the person
    has begun to tell.
    """
    change.see(
        status=Change.Status.DONE, done_on=on, answer=change.answer, effective_on=day, rule="granted",
        authority=change.authority or "45 CFR 155.420(b)(2)(iii)",
    )  # fmt: skip
    return _worked_out(change, actor, on)


def _worked_out(change: Change, actor: Actor, on: date) -> tuple[Planned, Ahead | None]:
    """With what changes beside it."""
    staff = acting(actor, by="exchange")
    try:
        ahead = ahead_of_death(change, actor=staff, by="exchange", on=on)
        return work_out(change, actor=staff, by="exchange", on=on, decision=decision_for(change)), ahead
    except NotPossible as refused:
        raise NeedsPerson("not_possible") from refused
