"""Last days: of coverage that ends, and of what is to be done by a day."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from coverport.core.dates import first_of_month
from coverport.enrollment.dated.question import Question, established, given, noted
from coverport.enrollment.rules import clocks, endings
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.exchanges import calendar, profiles
from coverport.exchanges.calendar import COUNTING, Window
from coverport.law.loader import parameter
from coverport.law.lookups import typed
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


def _termination_request(asked: Question) -> Answer | Refused:
    # A person may name the day of the request and the last day in either order: nobody can ask for an end after it.
    first = given(asked.event_date, "--event-date")
    wanted = asked.requested
    if wanted is None and asked.selected:
        first, wanted = sorted((first, asked.selected))
    found = endings.on_request(first, wanted, _termination(first))
    if isinstance(found, Answer) and found.date.year > first.year:
        found = noted(
            found, f"what covers in {first.year} ends with that plan year: the day is of the next year's coverage"
        )
    if asked.requested and asked.selected not in (None, first, wanted):
        return noted(found, "--selected is not used: --event-date and --requested say the two days")
    return found


def _nonpayment(asked: Question) -> Answer | Refused:
    # The grace period begins with the month, whichever of its days was named: what was paid in that month was paid in it.
    month, day = first_of_month(asked.on), asked.paid_on
    # A day of payment says that the months before the event's were paid: in January there is none of the year, whatever was paid before.
    january = month.month == 1
    paid = endings.Payments(
        credit=asked.credit,
        month_paid=asked.month_paid or bool(day and not january),
        all_paid_on=day if day and day >= month else None,
    )
    federal = typed(GracePeriod, "payment.grace_period", on=asked.on)
    found = endings.on_nonpayment(
        month, paid, federal, established(StateGrace, "payment.state_grace", asked.on, asked.state)
    )
    if asked.on != month:
        found = noted(found, f"{asked.on} counts as {month}: what is not paid is a whole month")
    if january and asked.credit and asked.month_paid:
        told = f"no month of {month.year} lies before {month}: three months of grace are given because --paid says that one was paid"
        return noted(found, told)
    return found


def _binder(asked: Question) -> Answer | Refused:
    found = _binder_due(asked)
    if isinstance(found, Refused) or not asked.month_paid or asked.paid_on is not None:
        return found
    in_time = msgspec.structs.replace(
        found, effective_date=asked.on, means="first_day_of_coverage", notes=found.notes[1:]
    )
    return noted(in_time, "--paid without its day does not say whether it came in time: --paid YYYY-MM-DD does")


def _binder_due(asked: Question) -> Answer | Refused:
    starts, received, paid = asked.on, asked.selected, asked.paid_on
    named = _row_of(asked.state, starts, received)
    due = established(DueDay, "payment.due_day", starts, asked.state)
    if named and named.pay_by and ((due and received) or starts < _first_binder_rule()):
        found = clocks.binder_by_calendar(starts, (received, named.pay_by), paid, named.pay_by_authority)
        return noted(found, f"assumed: {named.pay_by_authority}") if named.pay_by_status == "assumed" else found
    if due and (received is None or received < starts):
        return clocks.binder_due_day(starts, received, paid, due)
    return _federal_binder(asked, starts, received)


def _federal_binder(asked: Question, starts: date, received: date | None) -> Answer | Refused:
    law = typed(Binder, "payment.binder", on=received or starts)
    if asked.kind == "special":
        received = given(received, "--selected, the day on which the issuer had the enrollment,")
        found = clocks.binder_special(starts, received, asked.paid_on, law)
    else:
        found = clocks.binder(starts, received, asked.paid_on, law)
    if profiles.for_state(asked.state, starts.year).slug == "federal":
        return found
    return noted(
        found, "the limit is that of the federal platform; a state exchange sets its own, which is not known here"
    )


def _row_of(state: str, starts: date, received: date | None) -> Window | None:
    """The window of open enrollment by which coverage starts on that day for a choice received on a day.

    received: None where it is not known; then the windows of that start must agree on the day of the first payment.
    """
    windows = calendar.load(profiles.for_state(state, starts.year).slug).windows
    rows = [row for row in windows if row.starts == starts and row.status in COUNTING]
    if received is None:
        return rows[0] if len({row.pay_by for row in rows}) == 1 else None
    return next((row for row in rows if row.selected_from <= received <= row.selected_to), None)


def _first_binder_rule() -> date:
    """The first day of 45 CFR 155.400(e): before it the calendar alone knows the day of the first payment."""
    found = parameter("payment.binder")
    return min(entry.start for entry in found.values) if found else date.max


def _inconsistency(asked: Question) -> Answer | Refused:
    law = typed(Inconsistency, "verification.inconsistency", on=asked.on)
    if asked.kind not in ("", "income"):
        return clocks.inconsistency(asked.on, "status" if asked.kind == "status" else "other", law)
    found = _of_income(asked.on, law)
    if asked.kind:
        return found
    status = asked.on + timedelta(days=law.status_days + law.mailing_days)
    told = f"of income; {status} where it is of a Social Security number, citizenship or immigration (--kind status)"
    return noted(found, told)


def _of_income(noticed: date, law: Inconsistency) -> Answer:
    """By the law of the notice; where that of the last day gives other days more, both are told: the rules do not say which counts."""
    found = clocks.inconsistency(noticed, "income", law)
    base = noticed + timedelta(days=law.income_days)
    then = typed(Inconsistency, "verification.inconsistency", on=base)
    if then.income_extension_days == law.income_extension_days:
        return found
    other = base + timedelta(days=then.income_extension_days)
    return noted(found, f"read by the law of the {law.income_days}th day and not by that of the notice: {other}")


def _within(name: str) -> Callable[[Question], Answer]:
    def answer(asked: Question) -> Answer:
        days = typed(Days, name, on=asked.on, state=asked.state)
        found = clocks.within(days, asked.on, f"{days.days}_days")
        return noted(found, f"assumed: {days.note}") if days.status == "assumed" else found

    return answer


def _change_effective(asked: Question) -> Answer:
    law, decrease = (
        typed(EffectiveDay, f"enrollment.{name}", on=asked.on, state=asked.state)
        for name in ("change_effective", "decrease_effective")
    )
    return clocks.change_effective(asked.on, law, decrease)


def _termination(on: date) -> Termination:
    return typed(Termination, "enrollment.termination", on=on)


DEADLINES: dict[str, Callable[[Question], Answer | Refused]] = {
    "termination_request": _termination_request,
    "nonpayment": _nonpayment,
    "medicaid_gain": lambda asked: endings.on_medicaid(asked.on, _termination(asked.on)),
    "death": lambda asked: endings.on_death(asked.on, _termination(asked.on)),
    "rescission": lambda asked: endings.on_rescission(
        asked.on, typed(Days, "enrollment.rescission", on=asked.on, state=asked.state)
    ),
    "plan_change": lambda asked: endings.on_plan_change(asked.on, _termination(asked.on)),
    "lost_eligibility": lambda asked: endings.on_lost_eligibility(asked.on, _termination(asked.on)),
    "binder": _binder,
    "inconsistency": _inconsistency,
    "appeal": _within("appeals.request_window"),
    "appeal_to_hhs": _within("appeals.to_hhs"),
    "change_report": _within("notices.change_report"),
    "change_effective": _change_effective,
    "data_match": _within("notices.data_match"),
    "renewal_error_report": _within("renewal.error_report"),
}
