"""The payment page: plainly a practice, in full, once, not after the last day."""

import re
from datetime import date

import pytest

from coverport.billing.models import Invoice, Payment
from tests.applications.households import ANA, BURLINGTON, LUIS, decided
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def enrollment(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    return choose(application)


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_page_makes_out_the_bill_and_says_that_it_is_a_practice(web, enrollment):
    page = told(web.get(f"/vt/pay/{enrollment.reference}/"))
    invoice = Invoice.objects.get()
    for words in ("Practice payment. No real money moves.", "You are not covered yet.", invoice.reference, "31, 2013"):
        assert words in page
    assert not re.search(r'type="(text|number|tel)"', page)  # nowhere to type an account number


def test_paying_covers_and_paying_again_leads_to_the_same_page(web, enrollment):
    address, amount = f"/vt/pay/{enrollment.reference}/", enrollment.net_cents
    for _ in range(2):
        page = web.post(address, {"method": "bank", "amount": amount})
        assert page["Location"] == f"/vt/coverage/{enrollment.reference}/"
    assert Payment.objects.count() == 1
    assert "You are covered from" in told(web.get(page["Location"]))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"method": "declines"}, "The payment was declined, and nothing was taken."),
        ({"method": ""}, "Choose how to pay."),
        ({"method": "bank", "amount": "1"}, "must be paid in full"),
    ],
)
def test_what_went_wrong_is_said_in_place(web, enrollment, typed, words):
    page = web.post(f"/vt/pay/{enrollment.reference}/", {"amount": enrollment.net_cents, **typed})
    assert page.status_code == 422
    assert words in told(page)
    assert not Payment.objects.exists()


def test_after_the_last_day_the_page_refuses(web, enrollment, vermont):
    vermont.date_of_record = date(2014, 1, 1)
    vermont.save()
    address = f"/vt/pay/{enrollment.reference}/"
    assert "It is too late to pay. You are not covered." in told(web.get(address))
    page = web.post(address, {"method": "bank", "amount": enrollment.net_cents})
    assert page.status_code == 422
    assert "It is too late to pay." in told(page)
    assert not Payment.objects.exists()


def test_where_the_insurer_bills_there_is_no_payment_page(web, ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    page = web.get(f"/federal/pay/{enrollment.reference}/")
    assert page["Location"] == f"/federal/coverage/{enrollment.reference}/"
