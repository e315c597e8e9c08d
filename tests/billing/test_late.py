"""The page of a plan says that a payment is late, until when all must be paid and what happens else; only while it is so."""

from datetime import date

import pytest

from coverport.billing.grace import insurer_grace, insurer_grace_over
from coverport.core.access import Actor
from coverport.core.dates import first_of_month
from coverport.core.money import display
from coverport.enrollment.models import Enrollment
from tests.billing.accounts import DAY, chosen, on_days, pays
from tests.enrollment.lives import agreed, answer_anew, covered, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
SYSTEM = Actor.system("edi")
LATE = (
    "A payment is late. Pay all that you owe by April 30, 2014. If you do not, your coverage ends on February 28, 2014."
)


@pytest.fixture
def page(client, ana):
    client.force_login(ana)
    return lambda enrollment, where="vt": client.get(f"/{where}/coverage/{enrollment.reference}/").content.decode()


def test_from_the_first_day_of_the_unpaid_month_to_the_payment(page, ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    for day, late in ((date(2014, 1, 1), False), (date(2014, 1, 31), False), (date(2014, 2, 1), True)):
        on_days(vermont, day)
        shown = page(enrollment)
        assert "You are covered from January 1, 2014" in shown
        assert (LATE in shown, f'<a href="/vt/pay/{enrollment.reference}/">Pay now</a>' in shown) == (late, late)
    pays(enrollment, 2 * enrollment.net_cents, date(2014, 2, 20))
    assert "A payment is late" not in page(enrollment)


def test_not_any_more_once_coverage_has_ended(page, ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1), *(first_of_month(date(2014, 1, 1), each) for each in range(1, 5)))
    shown = page(enrollment)
    assert "Coverage by this plan ends on February 28, 2014" in shown
    assert f'<a href="/vt/pay/{enrollment.reference}/statement/">' in shown, (
        "what is owed or goes back is still to be found"
    )
    assert "A payment is late" not in shown


def test_also_on_the_number_that_goes_on_from_the_unpaid_one(page, ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1), date(2014, 2, 1))
    change = reported(enrollment, "income", date(2014, 2, 3), on=date(2014, 2, 3))
    answer_anew(change, on=date(2014, 2, 3), income=22_000_00)
    agreed(change, on=date(2014, 2, 3))
    assert LATE in page(Enrollment.objects.get(follows=enrollment))


def test_where_the_insurer_bills_as_soon_as_it_says_so(page, ana, federal):
    enrollment = covered(ana, federal)
    as_long_as = "as long as each bill is paid"
    assert as_long_as not in page(enrollment, "federal")
    insurer_grace(actor=SYSTEM, enrollment=enrollment, first_month=date(2014, 2, 1), on=date(2014, 2, 10))
    shown = page(enrollment, "federal")
    assert LATE in shown
    assert as_long_as in shown
    insurer_grace_over(actor=SYSTEM, enrollment=enrollment, paid=True, on=date(2014, 3, 10))
    shown = page(enrollment, "federal")
    assert LATE not in shown
    assert as_long_as not in shown


def test_a_bill_stands_on_the_page_of_the_plan_with_its_day_and_the_way_to_pay(page, ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    amount = display(enrollment.net_cents)
    assert "Your bill of" not in page(enrollment)
    on_days(vermont, date(2014, 1, 1))
    for day, said in ((date(2014, 1, 31), "is due on"), (date(2014, 2, 1), "was due on")):
        vermont.date_of_record = day
        vermont.save()
        shown = page(enrollment)
        assert f"Your bill of {amount} {said} January 31, 2014." in shown
        assert f'<a href="/vt/pay/{enrollment.reference}/">Pay {amount} now</a>' in shown
    pays(enrollment, enrollment.net_cents, date(2014, 1, 31))
    assert "Your bill of" not in page(enrollment)


def test_what_is_still_owed_stands_on_the_page_of_a_plan_that_ended(page, ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1), *(first_of_month(date(2014, 1, 1), each) for each in range(1, 5)))
    vermont.date_of_record = date(2014, 5, 1)
    vermont.save()
    shown = page(enrollment)
    assert f"You still owe {display(enrollment.net_cents)}." in shown, "February, in which everybody was covered"
    assert "Your bill of" not in shown
