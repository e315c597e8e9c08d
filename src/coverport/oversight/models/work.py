"""What is delivered: requirements, submissions, evidence, acceptance."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.oversight.models.contract import Contract, Milestone, Source


class Deliverable(models.Model):
    """A piece of work with its price. It is paid only once it is accepted."""

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="deliverables")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    # None: the sources do not say what it was worth; then nothing of it can be approved.
    cents = models.BigIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="deliverables_in_order"),
            models.UniqueConstraint(fields=["contract", "title"], name="one_deliverable_of_a_title"),
            models.CheckConstraint(condition=Q(cents=None) | Q(cents__gt=0), name="deliverable_is_worth_money"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id


class Requirement(models.Model):
    """What a deliverable has to do, and the test that shows it."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="requirements")
    text = models.CharField(max_length=400)
    test = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.text


class Submission(models.Model):
    """One time that the vendor handed a deliverable in, and what became of it."""

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        IN_REVIEW = "in_review"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    reference = ReferenceField()
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUBMITTED)
    submitted_by = models.CharField(max_length=80)
    submitted_on = models.DateField()
    review_begun_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["deliverable", "round"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "round"], name="submissions_in_order"),
            models.UniqueConstraint(
                fields=["deliverable"], condition=Q(state="accepted"), name="a_deliverable_is_accepted_once"
            ),
            models.UniqueConstraint(
                fields=["deliverable"],
                condition=Q(state__in=["submitted", "in_review"]),
                name="one_submission_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "in_review"], decided_on=None, decided_by="")
                | (Q(state__in=["accepted", "rejected"], decided_on__isnull=False) & ~Q(decided_by="")),
                name="decided_by_somebody_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(reasons=""), name="rejected_with_reasons"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=models.F("submitted_by")), name="nobody_accepts_their_own"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Evidence(models.Model):
    """What a submission rests on: a file, a test run, a demonstration, or a service level that the system itself measures."""

    class Kind(models.TextChoices):
        FILE = "file"
        TEST_RUN = "test_run"
        DEMONSTRATION = "demonstration"
        SERVICE_LEVEL = "service_level"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    service_level = models.ForeignKey(
        "oversight.ServiceLevel", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="file") & ~Q(stored_as="") & ~Q(sha256=""))
                | Q(kind="service_level", service_level__isnull=False)
                | (Q(kind__in=["test_run", "demonstration"]) & ~Q(text="")),
                name="evidence_has_something_behind_it",
            ),
        ]

    def __str__(self) -> str:
        return self.title
