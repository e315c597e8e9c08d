"""Special enrollment periods: which events open one, for how long, for whom, and when coverage then starts."""

from typing import Literal

from coverport.law.parameters.common import Days
from coverport.law.parameters.entry import Entry

# When coverage of a special enrollment period starts. "selected by the event" includes its day.
#   regular                         by enrollment.effective_day
#   first_after_selection           first of the month after the choice
#   first_after_event               selected by the event: first of the month after it; later: first after the choice
#   first_after_event_else_regular  selected by the event: first of the month after it; later: regular
#   first_of_event_month            selected before the month of the event: its first day
#   first_on_or_after_event         selected before the event: its day if a first of a month, else the next; later: first after the choice
#   month_after_event               first of the month after the event, whenever the choice was made
#   event_day                       the day of the event, whenever the choice was made
#   set_by_exchange                 the day that the circumstances ask for, set by a person
StartRule = Literal[
    "regular",
    "first_after_selection",
    "first_after_event",
    "first_after_event_else_regular",
    "first_of_event_month",
    "first_on_or_after_event",
    "month_after_event",
    "event_day",
    "set_by_exchange",
]


class SpecialPeriod(Entry, frozen=True, kw_only=True):
    """A special enrollment period of 45 CFR 155.420(d). open: false where the law has no such event on that date.

    days_before, days_after: the event itself is day 0. monthly: any month instead, once in each.
    starts: the rule, then what may be chosen instead. prior_coverage: enrollment.prior_coverage applies.
    excluded: causes that open nothing. income_based: rests on income alone, P.L. 119-21 s. 71304. proof: what shows the event.
    federal_platform: what HealthCare.gov does instead, where an exchange may leave the event out.
    """

    open: bool = True
    days_before: int = 0
    days_after: int | None = None
    starts: tuple[StartRule, ...] = ()
    prior_coverage: bool = False
    excluded: tuple[str, ...] = ()
    income_based: bool = False
    monthly: bool = False
    who: Literal["anyone", "enrollees"] = "anyone"
    proof: tuple[str, ...] = ()
    federal_platform: str = ""


# In the order of 45 CFR 155.420(d).
SPECIAL_EVENTS = (
    "loss_of_coverage",
    "medicaid_loss",
    "noncalendar_plan",
    "pregnancy_coverage_loss",
    "medically_needy_loss",
    "birth_adoption",
    "court_order",
    "marriage",
    "dependent_lost",
    "household_death",
    "citizenship_release",
    "enrollment_error",
    "contract_violation",
    "help_changed",
    "employer_coverage_changed",
    "coverage_gap",
    "income_drop",
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
# Events of states alone: no federal value stands behind them.
STATE_EVENTS = ("connector_care", "enrollment_waiver", "hardship", "pregnancy", "state_low_income")


class PriorCoverage(Entry, frozen=True, kw_only=True):
    """Coverage on a day or more of so many days before the event, where an event asks for it. exempt: who need not have had any."""

    days: int
    exempt: tuple[str, ...]


class LaterStart(Entry, frozen=True, kw_only=True):
    """When a later first day may be chosen: so many months, begun by the day of the choice or of the proof, would be owed at once.

    later_months: how much later; null: the regular first day for a choice of that day. after_proof: only where the choice waited for it.
    """

    owed_months: int
    later_months: int | None
    after_proof: bool = False


class LevelLimits(Entry, frozen=True, kw_only=True):
    """Enrollees in a special period keep their metal level, but for these events; null: no limit on anybody.

    gained_cost_sharing: who newly has cost-sharing reductions may move to silver; lost_cost_sharing: who has them no longer, from
    silver one level up or down; lost_credit: who has no credit any more, to any level.
    """

    free_events: tuple[str, ...] | None
    gained_cost_sharing: bool = False
    lost_cost_sharing: bool = False
    lost_credit: bool = False


class SpecialVerification(Entry, frozen=True, kw_only=True):
    """Special enrollment events that are verified before coverage starts, of people who are not enrolled yet.

    events: of event_names.yaml, or `every`. share: percent of new enrollments, null where not set. days: to send proof after the choice.
    """

    events: tuple[str, ...]
    share: int | None
    days: int

    def asks(self, event: str) -> bool:
        """Whether an event is proven first."""
        return event in self.events or "every" in self.events


SPECIAL: dict[str, type[Entry]] = {
    **{f"enrollment.special.{event}": SpecialPeriod for event in SPECIAL_EVENTS + STATE_EVENTS},
    "enrollment.prior_coverage": PriorCoverage,
    "enrollment.late_notice": Days,
    "enrollment.later_start": LaterStart,
    "enrollment.level_limits": LevelLimits,
    "enrollment.special_verification": SpecialVerification,
}
