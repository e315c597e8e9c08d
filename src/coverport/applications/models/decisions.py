"""What was decided, with everything that it was decided from."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from coverport.applications.models.answers import Application
from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField

# A purpose is sealed in with each value: who changes its words must seal the column anew.
INPUTS_PURPOSE = "determination.inputs: facts that a decision was made from, for replay and appeal, 45 CFR 155.1210(b)"
RESULT_PURPOSE = "determination.result: the decision with its reasons, 45 CFR 155.310(g)"


class LawUsed(models.Model):
    """The values of law that decisions were made under, with citation and status: once for all of them, and never changed."""

    # Of the canonical JSON, by which decisions that were made under the same law find it.
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.JSONField()

    class Meta:
        verbose_name_plural = "laws used"

    def __str__(self) -> str:
        return self.sha256


class Determination(models.Model):
    """What the engine decided, with everything that it decided from, so that anybody can compute it again."""

    # Found by what keeps a decision single, which begins with it.
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="determinations", db_index=False
    )
    reference = ReferenceField()
    on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())
    # inputs: facts and benchmark as given to the engine; result: outcomes with reasons.
    inputs = EncryptedJSONField(purpose=INPUTS_PURPOSE)
    law_used = models.ForeignKey(LawUsed, on_delete=models.PROTECT, related_name="+", db_index=False)
    result = EncryptedJSONField(purpose=RESULT_PURPOSE)
    rules_version = models.CharField(max_length=64)
    # Of the canonical JSON of inputs, law and result, each.
    digests = models.JSONField()
    # Of these and rules_version.
    sha256 = models.CharField(max_length=64)
    # How often the same was decided on this day before: an office may change its mind, and change it back.
    again = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "on", "sha256", "again"], name="determination_not_stored_twice"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def law(self) -> Any:
        """The values of law that it was made under. Read when asked for: only replay does."""
        return self.law_used.content

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id
