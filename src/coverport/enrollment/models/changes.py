"""What happened in a household's year, from the report to what came of it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField

AGREED_PURPOSE = "enrollment.change: where it is recorded that somebody agreed by telephone, 45 CFR 155.405(c)(2)(ii)"


class Change(models.Model):
    """A dated change: reported, worked out anew, shown, agreed to, and then done as it was shown; or left to a human.

    enrollment: what it is about. people: whom, by reference. application: the changed answers, where the change has any.
    outcome: what was agreed to, for the record, in the shape of planning.Preview.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        NEEDS_PERSON = "needs_person"
        SETTLED = "settled"
        WITHDRAWN = "withdrawn"

    class By(models.TextChoices):
        """How somebody who is not on the website tells us something, 45 CFR 155.405(c)(2)."""

        PHONE = "phone"
        IN_PERSON = "in_person"
        MAIL = "mail"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("applications.Household", on_delete=models.PROTECT, related_name="changes")
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="changes")
    # Of rules/kinds.py.
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    happened_on = models.DateField()
    reported_on = models.DateField()
    people = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    # From when on, by which rule and on whose word; the last day of coverage where it ends.
    effective_on = models.DateField(null=True, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    authority = models.CharField(max_length=300, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    submission = models.UUIDField(unique=True, null=True, blank=True)
    # How staff were told, while they see to it; how the person agreed, if staff wrote that down, and where it is recorded.
    told_by = models.CharField(max_length=9, choices=By.choices, blank=True, default="")
    agreed_by = models.CharField(max_length=9, choices=By.choices, blank=True, default="")
    attestation = EncryptedTextField(purpose=AGREED_PURPOSE, blank=True, default="")
    done_on = models.DateField(null=True, blank=True)
    # Why a human must look at it, and what they answered.
    asks = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(status="open"), name="one_open_change_per_enrollment"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("open", "needs_person")) | Q(done_on__isnull=False), name="change_done_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="needs_person") | ~Q(asks=""), name="a_human_is_asked_something"
            ),
            models.CheckConstraint(condition=~Q(status="settled") | ~Q(answer=""), name="settled_with_an_answer"),
        ]
        # What waits for a human, oldest first.
        indexes = [
            models.Index(fields=["exchange", "id"], condition=Q(status="needs_person"), name="changes_that_wait")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.household.owner_user_id

    @property
    def changed_at_id(self) -> int:
        """The exchange whose staff settle it."""
        return self.exchange_id

    def see(self, **found: Any) -> None:
        """Put in what was found out, and save."""
        for name, value in found.items():
            setattr(self, name, value)
        self.save(update_fields=[*found])
