"""Medicaid and CHIP limits of the fifty-one jurisdictions, 2014 to 2027, before the five-point disregard."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

import pytest

from coverport import law
from coverport.law.loader import DECIDES, parameter
from coverport.law.parameters import Limit, LimitsByAge
from tests.law.states import STATES, child_in_medicaid, percent, percent_at

GROUPS = (
    "medicaid.adult medicaid.parent medicaid.pregnant medicaid.child medicaid.targeted_child medicaid.young_adult"
    " chip.child chip.pregnant chip.unborn"
).split()
# Whether these covered people of 19 and 20 before 2018 was not read.
NOT_ESTABLISHED = {("medicaid.young_adult", state) for state in "CA CO CT HI KY MN NC NV NY OR RI WA".split()}
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
    "NE": date(2020, 10, 1),
    "MO": date(2021, 7, 1),
    "OK": date(2021, 7, 1),
    "SD": date(2023, 7, 1),
    "NC": date(2023, 12, 1),
}
FROM_THE_FIRST_DAY = "AR AZ CA CO CT DE HI IA IL KY MA MD ND NJ NM NV NY OH OR RI VT WA WV".split()
NEVER = "AL FL GA KS MS SC TN TX WY".split()


@pytest.mark.parametrize(("state", "began"), BEGAN.items())
def test_the_adult_group_begins_on_the_states_own_day(state: str, began: date) -> None:
    assert percent("medicaid.adult", state, began - timedelta(days=1)) is None
    assert percent("medicaid.adult", state, began) == 133
    assert percent("medicaid.adult", state, date(2027, 1, 1)) == 133


def test_the_other_jurisdictions_have_the_adult_group_from_2014_or_not_at_all() -> None:
    for state, year in product(FROM_THE_FIRST_DAY, range(2014, 2028)):
        assert percent("medicaid.adult", state, date(year, 1, 1)) == 133, (state, year)
    for state, year in product(NEVER, range(2014, 2028)):
        assert percent("medicaid.adult", state, date(year, 1, 1)) is None, (state, year)
    assert len([*BEGAN, *FROM_THE_FIRST_DAY, *NEVER, "DC", "MN", "UT", "WI"]) == len(STATES)


# One row a change: the value before, at, and the day itself.
BOUNDARIES = [
    ("medicaid.adult", "WI", date(2014, 4, 1), None, 95),
    ("medicaid.adult", "MN", date(2015, 1, 1), 200, 133),
    ("medicaid.adult", "UT", date(2019, 4, 1), None, 95),
    ("medicaid.adult", "UT", date(2020, 1, 1), 95, 133),
    ("medicaid.adult", "DC", date(2026, 1, 1), 210, 133),
    ("medicaid.parent", "DC", date(2026, 1, 1), 216, 133),
    ("medicaid.parent", "NC", date(2023, 12, 1), 40, 133),
    ("medicaid.parent", "GA", date(2024, 1, 1), 34, 28),
    ("medicaid.parent", "GA", date(2025, 1, 1), 28, 26),
    ("medicaid.parent", "GA", date(2026, 1, 1), 26, "24.1"),
    ("medicaid.parent", "TX", date(2026, 1, 1), 14, "10.1"),
    ("medicaid.parent", "FL", date(2026, 1, 1), 27, "21.4"),
    ("medicaid.parent", "MS", date(2026, 1, 1), 21, "16.9"),
    ("medicaid.parent", "WY", date(2026, 1, 1), 51, "38.3"),
    ("medicaid.parent", "ID", date(2026, 1, 1), 22, 16),
    ("medicaid.parent", "CT", date(2016, 1, 1), 196, 150),
    ("medicaid.parent", "CT", date(2018, 1, 1), 150, 133),
    ("medicaid.parent", "CT", date(2019, 1, 1), 133, 150),
    ("medicaid.pregnant", "LA", date(2016, 6, 1), 209, 133),
    ("medicaid.pregnant", "OK", date(2023, 1, 1), 133, 205),
    ("medicaid.pregnant", "TN", date(2024, 1, 1), 195, 250),
    ("medicaid.pregnant", "AK", date(2024, 2, 1), 200, 225),
    ("medicaid.pregnant", "WA", date(2024, 11, 1), 193, 210),
    ("medicaid.pregnant", "NV", date(2025, 7, 1), 185, 200),
    ("medicaid.young_adult", "ME", date(2023, 10, 1), 156, 300),
    ("medicaid.young_adult", "NC", date(2023, 12, 1), 40, None),
    ("chip.pregnant", "VA", date(2015, 1, 1), None, 200),
    ("chip.unborn", "MO", date(2017, 1, 1), None, 300),
    ("chip.unborn", "CO", date(2023, 10, 30), None, 260),
    ("chip.unborn", "DC", date(2025, 10, 1), None, 319),
]


@pytest.mark.parametrize(("name", "state", "day", "before", "at"), BOUNDARIES)
def test_a_limit_changes_on_its_day(name: str, state: str, day: date, before: int | None, at: int | str | None) -> None:
    assert percent(name, state, day - timedelta(days=1)) == (None if before is None else Decimal(before))
    assert percent(name, state, day) == (None if at is None else Decimal(at))
    assert percent(name, state, day + timedelta(days=1)) == (None if at is None else Decimal(at))


# State, day, age, then what changes: (title XIX, title XXI in Medicaid, separate CHIP) the day before and on the day.
CHILDREN = [
    ("AR", date(2016, 1, 1), 9, (142, 211, None), (142, None, 211)),
    ("MI", date(2016, 1, 1), 9, (160, None, 212), (160, 212, None)),
    ("AZ", date(2017, 1, 1), 9, (133, None, None), (133, None, 200)),
    ("AZ", date(2024, 4, 1), 9, (133, None, 200), (133, None, 225)),
    ("ND", date(2020, 1, 1), 9, (133, None, 170), (133, 170, None)),
    ("WY", date(2021, 1, 1), 9, (133, None, 200), (133, 200, None)),
    ("IL", date(2022, 7, 1), 9, (142, None, 313), (142, 313, None)),
    ("KY", date(2022, 7, 1), 9, (133, 159, 213), (133, 213, None)),
    ("ME", date(2023, 3, 28), 9, (157, None, 208), (157, 208, None)),
    ("ME", date(2023, 10, 1), 9, (157, 208, None), (157, 300, None)),
    ("NC", date(2023, 4, 1), 9, (133, None, 211), (133, 211, None)),
    ("NC", date(2023, 12, 1), 2, (210, None, None), (210, 211, None)),
    ("OR", date(2024, 1, 1), 9, (133, None, 300), (133, 300, None)),
    ("IA", date(2025, 1, 1), 0, (375, None, None), (215, None, None)),
    ("KS", date(2022, 7, 1), 9, (133, None, 225), (133, None, 250)),
]


@pytest.mark.parametrize(("state", "day", "age", "before", "at"), CHILDREN)
def test_children_keep_a_program_when_a_state_moves_them(
    state: str, day: date, age: int, before: tuple[int | None, ...], at: tuple[int | None, ...]
) -> None:
    names = ("medicaid.child", "medicaid.targeted_child", "chip.child")
    assert tuple(percent_at(name, state, day - timedelta(days=1), age) for name in names) == before
    assert tuple(percent_at(name, state, day, age) for name in names) == at


@pytest.mark.parametrize("year", range(2014, 2028))
@pytest.mark.parametrize("name", GROUPS)
def test_every_group_is_established_in_every_jurisdiction_but_those_listed(name: str, year: int) -> None:
    for state in STATES:
        if year < 2018 and (name, state) in NOT_ESTABLISHED:
            with pytest.raises(law.MissingLaw):
                law.values(name, on=date(year, 1, 1), state=state)
        else:
            assert law.values(name, on=date(year, 1, 1), state=state).citation


@pytest.mark.parametrize("state", STATES)
def test_a_limit_is_never_taken_back_before_its_known_date(state: str) -> None:
    for name in GROUPS:
        with pytest.raises(law.MissingLaw):
            law.values(name, on=date(2013, 12, 31), state=state)


def every_row() -> Iterator[tuple[str, str, Limit | LimitsByAge]]:
    for state, name in product(STATES, GROUPS):
        found = parameter(name, state)
        assert found is not None, (state, name)
        for entry in found.values:
            assert isinstance(entry, Limit | LimitsByAge)
            if entry.status in DECIDES:
                yield state, name, entry


def test_children_to_18_are_in_medicaid_to_133_percent_everywhere() -> None:
    """42 CFR 435.118(c): the least that any state may do."""
    for state, year, age in product(STATES, range(2014, 2028), range(19)):
        limit = percent_at("medicaid.child", state, date(year, 1, 1), age)
        assert limit is not None
        assert limit >= 133, (state, year, age)


def test_pregnant_people_are_in_medicaid_to_133_percent_everywhere() -> None:
    for state, year in product(STATES, range(2014, 2028)):
        limit = percent("medicaid.pregnant", state, date(year, 1, 1))
        assert limit is not None
        assert limit >= 133, (state, year)


def test_each_further_program_for_children_reaches_higher_than_the_one_before() -> None:
    for state, year, age in product(STATES, range(2014, 2028), range(19)):
        on = date(year, 1, 1)
        medicaid = percent_at("medicaid.child", state, on, age)
        targeted = percent_at("medicaid.targeted_child", state, on, age)
        chip = percent_at("chip.child", state, on, age)
        assert medicaid is not None
        # Montana printed one limit for targeted children of all ages before its infants' own limit came down in 2015.
        assert targeted is None or targeted >= medicaid or (state, year, age) == ("MT", 2014, 0), (state, year, age)
        assert chip is None or chip >= max(targeted or 0, medicaid), (state, year, age)


def test_bands_of_age_follow_one_another_and_end_at_18() -> None:
    for state, name, entry in every_row():
        if isinstance(entry, LimitsByAge) and entry.bands:
            ages = [band.ages for band in entry.bands]
            assert all(first <= last for first, last in ages)
            assert all(younger[1] + 1 == older[0] for younger, older in pairwise(ages)), (state, name)
            assert ages[-1][1] == 18 or (state, name) == ("MN", "medicaid.targeted_child")  # infants alone


def test_only_north_dakotas_dollars_have_the_five_points_in_them() -> None:
    included = {(state, name) for state, name, entry in every_row() if entry.disregard_included}
    assert included == {("ND", "medicaid.parent")}
    in_dollars = {state for state, _, entry in every_row() if isinstance(entry, Limit) and entry.monthly}
    assert in_dollars == {"GA", "MT", "ND"}


def test_a_limit_in_dollars_grows_with_the_household() -> None:
    georgia = law.values("medicaid.parent", on=date(2014, 1, 1), state="GA")
    assert isinstance(georgia, Limit)
    assert [georgia.monthly_dollars(size) for size in (1, 3, 11, 12, 13)] == [310, 551, 1194, 1244, 1294]


def test_new_hampshires_children_reach_318_percent_through_chip_funds() -> None:
    on = date(2014, 1, 1)
    assert percent_at("medicaid.child", "NH", on, 9) == 196
    assert percent_at("medicaid.targeted_child", "NH", on, 9) == 318
    assert percent_at("medicaid.targeted_child", "NH", on, 19) is None
    assert percent_at("chip.child", "NH", on, 9) is None


def test_vermonts_children_of_2014_are_marked_as_assumed_and_those_of_2015_as_read() -> None:
    before = law.values("medicaid.child", on=date(2014, 12, 31), state="VT")
    at = law.values("medicaid.child", on=date(2015, 1, 1), state="VT")
    assert (before.status, before.confidence) == ("assumed", "recalled")
    assert (at.status, at.confidence) == ("in force", "read")
    assert percent_at("medicaid.child", "VT", date(2014, 1, 1), 17) == 312


# Typed in from the public tables, less the five points that they print with: state, year, parent, adult, pregnant, then infant,
# child of 3, child of 9 in Medicaid (through whichever fund), separate CHIP at 9, pregnant in CHIP, unborn.
PRINTED = """
MA 2014 133  133  200 200 150 150 300  -   200
MA 2027 133  133  200 200 150 150 300  -   200
VT 2015 133  133  208 312 312 312 -    -   -
VT 2027 49   133  208 312 312 312 -    -   -
NH 2014 69   -    196 318 318 318 -    -   -
NH 2027 62   133  196 318 318 318 -    -   -
TX 2014 15   -    198 198 144 133 201  -   200
TX 2027 10.1 -    198 198 144 133 201  -   202
CA 2014 109  133  208 261 261 261 -    -   317
CA 2027 109  133  208 261 261 261 -    -   317
NY 2014 133  133  218 218 149 149 400  -   -
NY 2027 133  133  218 218 149 149 400  -   218
CO 2014 68   133  195 142 142 142 260  260 -
NJ 2014 33   133  194 194 142 142 350  200 -
MN 2018 133  133  278 283 275 275 -    -   278
OH 2018 90   133  200 206 206 206 -    -   -
PA 2018 33   133  215 215 157 133 314  -   -
FL 2027 21.4 -    191 206 140 133 210  -   -
GA 2027 24.1 -    220 205 149 133 247  -   -
WA 2015 133  133  193 210 210 210 312  -   193
RI 2018 116  133  190 261 261 261 -    253 253
WI 2018 95   95   301 301 186 151 301  -   301
IN 2018 19   133  208 208 158 158 250  -   -
DC 2027 133  133  319 319 319 319 -    -   319
"""


@pytest.mark.parametrize("line", PRINTED.strip().splitlines(), ids=lambda line: line[:7])
def test_the_limits_are_those_of_the_public_tables(line: str) -> None:
    state, year, *printed = line.split()
    on = date(int(year), 1, 1)
    ours = [
        *(percent(f"medicaid.{name}", state, on) for name in ("parent", "adult", "pregnant")),
        *(child_in_medicaid(state, on, age) for age in (0, 3, 9)),
        percent_at("chip.child", state, on, 9),
        *(percent(f"chip.{name}", state, on) for name in ("pregnant", "unborn")),
    ]
    assert ours == [None if each == "-" else Decimal(each) for each in printed]
