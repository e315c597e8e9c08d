"""The letter of a renewal and its page say the same, policy by policy, with like beside like."""

from datetime import date
from html import unescape

import pytest

from coverport.core.money import display
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, person
from tests.enrollment.renewal.market import CHOSEN, PLACES, TOLD, enrolled, renewal_of, run
from tests.enrollment.renewal.test_pages import text_of
from tests.enrollment.renewal.test_two_plans import chosen_for, signed_again
from tests.enrollment.two_returns import ANA as ANA_ALONE
from tests.enrollment.two_returns import BEN, Family, entered

pytestmark = pytest.mark.django_db
TOM = person("Tom", date(2000, 12, 31), "child", sex="M")


def letter() -> str:
    return "\n".join(texts(Notice.objects.filter(kind="renewal").latest("pk").content))


def page(client, before) -> str:
    client.force_login(before.application.household.owner)
    return unescape(text_of(client.get(f"/federal/coverage/renewal/{renewal_of(before).reference}/")))


def other_plans(said: str) -> str:
    """What follows the heading of the other plans, up to what each face says after them."""
    return said.split("Other plans", 1)[1]


def test_of_two_plans_both_compare_for_the_people_of_the_first_one_and_say_so(federal_years, client):
    application = entered(
        Family((ANA_ALONE, BEN)), federal_years, on=CHOSEN, year=2026, contact=PLACES["NH"][1], consent_years=5
    )
    first = chosen_for(application, ["Ana"], "silver", on=CHOSEN)
    second = chosen_for(signed_again(application), ["Ben"], "bronze", on=CHOSEN)
    run(TOLD)
    told = letter()
    assert "What they would cost for Ana." in told
    for before in (first, second):
        shown = other_plans(page(client, before))
        assert "What they would cost for Ana." in shown
        assert compared_in(shown) == compared_in(other_plans(told))


def compared_in(said: str) -> list[str]:
    """The amounts to pay that stand in the table of other plans; on the page each behind its full price."""
    amounts = [word for word in said.replace("\n", " ").split() if word.startswith("$")]
    return amounts[1:6:2] if "You pay each month" in said.split("$", 1)[0] and len(amounts) >= 6 else amounts[:3]


@pytest.mark.parametrize("born", [date(2000, 12, 31), date(2001, 1, 2)])
def test_where_a_child_gets_a_policy_of_its_own_the_price_of_all_stands_beside_the_price_of_all(
    federal_years, client, born
):
    before = enrolled((ANA, LUIS, person("Tom", born, "child", sex="M")), income=90_000_00, level="gold")
    run(TOLD)
    told, renewal = letter(), renewal_of(before)
    apart = born.year == 2000
    assert ("All of these policies together, beside your plan of 2026:" in told) == apart
    assert told.count(display(before.premium_cents)) == 1
    assert display(renewal.premium_cents) in told
    assert display(renewal.premium_cents) in page(client, before)


def test_of_who_is_on_no_plan_nothing_is_said_of_a_plan_without_a_credit_for_them(federal_years, client):
    """Mia has Medicaid by what we know, and was never on the plan."""
    mia = person("Mia", date(2016, 6, 1), "child")
    before = enrolled((ANA, mia), income=32_000_00)
    assert not before.members.filter(person__first_name="Mia").exists()
    run(TOLD)
    said = "the plan goes on without a tax credit for Mia"
    assert said not in letter()
    assert said not in page(client, before)


def test_each_tax_return_is_told_with_its_own_income_and_people(federal_years):
    application = entered(
        Family((ANA_ALONE, BEN)), federal_years, on=CHOSEN, year=2026, contact=PLACES["NH"][1], consent_years=5
    )
    chosen_for(application, ["Ana", "Ben"], "silver", on=CHOSEN)
    run(TOLD)
    told = letter()
    assert "What you told us last of each tax return for 2027." in told
    assert "The return of Ana: people on it: 1, a yearly income of $40,000" in told
    assert "The return of Ben: people on it: 1, a yearly income of $30,000" in told
    assert "People on the tax return: 1." not in told


def test_one_return_is_told_as_before(federal_years):
    enrolled((ANA, LUIS), income=75_000_00)
    run(TOLD)
    assert "People on the tax return: 2. Covered: Ana and Luis." in letter()
