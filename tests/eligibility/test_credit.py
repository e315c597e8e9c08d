"""Who can have the premium tax credit, before, at and after each edge of the income window."""

from datetime import date

import pytest

from coverport import law
from coverport.eligibility import InvalidFacts, Outcome
from coverport.eligibility.engine import WrongLaw, determine
from tests.eligibility.households import costs, decide, household, parents_and_children, person, single

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
# One person, 48 states: the guideline of the year before
ONE = {
    2014: 11_490, 2015: 11_670, 2016: 11_770, 2017: 11_880, 2018: 12_060, 2019: 12_140, 2020: 12_490,
    2021: 12_760, 2022: 12_880, 2023: 13_590, 2024: 14_580, 2025: 15_060, 2026: 15_650, 2027: 15_960,
}  # fmt: skip
WITHOUT_CEILING = range(2021, 2026)


@pytest.mark.parametrize("year", ONE)
def test_the_credit_starts_at_exactly_100_percent(year: int) -> None:
    # Texas has no adult group, so that Medicaid does not blur the edge.
    at = ONE[year]
    outcomes = [decide(household(single(), dollars, state="TX", year=year)) for dollars in (at - 1, at, at + 1)]
    assert [result.person("1").aptc.outcome for result in outcomes] == [NO, YES, YES]
    assert [result.whole_percent for result in outcomes] == [99, 100, 100]
    assert outcomes[0].aptc == 0
    assert outcomes[0].person("1").aptc.codes == ("income_below_credit_window",)


@pytest.mark.parametrize("year", ONE)
def test_exactly_400_percent_has_credit_and_one_dollar_more_has_none(year: int) -> None:
    """26 USC 36B(c)(1)(A): "does not exceed 400 percent"; the ceiling was lifted from 2021 to 2025."""
    at = 4 * ONE[year]
    outcomes = [decide(household(single(), dollars, state="TX", year=year)) for dollars in (at - 1, at, at + 1)]
    after = YES if year in WITHOUT_CEILING else NO
    assert [result.person("1").aptc.outcome for result in outcomes] == [YES, YES, after]
    assert [result.whole_percent for result in outcomes] == [399, 400, 401]


def test_a_cent_over_the_ceiling_is_over() -> None:
    assert decide(household(single(), 45_960.01)).person("1").aptc.outcome is NO


@pytest.mark.parametrize(("state", "guideline"), [("NH", 11_490), ("AK", 14_350)])
def test_alaska_has_its_own_guideline(state: str, guideline: int) -> None:
    result = decide(household(single(), 2 * guideline, state=state))
    assert str(result.percent_of_poverty) == "200.0000"


@pytest.mark.parametrize(
    ("dollars", "size_four", "share", "month"),
    [
        (80_000, "339.7028", "0.0950", 633_33),  # a Vermont family of four, 2014
        (94_200, "400.0000", "0.0950", 745_75),
        (94_199, "399.9958", "0.0950", 745_74),
        (70_650, "300.0000", "0.0950", 559_31),
        (58_875, "250.0000", "0.0805", 394_95),
        (47_100, "200.0000", "0.0630", 247_28),
    ],
)
def test_family_of_four_in_2014(dollars: int, size_four: str, share: str, month: int) -> None:
    result = decide(household(parents_and_children(10, 8), dollars, state="VT"), benchmark=costs(1200))
    assert str(result.percent_of_poverty) == size_four
    assert str(result.applicable_percentage) == share
    assert result.expected_contribution_month == month


def test_each_threshold_of_2014_moves_the_credit_as_the_table_says() -> None:
    """One adult in New Hampshire before its adult group, benchmark $300 a month; 11,490 is 100 percent."""
    credits = {
        dollars: decide(household(single(), dollars), benchmark=costs(300)).aptc
        for dollars in (11_489, 11_490, 15_281, 15_282, 17_235, 22_980, 28_725, 34_470, 45_960, 45_961)
    }
    assert credits == {
        11_489: 0,
        11_490: 280_85,  # 2.00 percent
        15_281: 274_53,  # 132 percent
        15_282: 261_80,  # 133 percent: 3.00
        17_235: 242_55,  # 150: 4.00
        22_980: 179_36,  # 200: 6.30 (179.355)
        28_725: 107_30,  # 250: 8.05 (107.303)
        34_470: 27_11,  # 300: 9.50 (27.1125)
        45_960: 0,  # 400: 363.85 is more than the benchmark
        45_961: 0,
    }


def test_income_unknown_leaves_the_credit_unknown() -> None:
    result = decide(household(single(), None))
    assert result.aptc is None
    assert result.credit.outcome is UNKNOWN
    assert result.credit.codes == ("income_missing",)
    assert result.benchmark is not None  # no group of Medicaid could take this adult, so that the family is known


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"files_taxes": None}, UNKNOWN, "filing_missing"),
        ({"files_taxes": False}, NO, "not_filing"),
        ({"files_taxes": True}, YES, "income_within_credit_window"),
    ],
)
def test_the_credit_needs_a_tax_return(more: dict[str, bool], outcome: Outcome, code: str) -> None:
    found = decide(household(single(), 30_000, **more)).person("1").aptc
    assert (found.outcome, found.codes) == (outcome, (code,))


@pytest.mark.parametrize(
    ("more", "qhp", "aptc", "code"),
    [
        ({"citizen": None}, UNKNOWN, UNKNOWN, "citizenship_missing"),
        ({"citizen": False}, UNKNOWN, UNKNOWN, "citizenship_missing"),
        ({"citizen": False, "lawfully_present": True}, YES, YES, "income_within_credit_window"),
        ({"citizen": False, "lawfully_present": False}, NO, NO, "not_lawfully_present"),
        ({"lives_in_state": False}, NO, NO, "lives_elsewhere"),
        ({"lives_in_state": None}, UNKNOWN, UNKNOWN, "residence_missing"),
        ({"incarcerated": True}, NO, NO, "incarcerated"),
        ({"incarcerated": None}, UNKNOWN, UNKNOWN, "incarceration_missing"),
        ({"other_coverage": True}, YES, NO, "credit_other_coverage"),
        ({"other_coverage": None}, YES, UNKNOWN, "other_coverage_missing"),
        ({"applies": False}, NO, NO, "not_applying"),
    ],
)
def test_what_stands_between_a_person_and_the_credit(
    more: dict[str, bool | None], qhp: Outcome, aptc: Outcome, code: str
) -> None:
    result = decide(household(single(**more), 30_000))
    found = result.person("1")
    assert (found.qhp.outcome, found.aptc.outcome, found.aptc.codes) == (qhp, aptc, (code,))
    assert (result.aptc is None) == (aptc is UNKNOWN)


def test_only_the_coverage_family_is_priced() -> None:
    asked: list[tuple[str, ...]] = []

    def benchmark(family: tuple[object, ...]) -> object:
        asked.append(tuple(each.id for each in family))  # type: ignore[attr-defined]
        return costs(500)(())

    people = (
        person(1, 40),
        person(2, 38, "spouse", other_coverage=True),
        person(3, 9, "child"),
        person(4, 60, "other", applies=False),
    )
    result = decide(household(people, 45_000), benchmark=benchmark)
    assert asked == [("1",)]
    assert result.coverage_family == ("1",)
    assert result.likely_medicaid_chip == ("3",)


def test_people_who_do_not_apply_count_in_the_household_all_the_same() -> None:
    together = decide(household((person(1, 40), person(2, 38, "spouse", applies=False)), 31_020))
    assert str(together.percent_of_poverty) == "200.0000"  # 15,510 for two


def test_without_a_silver_plan_the_credit_is_unknown() -> None:
    result = decide(household(single(), 30_000), benchmark=lambda family: None)
    assert (result.aptc, result.benchmark, result.credit.codes) == (None, None, ("benchmark_missing",))


def test_nobody_in_the_coverage_family_means_no_credit_and_no_benchmark() -> None:
    result = decide(household(single(9), 20_000))
    assert (result.coverage_family, result.benchmark, result.aptc) == ((), None, 0)
    assert result.credit.codes == ("nobody_in_coverage_family",)


def test_a_credit_of_zero_is_still_a_yes() -> None:
    """Eligibility is not an amount: the lower cost sharing stays."""
    result = decide(household(single(22), 27_000), benchmark=costs(100))
    assert (result.aptc, result.credit.codes) == (0, ("credit_zero",))
    assert result.person("1").csr_variant == "04"


@pytest.mark.parametrize(("year", "outcome"), [(2014, UNKNOWN), (2025, UNKNOWN), (2026, NO)])
def test_lawfully_present_below_the_floor_until_2025(year: int, outcome: Outcome) -> None:
    """26 USC 36B(c)(1)(B), repealed from 2026 by P.L. 119-21 s. 71302."""
    people = single(citizen=False, lawfully_present=True)
    assert decide(household(people, 5_000, state="TX", year=year)).person("1").aptc.outcome is outcome


def test_law_of_another_day_state_or_year_is_refused() -> None:
    asked = household(single(), 30_000)
    other = law.resolve(on=date(2013, 12, 10), state="VT", year=2014)
    with pytest.raises(WrongLaw):
        determine(asked, on=date(2013, 12, 10), law=other, benchmark=costs(300))


@pytest.mark.parametrize(
    ("people", "dollars", "field", "code"),
    [
        ((), 1, "people", "empty_household"),
        (single(), -0.01, "income", "negative_income"),
        (single(), 10_000_000.01, "income", "absurd_income"),
        ((person(1, 40), person(2, 121, "spouse")), 1, "people[1].age", "bad_age"),
        ((person(1, -1),), 1, "people[0].age", "bad_age"),
        ((person(1, 40), person(1, 9, "child")), 1, "people[1].id", "duplicate_id"),
        ((person(1, 40), person(2, 40)), 1, "people[1].relationship", "bad_relationships"),
        (
            (person(1, 40), person(2, 40, "spouse"), person(3, 40, "spouse")),
            1,
            "people[2].relationship",
            "bad_relationships",
        ),
    ],
)
def test_facts_that_cannot_be_right_are_refused_by_path(people: tuple, dollars: float, field: str, code: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        decide(household(people, dollars))
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(("age", "dollars"), [(0, 0), (120, 10_000_000)])
def test_the_edges_of_what_can_be_right_are_accepted(age: int, dollars: int) -> None:
    assert decide(household(single(age), dollars)).people
