"""What people owe the exchange and by when. Only where the exchange bills."""

from django.db import models
from django.db.models import Q

from coverport.core.references import ReferenceField


class Invoice(models.Model):
    """One month's bill of an enrollment. amount_cents: that month after credit; to_pay_cents: with what else was open that day.

    What is owed now stands in the ledger, not here.
    """

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="invoices")
    month = models.DateField()
    amount_cents = models.BigIntegerField()
    to_pay_cents = models.BigIntegerField()
    issued_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "month"], name="one_invoice_per_month"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0, to_pay_cents__gte=0), name="invoice_asks_for_money"),
            models.CheckConstraint(condition=Q(month__day=1), name="invoice_of_a_first_of_month"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.enrollment.owner_user_id


class GracePeriod(models.Model):
    """The time that somebody who stopped paying has to pay all that is owed. ends_on: both ends count; none: until a notice names it.

    last_day: of coverage where it stays unpaid. pends_from: claims from this month on may wait; none: all are paid.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        EXHAUSTED = "exhausted"
        # Coverage ended for another reason, or was canceled.
        CLOSED = "closed"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="grace_periods")
    # Who counts the days: where the insurer bills it does, and we act on its message.
    run_by = models.CharField(max_length=10, choices=[("issuer", "issuer"), ("exchange", "exchange")])
    first_month = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    last_day = models.DateField()
    pends_from = models.DateField(null=True, blank=True)
    rule = models.CharField(max_length=60)
    authority = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    began_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=Q(status="open"), name="one_open_grace_period"),
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False)),
                name="grace_closed_on_a_day",
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="grace_from_a_first_of_month"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.enrollment.owner_user_id
