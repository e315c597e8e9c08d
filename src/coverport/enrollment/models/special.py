"""When a household may choose a plan because of something that happened: told by the person, opened by a change, or set by staff."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField


class SpecialPeriod(models.Model):
    """One special enrollment period of a household. opens, closes: both days count; the day of the choice decides by which law.

    event: of event_names.yaml. What was told beside, as the rule asks for it: cause, prior_coverage_end, moved_from (or a ZIP code).
    granted_start, reason: of staff who set the first day of coverage. change: that opened it.
    """

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("applications.Household", on_delete=models.PROTECT, related_name="special_periods")
    event = models.CharField(max_length=40)
    event_date = models.DateField()
    told_on = models.DateField()
    opens = models.DateField()
    closes = models.DateField()
    cause = models.CharField(max_length=40, blank=True)
    prior_coverage_end = models.DateField(null=True, blank=True)
    moved_from = models.CharField(max_length=20, blank=True)
    granted_start = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    change = models.ForeignKey(
        "enrollment.Change", on_delete=models.PROTECT, null=True, blank=True, related_name="special_periods"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "event", "event_date"], name="one_special_period_for_an_event"
            ),
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="special_period_has_days"),
            models.CheckConstraint(condition=Q(granted_start=None) | ~Q(reason=""), name="granted_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.household.owner_user_id
