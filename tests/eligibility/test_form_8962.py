"""Form 8962: worked examples of the regulations, the instructions and Direct File; every limit before, at and after; Parts IV and V."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.eligibility.findings import Outcome, Reason
from coverport.eligibility.proofs.tax import EVIDENCE
from coverport.eligibility.tax.allocation import headcount, shares_of
from coverport.eligibility.tax.document import read
from coverport.eligibility.tax.facts import Allocation, BadFacts, Marriage, Policy, TaxReturn
from coverport.eligibility.tax.form_8962 import reconcile
from coverport.eligibility.tax.household_income import line_5, part_one
from coverport.eligibility.tax.law import credit_year, not_read
from coverport.eligibility.tax.lines import AlternativeLine, Form8962, Row, product, row, twelfth, whole_dollars
from coverport.eligibility.tax.reconcile_command import main
from coverport.eligibility.words.tax import SENTENCES
from coverport.law.loader import MissingLaw
from coverport.law.parameters import Guideline

YES, NO = Outcome.YES, Outcome.NO
# One person, 48 states: the guideline of the year before
ONE = {
    2014: 11_490, 2015: 11_670, 2016: 11_770, 2017: 11_880, 2018: 12_060, 2019: 12_140, 2020: 12_490, 2021: 12_760,
    2022: 12_880, 2023: 13_590, 2024: 14_580, 2025: 15_060, 2026: 15_650, 2027: 15_960,
}  # fmt: skip
WITHOUT_CEILING = range(2021, 2026)
# Single below 200, 300, 400 percent; twice as much for every other status. 2020 was waived, from 2026 there are none.
LIMITS = {
    2014: (300, 750, 1250), 2015: (300, 750, 1250), 2016: (300, 750, 1275), 2017: (300, 750, 1275), 2018: (300, 775, 1300),
    2019: (300, 800, 1325), 2021: (325, 800, 1350), 2022: (325, 825, 1400), 2023: (350, 900, 1500), 2024: (375, 950, 1575),
    2025: (375, 975, 1625),
}  # fmt: skip


def cents(dollars: float) -> int:
    return round(dollars * 100)


def policy(
    premium: float, slcsp: float, aptc: float, months: range = range(1, 13), number: str = "1", **more: Any
) -> Policy:
    """The same three amounts in each of some months."""
    columns = [
        tuple(cents(amount) if month in months else 0 for month in range(1, 13)) for amount in (premium, slcsp, aptc)
    ]
    return Policy(number=number, premium=columns[0], slcsp=columns[1], aptc=columns[2], **more)


def tax_return(magi: float, *policies: Policy, year: int = 2024, size: int = 1, **more: Any) -> TaxReturn:
    facts = {"states": ("TX",), "filing_status": "single", "family_size": size}
    return TaxReturn(
        **{"year": year, "magi": cents(magi), "policies": policies or (policy(400, 500, 250),), **facts, **more}
    )


def form(facts: TaxReturn) -> Form8962:
    return reconcile(facts, credit_year(facts.year, facts.states))


# Worked examples


@pytest.mark.parametrize(
    ("income", "figure", "contribution"),
    [
        (38_337, "0.0448", 1_717),  # Direct File, TY2024: 1,717.4976, no rounding to cents on the way
        (28_747, "0.0584", 1_679),  # 26 CFR 1.36B-4(a)(4), example 1
        (60_876, "0.0969", 5_899),  # instructions for Form 8962 (2017), allocation situation 4
        (75_000, "0.0950", 7_125),  # 26 CFR 1.36B-4(b)(3), example: marriage
        (40_000, "0.0950", 3_800),  # Publication 974, worksheet III, half of 80,000
    ],
)
def test_line_8a_is_rounded_once(income: int, figure: str, contribution: int) -> None:
    assert product(income, Decimal(figure)) == contribution


@pytest.mark.parametrize(
    ("year_amount", "month"), [(1_717, 143), (3_800, 317), (7_125, 594), (5_899, 492), (6, 1), (5, 0)]
)
def test_line_8b_is_a_twelfth_to_the_nearest_dollar(year_amount: int, month: int) -> None:
    assert twelfth(year_amount) == month


@pytest.mark.parametrize(("amount", "dollars"), [(49, 0), (50, 1), (149, 1), (150, 2), (-50, -1), (-49, 0), (0, 0)])
def test_amounts_come_onto_the_form_to_the_nearest_dollar(amount: int, dollars: int) -> None:
    assert whole_dollars(amount) == dollars


@pytest.mark.parametrize(
    ("income", "line", "percent"),
    [
        (6_998, 14_580, 47),  # Direct File: never rounded up (47.997)
        (14_579, 14_580, 99),  # instructions, worksheet 2: 0.9999 is 99
        (14_580, 14_580, 100),
        (58_319, 14_580, 399),  # 3.9999 is 399
        (58_320, 14_580, 400),
        (58_321, 14_580, 401),
        (900_000, 14_580, 401),
        (0, 14_580, 0),
        (20_000, 0, 0),
    ],
)
def test_line_5_is_truncated_and_401_over_the_ceiling(income: int, line: int, percent: int) -> None:
    assert line_5(income, line, credit_year(2024, ("TX",))) == percent


def test_309_percent_of_2024_has_the_figure_that_direct_file_rounds_half_up() -> None:
    found = form(tax_return(45_100))
    assert (found.line_5, found.line_7) == (309, Decimal("0.0623"))


@pytest.mark.parametrize(
    ("slcsp", "contribution", "aptc", "credit", "settled"),
    [
        (7_200, 1_679, 5_300, 5_521, 221),  # 26 CFR 1.36B-4(a)(4), example 1: 221 more credit
        (6_334, 1_399, 4_750, 4_935, 185),  # the same with ten coverage months: 185
        (14_699, 7_125, 8_388, 7_574, -814),  # 26 CFR 1.36B-4(b)(3), marriage without the alternative: 814 of tax
    ],
)
def test_the_regulations_examples(slcsp: int, contribution: int, aptc: int, credit: int, settled: int) -> None:
    """The regulation adds the year up and rounds there; the form rounds each month, and may differ by some dollars."""
    found = row(99_999, slcsp, contribution, aptc)
    assert (found.e, found.e - found.f) == (credit, settled)


def test_the_first_example_of_the_regulation_on_the_form() -> None:
    """1.36B-4(a)(4), example 1, with its own poverty line (15,130 for two, 2012): 216 on the form, 221 in the regulation."""
    law = credit_year(2014, ("TX",))
    line = msgspec.structs.replace(law.guidelines[0], sizes=(11_170, 15_130))
    assert isinstance(line, Guideline)
    old = msgspec.structs.replace(law, guidelines=(line,))
    columns = {"premium": (100_000,) * 12, "slcsp": (cents(5_200 / 12),) * 7 + (cents(10_000 / 12),) * 5}
    statement = Policy(number="1", aptc=(27_500,) * 7 + (67_500,) * 5, **columns)
    found = reconcile(tax_return(28_747, statement, year=2014, size=2, filing_status="head_of_household"), old)
    assert (found.line_5, found.line_7, found.line_8a, found.line_8b) == (190, Decimal("0.0584"), 1_679, 140)
    assert (found.line_24, found.line_25, found.line_26) == ((433 - 140) * 7 + (833 - 140) * 5, 5_300, 216)


def test_a_whole_year_alike_is_line_11() -> None:
    found = form(tax_return(38_337))
    assert (found.line_1, found.line_2a, found.line_3, found.line_4) == (1, 38_337, 38_337, 14_580)
    assert (found.line_5, found.line_7, found.line_8a, found.line_8b) == (262, Decimal("0.0448"), 1_717, 143)
    assert (found.line_9, found.line_10, found.lines_12_23) == (False, True, ())
    assert found.line_11 == row(4_800, 6_000, 1_717, 3_000)
    assert (found.line_24, found.line_25, found.line_26, found.line_27) == (4_283, 3_000, 1_283, None)


def test_cents_of_the_year_are_added_before_they_are_rounded_on_line_11() -> None:
    found = form(tax_return(38_337, policy(400.04, 500.04, 250.04))).line_11
    assert found is not None
    assert (found.a, found.b, found.f) == (4_800, 6_000, 3_000)  # 4,800.48, 6,000.48, 3,000.48


def test_months_that_differ_are_lines_12_to_23() -> None:
    found = form(tax_return(38_337, policy(400.50, 500.49, 250.50, range(3, 13))))
    assert (found.line_10, found.line_11) == (False, None)
    assert found.lines_12_23[:2] == (None, None)
    assert found.lines_12_23[2] == row(401, 500, 143, 251)
    assert (found.line_24, found.line_25) == (10 * 357, 10 * 251)


def test_advance_payments_may_differ_by_month_on_line_11() -> None:
    statement = msgspec.structs.replace(policy(400, 500, 250), aptc=(25_000,) * 6 + (30_000,) * 6)
    assert form(tax_return(38_337, statement)).line_10 is True


def test_a_month_whose_premium_was_not_paid_has_no_credit_but_its_advance_counts() -> None:
    """Instructions, column (b): a 0 in column A of Form 1095-A is entered as 0 in column (b), too."""
    statement = msgspec.structs.replace(policy(400, 500, 250), premium=(40_000,) * 11 + (0,))
    december = form(tax_return(38_337, statement)).lines_12_23[11]
    assert december is not None
    assert (december.a, december.b, december.e, december.f) == (0, 0, 0, 250)
    corrected = form(tax_return(38_337, statement, slcsp=(52_000,) * 12)).lines_12_23
    assert [each and each.b for each in corrected] == [520] * 11 + [0]


def test_the_credit_is_never_more_than_the_premium() -> None:
    assert form(tax_return(20_000, policy(100, 500, 100))).line_24 == 1_200


def test_a_loss_is_set_off_before_income_is_kept_from_going_below_zero() -> None:
    found = form(tax_return(-5_000, dependents_magi=cents(8_000), size=2, filing_status="head_of_household"))
    assert (found.line_2a, found.line_2b, found.line_3) == (-5_000, 8_000, 3_000)
    assert form(tax_return(-5_000)).line_3 == 0


def test_family_size_zero_repays_all_without_a_limit() -> None:
    """Direct File, dep-tp-zero-fam-size: 1,500 paid in advance, 1,500 repaid."""
    found = form(tax_return(20_000, policy(400, 500, 125), size=0))
    assert (found.line_1, found.line_4, found.line_5, found.line_24, found.line_25) == (0, 0, 0, 0, 1_500)
    assert (found.line_27, found.line_28, found.line_29) == (1_500, None, 1_500)
    assert found.applicable.codes == ("tax_no_family",)


@pytest.mark.parametrize(("states", "line"), [(("TX", "AK"), 18_210), (("HI", "TX"), 16_770), (("TX",), 14_580)])
def test_of_several_states_the_higher_poverty_line_counts(states: tuple[str, ...], line: int) -> None:
    assert form(tax_return(30_000, states=states)).line_4 == line


def test_policies_of_one_state_have_one_benchmark_and_of_two_states_add_up() -> None:
    one = form(tax_return(38_337, policy(300, 500, 200), policy(150, 500, 50, number="2"))).line_11
    two = form(
        tax_return(38_337, policy(300, 500, 200, state="TX"), policy(150, 300, 50, number="2", state="AK"))
    ).line_11
    assert one is not None
    assert two is not None
    assert (one.a, one.b, one.f) == (5_400, 6_000, 3_000)
    assert two.b == 9_600


def test_two_benchmarks_of_one_state_are_refused_and_the_right_ones_taken() -> None:
    statements = (policy(300, 500, 200), policy(150, 499, 50, number="2"))
    with pytest.raises(BadFacts, match="slcsp") as refused:
        form(tax_return(38_337, *statements))
    assert refused.value.field == "policies[1].slcsp[0]"
    found = form(tax_return(38_337, *statements, slcsp=(52_000,) * 12)).line_11
    assert found is not None
    assert found.b == 6_240


# Who can have the credit


@pytest.mark.parametrize("year", ONE)
def test_the_income_window_of_each_year(year: int) -> None:
    at = ONE[year]
    outcomes = {
        dollars: form(tax_return(dollars, year=year)).applicable.outcome for dollars in (at - 1, at, 4 * at, 4 * at + 1)
    }
    over = YES if year in WITHOUT_CEILING else NO
    assert list(outcomes.values()) == [NO, YES, YES, over]


@pytest.mark.parametrize("year", ONE)
def test_over_the_ceiling_only_line_11_f_is_filled_in_and_all_is_repaid(year: int) -> None:
    found = form(tax_return(4 * ONE[year] + 1, year=year))
    assert found.line_5 == 401
    assert found.line_28 is None
    if year in WITHOUT_CEILING:
        assert found.line_7 == Decimal("0.0850")
        return
    assert (found.line_7, found.line_8a, found.line_10) == (None, None, None)
    assert found.line_11 == Row(None, None, None, None, 0, 3_000)
    assert (found.line_24, found.line_27, found.line_29) == (0, 3_000, 0 if year == 2020 else 3_000)


@pytest.mark.parametrize(("year", "percent"), [(2020, 400), (2021, 401), (2022, 400), (2024, 400), (2026, 400)])
def test_exactly_400_percent_is_entered_as_the_years_worksheet_says(year: int, percent: int) -> None:
    """Changes to the Instructions for Form 8962 (2021): worksheet 2, line 3, "Is the result 400 or more?"."""
    found = form(tax_return(4 * ONE[year], year=year))
    assert (found.line_5, found.line_28, found.applicable.outcome) == (percent, None, YES)


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"claimed_by_another": True}, NO, "tax_claimed_by_another"),
        ({"filing_status": "married_separately"}, NO, "tax_separate_return"),
        ({"filing_status": "married_separately", "separate_because": "abuse"}, YES, "tax_income_in_window_no_ceiling"),
        (
            {"filing_status": "married_separately", "separate_because": "abandonment", "separate_years": 2},
            YES,
            "tax_income_in_window_no_ceiling",
        ),
        (
            {"filing_status": "married_separately", "separate_because": "abuse", "separate_years": 3},
            NO,
            "tax_separate_return_used_up",
        ),
    ],
)
def test_what_stands_against_the_credit(more: dict[str, Any], outcome: Outcome, code: str) -> None:
    """26 USC 36B(c)(1)(C), (D); 26 CFR 1.36B-2(b)(2): the exception for three years in a row at most."""
    found = form(tax_return(30_000, **more))
    assert (found.applicable.outcome, found.applicable.codes) == (outcome, (code,))
    assert found.box_separate == (outcome is YES)
    if outcome is NO:
        limit = 950 if more.get("filing_status") != "married_separately" else 1_900
        assert (found.line_5, found.line_24, found.line_27, found.line_28, found.line_29) == (
            205,
            0,
            3_000,
            limit,
            limit,
        )


@pytest.mark.parametrize(
    ("year", "more", "outcome", "code"),
    [
        (2024, {}, NO, "tax_income_below_window"),
        (2024, {"estimated_at_or_over_poverty": True}, YES, "tax_below_window_estimate"),
        (2026, {"estimated_at_or_over_poverty": True}, YES, "tax_below_window_estimate"),
        (2024, {"estimated_at_or_over_poverty": True, "reckless_estimate": True}, NO, "tax_below_window_reckless"),
        (2025, {"lawfully_present_below_poverty": True}, YES, "tax_below_window_lawfully_present"),
        (2026, {"lawfully_present_below_poverty": True}, NO, "tax_income_below_window"),
    ],
)
def test_below_100_percent(year: int, more: dict[str, Any], outcome: Outcome, code: str) -> None:
    """26 CFR 1.36B-2(b)(6): paid on an estimate of 100 percent or more; lawfully present until 2025 (P.L. 119-21 s. 71302)."""
    found = form(tax_return(9_000, year=year, **more))
    assert (found.applicable.outcome, found.applicable.codes) == (outcome, (code,))
    assert (found.line_24 > 0) == (outcome is YES)


def test_an_estimate_without_credit_paid_on_it_does_not_help() -> None:
    found = form(tax_return(9_000, policy(400, 500, 0), estimated_at_or_over_poverty=True))
    assert found.applicable.codes == ("tax_income_below_window",)


def test_below_133_percent_the_lowest_figure_holds_under_the_poverty_line_too() -> None:
    found = form(tax_return(9_000, year=2014, estimated_at_or_over_poverty=True))
    assert (found.line_5, found.line_7, found.line_8a) == (78, Decimal("0.0200"), 180)


@pytest.mark.parametrize(("income", "year", "percent"), [(9_000, 2021, 133), (60_000, 2021, 133), (60_000, 2022, 401)])
def test_unemployment_compensation_in_2021_enters_133(income: int, year: int, percent: int) -> None:
    """2021 instructions for Form 8962, line 5: "enter 133 on line 5"; 26 USC 36B(g)."""
    found = form(tax_return(income, year=year, unemployment=True))
    assert found.line_5 == percent
    if year == 2021:
        assert (found.box_unemployment, found.line_7, found.line_8a, found.line_24) == (
            True,
            Decimal("0.0000"),
            0,
            4_800,
        )


def test_unemployment_compensation_holds_the_limit_at_that_of_133_percent() -> None:
    found = form(tax_return(60_000, policy(400, 100, 250), year=2021, unemployment=True))
    assert (found.line_27, found.line_28, found.line_29) == (1_800, 325, 325)


# Repayment limits


@pytest.mark.parametrize("year", LIMITS)
@pytest.mark.parametrize(
    "status", ["single", "head_of_household", "married_jointly", "surviving_spouse", "married_separately"]
)
def test_each_limit_before_at_and_after_its_edges(year: int, status: str) -> None:
    factor = 1 if status == "single" else 2
    low, middle, high = (amount * factor for amount in LIMITS[year])
    expected = {0: low, 199: low, 200: middle, 299: middle, 300: high, 399: high, 400: None, 401: None}
    for percent, limit in expected.items():
        dollars = -(-percent * ONE[year] // 100) + (1 if percent == 401 else 0)
        found = form(tax_return(dollars, policy(900, 100, 800), year=year, filing_status=status))
        assert found.line_28 == limit, percent
        assert found.line_29 == (min(found.line_27 or 0, limit) if limit is not None else found.line_27)


@pytest.mark.parametrize("percent", [199, 200, 299, 300, 399])
def test_a_dollar_short_of_an_edge_is_still_below_it(percent: int) -> None:
    at = -(-(percent + 1) * ONE[2024] // 100)
    assert [form(tax_return(dollars)).line_5 for dollars in (at - 1, at)] == [percent, percent + 1]


@pytest.mark.parametrize("percent", [100, 199, 200, 300, 400])
@pytest.mark.parametrize("year", [2026, 2027])
def test_from_2026_all_is_repaid(year: int, percent: int) -> None:
    """P.L. 119-21 s. 71305."""
    found = form(tax_return(percent * ONE[year] / 100, policy(900, 100, 800), year=year))
    assert (found.line_28, found.line_29) == (None, found.line_27)


def test_nothing_of_2020_is_repaid() -> None:
    """P.L. 117-2 s. 9662."""
    found = form(tax_return(30_000, policy(900, 100, 800), year=2020))
    assert (found.line_27, found.line_28, found.line_29) == (9_600, 800, 0)
    assert found.settlement.code == "tax_excess_waived"
    assert form(tax_return(30_000, policy(900, 800, 100), year=2020)).line_26 is not None


def test_a_credit_equal_to_the_advance_settles_at_nothing() -> None:
    found = form(tax_return(15_000, policy(300, 300, 300)))
    assert (found.line_24, found.line_25, found.line_26, found.line_27) == (3_600, 3_600, 0, None)
    assert found.settlement.code == "tax_nothing_left"


# Part IV


def shared(situation: str, start: int = 1, stop: int = 12, **more: Any) -> Allocation:
    return Allocation(policy="1", start=start, stop=stop, situation=situation, **more)


@pytest.mark.parametrize(
    ("allocation", "entered"),
    [
        # Instructions for Form 8962 (2017), allocation situation 1: Keith and Stephanie, agreed, and not agreed
        (shared("divorced", 1, 7, agreed=Decimal("0.33")), ("0.33", "0.33", "0.33")),
        (shared("divorced", 1, 7, agreed=Decimal("0.67")), ("0.67", "0.67", "0.67")),
        (shared("divorced", 1, 7), ("0.50", "0.50", "0.50")),
        # Situation 2: each spouse has a benchmark plan of their own
        (shared("married_separately"), ("0.50", None, "0.50")),
        # Situation 3: Gary and Jim, 12,000 and 6,000
        (shared("no_aptc", own_slcsp=1_200_000, other_slcsp=600_000), ("0.67", None, None)),
        (shared("no_aptc", own_slcsp=600_000, other_slcsp=1_200_000), ("0.33", None, None)),
        # Situation 4: Alice claims one of the five people whom Joe enrolled
        (shared("other", claimed=1, enrolled=5, enrolling=True), ("0.80", "0.80", "0.80")),
        (shared("other", claimed=1, enrolled=5), ("0.20", "0.20", "0.20")),
        (shared("other", agreed=Decimal("1")), ("1.00", "1.00", "1.00")),
        (shared("stated", premium_share=Decimal("0.25"), aptc_share=Decimal("0.5")), ("0.25", None, "0.50")),
    ],
)
def test_allocation_percentages(allocation: Allocation, entered: tuple[str | None, ...]) -> None:
    assert tuple(None if each is None else str(each) for each in shares_of(allocation).entered) == entered


def test_gary_and_jim_share_15_000_in_proportion_without_rounding_on_the_way() -> None:
    """Instructions for Form 8962 (2017), allocation situation 3: 10,000 and 5,000."""
    mine = shares_of(shared("no_aptc", own_slcsp=1_200_000, other_slcsp=600_000)).premium
    assert (15_000 * mine, 15_000 * (1 - mine)) == (10_000, 5_000)


def test_joe_and_alice() -> None:
    """Instructions for Form 8962 (2017), allocation situation 4: 10,400, 9,600, 4,911; credit 3,701; excess 1,210."""
    annual = row(
        product(13_000, Decimal("0.80")), product(12_000, Decimal("0.80")), 5_899, product(6_139, Decimal("0.80"))
    )
    assert (annual.a, annual.b, annual.f) == (10_400, 9_600, 4_911)
    assert (annual.e, annual.f - annual.e) == (3_701, 1_210)
    statement = policy(13_000 / 12, 1_000, 6_139 / 12)
    allocation = shared("other", claimed=1, enrolled=5, enrolling=True)
    found = form(
        tax_return(60_876, statement, year=2017, size=2, filing_status="head_of_household", allocations=(allocation,))
    )
    assert (found.line_4, found.line_5, found.line_7, found.line_8a) == (16_020, 380, Decimal("0.0969"), 5_899)
    # By months the form rounds twelve times: 3,696 and 4,908, where the example adds the year up.
    assert found.lines_12_23 == (row(867, 800, 492, 409),) * 12
    assert (found.line_9, found.line_10, found.line_34) == (True, False, True)
    assert (found.line_24, found.line_25, found.line_27, found.line_28, found.line_29) == (
        3_696,
        4_908,
        1_212,
        2_550,
        1_212,
    )
    assert found.lines_30_33[0].e == Decimal("0.80")


def test_only_the_months_of_the_allocation_are_shared() -> None:
    found = form(tax_return(38_337, allocations=(shared("divorced", 1, 7, agreed=Decimal("0.33")),)))
    assert [each and each.a for each in found.lines_12_23] == [132] * 7 + [400] * 5
    assert [each and each.b for each in found.lines_12_23] == [165] * 7 + [500] * 5
    assert [each and each.f for each in found.lines_12_23] == [83] * 7 + [250] * 5  # 82.50


def test_who_files_apart_without_an_exception_repays_their_half() -> None:
    found = form(tax_return(30_000, filing_status="married_separately", allocations=(shared("married_separately"),)))
    assert (found.line_24, found.line_25, found.line_29) == (0, 1_500, 1_500)


def test_who_files_apart_with_an_exception_gives_a_benchmark_of_their_own() -> None:
    more: dict[str, Any] = {"filing_status": "married_separately", "separate_because": "abuse"}
    with pytest.raises(BadFacts) as refused:
        form(tax_return(30_000, allocations=(shared("married_separately"),), **more))
    assert refused.value.field == "slcsp"
    found = form(tax_return(30_000, allocations=(shared("married_separately"),), slcsp=(30_000,) * 12, **more))
    assert found.lines_12_23[0] == row(200, 300, found.line_8b or 0, 125)


def test_an_allocated_policy_and_one_of_their_own_are_added() -> None:
    own = policy(200, 300, 100, range(8, 13), number="2")
    shared_policy = policy(400, 500, 250, range(1, 8))
    found = form(tax_return(38_337, shared_policy, own, allocations=(shared("divorced", 1, 7),)))
    assert [each and (each.a, each.b, each.f) for each in found.lines_12_23] == [(200, 250, 125)] * 7 + [
        (200, 300, 100)
    ] * 5


# Part V: P has the income and family of one, Q two children; 2014, poverty line of 2013


def newly_wed(day: date = date(2014, 7, 14), magi: float = 75_000, **more: Any) -> TaxReturn:
    before, after = range(1, 8), range(8, 13)
    statements = (
        policy(600, 5_200 / 12, 117, before, number="p", of="filer"),
        policy(900, 10_000 / 12, 672, before, number="q", of="spouse"),
        policy(1_500, 14_000 / 12, 573, after, number="pq"),
    )
    wedding = Marriage(day=day, filer_family=1, spouse_family=3)
    facts: dict[str, Any] = {"year": 2014, "size": 4, "filing_status": "married_jointly", "marriage": wedding}
    return tax_return(magi, *statements, **(facts | more))


def test_the_year_of_marriage_worked_by_hand() -> None:
    """After 26 CFR 1.36B-4(b)(3): benchmarks 5,200, 10,000 and 14,000 a year, income 75,000, advance 8,388.

    P: 37,500 of 11,490 is 326 percent: 9.50, 3,563, 297 a month, 433 - 297 = 136. Q: 37,500 of 19,530 is 192 percent: 5.93, 2,224,
    185 a month, 833 - 185 = 648. Together 784 in each of seven months, and 1,167 - 594 = 573 in five.
    """
    found = form(newly_wed())
    assert (found.line_5, found.line_7, found.line_8a, found.line_8b) == (318, Decimal("0.0950"), 7_125, 594)
    assert (found.line_9, found.line_10) == (True, False)
    assert (found.line_35, found.line_36) == (AlternativeLine(1, 297, 1, 7), AlternativeLine(3, 185, 1, 7))
    january, august = found.lines_12_23[0], found.lines_12_23[7]
    assert january is not None
    assert (january.a, january.b, january.c, january.d, january.e, january.f) == (1_500, 1_267, 482, 785, 784, 789)
    assert august == row(1_500, 1_167, 594, 573)
    assert (found.line_24, found.line_25, found.line_27, found.line_29) == (7 * 784 + 5 * 573, 8_388, 35, 35)
    # Without the choice: 673 in each of seven months.
    usual = form(newly_wed(marriage=None, slcsp=(126_667,) * 7 + (116_667,) * 5, policies=without_sides(newly_wed())))
    assert (usual.line_24, usual.line_29) == (7 * 673 + 5 * 573, 812)


def without_sides(facts: TaxReturn) -> tuple[Policy, ...]:
    return tuple(msgspec.structs.replace(each, of="both") for each in facts.policies)


def test_worksheet_iii_for_half_of_80_000() -> None:
    """Publication 974, as worked at proconnect.intuit.com: 348 percent, 9.50, 3,800, 317 a month."""
    statements = (policy(900, 600, 500, range(1, 10), number="q", of="spouse"),)
    wedding = Marriage(day=date(2014, 9, 6), filer_family=1, spouse_family=1)
    found = form(tax_return(80_000, *statements, year=2014, size=2, filing_status="married_jointly", marriage=wedding))
    # Over the ceiling (80,000 of 15,510), yet the months before the marriage have a credit: 600 - 317 = 283.
    assert (found.line_5, found.line_7, found.line_35) == (401, None, None)
    assert found.line_36 == AlternativeLine(1, 317, 1, 9)
    assert (found.line_24, found.line_25, found.line_27, found.line_28, found.line_29) == (
        2_547,
        4_500,
        1_953,
        None,
        1_953,
    )


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2014, 7, 1), 6),
        (date(2014, 7, 2), 7),
        (date(2014, 7, 31), 7),
        (date(2014, 1, 1), 0),
        (date(2014, 1, 2), 1),
    ],
)
def test_months_before_the_marriage_are_those_that_begin_unmarried(day: date, months: int) -> None:
    statements = (
        policy(900, 600, 590, range(1, months + 1), number="p", of="filer"),
        policy(900, 900, 890, range(months + 1, 13), number="pq"),
    )
    wedding = Marriage(day=day, filer_family=1, spouse_family=1)
    found = form(tax_return(55_000, *statements, year=2014, size=2, filing_status="married_jointly", marriage=wedding))
    assert (found.line_35 is None) == (months == 0)
    if found.line_35:
        assert found.line_35.d == months


def test_the_alternative_never_pays_out() -> None:
    """26 CFR 1.36B-4(b)(2)(ii): the excess over what was paid in advance is not refunded; line 26 is 0."""
    found = form(
        newly_wed(policies=tuple(msgspec.structs.replace(each, aptc=lower(each)) for each in newly_wed().policies))
    )
    assert found.line_24 > found.line_25
    assert (found.line_26, found.line_27, found.settlement.code) == (0, None, "tax_marriage_nothing_repaid")


def lower(statement: Policy) -> tuple[int, ...]:
    return tuple(amount * 95 // 100 for amount in statement.aptc)


def test_without_excess_there_is_no_choice() -> None:
    statements = tuple(msgspec.structs.replace(each, aptc=(0,) * 12) for each in newly_wed().policies)
    found = form(newly_wed(policies=statements))
    assert (found.line_9, found.line_35, found.line_36) == (False, None, None)
    assert (found.line_26 or 0) > 0


def test_the_alternative_that_does_not_help_is_not_used() -> None:
    """Two alike: half of the income and half of the family, but a poverty line that is more than half of that for both."""
    statements = (
        policy(900, 600, 590, range(1, 8), number="p", of="filer"),
        policy(900, 900, 890, range(8, 13), number="pq"),
    )
    wedding = Marriage(day=date(2021, 7, 10), filer_family=1, spouse_family=1)
    facts = tax_return(15_000, *statements, year=2021, size=2, filing_status="married_jointly", marriage=wedding)
    found = form(msgspec.structs.replace(facts, estimated_at_or_over_poverty=True, policies=overpaid(facts.policies)))
    assert (found.line_9, found.line_35) == (False, None)
    assert "tax_marriage_alternative_no_help" in [reason.code for reason in found.reasons]


def overpaid(statements: tuple[Policy, ...]) -> tuple[Policy, ...]:
    return tuple(
        msgspec.structs.replace(each, aptc=tuple(amount and amount + 5_000 for amount in each.slcsp))
        for each in statements
    )


# What is refused


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"states": ("ZZ",)}, "states[0]"),
        ({"policies": (policy(1, 1, 1), policy(1, 1, 1))}, "policies[1].number"),
        ({"policies": (policy(1, 1, 1, state="Q"),)}, "policies[0].state"),
        ({"policies": (policy(1, 1, 1, of="filer"),)}, "policies[0].of"),
        ({"allocations": (Allocation(policy="9", start=1, stop=2, situation="divorced"),)}, "allocations[0].policy"),
        ({"allocations": (shared("divorced", 5, 4),)}, "allocations[0].stop"),
        ({"allocations": (shared("divorced", agreed=Decimal("1.01")),)}, "allocations[0].agreed"),
        ({"allocations": (shared("divorced", agreed=Decimal("0.333")),)}, "allocations[0].agreed"),
        ({"allocations": (shared("other"),)}, "allocations[0].agreed"),
        ({"allocations": (shared("other", claimed=6, enrolled=5),)}, "allocations[0].claimed"),
        ({"allocations": (shared("no_aptc"),)}, "allocations[0].own_slcsp"),
        ({"allocations": (shared("stated"),)}, "allocations[0].premium_share"),
        ({"allocations": (shared("divorced", 1, 7), shared("other", 7, 9, agreed=Decimal(1)))}, "allocations[1].start"),
        ({"marriage": Marriage(day=date(2023, 5, 1))}, "marriage.day"),
        ({"marriage": Marriage(day=date(2024, 5, 1))}, "marriage"),
        (
            {"marriage": Marriage(day=date(2024, 5, 1)), "filing_status": "married_jointly", "family_size": 2},
            "policies[0].of",
        ),
        (
            {
                "marriage": Marriage(day=date(2024, 5, 1), spouse_family=3),
                "filing_status": "married_jointly",
                "family_size": 2,
                "policies": (policy(1, 1, 1, of="filer"),),
            },
            "marriage.spouse_family",
        ),
    ],
)
def test_facts_that_cannot_be_right_are_refused_by_path(more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as refused:
        form(msgspec.structs.replace(tax_return(30_000), **more))
    assert refused.value.field == field


@pytest.mark.parametrize("year", [2013, 2028])
def test_years_without_law_are_refused(year: int) -> None:
    with pytest.raises(MissingLaw):
        credit_year(year, ("TX",))


def test_law_that_was_recalled_is_named() -> None:
    assert "limits" in not_read(credit_year(2018, ("TX",)))
    assert "limits" not in not_read(credit_year(2024, ("TX",)))


# Properties

INCOMES = st.integers(0, 120_000)
AMOUNTS = st.integers(0, 1_500)


def owed(found: Form8962) -> int:
    """What the return owes; below zero for a refund."""
    return (found.line_29 or 0) - (found.line_26 or 0)


@given(st.sampled_from([2014, 2017, 2021, 2024, 2025, 2026]), INCOMES, INCOMES, AMOUNTS, AMOUNTS, AMOUNTS)
def test_more_income_never_owes_less_inside_a_band(year: int, one: int, other: int, a: int, b: int, f: int) -> None:
    less, more = (form(tax_return(income, policy(a, b, f), year=year)) for income in sorted((one, other)))
    alike = less.applicable.outcome is more.applicable.outcome
    if alike and less.line_28 == more.line_28 and (less.line_5 < 400) == (more.line_5 < 400):
        assert owed(less) <= owed(more)


@given(st.integers(2014, 2027), INCOMES, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 12), st.integers(1, 12))
def test_the_lines_hang_together(year: int, income: int, a: int, b: int, f: int, first: int, last: int) -> None:
    found = form(tax_return(income, policy(a, b, f, range(first, last + 1)), year=year))
    rows = [each for each in (found.line_11, *found.lines_12_23) if each]
    assert found.line_24 == sum(each.e for each in rows)
    assert found.line_25 == sum(each.f for each in rows)
    assert all(0 <= each.e <= (each.a or 0) for each in rows)
    assert (found.line_26 is None) == (found.line_25 > found.line_24)
    if found.line_27 is not None and found.line_29 is not None:
        assert 0 <= found.line_29 <= found.line_27 == found.line_25 - found.line_24
        assert found.line_28 is None or found.line_29 <= found.line_28
    assert re_evaluates(found)


@given(st.integers(1, 12), st.data())
def test_headcount_shares_are_the_whole_together(enrolled: int, data: st.DataObject) -> None:
    claimed = data.draw(st.integers(0, enrolled))
    assert headcount(claimed, enrolled, enrolling=True) + headcount(claimed, enrolled, enrolling=False) == 1


@given(st.integers(0, 5_000_00), st.integers(1, 5_000_00))
def test_shares_by_benchmark_are_the_whole_together(own: int, other: int) -> None:
    mine, theirs = (
        shares_of(shared("no_aptc", own_slcsp=first, other_slcsp=second)).premium
        for first, second in ((own, other), (other, own))
    )
    assert mine + theirs == 1


@given(st.integers(0, 100), AMOUNTS, AMOUNTS, AMOUNTS)
def test_two_returns_share_all_of_a_policy(percent: int, a: int, b: int, f: int) -> None:
    """But for the dollar that each rounds to."""
    share = Decimal(percent) / 100
    mine, theirs = (
        form(tax_return(30_000, policy(a, b, f), allocations=(shared("other", agreed=each),)))
        for each in (share, 1 - share)
    )
    for column, whole in (("a", a), ("f", f)):
        for one, two in zip(mine.lines_12_23, theirs.lines_12_23, strict=True):
            both = sum(getattr(each, column) for each in (one, two) if each)
            assert abs(both - whole) <= 1


@given(
    st.integers(20_000, 110_000), st.integers(1, 4), st.integers(1, 4), st.integers(1, 12), st.integers(1, 28), AMOUNTS
)
def test_the_alternative_never_owes_more(income: int, mine: int, theirs: int, month: int, day: int, aptc: int) -> None:
    statements = (
        policy(800, 700, aptc / 2, range(1, month + 1), number="p", of="filer"),
        policy(900, 800, aptc / 2, range(1, month + 1), number="q", of="spouse"),
        policy(1_500, 1_400, aptc, range(month + 1, 13), number="pq"),
    )
    wedding = Marriage(day=date(2014, month, day), filer_family=mine, spouse_family=theirs)
    facts = {"year": 2014, "size": mine + theirs, "filing_status": "married_jointly"}
    if day == 1:  # that month is one of marriage: the benchmark of both is said
        facts["slcsp"] = tuple(150_000 if number < month else 140_000 for number in range(1, 13))
    with_choice = form(tax_return(income, *statements, marriage=wedding, **facts))
    apart = facts | {"slcsp": tuple(150_000 if date(2014, each, 1) < wedding.day else 140_000 for each in range(1, 13))}
    without = form(tax_return(income, *(msgspec.structs.replace(each, of="both") for each in statements), **apart))
    assert owed(with_choice) <= owed(without)


@given(st.permutations([policy(100, 300, 50), policy(200, 300, 20, number="2"), policy(50, 300, 0, number="3")]))
def test_the_order_of_policies_never_matters(statements: list[Policy]) -> None:
    assert (
        form(tax_return(30_000, *statements)).line_24
        == form(tax_return(30_000, *sorted(statements, key=number_of))).line_24
    )


def number_of(statement: Policy) -> str:
    return statement.number


def test_part_one_alone_is_what_the_form_shows() -> None:
    facts = tax_return(38_337)
    first = part_one(facts, credit_year(2024, ("TX",)))
    assert (first.line_5, first.line_8a) == (form(facts).line_5, form(facts).line_8a)


# Reasons


def every_form() -> Iterator[Form8962]:
    over = policy(900, 100, 800)
    apart: dict[str, Any] = {"filing_status": "married_separately"}
    half = (shared("married_separately"),)
    yield from (
        form(tax_return(dollars, year=year)) for year in (2014, 2024, 2026) for dollars in (9_000, 30_000, 90_000)
    )
    yield form(tax_return(9_000, estimated_at_or_over_poverty=True))
    yield form(tax_return(9_000, estimated_at_or_over_poverty=True, reckless_estimate=True))
    yield form(tax_return(9_000, lawfully_present_below_poverty=True))
    yield form(tax_return(60_000, year=2021, unemployment=True))
    yield form(tax_return(30_000, claimed_by_another=True))
    yield form(tax_return(30_000, size=0))
    yield form(tax_return(30_000, allocations=half, **apart))
    yield form(tax_return(30_000, separate_because="abuse", separate_years=3, **apart))
    yield form(tax_return(30_000, over))
    yield form(tax_return(30_000, over, year=2020))
    yield form(tax_return(15_000, policy(300, 300, 300)))
    yield form(tax_return(15_000, policy(300, 300, 310)))
    yield form(tax_return(30_000, allocations=(shared("other", claimed=1, enrolled=3, enrolling=True),)))
    yield form(tax_return(30_000, allocations=(shared("other", agreed=Decimal("0.4")),)))
    yield form(
        tax_return(30_000, allocations=(shared("stated", premium_share=Decimal("0.4"), slcsp_share=Decimal("0.4")),))
    )
    allocation = shared("no_aptc", own_slcsp=1_200_000, other_slcsp=600_000)
    yield form(tax_return(30_000, policy(400, 0, 0), slcsp=(50_000,) * 12, allocations=(allocation,)))
    yield form(newly_wed())
    yield form(
        newly_wed(policies=tuple(msgspec.structs.replace(each, aptc=lower(each)) for each in newly_wed().policies))
    )
    wedding = Marriage(day=date(2021, 7, 10))
    statement = overpaid((policy(900, 600, 0, of="filer"),))
    more: dict[str, Any] = {"size": 2, "filing_status": "married_jointly", "estimated_at_or_over_poverty": True}
    yield form(tax_return(15_000, *statement, year=2021, marriage=wedding, **more))


def re_evaluates(found: Form8962) -> bool:
    """Whether each reason's own facts prove it."""
    return all(EVIDENCE[reason.code][1](reason.facts) for reason in found.reasons)


def test_every_reason_of_the_form_is_reached_proves_itself_and_has_words() -> None:
    forms = list(every_form())
    codes = {reason.code for found in forms for reason in found.reasons}
    assert codes == {code for code in EVIDENCE if code.startswith("tax_")}
    assert codes <= set(SENTENCES)
    for found in forms:
        assert re_evaluates(found)
        for reason in found.applicable.reasons:
            assert EVIDENCE[reason.code][0] is found.applicable.outcome
        for reason in found.reasons:
            assert words(reason).endswith(".")
            assert any(sign.isdigit() for sign in reason.citation)


def words(reason: Reason) -> str:
    return " ".join(
        text % {name: str(value) for name, value in reason.facts.items()} for text in SENTENCES[reason.code]
    )


@pytest.mark.parametrize("fact", ["credit", "advance", "net"])
def test_a_tampered_settlement_no_longer_adds_up(fact: str) -> None:
    reason = form(tax_return(38_337)).settlement
    assert EVIDENCE[reason.code][1](reason.facts)
    value = reason.facts[fact]
    assert isinstance(value, int)
    assert not EVIDENCE[reason.code][1](reason.facts | {fact: value + 1})


# The command

DOCUMENT: dict[str, Any] = {
    "year": 2024,
    "states": ["VT"],
    "filing_status": "single",
    "family_size": 1,
    "magi": "38337.00",
    "policies": [{"number": "1", "premium": [400] * 12, "slcsp": ["500.00"] * 12, "aptc": [250.0] * 12}],
}


def test_the_command_prints_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "return.json"
    file.write_text(json.dumps(DOCUMENT))
    assert main([str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    names = [
        "1",
        "2a",
        "2b",
        "3",
        "4",
        "5",
        "7",
        "8a",
        "8b",
        "9",
        "10",
        *(str(line) for line in range(11, 30)),
        "34",
        "35",
        "36",
    ]
    assert list(told["lines"]) == names
    assert (told["lines"]["7"], told["lines"]["8a"], told["lines"]["24"], told["lines"]["26"]) == (
        "0.0448",
        1_717,
        4_283,
        1_283,
    )
    assert told["lines"]["11"] == {"a": 4_800, "b": 6_000, "c": 1_717, "d": 4_283, "e": 4_283, "f": 3_000}
    assert (told["lines"]["12"], told["applicable"], told["settlement"]) == (None, "yes", "tax_net_credit")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"magi": "12.345"}, "magi: Expected an amount of dollars with at most two decimals"),
        ({"family_size": -1}, "family_size: Expected int >= 0"),
        ({"year": 2013}, "not known for 2013"),
        ({"states": []}, "states: Expected array of length >= 1"),
        ({"filing_status": "alone"}, "filing_status: Invalid enum value 'alone'"),
        ({"surprise": 1}, "Object contains unknown field surprise"),
        (
            {"policies": [{"number": "1", "premium": [1] * 11, "slcsp": [1] * 12, "aptc": [1] * 12}]},
            "policies[0].premium: Expected array of length >= 12",
        ),
        (
            {"policies": [{"number": "1", "premium": [1] * 11 + [-1], "slcsp": [1] * 12, "aptc": [1] * 12}]},
            "policies[0].premium",
        ),
        (
            {"policies": [{"number": "1", "premium": [1] * 11 + [True], "slcsp": [1] * 12, "aptc": [1] * 12}]},
            "policies[0].premium[11]: Expected an amount of dollars",
        ),
    ],
)
def test_what_is_wrong_is_one_line_with_the_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], told: str
) -> None:
    file = tmp_path / "return.json"
    file.write_text(json.dumps(DOCUMENT | change))
    assert main([str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("coverport reconcile: ")
    assert told in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [([], "give a FILE"), (["/nowhere.json"], "/nowhere.json: No such file"), (["--x"], "unrecognized")],
)
def test_a_file_that_cannot_be_read_is_said(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert told in capsys.readouterr().err


def test_it_is_not_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "return.json"
    file.write_text("{")
    assert main([str(file)]) == 1
    assert "This is not JSON" in capsys.readouterr().err


def test_the_schema_describes_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--schema"]) == 0
    told = json.loads(capsys.readouterr().out)
    for made in told["$defs"].values():
        assert all(field.get("description") for field in made["properties"].values()), made["title"]


def test_the_command_reads_standard_input_and_loads_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from coverport.eligibility.tax.reconcile_command import main; main(['-']);"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'numpy')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(DOCUMENT), capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


@given(st.integers(-10_000_000, 100_000_000))
def test_dollars_outside_are_cents_inside(amount: int) -> None:
    sign, whole, rest = "-" if amount < 0 else "", abs(amount) // 100, abs(amount) % 100
    document = DOCUMENT | {"magi": f"{sign}{whole}.{rest:02d}"}
    assert read(json.dumps(document), TaxReturn).magi == amount


def test_shares_are_exact() -> None:
    assert shares_of(shared("other", agreed=Decimal("0.33"))).premium == Fraction(33, 100)
