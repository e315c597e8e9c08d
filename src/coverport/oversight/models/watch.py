"""What is watched: service levels with their readings, findings, defects, notices with their clocks."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.oversight.models.contract import Contract, Milestone, Source
from coverport.oversight.models.work import Deliverable
from coverport.oversight.rules.clocks import Clock, clock_of
from coverport.oversight.rules.service_levels import Promise


class ServiceLevel(models.Model):
    """What the vendor promised of the running system, and which deliverable's payment waits for it."""

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="service_levels")
    metric = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    direction = models.CharField(max_length=8, choices=[("at_least", "at least"), ("at_most", "at most")])
    # A share as 0.995; a time in milliseconds; a count as it is.
    threshold = models.DecimalField(max_digits=12, decimal_places=4)
    days = models.PositiveSmallIntegerField(default=30)
    least_readings = models.PositiveIntegerField(default=1)
    holds = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="service_levels"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "metric"], name="one_service_level_of_a_metric"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def promise(self) -> Promise:
        return Promise(
            direction=self.direction,  # type: ignore[arg-type]
            threshold=self.threshold,
            days=self.days,
            least=self.least_readings,
        )


class Reading(models.Model):
    """One measurement of the running system of an exchange; contracts read them, nobody writes them by hand."""

    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.CASCADE, related_name="+")
    metric = models.SlugField(max_length=40)
    at = models.DateTimeField()
    part = models.DecimalField(max_digits=16, decimal_places=2)
    whole = models.DecimalField(max_digits=16, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["exchange", "metric", "at"], name="reading_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(whole__gt=0, part__gte=0), name="reading_is_of_something"),
            models.UniqueConstraint(fields=["exchange", "metric", "at"], name="one_reading_of_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """Something that is wrong. What the independent reviewer finds only they can close; what the system finds it closes itself.

    Nothing of it is ever deleted: the owner may answer.
    """

    class Origin(models.TextChoices):
        INDEPENDENT = "independent"
        SERVICE_LEVEL = "service_level"

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="findings")
    origin = models.CharField(max_length=14, choices=Origin.choices)
    severity = models.CharField(max_length=8, choices=[("high", "high"), ("medium", "medium"), ("low", "low")])
    title = models.CharField(max_length=200)
    text = models.TextField()
    owner = models.CharField(max_length=120, blank=True)
    service_level = models.ForeignKey(
        ServiceLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    opened_by = models.CharField(max_length=80)
    opened_on = models.DateField()
    closed_by = models.CharField(max_length=80, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.TextField(blank=True)
    # Of a service level: value and number of readings at its opening and its closing, so that every language can tell them.
    measured = models.JSONField(default=dict, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "opened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_level"], condition=Q(closed_on=None), name="one_open_finding_per_service_level"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by="")
                | (Q(closed_on__isnull=False) & ~Q(closed_by="") & ~Q(closed_because="")),
                name="closed_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id


class Answer(models.Model):
    """What the owner says to a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answers")
    by = models.CharField(max_length=80)
    on = models.DateField()
    text = models.TextField()

    class Meta:
        ordering = ["finding", "id"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.on}"


class Defect(models.Model):
    """A known fault of the software."""

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="defects")
    severity = models.CharField(
        max_length=8, choices=[("critical", "critical"), ("major", "major"), ("minor", "minor")]
    )
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    opened_on = models.DateField()
    mended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["contract", "opened_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(owner=""), name="a_defect_has_an_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id


class Notice(models.Model):
    """A notice to the vendor that starts a clock: to cure, or that payment is disputed; and what came of it."""

    class Kind(models.TextChoices):
        CURE = "cure"
        DISPUTE = "dispute"

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    milestones = models.ManyToManyField(Milestone, blank=True, related_name="notices")
    served_by = models.CharField(max_length=80)
    served_on = models.DateField()
    # How it was served, so that it can be shown: registered mail, a signed receipt.
    proof = models.CharField(max_length=200, blank=True)
    days = models.PositiveSmallIntegerField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    escalated_to = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["contract", "served_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="a_notice_closes_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id

    def clock(self, on: object) -> Clock:
        """Where it stands on a day."""
        return clock_of(
            self.served_on,
            self.days,
            on,  # type: ignore[arg-type]
            answered=self.answered_on,
            escalated=self.escalated_on,
            closed=self.closed_on,
        )
