"""The curve of help by income: each point is the engine's own answer, and every break stands where the law puts it."""

from datetime import date

import pytest

from coverport import law
from coverport.eligibility.engine import determine
from coverport.shopping.chart import draw
from coverport.shopping.outlook import FINE, Outlook, outlook, point_at
from coverport.shopping.quote import preview_application
from coverport.shopping.search.result import Result
from tests.shopping.test_search import result

__all__ = ["result"]

DAY = date(2026, 11, 1)


class Silver:
    """A benchmark of $600.00 a month for everybody."""

    plan_id, premium = "99999NH0000001", 600_00


@pytest.fixture(scope="module")
def ask():
    rules = law.resolve(on=DAY, state="NH", year=2027)

    def determined(income):
        application = preview_application([40], state="NH", year=2027, on=DAY, income=income)
        return determine(application, law=rules, benchmark=lambda _taxes, _family: Silver, advice=False)

    return determined


@pytest.fixture(scope="module")
def curve(ask) -> Outlook:
    return outlook(ask, guideline=ask(3_000_000).tax_households[0].guideline, income=3_000_000)


def test_every_point_is_what_the_engine_says_of_that_income(ask, curve):
    for point in curve.points:
        assert point == point_at(ask, point.income)


def test_the_points_run_from_nothing_to_beyond_the_window(ask, curve):
    guideline = ask(3_000_000).tax_households[0].guideline
    incomes = [point.income for point in curve.points]
    assert incomes == sorted(set(incomes))
    assert incomes[0] == 0
    assert incomes[-1] == curve.most_income >= 5 * guideline


def test_the_credit_ends_above_four_times_the_guideline(ask, curve):
    """26 USC 36B(c)(1)(A): 400 percent of the guideline, truncated to a whole percent, still counts."""
    guideline = ask(3_000_000).tax_households[0].guideline
    last = max(point.income for point in curve.points if point.credit)
    first_without = min(point.income for point in curve.points if point.income > last)
    assert first_without - last <= FINE
    assert last < 4.01 * guideline
    assert first_without > 4 * guideline


def test_two_points_stand_close_around_each_break(curve):
    for (_, left), (right, _) in zip(curve.stretches, curve.stretches[1:], strict=False):
        assert 0 < right.income - left.income <= FINE
        assert left.kind != right.kind


def test_with_little_income_medicaid_is_likely_and_there_is_no_credit(curve):
    by_income = {point.income: point for point in curve.points}
    assert by_income[800_000].public == ("1",)
    assert by_income[800_000].credit == 0


def test_without_any_income_medicaid_turns_on_work_and_nobody_is_told_no(curve):
    """From 2027 an adult without earnings must show work or an exemption, which a preview does not ask."""
    assert curve.points[0].public == ()
    assert curve.points[0].unsure == ("1",)


def test_the_drawing_keeps_inside_its_frame_and_marks_where_one_stands(ask, curve):
    chart = draw(curve, 3_000_000, ask(3_000_000).aptc)
    places = [tuple(map(int, part.split())) for part in chart.line.replace("M", "L").split("L") if part]
    assert all(chart.left <= x <= chart.width and 0 <= y <= chart.base for x, y in places)
    assert chart.line.count("M") == len(curve.stretches)
    assert chart.you is not None
    assert chart.you[1] < chart.base
    assert draw(curve, None, None).you is None
    assert [tick.amount for tick in chart.credits] == [0, chart.credits[1].amount, 2 * chart.credits[1].amount]


def test_a_household_that_never_gets_a_credit_is_drawn_along_the_base(ask):
    without = outlook(lambda _income: ask(50_000_000), guideline=1_000_000, income=None)
    chart = draw(without, None, None)
    assert without.most_credit == 0
    assert {part.split()[1] for part in chart.line[1:].split("L")} == {str(chart.base)}


def test_a_bad_year_costs_at_least_the_expected_one_and_at_most_the_limit(result: Result):
    known = (result.yearly_cost >= 0) & (result.at_most >= 0) & result.sold
    assert known.any()
    assert (result.bad_year_cost[known] >= result.yearly_cost[known]).all()
    assert (result.bad_year_cost[known] <= result.at_most[known]).all()
