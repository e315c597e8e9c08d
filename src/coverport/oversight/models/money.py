"""Money: invoices by line, and the ledger that says where each billed cent is. The ledger is only ever added to."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.oversight.models.contract import Contract, Milestone, RateCardLine, Source
from coverport.oversight.models.work import Deliverable
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Movement, Place

PLACES = [(each.value, each.value) for each in Place]


class Invoice(models.Model):
    """A bill of the vendor."""

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=60)
    dated = models.DateField()
    received_by = models.CharField(max_length=80)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "dated", "id"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="one_invoice_of_a_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id


class InvoiceLine(models.Model):
    """One line: for a deliverable, in a period; by the hour, at a rate of the card. What it comes to stands in the ledger."""

    reference = ReferenceField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="lines")
    text = models.CharField(max_length=300)
    rate = models.ForeignKey(RateCardLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["invoice", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate=None, quantity=None) | Q(rate__isnull=False, quantity__gt=0),
                name="a_rate_has_a_quantity",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None, period_to=None) | Q(period_to__gte=F("period_from")),
                name="a_period_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LedgerEntry(models.Model):
    """One movement of money on an invoice line. A trigger of the database refuses to change or delete it; each carries the hash
    of the one before it in its contract.
    """

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField()
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="ledger")
    on = models.DateField()
    what = models.CharField(max_length=24)
    from_place = models.CharField(max_length=10, choices=PLACES)
    to_place = models.CharField(max_length=10, choices=PLACES)
    cents = models.BigIntegerField()
    at_least = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)
    notice = models.ForeignKey("oversight.Notice", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.ForeignKey("oversight.Finding", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="ledger_entries_in_order"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="ledger_entry_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"

    @property
    def amount(self) -> Amount:
        return Amount(self.cents, self.at_least)

    @property
    def movement(self) -> Movement:
        return Movement(
            self.number, self.on, str(self.line_id), Place(self.from_place), Place(self.to_place), self.amount
        )

    def content(self) -> dict[str, Any]:
        """What its hash is made of."""
        return {
            "number": self.number,
            "line": self.line_id,
            "on": self.on.isoformat(),
            "what": self.what,
            "from": str(self.from_place),
            "to": str(self.to_place),
            "cents": self.cents,
            "at_least": self.at_least,
            "reason": self.reason,
            "by": self.by,
            "notice": self.notice_id,
            "finding": self.finding_id,
            "milestone": self.milestone_id,
            "source": self.source_id,
        }
