"""Gates: what has to be shown before an exchange opens, and who let something pass without it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField


class Gate(models.Model):
    """The readiness of an exchange for a plan year, with one person who answers for it."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    owner = models.CharField(max_length=120)
    owner_since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "year"], name="one_gate_per_exchange_and_year")]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.year}"

    @property
    def filed_at_id(self) -> int:
        return self.exchange_id


class GateItem(models.Model):
    """One thing to be shown. check: the name of what the system itself looks at; without one, a person attaches evidence."""

    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="items")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    check_name = models.SlugField(max_length=40, blank=True)
    evidence = models.TextField(blank=True)
    shown_by = models.CharField(max_length=80, blank=True)
    shown_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["gate", "id"]
        constraints = [
            models.UniqueConstraint(fields=["gate", "code"], name="one_gate_item_of_a_code"),
            models.CheckConstraint(
                condition=Q(shown_on=None, shown_by="")
                | (Q(shown_on__isnull=False) & ~Q(shown_by="") & ~Q(evidence="")),
                name="shown_with_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Waiver(models.Model):
    """Somebody lets an item pass without its evidence: by name, for a reason, until a day. It is public."""

    reference = ReferenceField()
    item = models.ForeignKey(GateItem, on_delete=models.PROTECT, related_name="waivers")
    signed_by = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    reason = models.TextField()
    signed_on = models.DateField()
    until = models.DateField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["item", "signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(signed_by="") & ~Q(reason="") & Q(until__gte=F("signed_on")), name="a_waiver_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signed_by} {self.signed_on}"


class Opening(models.Model):
    """That an exchange was opened for a plan year, by whom, on what evidence."""

    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    opened_by = models.CharField(max_length=80)
    opened_on = models.DateField()
    evidence = models.JSONField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "year"], name="opened_once_for_a_year")]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.year}"
