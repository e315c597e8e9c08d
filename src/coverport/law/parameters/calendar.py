"""Enrollment windows and effective dates, payment, verification and notice clocks, renewal, and what plans of a year must meet."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from coverport.law.parameters.common import Allowed, Days, Months, Years
from coverport.law.parameters.entry import Entry


class DayOfYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day of every year."""

    month: int
    day: int


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Plans chosen from .. to (both count) start coverage on `starts`, by the regulation or as the exchange really did."""

    selected_from: date
    selected_to: date
    starts: date
    basis: Literal["regulatory", "operational"] = "regulatory"


class OpenEnrollment(Entry, frozen=True, kw_only=True):
    """Open enrollment of the federal platform for a plan year. What each exchange does stands in its own calendar."""

    windows: tuple[Selection, ...]


class WindowLimits(Entry, frozen=True, kw_only=True):
    """The limits of every exchange's open enrollment for a plan year: both days are of the year before it. weeks: at most."""

    begins_by: DayOfYear
    ends_by: DayOfYear
    weeks: int
    starts: DayOfYear


class EffectiveDay(Entry, frozen=True, kw_only=True):
    """Which choices and changes of a month count from the first of the next.

    cutoff_day: those up to this day, later ones a month later; null: all.
    option_from: an exchange may set a cut-off of its own on this day or later; null: it may not.
    """

    cutoff_day: int | None
    option_from: int | None


# When coverage of a special enrollment period starts. "selected by the event" includes its day.
#   regular                         by enrollment.effective_day
#   first_after_selection           first of the month after the choice
#   first_after_event               selected by the event: first of the month after it; later: first after the choice
#   first_after_event_else_regular  selected by the event: first of the month after it; later: regular
#   first_of_event_month            selected before the month of the event: its first day
#   first_on_or_after_event         selected by the event: its day if a first of a month, else the next; later: first after the choice
#   event_day                       the day of the event, whenever the choice was made
#   set_by_exchange                 the day that the circumstances ask for, set by a person
StartRule = Literal[
    "regular",
    "first_after_selection",
    "first_after_event",
    "first_after_event_else_regular",
    "first_of_event_month",
    "first_on_or_after_event",
    "event_day",
    "set_by_exchange",
]


class SpecialPeriod(Entry, frozen=True, kw_only=True):
    """A special enrollment period of 45 CFR 155.420(d). open: false where the law has no such event on that date.

    days_before, days_after: the event itself is day 0; days_after null: no fixed end, the exchange decides case by case.
    starts: the rule, then what may be chosen instead. prior_coverage: coverage for a day or more of the 60 before the event.
    excluded: causes that open nothing. income_based: rests on income alone, P.L. 119-21 s. 71304.
    """

    open: bool = True
    days_before: int = 0
    days_after: int | None = None
    starts: tuple[StartRule, ...] = ()
    prior_coverage: bool = False
    excluded: tuple[str, ...] = ()
    income_based: bool = False


SPECIAL_EVENTS = (
    "loss_of_coverage",
    "medicaid_loss",
    "birth_adoption",
    "court_order",
    "marriage",
    "dependent_lost",
    "citizenship_release",
    "enrollment_error",
    "contract_violation",
    "help_changed",
    "move",
    "american_indian",
    "exceptional",
    "domestic_abuse",
    "medicaid_denied",
    "plan_error",
    "inconsistency_resolved",
    "employer_arrangement",
    "subsidy_ceased",
    "low_income",
)


class LevelLimits(Entry, frozen=True, kw_only=True):
    """Enrollees in a special period keep their metal level, but for these events; null: no limit on anybody."""

    free_events: tuple[str, ...] | None


class SpecialVerification(Entry, frozen=True, kw_only=True):
    """Special enrollment events that are verified before coverage starts. share: percent of new enrollments, null where not set."""

    events: tuple[str, ...]
    share: int | None


class Termination(Entry, frozen=True, kw_only=True):
    """The last day of coverage by its cause. notice_days: how long before it the enrollee's own request must come."""

    notice_days: int
    medicaid: Literal["day_before"]
    plan_change: Literal["day_before"]
    death: Literal["same_day"]
    lost_eligibility: Literal["end_of_month"]


class Binder(Entry, frozen=True, kw_only=True):
    """The latest day of the first payment. regular_days: after coverage starts; special_days: after the later of that and receipt.

    retroactive_days: after receipt; the least that an issuer must give.
    """

    regular_days: int
    special_days: int
    retroactive_days: int


class GracePeriod(Entry, frozen=True, kw_only=True):
    """Months that enrollees with credit paid in advance have, once they paid `paid_before` months in full.

    claims_paid: the first months, whose claims the issuer pays; the rest may wait. ends_with: the month of the period whose
    last day is the last of coverage where not all is paid.
    """

    months: int
    paid_before: int
    claims_paid: int
    ends_with: int


class RenewalOrder(Entry, frozen=True, kw_only=True):
    """The order in which a plan for the new year is looked for.

    bronze_to_silver: people with cost-sharing reductions first move from bronze to silver of the same product where that
    costs no more.
    """

    steps: tuple[str, ...]
    bronze_to_silver: bool


class MonthlyDollars(Entry, frozen=True, kw_only=True):
    """Whole dollars a month."""

    dollars: int


class Inconsistency(Entry, frozen=True, kw_only=True):
    """Days to settle what the sources do not confirm: income from the notice, status from its receipt `mailing_days` later.

    status: Social Security number, citizenship, immigration. eligible_meanwhile: as attested, 45 CFR 155.315(f)(4).
    """

    income_days: int
    income_extension_days: int
    status_days: int
    mailing_days: int
    eligible_meanwhile: bool


class DaysBefore(Entry, frozen=True, kw_only=True):
    """Days before a day, the longest first."""

    days_before: tuple[int, ...]


class DayRange(Entry, frozen=True, kw_only=True):
    """Days after a notice, both inside."""

    from_days: int
    to_days: int


class IncomeThreshold(Entry, frozen=True, kw_only=True):
    """How far two incomes may lie apart: percent of the larger, or whole dollars a year where that is more."""

    percent: int
    dollars: int


class MedicaidCompatibility(Entry, frozen=True, kw_only=True):
    """How far wages in the sources may lie above what was attested, percent of them, and days in which income is proven instead."""

    percent: int
    days: int


class BeforeCredit(Entry, frozen=True, kw_only=True):
    """Whether the facts must be verified before credit is paid in advance. offered_from: the day in the year before coverage."""

    required: bool
    offered_from: DayOfYear | None = None
    facts: tuple[str, ...] = ()


class Required(Entry, frozen=True, kw_only=True):
    """Whether something is required."""

    required: bool


class MonthsByGroup(Entry, frozen=True, kw_only=True):
    """A number of calendar months for Medicaid's adult group and for everybody else."""

    adult_group: int
    others: int


class ValueRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The actuarial value of a kind of plan, percent, and how far below and above a plan may lie, percentage points."""

    plan: str
    target: int
    below: int
    above: int


class ActuarialValues(Entry, frozen=True, kw_only=True):
    """Actuarial values with their de minimis ranges, 45 CFR 156.140, 156.420."""

    ranges: tuple[ValueRange, ...]


class Factor(Entry, frozen=True, kw_only=True):
    """A factor."""

    factor: Decimal


class MetalLevels(Entry, frozen=True, kw_only=True):
    """Metal levels that a rule takes in."""

    metal_levels: tuple[str, ...]


CALENDAR: dict[str, type[Entry]] = {
    "enrollment.open_enrollment": OpenEnrollment,
    "enrollment.state_window": WindowLimits,
    "enrollment.effective_day": EffectiveDay,
    "enrollment.change_effective": EffectiveDay,
    "enrollment.level_limits": LevelLimits,
    "enrollment.special_verification": SpecialVerification,
    "enrollment.termination": Termination,
    "enrollment.reconciliation": Months,
    **{f"enrollment.special.{event}": SpecialPeriod for event in SPECIAL_EVENTS},
    "payment.binder": Binder,
    "payment.grace_period": GracePeriod,
    "payment.past_due_premium": Allowed,
    "renewal.crosswalk": RenewalOrder,
    "renewal.fully_subsidized_charge": MonthlyDollars,
    "renewal.error_report": Days,
    "notices.change_report": Days,
    "notices.data_match": Days,
    "notices.medicaid_adverse_action": Days,
    "verification.inconsistency": Inconsistency,
    "verification.income_conflict": Required,
    "verification.missing_tax_data": Required,
    "verification.before_credit": BeforeCredit,
    "verification.consent": Years,
    "verification.source_wait": Days,
    "verification.reminders": DaysBefore,
    "verification.expiry": DayRange,
    "verification.income_threshold": IncomeThreshold,
    "verification.medicaid_compatibility": MedicaidCompatibility,
    "appeals.state_window": Days,
    "appeals.decision": Days,
    "appeals.to_hhs": Days,
    "medicaid.renewal": MonthsByGroup,
    "medicaid.retroactive_coverage": MonthsByGroup,
    "plans.actuarial_value": ActuarialValues,
    "plans.premium_adjustment": Factor,
    "plans.hsa_eligible": MetalLevels,
    "plans.standardized_options": Required,
    "plans.non_network": Allowed,
    "catastrophic.term": Years,
    "catastrophic.canceled_policy": Allowed,
}
