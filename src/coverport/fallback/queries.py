"""Reads of this room: what is off, who waits, how fast the queue shrinks."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from django.db.models import Count, Min, QuerySet

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.switches import APPLICATIONS
from coverport.exchanges.calendar import COUNTING, Window
from coverport.exchanges.models import Exchange
from coverport.fallback.functions import FUNCTIONS, title
from coverport.fallback.models import Arrival, Outage, Watch
from coverport.fallback.rules.queue import Standing, burn_down, clerks_needed, standing, working_days
from coverport.paper import queries as paper

SPAN = 7  # days by which the pace is measured


class Switch(msgspec.Struct, frozen=True):
    """A function as the staff's page shows it."""

    function: str
    title: str
    outage: Outage | None
    watch: Watch | None


class Queue(msgspec.Struct, frozen=True):
    """Something that waits, with its count and its oldest day."""

    key: str
    waiting: int
    oldest: date | None


class Weeks(msgspec.Struct, frozen=True):
    """How a queue burns down by weeks to the last day on which anybody may choose a plan of the year.

    rate, clerks: cases a working day until then, and who does them; by_deadline: clerks whom the next deadline takes. rows: (until,
    what is left at that rate, what is left at the pace of the last days).
    """

    last: date
    rate: int
    clerks: int
    by_deadline: int
    rows: tuple[tuple[date, int, int], ...]


def switches_of(exchange: Exchange) -> list[Switch]:
    """Every function with what switched it off, and what its probe found."""
    off = {row.function: row for row in Outage.objects.filter(exchange=exchange, ended_on=None)}
    seen = {row.function: row for row in Watch.objects.all()}
    return [Switch(each, title(each), off.get(each), seen.get(each)) for each in FUNCTIONS]


def has_begun(actor: Actor, exchange: Exchange, function: str) -> bool:
    """Whether somebody has a draft to finish: that is not switched off for them."""
    if function != APPLICATIONS or actor.user_id is None:
        return False
    mine = Application.objects.filter(exchange=exchange, household__owner_id=actor.user_id)
    return bool(mine.filter(status=Application.Status.DRAFT).exists())


def waiting_arrivals(exchange: Exchange) -> QuerySet[Arrival]:
    """Who waits, in the order in which they came."""
    waiting = Arrival.objects.filter(exchange=exchange, status=Arrival.Status.WAITING)
    return waiting.select_related("exchange", "user").order_by("at", "pk")


def queues_of(exchange: Exchange) -> list[Queue]:
    """What waits: people by function, papers by their next step."""
    people = (
        Arrival.objects.filter(exchange=exchange, status=Arrival.Status.WAITING)
        .values("function")
        .annotate(waiting=Count("pk"), oldest=Min("on"))
        .order_by("function")
    )
    found = [Queue(row["function"], row["waiting"], row["oldest"]) for row in people]
    return [*found, *(Queue(step, waiting, oldest) for step, waiting, oldest in paper.waiting_by_step(exchange))]


def counted(exchange: Exchange) -> dict[str, int]:
    """Everybody who came, by what became of them; nobody falls out of it."""
    rows = Arrival.objects.filter(exchange=exchange).values("status").annotate(n=Count("pk"))
    return dict.fromkeys(Arrival.Status.values, 0) | {row["status"]: row["n"] for row in rows}


def deadline_of(exchange: Exchange, today: date) -> Window | None:
    """The window in which plans can be chosen that ends next."""
    ahead = [
        row
        for row in exchange.calendar.windows
        if row.status in COUNTING and row.selected_from <= today <= row.selected_to
    ]
    return min(ahead, key=lambda row: row.selected_to, default=None)


def in_line_window(exchange: Exchange, today: date) -> Window | None:
    """The next window for people who were in line by a day that has not passed."""
    rows = [row for row in exchange.calendar.windows if row.in_line_by is not None and row.status in COUNTING]
    ahead = [row for row in rows if row.in_line_by is not None and row.in_line_by >= today]
    return min(ahead, key=lambda row: row.selected_to, default=None)


def standing_of(exchange: Exchange, today: date, queues: Sequence[Queue], done: Sequence[tuple[date, int]]) -> Standing:
    """All queues together, and the rate at which they must be cleared before the deadline. done: of the last days, as done_by_day."""
    window = deadline_of(exchange, today)
    return standing(
        waiting=sum(queue.waiting for queue in queues),
        oldest=min((queue.oldest for queue in queues if queue.oldest), default=None),
        done=sum(count for _, count in done),
        span=SPAN, today=today, deadline=window.selected_to if window else None,
    )  # fmt: skip


def weeks_of(exchange: Exchange, today: date, found: Standing, *, minutes: int) -> Weeks | None:
    """The burn-down from a day on, if nothing more comes in; None where no deadline lies ahead. minutes: that a case takes."""
    window = deadline_of(exchange, today)
    if window is None:
        return None
    # Who was in line may choose later than everybody else.
    last = max(window.selected_to, last_day_of(exchange, window.plan_year) or window.selected_to)
    rate = -(-found.waiting // max(1, working_days(today, last)))
    weeks = [burn_down(waiting=found.waiting, rate=each, today=today, last=last) for each in (rate, found.pace)]
    return Weeks(
        last=last, rate=rate, clerks=clerks_needed(cases=rate, minutes=minutes),
        by_deadline=clerks_needed(cases=found.needed or 0, minutes=minutes),
        rows=tuple((needed.until, needed.left, now.left) for needed, now in zip(*weeks, strict=True)),
    )  # fmt: skip


def last_day_of(exchange: Exchange, year: int) -> date | None:
    """The last day on which anybody may choose a plan of a year."""
    rows = [row for row in exchange.calendar.of_year(year) if row.in_line_by is None and row.status in COUNTING]
    return max((row.selected_to for row in rows), default=None)


def done_by_day(exchange: Exchange, today: date) -> list[tuple[date, int]]:
    """People let in or settled and papers decided, by day, the last days in order."""
    since = today - timedelta(days=SPAN - 1)
    closed = Arrival.objects.filter(exchange=exchange, closed_on__range=(since, today)).exclude(
        status=Arrival.Status.ON_PAPER
    )
    people = dict(closed.values_list("closed_on").annotate(n=Count("pk")).values_list("closed_on", "n"))
    papers = paper.decided_by_day(exchange, since, today)
    days = [since + timedelta(days=n) for n in range(SPAN)]
    return [(day, people.get(day, 0) + papers.get(day, 0)) for day in days]
