"""Federal figures of the credit, of cost sharing and of employers' offers, typed from the published tables and not from the files."""

from datetime import date
from decimal import Decimal

import pytest

from coverport.law import MissingLaw, values
from coverport.law.lookups import open_enrollment_first_day, typed
from coverport.law.parameters import (
    Allowed,
    ApplicablePercentage,
    CreditWindow,
    FamilyTest,
    FilingThreshold,
    IncomeTreatedAs,
    IndianCostSharing,
    PercentCeiling,
    PercentOfIncome,
    SeparateFiling,
    VariantOrder,
    YearlyDollars,
    Years,
)

# tax year: below 133, then each band's first and last percent of income, to 150, 200, 250, 300, 400 percent of poverty
CONTRIBUTIONS = {
    2014: "2.00 2.00 | 3.00 4.00 | 4.00 6.30 | 6.30 8.05 | 8.05 9.50 | 9.50 9.50",
    2015: "2.01 2.01 | 3.02 4.02 | 4.02 6.34 | 6.34 8.10 | 8.10 9.56 | 9.56 9.56",
    2016: "2.03 2.03 | 3.05 4.07 | 4.07 6.41 | 6.41 8.18 | 8.18 9.66 | 9.66 9.66",
    2017: "2.04 2.04 | 3.06 4.08 | 4.08 6.43 | 6.43 8.21 | 8.21 9.69 | 9.69 9.69",
    2018: "2.01 2.01 | 3.02 4.03 | 4.03 6.34 | 6.34 8.10 | 8.10 9.56 | 9.56 9.56",
    2019: "2.08 2.08 | 3.11 4.15 | 4.15 6.54 | 6.54 8.36 | 8.36 9.86 | 9.86 9.86",
    2020: "2.06 2.06 | 3.09 4.12 | 4.12 6.49 | 6.49 8.29 | 8.29 9.78 | 9.78 9.78",
    2026: "2.10 2.10 | 3.14 4.19 | 4.19 6.60 | 6.60 8.44 | 8.44 9.96 | 9.96 9.96",
    2027: "2.15 2.15 | 3.23 4.30 | 4.30 6.78 | 6.78 8.66 | 8.66 10.22 | 10.22 10.22",
}
EDGES = [(0, 133), (133, 150), (150, 200), (200, 250), (250, 300), (300, None)]


def new_year(year: int) -> date:
    return date(year, 1, 1)


@pytest.mark.parametrize("year", CONTRIBUTIONS)
def test_contributions_of_each_year_are_those_of_its_revenue_procedure(year: int) -> None:
    bands = typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=new_year(year)).bands
    assert [(band.at_least, band.below) for band in bands] == EDGES
    assert " | ".join(f"{band.initial} {band.final}" for band in bands) == CONTRIBUTIONS[year]


@pytest.mark.parametrize("year", range(2021, 2026))
def test_contributions_of_2021_to_2025_begin_at_150_percent_and_end_at_eight_and_a_half(year: int) -> None:
    """26 USC 36B(b)(3)(A)(iii)."""
    bands = typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=new_year(year)).bands
    assert [(band.at_least, band.below, str(band.initial), str(band.final)) for band in bands] == [
        (0, 150, "0.00", "0.00"),
        (150, 200, "0.00", "2.00"),
        (200, 250, "2.00", "4.00"),
        (250, 300, "4.00", "6.00"),
        (300, 400, "6.00", "8.50"),
        (400, None, "8.50", "8.50"),
    ]


@pytest.mark.parametrize(
    ("on", "ceiling"),
    [
        (date(2014, 1, 1), 400),
        (date(2020, 12, 31), 400),
        (date(2021, 1, 1), None),
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), 400),
        (date(2027, 12, 31), 400),
    ],
)
def test_the_income_window_ends_at_400_percent_but_in_2021_to_2025(on: date, ceiling: int | None) -> None:
    window = typed(CreditWindow, "premium_tax_credit.income_window", on=on)
    assert (window.floor, window.ceiling) == (100, ceiling)
    line_5 = typed(PercentCeiling, "premium_tax_credit.percent_ceiling", on=on)
    assert (line_5.above, line_5.entered) == (400, 401)


def test_below_the_floor_only_until_2025() -> None:
    name = "premium_tax_credit.lawfully_present_below_floor"
    assert typed(Allowed, name, on=date(2025, 12, 31)).allowed
    assert not typed(Allowed, name, on=date(2026, 1, 1)).allowed


# plan year: first day of open enrollment
OPENED = {2014: date(2013, 10, 1), 2015: date(2014, 11, 15)} | {
    year: date(year - 1, 11, 1) for year in range(2016, 2028)
}


@pytest.mark.parametrize("year", OPENED)
def test_open_enrollment_of_each_plan_year_began_on_its_day(year: int) -> None:
    assert open_enrollment_first_day(year) == OPENED[year]


AFFORDABLE = {
    2014: "9.50", 2015: "9.56", 2016: "9.66", 2017: "9.69", 2018: "9.56", 2019: "9.86", 2020: "9.78",
    2021: "9.83", 2022: "9.61", 2023: "9.12", 2024: "8.39", 2025: "9.02", 2026: "9.96", 2027: "10.22",
}  # fmt: skip


@pytest.mark.parametrize("year", AFFORDABLE)
def test_an_employers_offer_is_affordable_at_the_percentage_of_its_year(year: int) -> None:
    for on in (new_year(year), date(year, 12, 31)):
        entry = typed(PercentOfIncome, "employer_coverage.affordability", on=on)
        assert entry.percent == Decimal(AFFORDABLE[year])
    assert entry.status == ("assumed" if year == 2027 else "in force")


def test_affordability_of_2028_is_not_known() -> None:
    with pytest.raises(MissingLaw, match=r"employer_coverage\.affordability is not known for 2028-01-01"):
        values("employer_coverage.affordability", on=date(2028, 1, 1))


def test_families_have_a_test_of_their_own_since_2023() -> None:
    name = "employer_coverage.family_test"
    assert not typed(FamilyTest, name, on=date(2022, 12, 31)).own_premium
    assert typed(FamilyTest, name, on=date(2023, 1, 1)).own_premium


def test_unemployment_counted_as_133_percent_in_2021_alone() -> None:
    name = "premium_tax_credit.unemployment_rule"
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [typed(IncomeTreatedAs, name, on=on).percent for on in days] == [None, 133, 133, None]


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2020, 12, 31), 1),
        (date(2021, 1, 1), None),
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), 2),
        (date(2026, 6, 1), 2),  # the one year of the 2025 rule is stayed
        (date(2027, 12, 31), 2),
        (date(2028, 1, 1), 1),
    ],
)
def test_how_many_years_without_reconciling_bar_the_credit(on: date, years: int | None) -> None:
    assert typed(Years, "premium_tax_credit.unreconciled_years", on=on).years == years


def test_the_exception_for_separate_returns_holds_three_years() -> None:
    assert typed(SeparateFiling, "premium_tax_credit.separate_filing", on=date(2014, 1, 1)).years == 3


def test_no_credit_follows_an_enrollment_that_rests_on_income_from_2026() -> None:
    name = "premium_tax_credit.income_based_enrollment"
    assert typed(Allowed, name, on=date(2025, 12, 31)).allowed
    assert not typed(Allowed, name, on=date(2026, 1, 1)).allowed


def test_the_benchmark_takes_pediatric_dental_in_from_2019() -> None:
    """T.D. 9804."""
    name = "premium_tax_credit.pediatric_dental"
    assert not typed(Allowed, name, on=date(2018, 12, 31)).allowed
    assert typed(Allowed, name, on=date(2019, 1, 1)).allowed


def test_tribes_have_no_cost_sharing_to_300_percent_and_limited_cost_sharing_above() -> None:
    """45 CFR 155.350, 156.420(b)."""
    rule = typed(IndianCostSharing, "cost_sharing.indian", on=date(2014, 1, 1))
    assert (rule.none_at_most, rule.none_variant, rule.limited_variant) == (300, "02", "03")
    assert rule.excluded == ("catastrophic",)


def test_one_policy_takes_the_last_category_that_all_qualify_for() -> None:
    """45 CFR 155.305(g)(3): none, limited for tribes, 73, 87, 94 percent, no cost sharing for tribes."""
    order = typed(VariantOrder, "cost_sharing.policy_order", on=date(2014, 1, 1)).variants
    assert order == ("01", "03", "04", "05", "06", "02")


OUT_OF_POCKET = {
    2014: 6350, 2015: 6600, 2016: 6850, 2017: 7150, 2018: 7350, 2019: 7900, 2020: 8150,
    2021: 8550, 2022: 8700, 2023: 9100, 2024: 9450, 2025: 9200, 2026: 10600, 2027: 12000,
}  # fmt: skip


@pytest.mark.parametrize("year", OUT_OF_POCKET)
def test_the_out_of_pocket_limit_of_each_year_doubles_for_a_family(year: int) -> None:
    limit = typed(YearlyDollars, "cost_sharing.out_of_pocket_limit", on=new_year(year))
    assert (limit.individual, limit.family) == (OUT_OF_POCKET[year], 2 * OUT_OF_POCKET[year])
    assert limit.status == ("assumed" if year == 2027 else "in force")


# tax year: single, head of household, jointly, separately, surviving spouse; 65 or more unmarried, married;
# dependents' unearned, earned, added. IRS, instructions for Form 1040, charts A and B.
MUST_FILE = {
    2014: (10150, 13050, 20300, 3950, 16350, 1550, 1200, 1000, 6200, 350),
    2015: (10300, 13250, 20600, 4000, 16600, 1550, 1250, 1050, 6300, 350),
    2016: (10350, 13350, 20700, 4050, 16650, 1550, 1250, 1050, 6300, 350),
    2017: (10400, 13400, 20800, 4050, 16750, 1550, 1250, 1050, 6350, 350),
    2018: (12000, 18000, 24000, 5, 24000, 1600, 1300, 1050, 12000, 350),
    2019: (12200, 18350, 24400, 5, 24400, 1650, 1300, 1100, 12200, 350),
    2020: (12400, 18650, 24800, 5, 24800, 1650, 1300, 1100, 12400, 350),
    2021: (12550, 18800, 25100, 5, 25100, 1700, 1350, 1100, 12550, 350),
    2022: (12950, 19400, 25900, 5, 25900, 1750, 1400, 1150, 12950, 400),
    2023: (13850, 20800, 27700, 5, 27700, 1850, 1500, 1250, 13850, 400),
    2024: (14600, 21900, 29200, 5, 29200, 1950, 1550, 1300, 14600, 450),
    2025: (15750, 23625, 31500, 5, 31500, 2000, 1600, 1350, 15750, 450),
    2026: (16100, 24150, 32200, 5, 32200, 2050, 1650, 1350, 16100, 450),
}


def threshold(year: int) -> tuple[int, ...]:
    filing = typed(FilingThreshold, "tax.filing_threshold", on=new_year(year))
    unmarried = (filing.single, filing.head_of_household)
    married = (filing.married_jointly, filing.married_separately, filing.surviving_spouse)
    dependents = (filing.dependent_unearned, filing.dependent_earned, filing.dependent_added)
    return (*unmarried, *married, filing.aged_unmarried, filing.aged_married, *dependents)


@pytest.mark.parametrize("year", MUST_FILE)
def test_a_return_must_be_filed_from_the_amounts_of_its_year(year: int) -> None:
    assert threshold(year) == MUST_FILE[year]


def test_the_filing_amounts_of_2027_are_those_of_2026_and_say_that_they_are_assumed() -> None:
    assert threshold(2027) == MUST_FILE[2026]
    assert values("tax.filing_threshold", on=date(2027, 1, 1)).status == "assumed"


@pytest.mark.parametrize("year", range(2014, 2028))
def test_filing_amounts_hang_together(year: int) -> None:
    """A dependent's earned amount is the standard deduction: with the exemption, until 2017, it makes the single amount."""
    filing = typed(FilingThreshold, "tax.filing_threshold", on=new_year(year))
    exemption = filing.married_separately if year < 2018 else 0
    assert filing.single == filing.dependent_earned + exemption
    assert filing.married_jointly == 2 * filing.single
    assert filing.surviving_spouse == filing.married_jointly - exemption
