"""Who asks for coverage: households and their people."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import BlindIndexField, EncryptedTextField

# A purpose is sealed in with each value: who changes its words must seal the column anew.
# Kept to prove identity, citizenship and income, and to name the person to the insurer: 45 CFR 155.310(a)(3), 155.315.
SSN_PURPOSE = "person.ssn: identity, citizenship and income checks, 45 CFR 155.310(a)(3)"
ALIEN_NUMBER_PURPOSE = "person.alien_number: immigration status check, 45 CFR 155.315(c)(2)"


class Household(models.Model):
    """The people of one account at one exchange. Whoever owns the account owns everything of the household."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="households")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "owner"], name="one_household_per_account_and_exchange")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.owner_id


class Person(models.Model):
    """A member of a household. One human being, for all years and applications."""

    class Sex(models.TextChoices):
        FEMALE = "F"
        MALE = "M"

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="people")
    reference = ReferenceField()
    first_name = models.CharField(max_length=100, blank=True)
    middle_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    # The day of a death that somebody told us of; no letter is addressed to them since.
    died_on = models.DateField(null=True, blank=True)
    # Empty for who never wanted coverage: only insurers need it.
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    ssn = EncryptedTextField(blank=True, default="", purpose=SSN_PURPOSE)
    ssn_index = BlindIndexField(of="ssn")
    # By which an immigration status is looked up; only of who applies and told of one.
    alien_number = EncryptedTextField(blank=True, default="", purpose=ALIEN_NUMBER_PURPOSE)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(last_name=""), name="person_has_a_name")]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int:
        return self.household.owner_user_id

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)

    @property
    def short_name(self) -> str:
        """How pages speak of the person among family. A person with one name is called by it."""
        return self.first_name or self.last_name
