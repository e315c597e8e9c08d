"""What each month costs, from the newest row of each person's month into the ledger; corrected wherever a change corrected it."""

from collections.abc import Collection, Sequence
from datetime import date

from coverport.billing.ledger import Kind, Line, chain_of, charges, post, posted
from coverport.billing.models import Account
from coverport.billing.rules.allocation import lower
from coverport.billing.rules.calendar import due_on
from coverport.core.dates import first_of_month
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment, PersonMonth
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import DueDay


def months_of(enrollment: Enrollment) -> dict[date, tuple[Cents, Cents]]:
    """Month -> (premium, credit), by the newest row of each person."""
    newest = (
        PersonMonth.objects.filter(enrollment=enrollment)
        .order_by("person", "month", "-number").distinct("person", "month")
        .values_list("month", "premium_cents", "credit_cents")
    )  # fmt: skip
    found: dict[date, tuple[Cents, Cents]] = {}
    for month, premium, credit in newest:
        before = found.get(month, (0, 0))
        found[month] = (before[0] + premium, before[1] + credit)
    return found


def charge(enrollment: Enrollment, months: Collection[date], due: date, *, on: date, about: str = "") -> None:
    """Bring the ledger to what these months cost. What is more is due by `due`; what is less comes off what was asked last."""
    costs, there = months_of(enrollment), posted(enrollment)
    lines: list[Line] = []
    for month in sorted(months):
        (premium, credit), (had, had_credit) = costs.get(month, (0, 0)), there.get(month, (0, 0))
        lines += [
            Line(Account.PREMIUM, had - premium, enrollment.pk, month),
            Line(Account.TREASURY, credit - had_credit, enrollment.pk, month),
            *_receivable(enrollment, month, (premium - credit) - (had - had_credit), due),
        ]
    post(Kind.CHARGE, lines, exchange=enrollment.exchange, on=on, about=about)


def _receivable(enrollment: Enrollment, month: date, more: Cents, due: date) -> list[Line]:
    if more >= 0:
        return [Line(Account.RECEIVABLE, more, enrollment.pk, month, due)]
    asked = [each for each in charges([enrollment]) if each.month == month]
    return [Line(Account.RECEIVABLE, -part, enrollment.pk, month, each.due_on) for each, part in lower(asked, -more)]


def recharge(enrollment: Enrollment, *, on: date) -> None:
    """After a change: the months that were charged as they are now. What is more is due with the next bill that goes out."""
    there = posted(enrollment)
    due = min((each.due_on for each in charges([enrollment])), default=None) if enrollment.waiting else None
    charge(enrollment, there.keys(), due or next_bill_due(enrollment, on=on), on=on)


def next_bill_due(enrollment: Enrollment, *, on: date) -> date:
    """The day by which the next bill of its account is due: the one after the last that went out, which named what was owed then."""
    billed = [first_of_month(month, 1) for each in chain_of(enrollment) for month in posted(each)]
    return next_due(enrollment, max([first_of_month(on, 1), *billed]), on=on)


def ask_again(chain: Sequence[Enrollment], until: date, due: date, *, on: date) -> None:
    """What was due up to a day and is open becomes due by another day."""
    old = [each for each in charges(chain) if each.open > 0 and each.due_on <= until]
    taken = [Line(Account.RECEIVABLE, -each.open, each.enrollment, each.month, each.due_on) for each in old]
    asked = [Line(Account.RECEIVABLE, each.open, each.enrollment, each.month, due) for each in old]
    post(Kind.CHARGE, [*taken, *asked], exchange=chain[0].exchange, on=on)


def next_due(enrollment: Enrollment, month: date, *, on: date) -> date:
    """The day by which a bill for a month that goes out on `on` is due."""
    least = enrollment.exchange.profile.billing_of(enrollment.year).least_days
    return due_on(month, due_day(enrollment, month), issued_on=on, least_days=least)


def due_day(enrollment: Enrollment, month: date) -> int | None:
    """The exchange's own day, where it has one."""
    try:
        return typed(DueDay, "payment.due_day", on=month, state=enrollment.application.state).day
    except MissingLaw:
        return None
