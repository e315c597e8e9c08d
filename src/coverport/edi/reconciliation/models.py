"""A month laid side by side, and what differed. What two people's coverage looks like stands sealed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField


class Reconciliation(models.Model):
    """An insurer's view of a month, in one or more parts. Its moment names it: a corrected view is another one."""

    class Status(models.TextChoices):
        WAITING = "waiting"  # for its other parts
        COMPARED = "compared"
        REFUSED = "refused"  # its parts do not go together
        REPLACED = "replaced"  # the insurer has sent a newer view of the month

    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    month = models.DateField()
    layout = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    fault = models.TextField(blank=True)
    compared_on = models.DateField(null=True, blank=True)
    # How many policies each side has, how many were on their way, and what became of what differed.
    counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "issuer_id", "month", "made_at"], name="one_reconciliation_per_view"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="reconciled_month_is_a_first"),
            models.CheckConstraint(
                condition=~Q(status="compared") | Q(compared_on__isnull=False), name="compared_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.month:%Y-%m}"


class ViewPart(models.Model):
    """One file of an insurer's view. first, last: policies at its ends, by which parts follow each other."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="parts")
    received = models.OneToOneField("edi.Received", on_delete=models.PROTECT, related_name="view_part")
    number = models.PositiveSmallIntegerField()
    final = models.BooleanField()
    first = models.CharField(max_length=50, blank=True)
    last = models.CharField(max_length=50, blank=True)
    lines = models.PositiveIntegerField()

    class Meta:
        ordering = ["reconciliation", "number"]
        constraints = [models.UniqueConstraint(fields=["reconciliation", "number"], name="one_part_of_a_number")]

    def __str__(self) -> str:
        return f"{self.reconciliation_id}/{self.number}"


class Discrepancy(models.Model):
    """Something that differs, from the month that first showed it until it is mended or gone."""

    class Kind(models.TextChoices):
        MISSING_THERE = "missing_there"
        UNKNOWN_HERE = "unknown_here"
        PERSON_MISSING_THERE = "person_missing_there"
        PERSON_UNKNOWN_HERE = "person_unknown_here"
        TWICE_THERE = "twice_there"
        DIFFERS = "differs"

    class Status(models.TextChoices):
        OPEN = "open"  # waits for staff
        TOLD = "told"  # the exchange is right by rule; the insurer is told
        FIXED = "fixed"  # the insurer is right by rule; ours is mended
        SETTLED = "settled"  # staff decided
        GONE = "gone"  # a later month does not show it any more

    reference = ReferenceField()
    exchange = models.SlugField(max_length=40)
    issuer_id = models.CharField(max_length=5)
    # As the insurer has it; the enrollment where there is one.
    policy = models.CharField(max_length=50)
    member = models.CharField(max_length=50, blank=True)
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    field = models.CharField(max_length=40, blank=True)
    ours = EncryptedTextField(blank=True, purpose="edi: what the exchange has of a person, 45 CFR 155.400(d)")
    theirs = EncryptedTextField(blank=True, purpose="edi: what the insurer has of a person, 45 CFR 155.400(d)")
    # Who is right, and on which authority.
    right = models.CharField(max_length=8, choices=[(name, name) for name in ("exchange", "issuer", "staff")])
    authority = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=Status.choices)
    first_on = models.DateField()
    seen_on = models.DateField()
    seen_in = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="discrepancies")
    # How often the insurer was told, by which 834 last, and which answer says how it stands; none while that is to be written.
    told = models.PositiveSmallIntegerField(default=0)
    due = models.ForeignKey("edi.Due834", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_in = models.ForeignKey(
        "edi.EdiFile", on_delete=models.PROTECT, null=True, blank=True, related_name="discrepancies"
    )
    closed_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)

    LIVE = (Status.OPEN, Status.TOLD)

    class Meta:
        verbose_name_plural = "discrepancies"
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "issuer_id", "policy", "member", "kind", "field"],
                condition=Q(closed_on=None),
                name="one_open_discrepancy_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("open", "told"), closed_on=None)
                | Q(status__in=("fixed", "settled", "gone"), closed_on__isnull=False),
                name="discrepancy_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled") | (~Q(note="") & ~Q(settled_by="")), name="settled_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(kind="differs") ^ Q(field=""), name="a_field_differs"),
        ]
        indexes = [
            # The queue, oldest first; what the next answer says.
            models.Index(
                fields=["exchange", "issuer_id", "first_on"], condition=Q(closed_on=None), name="discrepancy_open"
            ),
            models.Index(fields=["exchange", "issuer_id"], condition=Q(answered_in=None), name="discrepancy_to_answer"),
        ]

    def __str__(self) -> str:
        return self.reference
