"""The one place where enrollments ask from when on something counts, or until when: days with their rule and its authority."""

from datetime import date, timedelta

import msgspec

from coverport.core.dates import day_before, first_of_month, last_of_month
from coverport.enrollment.rules.kinds import KINDS
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import EffectiveDay, SpecialPeriod, Termination


class Counts(msgspec.Struct, frozen=True):
    """A day with its rule. window: the days on which another plan may be chosen because of it; None where it opens none."""

    day: date
    rule: str
    authority: str
    window: tuple[date, date] | None = None

    def open_on(self, day: date) -> bool:
        return self.window is not None and self.window[0] <= day <= self.window[1]


def help_counts(*, told: date, state: str) -> Counts:
    """From when changed help is paid: 45 CFR 155.330(f)."""
    law = typed(EffectiveDay, "enrollment.change_effective", on=told, state=state)
    late = law.cutoff_day is not None and told.day > law.cutoff_day
    return Counts(first_of_month(told, 2 if late else 1), "change_report", law.citation)


def event_counts(kind: str, *, happened: date, told: date, state: str) -> Counts:
    """From when people are covered because of a change: 45 CFR 155.420(b). The first rule of the event is the one taken."""
    event = KINDS[kind].event
    law = typed(SpecialPeriod, f"enrollment.special.{event}", on=happened, state=state)
    rule = law.starts[0] if law.open and law.starts else "none"
    return Counts(_start(rule, happened, told, state), f"{event}.{rule}", law.citation, _window(law, happened, told))


def _window(law: SpecialPeriod, happened: date, told: date) -> tuple[date, date] | None:
    if not law.open:
        return None
    last = told if law.days_after is None else happened + timedelta(days=law.days_after)
    return happened - timedelta(days=law.days_before), last


def _start(rule: str, happened: date, told: date, state: str) -> date:
    """The start rules of law/parameters/calendar.py; a day that a person must set, or none, is the first after we are told."""
    if rule == "event_day":
        return happened
    if rule == "first_on_or_after_event" and told <= happened and happened.day == 1:
        return happened
    if rule.startswith(("first_after_event", "first_on_or_after")):
        return first_of_month(max(happened, told), 1)
    if rule == "regular":
        return _regular(told, state)
    return first_of_month(told, 1)


def _regular(told: date, state: str) -> date:
    law = typed(EffectiveDay, "enrollment.effective_day", on=told, state=state)
    late = law.cutoff_day is not None and told.day > law.cutoff_day
    return first_of_month(told, 2 if late else 1)


def last_day(cause: str, *, told: date, happened: date, state: str) -> Counts:
    """The last day of coverage that ends, by its cause: 45 CFR 155.430(d). happened: the day asked for, or of the death, or named."""
    law = typed(Termination, "enrollment.termination", on=told, state=state)
    if cause == "requested":
        return Counts(max(happened, told + timedelta(days=law.notice_days)), "termination_request", law.citation)
    if cause == "lost_eligibility":
        return Counts(last_of_month(told), "lost_eligibility", law.citation)
    if cause == "other_coverage":
        return Counts(day_before(happened), "other_coverage", law.citation)
    return Counts(happened, cause, law.citation)
