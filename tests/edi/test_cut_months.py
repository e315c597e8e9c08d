"""What a month comes to that is cut in its middle is told by month, as the exchange reports it and people owe it: 45 CFR 155.240(e)."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.edi.receive import receive
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.changes.following import follow_death
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import AT, enroll, paid
from tests.edi.insurer import ending, messages
from tests.edi.test_moved_in_turn import as_kept
from tests.edi.test_whole_life import heard, why
from tests.enrollment.lives import months

pytestmark = pytest.mark.usefixtures("on_sale")
STAFF = Actor.system("staff")
JUNE_1 = date(2014, 6, 1)


def ends(enrollment, last: date, on: date = JUNE_1) -> None:
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=last, on=on)


def kinds(policies) -> list[str]:
    return [why(policy)[0] for policy in policies]


def told_to(told, enrollment, last_month: int) -> None:
    """Each month to the last as it stands."""
    book, so = as_kept(policy for policy in told if why(policy)[0] in {"021", "001"}), months(enrollment)
    assert [book[month] for month in range(1, last_month + 1)] == [so[month] for month in range(1, last_month + 1)]


@pytest.mark.parametrize(("last", "messages", "month"), [
    (date(2014, 6, 29), ["001", "024"], 6), (date(2014, 6, 30), ["024"], 6), (date(2014, 7, 1), ["001", "024"], 7),
    (date(2014, 3, 10), ["001", "024"], 3),  # in the past, as of a death
])  # fmt: skip
@pytest.mark.parametrize("where", ["federal", "vermont"])
def test_an_end_in_the_middle_of_a_month_tells_what_the_month_comes_to(where, last, messages, month, request):
    enrollment = paid(enroll(request.getfixturevalue(where), (ANA, LUIS), income=60_000_00))
    exchange = "vt" if where == "vermont" else where
    told = heard(exchange)
    whole = months(enrollment)[month]
    ends(enrollment, last)
    more = heard(exchange)
    assert kinds(more) == messages
    assert (months(enrollment)[month] < whole) == ("001" in messages)
    told_to([*told, *more], enrollment, month)
    assert heard(exchange) == []


def test_coverage_that_comes_back_has_its_whole_month_again(federal):
    enrollment = paid(enroll(federal))
    told = heard()
    ends(enrollment, date(2014, 6, 10))
    told += heard()
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=date(2014, 6, 20))
    told += heard()
    told_to(told, enrollment, 12)


def test_an_earlier_end_cuts_another_month(federal):
    enrollment = paid(enroll(federal))
    told = heard()
    for last in (date(2014, 7, 10), date(2014, 6, 20), date(2014, 6, 10)):
        ends(enrollment, last)
        told += heard()
        told_to(told, enrollment, last.month)


def test_what_was_not_told_before_it_ended_is_told_as_it_is(federal):
    enrollment = paid(enroll(federal))
    ends(enrollment, date(2014, 1, 10))
    told = heard()
    assert kinds(told) == ["021", "024"]
    told_to(told, enrollment, 1)


def test_the_first_month_cut_after_it_was_told(federal):
    enrollment = paid(enroll(federal))
    told = heard()
    ends(enrollment, date(2014, 1, 10), on=date(2014, 1, 5))
    told += heard()
    assert kinds(told) == ["021", "001", "024"]
    told_to(told, enrollment, 1)


def test_the_death_of_who_is_alone_on_it(federal):
    enrollment = paid(enroll(federal))
    told = heard()
    ana = enrollment.members.get().person.reference
    follow_death(application=enrollment.application, person=ana, died_on=date(2014, 3, 10), on=JUNE_1)
    told += heard()
    assert [why(policy) for policy in told][1:] == [("001", "FINANCIAL CHANGE"), ("024", "TERM-PDM")]
    told_to(told, enrollment, 3)


def test_an_insurers_own_end_is_not_told_and_what_it_makes_of_the_month_is(federal):
    enrollment = paid(enroll(federal))
    told = heard()
    word = ending(told[0], additional="TERM", end="20140610")
    taken = receive(exchange="federal", issuer="96751", name="a", content=messages(301, [word]), at=AT)
    assert taken.heard.get().outcome == "applied"
    more = heard()
    assert kinds(more) == ["001"]
    told_to([*told, *more], enrollment, 6)
