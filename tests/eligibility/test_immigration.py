"""Citizenship and immigration status beside Medicaid, CHIP and the credit, by date: 42 CFR 435.406, 8 USC 1612 to 1641, P.L. 119-21."""

from datetime import date
from typing import Any

import pytest

from coverport.eligibility.facts import Immigration
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import PersonResult
from tests.eligibility.cases import immigrant
from tests.eligibility.households import Someone, decide, household, person, single

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
EVERY_STATUS = (
    "lawful_permanent_resident", "refugee", "asylee", "withholding_of_removal", "cuban_haitian_entrant", "amerasian",
    "trafficking_victim", "battered", "conditional_entrant", "parolee_one_year", "parolee", "compact_of_free_association",
    "special_immigrant_afghan_iraqi", "american_indian_born_abroad", "temporary_protected_status", "deferred_enforced_departure",
    "deferred_action", "daca", "nonimmigrant", "asylum_applicant", "adjustment_applicant", "special_immigrant_juvenile",
    "other_lawfully_present", "none",
)  # fmt: skip
# 8 USC 1641 and 1612(b), with 22 USC 7105 (trafficking) and P.L. 111-118 (Afghan and Iraqi special immigrants).
QUALIFIED = {
    "lawful_permanent_resident", "refugee", "asylee", "withholding_of_removal", "cuban_haitian_entrant", "amerasian",
    "trafficking_victim", "battered", "conditional_entrant", "parolee_one_year", "special_immigrant_afghan_iraqi",
    "american_indian_born_abroad",
}  # fmt: skip
COMPACT = {"compact_of_free_association"}
FROM_OCTOBER_2026 = {"lawful_permanent_resident", "cuban_haitian_entrant", "compact_of_free_association"}


def poor(people: tuple[Someone, ...], on: date, state: str = "VT", dollars: int = 9_000) -> PersonResult:
    """The first person at $9,000 a year, where adults have Medicaid to 138 percent."""
    return decide(household(people, dollars, state=state, year=on.year), on=on).person("1")


def grown(status: str, on: date, state: str = "VT", **more: Any) -> PersonResult:
    return poor(immigrant(status, since=date(1999, 1, 1), **more), on, state)


@pytest.mark.parametrize(
    ("on", "qualified"),
    [
        (date(2014, 1, 1), QUALIFIED),
        (date(2020, 12, 26), QUALIFIED),
        (date(2020, 12, 27), QUALIFIED | COMPACT),  # P.L. 116-260, div. CC, s. 208
        (date(2026, 9, 30), QUALIFIED | COMPACT),
        (date(2026, 10, 1), FROM_OCTOBER_2026),  # P.L. 119-21 s. 71109
        (date(2027, 1, 15), FROM_OCTOBER_2026),
    ],
)
def test_which_statuses_open_medicaid_on_a_day(on: date, qualified: set[str]) -> None:
    """All of them granted in 1999, so that no bar of five years is in the way; work is attested for 2027."""
    found = {
        status
        for status in EVERY_STATUS
        if poor(
            single(
                citizen=False,
                immigration=Immigration(status=status, since=date(1999, 1, 1)),  # type: ignore[arg-type]
                work_hours_month=80,
            ),
            on,
        ).medicaid.outcome
        is YES
    }
    assert found == qualified


@pytest.mark.parametrize("status", EVERY_STATUS)
def test_a_status_that_does_not_open_medicaid_says_which_and_when(status: str) -> None:
    found = grown(status, date(2026, 10, 1)).medicaid
    if status in FROM_OCTOBER_2026:
        assert (found.outcome, found.codes) == (YES, ("medicaid_adult_within_limit",))
    elif status == "none":
        assert (found.outcome, found.codes) == (NO, ("not_lawfully_present",))
    else:
        assert (found.outcome, found.codes) == (NO, ("status_not_qualified",))
        assert found.reasons[0].facts == {"status": status, "on": "2026-10-01"}
        assert "71109" in found.reasons[0].citation


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2019, 5, 13), NO), (date(2019, 5, 14), YES), (date(2019, 5, 15), YES)],
)
@pytest.mark.parametrize("status", ["lawful_permanent_resident", "battered", "parolee_one_year"])
def test_five_years_after_the_status_was_granted_to_the_day(status: str, on: date, outcome: Outcome) -> None:
    """8 USC 1613(a)."""
    found = poor(immigrant(status, since=date(2014, 5, 14)), on).medicaid
    assert found.outcome is outcome
    if outcome is NO:
        assert found.codes == ("five_year_bar",)
        assert found.reasons[0].facts == {
            "since": "2014-05-14",
            "years": 5,
            "until": "2019-05-14",
            "on": "2019-05-13",
        }


@pytest.mark.parametrize(("on", "outcome"), [(date(2017, 2, 28), NO), (date(2017, 3, 1), YES)])
def test_five_years_after_february_29(on: date, outcome: Outcome) -> None:
    found = poor(immigrant("lawful_permanent_resident", since=date(2012, 2, 29)), on).medicaid
    assert found.outcome is outcome


def test_a_bar_that_ends_on_new_years_day_is_over_for_a_decision_in_december() -> None:
    """A decision before the year is about its first day."""
    asked = household(
        immigrant("lawful_permanent_resident", since=date(2021, 1, 1)), 9_000, state="VT", year=2026
    )  # decided on December 10, 2025
    assert decide(asked).person("1").medicaid.outcome is YES
    later = household(immigrant("lawful_permanent_resident", since=date(2021, 1, 2)), 9_000, state="VT", year=2026)
    assert decide(later).person("1").medicaid.codes == ("five_year_bar",)


@pytest.mark.parametrize(
    "more",
    [
        {"military": True},  # 8 USC 1613(b)(2)
        {"entered_before_1996_08_22": True},  # 1613(a): "who enters on or after"
        {"before": "refugee"},  # 1613(b)(1): the first status counts
        {"before": "asylee"},
        {"before": "cuban_haitian_entrant"},
        {"before": "special_immigrant_afghan_iraqi"},
        {"before": "trafficking_victim"},
    ],
)
def test_who_does_not_wait_five_years(more: dict[str, Any]) -> None:
    found = poor(immigrant("lawful_permanent_resident", since=date(2018, 1, 1), **more), date(2018, 6, 1))
    assert found.medicaid.outcome is YES


@pytest.mark.parametrize("before", [None, "nonimmigrant", "temporary_protected_status", "daca", "parolee_one_year"])
def test_a_status_before_that_had_a_bar_or_none_of_medicaid_does_not_help(before: str | None) -> None:
    found = poor(immigrant("lawful_permanent_resident", since=date(2018, 1, 1), before=before), date(2018, 6, 1))
    assert found.medicaid.codes == ("five_year_bar",)


@pytest.mark.parametrize(
    "status",
    ["refugee", "asylee", "withholding_of_removal", "cuban_haitian_entrant", "amerasian", "trafficking_victim",
     "special_immigrant_afghan_iraqi", "american_indian_born_abroad"],
)  # fmt: skip
def test_statuses_without_a_bar_need_no_day(status: str) -> None:
    """8 USC 1613(b)(1), (d)."""
    assert poor(immigrant(status), date(2018, 6, 1)).medicaid.outcome is YES


def test_compact_migrants_have_no_bar_either() -> None:
    assert poor(immigrant("compact_of_free_association"), date(2024, 6, 1)).medicaid.outcome is YES


def test_a_day_that_is_not_told_is_asked_for() -> None:
    found = poor(immigrant("lawful_permanent_resident"), date(2018, 6, 1)).medicaid
    assert (found.outcome, found.codes) == (UNKNOWN, ("status_since_missing",))
    assert found.reasons[0].facts == {"years": 5}


@pytest.mark.parametrize(
    ("state", "age", "pregnant", "outcome"),
    [
        ("VT", 20, False, YES),  # Vermont took the option to 20 and for pregnant people
        ("VT", 21, False, NO),
        ("VT", 30, True, YES),
        ("TX", 18, False, YES),  # Texas for children under 19 alone
        ("TX", 30, True, NO),
        ("GA", 9, False, NO),  # Georgia not at all
        ("GA", 30, True, NO),
    ],
)
def test_a_states_option_for_lawfully_residing_children_and_pregnant_people(
    state: str, age: int, pregnant: bool, outcome: Outcome
) -> None:
    """42 USC 1396b(v)(4): neither the bar nor the list of qualified statuses stands in their way."""
    for status, since in (("lawful_permanent_resident", date(2018, 1, 1)), ("nonimmigrant", None)):
        people = immigrant(status, age, since=since)
        who = (person(1, age, pregnant=pregnant, citizen=False, immigration=people[0].facts.immigration),)
        found = poor(who, date(2018, 6, 1), state).medicaid
        assert found.outcome is outcome, status
        if outcome is NO:
            assert found.codes == (("five_year_bar",) if since else ("status_not_qualified",))


@pytest.mark.parametrize("on", [date(2013, 12, 31), date(2024, 12, 1), date(2025, 6, 1), date(2026, 6, 1)])
def test_daca_is_not_lawfully_residing_at_any_time(on: date) -> None:
    """SHO 12-002; the rule of 2024 changed exchanges and Basic Health Programs alone."""
    found = decide(household(immigrant("daca", 9), 9_000, state="VT", year=max(on.year, 2014)), on=on).person("1")
    assert found.medicaid.codes == ("status_not_qualified",)


@pytest.mark.parametrize(("on", "outcome"), [(date(2026, 9, 30), YES), (date(2026, 10, 1), YES)])
def test_the_option_for_children_outlives_october_2026(on: date, outcome: Outcome) -> None:
    """P.L. 119-21 s. 71109 leaves 1396b(v)(4) as it is: SHO 26-001."""
    assert poor(immigrant("nonimmigrant", 9), on).medicaid.outcome is outcome


@pytest.mark.parametrize(
    ("citizen", "present", "outcome", "code"),
    [
        (True, None, YES, "medicaid_adult_within_limit"),
        (None, None, UNKNOWN, "citizenship_missing"),
        (None, False, UNKNOWN, "citizenship_missing"),  # perhaps a citizen
        (None, True, UNKNOWN, "immigration_to_check"),
        (False, None, UNKNOWN, "citizenship_missing"),
        (False, True, UNKNOWN, "immigration_to_check"),
        (False, False, NO, "not_lawfully_present"),
    ],
)
def test_where_the_status_itself_is_not_told(
    citizen: bool | None, present: bool | None, outcome: Outcome, code: str
) -> None:
    found = poor(single(citizen=citizen, lawfully_present=present), date(2018, 6, 1)).medicaid
    assert (found.outcome, found.codes) == (outcome, (code,))


def test_a_child_who_is_lawfully_present_needs_no_more_where_the_state_took_the_option() -> None:
    for state, outcome in (("VT", YES), ("GA", UNKNOWN)):
        found = poor(single(9, citizen=False, lawfully_present=True), date(2018, 6, 1), state).medicaid
        assert found.outcome is outcome


def test_chip_asks_the_same_of_status() -> None:
    """42 CFR 457.320(b)(6). 201 and 5 percent in Texas; Georgia has not taken the option."""
    for state, status, code in (
        ("TX", "nonimmigrant", "chip_child_within_limit"),
        ("GA", "nonimmigrant", "status_not_qualified"),
        ("GA", "lawful_permanent_resident", "five_year_bar"),
        ("GA", "none", "not_lawfully_present"),
    ):
        since = date(2018, 1, 1) if status == "lawful_permanent_resident" else None
        found = poor(immigrant(status, 9, since=since), date(2018, 6, 1), state, dollars=20_000)
        assert found.chip.codes == (code,), (state, status)
        assert found.medicaid.codes == ("medicaid_child_above_limit",)


# ---- The credit: lawful presence, 45 CFR 155.20, and 26 USC 36B(c)(1)(B), (e)


@pytest.mark.parametrize(
    ("on", "year", "state", "qhp", "aptc"),
    [
        (date(2024, 10, 31), 2024, "VT", NO, NO),
        (date(2024, 11, 1), 2024, "VT", YES, YES),  # 89 FR 39392
        (date(2024, 12, 10), 2025, "VT", YES, YES),
        (date(2024, 12, 10), 2025, "TX", NO, NO),  # stayed in 19 states, Kansas v. United States
        (date(2024, 12, 8), 2024, "TX", YES, YES),
        (date(2025, 8, 24), 2025, "VT", YES, YES),
        (date(2025, 8, 25), 2025, "VT", NO, NO),  # 90 FR 27074
        (date(2025, 12, 10), 2026, "VT", NO, NO),
    ],
)
def test_daca_in_and_out_of_the_exchange(on: date, year: int, state: str, qhp: Outcome, aptc: Outcome) -> None:
    asked = household(immigrant("daca"), 30_000, state=state, year=year)
    found = decide(asked, on=on).person("1")
    assert (found.qhp.outcome, found.aptc.outcome) == (qhp, aptc)


@pytest.mark.parametrize("status", EVERY_STATUS)
@pytest.mark.parametrize(
    ("year", "open_"),
    [
        (2026, set(EVERY_STATUS) - {"daca", "none"}),
        (2027, FROM_OCTOBER_2026),  # P.L. 119-21 s. 71301
    ],
)
def test_whose_credit_is_left_from_2027(status: str, year: int, open_: set[str]) -> None:
    found = decide(household(immigrant(status, since=date(1999, 1, 1)), 30_000, state="TX", year=year)).person("1")
    assert (found.aptc.outcome is YES) is (status in open_)
    # Who is lawfully present may go on buying without it.
    assert (found.qhp.outcome is YES) is (status not in {"daca", "none"})


@pytest.mark.parametrize("year", [2014, 2025, 2026, 2027])
@pytest.mark.parametrize(("dollars", "percent"), [(0, 0), (5_000, 40)])
def test_below_the_floor_status_gave_the_credit_until_2025(year: int, dollars: int, percent: int) -> None:
    """26 USC 36B(c)(1)(B), repealed by P.L. 119-21 s. 71302: barred from Medicaid by the five years."""
    since = date(year - 2, 6, 1)
    asked = household(immigrant("lawful_permanent_resident", since=since), dollars, state="VT", year=year)
    found = decide(asked).person("1")
    assert found.medicaid.codes == ("five_year_bar",)
    if year <= 2025:
        assert (found.aptc.outcome, found.aptc.codes) == (YES, ("credit_below_window_lawfully_present",))
    else:
        assert (found.aptc.outcome, found.aptc.codes) == (NO, ("income_below_credit_window",))


def test_below_the_floor_a_citizen_where_adults_have_no_medicaid_has_nothing() -> None:
    found = decide(household(single(), 5_000, state="TX")).person("1")
    assert (found.medicaid.outcome, found.aptc.codes) == (NO, ("income_below_credit_window",))


def test_one_barred_applicant_opens_the_window_for_the_return() -> None:
    """26 CFR 1.36B-2(b)(5): the taxpayer, or a member of the family."""
    mother, citizen = immigrant("lawful_permanent_resident", 30, since=date(2012, 3, 1))[0], person(2, 32, "spouse")
    asked = household((mother, citizen), 9_000, state="TX")
    result = decide(asked)
    assert result.person("1").aptc.codes == ("credit_below_window_lawfully_present",)
    assert result.person("2").aptc.codes == ("credit_below_window_lawfully_present",)


def test_who_cannot_buy_a_plan_opens_nothing() -> None:
    """Not lawfully present is no such status."""
    found = decide(household(immigrant("none"), 9_000, state="TX")).person("1")
    assert (found.qhp.codes, found.aptc.outcome) == (("not_lawfully_present",), NO)


def test_income_of_who_is_not_lawfully_present_counts_and_they_are_not_in_the_coverage_family() -> None:
    """26 CFR 1.36B-2(b)(4): the taxpayer can have the credit for the family. 19,530 for three; 39,060 is 200 percent, 6.30."""
    undocumented = person(1, 40, citizen=False, immigration=Immigration(status="none"))
    result = decide(household((undocumented, person(2, 38, "spouse"), person(3, 9, "child")), 41_000, state="TX"))
    (taxes,) = result.tax_households
    assert taxes.people == ("1", "2", "3")
    assert taxes.coverage_family == ("2", "3")
    assert (str(taxes.percent_of_poverty), taxes.whole_percent) == ("209.9334", 209)
    assert result.person("1").aptc.outcome is NO
    assert result.person("2").aptc.outcome is YES


# ---- Emergencies, 42 CFR 435.139


@pytest.mark.parametrize(
    ("people", "emergency"),
    [
        (single(citizen=False, lawfully_present=False, emergency=True), YES),
        (single(citizen=False, lawfully_present=False), NO),
        (single(citizen=True, emergency=True), NO),  # has Medicaid itself
        (immigrant("none"), NO),
    ],
)
def test_medicaid_for_emergencies(people: tuple[Someone, ...], emergency: Outcome) -> None:
    assert poor(people, date(2018, 6, 1)).emergency_medicaid.outcome is emergency


@pytest.mark.parametrize("status", ["nonimmigrant", "temporary_protected_status", "daca", "none"])
def test_every_status_that_keeps_somebody_out_leaves_emergencies(status: str) -> None:
    who = (person(1, 40, citizen=False, emergency=True, immigration=Immigration(status=status)),)  # type: ignore[arg-type]
    found = poor(who, date(2018, 6, 1))
    assert (found.medicaid.outcome, found.emergency_medicaid.outcome) == (NO, YES)


def test_during_the_five_years_too_but_not_above_the_limit_nor_elsewhere() -> None:
    barred = Immigration(status="lawful_permanent_resident", since=date(2016, 1, 1))
    who = person(1, 40, citizen=False, emergency=True, immigration=barred)
    assert poor((who,), date(2018, 6, 1)).emergency_medicaid.outcome is YES
    assert poor((who,), date(2018, 6, 1), dollars=20_000).emergency_medicaid.outcome is NO
    away = person(1, 40, citizen=False, emergency=True, immigration=barred, lives_in_state=False)
    assert poor((away,), date(2018, 6, 1)).emergency_medicaid.outcome is NO
