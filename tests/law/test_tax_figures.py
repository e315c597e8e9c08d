"""Figures of the return and of the mandates, typed a second time from the instructions of each year."""

from datetime import date
from itertools import pairwise

import pytest

from coverport.law.loader import MissingLaw, parameter, values
from coverport.law.parameters.subsidies import ContributionBands, PenaltyFormula, PenaltySchedule, PremiumAssistance
from coverport.law.parameters.tax import BronzePremium, LineFive, MandateAmounts, RepaymentLimits

# year: single below 200, 300, 400 percent; every other filing status owes up to twice as much
LIMITS = {
    2014: (300, 750, 1250), 2015: (300, 750, 1250), 2016: (300, 750, 1275), 2017: (300, 750, 1275), 2018: (300, 775, 1300),
    2019: (300, 800, 1325), 2020: (325, 800, 1350), 2021: (325, 800, 1350), 2022: (325, 825, 1400), 2023: (350, 900, 1500),
    2024: (375, 950, 1575), 2025: (375, 975, 1625),
}  # fmt: skip


def on(year: int) -> date:
    return date(year, 1, 1)


@pytest.mark.parametrize("year", LIMITS)
def test_repayment_limits_are_those_of_table_5(year: int) -> None:
    found = values("tax.repayment_limit", on=on(year))
    assert isinstance(found, RepaymentLimits)
    assert [band.below for band in found.bands] == [200, 300, 400]
    assert tuple(band.single for band in found.bands) == LIMITS[year]
    assert [band.other for band in found.bands] == [2 * amount for amount in LIMITS[year]]
    assert found.waived == (year == 2020)


def test_from_2026_nothing_limits_what_is_repaid() -> None:
    for year in (2026, 2027):
        found = values("tax.repayment_limit", on=on(year))
        assert isinstance(found, RepaymentLimits)
        assert (found.bands, found.waived) == ((), False)


def test_limits_never_fall_from_year_to_year_nor_from_band_to_band() -> None:
    rows = list(LIMITS.values())
    assert all(list(row) == sorted(row) for row in rows)
    assert all(newer[band] >= older[band] for older, newer in pairwise(rows) for band in range(3))


@pytest.mark.parametrize(("year", "inclusive"), [(2020, False), (2021, True), (2022, False), (2026, False)])
def test_only_2021_enters_401_at_exactly_400_percent(year: int, inclusive: bool) -> None:
    found = values("tax.line_5", on=on(year))
    assert isinstance(found, LineFive)
    assert found.ceiling_counts_as_over is inclusive


@pytest.mark.parametrize(
    ("year", "adult", "percent", "bronze"),
    [
        (2014, 95, "1.0", 204),
        (2015, 325, "2.0", 207),
        (2016, 695, "2.5", 223),
        (2017, 695, "2.5", 272),
        (2018, 695, "2.5", 283),
    ],
)
def test_the_federal_payment_by_year(year: int, adult: int, percent: str, bronze: int) -> None:
    amounts, cap = values("mandate.amounts", on=on(year)), values("mandate.bronze_premium", on=on(year))
    assert isinstance(amounts, MandateAmounts)
    assert isinstance(cap, BronzePremium)
    assert (amounts.adult, str(amounts.percent), amounts.child_under, amounts.family_multiple) == (
        adult,
        percent,
        18,
        3,
    )
    assert (cap.month, cap.people) == (bronze, 5)


def test_the_federal_payment_is_zero_from_2019_and_unknown_before_2014() -> None:
    for year in (2019, 2027):
        amounts = values("mandate.amounts", on=on(year))
        assert isinstance(amounts, MandateAmounts)
        assert (amounts.adult, amounts.percent) == (0, 0)
    with pytest.raises(MissingLaw):
        values("mandate.amounts", on=on(2013))
    with pytest.raises(MissingLaw):
        values("mandate.bronze_premium", on=on(2019))


@pytest.mark.parametrize(
    ("year", "percent"), [(2014, "8.00"), (2015, "8.05"), (2016, "8.13"), (2017, "8.16"), (2018, "8.05")]
)
def test_affordable_shares_of_income(year: int, percent: str) -> None:
    assert str(getattr(values("mandate.affordability", on=on(year)), "percent", None)) == percent


def test_massachusetts_penalties_of_2024_are_those_of_tir_24_1() -> None:
    found = values("mandate.schedule", on=on(2024), state="MA")
    assert isinstance(found, PenaltySchedule)
    assert [(band.at_most, band.month) for band in found.bands] == [
        (150, 0),
        (200, 24),
        (250, 48),
        (300, 71),
        (400, 109),
        (500, 127),
        (None, 175),
    ]


@pytest.mark.parametrize("year", [2014, 2023, 2025, 2026])
def test_massachusetts_penalties_of_other_years_are_refused(year: int) -> None:
    with pytest.raises(MissingLaw, match=rf"mandate\.schedule in MA is not known for {year}"):
        values("mandate.schedule", on=on(year), state="MA")


@pytest.mark.parametrize(
    ("state", "first", "last"), [("CA", 2020, 2024), ("NJ", 2019, 2024), ("RI", 2020, 2024), ("DC", 2019, 2019)]
)
def test_states_on_the_federal_model_begin_and_end_where_figures_do(state: str, first: int, last: int) -> None:
    for year in range(first, last + 1):
        assert isinstance(values("mandate.formula", on=on(year), state=state), PenaltyFormula)
    for year in (first - 1, last + 1):
        with pytest.raises(MissingLaw):
            values("mandate.formula", on=on(year), state=state)


def test_new_jerseys_published_most_follows_from_its_figures() -> None:
    """3,960 for one person, 19,800 for five; 2.5 percent of 200,000 and 400,000 less 20,000 are 4,500 and 9,500."""
    found = values("mandate.formula", on=on(2024), state="NJ")
    assert isinstance(found, PenaltyFormula)
    assert found.bronze_month is not None
    assert (found.bronze_month * 12, found.bronze_month * 12 * found.bronze_people) == (3_960, 19_800)
    assert getattr(found.threshold, "married_jointly", None) == 20_000
    assert [found.percent * (most - 20_000) / 100 for most in (200_000, 400_000)] == [4_500, 9_500]


@pytest.mark.parametrize(
    ("year", "contributions"),
    [
        (2014, [0, 0, 40, 78, 118]),
        (2019, [0, 0, None, None, None]),
        (2020, [0, 0, 45, 87, 130]),
        (2023, [0, 0, None, None, None]),
        (2025, [0, 0, None, None, None, None, None]),
        (2026, [0, 53, 103, 152, 235]),
    ],
)
def test_connector_care_contributions(year: int, contributions: list[int | None]) -> None:
    found = values("subsidy.connector_care", on=on(year), state="MA")
    assert isinstance(found, ContributionBands)
    assert [band.contribution for band in found.bands] == contributions
    assert [band.at_most for band in found.bands] == sorted(band.at_most for band in found.bands)


def test_connector_care_of_2027_is_not_known() -> None:
    with pytest.raises(MissingLaw):
        values("subsidy.connector_care", on=on(2027), state="MA")


@pytest.mark.parametrize("year", [2014, 2022, 2023, 2027])
def test_vermont_cuts_a_point_and_a_half_up_to_300_percent(year: int) -> None:
    found = values("subsidy.premium_assistance", on=on(year), state="VT")
    assert isinstance(found, PremiumAssistance)
    assert (found.at_most, str(found.points)) == (300, "1.5")


@pytest.mark.parametrize("state", ["CA", "CO", "CT", "MD", "NJ", "NM", "WA"])
def test_programs_of_other_states_are_recorded_without_amounts(state: str) -> None:
    found = parameter("subsidy.other_program", state)
    assert found is not None
    assert all(entry.note for entry in found.values)


@pytest.mark.parametrize(
    "name",
    ["tax.repayment_limit", "tax.line_5", "mandate.amounts", "mandate.bronze_premium", "mandate.affordability"],
)
def test_what_was_not_read_says_so(name: str) -> None:
    found = parameter(name)
    assert found is not None
    assert {entry.confidence for entry in found.values} == {"read", "recalled"}
