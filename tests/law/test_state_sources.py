"""The states' limits beside the two files of public figures that they were read from, value by value."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from coverport import law
from coverport.law.parameters import LimitsByAge
from tests.law.states import child_in_medicaid, percent, percent_at
from tests.shared import shared

LIMITS = {
    "parent": "medicaid.parent",
    "adult": "medicaid.adult",
    "pregnant": "medicaid.pregnant",
    "young_adult_19_20": "medicaid.young_adult",
    "chip_pregnant": "chip.pregnant",
    "chip_unborn_fcep": "chip.unborn",
}
AGES = {"infant": 0, "child_1_5": 3, "child_6_18": 9}
LAST = date(2027, 1, 1)
# Printed before the five points although the table says with them: the surveys print five more every year.
WITHOUT_THE_POINTS = {
    ("chip_pregnant", "CO", "2018-01-01"),
    ("chip_pregnant", "NJ", "2018-01-01"),
    ("chip_pregnant", "RI", "2018-01-01"),
    ("chip_pregnant", "KY", "2021-01-01"),
}
# Where another reading was preferred; each says so in its file.
PREFERRED = {
    # CMS prints Indiana's 133, 208, 158 and 250 in 2016 and in 2023.
    ("adult", "IN", "2018-01-01"),
    ("infant", "IN", "2018-01-01"),
    ("child_1_5", "IN", "2018-01-01"),
    ("child_6_18", "IN", "2018-01-01"),
    ("chip_child", "IN", "2018-01-01"),
}
# Changes that the table does not carry: what it still says on January 1, 2027.
CHANGED_SINCE = {
    ("parent", "CT"),  # October 2024
    ("pregnant", "IA"),  # January 2025
    ("child_1_5", "OR"),  # January 2024: from separate CHIP into Medicaid
    ("child_6_18", "OR"),
    ("infant", "OR"),
    ("chip_child", "OR"),
}


def ours(group: str, state: str, on: date) -> Decimal | None:
    if group in LIMITS:
        return percent(LIMITS[group], state, on)
    return child_in_medicaid(state, on, AGES[group]) if group in AGES else percent_at("chip.child", state, on, 9)


def printed() -> Iterator[tuple[str, str, str, Decimal | None]]:
    table = json.loads(shared("reference", "medicaid_chip_thresholds.json").read_text(), parse_float=Decimal)
    for group, states in table["thresholds"].items():
        for state, history in states.items():
            for day, share in history.items():
                points = 0 if (group, state, day) in WITHOUT_THE_POINTS else 5
                yield group, state, day, None if share is None else share * 100 - points


def test_every_limit_since_2018_is_the_tables_on_its_own_day() -> None:
    differ = {
        (group, state, day)
        for group, state, day, value in printed()
        if ours(group, state, date.fromisoformat(day)) != value
    }
    assert differ == PREFERRED


def test_the_last_limit_of_the_table_stands_on_the_first_day_of_2027() -> None:
    last = {(group, state): value for group, state, _, value in printed()}
    assert len(last) == 10 * 51
    assert {key for key, value in last.items() if ours(*key, LAST) != value} == CHANGED_SINCE


def states_of_2014() -> Iterator[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]]:
    read = json.loads(shared("reference", "medicaid_limits_2014.json").read_text())["states"]
    for state, found in read.items():
        if state != "default":
            yield state, found["medicaid"], found.get("chip", {}), found["options"]


# Preferred readings of 2014; each says so in its file.
CORRECTED = {
    "child": {"MD", "FL"},  # before conversion; 133 from 6 to 18
    "targeted": {"MD"},  # before conversion
    "pregnant": {"MD", "WV"},  # before conversion
    "parent": {"NE", "UT"},  # with the five points; a program of fewer benefits
    "chip": {"MD"},  # no separate program
}
FIRST = date(2014, 1, 1)


def bands(name: str, state: str) -> list[tuple[int, int, Decimal]]:
    found = law.values(name, on=FIRST, state=state)
    assert isinstance(found, LimitsByAge)
    return [(*band.ages, band.percent) for band in found.bands]


def spread(value: Any) -> dict[int, Decimal]:
    """A limit for each age to 18, from one figure or from bands."""
    rows = value if isinstance(value, list) else [[0, 18, value]]
    return {age: Decimal(limit) for first, last, limit in rows for age in range(first, min(last, 18) + 1)}


def test_children_of_2014_are_those_of_the_public_configuration() -> None:
    differ: dict[str, set[str]] = {"child": set(), "targeted": set(), "chip": set()}
    for state, medicaid, chip, options in states_of_2014():
        read = {
            "child": spread(medicaid["Child Category"]["value"]),
            "targeted": _optional(medicaid, options, "Optional Targeted Low Income Child"),
            "chip": _optional(chip, options, "CHIP Targeted Low Income Child"),
        }
        names = {"child": "medicaid.child", "targeted": "medicaid.targeted_child", "chip": "chip.child"}
        for key, name in names.items():
            if spread([list(each) for each in bands(name, state)]) != read[key]:
                differ[key].add(state)
    assert differ == {key: CORRECTED[key] for key in differ}


def _optional(program: dict[str, Any], options: dict[str, Any], group: str) -> dict[int, Decimal]:
    return spread(program[group]["value"]) if options[f"{group} Group"] == "Y" else {}


def test_grown_people_of_2014_are_those_of_the_public_configuration() -> None:
    pregnant, parent = set(), set()
    for state, medicaid, _, _ in states_of_2014():
        if percent("medicaid.pregnant", state, FIRST) != medicaid["Pregnancy Category"]["value"]:
            pregnant.add(state)
        caretakers = medicaid["Parent Caretaker Category"]
        if caretakers["by"] == "standard" and percent("medicaid.parent", state, FIRST) != caretakers["value"]:
            parent.add(state)
    assert (pregnant, parent) == (CORRECTED["pregnant"], CORRECTED["parent"])


def test_the_groups_that_a_state_did_not_take_in_2014_are_absent() -> None:
    for state, _, _, options in states_of_2014():
        assert (percent("chip.unborn", state, FIRST) is None) == (options["Option Cover Unborn Child"] == "N"), state
        assert (percent("chip.pregnant", state, FIRST) is None) == (options["CHIP for Pregnant Women"] == "N"), state
        if options["Option Young Adults"] == "N":
            assert percent("medicaid.young_adult", state, FIRST) is None, state
