"""What verification starts from: the facts as signed, the decision made from them, and what there is to ask by."""

from collections.abc import Mapping

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Person
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.results import Determination, TaxHouseholdResult
from coverport.law.parameters.calendar import IncomeThreshold, MedicaidCompatibility, Required


class Identity(msgspec.Struct, frozen=True):
    """What a person can be found by in the sources."""

    number: bool = False
    document: bool = False


class CheckingLaw(msgspec.Struct, frozen=True):
    """The values of law that decide whether something is confirmed."""

    threshold: IncomeThreshold
    compatibility: MedicaidCompatibility
    conflict: Required
    missing_data: Required


class Known(msgspec.Struct, frozen=True):
    """An application that was signed and decided. identities: by person; consent: tax data may be looked at."""

    application: Application
    decided: Determination
    identities: Mapping[str, Identity]
    consent: bool
    law: CheckingLaw

    @property
    def applying(self) -> tuple[Person, ...]:
        """Who asked for coverage."""
        return tuple(one for one in self.application.people if one.applies)

    def has_number(self, key: str) -> bool:
        """Whether a Social Security number was told."""
        return self.identities.get(key, Identity()).number

    def wants_credit(self, key: str) -> bool:
        """Whether the decision gives the person a credit or lower costs, so that other coverage matters."""
        return self.decided.person(key).aptc.outcome is Outcome.YES

    def credited(self) -> tuple[TaxHouseholdResult, ...]:
        """Tax households whose income decides on money."""
        found = self.decided.tax_households
        return tuple(
            each for each in found if each.credit.outcome is Outcome.YES and any(map(self.wants_credit, each.people))
        )

    def filers(self, household: str) -> tuple[str, ...]:
        """Who signs the return."""
        return next(each.filers for each in self.application.tax_households if each.id == household)

    def public_by_income(self) -> tuple[str, ...]:
        """Who is found within an income limit of Medicaid or CHIP that the exchange decides."""
        ours = (one.id for one in self.decided.people if one.medicaid_decided_by == "exchange")
        return tuple(key for key in ours if self.limit(key) is not None)

    def limit(self, key: str) -> Cents | None:
        """The yearly income limit that the person is within; None where income did not decide."""
        found = self.decided.person(key)
        return _limit(found.medicaid) if found.medicaid.outcome is Outcome.YES else _limit(found.chip)


def _limit(found: Finding) -> Cents | None:
    if found.outcome is not Outcome.YES:
        return None
    limits = [reason.facts.get("limit") for reason in found.reasons if reason.code.endswith("_within_limit")]
    return next((limit for limit in limits if isinstance(limit, int)), None)
