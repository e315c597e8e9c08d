"""Events and their deliveries."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened: who, what, to what, for which purpose, on which date of record. Never changed; never deleted,
    but for those of the scripted journey, which are of nobody.
    """

    kind = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    exchange = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    purpose = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="event_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Delivery(models.Model):
    """One subscriber's share of an event. Its handler's effect and done_at commit together."""

    # Found by what keeps a delivery single, which begins with it.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    subscriber = models.CharField(max_length=80)
    subject = models.CharField(max_length=40)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="one_delivery_per_subscriber")]
        indexes = [
            # The worker's question: which subjects have something undone, oldest first.
            models.Index(fields=["subject", "id"], condition=models.Q(done_at=None), name="delivery_undone"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.event_id}"
