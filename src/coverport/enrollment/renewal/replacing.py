"""An active choice takes the place of the passive one; before there is one, it goes on from the plan of the year that ends."""

from collections.abc import Collection
from datetime import date

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.dates import day_before
from coverport.enrollment.choice.held import Held
from coverport.enrollment.ending import end_for_another
from coverport.enrollment.models import Enrollment, Kind
from coverport.enrollment.renewal.writing import RULE
from coverport.enrollment.rules.transitions import ACTIVE, STANDING


def make_room_for_choice(
    *,
    actor: Actor,
    application: Application,
    people: Collection[int],
    start: date,
    held: Held,
    kind: str = Kind.MEDICAL,
    on: date,
) -> Enrollment | None:
    """End what was renewed by itself for any of these people (by key) the day before, as `end_for_another` does.

    Answers the enrollment that the choice goes on from: what it replaces, else last year's plan where it follows without a gap. With
    the same insurer no first payment is waited for, 45 CFR 155.400(e).
    """
    replaced = passive_for(application, people, kind) if held.passive(kind, RULE) else []
    for each in replaced:
        end_for_another(actor=actor, enrollment=each, last=day_before(start), on=on)
    if replacing := next((each for each in replaced if each.follows_id), None):
        return replacing
    return _of_last_year(application, people, start, kind) if held.to_the_day_before(kind, start) else None


def passive_for(application: Application, people: Collection[int], kind: str = Kind.MEDICAL) -> list[Enrollment]:
    """The enrollments of the application's year that nobody chose and that go on, of these people."""
    rows = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year, kind=kind, start_rule=RULE,
        ended_on=None, status__in=ACTIVE, members__person__in=people, members__active=True,
    )  # fmt: skip
    return list(rows.select_related("exchange", "application__household").distinct().order_by("id"))


def _of_last_year(application: Application, people: Collection[int], start: date, kind: str) -> Enrollment | None:
    """What stands to the day before, of any of these people."""
    rows = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year - 1, kind=kind, status__in=STANDING,
        end=day_before(start), members__person__in=people, members__active=True,
    )  # fmt: skip
    return rows.order_by("id").first()
