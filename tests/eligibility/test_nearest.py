"""The nearest incomes at which an answer changes, in both directions: "with $412 less a year, the children would have CHIP"."""

from datetime import date
from typing import Any

import pytest

from coverport.eligibility.facts import Application
from coverport.eligibility.findings import Outcome
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.results import Determination
from coverport.eligibility.words import sentence
from tests.eligibility.cases import immigrant, offered
from tests.eligibility.households import decide, household, parents_and_children, person, single

Told = set[tuple[str, str, str, str]]


def nearest(asked: Application, **more: Any) -> Told:
    """(direction, program, change in dollars, what it becomes) of each."""
    return {
        (each.direction, each.program, f"{each.change / 100:,.2f}", each.becomes)
        for each in decide(asked, **more).nearest
    }


@pytest.mark.parametrize(
    ("dollars", "found"),
    [
        # Texas 2014, one adult: 100 percent 11,490; 150 17,235; 200 22,980; 250 28,725; 400 45,960; no group of adults
        (5_000, {("more", "aptc", "6,490.00", "yes")}),
        (11_489.99, {("more", "aptc", "0.01", "yes")}),
        (11_490, {("less", "aptc", "-0.01", "no"), ("more", "aptc", "34,470.01", "no"), ("more", "csr", "5,745.01", "05")}),
        (17_235, {("less", "aptc", "-5,745.01", "no"), ("more", "aptc", "28,725.01", "no"), ("more", "csr", "0.01", "05")}),
        (20_000, {("less", "aptc", "-8,510.01", "no"), ("more", "aptc", "25,960.01", "no"),
                  ("less", "csr", "-2,765.00", "06"), ("more", "csr", "2,980.01", "04")}),
        (28_725, {("less", "aptc", "-17,235.01", "no"), ("more", "aptc", "17,235.01", "no"),
                  ("less", "csr", "-5,745.00", "05"), ("more", "csr", "0.01", "no")}),
        (30_000, {("less", "aptc", "-18,510.01", "no"), ("more", "aptc", "15,960.01", "no"), ("less", "csr", "-1,275.00", "04")}),
        (45_960, {("less", "aptc", "-34,470.01", "no"), ("more", "aptc", "0.01", "no"), ("less", "csr", "-17,235.00", "04")}),
        (45_960.01, {("less", "aptc", "-0.01", "yes")}),
        (60_000, {("less", "aptc", "-14,040.00", "yes")}),
    ],
)  # fmt: skip
def test_one_adult_where_adults_have_no_medicaid(dollars: float, found: Told) -> None:
    assert nearest(household(single(), dollars, state="TX")) == found


@pytest.mark.parametrize(
    ("dollars", "found"),
    [
        # West Virginia 2014: adults to 15,856.20
        (10_000, {("more", "medicaid", "5,856.21", "no")}),
        (15_856.20, {("more", "medicaid", "0.01", "no")}),
        (15_856.21, {("less", "medicaid", "-0.01", "yes"), ("more", "aptc", "30,103.80", "no"), ("more", "csr", "1,378.80", "05")}),
        (20_000, {("less", "medicaid", "-4,143.80", "yes"), ("more", "aptc", "25,960.01", "no"),
                  ("less", "csr", "-2,765.00", "06"), ("more", "csr", "2,980.01", "04")}),
        (60_000, {("less", "medicaid", "-44,143.80", "yes"), ("less", "aptc", "-14,040.00", "yes")}),
    ],
)  # fmt: skip
def test_one_adult_in_a_state_that_expanded(dollars: float, found: Told) -> None:
    """With less income than Medicaid's limit the credit is no longer the question: its floor is not told."""
    assert nearest(household(single(), dollars, state="WV")) == found


@pytest.mark.parametrize("year", range(2021, 2026))
def test_without_a_ceiling_nothing_ends_above(year: int) -> None:
    assert {each for each in nearest(household(single(), 90_000, state="TX", year=year)) if each[0] == "more"} == set()


def test_the_words_say_enough_dollars_to_pass_the_edge() -> None:
    """At 400 percent of 15,960 the credit is still there, Form 8962 line 5; a dollar more ends it."""
    found = decide(household(single(), 60_000, state="NH", year=2027)).nearest
    (more,) = [each for each in found if (each.direction, each.program) == ("more", "aptc")]
    assert more.change == 3_840_01
    assert sentence(more.reason) == "With $3,841 more income a year, help with premiums would end."


def by_program(result: Determination) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(each.direction, each.program): each.people for each in result.nearest}


def test_a_family_and_its_children_in_chip() -> None:
    """Texas 2014, three people: CHIP to 206 percent of 19,530, 40,231.80; Medicaid of a child of nine to 26,951.40."""
    above = decide(household(parents_and_children(9), 40_643.80, state="TX"))
    (chip,) = [each for each in above.nearest if each.program == "chip"]
    assert (chip.direction, chip.change, chip.people, chip.becomes) == ("less", -412_00, ("3",), "yes")
    assert sentence(chip.reason) == "With $412 less income a year, CHIP would be likely."
    within = by_program(decide(household(parents_and_children(9), 40_000, state="TX")))
    assert within["more", "chip"] == ("3",)
    assert within["less", "medicaid"] == ("3",)
    assert within["more", "aptc"] == ("1", "2")


def test_children_of_one_age_are_told_together_and_the_nearest_of_several() -> None:
    """20,000 for five is under Texas's 149 percent of 27,570 (41,079.30) and 138 percent (38,046.60): the lower is nearer."""
    result = decide(household(parents_and_children(9, 8, 3), 20_000, state="TX"))
    (more,) = [each for each in result.nearest if (each.direction, each.program) == ("more", "medicaid")]
    assert (more.change, more.people) == (18_046_61, ("3", "4"))


@pytest.mark.parametrize(
    "people",
    [
        immigrant("none"),
        single(lives_in_state=False),
        single(medicaid_denied=True, other_coverage=True),
        single(applies=False),
        single(66, medicare=True),
    ],
)
def test_who_is_kept_out_for_another_reason_is_not_told_to_earn_less(people: Any) -> None:
    assert nearest(household(people, 20_000, state="WV")) == set()


def test_an_offer_that_bars_the_credit_leaves_medicaid() -> None:
    asked = offered(single(), 30_000, self_only_month=100_00)
    assert nearest(asked) == set()  # Texas: no group of adults, and the offer bars the credit at any income here


def test_nothing_is_told_while_income_or_anything_before_it_is_unknown() -> None:
    assert nearest(household(single(), None, state="WV")) == set()
    assert nearest(household(single(citizen=None), 30_000, state="TX")) == set()
    assert nearest(household(single(), 30_000, state="TX", files=None)) == set()


def test_the_sum_is_zero_and_the_credit_still_a_yes() -> None:
    """A benchmark of $50: 45,960 is where the eligibility ends, not the amount."""
    assert ("more", "aptc", "15,960.01", "no") in nearest(household(single(), 30_000, state="TX"))


@pytest.mark.parametrize("dollars", [5_000, 11_490, 15_000, 20_000, 30_000, 60_000])
@pytest.mark.parametrize("state", ["TX", "WV", "NH", "VT"])
@pytest.mark.parametrize("year", [2014, 2019, 2024, 2026, 2027])
def test_each_says_why_and_its_facts_prove_it(state: str, year: int, dollars: int) -> None:
    asked_of = {single(): dollars, parents_and_children(9): 2 * dollars}
    for people, income in asked_of.items():
        asked = household(people, income, state=state, year=year)
        for each in decide(asked).nearest:
            expected = Outcome.NO if each.becomes == "no" else Outcome.YES
            assert outcome_of(each.reason) is expected
            assert each.reason.facts["change"] == abs(each.change)
            assert (each.change < 0) is (each.direction == "less")
            assert each.people


@pytest.mark.parametrize("state", ["TX", "WV", "NH", "NJ"])
@pytest.mark.parametrize("dollars", [24_000, 40_000, 70_000, 95_000])
def test_for_a_family_of_four_the_answers_change_there_and_not_a_cent_before(state: str, dollars: int) -> None:
    """Of the people who are named, at that income; the same income a cent nearer leaves them as they are."""
    people = parents_and_children(9, 3)
    now = decide(household(people, dollars, state=state))
    for each in now.nearest:
        if each.program == "csr":
            continue
        there = decide(household(people, dollars + each.change / 100, state=state))
        a_cent = 1 if each.change > 0 else -1
        before = decide(household(people, dollars + (each.change - a_cent) / 100, state=state))
        for who in each.people:
            assert getattr(there.person(who), each.program).outcome == each.becomes, (each, who)
            assert getattr(before.person(who), each.program).outcome is getattr(now.person(who), each.program).outcome


@pytest.mark.parametrize(
    ("status", "year", "told"),
    [
        (None, 2018, True),
        ("nonimmigrant", 2018, False),  # below the floor the credit stays, 26 USC 36B(c)(1)(B)
        ("nonimmigrant", 2026, True),
        ("none", 2018, False),  # no credit at all
    ],
)
def test_the_floor_is_told_where_it_binds(status: str | None, year: int, told: bool) -> None:
    people = immigrant(status) if status else single()
    edges = {each[:2] for each in nearest(household(people, 30_000, state="TX", year=year))}
    assert (("less", "aptc") in edges) is told


def test_the_edge_of_a_basic_health_program() -> None:
    """Minnesota 2016: to 200 percent of 11,770, 23,540; below 133 and 5 percent Medicaid, 16,242.60."""
    assert nearest(household(single(), 20_000, state="MN", year=2016)) >= {
        ("less", "medicaid", "-3,757.40", "yes"),
        ("more", "bhp", "3,540.01", "no"),
    }
    assert ("less", "bhp", "-6,460.00", "yes") in nearest(household(single(), 30_000, state="MN", year=2016))


def test_the_nearest_come_first() -> None:
    changes = [abs(each.change) for each in decide(household(single(), 20_000, state="WV")).nearest]
    assert changes == sorted(changes)


def test_medicaids_edge_is_that_of_the_day_and_the_credits_that_of_the_year() -> None:
    """May 2014: Medicaid 138 percent of 11,670, 16,104.60; the ceiling stays 45,960."""
    found = nearest(household(single(), 20_000, state="WV"), on=date(2014, 5, 1))
    assert ("less", "medicaid", "-3,895.40", "yes") in found
    assert ("more", "aptc", "25,960.01", "no") in found


def test_a_pregnant_person_and_the_people_at_home_are_told_apart() -> None:
    """New Hampshire: 201 percent of 15,510 for two, 31,175.10."""
    result = decide(household((person(1, 30, pregnant=True), person(2, 31, "spouse")), 45_000))
    found = by_program(result)
    assert found["less", "medicaid"] == ("1",)
    (edge,) = [each for each in result.nearest if each.program == "medicaid"]
    assert edge.change == 39_255_30 - 45_000_00  # three count with the child expected: 19,530
