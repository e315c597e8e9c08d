"""What the engine is told. Frozen values; None means that it was not asked or not answered."""

from coverport.eligibility.facts.household import (
    INVERSE,
    Application,
    EmployerOffer,
    FilingStatus,
    Relation,
    Relationship,
    TaxHousehold,
)
from coverport.eligibility.facts.income import MAY_BE_NEGATIVE, Deduction, IncomeKind, IncomeLine, Period
from coverport.eligibility.facts.people import Answer, Immigration, ImmigrationStatus, Person
from coverport.eligibility.facts.wire import Money

__all__ = [
    "INVERSE", "MAY_BE_NEGATIVE", "Answer", "Application", "Deduction", "EmployerOffer", "FilingStatus", "Immigration",
    "ImmigrationStatus", "IncomeKind", "IncomeLine", "Money", "Period", "Person", "Relation", "Relationship", "TaxHousehold",
]  # fmt: skip
