"""The first day of coverage after an event that opens a special enrollment period."""

from datetime import date

import msgspec

from coverport.core.dates import first_of_month
from coverport.enrollment.dated.question import Question, established, given, noted
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.special import (
    LATER,
    Choice,
    SpecialLaw,
    earlier_start,
    later_start,
    owed_at_once,
    special_start,
)
from coverport.exchanges import profiles, prolonged
from coverport.law.lookups import coverage_years, new_year, typed
from coverport.law.parameters.calendar import DueDay, EffectiveDay
from coverport.law.parameters.common import Days
from coverport.law.parameters.special import LaterStart, PriorCoverage, SpecialPeriod


def special_law(name: str, state: str, *, event_date: date, selected: date) -> SpecialLaw:
    """The law of one event for a choice on a day. MissingLaw where the state has no such event."""
    period = f"enrollment.special.{name}"
    return SpecialLaw(
        period=typed(SpecialPeriod, period, on=selected, state=state),
        then=established(SpecialPeriod, period, event_date, state)
        or typed(SpecialPeriod, period, on=selected, state=state),
        regular=typed(EffectiveDay, "enrollment.effective_day", on=selected, state=state),
        regular_next=typed(EffectiveDay, "enrollment.effective_day", on=first_of_month(selected, 1), state=state),
        prior=established(PriorCoverage, "enrollment.prior_coverage", selected, state),
        late=established(Days, "enrollment.late_notice", selected, state),
        earliest=new_year(coverage_years()[0]),
    )


def special(name: str, asked: Question) -> Answer | Refused:
    """The answer of a special enrollment period: of the law, then of how the exchange carries it out."""
    selected = given(asked.selected, "--selected")
    choice = Choice(
        event_date=asked.on,
        selected=selected,
        cause=asked.cause,
        prior_coverage_end=asked.prior_coverage_end,
        uncovered=asked.uncovered,
        moved_from=asked.moved_from,
        indian=asked.indian,
        enrolled=asked.enrolled,
        granted=asked.granted,
        elected="" if asked.elect == LATER else asked.elect,
        learned=asked.learned,
        used=asked.last_used,
    )
    law = special_law(name, asked.state, event_date=asked.on, selected=selected)
    found = special_start(choice, law)
    if isinstance(found, Refused) and found.code == "after_window":
        found = _prolonged(name, asked.state, choice, law) or found
    if isinstance(found, Refused):
        return found
    if asked.granted and found.rule != "set_by_exchange":
        found = noted(
            found, f"--granted {asked.granted} is not used: the law itself sets the first day after this event"
        )
    if law.period.federal_platform and _by_federal_platform(asked.state, found.date.year):
        found = noted(found, law.period.federal_platform)
    if not asked.elect and (earlier := earlier_start(found.effective_date, choice, law)):
        found = noted(found, f"an earlier start, on {earlier[1]}, may be chosen (--elect {earlier[0]})")
    later = _later(found, asked, selected)
    return later if isinstance(later, Refused) else _with_due_day(later, selected, asked.state)


def _by_federal_platform(state: str, year: int) -> bool:
    return profiles.serves(state, year) and profiles.for_state(state, year).slug == "federal"


def _prolonged(name: str, state: str, choice: Choice, law: SpecialLaw) -> Answer | Refused | None:
    """The answer where the exchange gave the period for longer than the regulation: what it did, operational. None where it did not."""
    if not profiles.serves(state, choice.selected.year):
        return None
    slug = profiles.for_state(state, choice.selected.year).slug
    row = prolonged.covering(slug, name, choice.event_date, choice.selected)
    if row is None:
        return None
    longer = msgspec.structs.replace(law.period, days_after=(row.selected_to - choice.event_date).days)
    found = special_start(choice, msgspec.structs.replace(law, period=longer, then=longer))
    if isinstance(found, Refused):
        return found
    told = noted(msgspec.structs.replace(found, citation=row.authority), f"operational: {row.authority}")
    return msgspec.structs.replace(told, operational=found.effective_date)


def _later(found: Answer, asked: Question, selected: date) -> Answer | Refused:
    """With the later first day that may be chosen where months would be owed at once; chosen, or told."""
    waited = asked.proven is not None and asked.proven > selected  # proof that was there before held up nothing
    day = given(asked.proven, "--proven") if waited else selected
    later = later_day(asked.state, found.effective_date, day, proven=waited)
    if asked.elect != LATER:
        return (
            noted(found, f"a later start, on {later[0]}, may be chosen (--elect {LATER}); {later[1]}")
            if later
            else found
        )
    if later is None:
        owed = owed_at_once(found.effective_date, day)
        return Refused("no_later_start", found.citation, {"start": found.effective_date, "day": day, "owed": owed})
    return msgspec.structs.replace(found, effective_date=later[0], rule=LATER, citation=later[1])


def later_day(state: str, start: date, day: date, *, proven: bool) -> tuple[date, str] | None:
    """The first day that may be chosen instead of one for which months would be owed at once, and its citation; None where there is none.

    day: of the choice, or of the proof that it waited for.
    """
    law = established(LaterStart, "enrollment.later_start", day, state)
    if law is None:
        return None
    regular = typed(EffectiveDay, "enrollment.effective_day", on=day, state=state)
    later = later_start(start, day, law, regular, proven=proven)
    return (later, law.citation) if later else None


def _with_due_day(found: Answer, selected: date, state: str) -> Answer | Refused:
    """Where the exchange bills and the day of the first payment for this start has gone by, it starts coverage a month later."""
    due = established(DueDay, "payment.due_day", selected, state)
    start = found.effective_date
    if due is None or start <= selected or first_of_month(start, -1).replace(day=due.day) >= selected:
        return found
    told = f"operational: chosen and paid by the {due.day} of a month, coverage starts on the next first; {due.citation} ({due.source})"
    return noted(msgspec.structs.replace(found, operational=first_of_month(start, 1)), told)
