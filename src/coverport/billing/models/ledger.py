"""The ledger: double entry, only added to. The database holds that every posting sums to zero and that nothing is changed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Account(models.TextChoices):
    """What money is, in cents: above zero it is ours or owed to us, below zero it is what we owe."""

    # What people owe for a month, by the day on which it is due.
    RECEIVABLE = "receivable"
    # Credit that the treasury pays for a month.
    TREASURY = "treasury"
    # What the insurer is to have for a month.
    PREMIUM = "premium"
    # Money with the bank or the processor.
    CASH = "cash"
    # People's money that pays no month yet.
    UNAPPLIED = "unapplied"
    # Money of which nobody knows whose it is.
    SUSPENSE = "suspense"
    # People's money on its way back.
    REFUNDS = "refunds"
    # What of people's money an 820 told the insurer of a month.
    INSURERS = "insurers"


class Posting(models.Model):
    """One thing that happened to money: entries that sum to zero. about: the reference of the payment, bill or refund."""

    class Kind(models.TextChoices):
        CHARGE = "charge"
        PAYMENT = "payment"
        ALLOCATION = "allocation"
        BOUNCE = "bounce"
        REFUND = "refund"
        REFUND_SENT = "refund_sent"
        FOUND = "found"
        REMITTANCE = "remittance"

    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Entry(models.Model):
    """One side of a posting. enrollment: whose account; month, due_on: which charge, on receivable; month alone on others."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=10, choices=Account.choices)
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    month = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    cents = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["id"]
        # An account's balance by enrollment.
        indexes = [models.Index(fields=["enrollment", "account", "month"], name="entries_of_an_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0), name="entry_is_money"),
            models.CheckConstraint(
                condition=Q(account="receivable", month__isnull=False, due_on__isnull=False)
                | Q(account__in=("treasury", "premium", "insurers"), month__isnull=False, due_on=None)
                | Q(account__in=("cash", "unapplied", "suspense", "refunds"), month=None, due_on=None),
                name="entry_names_its_month",
            ),
            models.CheckConstraint(
                condition=Q(account__in=("cash", "suspense")) | Q(enrollment__isnull=False),
                name="entry_names_its_enrollment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.cents}"
