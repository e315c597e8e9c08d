"""The first payment of who chooses again with the same insurer, or reports a change, before anything began: of one account, it is one."""

from datetime import date

import pytest

from coverport.billing.actions import bounce_payment, refund_sent
from coverport.billing.ledger import charges
from coverport.billing.models import Account, Invoice, Refund
from coverport.enrollment.models import Enrollment
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.enrollment.choices import choose, offered
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DECEMBER_12, DECEMBER_31, JANUARY_3 = date(2013, 12, 12), date(2013, 12, 31), date(2014, 1, 3)


def another(enrollment: Enrollment, level: str) -> Enrollment:
    """A plan of the same insurer instead, chosen before anything began."""
    plans = offered(enrollment.application, on=DECEMBER_12)
    plan = next(
        each.plan for each in plans if (each.plan.issuer_id, each.plan.metal_level) == (enrollment.issuer_id, level)
    )
    found = choose(enrollment.application, plan_id=plan.plan_id, instead_of=fresh(enrollment), on=DECEMBER_12)
    deliver()
    return found


@pytest.fixture
def enrollment(ana, vermont) -> Enrollment:
    found = chosen(ana, vermont)
    deliver()
    return found


def first_bill(enrollment: Enrollment) -> Invoice:
    return Invoice.objects.order_by("month").filter(enrollment=enrollment)[0]


@pytest.mark.parametrize("level", ["bronze", "gold"])
def test_sure_by_a_payment_that_bounces_it_is_canceled_as_the_first_one_would_have_been(enrollment, vermont, level):
    payment = pays(enrollment, first_bill(enrollment).to_pay_cents, DAY)
    deliver()
    other = another(enrollment, level)
    assert fresh(other).status == "effectuated"
    on_days(vermont, date(2013, 12, 13))
    bounce_payment(actor=BANK, payment=payment, on=date(2013, 12, 16))
    deliver()
    last = first_bill(other).due_on
    on_days(vermont, last)
    assert fresh(other).status == "effectuated"
    on_days(vermont, date.fromordinal(last.toordinal() + 1))
    assert (fresh(other).status, fresh(other).end_cause) == ("canceled", "nonpayment")
    assert balance(Account.RECEIVABLE, enrollment, other) == 0
    assert in_balance()


@pytest.mark.parametrize(("paid", "stands"), [(True, "effectuated"), (False, "canceled")])
def test_ended_for_another_plan_it_is_canceled_too_once_its_only_payment_bounces(enrollment, vermont, paid, stands):
    """It covered nobody: it stayed terminated, and January was owed. What went on from it needs a first payment of its own."""
    payment = pays(enrollment, first_bill(enrollment).to_pay_cents, date(2013, 12, 20))
    deliver()
    on_days(vermont, date(2014, 1, 1))
    other = choose(enrollment.application, level="gold", on=date(2014, 1, 8), instead_of=fresh(enrollment))
    deliver()
    assert [(fresh(each).status, fresh(each).issuer_id) for each in (enrollment, other)] == [
        ("terminated", enrollment.issuer_id), ("effectuated", enrollment.issuer_id),
    ]  # fmt: skip
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 1, 12))
    deliver()
    on_days(vermont, date(2014, 1, 13))
    assert (fresh(enrollment).status, fresh(enrollment).end_cause) == ("canceled", "nonpayment")
    assert (fresh(other).status, balance(Account.RECEIVABLE, enrollment)) == ("effectuated", 0)
    if paid:
        pays(other, first_bill(other).to_pay_cents, date(2014, 1, 31))
    on_days(vermont, date(2014, 1, 31), date(2014, 2, 1))
    assert fresh(other).status == stands
    assert in_balance()


def test_sure_by_a_payment_that_is_good_it_stands_though_it_costs_more(enrollment, vermont):
    pays(enrollment, first_bill(enrollment).to_pay_cents, DAY)
    deliver()
    other = another(enrollment, "gold")
    on_days(vermont, date(2013, 12, 13))
    on_days(vermont, date.fromordinal(first_bill(other).due_on.toordinal() + 1))
    assert fresh(other).status == "effectuated"
    assert balance(Account.RECEIVABLE, enrollment, other) > 0


@pytest.mark.parametrize(("paid_on", "short", "status"), [
    (DECEMBER_31, 0, "reinstated"), (DECEMBER_31, 1, "canceled"), (date(2014, 1, 1), 0, "canceled"),
])  # fmt: skip
def test_paid_in_time_with_the_number_of_the_choice_before_and_heard_of_later_it_is_reinstated(
    enrollment, vermont, paid_on, short, status
):
    other = another(enrollment, "gold")
    bill = first_bill(other)
    # Nothing of the choice before, which is canceled, whichever of the two is heard of first.
    assert (bill.due_on, bill.to_pay_cents) == (DECEMBER_31, bill.amount_cents)
    on_days(vermont, date(2014, 1, 1))
    assert fresh(other).status == "canceled"
    pays(fresh(enrollment), bill.to_pay_cents - short, JANUARY_3, paid_on=paid_on)
    deliver()
    assert (fresh(enrollment).status, fresh(other).status) == ("canceled", status)
    assert balance(Account.RECEIVABLE, enrollment, other) == 0
    assert Refund.objects.filter(status="due").exists() == (status == "canceled")
    assert in_balance()


@pytest.mark.parametrize("sent", [False, True])
def test_a_part_for_each_of_the_two_numbers_is_enough_together_as_long_as_it_is_here(enrollment, vermont, sent):
    pays(enrollment, 100_00, DAY)
    other = another(enrollment, "gold")
    on_days(vermont, date(2014, 1, 1))
    assert Refund.objects.get().amount_cents == 100_00
    if sent:
        refund_sent(actor=BANK, refund=Refund.objects.get(), confirmation="C1", on=date(2014, 1, 2))
    pays(fresh(other), first_bill(other).amount_cents - 100_00, JANUARY_3, paid_on=DECEMBER_31)
    deliver()
    assert fresh(other).status == ("canceled" if sent else "reinstated")
    assert in_balance()


@pytest.mark.parametrize(("short", "status"), [(0, "reinstated"), (1, "canceled")])
def test_what_a_change_made_of_the_first_month_is_enough_also_where_it_is_heard_of_later(
    enrollment, vermont, short, status
):
    change = reported(enrollment, "income", DECEMBER_12, on=DECEMBER_12)
    answer_anew(change, on=DECEMBER_12, income=45_000_00)
    agreed(change, on=DECEMBER_12)
    deliver()
    asked = charges([enrollment])[0].open
    assert 0 < asked < first_bill(enrollment).amount_cents
    on_days(vermont, date(2014, 1, 1))
    assert fresh(enrollment).status == "canceled"
    pays(fresh(enrollment), asked - short, JANUARY_3, paid_on=DECEMBER_31)
    deliver()
    assert fresh(enrollment).status == status
    assert balance(Account.RECEIVABLE, enrollment) == 0
    assert in_balance()
