"""Medicaid beside the limits of income: groups without an income test, young adults, the month and the year, referral, emergencies."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from coverport.eligibility.facts import Application, IncomeLine, Relationship, TaxHousehold
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination, PersonResult
from tests.eligibility.cases import with_
from tests.eligibility.households import Someone, decide, household, parents_and_children, person, single, taxes

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
RICH = 90_000


def first(people: tuple[Someone, ...], dollars: float, on: date | None = None, **more: Any) -> PersonResult:
    return decide(household(people, dollars, **more), on=on).person("1")


# ---- Former foster care, 42 CFR 435.150


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (19, "medicaid_former_foster_care"),
        (25, "medicaid_former_foster_care"),
        (26, "medicaid_adult_group_none"),
    ],
)
def test_former_foster_care_until_26_at_any_income(age: int, code: str) -> None:
    found = first(single(age, foster_care=True), RICH, state="TX").medicaid
    assert found.codes == (code,)


def test_that_age_is_completed_when_coverage_begins() -> None:
    for born, outcome in ((date(1988, 1, 1), NO), (date(1988, 1, 2), YES)):
        people = single(None, foster_care=True, birth_date=born)  # type: ignore[arg-type]
        assert first(people, RICH, state="TX").medicaid.outcome is outcome


@pytest.mark.parametrize(
    ("born", "outcome"),
    [(date(2004, 12, 31), UNKNOWN), (date(2005, 1, 1), YES), (date(2005, 1, 2), YES)],
)
def test_foster_care_of_another_state_counts_for_who_turned_18_in_2023_or_later(born: date, outcome: Outcome) -> None:
    people = single(None, birth_date=born, foster_care=True, foster_care_other_state=True)  # type: ignore[arg-type]
    assert first(people, RICH, state="TX", year=2025).medicaid.outcome is outcome


def test_foster_care_of_another_state_is_the_agencys_question_unless_income_answers_it() -> None:
    elsewhere = single(25, foster_care=True, foster_care_other_state=True)
    found = first(elsewhere, RICH, state="WV").medicaid
    assert (found.outcome, found.codes) == (UNKNOWN, ("foster_care_other_state",))
    assert first(elsewhere, 12_000, state="WV").medicaid.codes == ("medicaid_adult_within_limit",)


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"lives_in_state": False}, NO, "lives_elsewhere"),
        ({"citizen": None}, UNKNOWN, "citizenship_missing"),
        ({"medicaid_denied": True}, NO, "medicaid_denied_by_agency"),
        ({"other_coverage": True}, YES, "medicaid_former_foster_care"),  # other insurance keeps nobody out
        ({"incarcerated": True}, YES, "medicaid_former_foster_care"),
    ],
)
def test_what_else_is_asked_of_them(more: dict[str, Any], outcome: Outcome, code: str) -> None:
    found = first(single(25, foster_care=True, **more), RICH, state="TX").medicaid
    assert (found.outcome, found.codes) == (outcome, (code,))


# ---- After a pregnancy, 42 CFR 435.170, 42 USC 1396a(e)(5), (16)


@pytest.mark.parametrize(
    ("ended", "state", "last", "first_after"),
    [
        (date(2014, 1, 20), "NH", date(2014, 3, 31), date(2014, 4, 1)),  # 60 days, to the end of the month
        (date(2014, 1, 31), "NH", date(2014, 3, 31), date(2014, 4, 1)),  # the 60th day, the last of pregnancy the first
        (date(2022, 6, 30), "NH", date(2022, 8, 31), date(2022, 9, 1)),
        (date(2024, 3, 15), "NH", date(2025, 3, 31), date(2025, 4, 1)),  # 12 months since October 2023
        (date(2024, 2, 29), "VT", date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 12, 31), "TX", date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_coverage_goes_on_to_the_end_of_the_month(ended: date, state: str, last: date, first_after: date) -> None:
    for on, outcome in ((ended, YES), (last, YES), (first_after, NO)):
        asked = household(single(30, pregnancy_ended=ended), RICH, state=state, year=on.year)
        found = decide(asked, on=on).person("1").medicaid
        assert found.outcome is outcome
        if outcome is YES:
            assert found.codes == ("medicaid_postpartum",)
            assert found.reasons[0].facts == {
                "ended": ended.isoformat(),
                "until": first_after.isoformat(),
                "on": on.isoformat(),
            }


def test_a_pregnancy_that_has_not_ended_yet_has_not() -> None:
    asked = household(single(30, pregnancy_ended=date(2024, 3, 15)), RICH, state="NH", year=2024)
    assert decide(asked, on=date(2024, 3, 14)).person("1").medicaid.outcome is NO


# ---- Young adults, 42 CFR 435.222


@pytest.mark.parametrize(
    ("age", "dollars", "code"),
    [
        (18, 4_136.40, "medicaid_child_within_limit"),
        (19, 4_136.40, "medicaid_young_adult_within_limit"),
        (20, 4_136.40, "medicaid_young_adult_within_limit"),
        (20, 4_136.41, "medicaid_young_adult_above_limit"),
        (21, 4_136.40, "medicaid_adult_group_none"),
    ],
)
def test_florida_has_a_group_for_19_and_20(age: int, dollars: float, code: str) -> None:
    """31 and 5 percent of 11,490."""
    assert code in first(single(age), dollars, state="FL").medicaid.codes


@pytest.mark.parametrize(
    ("dollars", "code"),
    [
        (24_128.99, "medicaid_adult_within_limit"),  # 210 percent of 11,490: the lower limit that holds it
        (24_129.00, "medicaid_adult_within_limit"),
        (24_129.01, "medicaid_young_adult_within_limit"),
        (25_392.90, "medicaid_young_adult_within_limit"),
        (25_392.91, "medicaid_young_adult_above_limit"),
    ],
)
def test_the_five_points_go_to_the_highest_group_alone(dollars: float, code: str) -> None:
    """The District of Columbia at 20: adults to 210, young adults to 216 and 5 percent, 42 CFR 435.603(d)(4)."""
    assert first(single(20), dollars, state="DC").medicaid.codes == (code,)


# ---- Two incomes: the month's for Medicaid, the year's for the credit, 42 CFR 435.603(h), 26 CFR 1.36B-1(e)


def with_two(dollars_year: float, dollars_month: float, state: str = "WV", **more: Any) -> Application:
    """One adult with that income of the year, and that a month now."""
    asked = household(single(**more), dollars_year, state=state)
    earner = replace(asked.people[0], income_month=round(dollars_month * 100))
    return with_(asked, people=(earner,))


@pytest.mark.parametrize(
    ("year", "month", "medicaid", "aptc"),
    [
        (30_000, 1_321.35, YES, NO),  # 15,856.20 as a yearly rate: 138 percent of 11,490 to the cent
        (30_000, 1_321.36, NO, YES),
        (30_000, 0, YES, NO),  # out of work today
        (50_000, 0, YES, NO),
        (50_000, 5_000, NO, NO),  # 435 percent
        (11_490, 1_321.36, NO, YES),  # at the floor: the credit
        (11_489.99, 1_321.36, YES, NO),  # a cent below it and over the month's limit: the year decides, 435.603(i)
        (0, 9_000, YES, NO),
    ],
)
def test_nobody_falls_between_the_month_and_the_year(
    year: float, month: float, medicaid: Outcome, aptc: Outcome
) -> None:
    found = decide(with_two(year, month)).person("1")
    assert (found.medicaid.outcome, found.aptc.outcome) == (medicaid, aptc)


def test_the_gap_says_that_the_year_decided() -> None:
    result = decide(with_two(11_489.99, 1_321.36))
    reason = result.person("1").medicaid.reasons[0]
    assert reason.code == "medicaid_adult_within_limit"
    assert reason.citation.endswith("42 CFR 435.603(i)")
    assert (reason.facts["income"], reason.facts["by_year"]) == (11_489_99, True)
    assert result.person("1").medicaid_household.magi == 15_856_32  # what is shown stays the current income


def test_without_a_group_the_year_fills_nothing() -> None:
    found = decide(with_two(5_000, 2_000, state="TX")).person("1")
    assert found.medicaid.codes == ("medicaid_adult_group_none",)
    assert found.aptc.codes == ("income_below_credit_window",)


def test_the_gap_is_measured_with_the_credits_guideline() -> None:
    """In May 2014 Medicaid counts 11,670 and the credit of 2014 still 11,490."""
    for year, outcome in ((11_489.99, YES), (11_490, NO), (11_669, NO)):
        found = decide(with_two(year, 2_000), on=date(2014, 5, 1)).person("1")
        assert found.medicaid.outcome is outcome


def test_a_child_whose_parents_are_not_on_one_return_is_kept_by_the_mothers_year() -> None:
    """Both parents' income counts for the child's Medicaid, 435.603(f)(2)(ii); on the mother's return are 10,000 for two."""
    people = (
        replace(person(1, 30).facts, income_year=10_000_00),
        replace(person(2, 31).facts, income_year=60_000_00),
        person(3, 5).facts,
    )
    asked = Application(
        state="TX",
        coverage_year=2014,
        decided_on=date(2013, 12, 10),
        people=people,
        relationships=(Relationship("3", "child", "1"), Relationship("3", "child", "2")),
        tax_households=(
            TaxHousehold(id="1", filers=("1",), dependents=("3",), status="head_of_household"),
            TaxHousehold(id="2", filers=("2",)),
        ),
    )
    found = decide(asked).person("3")
    assert found.medicaid_household.branch.code == "household_parents_not_joint"
    assert found.medicaid_household.magi == 70_000_00
    assert found.medicaid.codes == ("medicaid_child_within_limit",)
    assert found.medicaid.reasons[0].facts["by_year"] is True
    richer = with_(asked, people=(replace(people[0], income_year=15_510_00), *people[1:]))  # 100 percent for two
    assert decide(richer).person("3").medicaid.outcome is NO


def earning(*lines: IncomeLine, on: date, state: str = "WV") -> Determination:
    asked = household(single(), 0, state=state, year=on.year)
    return decide(with_(asked, people=(replace(asked.people[0], income=lines, income_year=None),)), on=on)


@pytest.mark.parametrize(
    ("on", "rate", "outcome"),
    [
        (date(2016, 5, 31), 0, YES),
        (date(2016, 6, 1), 36_000_00, NO),
        (date(2016, 9, 30), 36_000_00, NO),
        (date(2016, 10, 1), 0, YES),
    ],
)
def test_medicaid_sees_what_comes_in_on_the_day(on: date, rate: int, outcome: Outcome) -> None:
    """A season from June to September at $3,000 a month: 12,000 in the year, 101.9 percent of 11,770."""
    season = IncomeLine(kind="wages", amount=3_000_00, period="month", starts=date(2016, 6, 1), ends=date(2016, 9, 30))
    result = earning(season, on=on)
    found = result.person("1")
    assert (found.medicaid_household.magi, found.medicaid.outcome) == (rate, outcome)
    assert taxes(result).magi == 12_000_00
    assert found.aptc.outcome is (NO if outcome is YES else YES)


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2016, 3, 31), YES), (date(2016, 4, 1), NO), (date(2016, 4, 30), NO), (date(2016, 5, 1), YES)],
)
def test_a_lump_sum_counts_in_its_month_alone(on: date, outcome: Outcome) -> None:
    """42 CFR 435.603(e)(1); the credit counts it for the year."""
    sum_ = IncomeLine(kind="lump_sum", amount=20_000_00, period="once", starts=date(2016, 4, 12))
    result = earning(sum_, on=on)
    assert result.person("1").medicaid.outcome is outcome
    assert taxes(result).magi == 20_000_00


@pytest.mark.parametrize("kind", ["scholarship_for_education", "american_indian_exempt"])
def test_what_medicaid_leaves_out_the_credit_counts(kind: Any) -> None:
    """42 CFR 435.603(e)(2), (3)."""
    result = earning(IncomeLine(kind=kind, amount=20_000_00), on=date(2016, 6, 1))
    found = result.person("1")
    assert (found.medicaid_household.magi, taxes(result).magi) == (0, 20_000_00)
    assert (found.medicaid.outcome, found.aptc.outcome) == (YES, NO)


# ---- Referral, 42 CFR 435.603(j), 45 CFR 155.345(b)


@pytest.mark.parametrize(
    ("age", "more", "outcome", "code"),
    [
        (40, {}, NO, "referral_not_needed"),
        (64, {}, NO, "referral_not_needed"),
        (65, {}, YES, "referral_age"),
        (40, {"disabled": True}, YES, "referral_disability"),
        (9, {"disabled": True}, YES, "referral_disability"),
        (40, {"long_term_care": True}, YES, "referral_long_term_care"),
        (40, {"medicare": True}, YES, "referral_medicare"),
        (65, {"applies": False}, NO, "not_applying"),
    ],
)
def test_who_is_referred_for_medicaid_on_another_basis(
    age: int, more: dict[str, Any], outcome: Outcome, code: str
) -> None:
    found = first(single(age, **more), 30_000, state="TX").referral
    assert (found.outcome, found.codes) == (outcome, (code,))


@pytest.mark.parametrize(
    ("age", "more", "aptc"),
    [
        (65, {}, YES),
        (40, {"disabled": True}, YES),
        (40, {"long_term_care": True}, YES),
        (65, {"medicare": True}, NO),
    ],
)
def test_who_is_referred_keeps_the_credit_meanwhile(age: int, more: dict[str, Any], aptc: Outcome) -> None:
    """45 CFR 155.345(b)-(d): Medicare alone is coverage."""
    assert first(single(age, **more), 30_000, state="TX").aptc.outcome is aptc


def test_disability_keeps_nobody_out_of_the_group_of_adults_and_medicare_does() -> None:
    """42 CFR 435.119(b)(3): not entitled to or enrolled in Medicare."""
    assert first(single(disabled=True), 12_000, state="WV").medicaid.codes == ("medicaid_adult_within_limit",)
    found = first(single(medicare=True), 12_000, state="WV")
    assert (found.medicaid.outcome, found.referral.codes) == (NO, ("referral_medicare",))


# ---- Who is asked and who is not


def test_who_does_not_apply_has_nothing_and_still_counts() -> None:
    people = (person(1, 40, applies=False), person(2, 38, "spouse"), person(3, 9, "child"))
    result = decide(household(people, 30_000, state="WV"))
    none = result.person("1")
    for found in (none.medicaid, none.chip, none.aptc, none.qhp, none.referral):
        assert (found.outcome, found.codes) == (NO, ("not_applying",))
    assert result.person("2").medicaid_household.size == 3
    assert taxes(result).coverage_family == ("2",)


@pytest.mark.parametrize(
    ("dollars", "code"),
    [(25_281.30, "medicaid_pregnant_within_limit"), (25_281.31, "medicaid_pregnant_above_limit")],
)
def test_a_pregnant_person_is_not_in_the_group_of_adults(dollars: float, code: str) -> None:
    """42 CFR 435.119(b)(2). West Virginia's pregnant people end at 158 and 5 percent of 15,510 for two."""
    assert first(single(30, pregnant=True), dollars, state="WV").medicaid.codes == (code,)


@pytest.mark.parametrize(("other", "outcome"), [(True, YES), (False, YES), (None, YES)])
def test_other_insurance_keeps_nobody_out_of_medicaid_by_income(other: bool | None, outcome: Outcome) -> None:
    assert first(single(other_coverage=other), 12_000, state="WV").medicaid.outcome is outcome


def test_prison_keeps_nobody_out_of_medicaid_itself() -> None:
    """42 CFR 435.1009 is about payment. A plan cannot be bought, 45 CFR 155.305(a)(2)."""
    found = first(single(incarcerated=True), 12_000, state="WV")
    assert (found.medicaid.outcome, found.qhp.codes) == (YES, ("incarcerated",))


@pytest.mark.parametrize(
    ("dollars", "outcome"),
    [(12_000, YES), (15_856.20, YES), (15_856.21, NO)],
)
def test_emergencies_are_covered_within_the_limit_of_the_group(dollars: float, outcome: Outcome) -> None:
    """42 CFR 435.139: all but the status."""
    people = single(citizen=False, lawfully_present=False, emergency=True)
    found = first(people, dollars, state="WV")
    assert (found.medicaid.outcome, found.emergency_medicaid.outcome) == (NO, outcome)


def test_income_that_is_not_known_settles_nothing_for_those_whom_status_lets_in() -> None:
    found = decide(household(single(), None, state="WV")).person("1")
    assert (found.medicaid.outcome, found.medicaid.codes) == (UNKNOWN, ("income_missing",))
    barred = decide(household(single(citizen=False, lawfully_present=False), None, state="WV")).person("1")
    assert (barred.medicaid.outcome, barred.medicaid.codes) == (NO, ("not_lawfully_present",))


def test_the_adults_of_a_family_of_three_and_their_child_by_month() -> None:
    """1,629 a month in December 2013 are 19,548, 100.09 percent of 19,530: within 138 percent for all three in West Virginia."""
    asked = household(parents_and_children(9), 60_000, state="WV")
    earner = replace(asked.people[0], income_month=1_629_00)
    result = decide(with_(asked, people=(earner, *asked.people[1:])))
    assert result.likely_medicaid_chip == ("1", "2", "3")
    assert str(result.person("3").medicaid_household.percent_of_poverty) == "100.0922"
