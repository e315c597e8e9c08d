"""The loader: typed look-ups by date, refusals that name what is missing, and the state of the files themselves."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from coverport import law
from coverport.law.loader import DECIDES, MissingLaw, UnknownParameter, all_parameters, read, values
from coverport.law.parameters import KINDS, CreditWindow, Points

EVERY = list(all_parameters())
WINDOW = "premium_tax_credit.income_window"


def test_the_value_in_force_is_the_one_whose_dates_hold_the_day() -> None:
    before = values(WINDOW, on=date(2020, 12, 31))
    at = values(WINDOW, on=date(2021, 1, 1))
    after = values(WINDOW, on=date(2026, 1, 1))
    assert isinstance(before, CreditWindow)
    assert isinstance(at, CreditWindow)
    assert isinstance(after, CreditWindow)
    assert (before.ceiling, at.ceiling, after.ceiling) == (400, None, 400)
    assert "9661" in at.citation


def test_a_missing_date_is_refused_by_name() -> None:
    with pytest.raises(MissingLaw, match=r"premium_tax_credit\.income_window is not known for 2013-12-31"):
        values(WINDOW, on=date(2013, 12, 31))


def test_a_state_without_the_parameter_on_a_date_is_refused_by_name() -> None:
    with pytest.raises(MissingLaw, match=r"medicaid\.child in NC is not known for 2013-12-31"):
        values("medicaid.child", on=date(2013, 12, 31), state="NC")


def test_a_year_after_the_last_known_is_refused() -> None:
    with pytest.raises(MissingLaw, match="2028-01-01"):
        law.resolve(on=date(2027, 12, 1), state="NH", year=2028)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownParameter, match="premium_tax_credit cap"):
        values("premium_tax_credit cap", on=date(2014, 1, 1))


@pytest.mark.parametrize("state", ["../../x", "N", "N1", "NEW"])
def test_a_state_is_two_letters_and_never_a_path(state: str) -> None:
    with pytest.raises(ValueError, match="two letters"):
        values("medicaid.child", on=date(2014, 1, 1), state=state)


def test_a_stayed_or_proposed_value_decides_nothing() -> None:
    text = b"""
name: medicaid.disregard
unit: points
values:
  - {from: 2014-01-01, points: 9, citation: a, status: stayed}
  - {from: 2014-01-01, points: 7, citation: b, status: proposed}
  - {from: 2014-01-01, points: 5, citation: c, status: in force}
"""
    decides = [entry for entry in read(text, "medicaid.disregard").values if entry.status in DECIDES]
    assert [entry.points for entry in decides if isinstance(entry, Points)] == [5]


@pytest.mark.parametrize(
    "row",
    [
        "{from: 2014-01-01, points: 5, status: in force}",  # no citation
        "{from: 2014-01-01, points: five, citation: c}",
        "{from: 2014-01-01, points: 5, citation: c, status: maybe}",
        "{from: 2014-01-01, points: 5, citation: c, percent: 5}",  # a field that the parameter does not have
        "{points: 5, citation: c}",
    ],
)
def test_a_malformed_value_is_refused(row: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(f"name: medicaid.disregard\nunit: x\nvalues:\n  - {row}\n".encode(), "medicaid.disregard")


def test_decimals_never_pass_through_binary_fractions() -> None:
    factors = law.age_curve("NH", 2014).factors
    assert all(isinstance(factor, Decimal) for factor in factors)
    assert str(factors[40]) == "1.278"


@pytest.mark.parametrize(("state", "found"), EVERY, ids=[f"{state or 'US'}-{found.name}" for state, found in EVERY])
def test_every_history_stands_newest_first_without_overlap_and_with_citations(state: str | None, found: object) -> None:
    rows = [entry for entry in found.values if entry.status in DECIDES]  # type: ignore[attr-defined]
    assert rows
    for newer, older in pairwise(rows):
        assert older.end is not None
        assert older.end < newer.start
    for entry in rows:
        assert entry.citation
        assert entry.end is None or entry.start <= entry.end
        assert entry.status == "assumed" or entry.confidence == "read" or not state


def test_every_kind_of_parameter_has_a_file() -> None:
    assert {found.name for _, found in EVERY} == set(KINDS)


def test_histories_have_no_holes_inside() -> None:
    for state, found in EVERY:
        rows = [entry for entry in found.values if entry.status in DECIDES]
        for newer, older in pairwise(rows):
            assert older.end is not None
            assert older.end + timedelta(days=1) == newer.start, (state, found.name)


@pytest.mark.parametrize("year", range(2014, 2028))
@pytest.mark.parametrize("state", ["NH", "VT", "NC", "AK", "HI", "MA"])
def test_law_resolves_for_every_plan_year_once(state: str, year: int) -> None:
    on = date(year - 1, 12, 10)
    resolved = law.resolve(on=on, state=state, year=year)
    assert resolved is law.resolve(on=on, state=state, year=year)
    assert resolved.credit.guideline.year == year - 1
    for part in (
        resolved.credit.window,
        resolved.credit.applicable_percentage,
        resolved.credit.cost_sharing,
        resolved.catastrophic,
    ):
        assert part.covers(date(year, 1, 1))
