"""What public files say beside prices: benefits, networks, quality, claims, crosswalks. Joined to plans at publication."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coverport.plans.importers.records import KINDS
from coverport.plans.models.filings import SHA256


class ReferenceFile(models.Model):
    """A file, or its part of a plan year, as last taken in."""

    exchange = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    format = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("exchange", "year", "kind", "sha256", name="plans_one_reference_file_per_contents"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="plans_reference_sha256_is_whole"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="plans_reference_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.year}: {self.name}"


class Reference(models.Model):
    """One fact. key: a plan id, a network, a service area, a kind of plan. details: as importers.records.Record has them."""

    file = models.ForeignKey(ReferenceFile, on_delete=models.CASCADE, related_name="references")
    state = models.CharField(max_length=2)
    issuer_id = models.CharField(max_length=5, blank=True)
    key = models.CharField(max_length=60)
    details = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["file", "state", "issuer_id"]), models.Index(fields=["key"])]

    def __str__(self) -> str:
        return self.key
