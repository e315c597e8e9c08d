"""What a new decision of an office does to the plans that people have: the credit changes, and who cannot be on a plan leaves it."""

from datetime import date, timedelta

from django.db import transaction

from coverport.applications.models import Application
from coverport.applications.verification.models import Redetermination
from coverport.core.access import Actor
from coverport.core.dates import first_of_month
from coverport.core.events import record
from coverport.enrollment import events
from coverport.enrollment.carrying_out import carry_out
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Change, Enrollment, Kind
from coverport.enrollment.planning import newest_application, work_out
from coverport.enrollment.refusals import NeedsPerson
from coverport.enrollment.rules.transitions import ACTIVE, COVERING, NotPossible

US = Actor.system("enrollment")


@transaction.atomic
def follow_decision(*, made: Redetermination, on: date) -> list[Change]:
    """Bring every plan of the year that goes on to a new decision; answers the changes. Done again, it finds them done.

    Who has signed changed answers since then has a newer decision of their own, and nothing is done.
    """
    application = made.determination.application
    mine = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year, kind=Kind.MEDICAL, status__in=ACTIVE
    )
    found = []
    for enrollment in mine.select_related("exchange", "application__household").order_by("id"):
        locked = locked_enrollment(enrollment)
        if locked.status in ACTIVE and newest_application(locked) == application:
            found.append(_follow(locked, made, on))
    return found


def _follow(enrollment: Enrollment, made: Redetermination, on: date) -> Change:
    there = enrollment.changes.filter(kind="redetermined", application=made.determination.application)
    if done := there.filter(authority=_authority(made), reported_on=on).first():
        return done
    # Done in this transaction, so that it may stand beside a change that the person has begun to tell.
    change = Change.objects.create(
        exchange=enrollment.exchange, household=enrollment.application.household, enrollment=enrollment, kind="redetermined",
        status=Change.Status.DONE, done_on=on, happened_on=on, reported_on=on, application=made.determination.application,
        people=made.leaves, effective_on=max(first_whole_month(made.effective_on), enrollment.start), rule="granted",
        authority=_authority(made),
    )  # fmt: skip
    return _done_or_left(change, on)


def _done_or_left(change: Change, on: date) -> Change:
    """Carry it out, or leave it to staff where only a human can."""
    try:
        with transaction.atomic():
            return carry_out(work_out(change, actor=US, by="exchange", on=on), actor=US, on=on)
    except (NeedsPerson, NotPossible) as needs:
        asks = needs.asks if isinstance(needs, NeedsPerson) else "not_possible"
        change.see(status=Change.Status.NEEDS_PERSON, asks=asks, done_on=None, effective_on=None, rule="")
        record(
            events.ChangeLeftToStaff(change.reference), by=US, on=on, exchange=change.exchange.slug,
            subject=change.enrollment.reference, purpose="change in an enrollment",
        )  # fmt: skip
        return change


@transaction.atomic
def follow_death(*, application: Application, person: str, died_on: date, on: date) -> list[Change]:
    """End the coverage of somebody who has died, from that day: whoever else is on a plan stays. person: a reference.

    Also on the plan of the next year, which covers them on no day.
    """
    return [
        _without_the_dead(each, person, died_on, on) for each in covering(application.household_id, person, died_on)
    ]


def death_beside(change: Change, *, on: date) -> list[Change]:
    """After a death that was agreed to for one plan: the others that covered the same people, such as a dental plan, in its transaction."""
    household, died_on = change.enrollment.application.household_id, change.happened_on
    return [
        _without_the_dead(each, person, died_on, on)
        for person in change.people
        for each in covering(household, person, died_on)
    ]


def covering(household: int, person: str, died_on: date) -> list[Enrollment]:
    """The plans that cover somebody (by reference) after the day of their death, and were not told of it yet; health before dental.

    Also what ended after that day, or with its year.
    """
    told = Change.objects.filter(
        household=household, kind="death", people__contains=[person], status__in=("done", "needs_person")
    )
    mine = Enrollment.objects.filter(
        application__household=household, status__in=COVERING, members__person__reference=person, members__active=True,
        members__coverage__endswith__gt=died_on + timedelta(days=1),  # a range's upper end is the day after its last
    ).exclude(pk__in=told.values("enrollment"))  # fmt: skip
    return list(mine.select_related("exchange", "application__household").order_by("year", "-kind", "id").distinct())


def _without_the_dead(enrollment: Enrollment, person: str, died_on: date, on: date) -> Change:
    locked = locked_enrollment(enrollment)
    change = Change.objects.create(
        exchange=locked.exchange, household=locked.application.household, enrollment=locked, kind="death",
        status=Change.Status.DONE, done_on=on, happened_on=died_on, reported_on=on, people=[person],
    )  # fmt: skip
    return _done_or_left(change, on)


def first_whole_month(day: date) -> date:
    """Credit is paid by the month: a decision that counts from the middle of one counts from the next, 45 CFR 155.330(f)(1)."""
    return day if day.day == 1 else first_of_month(day, 1)


def _authority(made: Redetermination) -> str:
    """With the decision, so that one decision is one change."""
    return f"{made.authority}; decision {made.determination.reference}"
