"""The first bill of what waits to be paid for until another plan begins: of its own months alone, by its own day."""

from datetime import date

import pytest

from coverport.billing.attempts import begin_payment
from coverport.billing.charging import months_of
from coverport.billing.ledger import posted
from coverport.billing.models import Account, Invoice, Refund
from coverport.billing.queries import standing
from coverport.core.access import Actor
from coverport.edi.models import Due834
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, decided
from tests.billing.accounts import DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.enrollment.choices import choose, offered
from tests.shopping.market import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DECEMBER_28, DECEMBER_29, DECEMBER_31, JANUARY_1, JANUARY_3 = (
    date(2013, 12, 28), date(2013, 12, 29), date(2013, 12, 31), date(2014, 1, 1), date(2014, 1, 3),
)  # fmt: skip
JANUARY, FEBRUARY = date(2014, 1, 1), date(2014, 2, 1)


def another(enrollment: Enrollment, *, same: bool, on: date = DECEMBER_28) -> Enrollment:
    """A plan of the same insurer instead, or of another one, that starts in February."""
    plans = (each.plan for each in offered(enrollment.application, on=on))
    plan = next(
        each.plan_id
        for each in plans
        if (each.issuer_id == enrollment.issuer_id) == same and each.plan_id != enrollment.plan_id
    )
    found = choose(enrollment.application, plan_id=plan, instead_of=fresh(enrollment), on=on)
    assert found.start == FEBRUARY
    deliver()
    return found


@pytest.fixture
def old(ana, vermont) -> Enrollment:
    found = chosen(ana, vermont)
    deliver()
    return found


def bill(enrollment: Enrollment) -> Invoice:
    return Invoice.objects.get(enrollment=enrollment)


@pytest.mark.parametrize("same", [True, False])
def test_each_asks_for_its_own_first_month_by_its_own_day(old, same):
    new = another(old, same=same)
    assert [(bill(each).month, bill(each).to_pay_cents) for each in (old, new)] == [
        (month, premium - credit)
        for each, month in ((old, JANUARY), (new, FEBRUARY))
        for premium, credit in [months_of(each)[month]]
    ]
    assert bill(old).due_on == DECEMBER_31 < bill(new).due_on
    assert [standing(fresh(each)).owes for each in (old, new)] == [bill(old).amount_cents, bill(new).amount_cents]
    assert list(posted(old)) == [JANUARY]
    owner = Actor.person(old.application.household.owner)
    assert begin_payment(actor=owner, enrollment=old, amount=bill(old).amount_cents, on=DECEMBER_28).pk
    assert in_balance()


@pytest.mark.parametrize("same", [True, False])
def test_paid_it_covers_january_and_the_other_one_goes_on(old, vermont, same):
    new = another(old, same=same)
    pays(old, bill(old).amount_cents, DECEMBER_28)
    deliver()
    assert (fresh(old).status, fresh(old).end) == ("terminated", date(2014, 1, 31))
    assert fresh(new).status == ("effectuated" if same else "awaiting_payment")
    on_days(vermont, JANUARY_1, date(2014, 1, 20))
    assert {month for month, cost in posted(old).items() if any(cost)} == {JANUARY}
    if not same:
        pays(new, bill(new).amount_cents, date(2014, 1, 20))
        deliver()
    on_days(vermont, date(2014, 2, 1))
    assert (fresh(old).status, fresh(new).status) == ("terminated", "effectuated")
    assert not Refund.objects.exists()
    assert in_balance()


@pytest.mark.parametrize("same", [True, False])
def test_never_paid_it_is_canceled_and_the_other_one_is_asked_for_alone(old, vermont, same):
    new = another(old, same=same)
    on_days(vermont, DECEMBER_29, DECEMBER_31, JANUARY_1)
    assert (fresh(old).status, fresh(old).end_cause) == ("canceled", "nonpayment")
    assert (fresh(new).status, standing(fresh(new)).owes) == ("awaiting_payment", bill(new).amount_cents)
    pays(new, bill(new).amount_cents, date(2014, 1, 20))
    deliver()
    assert fresh(new).status == "effectuated"
    assert balance(Account.RECEIVABLE, old, new) == 0
    assert in_balance()


@pytest.mark.parametrize("same", [True, False])
def test_paid_in_time_and_heard_of_later_it_comes_back_for_its_month(old, vermont, same):
    new = another(old, same=same)
    on_days(vermont, JANUARY_1)
    pays(fresh(old), bill(old).amount_cents, JANUARY_3, paid_on=DECEMBER_31)
    deliver()
    assert (fresh(old).status, fresh(old).end) == ("terminated", date(2014, 1, 31))
    assert fresh(new).status == ("effectuated" if same else "awaiting_payment")
    assert posted(old)[JANUARY] == months_of(old)[JANUARY] != (0, 0)
    assert in_balance()


def test_unpaid_both_are_canceled(old, vermont):
    new = another(old, same=True)
    on_days(vermont, JANUARY_1, date.fromordinal(bill(new).due_on.toordinal() + 1))
    assert [(fresh(each).status, fresh(each).end_cause) for each in (old, new)] == [("canceled", "nonpayment")] * 2
    assert balance(Account.RECEIVABLE, old, new) == 0


def test_what_follows_without_a_payment_is_in_grace_and_not_canceled_for_its_own_first_month(old, vermont):
    new = another(old, same=True)
    pays(old, bill(old).amount_cents, DECEMBER_28)
    deliver()
    on_days(vermont, JANUARY_1, FEBRUARY, date(2014, 2, 2))
    assert fresh(new).status == "effectuated"
    assert Notice.objects.filter(kind="grace_period", about=new.reference).exists()


def test_chosen_before_its_bill_is_out_it_is_billed_all_the_same(ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    old = choose(application, on=DAY)
    new = choose(application, level="bronze", on=DECEMBER_28, instead_of=old)
    deliver()
    assert [fresh(each).status for each in (old, new)] == ["awaiting_payment"] * 2
    assert bill(old).due_on == DECEMBER_31


def test_the_insurer_hears_of_it_once_it_is_paid_and_of_its_end_with_it(old):
    new = another(old, same=True)
    assert not Due834.objects.exists()
    pays(old, bill(old).amount_cents, DECEMBER_28)
    deliver()
    told = Due834.objects.filter(withdrawn_on=None).order_by("event_id", "since", "pk")
    assert [(each.enrollment_id, each.kind, each.since) for each in told] == [
        (old.pk, "initial", JANUARY), (old.pk, "terminate", date(2014, 1, 31)), (new.pk, "initial", FEBRUARY),
    ]  # fmt: skip


def test_the_reminder_and_the_page_say_until_when_it_covers(client, old, vermont):
    another(old, same=True)
    on_days(vermont, DECEMBER_29)
    (letter,) = Notice.objects.filter(kind="not_covered_until_paid", about=old.reference)
    words = "\n".join(texts(letter.content))
    assert "Then you are covered from January 1, 2014 to January 31, 2014." in words
    assert "Owed from before" not in words
    Exchange.objects.update(date_of_record=DECEMBER_29)
    client.force_login(old.application.household.owner)
    page = text_of(client.get(f"/vt/pay/{old.reference}/"))
    assert "this plan covers you from January 1, 2014 to January 31, 2014" in page
