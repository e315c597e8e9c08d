"""The ledger: the database refuses what does not balance and what would change it; allocation against an independent model."""

from datetime import date, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from coverport.billing.actions import (
    assign_payment,
    bounce_payment,
    follow_changes,
    record_payment,
    refund_sent,
)  # fmt: skip
from coverport.billing.ledger import Kind, Line, charges, post, settle
from coverport.billing.models import Account, Entry, Posting, Refund
from coverport.billing.queries import standing, trial_balance
from coverport.billing.refusals import CannotBounce, OtherPayment
from coverport.billing.rules.allocation import Charge, Move, allocate, late, lower
from coverport.billing.rules.calendar import due_on, months_to_bill, regular_due
from coverport.billing.rules.grace import first_unpaid_month
from coverport.enrollment.actions import end_coverage
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays

JAN = date(2014, 1, 1)


@pytest.fixture
def enrollment(on_sale, ana, vermont):
    return chosen(ana, vermont)


# ---- The database's own word


def _judged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("cents", [(), (5,), (5, -4), (5, -5, 1)])
def test_the_database_refuses_a_posting_that_does_not_sum_to_zero(enrollment, cents):
    with pytest.raises(IntegrityError, match="sum to"), transaction.atomic():
        posting = Posting.objects.create(exchange=enrollment.exchange, kind="payment", on=DAY)
        for each in cents:
            Entry.objects.create(posting=posting, account="cash", cents=each)
        _judged()


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("kind", [Posting, Entry])
def test_the_database_refuses_to_change_what_was_booked(enrollment, change, kind):
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        rows = kind.objects.all()
        rows.update(id=rows.first().pk + 10**6) if change == "update" else rows._raw_delete(rows.db)


def test_a_posting_that_does_not_balance_is_refused_before_the_database(enrollment):
    with pytest.raises(ValueError, match="sum to zero"):
        post(Kind.PAYMENT, [Line(Account.CASH, 1)], exchange=enrollment.exchange, on=DAY)


# ---- A year of an account


def test_the_oldest_month_is_paid_first_and_the_rest_waits_for_the_next(enrollment, vermont):
    net = enrollment.net_cents
    pays(enrollment, net + 30_00, DAY)
    on_days(vermont, JAN)
    account = standing(fresh(enrollment))
    assert [(line.month, line.paid) for line in account.months] == [(date(2014, 2, 1), 30_00), (JAN, net)]
    assert (account.owes, account.ahead) == (net - 30_00, 0)


def test_a_month_that_costs_less_frees_its_money_and_a_month_that_costs_more_asks_for_it(enrollment, vermont):
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, JAN)
    end_coverage(
        actor=BANK, enrollment=fresh(enrollment), cause="requested", last=date(2014, 1, 15), on=date(2014, 1, 10)
    )
    deliver()
    before = enrollment.net_cents
    account = standing(fresh(enrollment))
    january = next(line for line in account.months if line.month == JAN)
    assert 0 < january.asked < before
    assert (january.paid, account.ahead) == (january.asked, before - january.asked)
    # Nothing goes back before the last day; after it, all of it does.
    assert not Refund.objects.exists()
    on_days(vermont, date(2014, 1, 16))
    assert Refund.objects.get().amount_cents == before - january.asked
    refund_sent(actor=BANK, refund=Refund.objects.get(), confirmation="C1", on=date(2014, 1, 17))
    refund_sent(actor=BANK, refund=Refund.objects.get(), confirmation="C1", on=date(2014, 1, 18))
    assert balance(Account.REFUNDS, enrollment) == balance(Account.UNAPPLIED, enrollment) == 0
    assert trial_balance(vermont)["cash"] == january.asked
    assert sum(trial_balance(vermont).values()) == 0


def test_done_again_nothing_moves(enrollment):
    pays(enrollment, 10_00, DAY)
    before = Posting.objects.count()
    follow_changes(enrollment=fresh(enrollment), on=DAY)
    settle([fresh(enrollment)], on=DAY)
    assert Posting.objects.count() == before


def test_money_of_nobody_waits_in_suspense_until_its_owner_is_known(enrollment, vermont):
    common = {"exchange": vermont, "method": "check", "processor": "lockbox", "paid_on": DAY, "on": DAY, "actor": BANK}
    payment = record_payment(enrollment=None, amount=enrollment.net_cents, confirmation="L1", **common)
    assert trial_balance(vermont)["suspense"] == -enrollment.net_cents
    for _ in range(2):
        assign_payment(actor=BANK, payment=payment, enrollment=enrollment, on=date(2013, 12, 20))
    assert trial_balance(vermont)["suspense"] == 0
    assert fresh(enrollment).status == "effectuated"


def test_a_bounce_is_booked_once_and_keeps_what_was_to_go_back(enrollment, vermont):
    payment = pays(enrollment, 10_00, DAY)
    on_days(vermont, JAN)
    assert Refund.objects.get().status == "due"
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 1, 5))
    assert Refund.objects.get().status == "kept"
    assert (balance(Account.REFUNDS, enrollment), balance(Account.UNAPPLIED, enrollment)) == (0, 0)
    assert trial_balance(vermont)["cash"] == 0
    with pytest.raises(CannotBounce):
        bounce_payment(actor=BANK, payment=payment, on=date(2014, 1, 6))
    with pytest.raises(OtherPayment):
        assign_payment(actor=BANK, payment=payment, enrollment=chosen_again(enrollment), on=DAY)
    assert in_balance()


def chosen_again(enrollment):
    """Another enrollment of the same exchange: the payment is not its own."""
    from tests.applications.households import somebody

    return chosen(somebody("luz@example.org"), enrollment.exchange)


# ---- The rule against a model that shares no code with it

DAYS = [date(2014, 1, 1) + timedelta(days=31 * n) for n in range(6)]
ASKED = st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 900_00)), max_size=8)
MONEY = st.lists(st.integers(-300_00, 900_00), max_size=6)


def _cent_by_cent(asked: list[int], money: int) -> list[int]:
    """The model: pour the money into the months in order, a bucket at a time."""
    paid = [0] * len(asked)
    place = 0
    while money > 0 and place < len(asked):
        poured = min(money, asked[place])
        paid[place], money, place = poured, money - poured, place + 1
    return paid


def _moved(book: list[Charge], moves: list[Move]) -> list[Charge]:
    """The book after money moved."""
    paid = {move.charge.enrollment: move.charge.paid + move.cents for move in moves}
    return [msgspec.structs.replace(one, paid=paid.get(one.enrollment, one.paid)) for one in book]


@given(ASKED, MONEY)
def test_money_fills_the_oldest_charge_first_and_no_cent_is_lost(asked, money):
    # By due day and then by number, as the model pours.
    book = [Charge(due, due, number, cents) for number, (due, cents) in enumerate(sorted(asked))]
    pool = came_in = 0
    for each in money:
        pool, came_in = pool + each, came_in + each
        moves = allocate(book, pool)
        book, pool = _moved(book, moves), pool - sum(move.cents for move in moves)
        assert [one.paid for one in book] == _cent_by_cent([one.asked for one in book], came_in)
        assert pool + sum(one.paid for one in book) == came_in
        assert not allocate(book, pool)


@given(ASKED, st.integers(0, 5_000_00))
def test_what_is_taken_off_comes_from_the_newest_charge(asked, by):
    book = [Charge(due, due, number, cents) for number, (due, cents) in enumerate(asked)]
    if by > sum(cents for _, cents in asked):
        with pytest.raises(ValueError, match="more are taken off"):
            lower(book, by)
        return
    lowered = dict(lower(book, by))
    assert sum(lowered.values()) == by
    touched = [charge for charge in sorted(book) if charge in lowered]
    assert all(lowered[charge] == charge.asked for charge in touched[1:])


def test_a_charge_is_late_from_the_day_after_its_last():
    charge = Charge(date(2014, 1, 31), date(2014, 2, 1), 1, 5_00, 4_99)
    assert not late([charge], date(2014, 1, 31))
    assert late([charge], date(2014, 2, 1)) == [charge]
    assert first_unpaid_month([charge], date(2014, 2, 1)) == date(2014, 2, 1)


def test_a_correction_of_an_old_month_is_late_from_its_own_due_day():
    charge = Charge(date(2014, 4, 30), date(2014, 1, 1), 1, 5_00)
    assert first_unpaid_month([charge], date(2014, 4, 30)) is None
    assert first_unpaid_month([charge], date(2014, 5, 1)) == date(2014, 5, 1)


def test_massachusetts_is_late_in_january_and_its_grace_begins_in_february():
    charge = Charge(date(2014, 1, 23), date(2014, 2, 1), 1, 5_00)
    assert late([charge], date(2014, 1, 24))
    assert first_unpaid_month([charge], date(2014, 1, 31)) is None
    assert first_unpaid_month([charge], date(2014, 2, 1)) == date(2014, 2, 1)


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        (date(2014, 1, 1), None, date(2013, 12, 31)),
        (date(2016, 3, 1), None, date(2016, 2, 29)),
        (date(2015, 3, 1), None, date(2015, 2, 28)),
        (date(2014, 1, 1), 23, date(2013, 12, 23)),
    ],
)
def test_when_a_month_is_due(month, day, due):
    assert regular_due(month, day) == due


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (date(2014, 1, 21), date(2014, 1, 31)),
        (date(2014, 1, 22), date(2014, 2, 1)),
        (date(2014, 3, 5), date(2014, 3, 15)),
    ],
)
def test_a_bill_that_goes_out_late_leaves_ten_days(issued, due):
    assert due_on(date(2014, 2, 1), None, issued_on=issued, least_days=10) == due


def test_months_go_out_a_month_ahead_and_not_beyond_the_last_day():
    start, end = date(2014, 1, 15), date(2014, 3, 31)
    months = [date(2014, 1, 1), date(2014, 2, 1), date(2014, 3, 1)]
    assert months_to_bill(start, end, on=date(2013, 12, 31)) == months[:1]
    assert months_to_bill(start, end, on=date(2014, 1, 1)) == months[:2]
    assert months_to_bill(start, end, on=date(2014, 1, 31)) == months[:2]
    assert months_to_bill(start, end, on=date(2014, 6, 1)) == months


def test_charges_name_what_is_open(enrollment):
    assert [(one.month, one.open) for one in charges([enrollment])] == [(JAN, enrollment.net_cents)]
