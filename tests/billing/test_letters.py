"""The letters of money say what the ledger says. Their words are held to the regulation in tests/notices/test_office_kinds.py."""

from datetime import date

import pytest

from coverport.billing import notices
from coverport.billing.actions import bounce_payment
from coverport.billing.models import GracePeriod, Invoice
from coverport.core.dates import day_before
from coverport.core.money import display
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.billing.accounts import BANK, DAY, chosen, fresh, on_days, pays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def late(ana, vermont):
    """February was paid by a check that came back; grace runs."""
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1))
    payment = pays(enrollment, 2 * enrollment.net_cents, date(2014, 1, 20))
    on_days(vermont, date(2014, 2, 1))
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 2, 4))
    on_days(vermont, date(2014, 2, 5))
    return fresh(enrollment)


def said(kind: str) -> str:
    return "\n".join(texts(Notice.objects.get(kind=kind).content))


def test_a_payment_that_came_back_and_the_grace_period_name_the_months_that_are_open(late):
    net = display(late.net_cents)
    returned, grace = said("payment_returned"), said("grace_period")
    for letter in (returned, grace):
        assert {"February 2014", "March 2014", net, display(2 * late.net_cents)} <= set(letter.splitlines())
    assert "of January 20, 2014" in returned
    assert "by April 30, 2014" in grace
    assert "back to February 28, 2014" in grace
    assert GracePeriod.objects.get().authority in grace


def test_a_bill_shows_how_its_amount_comes_about(ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents + 10_00, DAY)
    on_days(vermont, date(2014, 1, 1))
    bill = notices.bill_case(Invoice.objects.get(month=date(2014, 2, 1)), due=enrollment.net_cents - 10_00, on=DAY)
    assert (bill.premium, bill.credit, bill.before) == (enrollment.premium_cents, enrollment.credit_cents, -10_00)
    wanted = (enrollment.premium_cents, -enrollment.credit_cents, -10_00, enrollment.net_cents - 10_00)
    assert {display(cents) for cents in wanted} <= set(said("payment_due").splitlines())


def test_a_prepaid_bill_names_no_last_day(late):
    invoice = Invoice.objects.get(month=date(2014, 3, 1))
    assert (invoice.to_pay_cents, invoice.due_on) == (0, day_before(date(2014, 3, 1)))
    bill = Notice.objects.get(kind="payment_due", decision=invoice.reference)
    assert bill.title == "Your bill for March 2014 is paid already"


@pytest.mark.parametrize(
    ("days", "reminded"),
    [
        ([date(2013, 12, 25)], 0),
        ([date(2013, 12, 26)], 1),
        ([date(2013, 12, 26), date(2013, 12, 26), date(2013, 12, 31)], 1),
        ([date(2014, 1, 1)], 0),
    ],
    ids=["six days ahead", "five", "once", "canceled by then"],
)
def test_a_first_bill_is_told_of_once_more_before_its_last_day(ana, vermont, days, reminded):
    enrollment = chosen(ana, vermont)
    on_days(vermont, *days)
    found = list(Notice.objects.filter(kind="not_covered_until_paid"))
    assert len(found) == reminded
    if reminded:
        assert display(enrollment.net_cents) in "\n".join(texts(found[0].content))


def test_who_has_paid_or_chose_in_these_days_is_not_reminded(ana, vermont):
    enrollment = chosen(ana, vermont)
    Invoice.objects.update(issued_on=date(2013, 12, 22))
    on_days(vermont, date(2013, 12, 26))
    assert not Notice.objects.filter(kind="not_covered_until_paid").exists()
    pays(enrollment, enrollment.net_cents, date(2013, 12, 27))
    on_days(vermont, date(2013, 12, 28))
    assert not Notice.objects.filter(kind="not_covered_until_paid").exists()


def test_a_late_bill_names_its_month_and_the_grace_that_would_follow(ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1))
    Invoice.objects.filter(month=date(2014, 2, 1)).update(due_on=date(2014, 1, 20))
    invoice = Invoice.objects.get(month=date(2014, 2, 1))
    notices.post_late(invoice, on=date(2014, 1, 21))
    notices.post_late(invoice, on=date(2014, 1, 22))
    assert "by January 31, 2014" in said("payment_late")
    assert "begins on February 1, 2014" in said("payment_late")


def test_coverage_that_ended_unpaid_says_what_is_owed_and_that_credit_goes_back(ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, *(date(2014, month, 1) for month in (1, 2, 3, 4, 5)))
    letter = said("termination")
    assert "February 28, 2014" in letter
    assert display(enrollment.net_cents) in letter
    assert "You do not owe it." in letter
    assert Notice.objects.filter(kind="termination").count() == 1
