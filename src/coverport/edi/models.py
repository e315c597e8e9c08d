"""What insurers are to hear, and the files in which they heard it. Numbers are never used twice: the database refuses it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.sensitive import EncryptedTextField


class Counter(models.Model):
    """The last control number that an exchange gave out, of one kind. Its row is locked while numbers are taken."""

    class Kind(models.TextChoices):
        INTERCHANGE = "interchange"  # ISA13
        GROUP = "group"  # GS06
        TRANSACTION = "transaction"  # ST02 and BGN02

    exchange = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "kind"], name="one_counter_per_exchange_and_kind"),
            models.CheckConstraint(condition=Q(last__lte=999_999_999), name="control_numbers_have_nine_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.kind} {self.last}"


class EdiFile(models.Model):
    """One file for one insurer, as it was or will be put into its folder. The row is the truth; a lost file is written again."""

    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    set = models.CharField(max_length=3, default="834")
    # ISA06 and ISA13: one sender never uses a number twice.
    sender = models.CharField(max_length=15)
    control = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    content = EncryptedTextField(purpose="edi: the file as sent, 45 CFR 155.400(b)")
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    transactions = models.PositiveIntegerField()
    members = models.PositiveIntegerField()
    notes = models.JSONField(default=list, blank=True)
    # As the exchange's clock stood (its date of record), and when the file was really in place.
    written_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "control"], name="interchange_control_never_reused"),
            models.UniqueConstraint(fields=["exchange", "issuer_id", "name"], name="edi_file_name_unique"),
            models.CheckConstraint(
                condition=Q(transactions__gt=0, members__gte=models.F("transactions")), name="edi_file_not_empty"
            ),
        ]
        # Which committed files are not in place.
        indexes = [models.Index(fields=["id"], condition=Q(placed_at=None), name="edi_file_to_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def bytes(self) -> bytes:
        return self.content.encode("ascii")


class Due834(models.Model):
    """An enrollment that its insurer must hear of: one row per event, told in exactly one file."""

    class Kind(models.TextChoices):
        INITIAL = "initial"

    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField("core.Event", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INITIAL)
    on = models.DateField()
    created_at = models.DateTimeField(db_default=Now())
    file = models.ForeignKey(EdiFile, on_delete=models.PROTECT, null=True, blank=True, related_name="told")
    control = models.PositiveIntegerField(null=True, blank=True)
    # Why it could not be written. Staff mend it; it is tried again with every batch.
    fault = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    # Taken back before the insurer heard of it, so that there is nothing to tell.
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "834 due"
        verbose_name_plural = "834s due"
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(kind="initial"), name="one_initial_834_per_enrollment"
            ),
            models.UniqueConstraint(fields=["exchange", "control"], name="transaction_control_never_reused"),
            models.CheckConstraint(
                condition=Q(file=None, control=None) | Q(file__isnull=False, control__isnull=False),
                name="told_under_a_number",
            ),
            models.CheckConstraint(condition=Q(file=None) | Q(withdrawn_on=None), name="told_or_withdrawn"),
        ]
        # What is due, by insurer, oldest first.
        indexes = [
            models.Index(
                fields=["exchange", "issuer_id", "id"], condition=Q(file=None, withdrawn_on=None), name="due834_untold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.enrollment_id}"
