"""Doctors, facilities and drugs, and which plans cover them, as insurers publish them in machine-readable form."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper

from coverport.plans.models.filings import SHA256


class DirectoryFile(models.Model):
    """A file of an insurer. Another file of the same name and kind replaces it whole."""

    exchange = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("exchange", "kind", "name", name="plans_one_directory_file_per_name"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="plans_directory_sha256_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}: {self.name}"


class Provider(models.Model):
    """A doctor or a facility as one file lists it. accepting: new patients, in the schema's words; "" when it does not say."""

    file = models.ForeignKey(DirectoryFile, on_delete=models.CASCADE, related_name="providers")
    npi = models.CharField(max_length=10, blank=True)
    facility = models.BooleanField()
    name = models.CharField(max_length=300)
    specialties = ArrayField(models.TextField())
    accepting = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    languages = ArrayField(models.TextField())
    addresses = models.JSONField()
    updated_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["npi"]), models.Index(Upper("name"), name="plans_provider_by_name")]

    def __str__(self) -> str:
        return self.name


class ProviderCoverage(models.Model):
    """A provider in a plan's network. years: none means any."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="coverages")
    plan_id = models.CharField(max_length=14)
    network_tier = models.CharField(max_length=60, blank=True)
    years = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        indexes = [models.Index(fields=["plan_id"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.network_tier}"


class Drug(models.Model):
    """A drug as one file names it: insurers call one RxNorm number by different names."""

    file = models.ForeignKey(DirectoryFile, on_delete=models.CASCADE, related_name="drugs")
    rxnorm_id = models.CharField(max_length=8)
    name = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["rxnorm_id"]), models.Index(Upper("name"), name="plans_drug_by_name")]

    def __str__(self) -> str:
        return self.name


class DrugCoverage(models.Model):
    """A drug on a plan's formulary. Null: the file does not say."""

    drug = models.ForeignKey(Drug, on_delete=models.CASCADE, related_name="coverages")
    plan_id = models.CharField(max_length=14)
    tier = models.CharField(max_length=60, blank=True)
    prior_authorization = models.BooleanField(null=True)
    step_therapy = models.BooleanField(null=True)
    quantity_limit = models.BooleanField(null=True)
    years = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        indexes = [models.Index(fields=["plan_id"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.tier}"


class PlanDocument(models.Model):
    """A plan's own network and formulary tiers. details: as importers.directory.PlanDocument has them."""

    file = models.ForeignKey(DirectoryFile, on_delete=models.CASCADE, related_name="documents")
    plan_id = models.CharField(max_length=14)
    years = ArrayField(models.PositiveSmallIntegerField())
    network_tiers = ArrayField(models.CharField(max_length=60))
    details = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["plan_id"])]

    def __str__(self) -> str:
        return self.plan_id
