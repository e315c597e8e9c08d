"""What a day brings where the exchange bills: first bills that nobody paid, new bills, who is late, grace that ends."""

from datetime import date, timedelta

import msgspec
import structlog
from django.db import transaction

from coverport.billing.ending import cancel_unpaid
from coverport.billing.grace import look_after
from coverport.billing.invoicing import bill_months, tell_of_bills
from coverport.billing.ledger import chain_of
from coverport.billing.models import Invoice
from coverport.billing.notices import post_first_missing, post_late
from coverport.billing.refunds import refund_what_is_over
from coverport.billing.rules.allocation import late
from coverport.billing.thresholds import enough
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE
from coverport.exchanges.models import Exchange

log = structlog.get_logger()

# How long before its last day a first bill is told of again: time for a payment to be made. Not law, our practice.
REMIND_DAYS = 5


class Report(msgspec.Struct):
    """What the day did, in enrollments; failed: (enrollment, why), each left as it was."""

    canceled: int = 0
    bills: int = 0
    failed: list[tuple[str, str]] = msgspec.field(default_factory=list)


def run_day(*, exchange: Exchange, on: date) -> Report:
    """Do the day's work. Done again on the same day it finds nothing to do; one enrollment that fails holds back no other."""
    report = Report()
    found = Enrollment.objects.filter(
        exchange=exchange, biller="exchange", status__in=(*ACTIVE, "terminated", "expired")
    )
    for key in found.order_by("id").values_list("pk", flat=True):
        enrollment = Enrollment.objects.select_related("exchange", "application__household", "follows").get(pk=key)
        try:
            _one(enrollment, report, on=on)
        except Exception as error:  # Whatever it is holds back this enrollment alone, and stands in the report.
            log.exception("billing_day_failed", enrollment=enrollment.reference)
            report.failed.append((enrollment.reference, f"{type(error).__name__}: {error}"))
    return report


@transaction.atomic
def _one(enrollment: Enrollment, report: Report, *, on: date) -> None:
    if cancel_unpaid(enrollment=enrollment, on=on):
        report.canceled += 1
        return
    issued = bill_months(enrollment=enrollment, on=on)
    report.bills += len(issued)
    chain = chain_of(locked_enrollment(enrollment))
    look_after(chain, on=on)
    tell_of_bills(issued, on=on)
    _tell_who_is_late(enrollment, on=on)
    _remind_of_the_first(enrollment, on=on)
    refund_what_is_over(chain_of(locked_enrollment(enrollment)), on=on)


def _tell_who_is_late(enrollment: Enrollment, *, on: date) -> None:
    """Once for each bill, in the days between its last day and the month that it was for; then grace is told instead."""
    behind = {charge.month for charge in late(enough([enrollment], on=on), on)}
    waiting = Invoice.objects.filter(enrollment=enrollment, month__in=behind, month__gt=on, due_on__lt=on)
    if enrollment.waiting:
        return
    for invoice in waiting.select_related("exchange", "enrollment"):
        post_late(invoice, on=on)


def _remind_of_the_first(enrollment: Enrollment, *, on: date) -> None:
    """Once, a few days before the last day of a first bill; not where the choice was told of in just these days."""
    if not enrollment.waiting:
        return
    days = timedelta(days=REMIND_DAYS)
    waiting = Invoice.objects.filter(
        enrollment=enrollment, due_on__gte=on, due_on__lte=on + days, issued_on__lte=on - days
    )  # fmt: skip
    for invoice in waiting.select_related("exchange", "enrollment")[:1]:
        post_first_missing(invoice, on=on)
