"""An insurer's application to have its plans certified, its files, the gates, what was decided, and plans that take nobody new."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.plans.models.filings import SHA256
from coverport.plans.rules.certification import GATES


class QhpApplication(models.Model):
    """The plans of an issuer for a state and year, from the first file to the decision: 45 CFR 155.1000-155.1010.

    findings: what the checks said of the files as they are now. preview_*: the unpublished catalog that shows them; none while the
    files do not make up plans that can be priced.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        CHANGES = "changes"
        CERTIFIED = "certified"
        DENIED = "denied"
        REPLACED = "replaced"  # by a correction

    reference = ReferenceField()
    filed_at = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=2)
    issuer_id = models.CharField(max_length=5)
    issuer_name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    started_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    preview_path = models.CharField(max_length=300, blank=True)
    preview_sha256 = models.CharField(max_length=64, blank=True)

    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.CHANGES)
    IN_HANDS_OF_ISSUER = (Status.DRAFT, Status.CHANGES)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filed_at", "year", "state", "issuer_id"],
                condition=Q(status__in=["draft", "submitted", "changes"]),
                name="plans_one_open_application",
            ),
            models.UniqueConstraint(
                fields=["filed_at", "year", "state", "issuer_id"],
                condition=Q(status="certified"),
                name="plans_one_certified_application",
            ),
            models.CheckConstraint(
                condition=Q(issuer_id__regex=r"^[0-9]{5}$"), name="plans_application_names_an_issuer"
            ),
            models.CheckConstraint(condition=~Q(issuer_name=""), name="plans_applicant_has_a_name"),
            models.CheckConstraint(
                condition=Q(status__in=["draft"]) | Q(submitted_on__isnull=False), name="plans_submitted_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "changes"], decided_on=None)
                | Q(status__in=["certified", "denied", "replaced"], decided_on__isnull=False),
                name="plans_decided_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def in_hands_of_issuer(self) -> bool:
        return self.status in self.IN_HANDS_OF_ISSUER

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED


class FiledFile(models.Model):
    """A file as it was uploaded. gate: the gate that it is a document for; "" for a file that plans are made of."""

    application = models.ForeignKey(QhpApplication, on_delete=models.CASCADE, related_name="files")
    reference = ReferenceField()
    gate = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()
    path = models.CharField(max_length=300)
    rows = models.PositiveIntegerField(default=0)
    plans = models.PositiveIntegerField(default=0)
    uploaded_on = models.DateField()
    uploaded_at = models.DateTimeField(db_default=Now())
    # Taken out by the insurer, or by a newer file. It stays for the record.
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "name", "gate"], condition=Q(removed_on=None), name="plans_one_file_per_name"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256, length__gt=0), name="plans_filed_file_is_whole"),
            models.CheckConstraint(condition=Q(gate__in=["", *GATES]), name="plans_filed_file_gate_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class GateReview(models.Model):
    """What a reviewer said of a gate, by which document, on which day. The newest one of a gate counts."""

    application = models.ForeignKey(QhpApplication, on_delete=models.CASCADE, related_name="gate_reviews")
    gate = models.CharField(max_length=40)
    met = models.BooleanField()
    document = models.ForeignKey(FiledFile, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(gate__in=list(GATES)), name="plans_gate_is_known")]

    def __str__(self) -> str:
        return f"{self.gate}: {'met' if self.met else 'not met'}"


class Decision(models.Model):
    """What a state worker decided of an application, with the reason that the insurer reads."""

    class Outcome(models.TextChoices):
        CHANGES = "changes"
        CERTIFIED = "certified"
        DENIED = "denied"

    application = models.ForeignKey(QhpApplication, on_delete=models.CASCADE, related_name="decisions")
    event = models.OneToOneField("core.Event", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="certified") | ~Q(reason=""), name="plans_a_refusal_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.on}"


class Suppression(models.Model):
    """A plan that takes no new enrollment and keeps its people, from a day on, until it is lifted."""

    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    plan_id = models.CharField(max_length=14)
    reason = models.TextField()
    since = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "year", "plan_id"], condition=Q(lifted_on=None), name="plans_suppressed_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="plans_a_suppression_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"
