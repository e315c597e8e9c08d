"""Which immigration statuses open which program, at each change of the law."""

from datetime import date, timedelta
from typing import get_args

import pytest

from coverport.eligibility.facts.people import ImmigrationStatus
from coverport.law.lookups import typed
from coverport.law.parameters import CreditStatuses, FiveYearBar, Statuses

WORDS = frozenset(get_args(ImmigrationStatus))
# Kansas v. United States, No. 1:24-cv-150 (D.N.D.); healthcare.gov/court-decisions
ENJOINED = "AL AR FL ID IN IA KS KY MO MT NE NH ND OH SC SD TN TX VA".split()
OTHERS = ["CA", "GA", "MA", "MN", "NC", "NY", "VT"]
LEFT = {"lawful_permanent_resident", "cuban_haitian_entrant", "compact_of_free_association"}


def lawfully_present(on: date, state: str | None = None) -> set[str]:
    return set(typed(Statuses, "immigration.lawfully_present", on=on, state=state).statuses)


def qualified(on: date) -> set[str]:
    return set(typed(Statuses, "immigration.qualified", on=on).statuses)


@pytest.mark.parametrize("state", [None, *OTHERS])
def test_childhood_arrivals_were_lawfully_present_from_november_2024_to_august_2025(state: str | None) -> None:
    """89 FR 39392; 90 FR 27074."""
    days = [date(2024, 10, 31), date(2024, 11, 1), date(2024, 12, 9), date(2025, 8, 24), date(2025, 8, 25)]
    assert ["daca" in lawfully_present(on, state) for on in days] == [False, True, True, True, False]


@pytest.mark.parametrize("state", ENJOINED)
def test_in_19_states_a_court_ended_it_on_december_9_2024(state: str) -> None:
    days = [date(2024, 11, 1), date(2024, 12, 8), date(2024, 12, 9), date(2025, 8, 24), date(2025, 8, 25)]
    assert ["daca" in lawfully_present(on, state) for on in days] == [True, True, False, False, False]


def test_there_are_19_of_them() -> None:
    assert len(set(ENJOINED)) == 19


@pytest.mark.parametrize("on", [date(2013, 10, 1), date(2024, 12, 9), date(2026, 11, 25)])
@pytest.mark.parametrize("state", [None, "KS", "VT"])
def test_everybody_else_lawfully_present_stayed_so(on: date, state: str | None) -> None:
    assert lawfully_present(on, state) | {"daca", "none"} == WORDS
    assert "none" not in lawfully_present(on, state)


def test_citizens_of_the_freely_associated_states_are_qualified_from_december_27_2020() -> None:
    """P.L. 116-260, div. CC, s. 208."""
    assert "compact_of_free_association" not in qualified(date(2020, 12, 26))
    assert "compact_of_free_association" in qualified(date(2020, 12, 27))


def test_from_october_2026_three_statuses_are_left_in_medicaid() -> None:
    """P.L. 119-21 s. 71109."""
    first = date(2026, 10, 1)
    assert {"refugee", "asylee", "trafficking_victim", "parolee_one_year"} < qualified(first - timedelta(days=1))
    assert qualified(first) == qualified(date(2030, 1, 1)) == LEFT


def test_no_qualified_status_is_lacking_lawful_presence() -> None:
    for on in (date(2014, 1, 1), date(2021, 1, 1), date(2026, 10, 1)):
        assert qualified(on) < lawfully_present(on)


def test_permanent_residents_wait_five_years_and_refugees_do_not() -> None:
    """8 USC 1613."""
    bar = typed(FiveYearBar, "immigration.five_year_bar", on=date(2026, 10, 1))
    assert bar.years == 5
    assert "lawful_permanent_resident" in bar.statuses
    assert not {"refugee", "asylee", "cuban_haitian_entrant", "compact_of_free_association"} & set(bar.statuses)
    assert set(bar.statuses) <= WORDS


def test_the_credit_is_open_to_three_statuses_from_2027() -> None:
    """P.L. 119-21 s. 71301; before, to everybody lawfully present."""
    name = "immigration.premium_tax_credit"
    assert typed(CreditStatuses, name, on=date(2014, 1, 1)).statuses is None
    assert typed(CreditStatuses, name, on=date(2026, 12, 31)).statuses is None
    assert set(typed(CreditStatuses, name, on=date(2027, 1, 1)).statuses or ()) == LEFT
