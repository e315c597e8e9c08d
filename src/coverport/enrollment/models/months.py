"""What credit rests on, and what each person's month came to. Rows are only added: a correction supersedes, nothing is overwritten."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class CreditBasis(models.Model):
    """What a tax household's credit rests on from a month on; of several for a month the last added counts.

    tax_household: the reference of its first filer, so that it stays itself from one determination to the next. people: all of it;
    family: the coverage family, by references. contribution: cents a month, none where it can have no credit.
    """

    # Found by the household's index of the year.
    household = models.ForeignKey("applications.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    determination = models.ForeignKey("applications.Determination", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    tax_household = models.CharField(max_length=9)
    since = models.DateField()
    people = ArrayField(models.CharField(max_length=9))
    family = ArrayField(models.CharField(max_length=9), blank=True)
    benchmark_plan_id = models.CharField(max_length=14, blank=True)
    benchmark_cents = models.BigIntegerField(null=True, blank=True)
    contribution_cents = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)
    arrangement_cents = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "credit bases"
        ordering = ["id"]
        # What a household's year rests on.
        indexes = [models.Index(fields=["household", "year", "id"], name="credit_basis_of_year")]
        constraints = [models.CheckConstraint(condition=Q(since__day=1), name="basis_from_a_first_of_month")]

    def __str__(self) -> str:
        return f"{self.tax_household} {self.since:%Y-%m}"


class PersonMonth(models.Model):
    """One person's month on one policy, in cents: Forms 1095-A are made from the newest row of each.

    number: 1, then one more with each correction. first, last: none where the month is no longer covered. ehb_cents: what credit
    may pay. benchmark_cents: of the whole coverage family, once for all of it. credit_cents: this person's part of what is paid.
    """

    # That the person is a member of the enrollment, the database looks at once for a statement: docs/adr/0008. Rows are found by their
    # enrollment, through the key, which begins with it: an index of its own would be one more to write for every month, and so would one
    # of people, whom nobody asks for their months but by the enrollment, or a number that nobody asks for at all.
    pk = models.CompositePrimaryKey("enrollment_id", "person_id", "month", "number")
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", on_delete=models.PROTECT, related_name="months", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "applications.Person", on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    premium_cents = models.BigIntegerField()
    ehb_cents = models.BigIntegerField()
    tax_household = models.CharField(max_length=9, blank=True)
    benchmark_cents = models.BigIntegerField(null=True, blank=True)
    credit_cents = models.BigIntegerField()
    # The exchange's date of record, the change that it came from (none: the choice itself), and the clock.
    on = models.DateField()
    change = models.ForeignKey(
        "enrollment.Change", on_delete=models.PROTECT, null=True, blank=True, related_name="months", db_index=False
    )
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["enrollment", "month", "person", "number"]
        # Nearly every month comes from the choice itself: those alone that a change made are looked up by it.
        indexes = [models.Index(fields=["change"], condition=Q(change__isnull=False), name="month_by_change")]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_a_first_of_month"),
            models.CheckConstraint(
                condition=Q(credit_cents__gte=0, credit_cents__lte=F("ehb_cents"), ehb_cents__lte=F("premium_cents")),
                name="month_credit_at_most_ehb_premium",
            ),
            models.CheckConstraint(
                condition=Q(first__gte=F("month"), last__gte=F("first"))
                | Q(first=None, last=None, premium_cents=0, ehb_cents=0, credit_cents=0),
                name="month_is_covered_or_costs_nothing",
            ),
            models.CheckConstraint(condition=Q(credit_cents=0) | ~Q(tax_household=""), name="credit_is_a_household_s"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.month:%Y-%m} {self.number}"
