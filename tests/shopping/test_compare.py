"""Plans side by side: what differs is marked, the best where it can be ranked, and what cannot be compared is said."""

from decimal import Decimal

import pytest

from coverport.core.access import Actor
from coverport.core.money import display, display_whole
from coverport.plans import catalogs
from coverport.plans.actions import publish_catalog
from coverport.plans.certification.suppression import suppress_plan
from coverport.plans.models import Plan as PlanRow
from coverport.plans.plan import Amount, Plan, Share, Stars, Variant
from coverport.shopping.compare.table import Side, line, parts_of
from coverport.shopping.compare.verdict import verdict
from coverport.shopping.plan_page.year import Year, YearlyCost
from coverport.shopping.search.result import Result
from tests.shopping.market import COUPLE, DAY, quoted, text_of

VISIT = "Primary Care Visit to Treat an Injury or Illness"


def side(
    name: str, after: int, *, medium: int | None, bad: int | None = None, share: Share | None = None, stars: int = 0
) -> Side:
    shares = {VISIT: (share,)} if share else {}
    filed = Variant("01", deductibles=(Amount(covers="combined", individual=1_000_00),), shares=shares)
    plan = Plan(
        "99999NH0010001", "99999", "Granite", name, "silver", "HMO", "NH",
        variants={"01": filed}, stars=Stars(2027, overall=stars) if stars else None,
    )  # fmt: skip
    years = (Year("medium", "Medium", after * 12, 0, medium), Year("bad_year", "Bad", after * 12, 0, bad))
    return Side(plan, "01", after, after, YearlyCost(years, "medium", None, True, 2026))


@pytest.mark.parametrize(("values", "differs", "best"), [
    ([("$1", 1), ("$2", 2)], True, [True, False]),
    ([("$2", 2), ("$2", 2)], False, [False, False]),
    ([("$1", 1), ("$1", 1), ("$3", 3)], True, [True, True, False]),
    ([("$1", 1), ("", None)], True, [False, False]),  # who says nothing may be the best
    ([("HMO", None), ("PPO", None)], True, [False, False]),
    ([("$1", 1)], False, [False]),
])  # fmt: skip
def test_a_row_tells_whether_plans_differ_and_marks_the_best_only_where_all_can_be_ranked(values, differs, best):
    found = line("What", values)
    assert (found.differs, [cell.best for cell in found.cells]) == (differs, best)
    assert found.same == ("" if differs else values[0][0])


def test_a_row_of_which_no_plan_says_anything_is_left_out():
    assert line("What", [("", None), ("", None)]) is None
    assert [cell.words for cell in line("What", [("$1", 1), ("", None)]).cells] == ["$1", "Not said"]


def test_only_plain_copays_are_ranked_against_each_other():
    plain, dear = Share(copay=10_00), Share(copay=30_00)
    percent, waits = Share(coinsurance=Decimal(10)), Share(copay=5_00, copay_when="after")

    def best(*shares: Share) -> list[bool]:
        sides = [side("A", 100_00, medium=None, share=share) for share in shares]
        (found,) = (each for part in parts_of(sides, family=False) if part.slug == "pay" for each in part.lines)
        return [cell.best for cell in found.cells]

    assert best(plain, dear) == [True, False]
    assert best(plain, percent) == [False, False]
    assert best(plain, waits) == [False, False]


def test_more_stars_are_better_and_a_plan_without_stars_is_not_worse():
    def best(*stars: int) -> list[bool]:
        sides = [side("A", 100_00, medium=None, stars=each) for each in stars]
        lines = [each for part in parts_of(sides, family=False) if part.slug == "plan" for each in part.lines]
        return [cell.best for cell in next(each for each in lines if each.term == "quality-stars").cells]

    assert best(3, 5) == [False, True]
    assert best(3, 0) == [False, False]


@pytest.mark.parametrize(("sides", "words"), [
    ([side("A", 100_00, medium=3_000_00, bad=9_000_00), side("B", 50_00, medium=4_000_00, bad=12_000_00)],
     "A is likely to cost you least over the year. B is cheapest each month, but a bad year could cost $3,000 more."),
    ([side("A", 100_00, medium=3_000_00, bad=9_000_00), side("B", 50_00, medium=4_000_00, bad=8_000_00)],
     "A is likely to cost you least over the year. B is cheapest each month."),
    ([side("A", 50_00, medium=3_000_00, bad=9_000_00), side("B", 50_00, medium=4_000_00, bad=8_000_00)],
     "A is likely to cost you least over the year."),
    ([side("A", 100_00, medium=3_000_00, bad=9_000_00), side("B", 50_00, medium=None)], ""),
    ([side("A", 100_00, medium=3_000_00, bad=9_000_00)], ""),
    ([], ""),
])  # fmt: skip
def test_the_verdict_says_who_costs_least_over_the_year_and_each_month(sides, words):
    assert verdict(sides) == words


def compare(shopper, *plan_ids: str, query: str = COUPLE):
    return shopper.get(f"/federal/compare?{query}" + "".join(f"&plan={each}" for each in plan_ids))


def ids(*positions: int) -> list[str]:
    plans = quoted([40, 38], 60_000_00).plans
    return [plans[each].plan.plan_id for each in positions]


def test_every_figure_of_the_comparison_is_the_quote_s(shopper):
    found = quoted([40, 38], 60_000_00)
    page = text_of(compare(shopper, *ids(0, 3, 5)))
    assert "Compare 3 plans" in page
    result = Result(found.priced, uses=["medium", "medium"])
    for place in (0, 3, 5):
        price = found.plans[place]
        at = result.columns.position_of[price.row]
        for words in (
            price.plan.name,
            display(price.after_credit),
            display(price.premium.total),
            display_whole(int(result.yearly_cost[at])),
        ):
            assert words in page


def test_four_plans_fit_and_a_fifth_is_named(shopper):
    page = text_of(compare(shopper, *ids(0, 1, 2, 3, 4)))
    assert "Compare 4 plans" in page
    fifth = quoted([40, 38], 60_000_00).plans[4].plan.name
    assert f"At most 4 plans fit side by side. These are left out: {fifth}" in page


def test_a_plan_that_is_named_twice_stands_there_once(shopper):
    (one,) = ids(0)
    answer = compare(shopper, one, one.lower())
    assert len(answer.context["columns"]) == 1
    assert answer.status_code == 200


def test_one_plan_offers_those_like_it_and_none_asks_to_choose(shopper):
    one = compare(shopper, *ids(0))
    assert len(one.context["like"]) == 3
    assert all(price.plan.plan_id != ids(0)[0] for price, _url in one.context["like"])
    assert "Choose the plans that you want to see side by side." in text_of(compare(shopper))


def test_taking_a_plan_off_leaves_the_others(shopper):
    first, second = ids(0, 1)
    column = compare(shopper, first, second).context["columns"][0]
    assert f"plan={second}" in column.without
    assert f"plan={first}" not in column.without


def test_saved_plans_can_be_compared_from_here(shopper):
    first, second = ids(0, 1)
    shopper.post("/federal/saved/change", {"save": second, "answers": COUPLE})
    page = compare(shopper, first).content.decode()
    assert f'name="plan" value="{second}">' in page


def test_a_plan_that_closes_while_it_is_compared_is_said_with_what_is_most_like_it(shopper, market):
    first, second = ids(0, 1)
    name = quoted([40, 38], 60_000_00).plans[0].plan.name
    suppress_plan(actor=Actor.system("test"), exchange=market, year=2027, plan_id=first, reason="network", on=DAY)
    answer = compare(shopper, first, second)
    page = text_of(answer)
    assert f"{name} takes nobody new now . People who have it keep it. Nobody new can choose it." in page
    (gone, near), *_ = answer.context["out"]
    assert gone.why == "closed"
    assert len(near) == 3
    assert all(price.plan.metal_level == gone.plan.metal_level for price, _url in near[:1])
    assert all(f"plan={second}" in url for _price, url in near)
    assert "takes nobody new now" in text_of(shopper.get(f"/federal/plans/{first}?{COUPLE}"))


def withdraw(plan_id: str) -> None:
    """Take a plan out of its filing, and publish without it."""
    PlanRow.objects.filter(plan_id=plan_id, filing__year=2027).delete()
    publish_catalog(actor=Actor.system("test"), exchange="federal", year=2027, on=DAY)


def test_a_plan_that_was_withdrawn_is_known_from_the_catalog_before(shopper, django_capture_on_commit_callbacks):
    first, second = ids(0, 1)
    name = quoted([40, 38], 60_000_00).plans[0].plan.name
    shopper.post("/federal/saved/change", {"save": first, "answers": COUPLE})
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(first)
    assert catalogs.current("federal", 2027).number == 2
    answer = compare(shopper, first, second)
    assert f"{name} was withdrawn" in text_of(answer)
    assert len(answer.context["out"][0][1]) == 3
    for page in ("saved/", f"plans/{first}?{COUPLE}"):
        told = text_of(shopper.get(f"/federal/{page}"))
        assert f"{name} was withdrawn" in told
        assert "These are most like it, by level, price, deductible and network:" in told


def test_a_plan_that_nobody_knows_is_said_without_any_like_it(shopper):
    answer = compare(shopper, "99999NH0000001", *ids(1))
    assert "There is no plan 99999NH0000001 here" in text_of(answer)
    assert answer.context["out"][0][1] == []
    assert answer.status_code == 200


@pytest.mark.parametrize("junk", ["x", "../../etc", "%00", "99999NH00000011", "<script>"])
def test_what_is_no_plan_id_is_left_out(shopper, junk):
    answer = compare(shopper, junk, *ids(0))
    assert [column.side.plan.plan_id for column in answer.context["columns"]] == ids(0)
    assert answer.context["out"] == []


def test_a_catastrophic_plan_is_not_for_people_of_thirty(shopper):
    plan = next(left.plan for left in quoted([40], 60_000_00).left_out)
    answer = shopper.get(f"/federal/compare?zip=03301&age=40&income=60000&year=2027&plan={plan.plan_id}")
    assert f"{plan.name} cannot cover 1 adult" in text_of(answer)


def test_doctors_and_drugs_are_rows_of_the_comparison(shopper):
    shopper.post("/federal/care/change", {"add": "drug:6809"})
    parts = {part.slug: part for part in compare(shopper, *ids(0, 1)).context["parts"]}
    assert [each.label for each in parts["care"].lines] == ["metformin"]
    assert parts["care"].lines[0].same == "Covered"
