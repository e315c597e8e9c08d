"""Reads of money: what a person owes, what they were asked for and what came in. All of it from the ledger."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db.models import Sum

from coverport.billing.invoicing import owes_with
from coverport.billing.ledger import asked_with, chain_of, charges, posted, unapplied
from coverport.billing.models import Entry, GracePeriod, Invoice, Payment, PaymentAttempt, Refund
from coverport.core.dates import first_of_month
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import COVERING
from coverport.exchanges.models import Exchange


class MonthLine(msgspec.Struct, frozen=True):
    """A month of an account. due_on: of the oldest part that is open, else of the newest."""

    month: date
    asked: Cents
    paid: Cents
    due_on: date

    @property
    def open(self) -> Cents:
        return self.asked - self.paid


class Standing(msgspec.Struct, frozen=True):
    """A person's account as it stands. ahead: money that pays the next bill; months: the newest first.

    last_day: of coverage, where no more bills come, so that money ahead goes back after it; else None.
    """

    owes: Cents
    ahead: Cents
    months: tuple[MonthLine, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    invoices: tuple[Invoice, ...]
    grace: GracePeriod | None
    attempt: PaymentAttempt | None
    last_day: date | None

    @property
    def next_due(self) -> date | None:
        return min((line.due_on for line in self.months if line.open > 0), default=None)

    @property
    def next_part(self) -> Cents | None:
        """What of all that is owed is due on that day; None where it is all of it."""
        part = sum(line.open for line in self.months if line.open > 0 and line.due_on == self.next_due)
        return part if part < self.owes else None


def standing(enrollment: Enrollment) -> Standing:
    """The account of the chain that an enrollment belongs to, without what waits there for a first payment of its own."""
    chain = chain_of(enrollment)
    mine = asked_with(enrollment, chain)
    return Standing(
        owes=owes_with(enrollment, chain),
        ahead=max(0, unapplied(chain)),
        months=_months(mine),
        payments=tuple(Payment.objects.filter(enrollment__in=chain).order_by("-paid_on", "-id")),
        refunds=tuple(Refund.objects.filter(payment__enrollment__in=chain).exclude(status=Refund.Status.KEPT).order_by("-id")),
        invoices=tuple(Invoice.objects.filter(enrollment__in=mine).order_by("-month")),
        grace=GracePeriod.objects.filter(enrollment__in=chain, status=GracePeriod.Status.OPEN).first(),
        attempt=PaymentAttempt.objects.filter(enrollment__in=chain).order_by("-id").first(),
        last_day=_last_day(chain),
    )  # fmt: skip


def _last_day(chain: Sequence[Enrollment]) -> date | None:
    """Every month to the last day was charged, and the account does not go on into a next year: it ended, or insurers bill then."""
    last = max((each for each in chain if each.status in COVERING), key=lambda each: each.end, default=None)
    if last is None or first_of_month(last.end) not in posted(last):
        return None
    ends_early = last.end < date(last.year, 12, 31)
    return last.end if ends_early or not _billed_here(last.exchange, last.year + 1) else None


def _billed_here(exchange: Exchange, year: int) -> bool:
    try:
        return exchange.profile.biller(year) == "exchange"
    except LookupError:  # Nothing is known of that year yet.
        return True


def _months(chain: Sequence[Enrollment]) -> tuple[MonthLine, ...]:
    parts: dict[date, MonthLine] = {}
    for charge in charges(chain):
        before = parts.get(charge.month)
        if before is None:
            parts[charge.month] = MonthLine(charge.month, charge.asked, charge.paid, charge.due_on)
            continue
        due = before.due_on if before.open > 0 else charge.due_on
        parts[charge.month] = MonthLine(charge.month, before.asked + charge.asked, before.paid + charge.paid, due)
    return tuple(sorted(parts.values(), key=lambda line: line.month, reverse=True))


def trial_balance(exchange: Exchange) -> dict[str, Cents]:
    """The balance of every account of an exchange; all of them sum to zero."""
    rows = Entry.objects.filter(posting__exchange=exchange).order_by().values_list("account")
    return dict(rows.annotate(all=Sum("cents")))
