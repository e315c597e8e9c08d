"""Plans ticked on the list: they stay ticked whatever is filtered, and every page leads back to the list as it was left."""

import html
import re

import pytest

from coverport.core.access import Actor
from coverport.plans.actions import publish_catalog
from coverport.plans.models import Plan as PlanRow
from tests.shopping.market import COUPLE, DAY, text_of

LEFT = "&level=silver&level=gold&sort=deductible"


def ids(shopper, more: str = "") -> list[str]:
    page = shopper.get(f"/federal/plans?{COUPLE}{more}&show=9")
    return [row.key for row in page.context["rows"]]


def ticks(page) -> dict[str, bool]:
    """Plan id -> whether its box is ticked, of every box of the comparison."""
    boxes = re.findall(r'<input[^>]*name="plan" value="(\w{14})"( checked)?>', page.content.decode())
    return {plan_id: bool(checked) for plan_id, checked in boxes}


def links_to(page, where: str) -> list[str]:
    return [
        html.unescape(each) for each in re.findall(r'href="([^"]*)"', page.content.decode()) if each.startswith(where)
    ]


def test_every_result_has_a_box_in_cards_and_in_the_table(shopper):
    shown = ids(shopper)
    for view in ("&show=9", "&view=table"):
        page = shopper.get(f"/federal/plans?{COUPLE}{view}")
        assert ticks(page) == dict.fromkeys(shown, False)
        assert 'formaction="/federal/compare"' in page.content.decode()


def test_a_tick_outlives_filters_that_leave_its_plan_out(shopper):
    """It stands beside the button, under the plan's name, and can be taken off there."""
    silver, bronze = ids(shopper, "&level=silver")[0], ids(shopper, "&level=bronze")[0]
    page = shopper.get(f"/federal/plans?{COUPLE}&level=silver&plan={silver}&plan={bronze}")
    assert {plan_id for plan_id, ticked in ticks(page).items() if ticked} == {silver, bronze}
    ((plan_id, name),) = page.context["elsewhere"]
    assert plan_id == bronze
    assert f'<label class="ds-c-label" for="c-{bronze}">{html.escape(name)}</label>' in page.content.decode()


def test_in_place_the_ticks_stay_in_the_address_and_in_every_link(shopper):
    first, second = ids(shopper)[:2]
    asked = f"{COUPLE}{LEFT}&plan={first}&plan={second}"
    part = shopper.get(f"/federal/plans?{asked}", headers={"X-In-Place": "1"})
    assert part["X-Address"] == f"/federal/plans?{asked}"
    leading = links_to(part, "/federal/plans/")
    assert leading
    assert all(each.endswith(f"{LEFT}&plan={first}&plan={second}") for each in leading)


@pytest.mark.parametrize("page", ["plans/{0}?{asked}", "compare?{asked}", "care/?{asked}", "saved/?{asked}"])
def test_every_page_leads_back_to_the_list_as_it_was_left(shopper, page):
    plans = ids(shopper)[:2]
    shopper.post("/federal/saved/change", {"save": plans[0], "answers": COUPLE})
    asked = COUPLE + LEFT + "".join(f"&plan={each}" for each in plans)
    there = shopper.get("/federal/" + page.format(*plans, asked=asked))
    assert there.status_code == 200
    assert f"/federal/plans?{asked}" in links_to(there, "/federal/plans?")


def test_dental_plans_lead_back_without_taking_their_health_plan_for_a_tick(shopper):
    there = shopper.get(f"/federal/dental?{COUPLE}{LEFT}")
    assert links_to(there, "/federal/plans?") == [f"/federal/plans?{COUPLE}{LEFT}"]


def test_the_comparison_keeps_the_list_while_plans_are_added_and_taken_off(shopper):
    first, second, third = ids(shopper)[:3]
    page = shopper.get(f"/federal/compare?{COUPLE}{LEFT}&plan={first}&plan={second}")
    leading = links_to(page, "/federal/compare?")
    assert f"/federal/compare?{COUPLE}{LEFT}&plan={second}" in leading
    assert all(LEFT in each for each in leading)
    assert all(LEFT in each for each in links_to(page, "/federal/plans/"))
    one = shopper.get(f"/federal/plans/{third}?{COUPLE}{LEFT}&plan={first}&plan={second}")
    assert f"/federal/compare?{COUPLE}{LEFT}&plan={third}&plan={first}&plan={second}" in links_to(
        one, "/federal/compare?"
    )


def test_a_fifth_tick_is_named_and_the_list_keeps_it(shopper):
    five = ids(shopper)[:5]
    asked = COUPLE + "".join(f"&plan={each}" for each in five)
    page = shopper.get(f"/federal/compare?{asked}")
    assert "At most 4 plans fit side by side. These are left out:" in text_of(page)
    assert f"/federal/plans?{asked}" in links_to(page, "/federal/plans?")


@pytest.mark.parametrize("bad", ["", "x", "%00", "99999NH000001", "<b>", "../../etc"])
def test_what_is_no_plan_id_is_no_tick(shopper, bad):
    page = shopper.get(f"/federal/plans?{COUPLE}&plan={bad}")
    assert page.status_code == 200
    assert page.context["chosen"].ticked == ()


def test_a_ticked_plan_that_is_withdrawn_is_not_lost(shopper, django_capture_on_commit_callbacks):
    """The list keeps the tick under the plan's id; the comparison says why it is gone."""
    kept, gone = ids(shopper)[:2]
    PlanRow.objects.filter(plan_id=gone).delete()
    with django_capture_on_commit_callbacks(execute=True):
        publish_catalog(actor=Actor.system("test"), exchange="federal", year=2027, on=DAY)
    asked = f"{COUPLE}&plan={kept}&plan={gone}"
    page = shopper.get(f"/federal/plans?{asked}")
    assert page.context["elsewhere"] == [(gone, gone)]
    beside = shopper.get(f"/federal/compare?{asked}")
    assert [each.plan_id for each, _near in beside.context["out"]] == [gone]


def test_the_same_plan_twice_in_any_spelling_is_one_tick(shopper):
    plan_id = ids(shopper)[0]
    page = shopper.get(f"/federal/plans?{COUPLE}&plan={plan_id}&plan={plan_id.lower()}")
    assert [each for each, ticked in ticks(page).items() if ticked] == [plan_id]
    assert page.context["elsewhere"] == []
