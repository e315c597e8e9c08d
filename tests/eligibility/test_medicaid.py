"""Likely Medicaid and CHIP, by state, date, age, pregnancy and parenthood; before, at and after each limit."""

from datetime import date

import pytest

from coverport.eligibility.findings import Outcome
from tests.eligibility.households import Someone, decide, household, parents_and_children, person, single, taxes

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def medicaid(
    people: tuple[Someone, ...], dollars: float, who: str = "1", *, on: date | None = None, **more: str
) -> Outcome:
    return decide(household(people, dollars, **more), on=on).person(who).medicaid.outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2014, 8, 14), NO), (date(2014, 8, 15), YES), (date(2014, 8, 16), YES)],
)
def test_new_hampshires_adult_group_begins_on_august_15_2014(on: date, outcome: Outcome) -> None:
    assert medicaid(single(), 12_000, on=on) is outcome


@pytest.mark.parametrize(("dollars", "outcome"), [(16_104, YES), (16_104.60, YES), (16_104.61, NO), (16_105, NO)])
def test_adults_to_138_percent_with_the_five_points(dollars: float, outcome: Outcome) -> None:
    """133 and 5 points of 11,670 in 2014: 16,104.60. 42 CFR 435.119, 435.603(d)(4)."""
    assert medicaid(single(), dollars, on=date(2014, 9, 1)) is outcome


@pytest.mark.parametrize(("age", "outcome"), [(18, YES), (19, NO), (40, NO), (64, NO), (65, NO)])
def test_before_it_only_the_young_had_a_group(age: int, outcome: Outcome) -> None:
    assert medicaid(single(age), 12_000, on=date(2013, 12, 10)) is outcome


@pytest.mark.parametrize(("age", "outcome"), [(19, YES), (64, YES), (65, NO)])
def test_the_adult_group_is_19_to_64(age: int, outcome: Outcome) -> None:
    assert medicaid(single(age), 12_000, state="VT") is outcome


def test_at_65_income_is_not_what_decides() -> None:
    found = decide(household(single(65), 12_000, state="VT")).person("1").medicaid
    assert found.codes == ("medicaid_by_age_not_income",)


@pytest.mark.parametrize(("dollars", "outcome"), [(63_081, YES), (63_081.90, YES), (63_081.91, NO), (63_082, NO)])
def test_a_new_hampshire_child_to_323_percent(dollars: float, outcome: Outcome) -> None:
    """318 and 5 points of 19,530 for three, 42 CFR 435.229."""
    assert medicaid(parents_and_children(9), dollars, "3") is outcome


def test_a_child_of_nine_at_230_percent_in_december_2013_and_its_parents() -> None:
    result = decide(household(parents_and_children(9), 45_000), on=date(2013, 12, 10))
    assert result.likely_medicaid_chip == ("3",)
    assert result.coverage_family == ("1", "2")
    assert result.person("3").medicaid.codes == ("medicaid_targeted_child_within_limit",)
    assert result.person("1").medicaid.codes == ("medicaid_adult_group_none", "medicaid_parent_above_limit")


@pytest.mark.parametrize(("dollars", "outcome"), [(14_452, YES), (14_452.20, YES), (14_453, NO)])
def test_new_hampshire_parents_to_74_percent(dollars: float, outcome: Outcome) -> None:
    assert medicaid(parents_and_children(9), dollars) is outcome


@pytest.mark.parametrize(("age", "outcome"), [(17, YES), (18, NO)])
def test_a_parent_is_one_of_a_child_under_18(age: int, outcome: Outcome) -> None:
    assert medicaid(parents_and_children(age), 14_000) is outcome


@pytest.mark.parametrize(("dollars", "outcome"), [(31_175, YES), (31_175.10, YES), (31_176, NO)])
def test_a_pregnant_person_counts_with_the_child_expected(dollars: float, outcome: Outcome) -> None:
    """196 and 5 points of 15,510 for two, 42 CFR 435.116, 435.603(b)."""
    assert medicaid(single(30, pregnant=True), dollars) is outcome


def test_twins_expected_count_as_two() -> None:
    people = single(30, pregnant=True, expected_children=2)
    assert medicaid(people, 39_255.30) is YES  # 201 percent of 19,530 for three
    assert medicaid(people, 39_255.31) is NO


@pytest.mark.parametrize(("dollars", "outcome"), [(61_909, YES), (61_910.10, YES), (61_910.11, NO)])
def test_a_vermont_child_to_317_percent_is_assumed(dollars: float, outcome: Outcome) -> None:
    result = decide(household(parents_and_children(9), dollars, state="VT"))
    assert result.person("3").medicaid.outcome is outcome
    assert "medicaid.child (VT)" in result.assumed


def test_what_new_hampshire_says_rests_on_nothing_assumed() -> None:
    assert decide(household(parents_and_children(9), 45_000)).assumed == ()


@pytest.mark.parametrize(("dollars", "outcome"), [(40_231, YES), (40_231.80, YES), (40_232, NO)])
def test_a_texas_child_has_separate_chip_above_medicaid(dollars: float, outcome: Outcome) -> None:
    """201 and 5 points of 19,530 for three, 42 CFR 457.310; Medicaid ends at 138 percent."""
    found = decide(household(parents_and_children(9), dollars, state="TX")).person("3")
    assert (found.medicaid.outcome, found.chip.outcome) == (NO, outcome)


def test_medicaid_comes_before_chip() -> None:
    found = decide(household(parents_and_children(9), 20_000, state="TX")).person("3")
    assert (found.medicaid.outcome, found.chip.outcome, found.chip.codes) == (YES, NO, ("medicaid_comes_first",))


@pytest.mark.parametrize(("other", "outcome"), [(True, NO), (None, UNKNOWN), (False, YES)])
def test_chip_funds_are_for_children_without_other_insurance(other: bool | None, outcome: Outcome) -> None:
    texan = (person(1, 40), person(3, 9, "child", other_coverage=other))
    assert decide(household(texan, 30_000, state="TX")).person("3").chip.outcome is outcome
    assert medicaid((person(1, 40), person(3, 9, "child", other_coverage=other)), 45_000, "3") is outcome


def test_georgia_sets_the_limit_of_parents_in_dollars() -> None:
    """551 a month for three and 5 points of 19,530: 6,612 + 976.50."""
    assert medicaid(parents_and_children(9), 7_588.50, state="GA") is YES
    assert medicaid(parents_and_children(9), 7_588.51, state="GA") is NO


def test_north_dakotas_dollars_hold_the_disregard_already() -> None:
    assert medicaid(parents_and_children(9), 12 * 871, state="ND") is YES  # by the adult group in any case
    found = decide(household((person(1, 66), person(3, 9, "child")), 12 * 694 + 1, state="ND")).person("1")
    assert found.medicaid.codes == ("medicaid_parent_above_limit",)


def test_where_a_limit_is_not_established_the_answer_is_unknown_and_never_a_silent_no() -> None:
    """Nobody has read California's limit for people of 19 and 20 before 2018."""
    result = decide(household(single(19), 45_000, state="CA", year=2016))
    found = result.person("1").medicaid
    assert (found.outcome, found.codes) == (UNKNOWN, ("limit_not_established",))
    assert (result.aptc, taxes(result).benchmark) == (None, None)
    assert result.coverage_family == ("1",)


def test_an_adult_of_north_carolina_without_children_has_no_group_before_december_2023() -> None:
    assert medicaid(single(), 12_000, state="NC") is NO
    assert decide(household(single(), 20_000, state="NC")).aptc


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"citizen": None}, UNKNOWN, "citizenship_missing"),
        ({"citizen": False, "lawfully_present": True}, UNKNOWN, "immigration_to_check"),
        ({"citizen": False, "lawfully_present": False}, NO, "not_lawfully_present"),
        ({"lives_in_state": False}, NO, "lives_elsewhere"),
        ({"lives_in_state": None}, UNKNOWN, "residence_missing"),
    ],
)
def test_income_within_the_limit_is_not_all(more: dict[str, bool | None], outcome: Outcome, code: str) -> None:
    found = decide(household(single(**more), 12_000, state="VT")).person("1").medicaid
    assert (found.outcome, found.codes) == (outcome, (code,))


def test_a_state_that_began_in_january_counts_for_a_decision_in_december() -> None:
    result = decide(household(single(), 12_000, state="WV"), on=date(2013, 12, 10))
    assert result.person("1").medicaid.outcome is YES


@pytest.mark.parametrize(("on", "outcome"), [(date(2014, 3, 31), NO), (date(2014, 4, 1), YES)])
def test_the_guideline_of_medicaid_moves_in_april_and_that_of_the_credit_does_not(on: date, outcome: Outcome) -> None:
    # 323 percent of 11,490 is 37,112.70; of 11,670 it is 37,694.10
    result = decide(household(single(9), 37_500), on=on)
    assert result.person("1").medicaid.outcome is outcome
    assert str(taxes(result).percent_of_poverty) == "326.3708"  # of 11,490 all year long
