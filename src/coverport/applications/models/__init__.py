"""Who asks for coverage, what they answered, and what was decided."""

from coverport.applications.models.answers import GENERAL_DELIVERY, Applicant, Application
from coverport.applications.models.decisions import Determination, LawUsed
from coverport.applications.models.households import SSN_PURPOSE, Household, Person

__all__ = [
    "GENERAL_DELIVERY", "SSN_PURPOSE", "Applicant", "Application", "Determination", "Household", "LawUsed", "Person",
]  # fmt: skip
