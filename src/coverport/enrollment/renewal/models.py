"""Renewals as they were told and done: one row for each enrollment that ends with its year, and one for each batch."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField

PLAN_PURPOSE = "renewal.plan: what a household was told, to be carried out as it was, 45 CFR 155.335(c) and (j)"
# That a return lacks Form 8962 is known from the tax service: 26 USC 6103(l)(21).
NOTES_PURPOSE = "renewal.notes: why help is other than before, to tell the household, 45 CFR 155.335(c)"


class RenewalBatch(models.Model):
    """Some households that were told, or enrolled again, in one transaction; others hear of it by its reference."""

    class Stage(models.TextChoices):
        TELL = "tell"
        ENROLL = "enroll"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=6, choices=Stage.choices)
    on = models.DateField()
    households = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "renewal batches"

    def __str__(self) -> str:
        return self.reference


class Renewal(models.Model):
    """What becomes of an enrollment in the next plan year. before: the enrollment; one renewal of it, so that nobody is renewed twice.

    application, determination: of the new year. step: of the crosswalk. Amounts are cents a month of the plan that takes over.
    notes: what the household is told, as rows of `code` and `facts`; why: of what is not renewed, or left to a human.
    """

    class Status(models.TextChoices):
        TOLD = "told"
        RENEWED = "renewed"
        CHOSEN = "chosen"  # the household chose for itself
        NOT_RENEWED = "not_renewed"
        NEEDS_PERSON = "needs_person"

    reference = ReferenceField()
    # What a renewal is found by stands in Meta: each further index is written twice for each of them.
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(
        "applications.Household", on_delete=models.PROTECT, related_name="renewals", db_index=False
    )
    state = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    before = models.OneToOneField("enrollment.Enrollment", on_delete=models.PROTECT, related_name="renewal")
    status = models.CharField(max_length=12, choices=Status.choices)
    why = models.CharField(max_length=40, blank=True)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    determination = models.ForeignKey(
        "applications.Determination", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=40, blank=True)
    authority = models.CharField(max_length=300, blank=True)
    plan_id = models.CharField(max_length=14, blank=True)
    csr_variant = models.CharField(max_length=2, blank=True)
    premium_cents = models.BigIntegerField(null=True, blank=True)
    credit_cents = models.BigIntegerField(null=True, blank=True)
    # The advance credit is paid; where it is not, the notes say why.
    with_credit = models.BooleanField(default=True)
    notes = EncryptedJSONField(default=list, blank=True, purpose=NOTES_PURPOSE)
    # The whole household's, beside the first of its renewals, until it is carried out: `renewal.kept`.
    plan = EncryptedJSONField(null=True, blank=True, purpose=PLAN_PURPOSE)
    told_in = models.ForeignKey(RenewalBatch, on_delete=models.PROTECT, related_name="told", db_index=False)
    told_on = models.DateField()
    answer_by = models.DateField()
    due_on = models.DateField()
    done_in = models.ForeignKey(RenewalBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="done")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("told", "renewed")) | (~Q(plan_id="") & ~Q(step="")),
                name="renewal_leads_to_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("told", "renewed")) | Q(determination__isnull=False),
                name="renewal_rests_on_a_decision",
            ),
            models.CheckConstraint(condition=Q(status="told") | Q(done_on__isnull=False), name="renewal_done_on_a_day"),
            models.CheckConstraint(
                condition=~Q(status__in=("not_renewed", "needs_person")) | ~Q(why=""), name="not_renewed_for_a_reason"
            ),
        ]
        indexes = [
            # Who is enrolled again from a day on.
            models.Index(
                fields=["exchange", "state", "year", "due_on"], condition=Q(status="told"), name="renewal_due"
            ),
            models.Index(fields=["household", "year"], name="renewal_of_household"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.household.owner_user_id

    def see(self, **found: Any) -> None:
        """Put in what was found out; the caller saves."""
        for name, value in found.items():
            setattr(self, name, value)
