"""Who is kept insured meanwhile, by what and until when; and policies that insurers sold directly, until they are taken over."""

from django.db import models
from django.db.models import F, Q

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField

PEOPLE_PURPOSE = "direct_policy.people: who bought a plan directly, as the insurer told, until it is taken over, 45 CFR 155.420(d)(9)"


class Bridge(models.Model):
    """Somebody's coverage meanwhile. first, last: both days count; an extension or a decision moves the last.

    told_kept, told_last: the last day that was named by the letter that it goes on, and by the one that it ends. How it ended is said
    in words of its own: it never just ends.
    """

    class Kind(models.TextChoices):
        PROGRAM = "program"  # an older program that goes on
        TEMPORARY = "temporary"  # Medicaid while a case waits

    class Outcome(models.TextChoices):
        OPEN = ""
        COVERED = "covered"  # something else covers them from the day after
        SETTLED = "settled"  # staff wrote what became of them

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    # As the law and the letters name it.
    title = models.CharField(max_length=60)
    state = models.CharField(max_length=2)
    paper = models.ForeignKey("paper.PaperApplication", on_delete=models.PROTECT, related_name="bridges")
    person = models.ForeignKey("applications.Person", on_delete=models.PROTECT, related_name="bridges")
    first = models.DateField()
    last = models.DateField()
    authority = models.CharField(max_length=300)
    opened_on = models.DateField()
    # A decision ends temporary coverage; no extension moves its last day then.
    decided_on = models.DateField(null=True, blank=True)
    # The exchange decided Medicaid or CHIP: that follows, whatever the last day is.
    public = models.BooleanField(default=False)
    told_kept = models.DateField(null=True, blank=True)
    told_last = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_bridge_of_a_kind_for_a_person"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_bridge_has_days"),
            models.CheckConstraint(condition=~Q(authority=""), name="a_bridge_has_an_authority"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None) | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="a_bridge_is_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="settled") | ~Q(note=""), name="a_settled_bridge_says_what_became_of_it"
            ),
        ]
        # The desk: what ends next first.
        indexes = [models.Index(fields=["exchange", "outcome", "last", "id"], name="bridges_in_order")]

    def __str__(self) -> str:
        return self.reference


class PolicyList(models.Model):
    """An insurer's list of policies that it sold directly. The same file is taken once."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "sha256"], name="one_policy_list_of_a_content")]

    def __str__(self) -> str:
        return self.reference


class DirectPolicy(models.Model):
    """A policy that an insurer sold directly. Taken over, it is an enrollment from its first day, with the credit of those months.

    people: as the list has them; premium_cents: by the month, as paid; owed_cents: credit of the months that were paid in full, which
    the insurer gives back; credited_cents: what it says that it gave back, None while it has not answered.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"  # nobody decided here is known by these names yet
        STAFF = "staff"  # something does not fit, or the law of the day gives no credit back
        TAKEN = "taken"
        SET_ASIDE = "set_aside"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(PolicyList, on_delete=models.PROTECT, related_name="policies")
    number = models.CharField(max_length=40)
    plan_id = models.CharField(max_length=14)
    issuer_id = models.CharField(max_length=5)
    first = models.DateField()
    paid_through = models.DateField()
    premium_cents = models.BigIntegerField()
    people = EncryptedJSONField(purpose=PEOPLE_PURPOSE)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    enrollment = models.OneToOneField(
        "enrollment.Enrollment", on_delete=models.PROTECT, related_name="direct_policy", null=True, blank=True
    )
    authority = models.CharField(max_length=300, blank=True)
    # The day of the letter that it waits for the household's application.
    told_waiting = models.DateField(null=True, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    owed_cents = models.BigIntegerField(null=True, blank=True)
    credited_cents = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "direct policies"
        constraints = [
            models.UniqueConstraint(fields=["exchange", "issuer_id", "number"], name="a_direct_policy_once"),
            models.CheckConstraint(condition=Q(premium_cents__gt=0), name="a_direct_policy_has_a_price"),
            models.CheckConstraint(condition=Q(paid_through__gte=F("first")), name="a_direct_policy_was_paid"),
            models.CheckConstraint(
                condition=(
                    Q(status="taken", enrollment__isnull=False, taken_on__isnull=False, owed_cents__gte=0)
                    & ~Q(authority="")
                )
                | (~Q(status="taken") & Q(enrollment=None, taken_on=None, owed_cents=None, credited_cents=None)),
                name="a_policy_taken_over_is_an_enrollment",
            ),
        ]
        indexes = [models.Index(fields=["exchange", "status", "first", "id"], name="direct_policies_in_order")]

    def __str__(self) -> str:
        return self.reference
