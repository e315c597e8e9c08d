"""What states chose beside the limits: households, deprivation, waiting, immigrants, postpartum coverage, Basic Health Programs."""

import json
from datetime import date, timedelta
from itertools import product

import pytest

from coverport import law
from coverport.law.parameters import (
    BasicHealth,
    Decision,
    Deprivation,
    HouseholdChild,
    LawfullyResiding,
    Months,
    UnbornInHousehold,
)
from tests.law.states import STATES
from tests.shared import shared

FIRST = date(2014, 1, 1)
CODES = {"01": "one", "02": "two", "03": "expected"}


def months(name: str, state: str, on: date) -> int:
    found = law.values(name, on=on, state=state)
    assert isinstance(found, Months)
    return found.months


def deprivation(state: str, on: date) -> int | None:
    found = law.values("medicaid.deprivation", on=on, state=state)
    assert isinstance(found, Deprivation)
    return found.hours_month


def decision(state: str, on: date) -> str:
    found = law.values("medicaid.decision", on=on, state=state)
    assert isinstance(found, Decision)
    return found.exchange


def residing(state: str, on: date) -> tuple[int | None, bool]:
    found = law.values("immigration.lawfully_residing", on=on, state=state)
    assert isinstance(found, LawfullyResiding)
    return found.children_under, found.pregnant


def program(state: str, on: date) -> tuple[int | None, int | None, str]:
    found = law.values("basic_health.program", on=on, state=state)
    assert isinstance(found, BasicHealth)
    return found.above, found.at_most, found.name


@pytest.mark.parametrize("year", range(2014, 2028))
def test_every_option_is_known_in_every_jurisdiction(year: int) -> None:
    names = "medicaid.household_child medicaid.unborn_in_household medicaid.deprivation medicaid.decision chip.waiting_period"
    for state, name in product(STATES, [*names.split(), "immigration.lawfully_residing", "basic_health.program"]):
        assert law.values(name, on=date(year, 1, 1), state=state).citation, (state, name)


def test_what_was_read_for_2014_is_carried_past_2017_as_assumed() -> None:
    for name in ("medicaid.unborn_in_household", "medicaid.deprivation"):
        before, at = (law.values(name, on=on, state="NH") for on in (date(2017, 12, 31), date(2018, 1, 1)))
        assert (before.status, at.status) == ("in force", "assumed")


def test_the_options_of_2014_are_those_of_the_public_configuration() -> None:
    read = json.loads(shared("reference", "medicaid_limits_2014.json").read_text())["states"]
    default = read.pop("default")["options"]
    for state, found in read.items():
        options = default | found["options"]
        unborn = law.values("medicaid.unborn_in_household", on=FIRST, state=state)
        assert isinstance(unborn, UnbornInHousehold)
        assert unborn.counts == CODES[options["Count Unborn Children for Household"]], state
        assert (deprivation(state, FIRST) == 100) == (options["Deprivation Requirement Retained"] == "Y"), state
        assert months("chip.waiting_period", state, FIRST) == min(3, options["State CHIP Waiting Period"]), state
        taken = options["Option CHIPRA 214 Applicable Program"] != "03"
        assert (residing(state, FIRST) != (None, False)) == taken, state


def test_seven_states_kept_the_rule_of_deprivation() -> None:
    kept = {state for state in STATES if deprivation(state, FIRST) is not None}
    assert kept == {"GA", "MS", "ND", "NE", "NH", "PA", "UT"}


def test_students_of_19_and_20_are_children_of_a_household_where_a_state_says_so() -> None:
    for state, until in (("NH", 19), ("CA", 21), ("NY", 21)):
        found = law.values("medicaid.household_child", on=FIRST, state=state)
        assert isinstance(found, HouseholdChild)
        assert (found.under, found.student_under) == (19, until)


# State, day, months before and on the day.
WAITING = [
    ("GA", date(2016, 11, 1), 2, 0),
    ("ND", date(2020, 1, 1), 3, 0),
    ("KS", date(2020, 4, 17), 3, 0),
    ("WY", date(2021, 1, 1), 1, 0),
    ("IL", date(2022, 7, 1), 3, 0),
    ("TX", date(2025, 6, 3), 3, 0),
    ("FL", date(2025, 6, 3), 2, 0),
    ("IA", date(2025, 6, 3), 1, 0),
]


@pytest.mark.parametrize(("state", "day", "before", "at"), WAITING)
def test_a_waiting_period_ends_on_its_day(state: str, day: date, before: int, at: int) -> None:
    assert months("chip.waiting_period", state, day - timedelta(days=1)) == before
    assert months("chip.waiting_period", state, day) == at


def test_the_states_that_kept_waiting_periods_are_as_many_as_the_lists_count() -> None:
    """CMS: 15 in November 2016 and 9 on 2024-02-01; Georgetown CCF: 13 on 2020-04-17."""

    def waits(on: date) -> set[str]:
        return {state for state in STATES if months("chip.waiting_period", state, on)}

    assert len(waits(date(2016, 11, 1))) == 15
    assert waits(date(2020, 4, 17)) == set("AZ AR FL IL IN IA LA ME NJ SD TX UT WY".split())
    assert len(waits(date(2024, 2, 1))) == 9
    assert not waits(date(2025, 6, 3))


def test_no_waiting_period_is_longer_than_ninety_days() -> None:
    """42 CFR 457.805(b)(1) from 2014; 89 FR 22780 forbids them from 2024-06-03, with a year for those that had one."""
    for state, year in product(STATES, range(2014, 2028)):
        assert months("chip.waiting_period", state, date(year, 1, 1)) <= 3


# CMS, October 2013 and November 2015; the states' own exchanges.
DECIDES = [
    ("AL", date(2014, 1, 1), "determines"),
    ("NH", date(2014, 1, 1), "assesses"),
    ("AK", date(2014, 1, 1), "assesses"),
    ("AK", date(2015, 1, 1), "determines"),
    ("TX", date(2014, 1, 1), "determines"),
    ("TX", date(2015, 1, 1), "assesses"),
    ("MA", date(2014, 1, 1), "determines"),
    ("VT", date(2014, 1, 1), "determines"),
    ("NV", date(2019, 12, 31), "assesses"),
    ("NV", date(2020, 1, 1), "determines"),
    ("PA", date(2020, 12, 31), "assesses"),
    ("PA", date(2021, 1, 1), "determines"),
    ("GA", date(2024, 12, 31), "assesses"),
    ("GA", date(2025, 1, 1), "determines"),
]


@pytest.mark.parametrize(("state", "on", "answer"), DECIDES)
def test_an_exchange_determines_or_assesses(state: str, on: date, answer: str) -> None:
    assert decision(state, on) == answer


# State, day, then children under this age and whether pregnant people, the day before and on the day.
RESIDING = [
    ("FL", date(2016, 7, 1), (None, False), (19, False)),
    ("UT", date(2016, 7, 1), (None, False), (19, False)),
    ("AR", date(2018, 1, 1), (None, False), (19, True)),
    ("CO", date(2015, 7, 1), (None, True), (19, True)),
    ("RI", date(2024, 1, 1), (19, False), (19, True)),
]


@pytest.mark.parametrize(("state", "day", "before", "at"), RESIDING)
def test_a_state_takes_lawfully_residing_people_in_on_its_day(
    state: str, day: date, before: tuple[int | None, bool], at: tuple[int | None, bool]
) -> None:
    assert residing(state, day - timedelta(days=1)) == before
    assert residing(state, day) == at


def test_who_never_took_the_option_follows_the_federal_default() -> None:
    never = {state for state in STATES if residing(state, date(2027, 1, 1)) == (None, False)}
    assert never == {"AK", "AL", "AZ", "ID", "IN", "KS", "MO", "MS", "OK", "SD", "TN"}
    assert residing("WY", date(2027, 1, 1)) == (None, True)


# State, day, months after pregnancy the day before and on the day.
POSTPARTUM = [
    ("MA", date(2022, 4, 1), 2, 12),
    ("IL", date(2021, 4, 12), 2, 12),
    ("GA", date(2021, 4, 16), 2, 6),
    ("GA", date(2022, 11, 1), 6, 12),
    ("NH", date(2023, 10, 1), 2, 12),
    ("TX", date(2024, 3, 1), 2, 12),
]


@pytest.mark.parametrize(("state", "day", "before", "at"), POSTPARTUM)
def test_coverage_after_pregnancy_grows_on_the_states_day(state: str, day: date, before: int, at: int) -> None:
    assert months("medicaid.postpartum", state, day - timedelta(days=1)) == before
    assert months("medicaid.postpartum", state, day) == at


def test_two_states_keep_the_federal_months_after_pregnancy() -> None:
    assert {state for state in STATES if months("medicaid.postpartum", state, date(2027, 1, 1)) == 2} == {"AR", "WI"}


NONE = (None, None, "")
# State, day, the program the day before and on the day.
BASIC_HEALTH = [
    ("MN", date(2015, 1, 1), NONE, (133, 200, "MinnesotaCare")),
    ("NY", date(2016, 1, 1), NONE, (133, 200, "Essential Plan")),
    ("NY", date(2024, 4, 1), (133, 200, "Essential Plan"), (133, 250, "Essential Plan")),
    ("NY", date(2026, 7, 1), (133, 250, "Essential Plan"), (133, 200, "Essential Plan")),
    ("OR", date(2024, 7, 1), NONE, (133, 200, "OHP Bridge")),
    ("DC", date(2026, 1, 1), NONE, (133, 200, "Healthy DC Plan")),
]


@pytest.mark.parametrize(("state", "day", "before", "at"), BASIC_HEALTH)
def test_a_basic_health_program_changes_on_its_day(
    state: str, day: date, before: tuple[int | None, int | None, str], at: tuple[int | None, int | None, str]
) -> None:
    assert program(state, day - timedelta(days=1)) == before
    assert program(state, day) == at


def test_new_yorks_years_of_the_waiver_say_so() -> None:
    at = law.values("basic_health.program", on=date(2025, 1, 1), state="NY")
    after = law.values("basic_health.program", on=date(2026, 7, 1), state="NY")
    assert "1332" in at.citation
    assert "1332" not in after.citation


def test_four_jurisdictions_have_a_program_for_people_from_19_to_64() -> None:
    have = {}
    for state in STATES:
        found = law.values("basic_health.program", on=date(2027, 1, 1), state=state)
        assert isinstance(found, BasicHealth)
        if found.at_most is not None:
            have[state] = found.ages
    assert have == {"MN": (19, 64), "NY": (19, 64), "OR": (19, 64), "DC": (19, 64)}
