"""A person's income: by line and period, for the year and as it is now, and whether a dependent must file."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.eligibility.facts import Application, Deduction, IncomeLine, Person, Relationship
from coverport.eligibility.facts.check import ages_of
from coverport.eligibility.facts.periods import within_year, yearly_rate
from coverport.eligibility.rules.income import measure, percent_to_four_places
from coverport.eligibility.rules.magi import PersonIncome, person_income
from coverport.law.parameters import FilingThreshold, Guideline
from tests.eligibility.thresholds import OF_2014, OF_2024

DECIDED = date(2013, 11, 15)


def income_of(
    *lines: IncomeLine, year: int = 2014, decided: date = DECIDED, law: Any = OF_2014, **more: Any
) -> PersonIncome:
    person = Person(**{"id": "ana", "age": 16, "income": lines} | more)
    asked = Application(state="NH", coverage_year=year, decided_on=decided, people=(person,))
    return person_income(person, asked, ages_of(asked)["ana"], law, law)


@pytest.mark.parametrize(
    ("line", "cents"),
    [
        (IncomeLine("wages", 20_00, "hour", Decimal("37.5")), 39_000_00),
        (IncomeLine("wages", 7_25, "hour", Decimal("12.25")), 4_618_25),
        (IncomeLine("wages", 7_25, "hour", Decimal("0.35")), 131_95),
        (IncomeLine("wages", 500_00, "week"), 26_000_00),
        (IncomeLine("wages", 1_850_00, "two_weeks"), 48_100_00),
        (IncomeLine("wages", 1_850_00, "half_month"), 44_400_00),
        (IncomeLine("wages", 2_600_00, "month"), 31_200_00),
        (IncomeLine("rental", -1_000_50, "quarter"), -4_002_00),
        (IncomeLine("wages", 31_200_01), 31_200_01),
    ],
)
def test_every_period_makes_a_year(line: IncomeLine, cents: int) -> None:
    assert yearly_rate(line) == cents
    assert (income_of(line).year, income_of(line).rate) == (cents, cents)


def test_by_the_hour_the_hours_must_be_known() -> None:
    with pytest.raises(ValueError, match="hours a week"):
        yearly_rate(IncomeLine("wages", 20_00, "hour"))


MONTHLY = IncomeLine("wages", 1_000_00, "month")


@pytest.mark.parametrize(
    ("starts", "ends", "year", "cents"),
    [
        (date(2014, 3, 1), None, 2014, 10_000_00),
        (None, date(2014, 9, 30), 2014, 9_000_00),
        (date(2014, 3, 1), date(2014, 9, 30), 2014, 7_000_00),
        (date(2013, 12, 31), date(2015, 1, 1), 2014, 12_000_00),
        (date(2014, 3, 16), None, 2014, 9_516_13),  # 16 of March's 31 days
        (None, date(2014, 2, 14), 2014, 1_500_00),  # 14 of 28 days
        (None, date(2016, 2, 14), 2016, 1_482_76),  # 14 of 29 days
        (date(2014, 4, 10), date(2014, 4, 12), 2014, 100_00),
        (date(2014, 4, 16), date(2014, 6, 15), 2014, 2_000_00),  # half of April, May, half of June
        (date(2014, 12, 31), None, 2014, 32_26),
        (date(2014, 1, 1), date(2014, 1, 1), 2014, 32_26),
        (date(2015, 1, 1), None, 2014, 0),
        (None, date(2013, 12, 31), 2014, 0),
    ],
)
def test_a_part_of_the_year_counts_by_whole_months_and_days(
    starts: date | None, ends: date | None, year: int, cents: int
) -> None:
    line = msgspec.structs.replace(MONTHLY, starts=starts, ends=ends)
    assert within_year(line, year) == cents
    assert within_year(msgspec.structs.replace(line, kind="farm", amount=-1_000_00), year) == -cents


@given(st.dates(date(2014, 1, 1), date(2014, 12, 30)), st.integers(1, 500_000))
def test_a_year_cut_in_two_is_the_whole_but_for_half_a_cent_each(cut: date, amount: int) -> None:
    line = IncomeLine("wages", amount, "week")
    first = msgspec.structs.replace(line, ends=cut)
    second = msgspec.structs.replace(line, starts=date.fromordinal(cut.toordinal() + 1))
    assert abs(within_year(first, 2014) + within_year(second, 2014) - amount * 52) <= 1


@pytest.mark.parametrize(
    ("starts", "year", "cents"),
    [
        (None, 2014, 700_00),
        (date(2014, 1, 1), 2014, 700_00),
        (date(2014, 12, 31), 2014, 700_00),
        (date(2013, 12, 31), 2014, 0),
        (date(2015, 1, 1), 2014, 0),
    ],
)
def test_what_comes_once_counts_once_in_its_year(starts: date | None, year: int, cents: int) -> None:
    found = income_of(IncomeLine("capital_gains", 700_00, "once", starts=starts), year=year)
    assert (found.year, found.rate) == (cents, 0)


@pytest.mark.parametrize(
    ("decided", "rate"),
    [(date(2014, 2, 28), 0), (date(2014, 3, 1), 60_000_00), (date(2014, 3, 31), 60_000_00), (date(2014, 4, 1), 0)],
)
@pytest.mark.parametrize("period", ["once", "year"])
def test_a_lump_sum_is_medicaids_only_in_the_month_in_which_it_comes(decided: date, rate: int, period: Any) -> None:
    """42 CFR 435.603(e)(1)."""
    found = income_of(IncomeLine("lump_sum", 5_000_00, period, starts=date(2014, 3, 20)), decided=decided)
    assert (found.year, found.rate) == (5_000_00, rate)


def test_a_lump_sum_of_an_unknown_day_is_of_the_year_alone() -> None:
    found = income_of(IncomeLine("lump_sum", 5_000_00, "once"))
    assert (found.year, found.rate) == (5_000_00, 0)


@pytest.mark.parametrize(
    ("starts", "ends", "rate"),
    [
        (None, None, 12_000_00),
        (date(2013, 11, 15), None, 12_000_00),
        (date(2013, 11, 16), None, 0),
        (None, date(2013, 11, 15), 12_000_00),
        (None, date(2013, 11, 14), 0),
    ],
)
def test_medicaid_counts_what_comes_in_on_the_day_of_the_decision(
    starts: date | None, ends: date | None, rate: int
) -> None:
    """42 CFR 435.603(h)(1): current monthly income, for a decision before coverage begins, too."""
    assert income_of(msgspec.structs.replace(MONTHLY, starts=starts, ends=ends)).rate == rate


@pytest.mark.parametrize(
    ("kind", "year", "rate"),
    [
        ("wages", 1_200_00, 1_200_00),
        ("social_security", 1_200_00, 1_200_00),  # taxed or not, 26 USC 36B(d)(2)(B)(iii)
        ("tax_exempt_interest", 1_200_00, 1_200_00),
        ("foreign_excluded", 1_200_00, 1_200_00),
        ("alimony", 1_200_00, 1_200_00),
        ("unemployment", 1_200_00, 1_200_00),
        ("scholarship_for_education", 1_200_00, 0),  # 42 CFR 435.603(e)(2)
        ("american_indian_exempt", 1_200_00, 0),  # 42 CFR 435.603(e)(3)
        ("not_counted", 0, 0),
    ],
)
def test_what_counts_for_which_program(kind: Any, year: int, rate: int) -> None:
    found = income_of(IncomeLine(kind, 100_00, "month"))
    assert (found.year, found.rate) == (year, rate)


def test_losses_and_deductions_come_off() -> None:
    found = income_of(
        IncomeLine("wages", 2_000_00, "month"),
        IncomeLine("self_employment", -3_000_00),
        deductions=(
            Deduction("student_loan_interest", 50_00, "month"),
            Deduction("retirement_contribution", 1_000_00, "once"),
            Deduction("other", 100_00, "month", ends=date(2013, 12, 31)),
        ),
    )
    assert (found.year, found.rate) == (
        24_000_00 - 3_000_00 - 600_00 - 1_000_00,
        24_000_00 - 3_000_00 - 600_00 - 1_200_00,
    )


def test_a_persons_income_may_be_below_zero() -> None:
    found = income_of(IncomeLine("farm", -8_000_00))
    assert (found.year, found.rate, found.must_file) == (-8_000_00, -8_000_00, False)


def test_totals_that_are_told_stand_instead_of_the_lines() -> None:
    found = income_of(MONTHLY, income_year=9_000_00)
    assert (found.year, found.rate) == (9_000_00, 12_000_00)
    found = income_of(MONTHLY, income_month=700_00)
    assert (found.year, found.rate) == (12_000_00, 8_400_00)


def test_without_any_line_the_total_that_is_told_stands_for_both() -> None:
    assert income_of(income_year=9_000_00) == PersonIncome(9_000_00, 9_000_00, True, True)
    assert income_of(income_month=700_00) == PersonIncome(8_400_00, 8_400_00, True, True)
    found = income_of(income_year=9_000_00, income_month=0)
    assert (found.year, found.rate) == (9_000_00, 0)


def test_income_that_is_not_known_is_not_zero() -> None:
    assert income_of(income=None) == PersonIncome(None, None, None, None)
    assert income_of(income=None, income_year=9_000_00) == PersonIncome(9_000_00, None, True, True)
    assert income_of(income=None, income_month=700_00) == PersonIncome(None, 8_400_00, None, None)
    assert income_of() == PersonIncome(0, 0, False, False)


@pytest.mark.parametrize(
    ("law", "earned", "unearned", "must"),
    [
        (OF_2014, 6_199_99, 0, False),
        (OF_2014, 6_200_00, 0, False),
        (OF_2014, 6_200_01, 0, True),
        (OF_2014, 0, 999_99, False),
        (OF_2014, 0, 1_000_00, False),
        (OF_2014, 0, 1_000_01, True),
        # Both: over the larger of 1,000 and the earned (up to 5,850) with 350
        (OF_2014, 600_00, 400_00, False),
        (OF_2014, 600_00, 400_01, True),
        (OF_2014, 5_000_00, 350_00, False),
        (OF_2014, 5_000_00, 350_01, True),
        (OF_2014, 5_850_00, 350_00, False),
        (OF_2014, 5_851_00, 349_00, False),
        (OF_2014, 5_851_00, 350_00, True),
        (OF_2024, 14_600_00, 0, False),
        (OF_2024, 14_600_01, 0, True),
        (OF_2024, 0, 1_300_00, False),
        (OF_2024, 0, 1_300_01, True),
        (OF_2024, 14_150_00, 450_00, False),
        (OF_2024, 14_150_00, 450_01, True),
    ],
)
def test_when_a_dependent_must_file(law: FilingThreshold, earned: int, unearned: int, must: bool) -> None:
    """26 USC 6012(a)(1)(C)(i), 63(c)(5); Publication 501, Table 2, single dependents under 65."""
    year = law.start.year
    lines = (IncomeLine("wages", earned), IncomeLine("interest", unearned))
    assert income_of(*lines, law=law, year=year, decided=date(year - 1, 11, 15)).must_file is must


@pytest.mark.parametrize(
    ("born", "married", "dollars", "must"),
    [
        (date(1950, 1, 1), False, 2_550, False),  # 65 the day before, 26 CFR 1.151-1(c)(2)
        (date(1950, 1, 1), False, 2_551, True),
        (date(1950, 1, 2), False, 1_001, True),
        (date(1940, 1, 1), True, 2_200, False),
        (date(1940, 1, 1), True, 2_201, True),
    ],
)
def test_the_aged_must_file_later(born: date, married: bool, dollars: int, must: bool) -> None:
    """Publication 501, Table 2: 1,550 more for who is unmarried, 1,200 for who is married."""
    person = Person(id="gran", birth_date=born, income=(IncomeLine("pension", dollars * 100),))
    ties = (Relationship("gran", "spouse", "gus"),) if married else ()
    asked = Application(
        state="NH",
        coverage_year=2014,
        decided_on=DECIDED,
        people=(person, Person(id="gus", age=70)),
        relationships=ties,
    )
    assert person_income(person, asked, 64, OF_2014, OF_2014).must_file is must


def test_social_security_alone_never_makes_a_child_file() -> None:
    found = income_of(IncomeLine("social_security", 1_500_00, "month"), IncomeLine("tax_exempt_interest", 5_000_00))
    assert (found.year, found.must_file) == (23_000_00, False)


def test_what_section_911_leaves_out_counts_for_filing() -> None:
    assert income_of(IncomeLine("foreign_excluded", 7_000_00)).must_file is True  # 26 USC 6012(c)


def test_a_loss_takes_nothing_off_gross_income() -> None:
    found = income_of(IncomeLine("wages", 6_300_00), IncomeLine("self_employment", -5_000_00))
    assert (found.year, found.must_file) == (1_300_00, True)


@pytest.mark.parametrize("stated", [True, False])
def test_what_is_stated_about_filing_stands(stated: bool) -> None:
    assert income_of(IncomeLine("wages", 6_300_00), must_file=stated).must_file is stated
    assert income_of(must_file=stated).must_file is stated


def test_without_the_laws_figures_filing_is_not_known_but_for_who_has_nothing() -> None:
    assert income_of(MONTHLY, law=None).must_file is None
    assert income_of(income_year=1_00, law=None).must_file is None
    assert income_of(law=None).must_file is False
    assert income_of(IncomeLine("not_counted", 9_000_00), law=None).must_file is False


@pytest.mark.parametrize(
    ("lines", "total", "must"),
    [
        ((), 0, False),
        ((), 1_000, False),
        ((), 3_000, None),  # earned it is not enough, unearned it is
        ((), 6_201, True),
        (("wages",), 3_000, False),
        (("interest",), 3_000, True),
        (("wages", "interest"), 3_000, None),
    ],
)
def test_a_total_is_of_the_kind_of_the_lines_else_it_must_not_matter(
    lines: tuple[Any, ...], total: int, must: bool | None
) -> None:
    told = tuple(IncomeLine(kind, 100_00) for kind in lines)
    assert income_of(*told, income_year=total * 100).must_file is must


GUIDELINE = Guideline(start=date(2025, 1, 1), citation="90 FR 5917", year=2025, sizes=(15_650, 21_150), increment=5_500)


@pytest.mark.parametrize(
    ("cents", "percent", "whole"),
    [
        (0, "0.0000", 0),
        (15_650_00, "100.0000", 100),
        (62_600_01, "400.0001", 400),
        (21_597_00, "138.0000", 138),
        (1, "0.0001", 0),
    ],
)
def test_percent_of_poverty_to_four_places_half_up(cents: int, percent: str, whole: int) -> None:
    measured = measure(cents, 1, GUIDELINE)
    assert str(percent_to_four_places(measured)) == percent
    assert measured.percent == whole


def test_a_percent_that_is_not_whole_is_exact_to_the_cent() -> None:
    measured = measure(0, 1, GUIDELINE)
    assert (measured.at(138), measured.at(Decimal("15.1"))) == (21_597_00, 2_363_15)
