"""Drawn households from autumn into the new year: whatever is told, ended, renewed and chosen, each policy is what its insurer heard.

And nobody is covered after a death, nobody who was told is forgotten.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.enrollment.actions import effectuate, expire_enrollments
from coverport.enrollment.models import Change, Enrollment, EnrollmentMember, Renewal
from tests.applications.households import ANA, LUIS, person
from tests.edi.enrolled import deliver
from tests.edi.test_book_by_month import Book, hear, here
from tests.enrollment.choices import choose, offered
from tests.enrollment.drawn import STAFF, TOLD, back, ends, income, taken
from tests.enrollment.renewal.market import TOLD as FIRST_RUN
from tests.enrollment.renewal.market import enrolled, run

pytestmark = pytest.mark.django_db
# The same life each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "1"
HOUSEHOLDS = (
    (ANA, LUIS), (ANA,), (ANA, LUIS, person("Kim", date(2010, 5, 5), "child")), (ANA, person("Ben", date(2000, 11, 5), "child")),
)  # fmt: skip
GOES_ON = ("selected", "awaiting_payment", "effectuated", "reinstated")
NEVER = ("canceled", "voided", "pended")
# The guideline of February 2027 is not known yet.
LAST = date(2027, 1, 15)


@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "1"))))
def test_each_policy_of_both_years_is_what_its_insurer_heard(federal_years, number):
    drawn = random.Random(f"{SEED}-{number}")
    enrolled(
        drawn.choice(HOUSEHOLDS), income=drawn.choice([45_000_00, 75_000_00, 90_000_00]),
        level=drawn.choice(["bronze", "silver", "gold"]),
    )  # fmt: skip
    books: dict[str, Book] = defaultdict(Book)
    steps = [*TOLD, income, ends, back, back, back, chooses, chooses, chooses]
    for on, acts in days(drawn):
        if acts:
            taken(drawn.choice(steps), somebody(drawn), on, drawn)
            deliver()
            if drawn.random() < 0.6:
                hear(books)
        elif on.year == 2026:
            run(on)
    deliver()
    deliver()
    hear(books)
    expire_enrollments(actor=Actor.system("calendar"), exchange=federal_years, year=2026, on=LAST)
    right(books)


def days(drawn: random.Random) -> Iterator[tuple[date, bool]]:
    """Each day on which the exchange does what is due, and beside it those on which something happens."""
    on, next_one = date(2026, 9, 20), date(2026, 9, 20)
    while on <= LAST:
        while next_one == on:
            yield on, True
            next_one += timedelta(days=drawn.randint(0, 16))
        on += timedelta(days=1)
        if on >= FIRST_RUN:
            yield on, False


def somebody(drawn: random.Random) -> Enrollment:
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


def right(books: dict[str, Book]) -> None:
    for row in Enrollment.objects.order_by("pk"):
        print(row.reference, row.year, row.status, row.start, row.end, row.end_cause)
        assert books[row.reference].standing() == ({} if row.status in NEVER else here(row)), row.reference
    waiting = Change.objects.filter(kind="death", status="needs_person").values("enrollment")
    dead = EnrollmentMember.objects.filter(active=True).exclude(person__died_on=None).exclude(enrollment__in=waiting)
    for member in dead.exclude(enrollment__status__in=NEVER).select_related("person"):
        assert member.coverage.upper - timedelta(days=1) <= member.person.died_on, (member.person, member.coverage)
    assert not Renewal.objects.filter(
        status="told", due_on__lte=LAST, before__status__in=(*GOES_ON, "expired")
    ).exists()
    # Who is back before the year is over goes on into the next one, unless they chose for themselves or nothing takes over.
    closed = Renewal.objects.filter(why="ended_before", before__status="expired", before__end=date(2026, 12, 31))
    assert not [each for each in closed if not _came_back_after(each)], list(closed.values_list("before__reference"))


def _came_back_after(renewal: Renewal) -> bool:
    """Whether it was reinstated only in the new year."""
    said = Event.objects.filter(subject=renewal.before.reference, kind="enrollment.reinstated").order_by("-id").first()
    return said is not None and said.on.year == 2027
