"""When a function of an exchange was off, who came meanwhile, and what the probes of health last found."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField, EncryptedTextField
from coverport.fallback.bridge.models import Bridge, DirectPolicy, PolicyList

__all__ = ["Arrival", "Bridge", "CaseFile", "DirectPolicy", "Outage", "PolicyList", "TakenCase", "Watch"]

NAME_PURPOSE = "arrival.name: whom we call when a function is on again, 45 CFR 155.205(a)"
CONTACT_PURPOSE = "arrival.contact: where we reach them when a function is on again, 45 CFR 155.205(a)"
CELLS_PURPOSE = "taken_case.cells: an older system's case as it came, for the clerk who finishes it, 45 CFR 155.310(a)"


class Outage(models.Model):
    """A function of an exchange was, or is, switched off: since when, until when, by whom and why."""

    class Trigger(models.TextChoices):
        STAFF = "staff"
        HEALTH = "health"

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=40)
    trigger = models.CharField(max_length=6, choices=Trigger.choices)
    reason = models.TextField()
    # Days are the exchange's days of record; the moments are the clock's.
    began_on = models.DateField()
    began_at = models.DateTimeField(db_default=Now())
    began_by = models.CharField(max_length=60)
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "function"], condition=models.Q(ended_on=None), name="a_function_is_off_once"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="an_outage_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ended_at=None, ended_by="")
                | (models.Q(ended_on__isnull=False, ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="an_outage_ends_on_a_day_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.began_on}"


class Arrival(models.Model):
    """Somebody came while a function was off. `on` is the day that they keep, whenever they get to finish."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        LET_IN = "let_in"  # told that it goes on; their place is kept until they are through
        ON_PAPER = "on_paper"  # came in on paper or by telephone meanwhile
        DONE = "done"  # settled by staff

    class ReachedBy(models.TextChoices):
        ACCOUNT = "account"
        EMAIL = "email"
        PHONE = "phone"  # staff call

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="arrivals")
    function = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    # None of who has no account, or was not signed in: they left a name and where to reach them.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = EncryptedTextField(purpose=NAME_PURPOSE, blank=True, default="")
    contact = EncryptedTextField(purpose=CONTACT_PURPOSE, blank=True, default="")
    # Beside the sealed address, so that a long line of people to call holds up nobody who can be written to.
    reached_by = models.CharField(max_length=7, choices=ReachedBy.choices)
    language = models.CharField(max_length=10, default="en")
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    closed_on = models.DateField(null=True, blank=True)
    # The email that says that it goes on; none is due where there is no address, and staff call.
    told_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "user"], condition=models.Q(user__isnull=False), name="one_arrival_of_an_account"
            ),
            models.CheckConstraint(
                condition=models.Q(status="waiting", closed_on=None)
                | (~models.Q(status="waiting") & models.Q(closed_on__isnull=False)),
                name="an_arrival_that_does_not_wait_has_a_day",
            ),
        ]
        # The queue in the order in which people came.
        indexes = [models.Index(fields=["exchange", "status", "reached_by", "at", "id"], name="arrivals_in_order")]

    def __str__(self) -> str:
        return self.reference


class Watch(models.Model):
    """What the probe of a function found last: so many times in a row that it failed, or worked."""

    function = models.CharField(max_length=40, unique=True)
    failures = models.PositiveIntegerField(default=0)
    successes = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.function


class CaseFile(models.Model):
    """A file of an older system's cases, taken over whole. sha256: of its bytes, so that the same file is not taken twice."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.CharField(max_length=200)
    mapping_version = models.PositiveIntegerField()
    taken_on = models.DateField()
    taken_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "sha256"], name="a_file_of_cases_once")]

    def __str__(self) -> str:
        return self.reference


class TakenCase(models.Model):
    """A case of an older system, by its number there. It goes on as an application that a clerk finishes, or is decided at once.

    cells: as it came, in our layout; suspected: whom it may be once more, for a person to look at; ready: nothing lacks.
    """

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="cases")
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    paper = models.OneToOneField("paper.PaperApplication", on_delete=models.PROTECT, related_name="taken_case")
    cells = EncryptedJSONField(purpose=CELLS_PURPOSE)
    suspected = models.JSONField(default=list, blank=True)
    ready = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "system", "number"], name="a_case_is_taken_over_once")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"
