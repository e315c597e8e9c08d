"""Who can soon have Medicare by age is told in the three months before, once; nobody else is."""

from datetime import date, timedelta

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.medicare import tell_of_medicare
from tests.applications.households import LUIS, person
from tests.enrollment.lives import covered, letters

ONE = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def rosa(born: date):
    return person("Rosa", born)


@pytest.mark.parametrize(("born", "first", "last"), [
    (date(1949, 7, 15), date(2014, 4, 1), date(2014, 6, 30)),
    (date(1949, 7, 31), date(2014, 4, 1), date(2014, 6, 30)),
    # Whoever was born on the first of a month reaches an age on the day before, 20 CFR 404.102.
    (date(1949, 7, 1), date(2014, 3, 1), date(2014, 5, 31)),
    (date(1949, 7, 2), date(2014, 4, 1), date(2014, 6, 30)),
    (date(1949, 5, 1), date(2014, 1, 1), date(2014, 3, 31)),
])  # fmt: skip
@pytest.mark.parametrize("when", ["before", "first", "last", "after"])
def test_from_three_months_before_to_the_day_before_medicare_begins(ana, federal, born, first, last, when):
    covered(ana, federal, (rosa(born), LUIS), income=60_000_00)
    day = {"before": first - ONE, "first": first, "last": last, "after": last + ONE}[when]
    assert tell_of_medicare(federal, on=day) == (when in {"first", "last"})


def test_it_says_when_to_sign_up_that_the_credit_ends_and_that_the_plan_does_not(ana, federal):
    one = covered(ana, federal, (rosa(date(1949, 7, 15)), LUIS), income=40_000_00)
    assert one.credit_cents > 0
    assert tell_of_medicare(federal, on=date(2014, 4, 10)) == 1
    (letter,) = letters("medicare_ahead")
    assert "Rosa can have Medicare from July 1, 2014." in letter
    assert "Sign up for Medicare between April 1, 2014 and October 31, 2014, best before July 1, 2014" in letter
    assert "Once Rosa can have Medicare without paying for it, there is no tax credit for Rosa" in letter
    assert "It does not end by itself for Rosa." in letter
    assert "Whoever else is on the plan stays on it." in letter
    assert tell_of_medicare(federal, on=date(2014, 5, 10)) == 0


def test_who_pays_the_whole_price_alone_reads_of_no_credit_and_of_nobody_else(ana, federal):
    covered(ana, federal, (rosa(date(1949, 7, 15)),), income=90_000_00)
    tell_of_medicare(federal, on=date(2014, 4, 10))
    (letter,) = letters("medicare_ahead")
    assert "Your tax credit" not in letter
    assert "Whoever else" not in letter


def test_who_is_not_covered_any_more_is_left_alone(ana, federal):
    one = covered(ana, federal, (rosa(date(1949, 7, 15)),), income=90_000_00)
    billing = Actor.system("billing")
    end_coverage(actor=billing, enrollment=one, cause="nonpayment", last=date(2014, 3, 31), on=date(2014, 4, 1))
    assert tell_of_medicare(federal, on=date(2014, 4, 10)) == 0
