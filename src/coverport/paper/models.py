"""Envelopes as they came, their scanned pages, and each application on paper or by telephone on its way to a decision."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sealed_files import keeps_files
from coverport.core.sensitive import EncryptedJSONField, EncryptedTextField

# Of why a paper was set aside, or what is to be sent; nothing longer is taken.
LONGEST_NOTE = 500
SECOND_PURPOSE = "paper.second: the second keying of what decides most, compared with the first, 45 CFR 155.310(a)"
SHEET_PURPOSE = "paper.sheet: the scanned page that answers are keyed in from, 45 CFR 155.405(c)(2)"
ATTESTED_PURPOSE = "paper.attestation: what a caller attested to on a recorded line, 42 CFR 435.907(f)"


class Channel(models.TextChoices):
    """How an application came in, 45 CFR 155.405(c)(2)."""

    MAIL = "mail"
    FAX = "fax"
    IN_PERSON = "in_person"
    PHONE = "phone"
    SYSTEM = "system"  # taken over from an older system's file


class Envelope(models.Model):
    """What was scanned together. `sorted`: each of its pages has its place."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=9, choices=Channel.choices)
    received_on = models.DateField()
    postmarked_on = models.DateField(null=True, blank=True)
    sorted = models.BooleanField(default=False)
    scanned_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postmarked_on=None) | models.Q(postmarked_on__lte=models.F("received_on")),
                name="postmarked_before_it_came",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PaperApplication(models.Model):
    """One application that a clerk keys in. It is decided by the same verbs as one of the website."""

    class Status(models.TextChoices):
        SORTING = "sorting"  # its envelope has a page that a person must place
        KEYING = "keying"
        CHECKING = "checking"  # keyed once; what decides most is keyed again
        MISSING = "missing"  # a letter asks for what is not on it
        DECIDED = "decided"
        SET_ASIDE = "set_aside"  # empty, or sent twice

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=9, choices=Channel.choices)
    # Of the copy of the form; empty for a call.
    serial = models.CharField(max_length=9, blank=True)
    language = models.CharField(max_length=10, default="en")
    received_on = models.DateField()
    postmarked_on = models.DateField(null=True, blank=True)
    # The day that counts, and why.
    counts_from = models.DateField()
    counts_rule = models.CharField(max_length=20)
    counts_citation = models.CharField(max_length=200)
    # The number of a place that was kept while the website was off.
    arrival = models.CharField(max_length=9, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="paper", null=True
    )
    status = models.CharField(max_length=9, choices=Status.choices)
    # The envelope that a person must sort before anybody keys this in.
    waits_for = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="holds", null=True, blank=True)
    first_clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    second_clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    # Who had the case open last, so that two do not key the same one unseen.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(null=True)
    second = EncryptedJSONField(purpose=SECOND_PURPOSE, default=dict)
    attestation = EncryptedTextField(purpose=ATTESTED_PURPOSE, blank=True, default="")
    missing_steps = models.JSONField(default=list, blank=True)
    missing_by = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "serial"], condition=~models.Q(serial=""), name="one_application_of_a_form"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="decided") | models.Q(decided_on__isnull=False, application__isnull=False),
                name="a_decided_paper_has_its_application",
            ),
            models.CheckConstraint(
                condition=models.Q(counts_from__lte=models.F("received_on")), name="a_paper_counts_by_its_receipt"
            ),
        ]
        # The desk: what waits by its next step, the one that counts from the earliest day first.
        indexes = [models.Index(fields=["exchange", "status", "counts_from", "id"], name="papers_in_order")]

    def __str__(self) -> str:
        return self.reference

    @property
    def filed_at_id(self) -> int:
        """For core.access: the exchange whose state workers key it in."""
        return self.exchange_id


class Sheet(models.Model):
    """One scanned page, encrypted in storage under its own hash. paper: None until it has its place."""

    reference = ReferenceField()
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="sheets")
    position = models.PositiveSmallIntegerField()
    paper = models.ForeignKey(PaperApplication, on_delete=models.PROTECT, related_name="sheets", null=True, blank=True)
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    of = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()

    class Meta:
        ordering = ["envelope", "position"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "position"], name="one_sheet_at_a_position"),
        ]

    def __str__(self) -> str:
        return self.reference


keeps_files("paper.Sheet", SHEET_PURPOSE)
