"""Periods of grace: three months with credit where a month of the year was paid (45 CFR 156.270), else as the state says.

Where the insurer bills, it counts the days and we keep what it says.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from coverport.billing.charging import months_of, recharge
from coverport.billing.events import GraceBegan, GraceEnded
from coverport.billing.ledger import posted, settle
from coverport.billing.models import GracePeriod
from coverport.billing.notices import post_ended, post_grace
from coverport.billing.refunds import refund_what_is_over
from coverport.billing.rules.allocation import late
from coverport.billing.rules.grace import first_unpaid_month, month_was_paid
from coverport.billing.thresholds import enough
from coverport.core.access import Actor
from coverport.core.dates import day_before, first_of_month
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.ending import end_coverage, locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.transitions import STANDING
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import GracePeriod as GraceLaw

BILLING = Actor.system("billing")
EXHAUSTED = "grace_period_exhausted"
# Covers, or covered, its months.
WAS_SURE = (*STANDING, "terminated", "expired")
Status = GracePeriod.Status


class GraceUnknown(LookupError):
    """No law known here says how long somebody may be late: a human decides."""


def open_grace(chain: Sequence[Enrollment]) -> GracePeriod | None:
    """The period that runs, if one does."""
    return GracePeriod.objects.filter(enrollment__in=chain, status=Status.OPEN).select_related("exchange").first()


def look_after(chain: Sequence[Enrollment], *, on: date) -> None:
    """Begin, end or leave a period of grace, as the money stands on a day. Within the verb's transaction, with the household locked.

    Raises GraceUnknown.
    """
    running, asked = open_grace(chain), enough(chain, on=on)
    if running is not None and running.run_by == "exchange":
        over = running.ends_on is not None and on > running.ends_on
        # All that was due before the period ended; what has become due since begins another one.
        until = running.ends_on if over and running.ends_on else on
        if not late(asked, until):
            _close(running, Status.PAID, on)
        elif on > running.last_day and not _to_end(running, chain):
            # The plan year ended by itself with the month that stays covered: the money is owed, and nothing is left to be ended.
            _close(running, Status.CLOSED, on)
        elif over:
            _exhaust(running, chain, on=on)
            return
        else:
            return
    if running is None or running.status != Status.OPEN:
        _begin_where_late(chain, on=on)


def _begin_where_late(chain: Sequence[Enrollment], *, on: date) -> None:
    asked = enough(chain, on=on)
    month = first_unpaid_month(asked, on)
    # Where coverage goes on under another number, the month may be one of the number that ended.
    covering = next((each for each in chain if each.status in WAS_SURE and month and _covers(each, month)), None)
    goes_on = any(each.status in STANDING and each.end >= on for each in chain)
    if month is None or covering is None or not goes_on:
        return
    credit = months_of(covering).get(month, (0, 0))[1] > 0
    charged = {found: premium - help for each in chain for found, (premium, help) in posted(each).items() if premium}
    paid = month_was_paid(asked, charged, covering.year, on)
    _begin(covering, month, credit=credit, month_paid=paid, run_by="exchange", on=on)


def _covers(enrollment: Enrollment, month: date) -> bool:
    return first_of_month(enrollment.start) <= month <= enrollment.end


def _begin(
    enrollment: Enrollment, month: date, *, credit: bool, month_paid: bool, run_by: str, on: date
) -> GracePeriod:
    found = _dated(enrollment.application.state, month, credit=credit, month_paid=month_paid)
    law = typed(GraceLaw, "payment.grace_period", on=month)
    pends = first_of_month(month, law.claims_paid) if found.rule == EXHAUSTED else None
    running = GracePeriod.objects.create(
        exchange=enrollment.exchange, enrollment=enrollment, run_by=run_by, first_month=month, ends_on=found.window[1],
        last_day=found.effective_date, pends_from=pends, rule=found.rule, authority=found.citation, began_on=on,
    )  # fmt: skip
    fact = GraceBegan(enrollment.reference, month.isoformat(), pends.isoformat() if pends else "")
    record(fact, by=BILLING, on=on, exchange=enrollment.exchange.slug, subject=enrollment.reference, purpose="premium")
    if run_by == "exchange":
        post_grace(running, on=on)
    return running


def _dated(state: str, month: date, *, credit: bool, month_paid: bool) -> Answer:
    """By federal law with credit and a month paid, by the state's own otherwise."""
    found = dated("nonpayment", Question(state=state, event_date=month, credit=credit, month_paid=month_paid))
    if isinstance(found, Refused) and found.code == "no_month_paid":
        found = dated("nonpayment", Question(state=state, event_date=month))
    if isinstance(found, Refused):
        raise GraceUnknown(f"{state} says nothing that is known here about who has not paid for {month:%Y-%m}")
    return found


def _exhaust(running: GracePeriod, chain: Sequence[Enrollment], *, on: date) -> None:
    """End coverage after the last day; what would begin later is canceled first. The credit of the months after it goes back."""
    _close(running, Status.EXHAUSTED, on, last_day=running.last_day)
    for each in sorted(_to_end(running, chain), key=lambda one: one.start, reverse=True):
        enrollment = locked_enrollment(each)
        began = enrollment.start <= running.last_day
        last = running.last_day if began else day_before(enrollment.start)
        # The letter of the end comes below, with what becomes of the money.
        ended = end_coverage(
            actor=BILLING, enrollment=enrollment, cause="nonpayment", last=last, on=on, tell=not began
        )  # fmt: skip
        recharge(ended, on=on)
    fresh = [locked_enrollment(each) for each in chain]
    settle(fresh, on=on, about=running.reference)
    refund_what_is_over(fresh, on=on)
    post_ended(running, on=on)


def _to_end(running: GracePeriod, chain: Sequence[Enrollment]) -> list[Enrollment]:
    """What goes on after the last day of a period that is not paid."""
    return [each for each in chain if each.end > running.last_day and each.status not in {"canceled", "voided"}]


def _close(running: GracePeriod, status: str, on: date, *, last_day: date | None = None) -> None:
    running.status, running.closed_on = status, on
    running.save(update_fields=["status", "closed_on"])
    enrollment = running.enrollment
    fact = GraceEnded(
        enrollment.reference, running.first_month.isoformat(), status, last_day.isoformat() if last_day else ""
    )
    record(fact, by=BILLING, on=on, exchange=running.exchange.slug, subject=enrollment.reference, purpose="premium")


@transaction.atomic
def close_for_ended(chain: Sequence[Enrollment], *, on: date) -> None:
    """Coverage ended in another way: there is nothing left to be late for."""
    running = open_grace(chain)
    if running is None or any(each.status in STANDING for each in chain):
        return
    # A plan year that is over can still end earlier, until the period is.
    if not any(each.status == "expired" for each in _to_end(running, chain)):
        _close(running, Status.CLOSED, on)


@transaction.atomic
def name_last_day(*, actor: Actor, grace: GracePeriod, day: date, on: date) -> GracePeriod:
    """Where the law leaves the day to a notice: name it, once, and write it to the person. Raises NotAllowed, ValueError."""
    if actor.kind != "system":
        raise NotAllowed("the office names the last day to pay")
    locked_enrollment(grace.enrollment)
    running = (
        GracePeriod.objects.select_for_update(of=("self",)).select_related("exchange", "enrollment").get(pk=grace.pk)
    )
    if running.status != Status.OPEN or running.ends_on is not None or day <= on:
        raise ValueError(
            f"the last day to pay of {running.reference} cannot become {day}: it stands, is over or is not ahead"
        )
    running.ends_on = day
    running.save(update_fields=["ends_on"])
    post_grace(running, on=on)
    return running


# ---- Where the insurer bills


@transaction.atomic
def insurer_grace(*, actor: Actor, enrollment: Enrollment, first_month: date, on: date) -> GracePeriod:
    """The insurer says that somebody stopped paying with a month. Said twice, it is said once. Raises NotAllowed, GraceUnknown."""
    if actor.kind != "system" or enrollment.biller != "issuer":
        raise NotAllowed("only the insurer that bills says who has not paid")
    locked = locked_enrollment(enrollment)
    if running := open_grace([locked]):
        return running
    month = first_of_month(first_month)
    credit = months_of(locked).get(month, (0, 0))[1] > 0
    # The insurer counts a period only once a month was paid; the first payment made the coverage sure.
    paid = month > first_of_month(locked.start)
    return _begin(locked, month, credit=credit, month_paid=paid, run_by="issuer", on=on)


@transaction.atomic
def insurer_grace_over(*, actor: Actor, enrollment: Enrollment, paid: bool, on: date) -> None:
    """The insurer says that all is paid, or that nothing came: coverage then ends on the day that the law says."""
    if actor.kind != "system" or enrollment.biller != "issuer":
        raise NotAllowed("only the insurer that bills says who has not paid")
    locked = locked_enrollment(enrollment)
    running = open_grace([locked])
    if running is None:
        return
    _close(running, Status.PAID if paid else Status.EXHAUSTED, on, last_day=None if paid else running.last_day)
    if not paid:
        end_coverage(actor=actor, enrollment=locked, cause="nonpayment", last=running.last_day, on=on)
