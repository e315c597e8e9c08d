"""One try of an account to prove whose it is, with what was sent for it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedFileField, EncryptedJSONField, EncryptedTextField

ASKED_PURPOSE = "identity_proof.asked: questions of the identity provider until they are answered, 45 CFR 155.260(a)"
DOCUMENT_PURPOSE = "identity_document: proof of identity, seen by who decides on it, 45 CFR 155.260(a)"


class IdentityProof(models.Model):
    """A try. Only one of a kind is open at a time; what was decided stays."""

    class Way(models.TextChoices):
        QUESTIONS = "questions"
        DOCUMENT = "document"
        IN_PERSON = "in_person"
        OUTSIDE = "outside"

    class State(models.TextChoices):
        ASKED = "asked"  # questions wait for the person
        WAITING = "waiting"  # a document, or the person's visit, waits for staff
        PROVEN = "proven"
        NOT_PROVEN = "not_proven"
        UNKNOWN = "unknown"  # the provider could not say

    reference = ReferenceField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identity_proofs")
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    asked = EncryptedJSONField(null=True, blank=True, purpose=ASKED_PURPOSE)
    began_at = models.DateTimeField(db_default=Now())
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "exchange", "way"],
                condition=models.Q(state__in=["asked", "waiting"]),
                name="one_open_identity_proof_of_a_way",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "waiting"], decided_on=None)
                | (~models.Q(state__in=["asked", "waiting"]) & models.Q(decided_on__isnull=False)),
                name="identity_proof_decided_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.user_id

    @property
    def filed_at_id(self) -> int:
        """The exchange whose staff decide."""
        return self.exchange_id


class IdentityDocument(models.Model):
    """A file that somebody sent to prove who they are."""

    reference = ReferenceField()
    proof = models.ForeignKey(IdentityProof, on_delete=models.CASCADE, related_name="documents")
    name = EncryptedTextField(purpose=DOCUMENT_PURPOSE)
    media_type = models.CharField(max_length=40)
    content = EncryptedFileField(purpose=DOCUMENT_PURPOSE)
    sent_at = models.DateTimeField(db_default=Now())
    # Whether clamd found it clean; where there is a scanner, nothing is opened before.
    scanned = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.reference
