"""From an event to its date: takes the law and the calendar in, and asks the rule. Reads files alone, neither Django nor a database."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from coverport.core.dates import first_of_month
from coverport.enrollment.event_names import EVENTS, Event
from coverport.enrollment.rules import clocks, endings
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.effective_date import Closed, CoverageStart, effective_date
from coverport.enrollment.rules.special import LATER, Choice, SpecialLaw, later_start, owed_at_once, special_start
from coverport.exchanges import calendar, profiles
from coverport.exchanges.calendar import COUNTING, Window
from coverport.law.loader import MissingLaw, parameter
from coverport.law.lookups import coverage_years, new_year, typed
from coverport.law.parameters.calendar import (
    Binder,
    DueDay,
    EffectiveDay,
    GracePeriod,
    Inconsistency,
    StateGrace,
    Termination,
)
from coverport.law.parameters.common import Days
from coverport.law.parameters.entry import Entry
from coverport.law.parameters.special import LaterStart, PriorCoverage, SpecialPeriod

E = TypeVar("E", bound=Entry)
N = TypeVar("N", Answer, Answer | Refused)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One event in one state. What an event does not ask for is left out; credit and month_paid: whether there is any."""

    state: str
    event_date: date | None = None
    selected: date | None = None
    year: int | None = None
    in_line: date | None = None
    cause: str = ""
    prior_coverage_end: date | None = None
    moved_from: str = ""
    indian: bool = False
    enrolled: bool | None = None
    granted: date | None = None
    elect: str = ""
    learned: date | None = None
    last_used: date | None = None
    requested: date | None = None
    credit: bool = False
    month_paid: bool = False
    paid_on: date | None = None
    kind: str = ""
    proven: date | None = None

    @property
    def on(self) -> date:
        """The day of the event, or of the choice where the event has none."""
        return _given(self.event_date or self.selected, "--event-date")


class Incomplete(LookupError):
    """Something that the event's rule needs was not said."""


def dated(name: str, asked: Question) -> Answer | Refused:
    """The date of an event, or why there is none. Raises Incomplete, MissingLaw, NoExchange."""
    event = EVENTS[name]
    for need in event.needs:
        if getattr(asked, need) is None:
            raise Incomplete(f"{name} needs --{need.replace('_', '-')}{_meaning(event, need)}")
    if event.kind != "open_enrollment":  # whose plan year, not its day, says which exchange serves the state
        profiles.for_state(asked.state, asked.on.year)
    if event.kind == "special":
        return _special(name, asked)
    return _BY_NAME[name](asked)


def special_law(name: str, state: str, *, event_date: date, selected: date) -> SpecialLaw:
    """The law of one event for a choice on a day. MissingLaw where the state has no such event."""
    period = f"enrollment.special.{name}"
    return SpecialLaw(
        period=typed(SpecialPeriod, period, on=selected, state=state),
        then=_established(SpecialPeriod, period, event_date, state)
        or typed(SpecialPeriod, period, on=selected, state=state),
        regular=typed(EffectiveDay, "enrollment.effective_day", on=selected, state=state),
        regular_next=typed(EffectiveDay, "enrollment.effective_day", on=first_of_month(selected, 1), state=state),
        prior=_established(PriorCoverage, "enrollment.prior_coverage", selected, state),
        late=_established(Days, "enrollment.late_notice", selected, state),
        earliest=new_year(coverage_years()[0]),
    )


def _special(name: str, asked: Question) -> Answer | Refused:
    selected = _given(asked.selected, "--selected")
    found = special_start(
        Choice(
            event_date=asked.on,
            selected=selected,
            cause=asked.cause,
            prior_coverage_end=asked.prior_coverage_end,
            moved_from=asked.moved_from,
            indian=asked.indian,
            enrolled=asked.enrolled,
            granted=asked.granted,
            elected="" if asked.elect == LATER else asked.elect,
            learned=asked.learned,
            used=asked.last_used,
        ),
        special_law(name, asked.state, event_date=asked.on, selected=selected),
    )
    if isinstance(found, Refused):
        return found
    if asked.granted and found.rule != "set_by_exchange":
        found = _noted(
            found, f"--granted {asked.granted} is not used: the law itself sets the first day after this event"
        )
    later = _later(found, asked, selected)
    return later if isinstance(later, Refused) else _with_due_day(later, selected, asked.state)


def _later(found: Answer, asked: Question, selected: date) -> Answer | Refused:
    """With the later first day that may be chosen where months would be owed at once; chosen, or told."""
    day = asked.proven or selected
    later = later_day(asked.state, found.effective_date, day, proven=asked.proven is not None)
    if asked.elect != LATER:
        return (
            _noted(found, f"a later start, on {later[0]}, may be chosen (--elect {LATER}); {later[1]}")
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
    law = _established(LaterStart, "enrollment.later_start", day, state)
    if law is None:
        return None
    regular = typed(EffectiveDay, "enrollment.effective_day", on=day, state=state)
    later = later_start(start, day, law, regular, proven=proven)
    return (later, law.citation) if later else None


def _with_due_day(found: Answer, selected: date, state: str) -> Answer | Refused:
    """Where the exchange bills and the day of the first payment for this start has gone by, it starts coverage a month later."""
    due = _established(DueDay, "payment.due_day", selected, state)
    start = found.effective_date
    if due is None or start <= selected or first_of_month(start, -1).replace(day=due.day) >= selected:
        return found
    told = f"operational: chosen and paid by the {due.day} of a month, coverage starts on the next first; {due.citation} ({due.source})"
    return _noted(msgspec.structs.replace(found, operational=first_of_month(start, 1)), told)


def _open_enrollment(asked: Question) -> Answer | Refused:
    selected = _given(asked.selected, "--selected")
    year = asked.year or _year_open(asked.state, selected)
    windows = calendar.load(profiles.for_state(asked.state, year).slug).windows
    found = effective_date(windows, plan_year=year, selected=selected, in_line=asked.in_line)
    if isinstance(found, Closed):
        facts = {"year": year, "opens": found.opens, "closed": found.closed, "selected": selected}
        return Refused(found.code, found.authority, facts)
    return _opened(found, _for_all(windows, year), selected)


def _opened(found: CoverageStart, rows: list[Window], selected: date) -> Answer:
    operational = found.basis == "operational"
    opens, closes = min(row.selected_from for row in rows), max(row.selected_to for row in rows)
    told: tuple[str, ...] = (f"operational: {found.authority}",) if operational else ()
    told += (f"assumed: {found.authority}",) if found.status == "assumed" else ()
    return Answer(
        effective_date=found.regulatory_starts or found.starts,
        window=(opens, max(closes, found.choose_by)),
        rule=found.rule,
        citation=found.regulatory_authority or found.authority,
        means="first_day_of_coverage",
        operational=found.starts if operational else None,
        notes=told,
    )


def _for_all(windows: tuple[Window, ...], year: int) -> list[Window]:
    """The regulatory windows of a year that are open to everybody."""
    rows = [row for row in windows if row.plan_year == year and row.status in COUNTING]
    return [row for row in rows if row.in_line_by is None and row.basis == "regulatory"]


def _year_open(state: str, selected: date) -> int:
    """The plan year whose open enrollment is on; Incomplete where none is, since then nobody can tell which is meant."""
    for year in (selected.year + 1, selected.year):
        windows = calendar.load(profiles.for_state(state, year).slug).windows
        if any(row.selected_from <= selected <= row.selected_to for row in windows if row.plan_year == year):
            return year
    raise Incomplete(f"no open enrollment is on in {state} on {selected}; say which plan year is meant with --year")


def _termination_request(asked: Question) -> Answer | Refused:
    # A person may name the day of the request and the last day in either order: nobody can ask for an end after it.
    first = _given(asked.event_date, "--event-date")
    wanted = asked.requested
    if wanted is None and asked.selected:
        first, wanted = sorted((first, asked.selected))
    return endings.on_request(first, wanted, _termination(first))


def _nonpayment(asked: Question) -> Answer | Refused:
    paid = endings.Payments(
        credit=asked.credit,
        month_paid=asked.month_paid or bool(asked.paid_on and asked.paid_on < asked.on),
        all_paid_on=asked.paid_on if asked.paid_on and asked.paid_on >= asked.on else None,
    )
    federal = typed(GracePeriod, "payment.grace_period", on=asked.on)
    return endings.on_nonpayment(
        asked.on, paid, federal, _established(StateGrace, "payment.state_grace", asked.on, asked.state)
    )


def _binder(asked: Question) -> Answer | Refused:
    starts, received, paid = asked.on, asked.selected, asked.paid_on
    named = _row_of(asked.state, starts, received) if received else None
    due = _established(DueDay, "payment.due_day", starts, asked.state)
    if named and received and named.pay_by and (due or starts < _first_binder_rule()):
        found = clocks.binder_by_calendar(starts, (received, named.pay_by), paid, named.pay_by_authority)
        return _noted(found, f"assumed: {named.pay_by_authority}") if named.pay_by_status == "assumed" else found
    if due and (received is None or received < starts):
        return clocks.binder_due_day(starts, received, paid, due)
    return _federal_binder(asked, starts, received)


def _federal_binder(asked: Question, starts: date, received: date | None) -> Answer | Refused:
    law = typed(Binder, "payment.binder", on=received or starts)
    if asked.kind == "special":
        received = _given(received, "--selected, the day on which the issuer had the enrollment,")
        found = clocks.binder_special(starts, received, asked.paid_on, law)
    else:
        found = clocks.binder(starts, received, asked.paid_on, law)
    if profiles.for_state(asked.state, starts.year).slug == "federal":
        return found
    return _noted(
        found, "the limit is that of the federal platform; a state exchange sets its own, which is not known here"
    )


def _row_of(state: str, starts: date, received: date) -> Window | None:
    """The window of open enrollment by which coverage starts on that day for a choice received on a day."""
    windows = calendar.load(profiles.for_state(state, starts.year).slug).windows
    rows = [row for row in windows if row.starts == starts and row.selected_from <= received <= row.selected_to]
    return next((row for row in rows if row.status in COUNTING), None)


def _first_binder_rule() -> date:
    """The first day of 45 CFR 155.400(e): before it the calendar alone knows the day of the first payment."""
    found = parameter("payment.binder")
    return min(entry.start for entry in found.values) if found else date.max


def _inconsistency(asked: Question) -> Answer | Refused:
    law = typed(Inconsistency, "verification.inconsistency", on=asked.on)
    if asked.kind:
        return clocks.inconsistency(asked.on, "income" if asked.kind == "income" else "status", law)
    found = clocks.inconsistency(asked.on, "income", law)
    status = asked.on + timedelta(days=law.status_days + law.mailing_days)
    told = f"of income; {status} where it is of a Social Security number, citizenship or immigration (--kind status)"
    return _noted(found, told)


def _within(name: str) -> Callable[[Question], Answer]:
    def answer(asked: Question) -> Answer:
        days = typed(Days, name, on=asked.on, state=asked.state)
        return clocks.within(days, asked.on, f"{days.days}_days")

    return answer


def _noted(found: N, told: str) -> N:
    return msgspec.structs.replace(found, notes=(*found.notes, told)) if isinstance(found, Answer) else found


def _termination(on: date) -> Termination:
    return typed(Termination, "enrollment.termination", on=on)


def _established(kind: type[E], name: str, on: date, state: str) -> E | None:
    try:
        return typed(kind, name, on=on, state=state)
    except MissingLaw:
        return None


def _given(day: date | None, option: str) -> date:
    if day is None:
        raise Incomplete(f"{option} is needed")
    return day


def _meaning(event: Event, need: str) -> str:
    return f": {event.date}" if need == "event_date" else ""


_BY_NAME: dict[str, Callable[[Question], Answer | Refused]] = {
    "open_enrollment": _open_enrollment,
    "termination_request": _termination_request,
    "nonpayment": _nonpayment,
    "medicaid_gain": lambda asked: endings.on_medicaid(asked.on, _termination(asked.on)),
    "death": lambda asked: endings.on_death(asked.on, _termination(asked.on)),
    "plan_change": lambda asked: endings.on_plan_change(asked.on, _termination(asked.on)),
    "lost_eligibility": lambda asked: endings.on_lost_eligibility(asked.on, _termination(asked.on)),
    "binder": _binder,
    "inconsistency": _inconsistency,
    "appeal": _within("appeals.request_window"),
    "appeal_to_hhs": _within("appeals.to_hhs"),
    "change_report": _within("notices.change_report"),
    "change_effective": lambda asked: clocks.change_effective(
        asked.on, typed(EffectiveDay, "enrollment.change_effective", on=asked.on, state=asked.state)
    ),
    "data_match": _within("notices.data_match"),
    "renewal_error_report": _within("renewal.error_report"),
}
