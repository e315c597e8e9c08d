"""The first bill is that of the first month, also where a change has made the later months another price before it was paid."""

import re
from datetime import date

import pytest

from coverport.billing.models import Invoice
from coverport.core.money import display
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import told
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.billing.accounts import chosen, deliver, fresh, pays
from tests.enrollment.lives import agreed, answer_anew, months, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DECEMBER_20 = date(2013, 12, 20)


@pytest.fixture
def earns_more(ana, vermont) -> Enrollment:
    """Chosen and not paid when more income lowers the credit from February on: told after the 15th, 45 CFR 155.330(f)(3)."""
    enrollment = chosen(ana, vermont)
    Exchange.objects.update(date_of_record=DECEMBER_20)
    change = reported(enrollment, "income", DECEMBER_20, on=DECEMBER_20)
    answer_anew(change, on=DECEMBER_20, income=75_000_00)
    agreed(change, on=DECEMBER_20)
    return fresh(enrollment)


def test_the_page_asks_for_the_bill_that_is_out_and_shows_what_each_month_costs(client, ana, earns_more):
    client.force_login(ana)
    bill, net = (
        Invoice.objects.get().amount_cents,
        {month: row[0] - row[1] for month, row in months(earns_more).items()},
    )
    assert bill == net[1] < net[2]
    page = re.sub(r"<[^>]+>|\s+", " ", client.get(f"/vt/coverage/{earns_more.reference}/").content.decode())
    text = " ".join(page.split())
    assert f"Pay your first bill of {display(bill)} to Coverport Vermont" in text
    assert f"Pay {display(bill)} now" in text
    by_month = text[text.index("What it costs by the month") :]
    assert f"January 1, 2014 {display(earns_more.premium_cents)}" in by_month
    assert f"February 1, 2014 {display(earns_more.premium_cents)}" in by_month
    assert display(net[2]) in by_month
    # From a month on, only what still lies ahead.
    assert told(earns_more, uneven=True).from_month(date(2014, 3, 1))[0].since == date(2014, 3, 1)


def test_the_letter_that_coverage_is_sure_tells_each_month_s_price(earns_more):
    pays(earns_more, Invoice.objects.get().amount_cents, DECEMBER_20)
    deliver()
    letter = "\n".join(texts(Notice.objects.get(kind="covered").content))
    first, later = (display(each.net) for each in told(earns_more, uneven=True).months[:2])
    assert first != later
    assert {first, later} <= set(letter.splitlines())
    assert "a month. Coverport Vermont tells you" not in letter


def test_nothing_to_pay_later_does_not_make_the_first_bill_free(earns_more):
    """It took the button to pay away, and the choice was canceled unpaid."""
    first = told(earns_more, uneven=True).first_bill
    earns_more.credit_cents = earns_more.premium_cents
    later = told(earns_more, uneven=True)
    assert later.net == 0
    assert not later.free
    assert later.first_bill == first
