"""A year of payments against an independent model of grace; grace that crosses January 1 into the next year's enrollment."""

import os
import random
from datetime import date, timedelta
from uuid import uuid4

import pytest

from coverport.billing.models import Account, GracePeriod
from coverport.core.access import Actor
from coverport.core.references import new_reference
from coverport.enrollment.actions import expire_enrollments
from coverport.enrollment.models import Enrollment, EnrollmentMember, PersonMonth
from tests.billing.accounts import DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def first(month: int) -> date:
    return date(2014 + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def last(month: int) -> date:
    return first(month + 1) - timedelta(days=1)


def model(price: int, payments: list[tuple[date, int]], until: int) -> tuple[str, date]:
    """By whole months and one sum of money: how a year with credit stands on the first of `until`. January was paid."""
    money, since = price, 0
    for month in range(2, until + 1):
        if since and month == since + 3:
            if money < price * (month - 1):
                return "terminated", last(since)
            since = 0
        if not since and money < price * month:
            since = month
        for day, amount in payments:
            if day.month == month and month < until:
                money += amount
                if since and money >= price * month:
                    since = 0
    return "effectuated", date(2014, 12, 31)


def test_the_model_knows_the_plain_cases():
    assert model(100, [], 4) == ("effectuated", date(2014, 12, 31))
    assert model(100, [], 5) == ("terminated", date(2014, 2, 28))
    assert model(100, [(date(2014, 4, 30), 300)], 5) == ("effectuated", date(2014, 12, 31))
    assert model(100, [(date(2014, 4, 30), 299)], 5) == ("terminated", date(2014, 2, 28))


@pytest.mark.parametrize("number", range(4))
def test_a_drawn_half_year_ends_as_the_model_says(ana, vermont, number):
    drawn = random.Random(int(os.environ["COVERPORT_SEED"]) + number)
    enrollment = chosen(ana, vermont)
    price = enrollment.net_cents
    pays(enrollment, price, DAY)
    amounts = (price // 2, price, price + 1, 2 * price, 3 * price - 1, 3 * price)
    payments = sorted(
        (date(2014, drawn.randint(2, 6), drawn.randint(1, 28)), drawn.choice(amounts))
        for _ in range(drawn.randint(0, 4))
    )
    print(price, payments)
    on_days(vermont, date(2014, 1, 1))
    for month in range(2, 8):
        on_days(vermont, first(month))
        for day, amount in payments:
            if day.month == month and month < 7:
                pays(enrollment, amount, day)
        now = fresh(enrollment)
        if now.status == "terminated":
            break
    assert (now.status, now.end) == model(price, payments, 7)
    covered = 7 if now.status == "effectuated" else now.end.month
    # Whatever happened: July's bill is out on July 1 with August's, and the treasury and the insurer have covered months alone.
    billed = covered + 1 if now.status == "effectuated" else covered
    assert balance(Account.TREASURY, now) == billed * now.credit_cents
    assert balance(Account.PREMIUM, now) == -billed * now.premium_cents
    assert in_balance()


@pytest.fixture
def over_the_year(ana, vermont) -> tuple[Enrollment, Enrollment]:
    """Paid to October; the next year's enrollment with the same insurer goes on from it."""
    old = chosen(ana, vermont)
    pays(old, 10 * old.net_cents, DAY)
    on_days(vermont, *(date(2014, month, 1) for month in range(1, 13)))
    expire_enrollments(actor=Actor.system("test"), exchange=vermont, year=2014, on=date(2015, 1, 1))
    new = fresh(old)
    months = list(PersonMonth.objects.filter(enrollment=old))
    new.pk, new.reference, new.submission, new.follows = None, new_reference(), uuid4(), old
    new.year, new.start, new.end, new.status = 2015, date(2015, 1, 1), date(2015, 12, 31), "effectuated"
    new.save(force_insert=True)
    for member in EnrollmentMember.objects.filter(enrollment=old):
        member.pk, member.enrollment, member.coverage = None, new, (new.start, date(2016, 1, 1))
        member.save(force_insert=True)
    for row in months:
        row.enrollment, row.month = new, row.month.replace(year=2015)
        row.first, row.last = row.first.replace(year=2015), row.last.replace(year=2015)
    PersonMonth.objects.bulk_create(months)
    deliver()
    on_days(vermont, date(2015, 1, 1))
    return fresh(old), fresh(new)


def test_grace_runs_over_january_1_and_ends_both(over_the_year, vermont):
    old, new = over_the_year
    grace = GracePeriod.objects.get()
    assert (grace.first_month, grace.ends_on, grace.last_day) == (
        date(2014, 11, 1), date(2015, 1, 31), date(2014, 11, 30),
    )  # fmt: skip
    on_days(vermont, date(2015, 1, 31))
    assert (fresh(old).status, fresh(new).status) == ("expired", "effectuated")
    on_days(vermont, date(2015, 2, 1))
    assert (fresh(old).status, fresh(old).end) == ("terminated", date(2014, 11, 30))
    assert fresh(new).status == "canceled"
    assert balance(Account.RECEIVABLE, old, new) == old.net_cents
    assert balance(Account.TREASURY, old, new) == 11 * old.credit_cents
    assert in_balance()


def test_paid_on_its_last_day_in_the_new_year_both_stand(over_the_year, vermont):
    old, new = over_the_year
    pays(new, 3 * old.net_cents, date(2015, 1, 31))
    assert GracePeriod.objects.get().status == "paid"
    on_days(vermont, date(2015, 1, 31))
    assert (fresh(old).status, fresh(new).status) == ("expired", "effectuated")
