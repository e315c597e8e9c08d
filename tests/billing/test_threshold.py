"""A payment threshold: what may stay open without any consequence, by the law of the day, and what it does not touch."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from coverport.billing.actions import issue_invoice, name_last_day
from coverport.billing.models import GracePeriod, Invoice
from coverport.billing.rules.allocation import Charge
from coverport.billing.rules.threshold import BadThreshold, allowed, forgiven, may_stay_open
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.exchanges.profiles import Threshold
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import PaymentThreshold
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from tests.applications.households import ContactAnswer, decided, person, somebody
from tests.billing.accounts import BANK, days, fresh, pays
from tests.enrollment.choices import cheapest, choose

NET, GROSS, FIXED = (
    Threshold("net_percent", 95, "test"), Threshold("gross_percent", 98, "test"), Threshold("dollars", 10, "test"),
)  # fmt: skip


def law(on: date) -> PaymentThreshold:
    return typed(PaymentThreshold, "payment.threshold", on=on)


@pytest.mark.parametrize(
    ("on", "first", "counting"),
    [
        (date(2025, 1, 14), False, {NET}),
        (date(2025, 1, 15), False, {NET, GROSS, FIXED}),
        (date(2025, 1, 15), True, {NET}),
        (date(2025, 8, 24), False, {NET, GROSS, FIXED}),
        (date(2025, 8, 25), False, {NET}),
    ],
)
def test_the_law_of_the_day_says_which_kinds_count(on, first, counting):
    found = {each for each in (NET, GROSS, FIXED) if allowed(each, law(on), first_payment=first)}
    assert found == counting


def test_a_policy_outside_of_the_law_is_refused():
    for kind, amount in (("net_percent", 94), ("net_percent", 101), ("gross_percent", 97), ("dollars", 11)):
        with pytest.raises(BadThreshold):
            allowed(Threshold(kind, amount, "test"), law(date(2025, 1, 15)), first_payment=False)


@pytest.mark.parametrize(
    ("policy", "net", "gross", "spare"), [(None, 10000, 40000, 0), (NET, 9999, 40000, 499), (GROSS, 10000, 40001, 800), (FIXED, 1, 1, 1000)]
)  # fmt: skip
def test_how_much_may_stay_open_is_rounded_down(policy, net, gross, spare):
    assert may_stay_open(policy, net, gross) == spare


@pytest.mark.parametrize(("paid", "open_after"), [(9499, 501), (9500, 0), (10000, 0)])
def test_late_charges_are_forgiven_together_or_not_at_all(paid, open_after):
    charge = Charge(date(2027, 1, 1), date(2027, 1, 1), 1, 10000, paid)
    [found] = forgiven([charge], [charge], 500)
    assert found.open == open_after


# ---- Where the exchange bills

AUTUMN = date(2026, 11, 25)
BOSTON = ContactAnswer(street="1 Beacon Street", city="Boston", zip="02108", county_fips="25025")


@pytest.fixture
def massachusetts(db, tmp_path, monkeypatch, django_capture_on_commit_callbacks):
    """The sample exchange that bills, with a threshold of 95 percent of what the people owe."""
    folder = tmp_path / "ma"
    shutil.copytree(Path(profiles.__file__).parent / "ma", folder)
    profile = folder / "profile.yaml"
    words = profile.read_text()
    biller = "  - biller: exchange\n"
    assert biller in words
    terms = '    threshold: {kind: net_percent, amount: 95, authority: "test"}\n'
    profile.write_text(words.replace(biller, biller + terms))
    monkeypatch.setenv("COVERPORT_EXCHANGES", f"samples:{tmp_path}")
    exchange = Exchange.objects.create(slug="ma", name="ma", sample=True, date_of_record=AUTUMN)
    with django_capture_on_commit_callbacks(execute=True):
        generate_market(actor=BANK, wish=Wish("ma", "MA", 2027, 2, 12, 1), on=AUTUMN)
    return exchange


@pytest.fixture
def enrollment(massachusetts):
    people = (person("Ana", date(1973, 4, 28)),)
    user = somebody("boston@example.org")
    application, _ = decided(user, massachusetts, people, income=120_000_00, contact=BOSTON, on=AUTUMN, year=2027)
    chosen = choose(application, plan_id=cheapest(application, "silver", on=AUTUMN), on=AUTUMN)
    issue_invoice(actor=BANK, enrollment=chosen, on=AUTUMN)
    return chosen


def least(enrollment) -> int:
    """The smallest payment that is enough, in cents."""
    owed = Invoice.objects.get(enrollment=enrollment, month=date(2027, 1, 1)).amount_cents
    return owed - owed * 5 // 100


@pytest.mark.parametrize(("short", "status"), [(0, "effectuated"), (1, "awaiting_payment")])
def test_the_first_payment_makes_coverage_sure_at_the_threshold_and_not_a_cent_below(enrollment, short, status):
    pays(enrollment, least(enrollment) - short, date(2026, 12, 20))
    assert fresh(enrollment).status == status


def test_what_stays_open_is_owed_with_the_next_bill_and_starts_no_grace(massachusetts, enrollment):
    paid = least(enrollment)
    pays(enrollment, paid, date(2026, 12, 20))
    days(massachusetts, date(2027, 1, 1), date(2027, 1, 1))
    first = Invoice.objects.get(enrollment=enrollment, month=date(2027, 1, 1))
    second = Invoice.objects.get(enrollment=enrollment, month=date(2027, 2, 1))
    assert second.to_pay_cents == second.amount_cents + first.amount_cents - paid
    days(massachusetts, date(2027, 1, 24), date(2027, 1, 24))
    pays(enrollment, second.to_pay_cents - 100, date(2027, 1, 20))
    days(massachusetts, date(2027, 3, 2), date(2027, 3, 2))
    assert not GracePeriod.objects.filter(first_month=date(2027, 2, 1)).exists()
    assert fresh(enrollment).status == "effectuated"


def test_grace_begins_with_the_month_that_is_not_paid_and_not_with_one_that_was_paid_to_the_threshold(
    massachusetts, enrollment
):
    price = Invoice.objects.get(enrollment=enrollment).amount_cents
    pays(enrollment, price, date(2026, 12, 20))
    days(massachusetts, date(2027, 1, 1), date(2027, 1, 1))
    pays(enrollment, price - price * 5 // 100, date(2027, 1, 20))
    for month in (2, 3):
        days(massachusetts, date(2027, month, 1), date(2027, month, 1))
    # February's rest is open with all of March: February was enough, and March alone is late.
    assert GracePeriod.objects.get().first_month == date(2027, 3, 1)


def test_enough_paid_on_the_last_day_of_grace_counts_although_it_is_booked_when_another_month_is_late(
    massachusetts, enrollment
):
    price = Invoice.objects.get(enrollment=enrollment).amount_cents
    pays(enrollment, price, date(2026, 12, 20))
    for month in (1, 2):
        days(massachusetts, date(2027, month, 1), date(2027, month, 1))
    name_last_day(actor=BANK, grace=GracePeriod.objects.get(), day=date(2027, 2, 20), on=date(2027, 2, 2))
    pays(enrollment, price - price * 5 // 100, date(2027, 3, 1), paid_on=date(2027, 2, 20))
    grace = GracePeriod.objects.get(first_month=date(2027, 2, 1))
    assert (grace.status, fresh(enrollment).status) == ("paid", "effectuated")
