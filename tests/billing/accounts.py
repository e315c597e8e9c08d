"""Households that are billed, and the days that go by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from coverport.billing import ledger
from coverport.billing.actions import issue_invoice, record_payment, run_day
from coverport.billing.models import Account, Entry, Payment
from coverport.core.access import Actor
from coverport.core.deliveries import drain
from coverport.core.models import Delivery
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, BURLINGTON, LUIS, decided
from tests.enrollment.choices import choose

BANK = Actor.system("test")
DAY = date(2013, 12, 10)
_numbers: Iterator[int] = count(1)


def chosen(user: Any, vermont: Exchange, **more: Any) -> Enrollment:
    """Ana and Luis in Burlington, for 2014; the first bill is out."""
    application, _ = decided(user, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    enrollment = choose(application, **more)
    issue_invoice(actor=BANK, enrollment=enrollment, on=DAY)
    return enrollment


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.select_related("exchange", "application__household", "follows").get(pk=enrollment.pk)


def pays(enrollment: Enrollment, amount: int, on: date, *, paid_on: date | None = None, number: str = "") -> Payment:
    """A check that arrived."""
    return record_payment(
        actor=BANK, exchange=enrollment.exchange, enrollment=enrollment, amount=amount, method="check", processor="test",
        confirmation=number or f"T{next(_numbers)}", paid_on=paid_on or on, on=on,
    )  # fmt: skip


def deliver() -> None:
    """Everything that is due, within the test's own transaction, whose clock stands. Letters are set elsewhere."""
    waiting = Delivery.objects.filter(done_at=None)
    waiting.filter(subscriber="notices.render").delete()
    waiting.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    drain()
    assert not Delivery.objects.filter(done_at=None).exclude(error="").exists()


def days(exchange: Exchange, first: date, last: date) -> None:
    """Every day's work, and what it has other rooms do."""
    day = first
    while day <= last:
        report = run_day(exchange=exchange, on=day)
        assert report.failed == []
        deliver()
        day += timedelta(days=1)


def on_days(exchange: Exchange, *those: date) -> None:
    """The work of some days alone, to be quick."""
    for day in those:
        days(exchange, day, day)


def balance(account: Account, *chain: Enrollment) -> int:
    return ledger.balance(account, chain)


def in_balance() -> bool:
    return sum(Entry.objects.values_list("cents", flat=True)) == 0
