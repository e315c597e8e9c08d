"""Another plan that starts later than one that still waits for its first payment: the days between are nobody's, and the review says so."""

import re
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.choice.switching import preview_switch
from coverport.exchanges.models import Exchange
from tests.applications.households import decided
from tests.enrollment.choices import cheapest, choose
from tests.shopping.market import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DECEMBER_12, DECEMBER_28 = date(2013, 12, 12), date(2013, 12, 28)
JANUARY = (date(2014, 1, 1), date(2014, 1, 31))


@pytest.fixture
def waiting(ana, federal):
    """Chosen on December 10 for January 1, and not paid."""
    return choose(decided(ana, federal)[0])


def previewed(old, on):
    plan = cheapest(old.application, "bronze", on=on)
    chosen = offer(old.application, plan, None, on=on)
    actor = Actor.person(old.application.household.owner)
    return preview_switch(actor=actor, chosen=chosen, old=old, credit=chosen.price.credit, on=on)


@pytest.mark.parametrize(("on", "uncovered"), [(DECEMBER_12, None), (DECEMBER_28, JANUARY)])
def test_where_the_other_one_starts_later_the_days_between_are_told(waiting, on, uncovered):
    found = previewed(waiting, on)
    assert (found.last, found.uncovered) == (None, uncovered)


def test_who_has_paid_is_covered_until_the_other_one_starts(waiting):
    effectuate(actor=Actor.system("test"), enrollment=waiting, on=DECEMBER_28)
    found = previewed(waiting, DECEMBER_28)
    assert (found.last, found.uncovered) == (JANUARY[1], None)


@pytest.mark.parametrize(("on", "said"), [(DECEMBER_12, False), (DECEMBER_28, True)])
def test_the_review_says_which_days_and_what_to_do_for_them(client, waiting, on, said):
    Exchange.objects.update(date_of_record=on)
    client.force_login(waiting.application.household.owner)
    plan = cheapest(waiting.application, "bronze", on=on)
    page = client.get(
        f"/federal/coverage/{waiting.application.reference}/review/?plan={plan}&credit=0&way=open"
    ).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "is canceled as if it had never been chosen" in text
    words = "No plan covers you from January 1, 2014 to January 31, 2014. If you need those days, do not sign yet: once the first payment"
    assert (words in text) == said


def test_when_to_choose_says_what_becomes_of_a_plan_that_is_not_paid_yet(client, waiting):
    Exchange.objects.update(date_of_record=DECEMBER_12)
    client.force_login(waiting.application.household.owner)
    where = f"/federal/coverage/{waiting.application.reference}/when/"
    goes_on, canceled = "goes on until the day before another plan starts", "is canceled when you sign for another plan"
    page = text_of(client.get(where))
    assert canceled in page
    assert goes_on not in page
    effectuate(actor=Actor.system("test"), enrollment=waiting, on=DECEMBER_12)
    page = text_of(client.get(where))
    assert goes_on in page
    assert canceled not in page
