"""What a household answered, kept step by step from the first answer on."""

from typing import Any

import msgspec
from django.db import models

from coverport.applications.models.households import Household, Person
from coverport.applications.rules.income import income_of_year, sum_of_lines
from coverport.applications.rules.told import TaxTold, Told
from coverport.core.money import Cents
from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField

# A purpose is sealed in with each value: who changes its words must seal the column anew.
# Income, immigration status and documents' numbers, pregnancy, disability, other coverage: 45 CFR 155.260(a), 155.305, 155.310.
SHOPPING_PURPOSE = "application.shopping: fills the first form in, 45 CFR 155.205(b)"
RETURN_PURPOSE = "application.answers: how the household files, for the tax credit, 45 CFR 155.310(d)"
ANSWERS_PURPOSE = "applicant.answers: what a person's eligibility is decided from, 45 CFR 155.305, 155.315"

# Where mail waits for who has no street address: Domestic Mail Manual 508.6. Letters and the insurers' files carry it as the street.
GENERAL_DELIVERY = "General Delivery"


class Application(models.Model):
    """One request for one plan year: a draft until it is signed, never changed afterwards."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="applications")
    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    # The day on which the person got in line; who was in line on the last day may still finish.
    started_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    # What the person told us while shopping. It only fills the first form in; the answers below are what counts.
    shopping = EncryptedJSONField(default=dict, blank=True, purpose=SHOPPING_PURPOSE)
    # Steps saved without an error, in the words of rules/steps.py.
    saved_steps = models.JSONField(default=list, blank=True)

    street = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=5, blank=True)
    county_fips = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=20, blank=True)

    files_taxes = models.BooleanField(null=True, blank=True)
    files_jointly = models.BooleanField(null=True, blank=True)
    # What else was told about tax returns, in the shape of rules/told.py.
    answers = EncryptedJSONField(default=dict, blank=True, purpose=RETURN_PURPOSE)
    signature = models.CharField(max_length=200, blank=True)
    # For how many years tax data may be looked at; none or 0: not at all (45 CFR 155.335(k), 26 USC 6103).
    consent_years = models.PositiveSmallIntegerField(null=True, blank=True)

    # Its people, where a request or a verb has read them once for all that it asks: see queries.with_people. Not a column.
    held_people: "list[Applicant] | None" = None
    # What was told, beside the answers that it was read from. Not a column.
    held_told: tuple[Any, TaxTold] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                condition=models.Q(status="draft"),
                name="one_draft_per_household_and_year",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", submitted_on=None)
                | models.Q(status="submitted", submitted_on__isnull=False),
                name="application_submitted_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | ~models.Q(signature=""), name="submitted_application_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.household.owner_user_id

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Read anew, and so are its people."""
        super().refresh_from_db(*args, **options)
        self.held_people = None

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def told(self) -> TaxTold:
        if self.held_told is None or self.held_told[0] is not self.answers:
            self.held_told = self.answers, msgspec.convert(self.answers, TaxTold)
        return self.held_told[1]

    def tell(self, **given: Any) -> None:
        """Put further answers in; the caller saves."""
        self.answers = msgspec.to_builtins(msgspec.structs.replace(self.told, **given))


class Applicant(models.Model):
    """One person's answers in one application, whether or not they want coverage themselves."""

    class Relationship(models.TextChoices):
        """To the person who fills in the application."""

        SELF = "self"
        SPOUSE = "spouse"
        CHILD = "child"
        # Placed for foster care, for adoption or by a court: on the plan as a child, 45 CFR 155.420(d)(2)(i); nobody's own for Medicaid.
        WARD = "ward"
        PARTNER = "partner"
        PARENT = "parent"
        SIBLING = "sibling"
        GRANDCHILD = "grandchild"
        NIECE_NEPHEW = "niece_nephew"
        OTHER_RELATIVE = "other_relative"
        UNRELATED = "unrelated"

    class Citizenship(models.TextChoices):
        CITIZEN = "citizen"  # or national
        IMMIGRANT = "immigrant"  # with an eligible immigration status
        NEITHER = "neither"

    # Found by what keeps a person or a position single, which begin with it.
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="applicants", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applicants")
    position = models.PositiveSmallIntegerField()
    relationship = models.CharField(max_length=20, choices=Relationship.choices)
    applies = models.BooleanField()
    tobacco = models.BooleanField(default=False)
    # Empty for who does not apply: they are not asked (45 CFR 155.310(a)(2)).
    citizenship = models.CharField(max_length=10, choices=Citizenship.choices, blank=True)
    # Claimed as a dependent on the return of this household's filer.
    dependent = models.BooleanField(null=True, blank=True)
    other_coverage = models.BooleanField(null=True, blank=True)
    # Income by line and what else was told, in the shape of rules/told.py.
    answers = EncryptedJSONField(default=dict, blank=True, purpose=ANSWERS_PURPOSE)

    # What was told, beside the answers that it was read from: ten rules ask for it. Not a column.
    held_told: tuple[Any, Told] | None = None

    class Meta:
        ordering = ["application", "position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="applicant_once_per_application"),
            models.UniqueConstraint(
                fields=["application", "position"],
                name="applicant_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(relationship="self"), name="one_self_per_application"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(relationship="spouse"), name="one_spouse_per_application"
            ),
            models.CheckConstraint(
                condition=models.Q(applies=True) | models.Q(citizenship=""), name="citizenship_only_of_who_applies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.position}"

    @property
    def told(self) -> Told:
        held, answers = self.held_told, self.answers
        if held is None or held[0] is not answers:
            held = self.held_told = answers, msgspec.convert(answers, Told)
        return held[1]

    def tell(self, **given: Any) -> None:
        """Put further answers in; the caller saves."""
        self.answers = msgspec.to_builtins(msgspec.structs.replace(self.told, **given))

    @property
    def income_cents(self) -> Cents | None:
        """Income of the plan year after what is taken off; None until it was answered."""
        return income_of_year(self.told, self.application.year)

    @property
    def sum_cents(self) -> Cents | None:
        """What the lines come to in the plan year, whatever the person expects instead."""
        return sum_of_lines(self.told, self.application.year)
