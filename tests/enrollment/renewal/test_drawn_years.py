"""Drawn households from autumn into the new year: whatever is told, ended, renewed and chosen, each policy is what its insurer heard.

And nobody is covered after a death, nobody who was told is forgotten.
"""

import os
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.enrollment.actions import expire_enrollments
from coverport.enrollment.models import Change, Enrollment, EnrollmentMember, Renewal
from tests.edi.enrolled import deliver
from tests.edi.test_book_by_month import Book, hear, here
from tests.enrollment.drawn import TOLD, back, ends, income, taken
from tests.enrollment.renewal.drawn_autumn import GOES_ON, NEVER, begin, chooses, days, somebody
from tests.enrollment.renewal.market import run

pytestmark = pytest.mark.django_db
# The same life each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "1"
# The guideline of February 2027 is not known yet.
LAST = date(2027, 1, 15)


@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "1"))))
def test_each_policy_of_both_years_is_what_its_insurer_heard(federal_years, number):
    drawn = random.Random(f"{SEED}-{number}")
    begin(drawn)
    books: dict[str, Book] = defaultdict(Book)
    steps = [*TOLD, income, ends, back, back, back, chooses, chooses, chooses]
    for on, acts in days(drawn, LAST, apart=16, due=lambda on: True):
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
