"""Periods of grace by literal days: three months with credit, the state's otherwise; paid, exhausted, over January 1, after February 29."""

from datetime import date

import pytest

from coverport.billing.actions import bounce_payment, follow_changes, insurer_grace, insurer_grace_over
from coverport.billing.charging import months_of
from coverport.billing.grace import _dated
from coverport.billing.ledger import posted
from coverport.billing.models import Account, GracePeriod, Invoice, Refund
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import effectuate, reinstate_coverage
from coverport.enrollment.models import Enrollment, PersonMonth
from coverport.notices.models import Notice
from tests.applications.households import decided
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.enrollment.choices import choose
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JAN, FEB, MAR, APR, MAY, JUN, JUL = (date(2014, month, 1) for month in range(1, 8))


@pytest.fixture
def covered(ana, vermont) -> Enrollment:
    """January is paid; February is billed on January 1 and due on January 31."""
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, JAN)
    return fresh(enrollment)


def test_the_next_month_is_billed_with_the_first_day_of_the_month_before(covered, vermont):
    february = Invoice.objects.get(month=FEB)
    assert (february.issued_on, february.due_on) == (JAN, date(2014, 1, 31))
    assert february.to_pay_cents == covered.net_cents
    on_days(vermont, date(2014, 1, 31))
    assert Invoice.objects.count() == 2
    on_days(vermont, FEB)
    assert Invoice.objects.get(month=MAR).due_on == date(2014, 2, 28)
    assert Notice.objects.filter(kind="payment_due").count() == 2


@pytest.mark.parametrize(("on", "begins"), [(date(2014, 1, 31), False), (FEB, True), (date(2014, 2, 2), True)])
def test_it_begins_with_the_month_that_was_not_paid(covered, vermont, on, begins):
    on_days(vermont, on)
    assert GracePeriod.objects.exists() is begins
    if begins:
        grace = GracePeriod.objects.get()
        assert (grace.first_month, grace.ends_on, grace.last_day) == (FEB, date(2014, 4, 30), date(2014, 2, 28))
        assert grace.pends_from == MAR
        event = Event.objects.get(kind="billing.grace_began")
        assert event.data == {"enrollment": covered.reference, "first_month": "2014-02-01", "pends_from": "2014-03-01"}
        assert Notice.objects.filter(kind="grace_period").count() == 1


def test_run_twice_a_day_does_nothing_more(covered, vermont):
    on_days(vermont, FEB)
    events = Event.objects.count()
    on_days(vermont, FEB, date(2014, 2, 2))
    assert Event.objects.count() == events


def test_all_paid_by_the_last_day_nothing_ended(covered, vermont):
    on_days(vermont, FEB, MAR, APR)
    pays(covered, 3 * covered.net_cents, date(2014, 4, 30))
    grace = GracePeriod.objects.get()
    assert (grace.status, grace.closed_on) == ("paid", date(2014, 4, 30))
    on_days(vermont, date(2014, 4, 30))
    assert (fresh(covered).status, fresh(covered).end) == ("effectuated", date(2014, 12, 31))


def test_a_part_does_not_end_it(covered, vermont):
    on_days(vermont, FEB, MAR, APR)
    pays(covered, 3 * covered.net_cents - 1, date(2014, 4, 30))
    assert GracePeriod.objects.get().status == "open"


@pytest.mark.parametrize(("on", "ended"), [(date(2014, 4, 30), False), (date(2014, 5, 1), True)])
def test_unpaid_coverage_ends_on_the_last_day_of_the_first_month(covered, vermont, on, ended):
    on_days(vermont, FEB, MAR, APR, on)
    now = fresh(covered)
    assert now.status == ("terminated" if ended else "effectuated")
    if not ended:
        return
    assert (now.end, now.end_cause) == (date(2014, 2, 28), "nonpayment")
    assert Event.objects.get(kind="billing.grace_ended").data["how"] == "exhausted"
    # February stays owed, with its credit; the credit of March and April goes back, and May is never owed.
    assert balance(Account.RECEIVABLE, now) == now.net_cents
    assert balance(Account.TREASURY, now) == 2 * now.credit_cents
    assert balance(Account.PREMIUM, now) == -2 * now.premium_cents
    assert months_of(now)[MAR] == months_of(now)[date(2014, 12, 1)] == (0, 0)
    assert Notice.objects.get(kind="termination").about == covered.reference
    assert not Notice.objects.filter(kind="coverage_changed").exists()
    assert in_balance()


def test_on_the_day_on_which_coverage_ends_no_letter_asks_for_a_month_that_it_does_not_cover(covered, vermont):
    on_days(vermont, FEB, MAR, APR, MAY)
    assert fresh(covered).end == date(2014, 2, 28)
    assert Notice.objects.filter(kind="payment_due", on=APR).count() == 1
    assert not Notice.objects.filter(kind="payment_due", on=MAY).exists()
    assert in_balance()


def test_what_was_paid_in_grace_pays_the_first_month_and_the_rest_goes_back(covered, vermont):
    on_days(vermont, FEB, MAR)
    pays(covered, covered.net_cents + 50_00, date(2014, 3, 5))
    on_days(vermont, APR, date(2014, 5, 1))
    assert fresh(covered).end == date(2014, 2, 28)
    assert balance(Account.RECEIVABLE, covered) == 0
    assert Refund.objects.get().amount_cents == 50_00


def test_money_of_the_day_after_does_not_bring_it_back_although_the_timetable_was_late(covered, vermont):
    on_days(vermont, FEB, MAR, APR)
    pays(covered, 4 * covered.net_cents, date(2014, 5, 1))
    assert (fresh(covered).status, fresh(covered).end) == ("terminated", date(2014, 2, 28))
    assert Refund.objects.get().amount_cents == 3 * covered.net_cents


def test_money_of_the_last_day_counts_although_it_is_booked_after_it(covered, vermont):
    on_days(vermont, FEB, MAR, APR)
    pays(covered, 3 * covered.net_cents, date(2014, 5, 1), paid_on=date(2014, 4, 30))
    assert GracePeriod.objects.get(first_month=FEB).status == "paid"
    # May itself was due on April 30 and is unpaid: that is a period of its own.
    assert GracePeriod.objects.get(status="open").first_month == date(2014, 5, 1)


def test_a_bounced_payment_is_late_from_its_own_month_on(covered, vermont):
    payment = pays(covered, covered.net_cents, date(2014, 1, 20))
    on_days(vermont, FEB)
    assert not GracePeriod.objects.exists()
    bounce_payment(actor=BANK, payment=payment, on=date(2014, 2, 4))
    assert Notice.objects.filter(kind="payment_returned").count() == 1
    on_days(vermont, date(2014, 2, 5))
    assert GracePeriod.objects.get().first_month == FEB


def test_without_credit_vermont_gives_a_month(ana, vermont):
    enrollment = chosen(ana, vermont, credit=0)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, JAN, FEB)
    grace = GracePeriod.objects.get()
    assert (grace.ends_on, grace.last_day, grace.pends_from) == (date(2014, 2, 28), date(2014, 2, 28), None)
    on_days(vermont, date(2014, 2, 28))
    assert fresh(enrollment).status == "effectuated"
    on_days(vermont, MAR)
    assert (fresh(enrollment).status, fresh(enrollment).end) == ("terminated", date(2014, 2, 28))


def test_it_ends_with_coverage_that_ends_in_another_way(covered, vermont):
    from coverport.enrollment.actions import end_coverage

    on_days(vermont, FEB)
    end_coverage(actor=BANK, enrollment=covered, cause="lost_eligibility", last=date(2014, 2, 28), on=date(2014, 2, 10))
    on_days(vermont, date(2014, 2, 11))
    assert GracePeriod.objects.get().status == "closed"
    assert posted(fresh(covered))[MAR] == (0, 0)


@pytest.mark.parametrize(
    ("month", "ends", "last"),
    [
        (date(2015, 11, 1), date(2016, 1, 31), date(2015, 11, 30)),
        (date(2015, 12, 1), date(2016, 2, 29), date(2015, 12, 31)),
        (date(2016, 2, 1), date(2016, 4, 30), date(2016, 2, 29)),
        (date(2014, 12, 1), date(2015, 2, 28), date(2014, 12, 31)),
    ],
)
def test_three_months_may_cross_january_1_and_february_29(month, ends, last):
    found = _dated("VT", month, credit=True, month_paid=True)
    assert (found.window[1], found.effective_date) == (ends, last)


def test_with_credit_but_no_month_of_the_year_paid_the_state_says():
    found = _dated("VT", date(2015, 1, 1), credit=True, month_paid=False)
    assert (found.rule, found.window[1]) == ("state_grace_period", date(2015, 1, 31))


# ---- Where the insurer bills


@pytest.fixture
def insured(ana, federal) -> Enrollment:
    application, _ = decided(ana, federal)
    return effectuate(actor=Actor.system("edi"), enrollment=choose(application), on=DAY)


def test_the_insurers_word_begins_it_and_ends_coverage(insured):
    edi = Actor.system("edi")
    grace = insurer_grace(actor=edi, enrollment=insured, first_month=FEB, on=date(2014, 2, 10))
    assert insurer_grace(actor=edi, enrollment=insured, first_month=FEB, on=date(2014, 2, 11)).pk == grace.pk
    assert (grace.run_by, grace.ends_on, grace.last_day) == ("issuer", date(2014, 4, 30), date(2014, 2, 28))
    insurer_grace_over(actor=edi, enrollment=insured, paid=False, on=date(2014, 5, 2))
    assert (fresh(insured).status, fresh(insured).end) == ("terminated", date(2014, 2, 28))
    assert not Invoice.objects.exists()


def test_the_insurers_word_that_all_is_paid_ends_it(insured):
    insurer_grace(actor=Actor.system("edi"), enrollment=insured, first_month=FEB, on=date(2014, 2, 10))
    insurer_grace_over(actor=Actor.system("edi"), enrollment=insured, paid=True, on=date(2014, 3, 2))
    assert GracePeriod.objects.get().status == "paid"
    assert fresh(insured).status == "effectuated"


def test_nobody_says_it_for_the_exchange_that_bills(covered, ana):
    with pytest.raises(NotAllowed):
        insurer_grace(actor=Actor.system("edi"), enrollment=covered, first_month=FEB, on=FEB)
    with pytest.raises(NotAllowed):
        insurer_grace(actor=Actor.person(ana), enrollment=covered, first_month=FEB, on=FEB)


def test_a_month_of_the_number_that_ends_counts_where_coverage_goes_on_under_another_one(covered, vermont):
    pays(covered, covered.net_cents, date(2014, 1, 20))
    on_days(vermont, FEB)
    # Told on February 20, another level of cost sharing counts from April 1: March is the old number's last month.
    change = reported(covered, "income", date(2014, 2, 20), on=date(2014, 2, 20))
    answer_anew(change, on=date(2014, 2, 20), income=38_000_00)
    agreed(change, on=date(2014, 2, 20))
    deliver()
    other = Enrollment.objects.get(follows=covered)
    assert (fresh(covered).end, other.start, other.status) == (date(2014, 3, 31), APR, "effectuated")
    on_days(vermont, MAR)
    grace = GracePeriod.objects.get()
    assert (grace.first_month, grace.ends_on, grace.last_day) == (MAR, date(2014, 5, 31), date(2014, 3, 31))
    on_days(vermont, APR, date(2014, 5, 1), date(2014, 5, 31))
    assert fresh(other).status == "effectuated"
    on_days(vermont, date(2014, 6, 1))
    assert (fresh(covered).end, fresh(other).status) == (date(2014, 3, 31), "canceled")
    # March stays owed; the treasury has paid for three months and no more.
    assert balance(Account.RECEIVABLE, covered, other) == covered.net_cents
    assert balance(Account.TREASURY, covered, other) == 3 * covered.credit_cents
    assert in_balance()


def dearer(enrollment: Enrollment, on: date) -> None:
    """A little more income is told, so that there is less credit from the next month on."""
    change = reported(enrollment, "income", on, on=on)
    answer_anew(change, on=on, income=61_500_00)
    agreed(change, on=on)
    deliver()


def test_what_a_change_adds_to_a_month_whose_bill_is_paid_is_due_with_the_next_bill(covered, vermont):
    pays(covered, covered.net_cents, date(2014, 1, 5))
    dearer(covered, date(2014, 1, 10))
    (premium, credit), before = months_of(covered)[FEB], covered.net_cents
    more = premium - credit - before
    assert more == 12_95
    on_days(vermont, FEB)
    # February's bill is paid as it went out; March's, of today, is the first that names the rest of February.
    assert not GracePeriod.objects.exists()
    march = Invoice.objects.get(month=MAR)
    assert (march.to_pay_cents, march.due_on) == (march.amount_cents + more, date(2014, 2, 28))
    on_days(vermont, date(2014, 2, 28))
    assert not GracePeriod.objects.exists()
    on_days(vermont, MAR)
    assert GracePeriod.objects.get().first_month == MAR


def test_a_month_paid_as_it_was_billed_is_a_month_paid_although_a_correction_of_it_is_not_due_yet(ana, vermont):
    enrollment = chosen(ana, vermont)
    pays(enrollment, enrollment.net_cents, DAY)
    on_days(vermont, JAN)
    # January costs a dollar more since then: 45 CFR 156.270(d) asks for a month that was paid, and it was.
    row = PersonMonth.objects.filter(enrollment=enrollment, month=JAN).order_by("-number").first()
    row.number, row.premium_cents = row.number + 1, row.premium_cents + 100
    row.save(force_insert=True)
    follow_changes(enrollment=fresh(enrollment), on=date(2014, 1, 15))
    on_days(vermont, FEB)
    grace = GracePeriod.objects.get()
    assert (grace.first_month, grace.ends_on) == (FEB, date(2014, 4, 30))


def test_who_is_reinstated_after_grace_ran_out_has_until_the_next_bill(covered, vermont):
    on_days(vermont, FEB, MAR, APR, MAY)
    assert fresh(covered).status == "terminated"
    reinstate_coverage(actor=BANK, enrollment=fresh(covered), on=date(2014, 5, 20))
    deliver()
    on_days(vermont, date(2014, 5, 20), date(2014, 5, 21), JUN)
    # February, too: its time had run out, and it ended coverage again on the next day.
    assert fresh(covered).status == "reinstated"
    assert not GracePeriod.objects.filter(status="open").exists()
    july = Invoice.objects.get(month=JUL)
    assert (july.to_pay_cents, july.due_on) == (6 * covered.net_cents, date(2014, 6, 30))
    on_days(vermont, JUL)
    assert GracePeriod.objects.get(status="open").first_month == JUL
    assert in_balance()


def test_money_that_was_to_go_back_pays_for_what_is_reinstated(covered, vermont):
    on_days(vermont, FEB, MAR, APR, MAY)
    pays(covered, 4 * covered.net_cents, date(2014, 5, 5))
    assert Refund.objects.get().amount_cents == 3 * covered.net_cents
    reinstate_coverage(actor=BANK, enrollment=fresh(covered), on=date(2014, 5, 20))
    deliver()
    # June was billed, too, on May 1.
    assert Refund.objects.get().status == "kept"
    assert balance(Account.RECEIVABLE, covered) == covered.net_cents
    assert balance(Account.REFUNDS, covered) == balance(Account.UNAPPLIED, covered) == 0
    assert in_balance()
