"""The last day of coverage by its cause, 45 CFR 155.430(d). Coverage that never began is canceled, which is none of these."""

from datetime import date, timedelta

import msgspec

from coverport.core.dates import day_before, first_of_month, last_of_month
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.law.parameters.calendar import GracePeriod, StateGrace, Termination
from coverport.law.parameters.common import Days


class Payments(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the premiums: whether there is credit, whether a month of the year was paid, the day all was paid."""

    credit: bool
    month_paid: bool
    all_paid_on: date | None = None


def on_request(requested: date, wanted: date | None, law: Termination) -> Answer | Refused:
    """The last day for an enrollee who asks on `requested` to end coverage with `wanted`; None: as soon as can be."""
    soonest = requested + timedelta(days=law.notice_days)
    if wanted and wanted < requested:
        return Refused("request_after_end", law.citation, {"requested": requested, "wanted": wanted})
    granted = max(soonest, wanted or soonest)
    told = (
        ()
        if wanted in (None, granted)
        else (f"notice of {law.notice_days} days: an insurer may agree to an earlier day",)
    )
    rule = (
        "date_requested" if wanted == granted else f"notice_{law.notice_days}_days" if law.notice_days else "same_day"
    )
    return _last(granted, (soonest, date(granted.year, 12, 31)), rule, law.citation, told)


def on_death(died: date, law: Termination) -> Answer:
    """The last day is the day of death."""
    return _last(died, (died, died), "date_of_death", law.citation)


def on_medicaid(eligible: date, law: Termination) -> Answer:
    """The last day is the one before Medicaid, CHIP or a Basic Health Program finds the enrollee eligible."""
    last = day_before(eligible)
    return _last(last, (last, last), "day_before_medicaid", law.citation)


def on_plan_change(new_start: date, law: Termination) -> Answer:
    """The old plan's last day is the one before the new plan's first, also where that lies in the past."""
    last = day_before(new_start)
    return _last(last, (last, last), "day_before_new_plan", law.citation)


def on_lost_eligibility(noticed: date, law: Termination) -> Answer:
    """The last day of the month of the notice: the change counts from the first of the next."""
    last = last_of_month(noticed)
    return _last(last, (noticed, last), "end_of_month_of_notice", law.citation)


def on_rescission(noticed: date, law: Days) -> Answer:
    """The first day on which coverage may be taken back, from its own first day: whole days of notice lie before it."""
    earliest = noticed + timedelta(days=law.days + 1)
    return Answer(
        effective_date=earliest, window=(earliest, None), rule=f"after_{law.days}_days_of_notice", citation=law.citation,
        means="first_day_to_act", notes=("coverage is taken back from its own first day",),
    )  # fmt: skip


def on_nonpayment(unpaid: date, payments: Payments, federal: GracePeriod, state: StateGrace | None) -> Answer | Refused:
    """The last day for an enrollee who stops paying with the month of `unpaid`. state: None where its law is not known."""
    first = first_of_month(unpaid)
    if payments.credit and payments.month_paid:
        ends = last_of_month(first_of_month(first, federal.months - 1))
        kept = last_of_month(first_of_month(first, federal.ends_with - 1))
        return _unless_paid(payments, (first, ends), kept, "grace_period_exhausted", federal.citation)
    if payments.credit:
        return Refused("no_month_paid", federal.citation, {"month": first})
    if state is None:
        return Refused("state_grace_unknown", federal.citation, {"month": first})
    return _by_state(first, payments, state)


def _by_state(first: date, payments: Payments, state: StateGrace) -> Answer | Refused:
    ends = None if state.months is None else last_of_month(first_of_month(first, state.months - 1))
    kept = day_before(first) if state.ends == "last_month_paid" or ends is None else ends
    told = (f"assumed: {state.note}",) if state.status == "assumed" else ()
    return _unless_paid(payments, (first, ends), kept, "state_grace_period", state.citation, told)


def _unless_paid(
    payments: Payments,
    grace: tuple[date, date | None],
    kept: date,
    rule: str,
    citation: str,
    notes: tuple[str, ...] = (),
) -> Answer | Refused:
    paid = payments.all_paid_on
    if paid and (grace[1] is None or paid <= grace[1]):
        return Refused("paid_in_grace", citation, {"paid": paid, "ends": grace[1]})
    return _last(kept, grace, rule, citation, notes)


def _last(
    day: date, window: tuple[date | None, date | None], rule: str, citation: str, notes: tuple[str, ...] = ()
) -> Answer:
    return Answer(
        effective_date=day, window=window, rule=rule, citation=citation, means="last_day_of_coverage", notes=notes
    )
