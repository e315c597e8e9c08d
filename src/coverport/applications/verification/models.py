"""What was asked of the sources, what they did not confirm, and the papers that settle it."""

from typing import Any

import msgspec
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from coverport.applications.models import Application, Determination, Person
from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.applications.verification.rules.sources import Ask, Source, SourceAnswer
from coverport.core.references import ReferenceField
from coverport.core.sealed_files import keeps_files
from coverport.core.sensitive import BlindIndexField, EncryptedTextField
from coverport.core.sent_papers import SentPaper

ANSWER_PURPOSE = "verification.answer: to confirm what was told, 45 CFR 155.315, 155.320; 26 USC 6103(l)(21)"
SOURCES_PURPOSE = "verification.sources_say: what is held against what was told, 45 CFR 155.315(f); 26 USC 6103(l)(21)"
TAX_PURPOSE = (
    "verification.tax_record: tax data, to compare income with, 26 USC 6103(l)(21); 45 CFR 155.260, 155.320(c)"
)
ATTESTED_PURPOSE = "verification.attested: what was told, to see whether it changed, 45 CFR 155.315(f)"
DOCUMENT_PURPOSE = "verification.document: papers that settle an inconsistency, 45 CFR 155.315(f)"
EXPLANATION_PURPOSE = "verification.explanation: what a person writes to settle an inconsistency, 45 CFR 155.315(f)"


class SourceRequest(models.Model):
    """One question to one source about an application, asked again until it is answered."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="source_requests")
    source = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Source])
    # A person's reference, or the id of a tax household.
    subject = models.CharField(max_length=64)
    people = models.JSONField()
    asked_on = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # Why the last attempt brought nothing: down, slow, wrong, resting, no_hub.
    trouble = models.CharField(max_length=12, blank=True, default="")
    next_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)
    # The day on which papers stood in for its silence.
    papers_on = models.DateField(null=True, blank=True)
    # The tax service's stands in TaxRecord alone.
    answer = EncryptedTextField(blank=True, null=True, purpose=ANSWER_PURPOSE)  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "source", "subject"], name="source_asked_once_a_subject"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer__isnull=True)
                | models.Q(answered_at__isnull=False, answer__isnull=False)
                | models.Q(answered_at__isnull=False, source="tax"),
                name="answered_source_request_has_its_answer",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="tax") | models.Q(answer__isnull=True),
                name="tax_data_stand_in_their_own_table",
            ),
        ]
        # The job that asks again: what is due and has no answer.
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(answered_at=None), name="source_requests_to_ask"),
        ]

    def __str__(self) -> str:
        return f"{self.source} of {self.application_id}"

    @property
    def ask(self) -> Ask:
        return Ask(Source(self.source), self.subject, tuple(self.people))

    @property
    def found(self) -> SourceAnswer | None:
        """What the source said; None while it has said nothing, and always of the tax service: see tax_records."""
        return msgspec.json.decode(self.answer, type=SourceAnswer) if self.answer else None


class Inconsistency(models.Model):
    """A fact that no source confirms, to be settled until a day. The person is told, and eligible as attested meanwhile."""

    class Status(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"  # by a source that answered later
        ACCEPTED = "accepted"  # by papers, or as a special circumstance
        EXPIRED = "expired"  # the sources decided
        WITHDRAWN = "withdrawn"  # the person answered anew, and it is no question any more

    reference = ReferenceField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inconsistencies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inconsistencies")
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Kind])
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    # The code of the reason, and what was attested: another attestation is another question.
    reason = models.CharField(max_length=60)
    attested = EncryptedTextField(purpose=ATTESTED_PURPOSE)
    attested_index = BlindIndexField(of="attested")
    opened_on = models.DateField()
    due_on = models.DateField()
    extended = models.BooleanField(default=False)  # by the law itself, once
    reminders = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)
    explanation = EncryptedTextField(blank=True, default="", purpose=EXPLANATION_PURPOSE)
    # Since when these words wait for us; none once they are refused or answered with more time.
    explained_on = models.DateField(null=True, blank=True)
    # How often words were found not to be enough; when and why these were, none of other words since.
    words_refused = models.PositiveSmallIntegerField(default=0, db_default=0)
    words_refused_on = models.DateField(null=True, blank=True)
    words_note = models.CharField(max_length=500, blank=True, default="", db_default="")
    # What the sources say instead, sealed. Of yearly income it stands in TaxRecord alone, by a constraint of the database.
    sources_say = EncryptedTextField(blank=True, default="", purpose=SOURCES_PURPOSE)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "kind"],
                condition=models.Q(status="open"),
                name="one_open_inconsistency_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_on=None)
                | (~models.Q(status="open") & models.Q(closed_on__isnull=False)),
                name="inconsistency_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(words_refused_on=None, words_note="")
                | (models.Q(words_refused_on__isnull=False) & ~models.Q(words_note="")),
                name="refused_words_have_their_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opened_on")), name="inconsistency_due_after_it_opened"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(status="open"), name="open_inconsistencies")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id

    @property
    def reviewed_at_id(self) -> int:
        """For core.access: the exchange whose state workers review it."""
        return self.application.exchange_id

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def instead(self) -> Instead:
        return msgspec.json.decode(self.sources_say, type=Instead) if self.sources_say else Instead()


class TaxRecord(models.Model):
    """What the tax service answered, what is held from it against yearly income, or what of a decision rests on it.

    Read through tax_records alone.
    """

    request = models.OneToOneField(SourceRequest, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    inconsistency = models.OneToOneField(
        Inconsistency, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    determination = models.OneToOneField(
        Determination, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    content = EncryptedTextField(purpose=TAX_PURPOSE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(request__isnull=False, inconsistency__isnull=True, determination__isnull=True)
                | models.Q(request__isnull=True, inconsistency__isnull=False, determination__isnull=True)
                | models.Q(request__isnull=True, inconsistency__isnull=True, determination__isnull=False),
                name="tax_record_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"tax record {self.pk}"


class TaxRecordRead(models.Model):
    """Somebody, or a part of the system, read tax data or was refused: who, of which application, why, when. Only added.

    By references.
    """

    actor = models.CharField(max_length=80)
    exchange = models.CharField(max_length=40)
    application = models.CharField(max_length=9)
    # Of the inconsistency or the decision; both empty where all answers to the application were read.
    inconsistency = models.CharField(max_length=9, blank=True, default="")
    determination = models.CharField(max_length=9, blank=True, default="", db_default="")
    refused = models.BooleanField(default=False, db_default=False)
    why = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["application", "id"], name="tax_record_reads")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.application}"


class Document(SentPaper):
    """A paper that somebody sent for an inconsistency."""

    class Status(models.TextChoices):
        RECEIVED = "received"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    purpose = DOCUMENT_PURPOSE

    inconsistency = models.ForeignKey(Inconsistency, on_delete=models.PROTECT, related_name="documents")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta(SentPaper.Meta):
        constraints = [
            models.UniqueConstraint(fields=["inconsistency", "sha256"], name="a_document_is_sent_once"),
            models.CheckConstraint(condition=models.Q(length__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(status="received", reviewed_on=None)
                | (~models.Q(status="received") & models.Q(reviewed_on__isnull=False)),
                name="reviewed_document_has_its_day",
            ),
        ]

    @property
    def owner_user_id(self) -> int:
        return self.inconsistency.owner_user_id

    @property
    def reviewed_at_id(self) -> int:
        return self.inconsistency.reviewed_at_id


class Redetermination(models.Model):
    """A decision that follows what an office knows, not an answer: why, on whose authority, and from when it counts.

    leaves: references of people who chose not to stay on a plan where the decision has them covered elsewhere.
    """

    class Cause(models.TextChoices):
        EXPIRED = "expired"  # the time to prove a fact ran out
        AGENCY = "agency"  # the Medicaid agency decided
        MATCHED = "matched"  # records showed other coverage or a death, and nobody said otherwise

    determination = models.OneToOneField(Determination, on_delete=models.PROTECT, related_name="redetermination")
    before = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause.choices, default=Cause.EXPIRED)
    authority = models.CharField(max_length=100, default="45 CFR 155.315(f)(5)")
    leaves = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    inconsistencies: Any = models.ManyToManyField(Inconsistency, related_name="redeterminations")

    def __str__(self) -> str:
        return str(self.determination)


keeps_files("applications.Document", Document.purpose)
