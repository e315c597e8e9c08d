"""Medicaid and CHIP limits by state, as they stood in 2013-2014."""

import json
from datetime import date, timedelta

import pytest

from coverport import law
from tests.shared import shared

FEDERAL_2014 = "AK AL AR AZ DE FL GA IA ID IL IN KS LA ME MI MO MS MT NC ND NE NH NJ NM OH OK PA SC SD TN TX UT VA WI WV WY".split()
# The first day of the adult group; the states' own announcements.
BEGAN = {
    "MI": date(2014, 4, 1),
    "NH": date(2014, 8, 15),
    "PA": date(2015, 1, 1),
    "IN": date(2015, 2, 1),
    "AK": date(2015, 9, 1),
    "MT": date(2016, 1, 1),
    "LA": date(2016, 7, 1),
    "VA": date(2019, 1, 1),
    "ME": date(2019, 1, 10),
    "ID": date(2020, 1, 1),
    "UT": date(2020, 1, 1),
    "NE": date(2020, 10, 1),
    "MO": date(2021, 7, 1),
    "OK": date(2021, 7, 1),
    "SD": date(2023, 7, 1),
    "NC": date(2023, 12, 1),
}


def adult_group(state: str, on: date) -> int | None:
    found = law.values("medicaid.adult", on=on, state=state)
    return found.percent  # type: ignore[attr-defined]


@pytest.mark.parametrize(("state", "began"), BEGAN.items())
def test_the_adult_group_begins_on_the_states_own_day(state: str, began: date) -> None:
    assert adult_group(state, began - timedelta(days=1)) is None
    assert adult_group(state, began) == 133


@pytest.mark.parametrize("state", FEDERAL_2014)
def test_every_federal_state_of_2014_but_one_has_all_its_limits(state: str) -> None:
    medicaid = law.resolve(on=date(2013, 12, 10), state=state, year=2014).medicaid
    rest = (medicaid.parent, medicaid.pregnant, medicaid.child, medicaid.targeted_child, medicaid.chip_child)
    assert medicaid.adult is not None
    assert all(rest) if state != "NC" else not any(rest)


def test_a_limit_is_never_taken_back_before_its_known_date() -> None:
    for state in ("NH", "VT", "TX"):
        with pytest.raises(law.MissingLaw):
            law.values("medicaid.child", on=date(2013, 12, 31), state=state)


def test_new_hampshires_children_reach_318_percent_through_chip_funds() -> None:
    medicaid = law.resolve(on=date(2013, 12, 10), state="NH", year=2014).medicaid
    assert medicaid.child is not None
    assert medicaid.targeted_child is not None
    assert medicaid.chip_child is not None
    assert [medicaid.child.percent_at(9), medicaid.targeted_child.percent_at(9)] == [196, 318]
    assert medicaid.targeted_child.percent_at(19) is None
    assert medicaid.chip_child.bands == ()


def test_vermonts_values_of_2014_are_marked_as_assumed() -> None:
    medicaid = law.resolve(on=date(2013, 12, 10), state="VT", year=2014).medicaid
    assert medicaid.adult is not None
    assert medicaid.child is not None
    assert (medicaid.adult.percent, medicaid.adult.status) == (133, "assumed")
    assert (medicaid.child.percent_at(17), medicaid.child.status) == (312, "assumed")


def test_the_limits_are_those_of_the_public_configuration() -> None:
    states = json.loads(shared("reference", "medicaid_limits_2014.json").read_text())["states"]
    compared = 0
    for state, read in states.items():
        if state == "default":
            continue
        ours = law.resolve(on=date(2013, 12, 10), state=state, year=2014).medicaid
        assert ours.pregnant is not None
        assert ours.child is not None
        assert ours.pregnant.percent == read["medicaid"]["Pregnancy Category"]["value"]
        children = read["medicaid"]["Child Category"]
        if children["by"] == "age":
            for first, last, percent in children["value"]:
                assert ours.child.percent_at(first) == ours.child.percent_at(last) == percent
                compared += 1
    assert compared > 80


def test_a_limit_in_dollars_grows_with_the_household() -> None:
    georgia = law.resolve(on=date(2013, 12, 10), state="GA", year=2014).medicaid.parent
    assert georgia is not None
    assert [georgia.monthly_dollars(size) for size in (1, 3, 11, 12, 13)] == [310, 551, 1194, 1244, 1294]
