"""What goes to the Medicaid agency and comes from it, and where each person's case lies."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.applications.models import Application, Household, Person
from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField
from coverport.handoff.rules.referral import AUTHORITY, HOLDER, OPEN

SENT_PURPOSE = "handoff.sent: an account on its way to the Medicaid agency, 45 CFR 155.345(d)"
RECEIVED_PURPOSE = "handoff.received: what the Medicaid agency sent, 45 CFR 155.345(g)"
FOUND_PURPOSE = "handoff.found: what records show of a person, 45 CFR 155.330(d)"


class Outgoing(models.Model):
    """One message to the agency, kept until it has a receipt. Its reference is the key by which it counts once, however often sent."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer"
        WITHDRAWAL = "withdrawal"
        RETURN = "return"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    # None of an account that is returned: nobody here is that person.
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="outgoing", null=True, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="outgoing", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # JSON as in docs/reference/account-transfer.md, sealed.
    body = EncryptedTextField(purpose=SENT_PURPOSE)
    sha256 = models.CharField(max_length=64)
    made_on = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # Why the last attempt brought nothing: down, slow, wrong, refused, no_agency.
    trouble = models.CharField(max_length=12, blank=True, default="")
    next_at = models.DateTimeField(db_default=Now())
    receipt = models.CharField(max_length=40, blank=True, default="")
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at=None, receipt="") | (Q(received_at__isnull=False) & ~Q(receipt="")),
                name="outgoing_received_with_receipt",
            ),
            models.CheckConstraint(
                condition=Q(kind="return", household=None, application=None)
                | (~Q(kind="return") & Q(household__isnull=False, application__isnull=False)),
                name="what_is_returned_is_nobodys_here",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(received_at=None), name="outgoing_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int | None:
        return self.household.owner_user_id if self.household else None


class Case(models.Model):
    """One person's case for a plan year, and where it lies. Nobody has two open ones."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField()
    outgoing = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="cases")
    reason = models.CharField(max_length=14, choices=[(each, each) for each in AUTHORITY])
    status = models.CharField(max_length=12, choices=[(each, each) for each in HOLDER], default="sending")
    opened_on = models.DateField()
    # The day of the last step, from which waiting is counted.
    since = models.DateField()
    program = models.CharField(max_length=10, blank=True, default="")
    # Whether the agency found too much income, or something else; and the day of its decision.
    because = models.CharField(max_length=10, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    # Days on which another plan may be chosen because of a denial.
    special_opens = models.DateField(null=True, blank=True)
    special_closes = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(status__in=OPEN), name="one_open_case_of_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("approved", "denied")) | Q(decided_on__isnull=False),
                name="case_decided_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["exchange", "since"], condition=Q(status__in=OPEN), name="open_cases")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def holder(self) -> str:
        """exchange or agency: never neither."""
        return HOLDER[self.status]


class Incoming(models.Model):
    """One message of the agency, by its own id: it counts once, however often it comes."""

    class Status(models.TextChoices):
        TAKEN = "taken"
        REFUSED = "refused"  # it cannot be; the agency was told why and keeps the case
        WAITS = "waits"  # a human must look; the exchange holds the person
        RETURNING = "returning"  # on its way back: the exchange holds the person until the agency has given a receipt
        RETURNED = "returned"  # the agency has the person again

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    message = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    body = EncryptedTextField(purpose=RECEIVED_PURPOSE)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=9, choices=Status.choices)
    # Why a human must look, or why it was refused; of what is returned, the worker's reason.
    why = models.CharField(max_length=500, blank=True, default="")
    came_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    returned_by = models.OneToOneField(
        Outgoing, on_delete=models.PROTECT, null=True, blank=True, related_name="returns"
    )
    # The draft that a transfer became.
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="incoming"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "message"], name="a_message_counts_once"),
            models.CheckConstraint(condition=Q(status="taken") | ~Q(why=""), name="a_refusal_says_why"),
            models.CheckConstraint(
                condition=~Q(status__in=("returning", "returned")) | Q(returned_by__isnull=False),
                name="what_is_returned_has_its_message",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reviewed_at_id(self) -> int:
        """For core.access: the exchange whose state workers look at it."""
        return self.exchange_id


class CoverageWish(models.Model):
    """What a household wants where records or the agency show that somebody on a plan has other coverage: to stay, or to leave."""

    household = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="coverage_wish")
    leaves = models.BooleanField()
    on = models.DateField()

    def __str__(self) -> str:
        return "leaves" if self.leaves else "stays"


class PeriodicCheck(models.Model):
    """When a person with credit was last looked up. A run that is killed goes on with whoever has no row of it."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="periodic_check")
    checked_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.checked_on}"


class Match(models.Model):
    """What the records show of somebody who has credit, told to them, and what became of it: 45 CFR 155.330(e)(2)."""

    class Status(models.TextChoices):
        OPEN = "open"
        RIGHT = "right"  # they say so themselves
        WRONG = "wrong"  # they say that it is not so: it is to be proven
        EXPIRED = "expired"  # nobody answered: the records decide
        MOOT = "moot"  # nobody has credit any more

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="matches")
    # medicare, medicaid, chip, death: sorted; sealed, since it tells of a person's health.
    found: Any = EncryptedTextField(purpose=FOUND_PURPOSE)
    told_on = models.DateField()
    answer_by = models.DateField()
    ends = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"], condition=Q(status="open"), name="one_open_match_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False)),
                name="match_closed_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["answer_by"], condition=Q(status="open"), name="open_matches")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.application.owner_user_id

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.found.split(","))
