"""The first bill where the exchange bills: made out once, paid in full by its last day; else the choice is canceled, never terminated."""

from datetime import date

import pytest

from coverport.billing.actions import bounce_payment, cancel_unpaid, issue_invoice, record_payment, refund_sent, run_day
from coverport.billing.handlers import bill_or_confirm
from coverport.billing.models import Account, GracePeriod, Invoice, Payment, Refund
from coverport.billing.refusals import NotBilledHere, OtherPayment, WrongAmount
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.events import PlanSelected
from coverport.enrollment.models import Enrollment
from tests.applications.households import BURLINGTON, decided, person, somebody
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.enrollment.choices import choose, offered
from tests.enrollment.lives import agreed, answer_anew, reported

LAST = date(2013, 12, 31)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def enrollment(ana, vermont):
    return chosen(ana, vermont)


@pytest.fixture
def invoice(enrollment):
    return Invoice.objects.get()


def test_it_is_one_month_after_credit_due_on_the_last_day(invoice, enrollment):
    assert (invoice.month, invoice.amount_cents) == (date(2014, 1, 1), enrollment.net_cents)
    assert (invoice.issued_on, invoice.due_on) == (DAY, LAST)
    assert fresh(enrollment).status == "awaiting_payment"
    assert balance(Account.RECEIVABLE, enrollment) == enrollment.net_cents
    assert balance(Account.TREASURY, enrollment) == enrollment.credit_cents
    assert balance(Account.PREMIUM, enrollment) == -enrollment.premium_cents


def test_handler_and_page_make_out_one(invoice, enrollment, ana):
    bill_or_confirm(PlanSelected(enrollment.reference), Event.objects.get(kind="enrollment.plan_selected"))
    assert issue_invoice(actor=Actor.person(ana), enrollment=enrollment, on=date(2013, 12, 20)).pk == invoice.pk
    assert Invoice.objects.count() == Event.objects.filter(kind="billing.invoice_issued").count() == 1


def test_paid_in_full_the_household_is_covered(invoice, enrollment):
    payment = pays(enrollment, invoice.amount_cents, DAY)
    assert (fresh(enrollment).status, fresh(enrollment).effectuated_on) == ("effectuated", DAY)
    assert balance(Account.RECEIVABLE, enrollment) == balance(Account.UNAPPLIED, enrollment) == 0
    kinds = list(Event.objects.filter(kind__in=("billing.payment_received", "enrollment.effectuated")).order_by("id"))
    assert [event.kind for event in kinds] == ["billing.payment_received", "enrollment.effectuated"]
    assert payment.amount_cents == invoice.amount_cents
    assert in_balance()


@pytest.mark.parametrize(("difference", "status"), [(-1, "awaiting_payment"), (0, "effectuated"), (1, "effectuated")])
def test_a_cent_less_does_not_cover(invoice, enrollment, difference, status):
    pays(enrollment, invoice.amount_cents + difference, DAY)
    assert fresh(enrollment).status == status
    assert balance(Account.UNAPPLIED, enrollment) == -max(0, difference)


def test_two_parts_cover(invoice, enrollment):
    pays(enrollment, invoice.amount_cents - 1_00, DAY)
    pays(enrollment, 1_00, LAST)
    assert fresh(enrollment).effectuated_on == LAST


def test_booked_twice_under_one_number_it_is_booked_once(invoice, enrollment):
    one = pays(enrollment, invoice.amount_cents, DAY, number="N1")
    assert pays(enrollment, invoice.amount_cents, DAY, number="N1").pk == one.pk
    assert Payment.objects.count() == Event.objects.filter(kind="billing.payment_received").count() == 1
    with pytest.raises(OtherPayment):
        pays(enrollment, 5, DAY, number="N1")
    with pytest.raises(WrongAmount):
        pays(enrollment, 0, DAY)


@pytest.mark.parametrize(
    ("paid_on", "status"),
    [(date(2013, 12, 30), "effectuated"), (LAST, "effectuated"), (date(2014, 1, 1), "awaiting_payment")],
)
def test_it_counts_until_its_last_day(invoice, enrollment, paid_on, status):
    pays(enrollment, invoice.amount_cents, paid_on)
    assert fresh(enrollment).status == status


@pytest.mark.parametrize(("on", "status"), [(LAST, "awaiting_payment"), (date(2014, 1, 1), "canceled")])
def test_unpaid_after_the_last_day_it_is_canceled_and_nothing_is_owed(invoice, enrollment, vermont, on, status):
    run_day(exchange=vermont, on=on)
    assert fresh(enrollment).status == status
    owed = enrollment.net_cents if status == "awaiting_payment" else 0
    assert balance(Account.RECEIVABLE, enrollment) == owed
    if not owed:
        assert fresh(enrollment).end_cause == "nonpayment"
        assert balance(Account.TREASURY, enrollment) == balance(Account.PREMIUM, enrollment) == 0
        assert not Event.objects.filter(kind="enrollment.terminated").exists()


def test_what_came_too_late_or_too_little_goes_back(invoice, enrollment, vermont):
    pays(enrollment, 10_00, DAY)
    run_day(exchange=vermont, on=date(2014, 1, 1))
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.status) == (10_00, "due")
    assert balance(Account.REFUNDS, enrollment) == -10_00
    pays(enrollment, 20_00, date(2014, 1, 3))
    assert sorted(Refund.objects.values_list("amount_cents", flat=True)) == [10_00, 20_00]
    assert in_balance()


def test_paid_in_time_but_heard_of_later_it_is_reinstated(invoice, enrollment, vermont):
    run_day(exchange=vermont, on=date(2014, 1, 1))
    pays(enrollment, invoice.amount_cents, date(2014, 1, 3), paid_on=LAST)
    assert fresh(enrollment).status == "reinstated"
    deliver()
    assert balance(Account.RECEIVABLE, enrollment) == balance(Account.UNAPPLIED, enrollment) == 0
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("short", "sent", "status"), [(0, False, "reinstated"), (1, False, "canceled"), (0, True, "canceled")]
)
def test_two_parts_paid_in_time_of_which_one_is_heard_of_later_reinstate_it(
    invoice, enrollment, vermont, short, sent, status
):
    pays(enrollment, 300_00, DAY)
    run_day(exchange=vermont, on=date(2014, 1, 1))
    assert Refund.objects.get().status == "due"
    if sent:
        refund_sent(actor=BANK, refund=Refund.objects.get(), confirmation="C1", on=date(2014, 1, 2))
    pays(enrollment, invoice.amount_cents - 300_00 - short, date(2014, 1, 3), paid_on=LAST)
    deliver()
    assert fresh(enrollment).status == status
    if status == "reinstated":
        assert Refund.objects.get().status == "kept"
        assert balance(Account.RECEIVABLE, enrollment) == balance(Account.UNAPPLIED, enrollment) == 0
    assert in_balance()


def test_a_first_payment_that_bounces_after_the_last_day_cancels(invoice, enrollment, vermont):
    payment = pays(enrollment, invoice.amount_cents, DAY)
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 1, 7))
    assert balance(Account.RECEIVABLE, enrollment) == enrollment.net_cents
    assert cancel_unpaid(enrollment=fresh(enrollment), on=date(2014, 1, 8))
    assert fresh(enrollment).status == "canceled"
    assert balance(Account.CASH, enrollment) == 0


def test_another_person_cannot_have_the_bill_made_out(enrollment):
    with pytest.raises(NotAllowed):
        issue_invoice(actor=Actor.person(somebody("other@example.org")), enrollment=enrollment, on=DAY)


def test_people_do_not_book_money(enrollment, ana):
    with pytest.raises(NotAllowed):
        record_payment(
            actor=Actor.person(ana), exchange=enrollment.exchange, enrollment=enrollment, amount=1, method="cash",
            processor="x", confirmation="y", paid_on=DAY, on=DAY,
        )  # fmt: skip


def test_a_choice_taken_back_owes_nothing(invoice, enrollment, ana):
    cancel_selection(actor=Actor.person(ana), enrollment=enrollment, on=DAY)
    deliver()
    assert balance(Account.RECEIVABLE, enrollment) == 0


def test_where_the_insurer_bills_we_make_out_none(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    with pytest.raises(NotBilledHere):
        issue_invoice(actor=BANK, enrollment=enrollment, on=DAY)
    bill_or_confirm(PlanSelected(enrollment.reference), Event.objects.get(kind="enrollment.plan_selected"))
    run_day(exchange=federal, on=date(2014, 2, 1))
    assert Enrollment.objects.get().status == "selected"
    assert not Invoice.objects.exists()


def test_with_nothing_to_pay_the_household_is_covered_without_a_payment(ana, vermont):
    kim = person("Kim", date(1950, 1, 1))  # a low income: the credit pays the whole of a bronze plan
    application, _ = decided(ana, vermont, (kim,), income=16_500_00, contact=BURLINGTON)
    enrollment = choose(application, level="bronze")
    assert enrollment.net_cents == 0
    deliver()
    assert fresh(enrollment).status == "effectuated"
    run_day(exchange=vermont, on=date(2014, 1, 1))
    assert not Invoice.objects.exists()
    assert (
        balance(Account.TREASURY, enrollment) == -balance(Account.PREMIUM, enrollment) == 2 * enrollment.premium_cents
    )


@pytest.mark.parametrize(("on", "paid", "status"), [
    (LAST, False, "awaiting_payment"), (date(2014, 1, 1), False, "canceled"), (date(2014, 1, 1), True, "effectuated"),
])  # fmt: skip
def test_another_choice_that_costs_something_needs_its_first_payment_where_the_one_before_cost_nothing(
    ana, vermont, on, paid, status
):
    kim = person("Kim", date(1950, 1, 1))
    application, _ = decided(ana, vermont, (kim,), income=16_500_00, contact=BURLINGTON)
    free = choose(application, level="bronze")
    deliver()
    assert (free.net_cents, fresh(free).status) == (0, "effectuated")
    other = another_choice(free, date(2013, 12, 12), "gold")
    assert (other.issuer_id, fresh(free).status, fresh(other).status) == (
        free.issuer_id,
        "canceled",
        "awaiting_payment",
    )
    assert other.net_cents > 0
    if paid:
        pays(other, other.net_cents, DAY)
    on_days(vermont, on)
    assert fresh(other).status == status


def test_who_owed_nothing_at_first_is_in_grace_and_not_canceled_where_a_later_month_is_not_paid(ana, vermont):
    kim = person("Kim", date(1950, 1, 1))
    application, _ = decided(ana, vermont, (kim,), income=16_500_00, contact=BURLINGTON)
    enrollment = choose(application, level="bronze")
    deliver()
    on_days(vermont, date(2014, 1, 1))
    change = reported(enrollment, "income", date(2014, 1, 10), on=date(2014, 1, 10))
    answer_anew(change, on=date(2014, 1, 10), income=26_000_00)
    agreed(change, on=date(2014, 1, 10))
    deliver()
    on_days(vermont, date(2014, 2, 1), date(2014, 3, 1), date(2014, 3, 2))
    # The first bill of all is March's; January was covered without one.
    assert Invoice.objects.order_by("month").first().month == date(2014, 3, 1)
    assert fresh(enrollment).status == "effectuated"
    assert GracePeriod.objects.get().status == "open"


def another_choice(enrollment: Enrollment, on: date, level: str = "bronze") -> Enrollment:
    """Another plan of the same insurer instead, before anything began."""
    plans = offered(enrollment.application, on=on)
    plan = next(
        each.plan for each in plans if (each.plan.issuer_id, each.plan.metal_level) == (enrollment.issuer_id, level)
    )
    found = choose(enrollment.application, plan_id=plan.plan_id, instead_of=fresh(enrollment), on=on)
    deliver()
    return found


@pytest.mark.parametrize(("on", "status"), [(LAST, "awaiting_payment"), (date(2014, 1, 1), "canceled")])
def test_another_choice_with_the_same_insurer_needs_its_first_payment_too(invoice, enrollment, vermont, on, status):
    other = another_choice(enrollment, date(2013, 12, 12))
    assert fresh(enrollment).status == "canceled"
    on_days(vermont, on)
    assert fresh(other).status == status


def test_more_credit_that_leaves_nothing_to_pay_makes_coverage_sure(ana, vermont):
    kim = person("Kim", date(1950, 1, 1))
    application, _ = decided(ana, vermont, (kim,), income=26_000_00, contact=BURLINGTON)
    enrollment = choose(application, level="bronze")
    deliver()
    assert Invoice.objects.get().amount_cents == enrollment.net_cents > 0
    change = reported(enrollment, "income", date(2013, 12, 12), on=date(2013, 12, 12))
    answer_anew(change, on=date(2013, 12, 12), income=16_500_00)
    agreed(change, on=date(2013, 12, 12))
    deliver()
    assert (fresh(enrollment).net_cents, fresh(enrollment).status) == (0, "effectuated")
    assert balance(Account.RECEIVABLE, enrollment) == 0


@pytest.mark.parametrize("short", [0, 1])
def test_money_paid_for_the_choice_before_makes_the_other_one_sure_to_the_cent(invoice, enrollment, vermont, short):
    plans = {
        each.plan.metal_level: each
        for each in reversed(offered(enrollment.application, on=DAY))
        if each.plan.issuer_id == enrollment.issuer_id
    }
    pays(enrollment, plans["bronze"].after_credit - short, DAY)
    other = another_choice(enrollment, date(2013, 12, 12))
    assert fresh(other).status == ("awaiting_payment" if short else "effectuated")
    assert balance(Account.RECEIVABLE, enrollment, other) == short
