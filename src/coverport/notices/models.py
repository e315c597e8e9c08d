"""Letters as they were sent, how each person wants them, and each way that one went: by email or on paper, in a print run."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField
from coverport.notices import keeping
from coverport.notices.blocks import Letter


class StationeryUsed(models.Model):
    """What letters carry in the same words: once for all that were written on it. The database refuses to change or remove one."""

    # Of the content: by it the next letter finds it, and each letter says on which one it was written.
    sha256 = models.CharField(max_length=64)
    content = models.TextField()

    class Meta:
        verbose_name_plural = "stationery used"
        constraints = [models.UniqueConstraint(fields=["sha256"], name="one_stationery_of_a_hash")]

    def __str__(self) -> str:
        return self.sha256


class Notice(models.Model):
    """One letter to one person about one decision. `letter` is never changed; the PDF is made from it and found by its hash."""

    reference = ReferenceField()
    exchange = models.SlugField(max_length=40, db_index=False)
    # None: to who has no account, such as an employer; it goes on paper and lies in no inbox.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", null=True, blank=True,
        db_index=False,  # `notice_inbox` begins with it
    )  # fmt: skip
    kind = models.CharField(max_length=60)
    # The reference of what it is about, such as the enrollment number, and of the decision that it tells.
    about = models.CharField(max_length=40)
    decision = models.CharField(max_length=80)
    on = models.DateField()
    language = models.CharField(max_length=10)
    title = models.TextField()
    letter = EncryptedTextField(purpose="notices: the letter as sent")
    sha256 = models.CharField(max_length=64)
    # None where the letter is kept whole, as the first ones are. Its rows are only added to, so that no letter need hold on to one:
    # the database would lock the same row for every letter of a state.
    stationery = models.ForeignKey(
        StationeryUsed, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False, db_constraint=False
    )  # fmt: skip
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_length = models.PositiveIntegerField(null=True, blank=True)
    # What a print run has to know of the stored PDF; None where it was made before that was kept.
    pdf_pages = models.PositiveSmallIntegerField(null=True, blank=True)
    fits_window = models.BooleanField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "decision", "kind"], name="one_notice_per_decision"),
            models.CheckConstraint(
                condition=models.Q(pdf_name="", pdf_sha256="", pdf_length=None)
                | (~models.Q(pdf_name="") & ~models.Q(pdf_sha256="") & models.Q(pdf_length__gt=0)),
                name="a_stored_pdf_has_hash_and_length",
            ),
        ]
        # The inbox: a person's letters, newest first.
        indexes = [models.Index(fields=["user", "exchange", "-id"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def owner_user_id(self) -> int | None:
        """For core.access: the person to whom it was sent."""
        return self.user_id

    @property
    def content(self) -> Letter:
        """The letter as it was sent. Raises OtherStationery."""
        return keeping.read(self.letter, self.stationery.content if self.stationery else None)


class DeliveryChoice(models.Model):
    """How a person wants the letters of an exchange. Without a row they come on paper, 45 CFR 155.230(d); the inbox has them anyway."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    exchange = models.SlugField(max_length=40)
    paperless = models.BooleanField(default=False)
    large_print = models.BooleanField(default=False)
    chosen_on = models.DateField()
    # The email address did not work: letters come on paper until the person chooses again, 42 CFR 435.918(b)(5).
    email_failed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "exchange"], name="one_choice_of_delivery")]

    def __str__(self) -> str:
        return f"{self.exchange} {self.user_id}"

    @property
    def owner_user_id(self) -> int:
        return self.user_id


class PrintRun(models.Model):
    """Letters for the print vendor. written_at: its folder is complete, and has the manifest of this hash."""

    reference = ReferenceField()
    exchange = models.SlugField(max_length=40)
    on = models.DateField()
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(written_at=None, manifest_sha256="")
                | (models.Q(written_at__isnull=False) & ~models.Q(manifest_sha256="")),
                name="a_written_run_has_its_manifests_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Dispatch(models.Model):
    """One way on which a letter goes out. copy: 1, and more where it is printed again; address: where it goes instead, as JSON."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        PRINT = "print"

    class Status(models.TextChoices):
        DUE = "due"
        HELD = "held"  # cannot be delivered as it is; `fault` says why
        SENT = "sent"
        RETURNED = "returned"  # a bounced email, or paper that came back

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="dispatches")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    copy = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=40, blank=True)
    large = models.BooleanField(default=False)
    address = EncryptedTextField(purpose="notices: another address", blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DUE)
    due_on = models.DateField()
    fault = models.CharField(max_length=200, blank=True)
    # Of an email: by this a bounce finds it.
    message_id = models.CharField(max_length=120, blank=True)
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, null=True, blank=True, related_name="pieces")
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "copy"], name="one_dispatch_of_a_copy"),
            models.UniqueConstraint(
                fields=["message_id"], condition=~models.Q(message_id=""), name="one_email_of_an_id"
            ),
            models.CheckConstraint(
                condition=models.Q(run=None) | models.Q(channel="print"), name="only_paper_is_in_a_run"
            ),
            models.CheckConstraint(
                condition=models.Q(status="returned", returned_on__isnull=False)
                | (~models.Q(status="returned") & models.Q(returned_on=None)),
                name="what_came_back_has_its_day",
            ),
        ]
        # What is still to go: looked for by each print run and each minute's emails.
        indexes = [
            models.Index(fields=["channel", "id"], condition=models.Q(status="due", run=None), name="dispatch_due"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.copy} of {self.notice_id}"
