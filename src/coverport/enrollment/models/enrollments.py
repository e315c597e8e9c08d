"""What people chose: one enrollment is one plan for some people of an application. Illegal states are refused by the database."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.enrollment.rules.transitions import ACTIVE, STANDING, TENTATIVE, WAITING

# What goes on to the end of its year, or is to: not what has its last day already and waits to be paid for until then.
GOING_ON = Q(status__in=ACTIVE, ended_on=None)


class Kind(models.TextChoices):
    """What is covered. Nobody has two coverages of a kind on one day."""

    MEDICAL = "medical"
    DENTAL = "dental"


class Enrollment(models.Model):
    """A plan chosen and signed for. Prices come from the catalog number that it keeps; its reference is the enrollment number.

    Plan, variant, rating area and subscriber stay: where one of them changes, another enrollment follows this one.
    """

    class Status(models.TextChoices):
        """What may follow what stands in rules/transitions.py."""

        PENDED = "pended"
        SELECTED = "selected"
        AWAITING_PAYMENT = "awaiting_payment"
        EFFECTUATED = "effectuated"
        REINSTATED = "reinstated"
        TERMINATED = "terminated"
        CANCELED = "canceled"
        VOIDED = "voided"
        EXPIRED = "expired"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="enrollments")
    determination = models.ForeignKey(
        "applications.Determination", on_delete=models.PROTECT, related_name="enrollments"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEDICAL)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.SELECTED)
    year = models.PositiveSmallIntegerField()

    catalog = models.ForeignKey("plans.CatalogNumber", on_delete=models.PROTECT, related_name="+", db_index=False)
    plan_id = models.CharField(max_length=14)
    csr_variant = models.CharField(max_length=2)
    issuer_id = models.CharField(max_length=5)
    county_fips = models.CharField(max_length=5)
    rating_area = models.CharField(max_length=40)

    # By the full month, in cents, as it stands from the last change on; what each month really came to stands in PersonMonth.
    # ehb: what credit may pay. elected: the most that the people want, none for all that they can have.
    premium_cents = models.BigIntegerField()
    ehb_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField()
    most_credit_cents = models.BigIntegerField()
    elected_cents = models.BigIntegerField(null=True, blank=True)

    # Both days count. The operational date where one was in force; the regulation's own beside it (none where it lets nobody choose).
    start = models.DateField()
    end = models.DateField()
    start_rule = models.CharField(max_length=40)
    start_authority = models.CharField(max_length=300)
    start_basis = models.CharField(max_length=12)
    regulatory_start = models.DateField(null=True, blank=True)
    regulatory_authority = models.CharField(max_length=300, blank=True)

    # The special period by which it was chosen; none in open enrollment.
    period = models.ForeignKey(
        "enrollment.SpecialPeriod", on_delete=models.PROTECT, null=True, blank=True, related_name="enrollments"
    )

    biller = models.CharField(max_length=10, choices=[("issuer", "issuer"), ("exchange", "exchange")])
    pay_by = models.DateField(null=True, blank=True)
    selected_on = models.DateField()
    selected_at = models.DateTimeField(db_default=Now())
    effectuated_on = models.DateField(null=True, blank=True)
    canceled_on = models.DateField(null=True, blank=True)
    # Why it ended before the year did, and by which rule the last day was found; also of what is not sure yet and is to end.
    ended_on = models.DateField(null=True, blank=True)
    end_cause = models.CharField(max_length=20, blank=True)
    end_authority = models.CharField(max_length=300, blank=True)
    # The enrollment that this one goes on from, without a new first payment where the insurer is the same.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    signature = models.CharField(max_length=200)
    # Drawn with the page, so that the same form sent twice is the same enrollment.
    submission = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=GOING_ON,
                name="one_active_enrollment_per_application",
            ),
            models.CheckConstraint(
                condition=Q(premium_cents__gt=0, ehb_cents__gte=0, ehb_cents__lte=F("premium_cents")),
                name="premium_is_a_price",
            ),
            models.CheckConstraint(
                condition=Q(credit_cents__gte=0, credit_cents__lte=F("most_credit_cents"))
                & Q(most_credit_cents__lte=F("ehb_cents")),
                name="credit_at_most_ehb_premium",
            ),
            models.CheckConstraint(
                condition=Q(effectuated_on__isnull=False) | ~Q(status__in=(*STANDING, "terminated", "expired")),
                name="effectuated_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="canceled", canceled_on__isnull=False) | Q(~Q(status="canceled"), canceled_on=None),
                name="canceled_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(signature=""), name="enrollment_is_signed"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="enrollment_has_days"),
            models.CheckConstraint(
                condition=Q(~Q(status__in=("terminated", "voided")), ended_on=None)
                | (Q(ended_on__isnull=False) & ~Q(end_cause="")),
                name="ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(status__in=("pended", *STANDING, "expired")),
                name="what_goes_on_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id

    @property
    def qhp_id(self) -> str:
        """Plan and cost-sharing variant, 16 characters, as insurers and tax forms name it."""
        return self.plan_id + self.csr_variant

    @property
    def net_cents(self) -> int:
        """What the people pay each month."""
        return self.premium_cents - self.credit_cents

    @property
    def of_year_before(self) -> "Enrollment | None":
        """What it goes on from, by itself or by the number that the same plan had before it; None where it began in its year."""
        first = self
        while (before := first.follows) is not None and before.year == self.year and before.plan_id == self.plan_id:
            first = before
        return first.follows if first.follows is not None and first.follows.year < self.year else None

    @property
    def covered(self) -> bool:
        """Whether coverage is sure; until then every page and letter says "not covered yet"."""
        return self.status in STANDING

    @property
    def pended(self) -> bool:
        """Whether what happened has to be proven first; nobody else has heard of the choice."""
        return self.status == "pended"

    @property
    def tentative(self) -> bool:
        """Whether it is not sure yet: pended, or waiting for the first payment."""
        return self.status in TENTATIVE

    @property
    def going_on(self) -> bool:
        """Whether it goes on to the end of its year, or is to once it is sure."""
        return self.status in ACTIVE and self.ended_on is None

    @property
    def cut(self) -> bool:
        """Whether it waits for its first payment and covers until another plan begins that was chosen meanwhile."""
        return self.waiting and self.ended_on is not None

    @property
    def waiting(self) -> bool:
        """Whether the first payment is waited for."""
        return self.status in WAITING


class EnrollmentMember(models.Model):
    """One person's days in an enrollment, by the month in cents. Nobody has two overlapping coverages of one kind.

    Somebody who left and came back has two rows. active: whether the days are, or will be, coverage.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("applications.Person", on_delete=models.PROTECT, related_name="coverages")
    position = models.PositiveSmallIntegerField()
    subscriber = models.BooleanField(default=False)
    relationship = models.CharField(max_length=10)
    tobacco = models.BooleanField(default=False)
    age = models.PositiveSmallIntegerField()
    premium_cents = models.BigIntegerField()
    # Repeated from the enrollment, because a constraint sees one table.
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEDICAL)
    active = models.BooleanField(default=True)
    coverage = DateRangeField()
    # The days that they had before the whole enrollment ended, so that it can be brought back as it was.
    before_end = DateRangeField(null=True, blank=True)

    class Meta:
        ordering = ["enrollment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(subscriber=True), name="one_subscriber_per_enrollment"
            ),
            models.CheckConstraint(condition=Q(premium_cents__gte=0), name="member_premium_not_negative"),
            ExclusionConstraint(
                name="no_overlapping_coverage",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("coverage", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}/{self.position}"
