"""What the law says, as dated data: federal and by state, each value with its citation. No decisions are made here."""

from coverport.law.loader import MissingLaw, UnknownParameter, values
from coverport.law.lookups import (
    age_curve,
    credit_guideline,
    family_tiers,
    last_day_to_appeal,
    medicaid_guideline,
    open_enrollment_first_day,
    poverty_guideline,
    rated_children,
    tobacco_rating,
)
from coverport.law.parameters import AgeCurve, Entry, FamilyTiers, Guideline
from coverport.law.resolved import Law, resolve

__all__ = [
    "AgeCurve",
    "Entry",
    "FamilyTiers",
    "Guideline",
    "Law",
    "MissingLaw",
    "UnknownParameter",
    "age_curve",
    "credit_guideline",
    "family_tiers",
    "last_day_to_appeal",
    "medicaid_guideline",
    "open_enrollment_first_day",
    "poverty_guideline",
    "rated_children",
    "resolve",
    "tobacco_rating",
    "values",
]
