"""Policies of before that an insurer ends: as its list told them, person by person, and which household each turned out to be."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField


class EndingList(models.Model):
    """An insurer's list of policies that end. The same file is taken once."""

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    people_count = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "sha256"], name="one_ending_list_of_a_content")]

    def __str__(self) -> str:
        return self.reference


class EndingPolicy(models.Model):
    """One person of one policy that ends. The reference stands in their letter; by it they show who they are when they apply.

    person: name, birth date and address as the list has them. user: whose letter it is; household: that claimed it.
    """

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(EndingList, on_delete=models.PROTECT, related_name="policies")
    insurer = models.CharField(max_length=120)
    policy_number = models.CharField(max_length=40)
    last_day = models.DateField()
    person = EncryptedJSONField(purpose="enrollment: whose policy ends, as the insurer told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        "applications.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="ending_policies"
    )
    claimed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "ending policies"
        ordering = ["id"]
        indexes = [models.Index(fields=["list", "policy_number"], name="people_of_an_ending_policy")]
        constraints = [
            models.CheckConstraint(
                condition=Q(household=None, claimed_on=None) | Q(household__isnull=False, claimed_on__isnull=False),
                name="claimed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
