"""That an event really happened, where the law wants to know it before coverage starts: 45 CFR 155.420(g)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from coverport.core.references import ReferenceField
from coverport.core.sealed_files import keeps_files
from coverport.core.sent_papers import SentPaper

PAPER_PURPOSE = "enrollment.proof: papers that prove an event, 45 CFR 155.420(g)"


class EventProof(models.Model):
    """What is asked about one special period; all that was chosen by it is pended meanwhile. asked_on: the day of the last choice.

    note: of who accepted it. authority: whose rule asks. later: whether coverage is to start later where months would be owed at once.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        PROVEN = "proven"
        NOT_PROVEN = "not_proven"  # no paper came in time; another choice asks again

    reference = ReferenceField()
    period = models.OneToOneField("enrollment.SpecialPeriod", on_delete=models.PROTECT, related_name="proof")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    asked_on = models.DateField()
    due_on = models.DateField()
    authority = models.CharField(max_length=300)
    closed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    later = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False)),
                name="event_proof_closed_on_a_day",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="event_proof_due_after_it_was_asked"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(status="open"), name="open_event_proofs")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.period.owner_user_id

    @property
    def reviewed_at_id(self) -> int:
        """The exchange whose state workers look at it."""
        return self.period.exchange_id

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class EventPaper(SentPaper):
    """A paper that somebody sent. refused_on: it was not enough, and note says why."""

    purpose = PAPER_PURPOSE

    proof = models.ForeignKey(EventProof, on_delete=models.PROTECT, related_name="papers")
    refused_on = models.DateField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(SentPaper.Meta):
        constraints = [
            models.UniqueConstraint(fields=["proof", "sha256"], name="a_paper_of_an_event_is_sent_once"),
            models.CheckConstraint(condition=Q(length__gt=0), name="paper_of_an_event_is_not_empty"),
            models.CheckConstraint(condition=Q(refused_on=None) | ~Q(note=""), name="paper_refused_for_a_reason"),
        ]

    @property
    def owner_user_id(self) -> int:
        return self.proof.owner_user_id

    @property
    def reviewed_at_id(self) -> int:
        return self.proof.reviewed_at_id


keeps_files("enrollment.EventPaper", EventPaper.purpose)
