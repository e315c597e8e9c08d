"""What a new decision of an office does to the plans that people have: the credit changes, and who cannot be on a plan leaves it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta

import msgspec
from django.db import transaction

from coverport.applications.models import Application
from coverport.applications.verification.models import Redetermination
from coverport.core.access import Actor
from coverport.core.dates import first_of_month
from coverport.core.events import record
from coverport.enrollment import events
from coverport.enrollment.changes.carrying_out import carry_out
from coverport.enrollment.changes.deaths import note_deaths_of
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.changes.planning import Planned, work_out
from coverport.enrollment.changes.previewing import Ahead, Also, Told
from coverport.enrollment.changes.recording import say
from coverport.enrollment.choice.refusals import NeedsPerson
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.household_year import HouseholdYear, load
from coverport.enrollment.models import GOING_ON, Change, Enrollment, Kind
from coverport.enrollment.rules.changing import messages
from coverport.enrollment.rules.transitions import COVERING, NotPossible
from coverport.enrollment.rules.year import PersonMonth

US = Actor.system("enrollment")
Rows = Sequence[PersonMonth]


@transaction.atomic
def follow_decision(*, made: Redetermination, on: date) -> list[Change]:
    """Bring every plan of the year that goes on to a new decision; answers the changes. Done again, it finds them done.

    Who has signed changed answers since then has a newer decision of their own, and nothing is done.
    """
    application = made.determination.application
    mine = Enrollment.objects.filter(
        GOING_ON, application__household=application.household_id, year=application.year, kind=Kind.MEDICAL
    )
    found = []
    for enrollment in mine.select_related("exchange", "application__household").order_by("id"):
        locked = locked_enrollment(enrollment)
        if locked.going_on and newest_application(locked) == application:
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


def _done_or_left(
    change: Change, on: date, *, heard: Rows = (), later: Collection[str] = (), ahead: Ahead | None = None
) -> Change:
    """Carry it out, or leave it to staff where only a human can.

    heard: the months of its plan that its insurer was told last, where that was before a change just carried out.
    """
    try:
        with transaction.atomic():
            planned = _as_heard(work_out(change, actor=US, by="exchange", on=on), heard)
            return carry_out(planned, actor=US, on=on, later=later, ahead=ahead)
    except (NeedsPerson, NotPossible) as needs:
        asks = needs.asks if isinstance(needs, NeedsPerson) else "not_possible"
        change.see(status=Change.Status.NEEDS_PERSON, asks=asks, done_on=None, effective_on=None, rule="")
        record(
            events.ChangeLeftToStaff(change.reference), by=US, on=on, exchange=change.exchange.slug,
            subject=change.enrollment.reference, purpose="change in an enrollment",
        )  # fmt: skip
        _say_what_moved(change, heard, on)
        return change


def _say_what_moved(change: Change, heard: Rows, on: date) -> None:
    """Of a plan whose own change waits for staff: what another one's moved to it all the same."""
    if not heard:
        return
    mine, now = change.enrollment, load(change.household, change.enrollment.year)
    policies = [now.policy(mine.reference)]
    moved = messages(policies, policies, heard, [row for row in now.rows if row.policy == mine.reference])
    say(moved, now, by=US, on=on, change=change)


@transaction.atomic
def follow_death(*, application: Application, person: str, died_on: date, on: date) -> list[Change]:
    """End the coverage of somebody who has died, from that day: whoever else is on a plan stays. person: a reference.

    Also on the plan of the next year, which covers them on no day.
    """
    note_deaths_of(application.household_id, [person], died_on, on=on)  # also where no plan covers them
    plans = covering(application.household_id, person, died_on)
    heard, ahead = _heard_of(plans), None
    if len(plans) > 1:
        ahead = _ahead_of(plans, lambda: _without_the_dead(plans, person, died_on, on, heard))
    return _without_the_dead(plans, person, died_on, on, heard, ahead)


def plans_beside(change: Change) -> list[Enrollment]:
    """The other plans that a death takes somebody from, such as a dental plan."""
    if change.kind != "death":
        return []
    household, died_on = change.enrollment.application.household_id, change.happened_on
    found = [each for person in change.people for each in covering(household, person, died_on)]
    return [each for each in found if each.pk != change.enrollment_id]


def ahead_of_death(change: Change, *, actor: Actor, by: str, on: date) -> Ahead | None:
    """What a death that is told of one plan does to all of them; None where it reaches no other. Raises what work_out raises."""
    plans = plans_beside(change)
    if not plans:
        return None

    def die() -> list[Change]:
        mine = Change.objects.select_related("exchange", "household", "enrollment__exchange").get(pk=change.pk)
        planned = work_out(mine, actor=actor, by=by, on=on)
        done = carry_out(planned, actor=actor, on=on, tell=False, later={each.reference for each in plans})
        return death_beside(done, heard=planned.loaded.rows, on=on)

    return _ahead_of([change.enrollment, *plans], die)


def _ahead_of(plans: Sequence[Enrollment], act: Callable[[], Sequence[Change]]) -> Ahead:
    """What becomes of several plans together, found by doing it; it is undone."""
    household = plans[0].application.household
    years = sorted({each.year for each in plans})
    had = [load(household, year) for year in years]
    with transaction.atomic():
        left = {each.enrollment_id for each in act() if each.status == Change.Status.NEEDS_PERSON}
        has = [load(household, year) for year in years]
        transaction.set_rollback(True)
    return Ahead(
        before={each.year: each.rows for each in had}, after={each.year: each.rows for each in has},
        messages=tuple(told for pair in zip(had, has, strict=True) for told in _told(*pair)),
        plans=tuple(Also(each.reference, each.year, each.pk in left) for each in plans),
    )  # fmt: skip


def _told(had: HouseholdYear, has: HouseholdYear) -> Iterator[Told]:
    """By the number that is there before: of what goes on from it, too."""
    there = {each.reference for each in had.enrollments}
    for each in messages(had.policies, has.policies, had.rows, has.rows):
        before = has.enrollment(each.policy).follows
        if each.policy in there or before is None:
            yield Told(each.kind, each.since, follows=False, policy=each.policy)
        else:
            yield Told(each.kind, each.since, follows=True, policy=before.reference)


def death_beside(change: Change, *, heard: Rows, on: date, ahead: Ahead | None = None) -> list[Change]:
    """After a death that was agreed to for one plan: `plans_beside`, in its transaction. heard: their months before it."""
    household, died_on = change.enrollment.application.household_id, change.happened_on
    done: list[Change] = []
    for number, person in enumerate(change.people):
        plans = covering(household, person, died_on)
        done += _without_the_dead(plans, person, died_on, on, _heard_of(plans) if number else heard, ahead)
    return done


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


def _without_the_dead(
    plans: Sequence[Enrollment], person: str, died_on: date, on: date, heard: Rows, ahead: Ahead | None = None
) -> list[Change]:
    """One change and one event for each plan, though the credit that a plan sets free may move to one that comes after it."""
    done = []
    for number, enrollment in enumerate(plans, start=1):
        locked = locked_enrollment(enrollment)
        change = Change.objects.create(
            exchange=locked.exchange, household=locked.application.household, enrollment=locked, kind="death",
            status=Change.Status.DONE, done_on=on, happened_on=died_on, reported_on=on, people=[person],
        )  # fmt: skip
        mine = [row for row in heard if row.policy == locked.reference]
        later = {each.reference for each in plans[number:]}
        done.append(_done_or_left(change, on, heard=mine, later=later, ahead=ahead))
    return done


def _heard_of(plans: Sequence[Enrollment]) -> Rows:
    """The months of several plans as they are; of one alone nothing moves to another."""
    years = {each.year: each.application.household for each in plans} if len(plans) > 1 else {}
    return [row for year, household in years.items() for row in load(household, year).rows]


def _as_heard(planned: Planned, heard: Rows) -> Planned:
    """With what its insurer must hear since `heard`, not since the last of the changes that are told together."""
    if not heard:
        return planned
    mine = planned.change.enrollment.reference
    before = [*(row for row in planned.loaded.rows if row.policy != mine), *heard]
    told = messages(planned.loaded.policies, planned.after, before, planned.months)
    return msgspec.structs.replace(planned, messages=told)


def first_whole_month(day: date) -> date:
    """Credit is paid by the month: a decision that counts from the middle of one counts from the next, 45 CFR 155.330(f)(1)."""
    return day if day.day == 1 else first_of_month(day, 1)


def _authority(made: Redetermination) -> str:
    """With the decision, so that one decision is one change."""
    return f"{made.authority}; decision {made.determination.reference}"
