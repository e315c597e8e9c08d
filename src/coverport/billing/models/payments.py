"""Money that came in and went back. No account number is kept: only the processor's, or the bank's, own number of a payment."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField


class Method(models.TextChoices):
    CARD = "card"
    BANK = "bank"
    CHECK = "check"
    CASH = "cash"


class PaymentFile(models.Model):
    """A lockbox file that was taken in whole. The same file is taken in once."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    payments_count = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "sha256"], name="payment_file_is_taken_in_once")]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """Money that arrived. enrollment: whose it is; none while that is not known (suspense).

    confirmation: the number that the processor or the bank gave it, the same twice is one payment.
    """

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    amount_cents = models.BigIntegerField()
    method = models.CharField(max_length=6, choices=Method.choices)
    processor = models.CharField(max_length=40)
    confirmation = models.CharField(max_length=80)
    # What the payer wrote on it, where it could not be read as a number of ours.
    marked = models.CharField(max_length=40, blank=True)
    paid_on = models.DateField()
    bounced_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_is_money"),
            models.UniqueConstraint(
                fields=["exchange", "processor", "confirmation"], name="one_payment_per_confirmation"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int | None:
        return self.enrollment.owner_user_id if self.enrollment else None


class PaymentAttempt(models.Model):
    """A person's way to the processor's own page and back. Its reference is the key under which the processor takes money once."""

    class Status(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        DECLINED = "declined"
        # The processor answered something that cannot be right: a human looks before anything is booked.
        UNCLEAR = "unclear"

    reference = ReferenceField()
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="payment_attempts")
    amount_cents = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="attempt")
    told = models.CharField(max_length=200, blank=True)
    begun_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="attempt_is_for_money"),
            models.UniqueConstraint(fields=["enrollment"], condition=Q(status="open"), name="one_open_attempt"),
            models.CheckConstraint(
                condition=Q(status="paid", payment__isnull=False) | (~Q(status="paid") & Q(payment=None)),
                name="a_paid_attempt_has_its_payment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.enrollment.owner_user_id


class Refund(models.Model):
    """Money that goes back: through the processor that took it, else by a check that the treasurer writes."""

    class Status(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        # The payment bounced, or coverage came back, before its refund went out.
        KEPT = "kept"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_cents = models.BigIntegerField()
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.DUE)
    confirmation = models.CharField(max_length=80, blank=True)
    due_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_is_money"),
            models.CheckConstraint(
                condition=Q(status__in=("due", "kept"), sent_on=None) | Q(status="sent", sent_on__isnull=False),
                name="refund_sent_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
