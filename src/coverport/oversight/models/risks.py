"""The register of risks. A risk is what its last entry says; triggers of the database refuse to change or delete either."""

from typing import Literal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.oversight.models.contract import Contract
from coverport.oversight.rules.risks import Assessment, Level, exposure

LEVELS = [("low", "low"), ("medium", "medium"), ("high", "high")]


class Risk(models.Model):
    """Something that could go wrong. security: while it is open the public reads that it is there and how high, not what it is."""

    class Origin(models.TextChoices):
        CONTRACT = "contract"
        INDEPENDENT = "independent"

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="risks")
    origin = models.CharField(max_length=11, choices=Origin.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    security = models.BooleanField(default=False)

    class Meta:
        ordering = ["contract", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="a_risk_is_told")]

    def __str__(self) -> str:
        return self.title

    @property
    def filed_at_id(self) -> int:
        return self.contract.exchange_id


class RiskEntry(models.Model):
    """A risk as somebody saw it from a day on: raised, looked at again, closed, or that it happened."""

    class What(models.TextChoices):
        RAISED = "raised"
        ASSESSED = "assessed"
        HAPPENED = "happened"
        CLOSED = "closed"

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=What.choices)
    on = models.DateField()
    by = models.CharField(max_length=80)
    owner = models.CharField(max_length=120)
    likelihood = models.CharField(max_length=6, choices=LEVELS)
    impact = models.CharField(max_length=6, choices=LEVELS)
    response = models.CharField(
        max_length=8,
        choices=[("avoid", "avoid"), ("reduce", "reduce"), ("transfer", "transfer"), ("accept", "accept")],
    )
    plan = models.TextField()
    review_on = models.DateField()
    # Why it was changed or closed; the raising says it in the risk's own text.
    note = models.TextField(blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["risk", "number"]
        verbose_name_plural = "risk entries"
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_entries_in_order"),
            models.UniqueConstraint(
                fields=["risk"], condition=Q(what__in=["happened", "closed"]), name="a_risk_ends_once"
            ),
            models.CheckConstraint(condition=~Q(owner="") & ~Q(plan=""), name="a_risk_has_an_owner_and_a_plan"),
            models.CheckConstraint(condition=Q(what="raised") | ~Q(note=""), name="a_risk_is_changed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}/{self.number}"

    @property
    def assessment(self) -> Assessment:
        return Assessment(
            owner=self.owner, likelihood=self.likelihood, impact=self.impact, response=self.response, plan=self.plan,  # type: ignore[arg-type]
            review_on=self.review_on,
        )  # fmt: skip

    @property
    def exposure(self) -> Level:
        return exposure(self.likelihood, self.impact)  # type: ignore[arg-type]

    @property
    def status(self) -> Literal["open", "happened", "closed"]:
        return "open" if self.what in (self.What.RAISED, self.What.ASSESSED) else self.what  # type: ignore[return-value]
