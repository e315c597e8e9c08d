"""An appeal of a decision about eligibility, 45 CFR 155.505 to 155.545, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from coverport.applications.models import Application, Determination
from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField

GROUNDS_PURPOSE = "appeals.grounds: why somebody thinks that a decision is wrong, 45 CFR 155.520"
EFFECT_PURPOSE = "appeals.effect: what the decision of an appeal means for the person, 45 CFR 155.545(a)(2)"
FACTS_PURPOSE = "appeals.facts: what was found in an appeal, 45 CFR 155.545(a)(3)"


class Appeal(models.Model):
    """One determination has one open appeal at most. keeps_help: help of before is to go on meanwhile; expedited: waiting could harm."""

    class Status(models.TextChoices):
        OPEN = "open"
        WON = "won"
        PART = "part"
        LOST = "lost"
        DISMISSED = "dismissed"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="appeals")
    grounds = EncryptedTextField(purpose=GROUNDS_PURPOSE)
    expedited = models.BooleanField(default=False)
    keeps_help = models.BooleanField(default=False)
    received_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    effect = EncryptedTextField(purpose=EFFECT_PURPOSE, blank=True, default="")
    facts = EncryptedTextField(purpose=FACTS_PURPOSE, blank=True, default="")
    citation = models.CharField(max_length=300, blank=True, default="")
    effective_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    # None where the person took it back.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What is to be decided anew because of it.
    draft = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["determination"], condition=Q(status="open"), name="one_open_appeal_of_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_on=None, effective_on=None, citation="")
                | (~Q(status="open") & Q(decided_on__isnull=False, effective_on__isnull=False) & ~Q(citation="")),
                name="an_appeal_is_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(draft=None) | Q(status__in=("won", "part")), name="only_a_won_appeal_decides_anew"
            ),
        ]
        indexes = [models.Index(fields=["exchange", "id"], condition=Q(status="open"), name="open_appeals")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
