"""An insurer that takes its own end back takes back no later one that the exchange told it before."""

from collections import defaultdict
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.edi.models import Due834
from coverport.edi.receive import receive
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import AT, deliver, enroll, paid
from tests.edi.insurer import ending, messages, reinstatement
from tests.edi.splitter import Policy
from tests.edi.test_book_by_month import Book, Month, hear, here
from tests.edi.test_whole_life import heard, why
from tests.enrollment.lives import agreed, answer_anew, letters, months, reported

pytestmark = pytest.mark.usefixtures("on_sale")
STAFF = Actor.system("staff")
MARCH_10, JUNE_30 = date(2014, 3, 10), date(2014, 6, 30)


def says(*segments: list[str]) -> None:
    for number, each in enumerate(segments, start=301):
        taken = receive(exchange="federal", issuer="96751", name=f"{number}", content=messages(number, [each]), at=AT)
        assert taken.heard.get().outcome == "applied", taken.heard.get().reasons
        deliver()


def begun(exchange) -> tuple[Enrollment, Policy]:
    enrollment = paid(enroll(exchange))
    return enrollment, heard()[0]


@pytest.mark.parametrize("earlier", [{"additional": "TERM", "end": "20140430"}, {}])
def test_coverage_that_the_person_ended_comes_back_to_the_day_that_they_asked_for(federal, earlier):
    enrollment, policy = begun(federal)
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=JUNE_30, on=MARCH_10)
    assert [why(each) for each in heard()] == [("024", "TERM")]
    before = months(enrollment)
    says(ending(policy, **earlier), reinstatement(policy))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", JUNE_30, "requested")
    assert months(enrollment) == before
    assert {month for month, cost in before.items() if any(cost)} == {1, 2, 3, 4, 5, 6}
    again = [each for each in heard() if why(each)[0] != "001"]
    assert [(*why(each), each.subscriber.one("DTP", "357")[3]) for each in again] == [("024", "TERM", "20140630")]
    assert "It ends after June 30, 2014, as we told you before." in letters("coverage_reinstated")[-1]


def test_a_plan_that_another_one_took_the_place_of_comes_back_to_the_day_before_that(federal):
    enrollment, policy = begun(federal)
    change = reported(enrollment, "income", MARCH_10, on=MARCH_10)
    answer_anew(change, on=MARCH_10, income=17_000_00)
    agreed(change, on=MARCH_10)
    heard()
    after = Enrollment.objects.get(follows=enrollment)
    before = year_of(enrollment, after)
    says(ending(policy, additional="TERM", end="20140131"), reinstatement(policy))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", date(2014, 3, 31), "plan_change")
    # The newest income counts for the months that are back, too; what the year comes to stays.
    assert year_of(enrollment, after) == before


def year_of(*plans: Enrollment) -> tuple[int, int]:
    """What all months of some plans come to: premium, credit."""
    costs = [cost for each in plans for cost in months(each).values()]
    return sum(premium for premium, _ in costs), sum(credit for _, credit in costs)


def test_where_its_own_word_alone_ended_coverage_it_goes_on_to_the_end_of_the_year(federal):
    enrollment, policy = begun(federal)
    says(ending(policy, additional="TERM", end="20140430"), reinstatement(policy))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("reinstated", date(2014, 12, 31), "")
    assert "It ends after" not in letters("coverage_reinstated")[-1]


def test_an_end_that_the_exchange_took_back_stands_no_more(federal):
    enrollment, policy = begun(federal)
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=JUNE_30, on=MARCH_10)
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=MARCH_10)
    deliver()
    says(ending(policy, additional="TERM", end="20140430"), reinstatement(policy))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("reinstated", date(2014, 12, 31))


def test_credit_that_comes_back_as_it_was_before_an_end_is_told_where_it_was_other_in_between(vermont):
    """No credit until March, one from April on, an end on March 31, and none again from then on."""
    enrollment, books = paid(enroll(vermont, (ANA, LUIS), income=200_000_00)), defaultdict(Book)
    for amount in (45_000_00, 15_000_00):
        hear(books)
        change = reported(enrollment, "income", MARCH_10, on=MARCH_10)
        answer_anew(change, on=MARCH_10, income=amount)
        agreed(change, on=MARCH_10)
    hear(books)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 3, 31))
    book = books[enrollment.reference]
    assert {credit for _, credit in book.months.values()} != {0}
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=date(2014, 3, 20))
    hear(books)
    none = dict.fromkeys(range(1, 13), 0)
    assert credits_in(book.standing()) == credits_in(here(enrollment)) == none
    assert list(Due834.objects.order_by("pk").values_list("kind", "since"))[-2:] == [
        ("reinstate", date(2014, 1, 1)), ("change", date(2014, 4, 1)),
    ]  # fmt: skip
    # Told once, it comes back by itself.
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2014, 4, 30), on=date(2014, 3, 21))
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=date(2014, 3, 22))
    hear(books)
    assert credits_in(book.standing()) == none


def credits_in(months: dict[int, Month]) -> dict[int, int]:
    return {month: credit for month, (_, credit) in months.items()}
