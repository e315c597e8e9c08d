"""Special enrollment: who may choose a plan after an event, how long, and when coverage then starts. Pure functions of dates and law."""

from datetime import date, timedelta

import msgspec

from coverport.core.dates import first_of_month, last_of_month
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.law.parameters.calendar import EffectiveDay
from coverport.law.parameters.common import Days
from coverport.law.parameters.special import LaterStart, LevelLimits, PriorCoverage, SpecialPeriod, StartRule

# A start that every event may have instead, where months would be owed at once.
LATER = "later_start"


class SpecialLaw(msgspec.Struct, frozen=True, kw_only=True):
    """The law of one event on the day of the choice. prior, late: None where the law has no such rule on that day.

    earliest: the first day on which coverage through an exchange could begin. then: the period by the law of the event's own day.
    regular_next: the regular rule as it stands on the first of the month after the choice.
    """

    period: SpecialPeriod
    then: SpecialPeriod
    regular: EffectiveDay
    regular_next: EffectiveDay
    prior: PriorCoverage | None
    late: Days | None
    earliest: date


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A plan chosen after an event. Facts that are not known are None or empty.

    uncovered: nobody had coverage on such a day. moved_from: a state, or abroad, territory, no_plans. granted: the first day of
    coverage that staff set. elected: a rule other than the first of the period. learned: the day on which the person knew of the
    event. used: the day of the last choice by it.
    """

    event_date: date
    selected: date
    cause: str = ""
    prior_coverage_end: date | None = None
    uncovered: bool = False
    moved_from: str = ""
    indian: bool = False
    enrolled: bool | None = None
    granted: date | None = None
    elected: str = ""
    learned: date | None = None
    used: date | None = None


def special_start(choice: Choice, law: SpecialLaw) -> Answer | Refused:
    """The first day of coverage for a plan chosen in a special enrollment period, or why there is no such period."""
    refused = _not_open(choice, law) or _outside(choice, law) or _not_covered_before(choice, law)
    if refused:
        return refused
    rule = _rule(choice, law.period)
    if isinstance(rule, Refused):
        return rule
    start = start_by(rule, choice, law.regular)
    if start is None:
        return _no_start(rule, choice, law.period)
    if start < law.earliest:
        return Refused("before_exchanges", law.period.citation, {"start": start, "earliest": law.earliest})
    return Answer(
        effective_date=start,
        window=window(choice, law),
        rule=rule,
        citation=_citation(rule, law),
        means="first_day_of_coverage",
        notes=_notes(rule, choice, law),
    )


def window(choice: Choice, law: SpecialLaw) -> tuple[date, date | None]:
    """The first and the last day of the choice, both inside; the event is day 0."""
    period = law.period
    if period.monthly:
        return first_of_month(choice.selected), last_of_month(choice.selected)
    opens, closes = _days(period, choice.event_date)
    if closes and law.late and (learned := _learned_late(choice)):
        closes = max(closes, learned + timedelta(days=law.late.days))
    return opens, closes


def _learned_late(choice: Choice) -> date | None:
    """When somebody knew of the event only after it; None for in time, and for a day after the choice that they made knowing it."""
    learned = choice.learned
    return learned if learned and choice.event_date < learned <= choice.selected else None


def regular_start(selected: date, regular: EffectiveDay) -> date:
    """The first of the month after the choice, or one month later for a choice after the cut-off day."""
    late = regular.cutoff_day is not None and selected.day > regular.cutoff_day
    return first_of_month(selected, 2 if late else 1)


def start_by(rule: StartRule, choice: Choice, regular: EffectiveDay) -> date | None:
    """The first day of coverage by one rule; None where the rule gives none for this choice."""
    event, selected = choice.event_date, choice.selected
    after_event, after_choice = first_of_month(event, 1), first_of_month(selected, 1)
    match rule:
        case "regular":
            return regular_start(selected, regular)
        case "first_after_selection":
            return after_choice
        case "first_after_event":
            return after_event if selected <= event else after_choice
        case "first_after_event_else_regular":
            return after_event if selected <= event else regular_start(selected, regular)
        case "first_of_event_month":
            return first_of_month(event) if selected < first_of_month(event) else None
        case "first_on_or_after_event":
            on_or_after = event if event.day == 1 else after_event
            return on_or_after if selected < event else after_choice
        case "month_after_event":
            return after_event
        case "event_day":
            return event
        case "set_by_exchange":
            return choice.granted


def owed_at_once(start: date, day: date) -> int:
    """How many months of coverage from `start` have begun by a day."""
    return max(0, (day.year - start.year) * 12 + day.month - start.month + 1) if start <= day else 0


def earlier_start(start: date, choice: Choice, law: SpecialLaw) -> tuple[StartRule, date] | None:
    """The rule and the day of a start before `start` that the event lets people choose instead; None where it lets none.

    None, too, for an event on the last day of its month: it leaves no days without coverage.
    """
    if choice.event_date == last_of_month(choice.event_date):
        return None
    for rule in law.period.starts[1:]:
        day = start_by(rule, choice, law.regular)
        if day is not None and law.earliest <= day < start:
            return rule, day
    return None


def later_start(start: date, day: date, law: LaterStart, regular: EffectiveDay, *, proven: bool) -> date | None:
    """The first day that may be chosen instead of `start` on a day, that of the choice or of its proof; None where there is none."""
    if owed_at_once(start, day) < law.owed_months or (law.after_proof and not proven):
        return None
    later = regular_start(day, regular) if law.later_months is None else first_of_month(start, law.later_months)
    return later if later > start else None


def keeps_level(event: str, limits: LevelLimits) -> bool:
    """Whether somebody who is enrolled already keeps the metal level in this event's period, 45 CFR 155.420(a)(4)."""
    return limits.free_events is not None and event not in limits.free_events


def _not_open(choice: Choice, law: SpecialLaw) -> Refused | None:
    period = law.period
    if not period.open:
        return Refused("not_open", period.citation, {"from": period.start, "to": period.end})
    if choice.cause in period.excluded:
        return Refused("excluded_cause", period.citation, {"cause": choice.cause})
    if period.who == "enrollees" and choice.enrolled is False:
        return Refused("enrollees_only", period.citation)
    if period.monthly and choice.used and first_of_month(choice.used) == first_of_month(choice.selected):
        return Refused("used_this_month", period.citation, {"used": choice.used})
    return None


def _outside(choice: Choice, law: SpecialLaw) -> Refused | None:
    opens, closes = window(choice, law)
    facts = {"opens": opens, "closes": closes, "selected": choice.selected}
    if choice.selected < opens:
        return Refused("before_window", law.period.citation, facts)
    if closes and choice.selected > closes:
        return Refused("after_window", law.period.citation, facts)
    return None


def _not_covered_before(choice: Choice, law: SpecialLaw) -> Refused | None:
    """45 CFR 155.420(a)(5): a day of coverage among the days before the event, or a reason why none is asked for."""
    if not law.period.prior_coverage or law.prior is None:
        return None
    reasons = {choice.moved_from} | ({"indian"} if choice.indian else set())
    if reasons & set(law.prior.exempt):
        return None
    since = choice.event_date - timedelta(days=law.prior.days)
    facts = {"since": since, "event_date": choice.event_date, "ended": choice.prior_coverage_end}
    if choice.prior_coverage_end is None:
        return Refused("nobody_covered" if choice.uncovered else "prior_coverage_unknown", law.prior.citation, facts)
    return Refused("no_prior_coverage", law.prior.citation, facts) if choice.prior_coverage_end < since else None


def _rule(choice: Choice, period: SpecialPeriod) -> StartRule | Refused:
    if not choice.elected:
        return period.starts[0]
    if choice.elected in period.starts:
        return next(rule for rule in period.starts if rule == choice.elected)
    return Refused("not_elective", period.citation, {"elected": choice.elected, "rules": period.starts})


def _no_start(rule: StartRule, choice: Choice, period: SpecialPeriod) -> Refused:
    if rule == "set_by_exchange":
        return Refused("staff_must_grant", period.citation)
    return Refused("too_late_for_rule", period.citation, {"rule": rule, "month": first_of_month(choice.event_date)})


def _citation(rule: StartRule, law: SpecialLaw) -> str:
    if rule in ("regular", "first_after_event_else_regular") and law.regular.citation not in law.period.citation:
        return f"{law.period.citation}; {law.regular.citation}"
    return law.period.citation


def _notes(rule: StartRule, choice: Choice, law: SpecialLaw) -> tuple[str, ...]:
    period = law.period
    told: list[str] = []
    closes = window(choice, law)[1]
    if not period.monthly and choice.selected == closes:
        told.append("counting: the event is day 0 here; an exchange that counts it as day 1 closed the day before")
    if not period.monthly and (
        not law.then.open or _days(law.then, choice.event_date) != _days(period, choice.event_date)
    ):
        told.append(
            f"law of the event's own day: {_then(law.then, choice.event_date)}; the law of the day of the choice is applied"
        )
    by_coverage = start_by(rule, choice, law.regular_next)
    if by_coverage != start_by(rule, choice, law.regular):
        told.append(
            f"read by the day of coverage and not by that of the choice, the new regular rule gives {by_coverage}"
        )
    if rule == "first_on_or_after_event" and choice.selected == choice.event_date:
        told.append("on the day itself a choice counts as made after it; before it, coverage could begin on it")
    if rule == "first_on_or_after_event" and choice.selected > choice.event_date:
        told.append("after its first day: where the arrangement need not be announced 90 days before its year, (c)(3)")
    if closes and _learned_late(choice):
        told.append("late notice: the person may ask for the earlier start that timely notice would have given")
    for value in (period, law.regular) if rule in ("regular", "first_after_event_else_regular") else (period,):
        if value.status == "assumed":
            told.append(f"assumed: {value.note or value.citation}")
    return tuple(told)


def _days(period: SpecialPeriod, event: date) -> tuple[date, date | None]:
    closes = None if period.days_after is None else event + timedelta(days=period.days_after)
    return event - timedelta(days=period.days_before), closes


def _then(then: SpecialPeriod, event: date) -> str:
    if not then.open:
        return "no such period"
    opens, closes = _days(then, event)
    return f"{opens} to {closes or 'no fixed end'}"
