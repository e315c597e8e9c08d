"""How a drawn life from autumn into the new year begins and goes on: who is enrolled, on which days something happens, what is chosen."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from coverport.applications.models import Application
from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS, person
from tests.enrollment.choices import choose, offered
from tests.enrollment.drawn import STAFF
from tests.enrollment.renewal.market import TOLD as FIRST_RUN
from tests.enrollment.renewal.market import enrolled

HOUSEHOLDS = (
    (ANA, LUIS), (ANA,), (ANA, LUIS, person("Kim", date(2010, 5, 5), "child")), (ANA, person("Ben", date(2000, 11, 5), "child")),
)  # fmt: skip
GOES_ON = ("selected", "awaiting_payment", "effectuated", "reinstated")
NEVER = ("canceled", "voided", "pended")


def begin(drawn: Random) -> None:
    """A household with a plan of 2026."""
    enrolled(
        drawn.choice(HOUSEHOLDS), income=drawn.choice([45_000_00, 75_000_00, 90_000_00]),
        level=drawn.choice(["bronze", "silver", "gold"]),
    )  # fmt: skip


def days(drawn: Random, last: date, *, apart: int, due: Callable[[date], bool]) -> Iterator[tuple[date, bool]]:
    """The days on which something happens, at most so many apart, and beside them (False) those on which the exchange does what is due."""
    on = next_one = date(2026, 9, 20)
    while on <= last:
        while next_one == on:
            yield on, True
            next_one += timedelta(days=drawn.randint(0, apart))
        on += timedelta(days=1)
        if on >= FIRST_RUN and due(on):
            yield on, False


def somebody(drawn: Random) -> Enrollment:
    rows = list(Enrollment.objects.order_by("pk"))
    ended = [row for row in rows if row.status in {"terminated", "canceled"}]
    if ended and drawn.random() < 0.2:
        return drawn.choice(ended)
    return drawn.choice([row for row in rows if row.status in GOES_ON] or rows)


def chooses(row, on, drawn) -> None:
    """A plan of the new year, by the newest answers for it."""
    application = Application.objects.filter(year=2027, status="submitted").order_by("pk").last()
    level = drawn.choice(["bronze", "silver", "gold"])
    if application is None or not any(each.plan.metal_level == level for each in offered(application, on=on)):
        return
    chosen = (
        Enrollment.objects.filter(year=2027, status__in=GOES_ON).exclude(start_rule="renewal").order_by("pk").last()
    )
    new = choose(application, level=level, on=on, **({"instead_of": chosen} if chosen else {}))
    if new.status == "selected" and drawn.random() < 0.8:
        effectuate(actor=STAFF, enrollment=new, on=on)
