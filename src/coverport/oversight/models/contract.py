"""The contract: who owes what to whom by when, at what price, and on whose word we know it."""

from django.db import models
from django.db.models import F, Q

from coverport.core.references import ReferenceField
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.damages import DamagesTerms


class Source(models.Model):
    """Whence a figure is known: a newspaper, an audit, a document of the contract. Nothing is shown without one that has one."""

    reference = ReferenceField()
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120)
    dated = models.DateField()
    url = models.URLField(max_length=400, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "publisher", "dated"], name="one_source_of_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}, {self.dated:%Y-%m-%d}"


class Contract(models.Model):
    """A contract of an exchange with a vendor. Its value, owner and money stand in dated rows beside it."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    buyer = models.CharField(max_length=120)
    vendor = models.CharField(max_length=120)
    # Where the day itself is not known: the first day on which the sources have it in force.
    signed_on = models.DateField()
    signed_exactly = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, blank=True)
    retainage_basis_points = models.PositiveIntegerField(default=0)
    # Days in which the vendor answers a notice to cure, and a notice of dispute.
    cure_days = models.PositiveSmallIntegerField(default=30)
    dispute_days = models.PositiveSmallIntegerField(default=30)
    # How far the public page stays behind, in days.
    public_lag_days = models.PositiveSmallIntegerField(default=1)
    # A story that really happened, loaded from public sources; nobody acts on it here.
    story = models.BooleanField(default=False)
    # The hash of what a story was told from.
    told_from = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(retainage_basis_points__lte=10_000), name="retainage_is_a_share"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("signed_on")), name="contract_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def filed_at_id(self) -> int:
        """The exchange at which people have their roles to it."""
        return self.exchange_id


class ContractValue(models.Model):
    """What the contract was worth from a day on, by one source: at signing, or by an amendment. Sources may differ."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="values")
    since = models.DateField()
    cents = models.BigIntegerField()
    amendment = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "since", "cents"]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="contract_value_is_money"),
            models.UniqueConstraint(fields=["contract", "since", "cents"], name="one_value_of_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.cents}"


class Accountable(models.Model):
    """The one person who answers for a contract, from a day on."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="accountable")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    since = models.DateField()

    class Meta:
        ordering = ["contract", "since"]
        constraints = [models.UniqueConstraint(fields=["contract", "since"], name="one_person_accountable_at_a_time")]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


class Funding(models.Model):
    """Whose money it is: a grant or an appropriation."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="funding")
    name = models.CharField(max_length=200)
    cents = models.BigIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A date by which something has to work. Critical ones carry damages."""

    reference = ReferenceField()
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    critical = models.BooleanField(default=False)
    # None: the sources say that there was one, and not when.
    due_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="milestones_in_order"),
            models.UniqueConstraint(fields=["contract", "title"], name="one_milestone_of_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class TimelineEntry(models.Model):
    """Something that happened to a contract and moved no money."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="timeline")
    on = models.DateField()
    text = models.CharField(max_length=400)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["contract", "on", "id"]

    def __str__(self) -> str:
        return self.text


class DamagesClause(models.Model):
    """What a late milestone costs by the contract."""

    milestone = models.OneToOneField(Milestone, on_delete=models.CASCADE, related_name="damages")
    kind = models.CharField(max_length=5, choices=[("fixed", "once"), ("daily", "a day")])
    cents = models.BigIntegerField()
    cap_cents = models.BigIntegerField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gt=0) & (Q(cap_cents=None) | Q(cap_cents__gte=F("cents"))), name="damages_are_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents} {self.kind}"

    @property
    def terms(self) -> DamagesTerms:
        return DamagesTerms(
            kind=self.kind,  # type: ignore[arg-type]
            amount=self.cents,
            cap=self.cap_cents,
            notice_days=self.notice_days,
        )


class RateCardLine(models.Model):
    """What an hour, a day or a piece costs."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="rates")
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="one_rate_of_a_name"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="rate_is_money"),
        ]

    def __str__(self) -> str:
        return self.name


def value_on(contract: Contract, on: object) -> tuple[Amount, Amount] | None:
    """The lowest and highest value that the sources give for a day; None before the first."""
    rows = [row for row in contract.values.all() if row.since <= on]  # type: ignore[operator]
    if not rows:
        return None
    latest = max(row.since for row in rows)
    amounts = sorted(row.cents for row in rows if row.since == latest)
    return Amount(amounts[0]), Amount(amounts[-1])
