"""A finding of fraud, and whether coverage is taken back for it: 45 CFR 147.128, 155.430(b)(2)(iii)."""

from django.db import models
from django.db.models import F, Q

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField

FACTS_PURPOSE = "enrollment.rescission: what was found, as the notice says it, 45 CFR 147.128(a)"
ANSWER_PURPOSE = "enrollment.rescission: what the household says to it"


class Rescission(models.Model):
    """What was found about one enrollment. opened_on: the day of the notice; earliest_on: before it nothing is taken back.

    facts, found_by: as the notice says them. answer: of the household, or what they told staff. words: of who closed it. change: that
    took the coverage back.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        CARRIED_OUT = "carried_out"
        DROPPED = "dropped"

    class Finding(models.TextChoices):
        FRAUD = "fraud"
        MISREPRESENTATION = "misrepresentation"

    reference = ReferenceField()
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="rescissions")
    finding = models.CharField(max_length=20, choices=Finding.choices)
    facts = EncryptedTextField(purpose=FACTS_PURPOSE)
    found_by = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField()
    earliest_on = models.DateField()
    authority = models.CharField(max_length=300)
    answer = EncryptedTextField(purpose=ANSWER_PURPOSE, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    closed_on = models.DateField(null=True, blank=True)
    change = models.OneToOneField(
        "enrollment.Change", on_delete=models.PROTECT, null=True, blank=True, related_name="rescission"
    )

    class Meta:
        ordering = ["earliest_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(status="open"), name="one_open_rescission_per_enrollment"
            ),
            models.CheckConstraint(condition=Q(earliest_on__gt=F("opened_on")), name="rescinded_after_its_notice"),
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False) & ~Q(words="")),
                name="rescission_closed_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(status="carried_out") | Q(change__isnull=False, closed_on__gte=F("earliest_on")),
                name="rescinded_by_a_change_in_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.enrollment.owner_user_id

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
