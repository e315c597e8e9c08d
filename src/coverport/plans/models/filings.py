"""What insurers filed and what was published. Rows are the truth; a catalog file is made from them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.db.models.lookups import Regex

from coverport.plans.rules.arrays import AGES, LEVELS, TIERS

SHA256 = r"^[0-9a-f]{64}$"


class Joined(models.Func):
    """An array's elements with commas between them."""

    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = models.TextField()


class PlanFiling(models.Model):
    """The plans of a state, exchange and year as last taken in, or those of one issuer. Another filing of the same replaces them whole.

    issuer_id: HIOS number of the issuer that filed for itself; "" where a public file brought every issuer of the state.
    """

    exchange = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=2)
    issuer_id = models.CharField(max_length=5, blank=True, default="")
    source = models.CharField(max_length=300)
    # Of the source's bytes and the law that derived the missing ages: the same file again changes nothing.
    sha256 = models.CharField(max_length=64)
    sample = models.BooleanField(default=False)
    # Under which the state certified these plans; none where a public file of certified plans brought them.
    application = models.ForeignKey(
        "plans.QhpApplication", on_delete=models.PROTECT, null=True, blank=True, related_name="filings"
    )
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "exchange", "year", "state", "issuer_id", name="plans_one_filing_per_state_and_issuer"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="plans_filing_sha256_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.year} {self.state} {self.issuer_id}".strip() + f": {self.source}"


class Issuer(models.Model):
    """An insurer under its five-digit HIOS number in a state."""

    filing = models.ForeignKey(PlanFiling, on_delete=models.CASCADE, related_name="issuers")
    hios_id = models.CharField(max_length=5)
    state = models.CharField(max_length=2)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("filing", "hios_id", "state", name="plans_one_issuer_per_number_and_state"),
            models.CheckConstraint(condition=Q(hios_id__regex=r"^[0-9]{5}$"), name="plans_issuer_id_has_five_digits"),
            models.CheckConstraint(condition=~Q(name=""), name="plans_issuer_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A plan of a filing. `details` is the whole record as coverport.plans.plan.Plan reads it; the columns are for search."""

    filing = models.ForeignKey(PlanFiling, on_delete=models.CASCADE, related_name="plans")
    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="plans")
    plan_id = models.CharField(max_length=14)
    name = models.CharField(max_length=300)
    metal_level = models.CharField(max_length=12)
    division = models.CharField(max_length=6, default="health")
    market = models.CharField(max_length=10, default="individual")
    adult_only = models.BooleanField(default=False)
    child_only = models.BooleanField(default=False)
    details = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("filing"), Upper("plan_id"), name="plans_one_plan_per_id"),
            models.CheckConstraint(
                condition=Q(plan_id__regex=r"^[0-9]{5}[A-Za-z]{2}[0-9]{7}$"), name="plans_plan_id_is_a_hios_id"
            ),
            models.CheckConstraint(condition=Q(metal_level__in=LEVELS), name="plans_metal_level_is_known"),
            models.CheckConstraint(condition=~Q(adult_only=True, child_only=True), name="plans_somebody_can_buy_it"),
            models.CheckConstraint(condition=~Q(name=""), name="plans_plan_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.name}"


class RateRow(models.Model):
    """A plan's prices in one rating area: whole cents a month by age 0 to 64 and by family tier, -1 where it has none.

    counties: FIPS codes where the prices hold in the whole county. county_parts: those where they hold in some ZIP codes alone.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rate_rows", db_index=False)
    rating_area = models.CharField(max_length=40)
    rates = ArrayField(models.IntegerField(), size=AGES)
    # True where the age curve gave the cents and not the filing.
    derived = ArrayField(models.BooleanField(), size=AGES)
    tier_rates = ArrayField(models.IntegerField(), size=len(TIERS))
    # For those who use tobacco; null where the plan does not ask.
    tobacco_rates = ArrayField(models.IntegerField(), size=AGES, null=True)
    children_rated_max = models.PositiveSmallIntegerField()
    # In the row of their prices: a table of counties held five times as many rows, and half of an import went into it.
    counties = ArrayField(models.CharField(max_length=5), default=list)
    county_parts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("plan", "rating_area", name="plans_one_price_per_plan_and_area"),
            models.CheckConstraint(
                condition=Q(rates__len=AGES, derived__len=AGES, tier_rates__len=len(TIERS)),
                name="plans_rates_are_complete",
            ),
            # A price is never 0: a missing one is -1, and says so.
            models.CheckConstraint(
                condition=~Q(rates__contains=[0])
                & ~Q(tier_rates__contains=[0])
                & (Q(tobacco_rates__isnull=True) | (Q(tobacco_rates__len=AGES) & ~Q(tobacco_rates__contains=[0]))),
                name="plans_no_price_is_zero",
            ),
            models.CheckConstraint(
                condition=Q(children_rated_max__gte=1, children_rated_max__lte=20),
                name="plans_some_children_are_rated",
            ),
            models.CheckConstraint(
                condition=Regex(Joined(F("counties")), r"^([0-9]{5}(,[0-9]{5})*)?$"),
                name="plans_counties_have_five_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} in {self.rating_area}"


class CatalogNumber(models.Model):
    """A published catalog. Never changed, never deleted: an enrollment keeps the number that priced it."""

    exchange = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    # Of what is sold, without the number: publishing the same again gives the same number.
    contents_sha256 = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()
    # Where the file lies in Django's storage.
    path = models.CharField(max_length=300)
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("exchange", "year", "number", name="plans_one_catalog_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1, length__gte=1), name="plans_catalog_is_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256, contents_sha256__regex=SHA256), name="plans_catalog_sha256_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.year} number {self.number}"
