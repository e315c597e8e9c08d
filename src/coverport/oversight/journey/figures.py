"""What became of real people's applications, choices, messages and changes: one reading a day, counted from the database.

A passing scripted journey alone does not make a site functioning. Each figure counts those who began on one day, once they had their
time, so that the readings of several days add up; the scripted journey's own households are in none of them.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from coverport.applications.models import Application
from coverport.edi.models import Answered, Due834, Heard
from coverport.enrollment.models import Change, Enrollment
from coverport.exchanges.models import Exchange
from coverport.oversight.models import Reading, Rehearsal

# So many days after an application was started it is counted, finished or not.
DAYS_TO_FINISH = 7
# So many days after coverage should have begun a choice is counted: a first payment can be due as late (45 CFR 155.400(e)(1)).
DAYS_TO_PAY = 30
# So many days after a message was written its answer must be there.
DAYS_TO_ANSWER = 3
# A change that a person must settle is late after so many days.
DAYS_TO_SETTLE = 30

Share = tuple[int, int]
Row = TypeVar("Row", bound=Model)


def finished_applications(exchange: Exchange, on: date) -> Share:
    """Of the applications started seven days before: how many were signed by now."""
    began = _people(
        Application.objects.filter(exchange=exchange, started_on=on - timedelta(days=DAYS_TO_FINISH)), "household"
    )
    return began.filter(submitted_on__lte=on).count(), began.count()


def effectuated_selections(exchange: Exchange, on: date) -> Share:
    """Of the choices whose coverage should have begun thirty days before: how many took effect. One that gave way to another choice
    of the household is not counted.
    """
    begins = on - timedelta(days=DAYS_TO_PAY)
    chosen = _people(
        Enrollment.objects.filter(exchange=exchange, start=begins, followed_by=None), "application__household"
    )
    return chosen.filter(effectuated_on__lte=on).count(), chosen.count()


def rejected_messages(exchange: Exchange, on: date) -> Share:
    """Of the messages to insurers written three days before and answered: how many they refused; of theirs that came on that day, how
    many we refused. What is not answered is not known, and stands on the desk of the messages.
    """
    day = on - timedelta(days=DAYS_TO_ANSWER)
    sent = Due834.objects.filter(
        exchange=exchange.slug, file__written_at__range=_hours(exchange, day), file__answered_at__isnull=False
    )
    heard = Heard.objects.filter(received__exchange=exchange.slug, received__received_on=day)
    refused = sent.filter(answer=Answered.REFUSED).count() + heard.filter(outcome=Heard.Outcome.REJECTED).count()
    return refused, sent.count() + heard.count()


def waiting_changes_count(exchange: Exchange, on: date) -> Share:
    """Changes that have waited for a person for more than thirty days."""
    late = Change.objects.filter(
        exchange=exchange, status=Change.Status.NEEDS_PERSON, reported_on__lt=on - timedelta(days=DAYS_TO_SETTLE)
    )
    return _people(late, "household").count(), 1


FIGURES: dict[str, Callable[[Exchange, date], Share]] = {
    "finished_applications": finished_applications,
    "effectuated_selections": effectuated_selections,
    "rejected_messages": rejected_messages,
    "waiting_changes_count": waiting_changes_count,
}


def take_figures(exchange: Exchange, on: date) -> list[Reading]:
    """The readings as they stand at the end of a day; taken again, they are the same. A day on which nobody began has none."""
    at = _hours(exchange, on)[1]
    taken = []
    for metric, figure in FIGURES.items():
        part, whole = figure(exchange, on)
        if whole:
            reading, _made = Reading.objects.get_or_create(
                exchange=exchange, metric=metric, at=at, defaults={"part": part, "whole": whole}
            )
            taken.append(reading)
    return taken


def _people(rows: QuerySet[Row], household: str) -> QuerySet[Row]:
    """Those of real people. household: the way from a row to its household."""
    return rows.exclude(**{f"{household}__owner_id__in": Rehearsal.objects.values("user_id")})


def _hours(exchange: Exchange, day: date) -> tuple[datetime, datetime]:
    """The first and the last moment of a day on the exchange's clock."""
    zone = ZoneInfo(exchange.profile.timezone)
    return datetime.combine(day, time.min, zone), datetime.combine(day, time.max, zone)
