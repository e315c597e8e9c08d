"""Help that goes on while an appeal is open, 45 CFR 155.525: that of the decision before the appealed one; it ends with the appeal.

The appealed decision stays the newest one. What is paid meanwhile beyond it is settled at tax time, 26 CFR 1.36B-4.
"""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from coverport.appeals.models import Appeal
from coverport.applications.decision import may_choose
from coverport.applications.determining import result_of
from coverport.applications.models import Determination, Household
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.verification.models import Redetermination
from coverport.core.access import Actor
from coverport.core.events import Fact, record
from coverport.enrollment import events
from coverport.enrollment.changes.carrying_out import carry_out
from coverport.enrollment.changes.following import first_whole_month
from coverport.enrollment.changes.help_of_before import KEEPS, level_before, number_of, waiting_appeals
from coverport.enrollment.changes.planning import work_out
from coverport.enrollment.choice.refusals import NeedsPerson
from coverport.enrollment.dates import help_counts
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import GOING_ON, Change, Enrollment, Kind
from coverport.enrollment.rules.transitions import NotPossible

US = Actor.system("enrollment")
ENDS = "appeal_ended"
# Why a human has to see to it.
BY_HAND = "keeps_help"
Status = Change.Status


@transaction.atomic
def keep_help(*, appeal: Appeal, on: date) -> list[Change]:
    """Bring the plans of the year back to the help of before; answers the changes. Done again nothing more is done.

    Nothing where it was not asked for, the appeal is closed already, or the appealed decision took no help from them.
    """
    Household.objects.select_for_update().get(pk=appeal.application.household_id)
    before = level_before(appeal.determination)
    if not (appeal.keeps_help and appeal.is_open) or before is None or not took_help(before, appeal.determination):
        return []
    found = []
    for enrollment in _touched(appeal):
        first = _from(enrollment, appeal, on)
        there = enrollment.changes.filter(kind=KEEPS, authority__endswith=number_of(appeal)).first()
        if there or first <= date(enrollment.year, 12, 31):
            found.append(there or _keep(enrollment, appeal, before, first, on))
    return found


@transaction.atomic
def end_kept_help(*, appeal: Appeal, on: date) -> list[Change]:
    """The appeal was lost, or dismissed: the decision counts again, from the first month after that on. Done again nothing more is done.

    A won one keeps the help until the new decision is signed, which goes its own way. What another decision settled since then stays.
    """
    Household.objects.select_for_update().get(pk=appeal.application.household_id)
    kept = Change.objects.filter(
        household=appeal.application.household_id, kind=KEEPS, authority__endswith=number_of(appeal)
    )
    for waiting in kept.filter(status=Status.NEEDS_PERSON):
        waiting.see(status=Status.WITHDRAWN, done_on=on)
        _say(events.ChangeClosed(waiting.reference, "withdrawn"), waiting, on)
    if (
        appeal.status not in {Appeal.Status.LOST, Appeal.Status.DISMISSED}
        or not kept.filter(status=Status.DONE).exists()
    ):
        return []
    if waiting_appeals(
        application__household=appeal.application.household_id, application__year=appeal.application.year
    ).exists():
        return []  # that of another decision has help go on
    mine = _plans(appeal).filter(GOING_ON, determination__lt=appeal.determination_id)
    return [change for each in mine if (change := _end(locked_enrollment(each), appeal, on)) is not None]


def decision_for(change: Change) -> Determination | None:
    """By which staff carry out what waits for them because of an appeal; None for every other change."""
    if change.kind != KEEPS:
        return None
    appeal = Appeal.objects.select_related("determination__application").get(reference=change.authority[-9:])
    return level_before(appeal.determination)


def took_help(before: Determination, now: Determination) -> bool:
    """Whether a decision pays less credit than the one before it, or leaves somebody other cost-sharing, or no plan."""
    had, has = result_of(before), result_of(now)
    variants = {one.id: one.csr_variant for one in has.people}
    changed = any(variants.get(one.id, one.csr_variant) != one.csr_variant for one in had.people)
    return (had.aptc or 0) > (has.aptc or 0) or changed or _lost_people(before, now)


def _lost_people(before: Determination, now: Determination) -> bool:
    """Whether somebody could be on a plan and cannot any more: they come back only by hand."""
    had, has = result_of(before), result_of(now)
    known = {one.id for one in had.people} & {one.id for one in has.people}
    people = [one for one in applicants_of(before.application) if one.person.reference in known]
    return any(may_choose(had, one) and not may_choose(has, one) for one in people)


def _plans(appeal: Appeal) -> QuerySet[Enrollment]:
    mine = Enrollment.objects.filter(
        application__household=appeal.application.household_id, year=appeal.application.year, kind=Kind.MEDICAL
    )
    return mine.select_related("exchange", "application__household").order_by("id")


def _touched(appeal: Appeal) -> list[Enrollment]:
    """The plans that go on by the appealed decision, and those that an office ended because of it."""
    on_it = _plans(appeal).filter(GOING_ON, determination=appeal.determination)
    ended = _plans(appeal).filter(
        status="terminated", end_cause="lost_eligibility", followed_by=None, changes__kind="redetermined",
        changes__application=appeal.determination.application,
    )  # fmt: skip
    return [locked_enrollment(each) for each in (*on_it, *ended.distinct())]


def _from(enrollment: Enrollment, appeal: Appeal, on: date) -> date:
    """From the month in which the appealed decision would begin to count; where it does already, from the next one on, 155.330(f)."""
    counts = help_counts(told=on, state=enrollment.application.state).day
    done = Change.objects.filter(
        household=appeal.application.household_id, application=appeal.determination.application, status=Status.DONE
    ).exclude(kind__in=(KEEPS, ENDS))  # fmt: skip
    began = done.order_by("-id").values_list("effective_on", flat=True).first()
    return max(began or counts, counts, enrollment.start)


def _keep(enrollment: Enrollment, appeal: Appeal, before: Determination, first: date, on: date) -> Change:
    change = _change(KEEPS, enrollment, before, first, f"45 CFR 155.525(b); {number_of(appeal)}", on)
    by_hand = not enrollment.going_on or _with_other_people(before, appeal.determination)
    return _left(change, BY_HAND, on) if by_hand else _done(change, before, on)


def _with_other_people(before: Determination, now: Determination) -> bool:
    """Whether other answers were signed since then, or somebody left the plan: that is brought back by who looks at it."""
    left = Redetermination.objects.filter(determination=now).exclude(leaves=[])
    return before.application_id != now.application_id or left.exists() or _lost_people(before, now)


def _end(enrollment: Enrollment, appeal: Appeal, on: date) -> Change | None:
    assert appeal.effective_on is not None, "it is closed"
    counts = help_counts(told=on, state=enrollment.application.state).day
    first = max(first_whole_month(appeal.effective_on), counts, enrollment.start)
    if first > date(enrollment.year, 12, 31):
        return None
    authority = f"45 CFR 155.525(a), 155.545; {number_of(appeal)}"
    stands = determination_of(appeal.determination.application) or appeal.determination
    return _done(_change(ENDS, enrollment, stands, first, authority, on), stands, on)


def _change(
    kind: str, enrollment: Enrollment, decision: Determination, first: date, authority: str, on: date
) -> Change:
    # Done from its first moment, so that it may stand beside a change that the person has begun to tell.
    return Change.objects.create(
        exchange=enrollment.exchange, household=enrollment.application.household, enrollment=enrollment, kind=kind,
        status=Status.DONE, done_on=on, happened_on=on, reported_on=on, application=decision.application, effective_on=first,
        rule="granted", authority=authority,
    )  # fmt: skip


def _done(change: Change, decision: Determination, on: date) -> Change:
    """Carry it out by this decision; what only a human can work out is left to staff."""
    try:
        with transaction.atomic():
            planned = work_out(change, actor=US, by="exchange", on=on, decision=decision)
            return carry_out(planned, actor=US, on=on)
    except (NeedsPerson, NotPossible) as needs:
        return _left(change, needs.asks if isinstance(needs, NeedsPerson) else "not_possible", on)


def _left(change: Change, asks: str, on: date) -> Change:
    change.see(status=Status.NEEDS_PERSON, asks=asks, done_on=None, effective_on=None, rule="")
    _say(events.ChangeLeftToStaff(change.reference), change, on)
    return change


def _say(happened: Fact, change: Change, on: date) -> None:
    record(
        happened, by=US, on=on, exchange=change.exchange.slug, subject=change.enrollment.reference,
        purpose="help while an appeal is open, 45 CFR 155.525",
    )  # fmt: skip
