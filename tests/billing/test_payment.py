"""The first bill where the exchange bills: made out once, paid once and in full, not after its last day."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from coverport.billing.actions import (
    NoLongerOpen,
    NotBilledHere,
    PaymentTooLate,
    WrongAmount,
    issue_invoice,
    record_payment,
)
from coverport.billing.adapters import Declined
from coverport.billing.handlers import bill_or_confirm
from coverport.billing.models import Invoice, Payment
from coverport.core.access import Actor
from coverport.core.deliveries import drain
from coverport.core.errors import NotAllowed
from coverport.core.models import Delivery, Event
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.events import PlanSelected
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, BURLINGTON, LUIS, decided, person, publish_samples, somebody
from tests.enrollment.choices import choose

DAY = date(2013, 12, 10)
LAST = date(2013, 12, 31)


@pytest.fixture
def enrollment(on_sale, ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    return choose(application)


@pytest.fixture
def invoice(enrollment, ana):
    return issue_invoice(actor=Actor.person(ana), enrollment=enrollment, on=DAY)


def pay(invoice, user, **changes):
    arguments = {"amount": invoice.amount_cents, "method": "bank", "on": DAY, **changes}
    return record_payment(actor=changes.pop("actor", None) or Actor.person(user), invoice=invoice, **{
        name: value for name, value in arguments.items() if name != "actor"
    })  # fmt: skip


def test_the_first_bill_is_one_month_after_credit_due_on_the_last_day(invoice, enrollment):
    assert (invoice.amount_cents, invoice.issued_on, invoice.due_on) == (enrollment.net_cents, DAY, LAST)


def test_handler_and_page_make_out_one_bill(invoice, enrollment, ana):
    event = Event.objects.get(kind="enrollment.plan_selected")
    bill_or_confirm(PlanSelected(enrollment=enrollment.reference), event)
    assert issue_invoice(actor=Actor.person(ana), enrollment=enrollment, on=date(2013, 12, 20)).pk == invoice.pk
    assert Invoice.objects.count() == Event.objects.filter(kind="billing.invoice_issued").count() == 1


def test_paid_in_full_the_household_is_covered_and_told(invoice, enrollment, ana):
    payment = pay(invoice, ana)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.effectuated_on) == ("effectuated", DAY)
    assert (payment.amount_cents, payment.processor) == (invoice.amount_cents, "simulated")
    assert payment.confirmation.startswith("PRACTICE-")
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in {"billing.payment_received", "enrollment.effectuated"}] == [
        "billing.payment_received", "enrollment.effectuated",
    ]  # fmt: skip


def test_paid_twice_is_paid_once(invoice, ana):
    assert pay(invoice, ana).pk == pay(invoice, ana).pk
    assert Payment.objects.count() == Event.objects.filter(kind="billing.payment_received").count() == 1


def test_the_database_refuses_a_second_payment_of_a_bill(invoice, ana):
    pay(invoice, ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(invoice=invoice, amount_cents=1, processor="x", confirmation="y", paid_on=DAY)


@pytest.mark.parametrize("difference", [-1, 1])
def test_only_the_whole_bill_can_be_paid(invoice, ana, difference):
    with pytest.raises(WrongAmount):
        pay(invoice, ana, amount=invoice.amount_cents + difference)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(("on", "taken"), [(date(2013, 12, 30), True), (LAST, True), (date(2014, 1, 1), False)])
def test_a_bill_can_be_paid_until_its_last_day(invoice, ana, on, taken):
    if taken:
        assert pay(invoice, ana, on=on).paid_on == on
        return
    with pytest.raises(PaymentTooLate):
        pay(invoice, ana, on=on)
    assert Enrollment.objects.get().status == "awaiting_payment"


def test_a_declined_payment_takes_nothing_and_can_be_tried_again(invoice, ana):
    with pytest.raises(Declined):
        pay(invoice, ana, method="declines")
    assert not Payment.objects.exists()
    assert pay(invoice, ana).pk


def test_another_person_cannot_see_or_pay_the_bill(invoice, enrollment):
    other = somebody("other@example.org")
    with pytest.raises(NotAllowed):
        pay(invoice, other)
    with pytest.raises(NotAllowed):
        issue_invoice(actor=Actor.person(other), enrollment=enrollment, on=DAY)


def test_a_canceled_choice_owes_nothing(invoice, enrollment, ana):
    cancel_selection(actor=Actor.person(ana), enrollment=enrollment, on=DAY)
    with pytest.raises(NoLongerOpen):
        pay(invoice, ana)


@pytest.mark.usefixtures("on_sale")
def test_where_the_insurer_bills_we_make_out_no_bill(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    with pytest.raises(NotBilledHere):
        issue_invoice(actor=Actor.person(ana), enrollment=enrollment, on=DAY)
    bill_or_confirm(PlanSelected(enrollment=enrollment.reference), Event.objects.get(kind="enrollment.plan_selected"))
    assert Enrollment.objects.get().status == "selected"
    assert not Invoice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_nothing_to_pay_the_household_is_covered_without_a_payment():
    publish_samples()
    vermont = Exchange.objects.create(slug="vt", name="Vermont", date_of_record=DAY)
    kim = person(
        "Kim", date(1950, 1, 1)
    )  # premiums do not rise with age here, the credit does not either; a low income does
    application, _ = decided(somebody(), vermont, (kim,), income=16_500_00, contact=BURLINGTON)
    enrollment = choose(application, level="bronze")
    assert enrollment.net_cents == 0
    drain()
    enrollment.refresh_from_db()
    assert enrollment.status == "effectuated"
    assert not Invoice.objects.exists()
    assert not Delivery.objects.filter(subscriber="billing.plan_selected", done_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_are_one():
    publish_samples()
    vermont = Exchange.objects.create(slug="vt", name="Vermont", date_of_record=DAY)
    user = somebody()
    application, _ = decided(user, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    invoice = issue_invoice(actor=Actor.person(user), enrollment=choose(application), on=DAY)
    together, results = threading.Barrier(2), []

    def send() -> None:
        try:
            together.wait(10)
            results.append(pay(invoice, user).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 2
    assert len(set(results)) == 1
    assert Payment.objects.count() == 1
