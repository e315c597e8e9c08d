"""What enrollees paid to the exchange goes on to the insurer, each payment once, to the cent."""

import io
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.core.management import CommandError, call_command

from coverport.billing.actions import bill_months, issue_invoice, record_payment
from coverport.billing.models import Payment
from coverport.billing.queries import trial_balance
from coverport.core.access import Actor
from coverport.edi import premiums, profiles
from coverport.edi.models import PassedOn
from coverport.edi.queries import desk, lines_of, paid_by
from coverport.edi.x12.reader import faults
from coverport.exchanges import profiles as exchanges
from coverport.exchanges.profiles import slugs
from tests.edi.enrolled import AT, enroll
from tests.edi.judge import complaints
from tests.enrollment.choices import DAY

pytestmark = pytest.mark.usefixtures("on_sale")
BILLING = Actor.system("billing")


def pays(enrollment, more: int = 0) -> Payment:
    """The first bill, by a check that arrived."""
    invoice = issue_invoice(actor=BILLING, enrollment=enrollment, on=DAY)
    return record_payment(
        actor=BILLING, exchange=enrollment.exchange, enrollment=enrollment, amount=invoice.amount_cents + more, method="check",
        processor="test", confirmation=f"T{enrollment.pk}", paid_on=DAY, on=DAY,
    )  # fmt: skip


def test_each_payment_goes_on_once_and_the_sum_is_what_was_paid(vermont):
    enrollments = [enroll(vermont, email=f"person{n}@example.org") for n in range(3)]
    paid = [pays(enrollment) for enrollment in enrollments[:2]]
    ((exchange, issuer),) = premiums.waiting()
    file = premiums.pass_on(exchange=exchange, issuer=issuer, at=AT)
    assert complaints(file.bytes) == ""
    assert list(faults(io.BytesIO(file.bytes))) == []
    segments = [segment.split("*") for segment in file.bytes.decode().split("~")]
    total = sum(payment.amount_cents for payment in paid)
    (bpr,) = (one for one in segments if one[0] == "BPR")
    assert Decimal(bpr[2]) * 100 == total
    lines = {one[2]: Decimal(one[4]) * 100 for one in segments if one[0] == "RMR"}
    assert lines == {
        row.reference: row.net_cents for row in enrollments[:2]
    }  # the credit is none of the exchange's money
    assert all(row.credit_cents > 0 for row in enrollments)
    assert ["DTM", "582", "", "", "", "RD8", "20140101-20140131"] in segments
    assert PassedOn.objects.get().file == file
    assert (paid_by(file), trial_balance(vermont)["insurers"], trial_balance(vermont)["cash"]) == (total, total, 0)
    assert premiums.pass_on(exchange=exchange, issuer=issuer, at=AT) is None
    later = pays(enrollments[2])
    second = premiums.pass_on(exchange=exchange, issuer=issuer, at=AT)
    assert list(lines_of(second).values_list("enrollment", "cents")) == [(enrollments[2].pk, later.amount_cents)]
    assert premiums.waiting() == []


def test_money_ahead_of_its_bill_waits_for_it(vermont):
    enrollment = enroll(vermont)
    pays(enrollment, more=100)
    ((exchange, issuer),) = premiums.waiting()
    first = premiums.pass_on(exchange=exchange, issuer=issuer, at=AT)
    assert paid_by(first) == enrollment.net_cents  # January's bill does not wait with it
    assert premiums.waiting() == []
    bill_months(enrollment=enrollment, on=date(2014, 1, 1))
    second = premiums.pass_on(exchange=exchange, issuer=issuer, at=AT)
    assert list(lines_of(second).values_list("month", "cents")) == [(date(2014, 2, 1), 100)]


def test_where_the_insurer_bills_nothing_is_passed_on(federal):
    enroll(federal)
    assert premiums.waiting() == []


def test_every_exchange_that_bills_says_who_pays_its_insurers():
    """Massachusetts did not: what people paid there went on to nobody."""
    bills = [slug for slug in slugs() if any(row.biller == "exchange" for row in exchanges.load(slug).billing)]
    assert {"ma", "vt"} <= set(bills)
    assert [slug for slug in bills if not profiles.load(slug, "00001").has_payer] == []


def test_without_a_payer_nothing_is_paid_in_nobodys_name(vermont, monkeypatch):
    pays(enroll(vermont))
    ((exchange, issuer),) = premiums.waiting()
    partner = msgspec.structs.replace(profiles.load(exchange, issuer), payer_id="")
    monkeypatch.setattr(profiles, "load", lambda exchange, issuer: partner)
    with pytest.raises(premiums.NoPayer, match="payer_id"):
        premiums.pass_on(exchange=exchange, issuer=issuer, at=AT)
    with pytest.raises(CommandError, match="payer_id"):
        call_command("edi_pay")
    assert [(each.kind, each.issuer) for each in desk(AT)] == [("not_paid", issuer)]
    assert not PassedOn.objects.exists()
