"""The page of a renewal: what happens, why, and what can be done now."""

from datetime import date

import pytest

from coverport.core.money import display
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.models import Renewal
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, person
from tests.enrollment.choices import choose
from tests.enrollment.renewal.market import DONE, SYSTEM, TOLD, enrolled, next_of, renewal_of, run
from tests.shopping.market import text_of

pytestmark = pytest.mark.django_db


def test_the_page_tells_what_was_told_and_then_what_was_done(federal_years, client):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    client.force_login(before.application.household.owner)
    where = f"/federal/coverage/renewal/{renewal_of(before).reference}/"
    page = text_of(client.get(where))
    assert "Your coverage in 2027, if you do nothing" in page
    assert "Tell us by October 31, 2026" in page
    assert "Choose another plan" not in page
    assert "Another plan can be chosen from November 1, 2026" in page
    run(DONE)
    Exchange.objects.update(date_of_record=DONE)
    page = text_of(client.get(where))
    assert "Your coverage goes on in 2027" in page
    assert "Choose another plan" in page
    assert "Your coverage in 2027" in text_of(client.get(f"/federal/coverage/{next_of(before).reference}/"))


def test_of_coverage_that_ended_the_page_promises_nothing(federal_years, client):
    before = enrolled((ANA, LUIS), income=45_000_00)
    run(TOLD)
    client.force_login(before.application.household.owner)
    where = f"/federal/coverage/renewal/{renewal_of(before).reference}/"
    end_coverage(actor=SYSTEM, enrollment=before, cause="nonpayment", last=date(2026, 10, 31), on=date(2026, 10, 20))
    for _ in ("before the days to answer are over", "after"):
        page = text_of(client.get(where))
        assert "covers Ana" not in page
        assert "Your coverage is not renewed for 2027" in page
        assert "ended before the year did. So nothing is renewed for 2027." in page
        run(DONE)


def test_once_another_plan_is_chosen_the_page_says_no_more_that_the_renewed_one_covers(federal_years, client):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    run(DONE)
    client.force_login(before.application.household.owner)
    mine = choose(next_of(before).application, level="gold", on=date(2026, 12, 1))
    where = f"/federal/coverage/renewal/{renewal_of(before).reference}/"
    page = text_of(client.get(where))
    assert "covers Ana" not in page
    assert "You chose another plan for 2027" in page
    assert "Your coverage is not renewed for 2027" not in page
    assert "There is a plan for 2027 already. It takes the place of" in page
    end_coverage(actor=SYSTEM, enrollment=mine, cause="requested", last=date(2026, 12, 31), on=date(2026, 12, 5))
    page = text_of(client.get(where))
    assert "for 2027 was canceled." in page
    assert "Your coverage is not renewed for 2027" in page


def test_where_one_of_two_has_medicare_the_other_plans_say_whom_their_prices_are_for(federal_years, client):
    """Rosa is 65 in January; the credit is Luis's alone, and so are the prices."""
    together = enrolled((ANA, LUIS), income=45_000_00)
    apart = enrolled((person("Rosa", date(1961, 12, 20)), LUIS), income=45_000_00, email="rosa@example.org")
    run(TOLD)
    for before, said in ((together, False), (apart, True)):
        client.force_login(before.application.household.owner)
        page = text_of(client.get(f"/federal/coverage/renewal/{renewal_of(before).reference}/"))
        assert "Plans that cost you least" in page
        assert ("What they would cost for Luis." in page) is said
        assert ("What they would cost for" in page) is said


@pytest.mark.parametrize(
    ("born", "new"), [(date(2000, 12, 31), True), (date(2001, 1, 1), True), (date(2001, 1, 2), False)]
)
def test_a_child_of_26_is_covered_by_a_policy_of_its_own_only_once_its_first_bill_is_paid(
    federal_years, client, born, new
):
    """Page and letter said that nothing is to be done, and the policy was canceled where nothing was."""
    before = enrolled((ANA, person("Tom", born, "child", sex="M")), income=60_000_00, level="gold")
    run(TOLD)
    client.force_login(before.application.household.owner)
    renewal = renewal_of(before)
    page = text_of(client.get(f"/federal/coverage/renewal/{renewal.reference}/"))
    letter = "\n".join(texts(Notice.objects.get(kind="renewal").content))
    own = "The policy is new for Tom: it covers only once its first bill is paid to"
    assert ((own in page), (own in letter)) == (new, new)
    assert ("Then you only pay the first bill of the new policy" in letter) == new
    assert ("Then you do not have to do anything." in letter) != new
    assert ("The policy of Tom" in letter, "Covered: Ana; Tom." in letter) == (new, new), "whose sums are whose"
    run(DONE)
    page = text_of(client.get(f"/federal/coverage/renewal/{renewal.reference}/"))
    assert "The policy is new for Tom" not in page
    assert ("Your plan in 2027, for Ana · Your plan in 2027, for Tom · Your plan in 2026" in page) == new
    assert ("Your plan in 2027 · Your plan in 2026" in page) != new


def test_who_loses_the_credit_reads_on_my_plan_what_the_next_year_costs_and_why_before_what_to_do(
    federal_years, client
):
    """No consent to look at tax data: the plan would go on at its full price."""
    before = enrolled((ANA,), income=30_000_00, consent_years=0)
    run(TOLD)
    Exchange.objects.update(date_of_record=TOLD)
    client.force_login(before.application.household.owner)
    renewal = renewal_of(before)
    mine = text_of(client.get(f"/federal/coverage/{before.reference}/"))
    assert (
        f"You would then pay {display(renewal.premium_cents)} a month instead of {display(before.net_cents)}." in mine
    )
    assert "You do not have to do anything now" not in mine
    page = text_of(client.get(f"/federal/coverage/renewal/{renewal.reference}/"))
    assert page.index("So we cannot pay the tax credit in advance") < page.index("Change my answers")
    run(DONE)
    Exchange.objects.update(date_of_record=DONE)
    mine = client.get(f"/federal/coverage/{next_of(before).reference}/")
    assert "Your plan goes on at its full price, without a tax credit that you could have." in text_of(mine)
    assert (
        f'href="/federal/coverage/renewal/{renewal.reference}/">See why, and what you can do' in mine.content.decode()
    )
    assert "You do not have to do anything now" not in text_of(mine)


def test_where_the_next_year_costs_no_more_nothing_is_said_of_its_price_on_my_plan(federal_years, client):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    Exchange.objects.update(date_of_record=TOLD)
    renewal = renewal_of(before)
    Renewal.objects.filter(pk=renewal.pk).update(credit_cents=renewal.premium_cents - before.net_cents)
    client.force_login(before.application.household.owner)
    mine = text_of(client.get(f"/federal/coverage/{before.reference}/"))
    assert "See your plan and price in 2027" in mine
    assert "You would then pay" not in mine
    run(DONE)
    Exchange.objects.update(date_of_record=DONE)
    assert "at its full price" not in text_of(client.get(f"/federal/coverage/{next_of(before).reference}/"))
