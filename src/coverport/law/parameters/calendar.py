"""Enrollment windows and effective dates, payment, verification and notice clocks, renewal."""

from datetime import date
from typing import Literal

import msgspec

from coverport.law.parameters.common import Allowed, Days, Months, UnderAge, Years
from coverport.law.parameters.entry import Entry
from coverport.law.parameters.special import SPECIAL


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
    """The limits of every exchange's open enrollment for a plan year; null: no such limit.

    begins_from .. begins_by: its first day; ends_from .. ends_by: its last; weeks: at most. starts: the first day of coverage for
    those who choose first; only_start: for all. Days of July to December are of the year before the plan year.
    """

    starts: DayOfYear
    begins_from: DayOfYear | None = None
    begins_by: DayOfYear | None = None
    ends_from: DayOfYear | None = None
    ends_by: DayOfYear | None = None
    weeks: int | None = None
    only_start: bool = False


class EffectiveDay(Entry, frozen=True, kw_only=True):
    """Which choices and changes of a month count from the first of the next.

    cutoff_day: those up to this day, later ones a month later; null: all.
    option_from: an exchange may set a cut-off of its own on this day or later; null: it may not.
    """

    cutoff_day: int | None
    option_from: int | None


class Termination(Entry, frozen=True, kw_only=True):
    """The last day of coverage by its cause. notice_days: how long before it the enrollee's own request must come."""

    notice_days: int
    medicaid: Literal["day_before"]
    plan_change: Literal["day_before"]
    death: Literal["same_day"]
    lost_eligibility: Literal["end_of_month"]


class Binder(Entry, frozen=True, kw_only=True):
    """The latest day of the first payment. regular_days: after coverage starts; special_days: after special_from.

    special_from: the day on which the issuer received the enrollment, or the later of that and the start of coverage.
    retroactive_days: after receipt; the least that an issuer must give.
    """

    regular_days: int
    special_days: int
    special_from: Literal["receipt", "later"]
    retroactive_days: int


class PaymentThreshold(Entry, frozen=True, kw_only=True):
    """What a payment threshold may be, 45 CFR 155.400(g): the least percent, the most whole dollars; null: no such policy may be had.

    first_payment: the kinds that also count for the first payment.
    """

    net_percent: int | None
    gross_percent: int | None
    dollars: int | None
    first_payment: tuple[str, ...]


class DueDay(Entry, frozen=True, kw_only=True):
    """The day of the month before coverage by which an exchange that bills takes the first payment."""

    day: int


class GracePeriod(Entry, frozen=True, kw_only=True):
    """Months that enrollees with credit paid in advance have, once they paid `paid_before` months in full.

    claims_paid: the first months, whose claims the issuer pays; the rest may wait. ends_with: the month of the period whose
    last day is the last of coverage where not all is paid.
    """

    months: int
    paid_before: int
    claims_paid: int
    ends_with: int


class StateGrace(Entry, frozen=True, kw_only=True):
    """Who has no credit: months to pay what is owed, null where a notice sets the day.

    ends: the last day of coverage where it stays unpaid.
    """

    months: int | None
    ends: Literal["last_month_paid", "end_of_grace"]


class RenewalOrder(Entry, frozen=True, kw_only=True):
    """The order in which a plan for the new year is looked for.

    bronze_to_silver: people with cost-sharing reductions first move from bronze to silver of the same product where that
    costs no more.
    """

    steps: tuple[str, ...]
    bronze_to_silver: bool


class Passive(Entry, frozen=True, kw_only=True):
    """Whether who chooses nothing is enrolled again, and whether the credit is then paid in advance."""

    allowed: bool
    credit: bool


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


class ApplicationDate(Entry, frozen=True, kw_only=True):
    """Which day counts for a paper: "postmark" or "receipt". arrives_within: days after the postmark; null for no limit."""

    counts: Literal["postmark", "receipt"]
    arrives_within: int | None


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


CALENDAR: dict[str, type[Entry]] = {
    "enrollment.open_enrollment": OpenEnrollment,
    "enrollment.state_window": WindowLimits,
    "enrollment.effective_day": EffectiveDay,
    "enrollment.change_effective": EffectiveDay,
    "enrollment.decrease_effective": EffectiveDay,
    "enrollment.termination": Termination,
    "enrollment.rescission": Days,
    "enrollment.reconciliation": Months,
    **SPECIAL,
    "payment.binder": Binder,
    "payment.due_day": DueDay,
    "payment.threshold": PaymentThreshold,
    "payment.grace_period": GracePeriod,
    "payment.state_grace": StateGrace,
    "payment.past_due_premium": Allowed,
    "renewal.crosswalk": RenewalOrder,
    "renewal.fully_subsidized_charge": MonthlyDollars,
    "renewal.error_report": Days,
    "renewal.passive": Passive,
    "renewal.medicare_age": UnderAge,
    "notices.change_report": Days,
    "notices.data_match": Days,
    "notices.medicaid_adverse_action": Days,
    "paper.application_date": ApplicationDate,
    "paper.incomplete_application": DayRange,
    "verification.inconsistency": Inconsistency,
    "verification.income_conflict": Required,
    "verification.missing_tax_data": Required,
    "verification.before_credit": BeforeCredit,
    "cost_sharing.person_in_family": Required,
    "verification.consent": Years,
    "verification.source_wait": Days,
    "verification.reminders": DaysBefore,
    "verification.periodic_matching": Months,
    "verification.expiry": DayRange,
    "verification.income_threshold": IncomeThreshold,
    "verification.medicaid_compatibility": MedicaidCompatibility,
    "appeals.state_window": Days,
    "appeals.decision": Days,
    "appeals.to_hhs": Days,
    "appeals.vacate": Days,
    "medicaid.renewal": MonthsByGroup,
    "medicaid.retroactive_coverage": MonthsByGroup,
}
