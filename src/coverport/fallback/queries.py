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
from coverport.fallback.rules.queue import Standing, standing
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


def standing_of(exchange: Exchange, today: date, queues: Sequence[Queue]) -> Standing:
    """All queues together, and the rate at which they must be cleared before the deadline."""
    window = deadline_of(exchange, today)
    return standing(
        waiting=sum(queue.waiting for queue in queues),
        oldest=min((queue.oldest for queue in queues if queue.oldest), default=None),
        done=sum(done for _, done in done_by_day(exchange, today)),
        span=SPAN, today=today, deadline=window.selected_to if window else None,
    )  # fmt: skip


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
