"""What insurers are to hear, and the files in which they heard it. Numbers are never used twice: the database refuses it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.sensitive import EncryptedTextField
from coverport.edi.reconciliation.models import Discrepancy, Reconciliation, ViewPart  # noqa: F401  found here by Django


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


class Answered(models.TextChoices):
    """What an insurer's front door said of what we sent."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


# What an insurer's front door acknowledges with a 999.
ANSWERED_SETS = ("820", "834")


class EdiFile(models.Model):
    """One file for one insurer, as it was or will be put into its folder. The row is the truth; a lost file is written again."""

    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    # 834, 999, 820; REJ: what of an insurer's own messages cannot be accepted, as JSON; REC: our view of a month; DIS: what differed.
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
    # GS06 of each group, by which an acknowledgment names it.
    groups = models.JSONField(default=list, blank=True)
    # What the insurer's front door said of it, and which file of the insurer's it answers itself.
    answer = models.CharField(max_length=8, choices=Answered.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.ForeignKey(
        "edi.Received", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    # As the exchange's clock stood (its date of record), and when the file was really in place.
    written_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    placed_at = models.DateTimeField(null=True, blank=True)
    # When it was whole on the partner's server; none where folders are served by others.
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "control"], name="interchange_control_never_reused"),
            models.UniqueConstraint(fields=["exchange", "issuer_id", "name"], name="edi_file_name_unique"),
            models.CheckConstraint(
                condition=~Q(set="834") | Q(transactions__gt=0, members__gte=models.F("transactions")),
                name="edi_file_not_empty",
            ),
        ]
        # Which committed files are not in place.
        indexes = [
            models.Index(fields=["id"], condition=Q(placed_at=None), name="edi_file_to_place"),
            models.Index(
                fields=["placed_at"], condition=Q(set__in=ANSWERED_SETS, answered_at=None), name="edi_file_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bytes(self) -> bytes:
        return self.content.encode()


class Due834(models.Model):
    """An enrollment that its insurer must hear of: one row per event, told in exactly one file."""

    class Kind(models.TextChoices):
        INITIAL = "initial"
        CHANGE = "change"  # amounts, who comes, who leaves
        ADDRESS = "address"
        PERSON = "person"
        CANCEL = "cancel"
        TERMINATE = "terminate"
        REINSTATE = "reinstate"

    # Found by what keeps a control number single, which begins with it.
    exchange = models.SlugField(max_length=40, db_index=False)
    issuer_id = models.CharField(max_length=5)
    enrollment = models.ForeignKey("enrollment.Enrollment", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("core.Event", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INITIAL)
    on = models.DateField()
    # From when on a change counts, the last day of what ends, else the first day of coverage.
    since = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    file = models.ForeignKey(EdiFile, on_delete=models.PROTECT, null=True, blank=True, related_name="told")
    control = models.PositiveIntegerField(null=True, blank=True)
    # What it said that the policy costs, by which what did not change is not told again: edi/told.py.
    figures = models.JSONField(null=True, blank=True, editable=False)
    # Why it could not be written. Staff mend it; it is tried again with every batch.
    fault = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    # Taken back before the insurer heard of it, so that there is nothing to tell.
    withdrawn_on = models.DateField(null=True, blank=True)
    # What the insurer's front door said; what it refused can be told again, under another number.
    answer = models.CharField(max_length=8, choices=Answered.choices, blank=True)
    answer_error = models.TextField(blank=True)

    class Meta:
        verbose_name = "834 due"
        verbose_name_plural = "834s due"
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(kind="initial") & ~Q(answer="refused"),
                name="one_initial_834_per_enrollment",
            ),
            models.UniqueConstraint(
                fields=["enrollment", "event", "kind", "since"],
                condition=~Q(answer="refused"),
                name="one_834_per_event_kind_and_day",
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


class Received(models.Model):
    """A file from an insurer, as it came. The same bytes again are the same row, so that they change nothing."""

    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    content = EncryptedTextField(purpose="edi: the file as it came, 45 CFR 155.400(b)")
    # ISA06 and ISA13 of its first interchange, by which the sender numbers it.
    sender = models.CharField(max_length=15, blank=True)
    control = models.PositiveIntegerField(null=True, blank=True)
    received_on = models.DateField()
    received_at = models.DateTimeField(db_default=Now())
    # Faults of the file, in the words of `edi check`: at most so many as help.
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "received files"
        constraints = [
            models.UniqueConstraint(fields=["exchange", "issuer_id", "sha256"], name="received_once"),
        ]
        indexes = [models.Index(fields=["exchange", "issuer_id", "sender", "control"], name="received_by_number")]

    def __str__(self) -> str:
        return self.name


class Heard(models.Model):
    """One thing that an insurer said, and what became of it."""

    class Outcome(models.TextChoices):
        APPLIED = "applied"
        REJECTED = "rejected"  # the insurer was told why
        STAFF = "staff"  # accepted, but a person must act
        SETTLED = "settled"  # and has

    received = models.ForeignKey(Received, on_delete=models.PROTECT, related_name="heard")
    segment = models.PositiveIntegerField()
    control = models.CharField(max_length=9, blank=True)
    event = models.CharField(max_length=20)
    # As the insurer wrote it; the enrollment where there is one.
    policy = models.CharField(max_length=50, blank=True)
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    # Code and sentence of each rejection, or what staff must do.
    reasons = models.JSONField(default=list, blank=True)
    end = models.DateField(null=True, blank=True)
    # What staff did by hand; who it was stands in the event.
    note = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "heard"
        constraints = [
            models.UniqueConstraint(fields=["received", "segment"], name="heard_once"),
            models.CheckConstraint(condition=Q(outcome="applied") | ~Q(reasons=[]), name="heard_says_why"),
            models.CheckConstraint(
                condition=(Q(outcome="settled") & Q(settled_on__isnull=False) & ~Q(note=""))
                | (~Q(outcome="settled") & Q(settled_on=None, note="")),
                name="heard_settled_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.policy}"


class AtIssuer(models.Model):
    """How an insurer numbers a policy and its people, and until when it is paid."""

    enrollment = models.OneToOneField("enrollment.Enrollment", on_delete=models.PROTECT, related_name="at_issuer")
    policy_id = models.CharField(max_length=50, blank=True)
    subscriber_id = models.CharField(max_length=50, blank=True)
    # The person's reference -> the insurer's number.
    members = models.JSONField(default=dict, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    paid_through = models.DateField(null=True, blank=True)
    # The insurer told the end of the policy, and may take it back.
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "policies at insurers"

    def __str__(self) -> str:
        return self.policy_id or f"enrollment {self.enrollment_id}"


class PassedOn(models.Model):
    """An 820 and where it stands in the ledger: a line of it is an entry of the insurer's account."""

    file = models.OneToOneField(EdiFile, on_delete=models.PROTECT, related_name="passed_on")
    posting = models.OneToOneField("billing.Posting", on_delete=models.PROTECT, related_name="passed_on")
    # The insurer refused it, and what it said stands in a later one.
    told_again_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "passed on"

    def __str__(self) -> str:
        return f"{self.file_id} as {self.posting_id}"
