"""What insurers filed, what was published, and what is known of networks, doctors and drugs."""

from coverport.plans.models.certification import Decision, FiledFile, GateReview, QhpApplication, Suppression
from coverport.plans.models.directory import DirectoryFile, Drug, DrugCoverage, PlanDocument, Provider, ProviderCoverage
from coverport.plans.models.filings import CatalogNumber, Issuer, Plan, PlanFiling, RateRow
from coverport.plans.models.references import Reference, ReferenceFile

__all__ = [
    "CatalogNumber",
    "Decision",
    "DirectoryFile",
    "Drug",
    "DrugCoverage",
    "FiledFile",
    "GateReview",
    "Issuer",
    "Plan",
    "PlanDocument",
    "PlanFiling",
    "Provider",
    "ProviderCoverage",
    "QhpApplication",
    "RateRow",
    "Reference",
    "ReferenceFile",
    "Suppression",
]
