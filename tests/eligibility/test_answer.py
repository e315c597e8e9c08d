"""The determination as JSON, by its contract: every key, money as text with two decimals, percents to four places, reasons."""

import json
import re
from datetime import date
from typing import Any

import pytest

from coverport import law
from coverport.eligibility.answer import PROGRAMS, as_json, findings
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application, TaxHousehold
from coverport.eligibility.results import Benchmark
from coverport.eligibility.words import sentence
from tests.eligibility.cases import CASES, with_
from tests.eligibility.households import costs, decide, household, parents_and_children, person, single

OF_CONTRACT = ("medicaid", "chip", "bhp", "aptc", "csr", "qhp", "catastrophic")
MONEY = re.compile(r"-?\d+\.\d\d")
FOUR_PLACES = re.compile(r"\d+\.\d{4}")
WHOLE = {
    "reference", "state", "coverage_year", "decided_on", "rules_version", "people", "tax_households", "missing", "nearest", "assumed",
}  # fmt: skip
AMOUNTS = {
    "income",
    "guideline",
    "limit",
    "benchmark",
    "contribution",
    "credit",
    "change",
    "premium",
    "most",
    "counted",
}
OF_PERSON = {"id", *PROGRAMS, "csr_variant", "medicaid_household", "medicaid_decided_by", "tax_household"}
OF_HOUSEHOLD = {"people", "size", "magi", "percent_of_poverty", "rule"}
OF_RETURN = {
    "id", "people", "coverage_family", "magi", "guideline_year", "guideline", "percent_of_poverty", "percent_of_poverty_whole",
    "applicable_percentage", "expected_contribution_month", "benchmark_month", "benchmark", "aptc_month", "credit", "state_subsidies",
}  # fmt: skip


def answer(asked: Application, *, words: bool = True, **more: Any) -> dict[str, Any]:
    """The answer as whoever reads it has it: through JSON and back."""
    found: dict[str, Any] = json.loads(as_json(asked, decide(asked, **more), words=words))
    return found


FAMILY = household(parents_and_children(9), 45_000)


def test_a_family_of_three_in_new_hampshire_to_the_cent() -> None:
    """45,000 of 19,530 is 230.41 percent; 7.35 percent of it 275.625 a month; the child has Medicaid to 323 percent."""
    told = answer(with_(FAMILY, reference="case-17"))
    assert {name: told[name] for name in ("reference", "state", "coverage_year", "decided_on", "assumed", "missing")} == {
        "reference": "case-17",
        "state": "NH",
        "coverage_year": 2014,
        "decided_on": "2013-12-10",
        "assumed": [],
        "missing": [],
    }  # fmt: skip
    (taxes,) = told["tax_households"]
    del taxes["credit"]
    assert taxes == {
        "id": "1",
        "people": ["1", "2", "3"],
        "coverage_family": ["1", "2"],
        "magi": "45000.00",
        "guideline_year": 2013,
        "guideline": "19530.00",
        "percent_of_poverty": "230.4147",
        "percent_of_poverty_whole": 230,
        "applicable_percentage": "0.0735",
        "expected_contribution_month": "275.63",
        "benchmark_month": "1000.00",
        "benchmark": {"plan_id": "11111NH0000001", "ehb_assumed": False, "only_silver_plan": False},
        "aptc_month": "724.38",
        "state_subsidies": [],
    }
    outcomes = [[each[name]["outcome"] for name in OF_CONTRACT] for each in told["people"]]
    assert outcomes == [
        ["no", "no", "no", "yes", "yes", "yes", "no"],
        ["no", "no", "no", "yes", "yes", "yes", "no"],
        ["yes", "no", "no", "no", "no", "yes", "yes"],
    ]
    household_ = told["people"][2]["medicaid_household"]
    rule = household_.pop("rule")
    assert household_ == {"people": ["1", "2", "3"], "size": 3, "magi": "45000.00", "percent_of_poverty": "230.4147"}
    assert (rule["code"], rule["citation"]) == ("household_dependent", "42 CFR 435.603(f)(2)")
    assert [each["csr_variant"] for each in told["people"]] == ["04", "04", "01"]
    assert [each["tax_household"] for each in told["people"]] == ["1", "1", "1"]
    assert {each["medicaid_decided_by"] for each in told["people"]} == {"agency"}


def test_a_reason_has_its_code_citation_facts_and_words() -> None:
    (reason,) = answer(FAMILY)["people"][0]["aptc"]["reasons"]
    assert reason["facts"] == {
        "income": "45000.00",
        "size": 3,
        "guideline_year": 2013,
        "guideline": "19530.00",
        "percent": 230,
        "floor": 100,
        "ceiling": 400,
    }
    assert (reason["code"], "36B(c)(1)(A)" in reason["citation"]) == ("income_within_credit_window", True)
    assert reason["words"].startswith("Your yearly income of $45,000 is 230% of the 2013 poverty guideline")


@pytest.mark.parametrize("words", [True, False])
def test_words_come_where_they_are_asked_for(words: bool) -> None:
    told = json.dumps(answer(FAMILY, words=words))
    assert ('"words"' in told) is words


def test_what_is_not_known_is_null() -> None:
    told = answer(household(single(), None, state="WV"))
    (taxes,) = told["tax_households"]
    for name in ("magi", "percent_of_poverty", "percent_of_poverty_whole", "applicable_percentage"):
        assert taxes[name] is None
    for name in ("expected_contribution_month", "benchmark_month", "benchmark", "aptc_month"):
        assert taxes[name] is None
    assert taxes["credit"]["outcome"] == "unknown"
    assert told["people"][0]["medicaid_household"]["magi"] is None
    assert told["missing"] == [{"field": "people[0].income", "code": "income_missing"}]


def test_a_no_is_zero_and_not_null() -> None:
    (taxes,) = answer(household(single(), 60_000))["tax_households"]
    assert (taxes["aptc_month"], taxes["percent_of_poverty_whole"], taxes["credit"]["outcome"]) == ("0.00", 401, "no")
    assert (taxes["applicable_percentage"], taxes["expected_contribution_month"]) == (None, None)


@pytest.mark.parametrize(
    ("dollars", "percent", "whole"),
    [
        (11_490, "100.0000", 100),
        (11_489.99, "99.9999", 99),
        (17_234.99, "149.9999", 149),
        (17_235, "150.0000", 150),
        (45_960, "400.0000", 400),
        (45_960.01, "400.0001", 401),
        (45_960.50, "400.0044", 401),
        (0, "0.0000", 0),
    ],
)
def test_percent_of_poverty_to_four_places_and_the_whole_that_the_credit_uses(
    dollars: float, percent: str, whole: int
) -> None:
    (taxes,) = answer(household(single(), dollars))["tax_households"]
    assert (taxes["percent_of_poverty"], taxes["percent_of_poverty_whole"]) == (percent, whole)


def test_a_benchmark_that_came_with_the_application_has_no_plan() -> None:
    asked = with_(FAMILY, tax_households=(TaxHousehold(id="x", filers=("1", "2"), dependents=("3",), benchmark_month=500_07),))  # fmt: skip
    found = determine(asked, law=law.resolve(on=asked.decided_on, state="NH", year=2014))
    (taxes,) = json.loads(as_json(asked, found))["tax_households"]
    assert (taxes["benchmark_month"], taxes["benchmark"], taxes["aptc_month"]) == ("500.07", None, "224.45")


def test_what_is_uncertain_of_a_benchmark_is_told() -> None:
    uncertain = Benchmark("11111NH0000001", 300_00, ehb_assumed=True, only_silver_plan=True)
    (taxes,) = answer(household(single(), 30_000), benchmark=lambda _, family: uncertain)["tax_households"]
    assert taxes["benchmark"] == {"plan_id": "11111NH0000001", "ehb_assumed": True, "only_silver_plan": True}


def test_the_nearest_thresholds() -> None:
    told = answer(household(single(), 20_000, state="WV"))["nearest"]
    assert [(each["direction"], each["program"], each["income_change_year"], each["becomes"]) for each in told] == [
        ("less", "csr", "-2765.00", "06"),
        ("more", "csr", "2980.01", "04"),
        ("less", "medicaid", "-4143.80", "yes"),
        ("more", "aptc", "25960.01", "no"),
    ]
    assert all(each["people"] == ["1"] and each["reason"]["words"] for each in told)


def test_states_help_has_its_amounts() -> None:
    (taxes,) = answer(household(single(), 22_000, state="MA", year=2026))["tax_households"]
    (care,) = taxes["state_subsidies"]
    assert set(care) == {"program", "people", "outcome", "reasons", "amount_month", "contribution_month", "variant"}
    assert (care["outcome"], MONEY.fullmatch(care["contribution_month"]) is not None) == ("yes", True)


def test_who_is_on_no_return_has_no_tax_household() -> None:
    told = answer(with_(FAMILY, tax_households=()))
    assert (told["tax_households"], told["people"][0]["tax_household"]) == ([], None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: None)
def test_every_answer_keeps_to_the_contract(case: tuple[Application, dict[str, Any]]) -> None:
    asked, more = case
    told = answer(asked, words=False, **more)
    assert set(told) == WHOLE
    for each in told["people"]:
        assert set(each) == OF_PERSON
        assert set(each["medicaid_household"]) == OF_HOUSEHOLD
        for name in PROGRAMS:
            assert set(each[name]) == {"outcome", "reasons"}
            assert each[name]["outcome"] in {"yes", "no", "unknown"}
            assert each[name]["reasons"]
            for reason in each[name]["reasons"]:
                assert set(reason) == {"code", "citation", "facts"}
        _amounts(each["medicaid_household"], "magi")
        _places(each["medicaid_household"]["percent_of_poverty"])
        assert each["csr_variant"] in {"01", "02", "03", "04", "05", "06"}
    for each in told["tax_households"]:
        assert set(each) == OF_RETURN
        _amounts(each, "magi", "guideline", "expected_contribution_month", "benchmark_month", "aptc_month")
        _places(each["percent_of_poverty"])
        _places(each["applicable_percentage"])
        assert each["percent_of_poverty_whole"] is None or isinstance(each["percent_of_poverty_whole"], int)


def _amounts(told: dict[str, Any], *names: str) -> None:
    for name in names:
        assert told[name] is None or MONEY.fullmatch(told[name]), name


def _places(value: str | None) -> None:
    assert value is None or FOUR_PLACES.fullmatch(value)


def test_all_that_is_said_is_a_finding_that_can_be_checked_and_worded() -> None:
    result = decide(FAMILY)
    told = list(findings(result))
    assert len(told) == len(PROGRAMS) * 3 + 1
    assert all(sentence(reason) for found in told for reason in found.reasons)
    assert set(OF_CONTRACT) < set(PROGRAMS)


def test_no_amount_is_told_as_a_number() -> None:
    """Amounts inside facts, too: a reader never has to know which number is cents."""
    for asked, more in CASES:
        for reason in _reasons(answer(asked, words=False, **more)):
            for name, value in reason["facts"].items():
                if name in AMOUNTS:
                    assert value is None or MONEY.fullmatch(value), (reason["code"], name)
                elif isinstance(value, int):
                    assert value < 10_000, (reason["code"], name, value)


def _reasons(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [reason for each in node for reason in _reasons(each)]
    if not isinstance(node, dict):
        return []
    own = [node] if {"code", "facts"} <= set(node) else []
    return own + [reason for each in node.values() for reason in _reasons(each)]


def test_a_benchmark_below_the_contribution_leaves_zero_and_a_yes() -> None:
    (taxes,) = answer(household(single(), 40_000), benchmark=costs(50))["tax_households"]
    assert (taxes["aptc_month"], taxes["credit"]["outcome"]) == ("0.00", "yes")


def test_two_returns_keep_their_order() -> None:
    asked = household((person(1, 40), person(2, 41, "other", income_year=20_000_00)), 30_000, state="TX")
    two = with_(asked, tax_households=(TaxHousehold(id="b", filers=("2",)), TaxHousehold(id="a", filers=("1",))))
    told = answer(two, on=date(2014, 1, 15))
    assert [(each["id"], each["magi"]) for each in told["tax_households"]] == [("b", "20000.00"), ("a", "30000.00")]
    assert [each["tax_household"] for each in told["people"]] == ["a", "b"]
