"""The one place where enrollments ask from when on something counts, or until when: days with their rule and its authority."""

from datetime import date

import msgspec

from coverport.core.dates import day_before, first_of_month
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.special import regular_start
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import EffectiveDay

# The rule of changes that bring less help, 45 CFR 155.330(f)(3), where it is another day than that of other changes.
LESS_AFTER_THE_15TH = "first_after_notice_of_less"


class Counts(msgspec.Struct, frozen=True):
    """A day with its rule. window: the days on which another plan may be chosen because of it; None where it opens none."""

    day: date
    rule: str
    authority: str
    window: tuple[date, date] | None = None

    def open_on(self, day: date) -> bool:
        return self.window is not None and self.window[0] <= day <= self.window[1]


def help_counts(*, told: date, state: str, kind: str = "", happened: date | None = None) -> Counts:
    """From when changed help is paid: 45 CFR 155.330(f). kind, happened: of a change; told ahead, it counts in no month before it."""
    found = dated("change_effective", Question(state=state, event_date=told))
    counts = _counts(found, otherwise=first_of_month(told, 1))
    if happened is None or not KINDS[kind].ahead:
        return counts
    whole = happened if happened.day == 1 else first_of_month(happened, 1)
    return msgspec.structs.replace(counts, day=max(counts.day, whole))


def less_help_counts(*, told: date, state: str) -> Counts:
    """From when less credit counts, or another level of cost sharing: told after the 15th, a month later, 45 CFR 155.330(f)(3)."""
    law = typed(EffectiveDay, "enrollment.decrease_effective", on=told, state=state)
    return Counts(regular_start(told, law), LESS_AFTER_THE_15TH, law.citation)


def event_counts(kind: str, *, happened: date, told: date, state: str) -> Counts:
    """From when people are covered because of a change: 45 CFR 155.420(b). Whoever tells it is enrolled, and so had coverage before."""
    asked = Question(
        state=state, event_date=happened, selected=told, prior_coverage_end=day_before(happened), enrolled=True
    )
    found = dated(KINDS[kind].event, asked)
    counts = _counts(found, otherwise=first_of_month(told, 1))
    if isinstance(found, Refused):
        return counts
    opens, closes = found.window
    return msgspec.structs.replace(counts, window=(opens or told, closes or told))


def last_day(cause: str, *, told: date, happened: date, state: str) -> Counts:
    """The last day of coverage that ends, by its cause: 45 CFR 155.430(d). happened: the day asked for, or of the death, or named."""
    asked = {
        "requested": ("termination_request", Question(state=state, event_date=told, requested=max(told, happened))),
        "lost_eligibility": ("lost_eligibility", Question(state=state, event_date=told)),
        "other_coverage": ("medicaid_gain", Question(state=state, event_date=happened)),
        "death": ("death", Question(state=state, event_date=happened)),
    }.get(cause)
    if asked is None:
        return Counts(happened, cause, "45 CFR 155.430(b)")
    return _counts(dated(*asked), otherwise=happened)


def _counts(found: Answer | Refused, *, otherwise: date) -> Counts:
    if isinstance(found, Refused):
        return Counts(otherwise, found.code, found.citation)
    return Counts(found.date, found.rule, found.citation)
