"""Enrollment windows, special periods, payment, verification and notice clocks, and what plans of a year must meet."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from coverport.exchanges import calendar
from coverport.law import MissingLaw, values
from coverport.law.lookups import open_enrollment_first_day, typed
from coverport.law.parameters import Allowed, Days, Months, YearlyDollars, Years
from coverport.law.parameters.calendar import (
    BeforeCredit,
    Binder,
    DayOfYear,
    EffectiveDay,
    GracePeriod,
    Inconsistency,
    MonthlyDollars,
    OpenEnrollment,
    RenewalOrder,
    Required,
    Selection,
    Termination,
    WindowLimits,
)
from coverport.law.parameters.plan_terms import ActuarialValues, Factor, MetalLevels
from coverport.law.parameters.special import (
    SPECIAL_EVENTS,
    LevelLimits,
    PriorCoverage,
    SpecialPeriod,
    SpecialVerification,
)

OPENED = date(2013, 10, 1)


def windows(year: int, basis: str = "regulatory") -> list[Selection]:
    found = typed(OpenEnrollment, "enrollment.open_enrollment", on=date(year, 1, 1)).windows
    return [window for window in found if window.basis == basis]


def starts(year: int, selected: date, basis: str = "regulatory") -> date | None:
    open_then = [each.starts for each in windows(year, basis) if each.selected_from <= selected <= each.selected_to]
    assert len(open_then) <= 1
    return open_then[0] if open_then else None


@pytest.mark.parametrize(
    ("year", "selected", "expected"),
    [
        (2014, date(2013, 9, 30), None),
        (2014, date(2013, 10, 1), date(2014, 1, 1)),
        (2014, date(2013, 12, 23), date(2014, 1, 1)),  # 78 FR 76212
        (2014, date(2013, 12, 24), date(2014, 2, 1)),
        (2014, date(2014, 1, 15), date(2014, 2, 1)),
        (2014, date(2014, 1, 16), date(2014, 3, 1)),
        (2014, date(2014, 3, 31), date(2014, 5, 1)),
        (2014, date(2014, 4, 1), None),
        (2015, date(2014, 11, 14), None),
        (2015, date(2014, 12, 15), date(2015, 1, 1)),
        (2015, date(2014, 12, 16), date(2015, 2, 1)),
        (2015, date(2015, 2, 15), date(2015, 3, 1)),
        (2015, date(2015, 2, 16), None),
        (2016, date(2015, 12, 16), date(2016, 2, 1)),
        (2016, date(2016, 1, 31), date(2016, 3, 1)),
        (2017, date(2017, 1, 31), date(2017, 3, 1)),
        (2017, date(2017, 2, 1), None),
        (2018, date(2017, 12, 15), date(2018, 1, 1)),
        (2018, date(2017, 12, 16), None),
        (2021, date(2020, 12, 15), date(2021, 1, 1)),
        (2021, date(2020, 12, 16), None),
        (2022, date(2021, 12, 15), date(2022, 1, 1)),
        (2022, date(2021, 12, 16), date(2022, 2, 1)),
        (2022, date(2022, 1, 15), date(2022, 2, 1)),
        (2022, date(2022, 1, 16), None),
        (2026, date(2026, 1, 15), date(2026, 2, 1)),
        (2027, date(2026, 10, 31), None),
        (2027, date(2026, 11, 1), date(2027, 1, 1)),
        (2027, date(2026, 12, 15), date(2027, 1, 1)),
        (2027, date(2026, 12, 16), None),
    ],
)
def test_open_enrollment_of_the_federal_platform(year: int, selected: date, expected: date | None) -> None:
    assert starts(year, selected) == expected


@pytest.mark.parametrize(("year", "last"), [(2016, date(2015, 12, 17)), (2017, date(2016, 12, 19))])
def test_what_the_platform_really_did_stands_apart_from_the_regulation(year: int, last: date) -> None:
    assert starts(year, last) == date(year, 2, 1)
    assert starts(year, last, "operational") == date(year, 1, 1)
    assert starts(year, date(last.year, 12, 15), "operational") is None
    assert starts(year, last.replace(day=last.day + 1), "operational") is None


@pytest.mark.parametrize(
    ("year", "first", "last", "begins"),
    [
        (2020, date(2019, 12, 16), date(2019, 12, 17), date(2020, 1, 1)),  # to 3 a.m. Eastern of December 18
        (2024, date(2024, 1, 16), date(2024, 1, 16), date(2024, 2, 1)),  # January 15 was a federal holiday
    ],
)
def test_where_the_platform_closed_later_than_the_regulation_a_row_says_so(
    year: int, first: date, last: date, begins: date
) -> None:
    assert [starts(year, day) for day in (first, last)] == [None, None]
    assert [starts(year, day, "operational") for day in (first, last)] == [begins, begins]
    assert starts(year, first - timedelta(days=1), "operational") is None
    assert starts(year, last + timedelta(days=1), "operational") is None


@pytest.mark.parametrize("year", range(2014, 2028))
def test_windows_follow_each_other_and_the_first_day_is_the_one_that_fixes_the_guideline(year: int) -> None:
    rows = windows(year)
    assert rows[0].selected_from == open_enrollment_first_day(year)
    for before, after in pairwise(rows):
        assert (after.selected_from - before.selected_to).days == 1
        assert before.starts < after.starts


@pytest.mark.parametrize("year", range(2014, 2028))
def test_the_regulation_is_that_of_the_federal_exchanges_own_calendar(year: int) -> None:
    kept = [row for row in calendar.load("federal").of_year(year) if row.basis == "regulatory"]
    told = [(row.selected_from, row.selected_to, row.starts) for row in kept]
    assert [(each.selected_from, each.selected_to, each.starts) for each in windows(year)] == told


def test_from_plan_year_2027_every_exchange_closes_by_december_31() -> None:
    before = typed(WindowLimits, "enrollment.state_window", on=date(2026, 12, 31))
    assert (before.ends_from, before.ends_by, before.weeks) == (DayOfYear(1, 15), None, None)
    with pytest.raises(MissingLaw):
        values("enrollment.state_window", on=date(2013, 12, 31))
    limits = typed(WindowLimits, "enrollment.state_window", on=date(2027, 1, 1))
    assert (limits.begins_by, limits.ends_by, limits.weeks) == (DayOfYear(11, 1), DayOfYear(12, 31), 9)
    assert limits.starts == DayOfYear(1, 1)


@pytest.mark.parametrize(
    ("on", "cutoff", "option"),
    [
        (date(2021, 12, 31), 15, 15),
        (date(2022, 1, 1), None, 15),
        (date(2024, 12, 31), None, 15),
        (date(2025, 1, 1), None, None),
    ],
)
def test_the_regular_effective_date_lost_its_cut_off(on: date, cutoff: int | None, option: int | None) -> None:
    day = typed(EffectiveDay, "enrollment.effective_day", on=on)
    assert (day.cutoff_day, day.option_from) == (cutoff, option)


def test_a_redetermined_change_counts_from_the_next_month_with_a_cut_off_on_the_15th_at_the_earliest() -> None:
    day = typed(EffectiveDay, "enrollment.change_effective", on=OPENED)
    assert (day.cutoff_day, day.option_from) == (None, 15)


def special(event: str, on: date) -> SpecialPeriod:
    return typed(SpecialPeriod, f"enrollment.special.{event}", on=on)


@pytest.mark.parametrize(
    ("event", "on", "before", "after", "rule"),
    [
        ("loss_of_coverage", date(2014, 7, 27), 0, 60, "first_after_selection"),
        ("loss_of_coverage", date(2014, 7, 28), 60, 60, "first_after_event"),
        ("medicaid_loss", date(2023, 12, 31), 60, 60, "first_after_event"),
        ("medicaid_loss", date(2024, 1, 1), 60, 90, "first_after_event"),
        ("birth_adoption", date(2014, 1, 1), 0, 60, "event_day"),
        ("court_order", date(2015, 4, 28), 0, 60, "event_day"),
        ("marriage", date(2026, 1, 1), 0, 60, "first_after_selection"),
        ("move", date(2015, 4, 27), 0, 60, "regular"),
        ("move", date(2026, 1, 1), 0, 60, "first_after_event_else_regular"),
        ("household_death", date(2026, 1, 1), 0, 60, "first_after_selection"),
        ("dependent_lost", date(2026, 1, 1), 0, 60, "regular"),
        ("employer_coverage_changed", date(2026, 1, 1), 60, 60, "first_after_event"),
        ("citizenship_release", date(2026, 1, 1), 0, 60, "first_after_event_else_regular"),
        ("employer_arrangement", date(2020, 1, 1), 60, 60, "first_on_or_after_event"),
        ("enrollment_error", date(2026, 1, 1), 0, 60, "set_by_exchange"),
        ("contract_violation", date(2026, 1, 1), 0, 60, "set_by_exchange"),
        ("exceptional", date(2026, 1, 1), 0, 60, "set_by_exchange"),
    ],
)
def test_each_special_period_has_its_window_and_its_first_day(
    event: str, on: date, before: int, after: int, rule: str
) -> None:
    period = special(event, on)
    assert period.open
    assert (period.days_before, period.days_after, period.starts[0]) == (before, after, rule)


@pytest.mark.parametrize(
    ("event", "last_closed", "first_open"),
    [
        ("court_order", date(2015, 4, 27), date(2015, 4, 28)),
        ("dependent_lost", date(2015, 4, 27), date(2015, 4, 28)),
        ("coverage_gap", date(2015, 4, 27), date(2015, 4, 28)),
        ("noncalendar_plan", date(2014, 7, 27), date(2014, 7, 28)),
        ("income_drop", date(2019, 12, 31), date(2020, 1, 1)),
        ("domestic_abuse", date(2017, 1, 16), date(2017, 1, 17)),
        ("employer_arrangement", date(2019, 12, 31), date(2020, 1, 1)),
        ("subsidy_ceased", date(2021, 7, 5), date(2021, 7, 6)),
        ("low_income", date(2021, 11, 25), date(2021, 11, 26)),
    ],
)
def test_an_event_is_closed_until_the_rule_that_made_it(event: str, last_closed: date, first_open: date) -> None:
    assert not special(event, last_closed).open
    assert special(event, first_open).open


def test_the_low_income_period_closed_on_august_25_2025_and_rested_on_income_alone() -> None:
    """90 FR 27074; P.L. 119-21 s. 71304."""
    assert special("low_income", date(2025, 8, 24)).income_based
    assert [special("low_income", on).open for on in (date(2025, 8, 24), date(2025, 8, 25), date(2026, 12, 31))] == [
        True,
        False,
        False,
    ]
    assert special("low_income", date(2027, 1, 1)).status == "assumed"
    others = [event for event in SPECIAL_EVENTS if event != "low_income"]
    assert not any(special(event, date(2025, 8, 24)).income_based for event in others)


def test_marriage_and_moves_ask_for_earlier_coverage_since_2017_and_2016() -> None:
    assert [special("marriage", on).prior_coverage for on in (date(2017, 6, 18), date(2017, 6, 19))] == [False, True]
    assert [special("move", on).prior_coverage for on in (date(2016, 7, 10), date(2016, 7, 11))] == [False, True]


@pytest.mark.parametrize(
    ("on", "exempt"),
    [
        (date(2016, 7, 11), {"abroad", "territory"}),
        (date(2017, 6, 18), {"abroad", "territory"}),
        (date(2017, 6, 19), {"abroad", "territory", "indian"}),
        (date(2018, 6, 17), {"abroad", "territory", "indian"}),
        (date(2018, 6, 18), {"abroad", "territory", "indian", "no_plans"}),
    ],
)
def test_who_need_not_have_been_covered_before(on: date, exempt: set[str]) -> None:
    rule = typed(PriorCoverage, "enrollment.prior_coverage", on=on)
    assert (rule.days, set(rule.exempt)) == (60, exempt)


def test_not_paying_is_no_loss_of_coverage() -> None:
    for on in (OPENED, date(2014, 7, 28), date(2026, 1, 1)):
        assert {"nonpayment_of_premium", "voluntary_termination"} <= set(special("loss_of_coverage", on).excluded)


@pytest.mark.parametrize("event", SPECIAL_EVENTS)
def test_every_event_is_known_from_the_first_day_of_the_exchanges(event: str) -> None:
    for on in (OPENED, date(2026, 11, 25)):
        period = special(event, on)
        assert bool(period.starts) == period.open


def test_enrollees_keep_their_metal_level_since_2017_but_for_some_events() -> None:
    before = typed(LevelLimits, "enrollment.level_limits", on=date(2017, 6, 18))
    after = typed(LevelLimits, "enrollment.level_limits", on=date(2017, 6, 19))
    assert before.free_events is None
    assert set(after.free_events or ()) < set(SPECIAL_EVENTS)
    assert "loss_of_coverage" not in (after.free_events or ())


def test_in_2026_only_losses_of_coverage_are_verified_first() -> None:
    """The 75 percent of the 2025 rule are stayed."""
    rule = typed(SpecialVerification, "enrollment.special_verification", on=date(2026, 6, 1))
    assert (rule.events, rule.share, rule.days) == (("loss_of_coverage",), None, 30)


def test_a_grace_period_is_three_months_and_ends_with_the_first() -> None:
    """45 CFR 156.270(d)-(g)."""
    grace = typed(GracePeriod, "payment.grace_period", on=date(2014, 1, 1))
    assert (grace.months, grace.paid_before, grace.claims_paid, grace.ends_with) == (3, 1, 1, 1)


def test_the_first_payment_may_come_thirty_days_after_the_start() -> None:
    for on, special_from in (
        (date(2016, 1, 1), "receipt"),
        (date(2017, 1, 16), "receipt"),
        (date(2017, 1, 17), "later"),
    ):
        binder = typed(Binder, "payment.binder", on=on)
        assert (binder.regular_days, binder.special_days, binder.retroactive_days) == (30, 30, 30)
        assert binder.special_from == special_from


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        (date(2017, 6, 18), False),
        (date(2017, 6, 19), True),
        (date(2022, 6, 30), True),
        (date(2022, 7, 1), False),
        (date(2025, 8, 25), False),  # stayed
        (date(2026, 11, 25), False),
    ],
)
def test_whether_past_due_premiums_may_be_asked_for_first(on: date, allowed: bool) -> None:
    assert typed(Allowed, "payment.past_due_premium", on=on).allowed is allowed


def test_enrollees_may_end_coverage_without_notice_since_2018() -> None:
    assert typed(Termination, "enrollment.termination", on=date(2018, 6, 17)).notice_days == 14
    rule = typed(Termination, "enrollment.termination", on=date(2018, 6, 18))
    assert rule.notice_days == 0
    assert (rule.medicaid, rule.plan_change) == ("day_before", "day_before")
    assert (rule.death, rule.lost_eligibility) == ("same_day", "end_of_month")


def test_renewals_moved_people_from_bronze_to_silver_in_2024_and_2025() -> None:
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    orders = [typed(RenewalOrder, "renewal.crosswalk", on=on) for on in days]
    assert [order.bronze_to_silver for order in orders] == [False, True, True, False]
    assert orders[0].steps[0] == "same_plan"
    assert orders[0].steps[-1] == "other_issuer_as_directed"


def test_an_automatic_renewal_at_no_cost_is_charged_nothing_in_2026() -> None:
    """The $5 of the 2025 rule are stayed."""
    assert typed(MonthlyDollars, "renewal.fully_subsidized_charge", on=date(2026, 6, 1)).dollars == 0


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("appeals.request_window", 90),
        ("appeals.state_window", 30),
        ("appeals.decision", 90),
        ("appeals.to_hhs", 30),
        ("notices.change_report", 30),
        ("notices.data_match", 30),
        ("notices.medicaid_adverse_action", 10),
        ("renewal.error_report", 30),
    ],
)
def test_each_clock_runs_its_days(name: str, days: int) -> None:
    for on in (OPENED, date(2026, 11, 25)):
        assert typed(Days, name, on=on).days == days


def test_enrollments_are_compared_every_month() -> None:
    """45 CFR 155.400(d)."""
    assert typed(Months, "enrollment.reconciliation", on=OPENED).months == 1


@pytest.mark.parametrize(
    ("on", "extension"),
    [(date(2023, 6, 17), 0), (date(2023, 6, 18), 60), (date(2025, 8, 24), 60), (date(2025, 8, 25), 0)],
)
def test_inconsistencies_have_90_days_or_95_and_for_a_time_60_more(on: date, extension: int) -> None:
    rule = typed(Inconsistency, "verification.inconsistency", on=on)
    assert (rule.income_days, rule.income_extension_days) == (90, extension)
    assert rule.status_days + rule.mailing_days == 95
    assert rule.eligible_meanwhile


@pytest.mark.parametrize(
    ("name", "on", "required"),
    [
        ("verification.income_conflict", date(2018, 6, 17), False),
        ("verification.income_conflict", date(2018, 6, 18), True),
        ("verification.income_conflict", date(2021, 3, 4), False),
        ("verification.income_conflict", date(2026, 6, 1), False),  # stayed
        ("verification.missing_tax_data", date(2023, 6, 17), True),
        ("verification.missing_tax_data", date(2023, 6, 18), False),
        ("verification.missing_tax_data", date(2025, 8, 24), False),
        ("verification.missing_tax_data", date(2025, 8, 25), True),
        ("plans.standardized_options", date(2022, 12, 31), False),
        ("plans.standardized_options", date(2026, 12, 31), True),
        ("plans.standardized_options", date(2027, 1, 1), False),
    ],
)
def test_what_is_required_when(name: str, on: date, required: bool) -> None:
    assert typed(Required, name, on=on).required is required


def test_from_2028_facts_are_verified_before_credit_is_paid() -> None:
    """P.L. 119-21 s. 71303."""
    assert not typed(BeforeCredit, "verification.before_credit", on=date(2027, 12, 31)).required
    rule = typed(BeforeCredit, "verification.before_credit", on=date(2028, 1, 1))
    assert rule.required
    assert rule.offered_from == DayOfYear(8, 1)
    assert rule.facts == ("income", "coverage", "residence", "family_size", "immigration")


def ranges(year: int) -> dict[str, tuple[int, int]]:
    found = typed(ActuarialValues, "plans.actuarial_value", on=date(year, 1, 1)).ranges
    return {each.plan: (each.target - each.below, each.target + each.above) for each in found}


@pytest.mark.parametrize(
    ("year", "silver", "on_exchange", "variant_06"),
    [
        (2014, (68, 72), (68, 72), (93, 95)),
        (2017, (68, 72), (68, 72), (93, 95)),
        (2018, (66, 72), (66, 72), (93, 95)),
        (2022, (66, 72), (66, 72), (93, 95)),
        (2023, (68, 72), (70, 72), (94, 95)),
        (2026, (68, 72), (70, 72), (94, 95)),  # the wider ranges of the 2025 rule are stayed
        (2027, (68, 72), (70, 72), (94, 95)),
    ],
)
def test_a_plans_actuarial_value_lies_in_the_range_of_its_year(
    year: int, silver: tuple[int, int], on_exchange: tuple[int, int], variant_06: tuple[int, int]
) -> None:
    found = ranges(year)
    assert (found["silver"], found["silver_on_exchange"], found["variant_06"]) == (silver, on_exchange, variant_06)


def test_expanded_bronze_began_with_2018() -> None:
    assert "expanded_bronze" not in ranges(2017)
    assert ranges(2018)["expanded_bronze"] == (56, 65)
    assert ranges(2026)["expanded_bronze"] == (58, 65)


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_out_of_pocket_limit_is_6350_times_the_premium_adjustment_down_to_fifty_dollars(year: int) -> None:
    """45 CFR 156.130(a)(2), (d)."""
    factor = typed(Factor, "plans.premium_adjustment", on=date(year, 1, 1)).factor
    limit = typed(YearlyDollars, "cost_sharing.out_of_pocket_limit", on=date(year, 1, 1))
    assert isinstance(factor, Decimal)
    assert limit.individual == int(6350 * factor / 50) * 50


def test_bronze_and_catastrophic_plans_go_with_a_savings_account_from_2026() -> None:
    """P.L. 119-21 s. 71307."""
    assert typed(MetalLevels, "plans.hsa_eligible", on=date(2025, 12, 31)).metal_levels == ()
    assert typed(MetalLevels, "plans.hsa_eligible", on=date(2026, 1, 1)).metal_levels == ("bronze", "catastrophic")


def test_what_the_notice_for_2027_changed_for_plans() -> None:
    assert [typed(Years, "catastrophic.term", on=on).years for on in (date(2026, 12, 31), date(2027, 1, 1))] == [1, 10]
    days = (date(2027, 12, 31), date(2028, 1, 1))
    assert [typed(Allowed, "plans.non_network", on=on).allowed for on in days] == [False, True]


def test_a_canceled_policy_opened_catastrophic_plans_from_december_19_2013() -> None:
    with pytest.raises(MissingLaw):
        values("catastrophic.canceled_policy", on=date(2013, 12, 18))
    assert typed(Allowed, "catastrophic.canceled_policy", on=date(2013, 12, 19)).allowed
