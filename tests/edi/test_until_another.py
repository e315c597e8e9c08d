"""A plan that waits for its first payment until another one begins: its insurer hears the new end though nothing is confirmed yet."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.edi.actions import write_batch
from coverport.edi.known import known
from coverport.edi.models import AtIssuer, Due834
from coverport.edi.receive import receive
from coverport.enrollment.actions import effectuate, end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment
from tests.edi.enrolled import AT, deliver, enroll
from tests.edi.insurer import confirmation, ending, messages, reinstatement
from tests.edi.splitter import split
from tests.edi.test_book_by_month import Book, here
from tests.edi.test_whole_life import heard, why
from tests.enrollment.choices import choose

pytestmark = pytest.mark.usefixtures("on_sale")
SYSTEM = Actor.system("test")
DECEMBER_28, JANUARY_8, LAST = date(2013, 12, 28), date(2014, 1, 8), date(2014, 1, 31)


def another(old: Enrollment) -> Enrollment:
    new = choose(old.application, level="bronze", on=DECEMBER_28, instead_of=fresh(old))
    assert new.start == date(2014, 2, 1)
    return new


def fresh(row: Enrollment) -> Enrollment:
    return Enrollment.objects.select_related("exchange", "application__household").get(pk=row.pk)


def says(number: int, lines: list[str]) -> str:
    """How a message of the insurer ends, once everybody has heard it."""
    outcome = receive(
        exchange="federal", issuer="96751", name=str(number), content=messages(number, lines), at=AT
    ).heard.get()
    deliver()
    return outcome.outcome


def test_where_the_insurer_bills_it_hears_of_the_end_before_it_has_confirmed_anything(federal):
    old = enroll(federal)
    (beginning,) = heard()
    new = another(old)
    ended, begun = heard()
    assert (ended.number, why(ended)[0], ended.subscriber.one("DTP", "357")[3]) == (old.reference, "024", "20140131")
    assert not why(ended)[1].startswith("CANCEL")
    assert (begun.number, why(begun)[0]) == (new.reference, "021")
    assert known(fresh(old)).state == "terminated_initial"
    assert says(301, [confirmation(beginning)]) == "applied"
    assert (fresh(old).status, fresh(old).end) == ("terminated", LAST)
    # One insurer: no first payment is waited for where coverage goes on.
    assert fresh(new).status == "effectuated"
    assert heard() == []


@pytest.mark.parametrize("told_between", [True, False])
def test_the_insurer_s_book_has_the_days_between_and_no_others(federal, told_between):
    old = enroll(federal)
    books = {}
    said = heard() if told_between else []
    new = another(old)
    for policy in (*said, *heard()):
        books.setdefault(policy.number, Book()).hears(policy)
    assert books[old.reference].standing() == here(old)
    assert set(here(old)) == {1}
    assert books[new.reference].standing() == here(new)


def test_never_paid_the_insurer_cancels_it_and_may_take_that_back(federal):
    old = enroll(federal)
    (beginning,) = heard()
    new = another(old)
    heard()
    assert says(301, [ending(beginning)]) == "applied"
    assert (fresh(old).status, fresh(new).status) == ("canceled", "selected")
    assert heard() == []
    assert says(302, [reinstatement(beginning)]) == "applied"
    assert (fresh(old).status, fresh(old).end, fresh(old).end_cause) == ("terminated", LAST, "plan_change")
    assert AtIssuer.objects.get(enrollment=old).ended_on is None
    assert [why(policy)[0] for policy in heard() if policy.number == old.reference] == ["024"]


def test_canceled_by_the_exchange_it_is_told_so_and_back_it_has_its_end_again(federal):
    old = enroll(federal)
    heard()
    another(old)
    heard()
    end_coverage(actor=SYSTEM, enrollment=old, cause="nonpayment", last=date(2013, 12, 31), on=JANUARY_8)
    assert [why(policy) for policy in heard()] == [("024", "CANCEL")]
    reinstate_coverage(actor=SYSTEM, enrollment=old, on=JANUARY_8)
    first, *_, last = [why(policy)[0] for policy in heard() if policy.number == old.reference]
    assert (first, last) == ("025", "024")


def test_where_the_exchange_bills_beginning_and_end_are_told_once_it_is_paid(vermont):
    old = enroll(vermont, level="silver", income=60_000_00)
    new = another(old)
    deliver()
    assert not Due834.objects.exists()
    effectuate(actor=Actor.system("billing"), enrollment=old, on=DECEMBER_28)
    effectuate(actor=Actor.system("billing"), enrollment=new, on=DECEMBER_28)
    deliver()
    policies = []
    for issuer in sorted(set(Due834.objects.values_list("issuer_id", flat=True))):
        while file := write_batch(exchange="vt", issuer=issuer, at=AT):
            policies += split(file.bytes, initial=False).policies
    book = Book()
    mine = [policy for policy in policies if policy.number == old.reference]
    assert [why(policy)[0] for policy in mine] == ["021", "024"]
    for policy in mine:
        book.hears(policy)
    assert book.standing() == here(old) != {}
    # Paid, and not confirmed by its insurer yet, which may do so.
    assert known(fresh(old)).state == "terminated_initial"
    effectuate(actor=Actor.system("edi"), enrollment=old, on=JANUARY_8)
    assert fresh(old).status == "terminated"
