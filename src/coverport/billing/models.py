"""What people owe the exchange, and what they paid. Only where the exchange bills."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField


class Invoice(models.Model):
    """The first month's bill of an enrollment: to be paid in full by a day."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    # One first bill per enrollment; monthly invoices come with the billing issue, beside this field.
    enrollment = models.OneToOneField("enrollment.Enrollment", on_delete=models.PROTECT, related_name="first_invoice")
    amount_cents = models.BigIntegerField()
    issued_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="invoice_asks_for_money")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.enrollment.owner_user_id

    @property
    def is_paid(self) -> bool:
        return Payment.objects.filter(invoice=self).exists()


class Payment(models.Model):
    """Money that arrived for an invoice, in full. No account number is kept: only the processor's own confirmation."""

    reference = ReferenceField()
    # One payment per invoice, by constraint: the same form sent twice, or two windows, pay once.
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="payment")
    amount_cents = models.BigIntegerField()
    processor = models.CharField(max_length=40)
    confirmation = models.CharField(max_length=80)
    paid_on = models.DateField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_is_money"),
            models.UniqueConstraint(fields=["processor", "confirmation"], name="one_payment_per_confirmation"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.invoice.owner_user_id
