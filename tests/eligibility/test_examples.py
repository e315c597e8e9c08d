"""Worked examples from end to end; and each year's thresholds before, at and after, to the cent."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from coverport import law
from coverport.eligibility.answer import as_json
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application
from coverport.eligibility.results import Benchmark
from tests.eligibility.households import household, parents_and_children, single
from tests.eligibility.threshold_tables import ONE, THREE, Cell, cells
from tests.eligibility.worked_examples import EXAMPLES, Example

OF_RETURN = {
    "figure": "applicable_percentage",
    "whole": "percent_of_poverty_whole",
    "percent": "percent_of_poverty",
    "share": "expected_contribution_month",
    "credit": "aptc_month",
    "magi": "magi",
    "family": "coverage_family",
}


def answered(
    asked: Application, benchmark: float | None = 1_000, *, poverty: tuple[int, int] | None = None
) -> dict[str, Any]:
    """The answer as JSON has it. poverty: the guideline of an example that used another year's, for one person and each further one."""
    resolved = law.resolve(on=asked.decided_on, state=asked.state, year=asked.coverage_year)
    if poverty:
        sizes = tuple(poverty[0] + place * poverty[1] for place in range(8))
        other = replace(resolved.credit.guideline, sizes=sizes, increment=poverty[1])
        resolved = replace(resolved, credit=replace(resolved.credit, guideline=other))
    priced = None if benchmark is None else Benchmark("11111NH0000001", round(benchmark * 100))
    found = determine(asked, law=resolved, benchmark=lambda each, family: priced)
    told: dict[str, Any] = msgspec.json.decode(as_json(asked, found, words=False))
    return told


def check_credit(cell: Cell, told: dict[str, Any]) -> None:
    (taxes,) = told["tax_households"]
    assert (taxes["applicable_percentage"], taxes["expected_contribution_month"]) == (cell.figure, cell.share)
    assert (taxes["aptc_month"], taxes["credit"]["outcome"]) == (cell.credit, "no" if cell.figure is None else "yes")
    assert told["people"][0]["csr_variant"] == cell.variant


@pytest.mark.parametrize("cell", cells(ONE), ids=lambda cell: f"{cell.year}-{cell.edge}-{cell.place}")
def test_one_adult_at_each_threshold_of_each_year(cell: Cell) -> None:
    check_credit(cell, answered(household(single(), cell.income, state="TX", year=cell.year), 700))
    if cell.edge == 138:
        # 42 CFR 435.119, 435.603(d)(4): 133 percent and 5 points, in West Virginia since 2014.
        expanded = answered(household(single(), cell.income, state="WV", year=cell.year), 700)["people"][0]
        outcomes = (expanded["medicaid"]["outcome"], expanded["aptc"]["outcome"])
        assert outcomes == (("no", "yes") if cell.place == "after" else ("yes", "no"))


# A Texan child of nine: Medicaid to 138 percent, CHIP to 206, then the credit with the parents.
OF_THE_CHILD = {100: "medicaid", 138: "medicaid", 150: "chip", 200: "chip", 250: "aptc", 400: "aptc"}


@pytest.mark.parametrize("cell", cells(THREE), ids=lambda cell: f"{cell.year}-{cell.edge}-{cell.place}")
def test_a_couple_and_a_child_at_each_threshold_of_each_year(cell: Cell) -> None:
    told = answered(household(parents_and_children(9), cell.income, state="TX", year=cell.year), 2_000)
    check_credit(cell, told)
    program = "chip" if (cell.edge, cell.place) == (138, "after") else OF_THE_CHILD[cell.edge]
    child = {name for name in ("medicaid", "chip", "aptc") if told["people"][2][name]["outcome"] == "yes"}
    assert child == ({program} if program != "aptc" or cell.figure else set())
    (taxes,) = told["tax_households"]
    assert taxes["coverage_family"] == (["1", "2", "3"] if program == "aptc" else ["1", "2"])


def test_the_tables_reach_every_year_and_edge() -> None:
    for table in (ONE, THREE):
        assert {cell.year for cell in cells(table)} == set(range(2014, 2028))
        assert len(cells(table)) == 14 * 6 * 3


@pytest.mark.parametrize("year", [*range(2014, 2021), 2026, 2027])
def test_exactly_400_percent_has_the_credit_and_one_dollar_more_has_none(year: int) -> None:
    """26 USC 36B(c)(1)(A): "does not exceed 400 percent"."""
    for table in (ONE, THREE):
        _, at, after = (cell for cell in cells(table) if (cell.year, cell.edge) == (year, 400))
        assert (at.figure is not None, after.figure, after.income - at.income) == (True, None, 1)


# ---- Worked examples


def said(answer: dict[str, Any], name: str) -> Any:
    """What the answer says at a short name: "1.aptc" of a person, "credit" of the return that has the first filer."""
    who, _, field = name.rpartition(".")
    if not who:
        value = answer["tax_households"][0][OF_RETURN[field]]
        return " ".join(value) if isinstance(value, list) else value
    (of_person,) = [each for each in answer["people"] if each["id"] == who]
    if field in {"size", "magi", "people"}:
        value = of_person["medicaid_household"][field]
        return " ".join(value) if isinstance(value, list) else value
    value = of_person[field]
    return value["outcome"] if isinstance(value, dict) else value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.source)
def test_a_worked_example(example: Example) -> None:
    answer = answered(example.asked, example.benchmark, poverty=example.poverty)
    assert {name: said(answer, name) for name in example.told} == example.told


def test_there_are_as_many_as_promised_and_each_says_where_it_comes_from() -> None:
    assert len(EXAMPLES) >= 60
    assert len({example.source for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.told for example in EXAMPLES)
