"""Pay on the processor's page and come back: paid, declined, slow, down, wrong; bills, receipts; other people's are not there."""

import http.client
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from coverport.billing.actions import bounce_payment, run_day
from coverport.billing.adapters import practice
from coverport.billing.models import Payment, PaymentAttempt, Refund
from coverport.billing.queries import standing
from coverport.billing.tasks import ask_processor
from coverport.core.access import Actor
from coverport.core.dates import long_date
from coverport.enrollment.ending import cancel_selection
from coverport.exchanges.profiles import ByMail, Profile
from tests.applications.households import decided, somebody
from tests.billing.accounts import BANK, DAY, chosen, fresh, on_days, pays
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale", "paysim")]


@pytest.fixture
def enrollment(ana, vermont):
    return chosen(ana, vermont)


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def ask(address: str, verb: str, path: str, body: str = "") -> tuple[int, str, str]:
    """What a browser does at the processor; answers status, where it is sent, and the page."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    connection.request(verb, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Location", ""), answer.read().decode()
    connection.close()
    return found


def set_out(web, enrollment, amount: int | None = None):
    return web.post(f"/vt/pay/{enrollment.reference}/", {"amount": amount or enrollment.net_cents})


def pay_there(paysim, page, method: str = "bank") -> str:
    """On the processor's page; answers the path back."""
    there = page["Location"]
    status, back, _ = ask(paysim.address, "POST", urlsplit(there).path, f"method={method}")
    assert status == 303
    return urlsplit(back).path


def test_the_page_says_that_it_is_a_practice_and_asks_for_no_number(web, enrollment, paysim):
    page = web.get(f"/vt/pay/{enrollment.reference}/")
    for words in ("Practice payment. No real money moves.", "You are not covered yet.", "31, 2013"):
        assert words in told(page)
    assert not re.search(r'type="(text|number|tel)"', told(page))
    assert f"form-action 'self' {paysim.address}" in page["Content-Security-Policy"]
    there = set_out(web, enrollment)["Location"]
    _, _, hosted = ask(paysim.address, "GET", urlsplit(there).path)
    assert "Practice processor." in hosted
    assert not re.search(r'type="(text|number|tel)"', hosted)


def test_paid_there_it_is_covered_here_and_has_a_receipt(web, enrollment, paysim):
    back = pay_there(paysim, set_out(web, enrollment))
    for _ in range(2):
        page = web.get(back, follow=True)
        assert f"You paid ${enrollment.net_cents / 100:.2f}" in told(page)
    payment = Payment.objects.get()
    assert (payment.method, payment.processor, payment.paid_on) == ("bank", "practice", DAY)
    assert fresh(enrollment).status == "effectuated"
    assert told(web.get(f"/vt/pay/{enrollment.reference}/")).count("There is nothing to pay now") == 2, (
        "title and heading"
    )
    assert payment.reference in told(web.get(f"/vt/pay/{enrollment.reference}/statement/"))


def test_of_a_canceled_choice_nothing_is_owed_and_the_page_leads_to_choosing_again(web, enrollment, ana):
    cancel_selection(actor=Actor.system("test"), enrollment=enrollment, on=DAY)
    page = told(web.get(f"/vt/pay/{enrollment.reference}/"))
    assert "There is nothing to pay now" in page
    assert "The plan is as if it had never been chosen. You owe nothing." in page
    assert "You are not covered" not in page, "another plan may have taken its place"
    assert f'href="/vt/coverage/{enrollment.application.reference}/when/"' in page


def test_a_choice_that_was_canceled_a_moment_ago_cannot_be_paid(web, enrollment, ana):
    assert "Pay your first bill" in told(web.get(f"/vt/pay/{enrollment.reference}/"))
    cancel_selection(actor=Actor.system("test"), enrollment=enrollment, on=DAY)  # billing has not heard of it yet
    assert set_out(web, enrollment)["Location"] == f"/vt/pay/{enrollment.reference}/statement/"
    assert not PaymentAttempt.objects.exists()


def test_coming_back_without_having_paid_books_nothing(web, enrollment, paysim):
    attempt_page = set_out(web, enrollment)
    attempt = PaymentAttempt.objects.get()
    assert "You have not paid yet" in told(web.get(f"/vt/pay/{enrollment.reference}/back/{attempt.reference}/"))
    assert set_out(web, enrollment)["Location"] == attempt_page["Location"]
    assert not Payment.objects.exists()


def test_declined_it_can_be_tried_again(web, enrollment, paysim):
    back = pay_there(paysim, set_out(web, enrollment), "declines")
    assert "The payment was declined, and nothing was taken." in told(web.get(back))
    assert not Payment.objects.exists()
    web.get(pay_there(paysim, set_out(web, enrollment), "card"))
    assert Payment.objects.get().method == "card"


@pytest.mark.parametrize("fault", ["down", "slow", "wrong"])
def test_before_the_page_opens_a_fault_is_said_in_place_and_nothing_is_taken(
    web, enrollment, paysim, fault, monkeypatch
):
    monkeypatch.setattr(practice, "PATIENCE_SECONDS", 0.3)
    paysim.books.fault = fault
    page = set_out(web, enrollment)
    assert page.status_code == 422
    assert ("gave an answer that cannot be right" if fault == "wrong" else "We cannot reach") in told(page)
    paysim.books.fault = "none"
    assert set_out(web, enrollment).status_code == 302


@pytest.mark.parametrize("fault", ["down", "slow", "wrong"])
def test_after_the_person_paid_a_fault_loses_nothing(web, enrollment, paysim, fault, monkeypatch):
    monkeypatch.setattr(practice, "PATIENCE_SECONDS", 0.3)
    back = pay_there(paysim, set_out(web, enrollment))
    paysim.books.fault = fault
    assert "We do not know yet whether you have paid" in told(web.get(back))
    assert not Payment.objects.exists()
    # Who pays again all the same is not let pay twice.
    assert set_out(web, enrollment).status_code == 422
    paysim.books.fault = "none"
    # The page that is looked at again, or the clock, asks the processor.
    web.get(back) if fault == "slow" else ask_processor()
    assert Payment.objects.get().amount_cents == enrollment.net_cents
    assert fresh(enrollment).status == "effectuated"


def test_where_the_processor_never_had_it_the_way_ends(web, enrollment, paysim):
    paysim.books.fault = "down"
    set_out(web, enrollment)
    paysim.books.fault = "none"
    ask_processor()
    assert PaymentAttempt.objects.get().status == "declined"


@pytest.mark.parametrize(("amount", "status"), [(1, 422), ("", 422), ("x", 422)])
def test_another_amount_is_refused(web, enrollment, amount, status):
    page = web.post(f"/vt/pay/{enrollment.reference}/", {"amount": amount})
    assert page.status_code == status
    assert not PaymentAttempt.objects.exists()


def test_after_the_last_day_the_page_refuses(web, enrollment, vermont):
    vermont.date_of_record = date(2014, 1, 1)
    vermont.save()
    assert told(web.get(f"/vt/pay/{enrollment.reference}/")).count("It is too late to pay. You are not covered.") == 2
    assert set_out(web, enrollment).status_code == 422
    assert not PaymentAttempt.objects.exists()


def test_a_canceled_choice_leads_to_what_is_left(web, enrollment, vermont):
    run_day(exchange=vermont, on=date(2014, 1, 1))
    page = set_out(web, enrollment)
    assert page["Location"] == f"/vt/pay/{enrollment.reference}/statement/"
    assert "You owe nothing now" in told(web.get(page["Location"]))


@pytest.mark.parametrize(
    ("on", "open_still"), [(date(2014, 4, 14), True), (date(2014, 4, 15), True), (date(2014, 4, 16), False)]
)
def test_a_canceled_choice_leads_to_another_plan_while_one_can_be_chosen(web, enrollment, vermont, on, open_still):
    run_day(exchange=vermont, on=date(2014, 1, 8))
    assert fresh(enrollment).status == "canceled"
    vermont.date_of_record = on
    vermont.save()
    page = told(web.get(f"/vt/pay/{enrollment.reference}/"))
    assert "There is nothing to pay now" in page
    way = f'href="/vt/coverage/{enrollment.application.reference}/when/">Choose a plan</a>'
    assert (way in page) is open_still
    assert "You owe nothing." in page
    assert ("When you can choose a plan</a>" in page) is not open_still


def test_the_page_says_how_to_pay_by_check_and_what_to_do_with_cash(web, enrollment, paysim):
    for where in ("", "statement/"):
        page = told(web.get(f"/vt/pay/{enrollment.reference}/{where}"))
        assert "Send a check, a cashier’s check or a money order." in page
        assert f'Write your enrollment number <strong class="num">{enrollment.reference}</strong> on it' in page
        assert "Coverport Vermont<br>Payments<br>PO Box 100<br>Montpelier VT 05601" in page
        assert "Do not send cash. Buy a money order with it" in page
    web.get(pay_there(paysim, set_out(web, enrollment)))
    assert "Do not send cash." not in told(web.get(f"/vt/pay/{enrollment.reference}/statement/")), "nothing is owed"


@pytest.mark.parametrize(("takes", "said"), [
    (("check",), ("Send a check.", False)), (("check", "money_order"), ("Send a check or a money order.", True)), (None, ("", False)),
])  # fmt: skip
def test_what_is_taken_by_mail_is_what_the_profile_says(web, enrollment, takes, said, monkeypatch):
    mailed = ByMail(takes, to=("PO Box 7",)) if takes else None
    row = replace(enrollment.exchange.profile.billing_of(2014), by_mail=mailed)
    monkeypatch.setattr(Profile, "billing_of", lambda profile, year: row)
    page = told(web.get(f"/vt/pay/{enrollment.reference}/"))
    words, cash = said
    assert ("Pay by check or cash" in page) is bool(takes)
    assert words in page
    assert ("Do not send cash." in page) is cash


def test_the_statement_tells_of_grace_and_of_a_payment_that_came_back(web, enrollment, vermont):
    payment = pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, date(2014, 1, 1), date(2014, 2, 1))
    page = told(web.get(f"/vt/pay/{enrollment.reference}/statement/"))
    assert "April 30, 2014" in page
    assert "February 28, 2014" in page
    assert (
        "<strong>Silver Blue for You CDHP</strong> of Blue Cross and Blue Shield of Vermont, for Ana and Luis" in page
    )
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 2, 2))
    assert "Came back" in told(web.get(f"/vt/pay/{enrollment.reference}/statement/"))
    assert "came back" in told(web.get(f"/vt/pay/{enrollment.reference}/receipt/{payment.reference}/"))


def test_a_refund_goes_back_through_the_processor_once(web, enrollment, paysim, vermont):
    web.get(pay_there(paysim, set_out(web, enrollment)))
    from coverport.enrollment.actions import end_coverage

    end_coverage(actor=BANK, enrollment=fresh(enrollment), cause="requested", last=date(2013, 12, 11), on=DAY)
    on_days(vermont, date(2013, 12, 12))
    from coverport.billing.actions import follow_end

    follow_end(enrollment=fresh(enrollment), on=date(2013, 12, 12))
    ask_processor()
    ask_processor()
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_cents) == ("sent", enrollment.net_cents)
    assert refund.confirmation.startswith("BACK-")


@pytest.mark.parametrize("rest", ["", "statement/", "back/K7QP-2M4X/", "receipt/K7QP-2M4X/"])
def test_another_persons_money_is_not_there(client, enrollment, rest):
    client.force_login(somebody("other@example.org"))
    assert client.get(f"/vt/pay/{enrollment.reference}/{rest}").status_code == 404


def test_where_the_insurer_bills_the_page_leads_to_it(web, ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    for rest in ("", "statement/"):
        page = told(web.get(f"/federal/pay/{enrollment.reference}/{rest}"))
        assert "not us" in page
        assert "must also take a check, a cashier’s check, a money order or a prepaid debit card." in page


def test_of_two_bills_it_says_what_is_due_first_as_the_letters_do(web, enrollment, vermont):
    """It named the first day for the whole sum, and the letter of the second bill a later one."""
    pays(enrollment, enrollment.net_cents, DAY)
    vermont.date_of_record = date(2014, 2, 5)
    vermont.save()
    on_days(vermont, date(2014, 2, 5))
    account = standing(fresh(enrollment))
    assert account.owes == 2 * enrollment.net_cents
    assert account.next_part == enrollment.net_cents
    part, day = f"${enrollment.net_cents / 100:.2f}", long_date(account.next_due)
    for rest in ("", "statement/"):
        page = told(web.get(f"/vt/pay/{enrollment.reference}/{rest}"))
        assert f'<strong class="num">{part}</strong> of it is due on <strong class="num">{day}</strong>.' in page
    pays(enrollment, enrollment.net_cents, date(2014, 2, 5))
    account = standing(fresh(enrollment))
    assert account.next_part is None
    page = told(web.get(f"/vt/pay/{enrollment.reference}/statement/"))
    assert f'It is due on <strong class="num">{long_date(account.next_due)}</strong>.' in page
