"""The verbs that end coverage or bring it back: take a choice back, end, rescind, reinstate, let the year run out."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.deaths import take_deaths_back
from coverport.core.access import Actor, Permission
from coverport.core.dates import first_of_month
from coverport.core.errors import NotAllowed
from coverport.enrollment.beside import tell_the_others, write_amounts_of, write_year
from coverport.enrollment.changes.carrying_out import carry_out
from coverport.enrollment.changes.notices import post_reinstated
from coverport.enrollment.changes.planning import work_out
from coverport.enrollment.changes.recording import say_one, write_policy
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.effectuating import go_on_from
from coverport.enrollment.events import EnrollmentExpired, EnrollmentReinstated, EnrollmentTerminated
from coverport.enrollment.household_year import load
from coverport.enrollment.locking import by_of as by_of
from coverport.enrollment.locking import go as go
from coverport.enrollment.locking import locked_enrollment as locked_enrollment
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.own_ends import cut_end, own_end
from coverport.enrollment.rules import policies
from coverport.enrollment.rules.kinds import CAUSES, KINDS
from coverport.enrollment.rules.transitions import ACTIVE, STANDING, NotPossible
from coverport.exchanges.models import Exchange

# The kind of change that a cause is recorded as, where an office ends coverage.
_KIND_OF = {"requested": "end", "death": "end_by_death"} | {
    kind.cause: name for name, kind in KINDS.items() if kind.way == "end" and kind.cause not in {"requested", "death"}
}


@transaction.atomic
def cancel_selection(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """Take a choice back before coverage is sure, as if it had never been. Raises WrongState once it is sure.

    A person can do so where the insurer has heard nothing yet: the exchange bills, or it is pended. Elsewhere the system tells it.
    """
    actor.require(Permission.ENROLL, enrollment)
    if actor.kind == "person" and enrollment.biller == "issuer" and not enrollment.pended:
        raise WrongState(_("The insurer knows of your choice already. Call us to cancel it."), code="insurer_was_told")
    locked = locked_enrollment(enrollment)
    if not locked.tentative:
        raise WrongState(f"enrollment {locked.reference} is {locked.status} and cannot become canceled")
    return _end(locked, "end", locked.start, actor, on)


@transaction.atomic
def end_coverage(
    *, actor: Actor, enrollment: Enrollment, cause: str, last: date, on: date, tell: bool = True
) -> Enrollment:
    """End coverage after a day, for a cause of rules/kinds.py: terminated, canceled where it had not begun, voided for fraud.

    For those who know the day: billing after a grace period, edi by the insurer's word, staff. Enrollees report a change instead.
    tell: whether the letter is posted here. Raises NotAllowed, WrongState.
    """
    by = by_of(actor, enrollment)
    if by == "enrollee" or by not in CAUSES[cause]:
        raise NotAllowed(f"{actor.label} may not end coverage for the cause {cause}")
    locked = locked_enrollment(enrollment)
    return _end(locked, _KIND_OF[cause], last, actor, on, tell=tell)


@transaction.atomic
def end_for_another(*, actor: Actor, enrollment: Enrollment, last: date, on: date) -> Enrollment:
    """End a plan because another one was chosen. Only `select_plan` knows that; it has the permission and the day. Raises WrongState.

    What waits for its first payment and was to begin before keeps the days until then, for which it waits on; else it is canceled.
    """
    locked = locked_enrollment(enrollment)
    if locked.status not in ACTIVE or (locked.cut and last >= locked.end):
        raise WrongState(_("This plan has ended. Call us about changes."), code="ended")
    return _end(locked, "plan_change", last, actor, on, alone=True)


def _end(
    locked: Enrollment, kind: str, last: date, actor: Actor, on: date, *, tell: bool = True, alone: bool = False
) -> Enrollment:
    # Done from its first moment, so that what a person has told and not finished holds back no end.
    change = Change.objects.create(
        exchange=locked.exchange, household=locked.application.household, enrollment=locked, kind=kind, happened_on=last,
        status=Change.Status.DONE, done_on=on, reported_on=on, effective_on=last, rule="granted", authority="45 CFR 155.430(b)",
    )  # fmt: skip
    by = by_of(actor, locked)
    try:
        carry_out(work_out(change, actor=actor, by=by, on=on), actor=actor, on=on, tell=tell, alone=alone)
    except NotPossible as refused:
        raise WrongState(f"enrollment {locked.reference}: {refused}") from refused
    locked.refresh_from_db()
    return locked


@transaction.atomic
def reinstate_coverage(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """Bring back coverage that had ended, without a gap, with the people and amounts that it had. Said twice, it is said once.

    Who has died since stays covered to that day. An insurer takes back its own end alone: where the exchange had told a later one, it
    ends by that. So does what was canceled while it waited to be paid for until another plan begins. Raises NotAllowed, WrongState
    where somebody has other coverage of the kind by now.
    """
    locked = locked_enrollment(enrollment)
    if locked.status == Enrollment.Status.REINSTATED:
        return locked
    if by_of(actor, locked) == "enrollee":
        raise NotAllowed("an enrollee asks for it; the insurer or the exchange does it")
    actor.require(Permission.SETTLE_CHANGES, locked.exchange)
    loaded = load(locked.application.household, locked.year)
    had, before = loaded, loaded.policy(locked.reference)
    died = _died_since(locked)
    if locked.end_cause == "death":
        take_deaths_back(loaded.household.pk, [span.person for span in before.kept or before.spans])
    if before.product[3] in died:
        raise WrongState(
            _("The person in whose name it is has died. Grant the others a time for choosing a plan instead."),
            code="died",
        )
    by = by_of(actor, locked)
    ends = cut_end(locked) or (own_end(locked) if by == "issuer" else None)
    try:
        policy = policies.reinstate(before, date(locked.year, 12, 31), by, died)
        if ends is not None:
            policy = policies.end(policy, ends.last, "exchange")
    except NotPossible as refused:
        raise WrongState(f"enrollment {locked.reference}: {refused}") from refused
    after = (*(each for each in loaded.policies if each.reference != policy.reference), policy)
    if policies.overlap(after) is not None:
        raise WrongState(_("Somebody has another plan for these days by now."), code="covered_elsewhere")
    write_policy(locked, policy, on=on, cause=ends.cause if ends else "", authority=ends.authority if ends else "")
    loaded = load(locked.application.household, locked.year)
    since = first_of_month(min(before.last + timedelta(days=1), policy.last))
    if before.status != "terminated":
        since = first_of_month(policy.first)
    year = write_year(loaded, since, on=on)
    write_amounts_of(year, locked.reference)
    locked.refresh_from_db()
    post_reinstated(locked, on=on)
    say_one(EnrollmentReinstated(locked.reference), locked, by=actor, on=on)
    if ends is not None:
        ended = EnrollmentTerminated(locked.reference, locked.end.isoformat(), ends.cause)
        say_one(ended, locked, by=Actor.system("enrollment"), on=on)
    tell_the_others(had, year, by=actor, on=on)
    if ends is not None:
        go_on_from(locked, on=on)
    return locked


def _died_since(enrollment: Enrollment) -> dict[str, date]:
    """Last days of who was told to have died, by reference. What ended by a death comes back because that was wrong."""
    if enrollment.end_cause == "death":
        return {}
    told = Change.objects.filter(household=enrollment.application.household_id, kind="death", status=Change.Status.DONE)
    return {person: change.happened_on for change in told for person in change.people}


@transaction.atomic
def expire_enrollments(*, actor: Actor, exchange: Exchange, year: int, on: date) -> int:
    """Close a plan year that is over: its enrollments run out; answers how many. Said again, it finds none.

    Not by the clock: what happened in December is told in January, and earlier months are still set right.
    """
    if actor.kind != "system":
        raise NotAllowed("the calendar alone ends a plan year")
    over = Enrollment.objects.select_for_update().filter(
        exchange=exchange, year=year, status__in=STANDING, end__lt=on, end=date(year, 12, 31)
    )
    found: Sequence[Enrollment] = list(over.select_related("exchange").order_by("id"))
    for enrollment in found:
        go(enrollment, Enrollment.Status.EXPIRED, actor)
        enrollment.save(update_fields=["status"])
        say_one(EnrollmentExpired(enrollment.reference), enrollment, by=actor, on=on)
    return len(found)
