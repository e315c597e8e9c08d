"""The law of checking, resolved once per day and state."""

from datetime import date

from coverport.applications.verification.rules.known import CheckingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import IncomeThreshold, MedicaidCompatibility, Required


def checking_law(*, on: date, state: str) -> CheckingLaw:
    """As it stands on a day in a state. Raises MissingLaw."""
    return CheckingLaw(
        threshold=typed(IncomeThreshold, "verification.income_threshold", on=on, state=state),
        compatibility=typed(MedicaidCompatibility, "verification.medicaid_compatibility", on=on, state=state),
        conflict=typed(Required, "verification.income_conflict", on=on),
        missing_data=typed(Required, "verification.missing_tax_data", on=on),
    )
