"""A policy that begins on the last day of a month, canceled and back: its first month is told anew as well."""

from collections import defaultdict
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import enroll, paid
from tests.edi.test_book_by_month import Book, hear, here
from tests.enrollment.lives import agreed, reported

pytestmark = pytest.mark.usefixtures("on_sale")
INSURER, STAFF, MARCH_10 = Actor.system("edi"), Actor.system("staff"), date(2014, 3, 10)


@pytest.mark.parametrize("last", [date(2014, 3, 29), date(2014, 3, 30)])
def test_what_its_first_month_came_to_while_it_was_canceled_is_told(federal, last):
    before = paid(enroll(federal, (ANA, LUIS), income=45_000_00))
    ana = before.members.get(subscriber=True).person.reference
    agreed(reported(before, "drop_member", last, on=MARCH_10, people=[ana]), on=MARCH_10)
    after = Enrollment.objects.get(follows=before)
    assert after.start.day == last.day + 1
    books: dict[str, Book] = defaultdict(Book)
    hear(books)
    end_coverage(actor=INSURER, enrollment=after, cause="nonpayment", last=last, on=MARCH_10)
    books[after.reference].canceled = True
    end_coverage(actor=STAFF, enrollment=before, cause="other_coverage", last=date(2014, 3, 12), on=MARCH_10)
    hear(books)
    reinstate_coverage(actor=INSURER, enrollment=after, on=MARCH_10)
    books[after.reference].canceled = False
    hear(books)
    assert books[after.reference].standing() == here(after)
