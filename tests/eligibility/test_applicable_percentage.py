"""What a household contributes, by year and percent of poverty: 26 USC 36B(b)(3)(A) and the year's Revenue Procedure."""

from decimal import Decimal

import pytest

from coverport.eligibility.rules.credit import applicable_figure, monthly_contribution, monthly_credit
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import ApplicablePercentage

# percent of poverty at which each column stands
AT = (100, 132, 133, 149, 150, 199, 200, 249, 250, 299, 300, 399, 400)
# The share of income at those percents, to four places, worked out by hand from the published tables.
BY_YEAR = {
    2014: "200 200 300 394 400 625 630 802 805 947 950 950 950",
    2015: "201 201 302 396 402 629 634 806 810 953 956 956 956",
    2016: "203 203 305 401 407 636 641 814 818 963 966 966 966",
    2017: "204 204 306 402 408 638 643 817 821 966 969 969 969",
    2018: "201 201 302 397 403 629 634 806 810 953 956 956 956",
    2019: "208 208 311 409 415 649 654 832 836 983 986 986 986",
    2020: "206 206 309 406 412 644 649 825 829 975 978 978 978",
    **dict.fromkeys(range(2021, 2026), "0 0 0 0 0 196 200 396 400 596 600 848 850"),
    2026: "210 210 314 413 419 655 660 840 844 993 996 996 996",
    2027: "215 215 323 424 430 673 678 862 866 1019 1022 1022 1022",
}


def table(year: int) -> ApplicablePercentage:
    return typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=new_year(year))


@pytest.mark.parametrize("year", BY_YEAR)
def test_each_years_table_at_every_edge(year: int) -> None:
    expected = [Decimal(figure) / 10_000 for figure in BY_YEAR[year].split()]
    assert [applicable_figure(percent, table(year)) for percent in AT] == expected


@pytest.mark.parametrize(
    ("year", "percent", "figure"),
    [
        (2014, 275, "0.0878"),  # 26 CFR 1.36B-3(g)(3), example 1: 8.78 percent
        (2014, 210, "0.0665"),  # example 2: 6.65 percent
        (2014, 190, "0.0584"),  # 26 CFR 1.36B-4(a)(4), example: 5.84 percent of 28,747
        (2024, 309, "0.0623"),  # Form 8962 for 2024, Table 2: 0.06225, half up
        (2014, 230, "0.0735"),
        (2014, 339, "0.0950"),
        (2014, 90, "0.0200"),  # below the floor, by exception, 26 CFR 1.36B-2(b)(7)
        (2021, 700, "0.0850"),  # no ceiling in 2021 to 2025
    ],
)
def test_worked_examples(year: int, percent: int, figure: str) -> None:
    assert applicable_figure(percent, table(year)) == Decimal(figure)


@pytest.mark.parametrize("year", BY_YEAR)
def test_the_figure_never_falls_as_income_rises(year: int) -> None:
    figures = [applicable_figure(percent, table(year)) for percent in range(402)]
    assert figures == sorted(figures)


def test_a_year_of_the_regulations_example() -> None:
    """26 CFR 1.36B-4(a)(4): 28,747 x 0.0584 is a contribution of 1,679; with a benchmark of 7,200 the credit is 5,521."""
    contribution = 12 * monthly_contribution(28_747_00, Decimal("0.0584"))
    assert round(contribution / 100) == 1_679
    assert 7_200 - round(contribution / 100) == 5_521


def test_a_month_of_the_regulations_example() -> None:
    """26 CFR 1.36B-3(d)(2), taxpayer Q: contribution 80, benchmark 420: the excess is 340."""
    assert monthly_credit(420_00, Decimal("8000")) == 340_00


def test_the_credit_is_rounded_to_the_cent_once() -> None:
    # 45,000 x 0.0735 / 12 = 275.625; 600.00 - 275.625 = 324.375 -> 324.38, not 600.00 - 275.63
    contribution = monthly_contribution(45_000_00, Decimal("0.0735"))
    assert contribution == Decimal("27562.5")
    assert monthly_credit(600_00, contribution) == 324_38


@pytest.mark.parametrize(("benchmark", "credit"), [(275_62, 0), (275_63, 1), (275_64, 2), (0, 0)])
def test_the_credit_is_never_below_zero(benchmark: int, credit: int) -> None:
    assert monthly_credit(benchmark, Decimal("27562.5")) == credit
