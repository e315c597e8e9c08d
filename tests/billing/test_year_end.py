"""The last months of a plan year that nothing of the account goes on from: what is late, what is written, and money that is over."""

from datetime import date

import pytest

from coverport.billing.actions import refund_sent
from coverport.billing.ledger import posted
from coverport.billing.models import Account, GracePeriod, Invoice, Refund
from coverport.enrollment.actions import end_coverage, expire_enrollments, reinstate_coverage
from coverport.notices.models import Notice
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
NOVEMBER, DECEMBER, LAST = date(2014, 11, 1), date(2014, 12, 1), date(2014, 12, 31)


@pytest.mark.parametrize(
    ("paid", "over", "status", "end", "how", "endings"),
    [
        # December is the month of grace that stays covered: the year ended by itself with it, and nothing is left to be ended.
        (11, date(2015, 1, 1), "effectuated", LAST, "closed", 0),
        (10, date(2015, 2, 1), "terminated", date(2014, 11, 30), "exhausted", 1),
    ],
)
def test_who_stops_paying_at_the_end_of_the_year_is_written_to_once(
    ana, vermont, paid, over, status, end, how, endings
):
    row = chosen(ana, vermont)
    pays(row, paid * row.net_cents, DAY)
    on_days(vermont, date(2014, 10, 1), NOVEMBER, DECEMBER, LAST)
    assert GracePeriod.objects.get().status == "open"
    if paid == 10:
        on_days(vermont, date(2015, 1, 1), date(2015, 1, 31))
        assert GracePeriod.objects.get().status == "open"
    on_days(vermont, over, date(2015, 2, 28), date(2015, 3, 1), date(2015, 3, 2), date(2015, 3, 3))
    assert (fresh(row).status, fresh(row).end, GracePeriod.objects.get().status) == (status, end, how)
    assert Notice.objects.filter(kind="grace_period").count() == 1
    assert Notice.objects.filter(kind="termination").count() == endings
    # The one month that was covered and not paid is owed, and can be paid.
    assert balance(Account.RECEIVABLE, row) == row.net_cents
    pays(row, row.net_cents, date(2015, 3, 5))
    on_days(vermont, date(2015, 3, 6))
    assert balance(Account.RECEIVABLE, row) == 0
    assert (Notice.objects.filter(kind="termination").count(), GracePeriod.objects.count()) == (endings, 1)


def test_money_that_is_over_goes_back_once_on_the_day_after_the_last_that_is_covered(ana, vermont):
    row = chosen(ana, vermont)
    pays(row, 12 * row.net_cents + 50_00, DAY)
    on_days(vermont, NOVEMBER, LAST)
    assert (balance(Account.UNAPPLIED, row), Refund.objects.count()) == (-50_00, 0)
    on_days(vermont, date(2015, 1, 1), date(2015, 1, 2))
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.status, refund.due_on) == (50_00, "due", date(2015, 1, 1))
    refund_sent(actor=BANK, refund=refund, confirmation="C1", on=date(2015, 1, 5))
    on_days(vermont, date(2015, 1, 6))
    assert Refund.objects.count() == 1
    assert balance(Account.UNAPPLIED, row) == balance(Account.REFUNDS, row) == 0
    assert in_balance()


def test_months_that_come_back_once_the_year_is_closed_are_billed(ana, vermont):
    old = chosen(ana, vermont)
    pays(old, 10 * old.net_cents, DAY)
    on_days(vermont, *(date(2014, month, 1) for month in range(1, 10)))
    end_coverage(
        actor=BANK, enrollment=fresh(old), cause="lost_eligibility", last=date(2014, 10, 31), on=date(2014, 9, 20)
    )
    deliver()
    on_days(vermont, *(date(2014, month, 1) for month in (10, 11, 12)))
    assert max(posted(fresh(old))) == date(2014, 10, 1)
    reinstate_coverage(actor=BANK, enrollment=fresh(old), on=date(2015, 1, 8))
    expire_enrollments(actor=BANK, exchange=vermont, year=2014, on=date(2015, 1, 8))
    deliver()
    on_days(vermont, date(2015, 1, 8), date(2015, 1, 9))
    asked = Invoice.objects.filter(enrollment=old, month__gte=date(2014, 11, 1)).order_by("month")
    assert [(bill.month.month, bill.amount_cents) for bill in asked] == [(11, old.net_cents), (12, old.net_cents)]
    assert fresh(old).status == "expired"
    assert in_balance()
