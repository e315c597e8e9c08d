"""Who can have the premium tax credit and how much it is, before, at and after each edge of the income window."""

from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport import law
from coverport.core.money import half_up
from coverport.eligibility.facts import Immigration, Person
from coverport.eligibility.findings import Finding, Outcome, no, unknown, yes
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules import credit
from coverport.eligibility.rules.income import Measured, measure, percent_for_credit, percent_to_four_places
from coverport.eligibility.words import sentence
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import WorkRequirement
from coverport.law.resolved import CreditLaw

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
# One person, 48 states: the guideline of the year before
ONE = {
    2014: 11_490, 2015: 11_670, 2016: 11_770, 2017: 11_880, 2018: 12_060, 2019: 12_140, 2020: 12_490,
    2021: 12_760, 2022: 12_880, 2023: 13_590, 2024: 14_580, 2025: 15_060, 2026: 15_650, 2027: 15_960,
}  # fmt: skip
WITHOUT_CEILING = range(2021, 2026)
CAN_BUY = yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": "TX"})
NOT_PUBLIC = no("medicaid_no_group", "42 CFR 435.119", {"state": "TX", "age": 40})
PUBLIC = yes("medicaid_adult_within_limit", "42 CFR 435.119", {})
UNSURE = unknown("immigration_to_check", "8 USC 1612(b), 1613", {})
UNTOLD = unknown("filing_missing", "45 CFR 155.305(f)(4)", {})


@cache
def of(year: int, state: str = "TX") -> CreditLaw:
    return law.resolve(on=law.open_enrollment_first_day(year), state=state, year=year).credit


def measured(dollars: float | None, year: int = 2014, *, size: int = 1, state: str = "TX") -> Measured:
    return measure(None if dollars is None else round(dollars * 100), size, of(year, state).guideline)


def window(dollars: float | None, year: int = 2014, **more: Any) -> Finding:
    here = of(year)
    held = measured(dollars, year, size=more.pop("size", 1))
    return credit.credit_window(held, here.window, here.lawfully_present_below_floor, here.unemployment, **more)


def amount(dollars: float | None, benchmark: float | None, year: int = 2014, **more: Any) -> tuple[int | None, Finding]:
    """The credit of a family of one who has nothing against it."""
    here = of(year)
    held = credit.counted_income(
        measured(dollars, year, size=more.pop("size", 1)),
        here.unemployment,
        unemployment=more.pop("unemployment", False),
    )
    share = credit.share_of_income(held, percent_for_credit(held, here.percent_ceiling), here.applicable_percentage)
    found = more.pop("family", [window(dollars, year)])
    return credit.credit_amount(found, None if benchmark is None else round(benchmark * 100), share, **more)


def person(**more: Any) -> Person:
    return Person(**{"id": "1", "age": 40, "citizen": True, "other_coverage": False} | more)


def obstacles(year: int = 2014, *, of_person: dict[str, Any] | None = None, **more: Any) -> tuple[Finding, ...]:
    here = of(year)
    around: dict[str, Any] = {
        "qhp": CAN_BUY, "medicaid": NOT_PUBLIC, "chip": NOT_PUBLIC, "basic_health": NOT_PUBLIC, "employer": None, "work": None,
    }  # fmt: skip
    return credit.person_obstacles(
        person(**of_person or {}),
        statuses=here.statuses,
        enrollment=here.income_based_enrollment,
        requirement=typed(WorkRequirement, "medicaid.work_requirement", on=new_year(year)),
        **around | more,
    )


# ---- The income window


@pytest.mark.parametrize("year", ONE)
def test_the_credit_starts_at_exactly_100_percent(year: int) -> None:
    at = ONE[year]
    found = [window(dollars, year) for dollars in (at - 0.01, at, at + 0.01)]
    assert [each.outcome for each in found] == [NO, YES, YES]
    assert found[0].codes == ("income_below_credit_window",)
    percents = [percent_for_credit(measured(dollars, year), of(year).percent_ceiling) for dollars in (at - 0.01, at)]
    assert percents == [99, 100]


@pytest.mark.parametrize("year", ONE)
def test_exactly_400_percent_has_credit_and_one_dollar_more_has_none(year: int) -> None:
    """26 USC 36B(c)(1)(A): "does not exceed 400 percent"; the ceiling was lifted from 2021 to 2025."""
    at = 4 * ONE[year]
    after = YES if year in WITHOUT_CEILING else NO
    assert [window(dollars, year).outcome for dollars in (at - 1, at, at + 1)] == [YES, YES, after]
    assert window(at + 0.01, year).outcome is after
    percents = [
        percent_for_credit(measured(dollars, year), of(year).percent_ceiling) for dollars in (at - 1, at, at + 1)
    ]
    assert percents == [399, 400, 401]


@pytest.mark.parametrize("year", ONE)
def test_at_each_edge_the_credit_jumps_as_the_law_says(year: int) -> None:
    """Up from nothing at 100 percent, down to nothing over 400 where there is a ceiling, with a benchmark of $2,000."""
    at = ONE[year]
    below, floor = amount(at - 1, 2_000, year)[0], amount(at, 2_000, year)[0]
    ceiling, above = amount(4 * at, 2_000, year)[0], amount(4 * at + 1, 2_000, year)[0]
    assert (below, floor is not None and floor > 1_900_00) == (0, True)
    assert ceiling
    assert above is not None
    assert (0 < above < ceiling) if year in WITHOUT_CEILING else above == 0


@pytest.mark.parametrize(("state", "guideline"), [("TX", 11_490), ("AK", 14_350), ("HI", 13_230)])
def test_alaska_and_hawaii_have_their_own_guideline(state: str, guideline: int) -> None:
    assert percent_to_four_places(measured(2 * guideline, state=state)) == Decimal("200.0000")


def test_income_unknown_leaves_the_window_unknown() -> None:
    found = window(None)
    assert (found.outcome, found.codes) == (UNKNOWN, ("income_missing",))


@pytest.mark.parametrize(
    ("year", "barred", "outcome", "code"),
    [
        (2014, True, YES, "credit_below_window_lawfully_present"),
        (2014, None, UNKNOWN, "credit_below_window_by_status"),
        (2014, False, NO, "income_below_credit_window"),
        (2025, True, YES, "credit_below_window_lawfully_present"),
        (2025, None, UNKNOWN, "credit_below_window_by_status"),
        (2026, True, NO, "income_below_credit_window"),
        (2026, None, NO, "income_below_credit_window"),
        (2027, True, NO, "income_below_credit_window"),
    ],
)
def test_whom_status_keeps_out_of_medicaid_had_the_credit_below_the_floor_until_2025(
    year: int, barred: bool | None, outcome: Outcome, code: str
) -> None:
    """26 USC 36B(c)(1)(B), repealed from 2026 by P.L. 119-21 s. 71302."""
    found = window(5_000, year, barred_by_status=barred)
    assert (found.outcome, found.codes) == (outcome, (code,))


@pytest.mark.parametrize("barred", [True, None])
def test_the_exception_lifts_the_floor_and_nothing_else(barred: bool | None) -> None:
    assert window(30_000, barred_by_status=barred).codes == ("income_within_credit_window",)
    assert window(60_000, barred_by_status=barred).codes == ("income_above_credit_window",)
    assert window(None, barred_by_status=barred).codes == ("income_missing",)


def test_below_the_floor_the_first_figure_of_the_table_holds() -> None:
    """26 CFR 1.36B-2(b)(7): the actual income counts. 5,000 x 0.02 / 12 = 8.33."""
    assert amount(5_000, 300, family=[window(5_000, barred_by_status=True)])[0] == 291_67


@pytest.mark.parametrize(
    ("year", "dollars", "code", "share"),
    [
        (2021, 12_759, "credit_unemployment", 0),  # below the floor: an applicable taxpayer all the same
        (2021, 12_760, "income_within_credit_window_no_ceiling", 0),
        (2021, 16_970.80, "income_within_credit_window_no_ceiling", 0),  # 133 percent
        (2021, 16_970.81, "credit_unemployment", 0),
        (2021, 200_000, "credit_unemployment", 0),
        (2020, 60_000, "income_above_credit_window", None),
        (2022, 60_000, "income_within_credit_window_no_ceiling", 425_00),  # 8.5 percent
    ],
)
def test_unemployment_in_2021_counts_income_up_to_133_percent(
    year: int, dollars: float, code: str, share: int | None
) -> None:
    """26 USC 36B(g), P.L. 117-2 s. 9663: the whole benchmark is paid; of 2021 alone."""
    found = window(dollars, year, unemployment=True)
    assert found.codes == (code,)
    credits = amount(dollars, 600, year, family=[found], unemployment=True)[0]
    assert credits == (0 if share is None else 600_00 - share)


def test_the_sentence_about_unemployment_says_what_is_counted() -> None:
    assert sentence(window(30_000, 2021, unemployment=True).reasons[0]) == (
        "Your yearly income of $30,000 is 235% of the 2020 poverty guideline for one person ($12,760). "
        "Because you had unemployment pay in the year, we count at most 133%, which is $16,971."
    )


def test_unemployment_with_an_unknown_income_stays_unknown() -> None:
    assert window(None, 2021, unemployment=True).codes == ("income_missing",)


# ---- The person


@pytest.mark.parametrize(
    ("more", "outcome", "codes"),
    [
        ({}, YES, ("income_within_credit_window",)),
        ({"qhp": no("lives_elsewhere", "1", {"state": "TX"})}, NO, ("lives_elsewhere",)),
        ({"qhp": unknown("citizenship_missing", "1", {})}, UNKNOWN, ("citizenship_missing",)),
        ({"medicaid": PUBLIC}, NO, ("credit_medicaid_or_chip_instead",)),
        ({"chip": PUBLIC}, NO, ("credit_medicaid_or_chip_instead",)),
        ({"basic_health": PUBLIC}, NO, ("credit_basic_health_instead",)),
        ({"medicaid": UNSURE}, UNKNOWN, ("immigration_to_check",)),
        ({"basic_health": UNSURE}, UNKNOWN, ("immigration_to_check",)),
        ({"of_person": {"other_coverage": True}}, NO, ("credit_other_coverage",)),
        ({"of_person": {"other_coverage": None}}, UNKNOWN, ("other_coverage_missing",)),
        ({"of_person": {"medicare": True, "other_coverage": None}}, NO, ("medicare_comes_first",)),
        ({"employer": no("enrolled_in_employer_plan", "1", {})}, NO, ("enrolled_in_employer_plan",)),
        ({"employer": unknown("offer_cost_missing", "1", {})}, UNKNOWN, ("offer_cost_missing",)),
        ({"employer": yes("offer_below_minimum_value", "1", {})}, YES, ("income_within_credit_window", "offer_below_minimum_value")),
        ({"medicaid": UNSURE, "of_person": {"other_coverage": True}}, NO, ("credit_other_coverage",)),
        ({"medicaid": PUBLIC, "of_person": {"medicare": True}}, NO, ("credit_medicaid_or_chip_instead", "medicare_comes_first")),
    ],
)  # fmt: skip
def test_what_stands_between_a_person_and_the_credit(
    more: dict[str, Any], outcome: Outcome, codes: tuple[str, ...]
) -> None:
    own = obstacles(**more)
    found = credit.tax_credit(own, window(30_000))
    assert (found.outcome, found.codes) == (outcome, codes)
    assert credit.in_coverage_family(own) is (outcome is not NO)


def test_the_return_and_the_income_stand_beside_the_person() -> None:
    assert credit.tax_credit([UNTOLD], window(30_000)).codes == ("filing_missing",)
    assert credit.tax_credit([UNTOLD], window(60_000)).codes == ("income_above_credit_window",)
    both = credit.tax_credit([*obstacles(medicaid=PUBLIC), None], window(60_000))
    assert both.codes == ("credit_medicaid_or_chip_instead", "income_above_credit_window")
    asked_once = credit.tax_credit(obstacles(medicaid=unknown("income_missing", "42 CFR 435.603", {})), window(None))
    assert asked_once.codes == ("income_missing",)


@pytest.mark.parametrize(
    ("year", "more", "outcome"),
    [
        (2026, {"citizen": False, "immigration": Immigration(status="refugee")}, YES),
        (2027, {"citizen": False, "immigration": Immigration(status="refugee")}, NO),
        (2027, {"citizen": False, "immigration": Immigration(status="asylee")}, NO),
        (2027, {"citizen": False, "immigration": Immigration(status="lawful_permanent_resident")}, YES),
        (2027, {"citizen": False, "immigration": Immigration(status="cuban_haitian_entrant")}, YES),
        (2027, {"citizen": False, "immigration": Immigration(status="compact_of_free_association")}, YES),
        (2026, {"citizen": False, "lawfully_present": True}, YES),
        (2027, {"citizen": False, "lawfully_present": True}, UNKNOWN),  # which status decides
        (2027, {"citizen": True}, YES),
    ],
)
def test_from_2027_only_some_statuses_have_the_credit(year: int, more: dict[str, Any], outcome: Outcome) -> None:
    """P.L. 119-21 s. 71301."""
    assert credit.tax_credit(obstacles(year, of_person=more), window(30_000, year)).outcome is outcome


@pytest.mark.parametrize(("year", "outcome"), [(2025, YES), (2026, NO), (2027, NO)])
def test_from_2026_a_special_period_that_rests_on_income_has_no_credit(year: int, outcome: Outcome) -> None:
    """P.L. 119-21 s. 71304."""
    own = obstacles(year, of_person={"income_sep": True})
    assert credit.tax_credit(own, window(30_000, year)).outcome is outcome
    assert obstacles(year, of_person={"income_sep": False}) == ()


def test_who_fails_the_work_requirement_has_no_credit_either() -> None:
    failed = no("work_requirement_not_met", "42 USC 1396a(xx)", {"hours": 10, "hours_required": 80})
    untold = unknown("work_requirement_missing", "42 USC 1396a(xx)", {"hours_required": 80})
    assert obstacles(2026, work=failed) == ()  # no such requirement yet
    assert [each.codes for each in obstacles(2027, work=failed)] == [("credit_work_requirement",)]
    assert [each.codes for each in obstacles(2027, work=untold)] == [("work_requirement_missing",)]
    lenient = msgspec.structs.replace(
        typed(WorkRequirement, "medicaid.work_requirement", on=new_year(2027)), bars_credit=False
    )
    assert credit.failed_work_requirement(failed, lenient) is None
    assert credit.failed_work_requirement(None, lenient) is None


# ---- The sums


@pytest.mark.parametrize(
    ("dollars", "percent", "figure", "month"),
    [
        (80_000, "339.7028", "0.0950", 633_33),  # a Vermont family of four, 2014
        (94_200, "400.0000", "0.0950", 745_75),
        (94_199, "399.9958", "0.0950", 745_74),
        (70_650, "300.0000", "0.0950", 559_31),
        (58_875, "250.0000", "0.0805", 394_95),
        (47_100, "200.0000", "0.0630", 247_28),
    ],
)
def test_family_of_four_in_2014(dollars: int, percent: str, figure: str, month: int) -> None:
    held = measured(dollars, size=4)
    share = credit.share_of_income(
        held, percent_for_credit(held, of(2014).percent_ceiling), of(2014).applicable_percentage
    )
    assert share is not None
    assert (str(percent_to_four_places(held)), str(share.figure), half_up(share.monthly)) == (percent, figure, month)


def test_each_threshold_of_2014_moves_the_credit_as_the_table_says() -> None:
    """One adult, benchmark $300 a month; 11,490 is 100 percent."""
    credits = {
        dollars: amount(dollars, 300)[0]
        for dollars in (11_489, 11_490, 15_281, 15_282, 17_235, 22_980, 28_725, 34_470, 45_960, 45_961)
    }
    assert credits == {
        11_489: 0,
        11_490: 280_85,  # 2.00 percent
        15_281: 274_53,  # 132 percent
        15_282: 261_80,  # 133 percent: 3.00
        17_235: 242_55,  # 150: 4.00
        22_980: 179_36,  # 200: 6.30 (179.355)
        28_725: 107_30,  # 250: 8.05 (107.303)
        34_470: 27_11,  # 300: 9.50 (27.1125)
        45_960: 0,  # 400: 363.85 is more than the benchmark
        45_961: 0,
    }


def test_the_reason_of_an_amount_holds_every_number_and_adds_up() -> None:
    cents, found = amount(45_000, 1_000, size=3)  # 230 percent of 19,530
    assert (cents, found.outcome, found.codes) == (724_38, YES, ("credit_amount",))
    assert found.reasons[0].facts == {
        "benchmark": 1_000_00, "income": 45_000_00, "figure": "0.0735", "contribution": 275_62, "credit": 724_38,
    }  # fmt: skip
    assert sentence(found.reasons[0]) == (
        "You can get $724.38 a month off your premium. "
        "The silver plan that we must compare with costs $1,000.00 a month; "
        "with a yearly income of $45,000, you are expected to pay $275.62 of it (7.35% of your income)."
    )


def test_a_credit_of_zero_is_still_a_yes() -> None:
    """Eligibility is not an amount: the lower cost sharing stays."""
    cents, found = amount(27_000, 100)
    assert (cents, found.outcome, found.codes) == (0, YES, ("credit_zero",))


@pytest.mark.parametrize(
    ("family", "benchmark", "cents", "codes"),
    [
        ([], 300, 0, ("nobody_in_coverage_family",)),
        ([UNTOLD], 300, None, ("filing_missing",)),
        ([window, UNTOLD], 300, None, ("filing_missing",)),
        ([window], None, None, ("benchmark_missing",)),
        ([no("not_filing", "1", {}), no("not_filing", "1", {})], 300, 0, ("not_filing",)),
        ([UNTOLD, unknown("citizenship_missing", "1", {})], 300, None, ("citizenship_missing", "filing_missing")),
    ],
)
def test_what_an_amount_needs(
    family: list[Any], benchmark: int | None, cents: int | None, codes: tuple[str, ...]
) -> None:
    for order in (family, family[::-1]):
        given_family = [each(30_000) if callable(each) else each for each in order]
        found_cents, found = amount(30_000, benchmark, family=given_family)
        assert (found_cents, found.codes) == (cents, codes)


def test_one_who_can_have_the_credit_is_enough_for_a_family() -> None:
    """The taxpayer is the applicable one, 26 CFR 1.36B-2(b)(1): the coverage family is priced whole."""
    for family in ([window(22_980), no("not_filing", "1", {})], [no("not_filing", "1", {}), window(22_980)]):
        assert amount(22_980, 300, family=family)[0] == 179_36


@pytest.mark.parametrize(
    ("arrangement", "cents", "code"),
    [
        (0, 179_36, "credit_amount"),
        (100_00, 79_36, "credit_amount_after_arrangement"),
        (179_35, 1, "credit_amount_after_arrangement"),
        (179_36, 0, "credit_zero_after_arrangement"),
        (500_00, 0, "credit_zero_after_arrangement"),
    ],
)
def test_a_small_employers_arrangement_is_taken_off_but_not_below_zero(arrangement: int, cents: int, code: str) -> None:
    """26 USC 36B(c)(4)(B)."""
    found_cents, found = amount(22_980, 300, arrangement=arrangement)
    assert (found_cents, found.codes) == (cents, (code,))
    assert outcome_of(found.reasons[0]) is YES


# ---- Laws of the credit

YEARS = st.sampled_from(sorted(ONE))
INCOMES = st.integers(0, 120_000_00).map(lambda cents: cents / 100)


@given(YEARS, st.lists(INCOMES, min_size=2, max_size=12), st.integers(0, 2_000), st.integers(1, 9), st.booleans())
@settings(max_examples=200, deadline=None)
def test_inside_the_window_more_income_never_raises_the_credit(
    year: int, incomes: list[float], benchmark: int, size: int, unemployment: bool
) -> None:
    inside = [
        amount(dollars, benchmark, year, size=size, unemployment=unemployment, family=[found])[0]
        for dollars in sorted(incomes)
        if (found := window(dollars, year, size=size, unemployment=unemployment)).outcome is YES
    ]
    for less, more in pairwise(inside):
        assert less is not None
        assert more is not None
        assert more <= less <= benchmark * 100


@given(
    YEARS,
    INCOMES,
    st.integers(0, 3_000_00),
    st.integers(0, 400_00),
    st.sampled_from((True, False, None)),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_every_answer_proves_itself_and_has_words(
    year: int, dollars: float, benchmark: int, arrangement: int, barred: bool | None, unemployment: bool
) -> None:
    found = window(dollars, year, barred_by_status=barred, unemployment=unemployment)
    _, sums = amount(dollars, benchmark / 100, year, family=[found], arrangement=arrangement, unemployment=unemployment)
    for each in (found, sums):
        for reason in each.reasons:
            assert outcome_of(reason) is each.outcome
            assert sentence(reason).endswith(".")
            assert "None" not in sentence(reason)


@given(YEARS, INCOMES, st.integers(0, 3_000_00))
@settings(max_examples=100, deadline=None)
def test_share_and_credit_make_up_the_benchmark(year: int, dollars: float, benchmark: int) -> None:
    cents, found = amount(dollars, benchmark / 100, year)
    if cents:
        assert found.reasons[0].facts["contribution"] == benchmark - cents
