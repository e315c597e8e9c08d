"""Where the insurer bills, the first payment is handed over to its own page: with the enrollment number and nothing else."""

from datetime import date

import msgspec
import pytest

from coverport.billing.pay_now import pay_now
from coverport.core.access import Actor
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import told
from coverport.plans.plan import Urls
from tests.applications.households import decided
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def enrollment(ana, federal) -> Enrollment:
    return choose(decided(ana, federal)[0])


def link(enrollment: Enrollment, address: str | None, *, on: date = date(2013, 12, 10)) -> str | None:
    story = told(enrollment)
    plan = msgspec.structs.replace(story.plan, urls=Urls(payment=address))
    return pay_now(enrollment, msgspec.structs.replace(story, plan=plan), on=on)


def test_the_number_is_added_to_what_the_filing_says(enrollment):
    number = enrollment.reference
    assert link(enrollment, "https://pay.example/first") == f"https://pay.example/first?enrollment={number}"
    assert link(enrollment, "https://pay.example/?x=1#top") == f"https://pay.example/?x=1&enrollment={number}"


@pytest.mark.parametrize(
    "address", [None, "", "http://pay.example/", "javascript:alert(1)", "https://", "https://user@pay.example/"]
)
def test_no_other_address_is_linked(enrollment, address):
    assert link(enrollment, address) is None


@pytest.mark.parametrize(
    "changes", [{"biller": "exchange"}, {"status": "effectuated", "effectuated_on": date(2013, 12, 12)}, {"status": "canceled"}]
)  # fmt: skip
def test_there_is_no_link_where_nothing_is_to_be_paid_there_now(enrollment, changes):
    for name, value in changes.items():
        setattr(enrollment, name, value)
    assert link(enrollment, "https://pay.example/") is None


@pytest.mark.parametrize(
    ("on", "late"), [(date(2014, 1, 30), False), (date(2014, 1, 31), False), (date(2014, 2, 1), True)]
)
def test_after_the_last_day_nothing_is_promised_for_a_payment(client, ana, enrollment, federal, on, late):
    enrollment.pay_by = date(2014, 1, 31)
    enrollment.save()
    federal.date_of_record = on
    federal.save()
    assert (link(enrollment, "https://pay.example/first", on=on) is None) is late
    client.force_login(ana)
    page = " ".join(client.get(f"/federal/pay/{enrollment.reference}/").content.decode().split())
    assert ("Before you pay, ask Anthem" in page) is late
    end_coverage(actor=Actor.system("edi"), enrollment=enrollment, cause="nonpayment", last=date(2013, 12, 31), on=on)
    page = client.get(f"/federal/pay/{enrollment.reference}/").content.decode()
    assert "This choice was canceled. You are not covered." in page
    assert "sends you a bill" not in page


def test_the_page_says_where_to_pay_also_without_a_link(client, ana, enrollment):
    client.force_login(ana)
    mine = client.get(f"/federal/coverage/{enrollment.reference}/").content.decode()
    assert f'href="/federal/pay/{enrollment.reference}/">How to pay now' in mine
    page = client.get(f"/federal/pay/{enrollment.reference}/").content.decode()
    assert "You pay Anthem" in page
    assert "now at" not in page  # this filing names no page
    assert "Pay your first bill of" in page, "how much, and by when, is said where to pay"
    assert f'name your enrollment number <strong class="num">{enrollment.reference}</strong>' in " ".join(page.split())
