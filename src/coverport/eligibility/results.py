"""What a determination says: per person, per tax household, and what could change it. Amounts in cents a month unless named otherwise."""

from decimal import Decimal

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.findings import YES, Finding, Reason

# Written into every stored determination; raised whenever a rule's meaning changes.
RULES_VERSION = "3"


class MedicaidHousehold(msgspec.Struct, frozen=True, gc=False):
    """Who counts with a person for Medicaid and CHIP, 42 CFR 435.603(f). size: with the children expected.

    branch: which rule put them together. magi: current income as a yearly rate, cents; percent_of_poverty: four places.
    """

    people: tuple[str, ...]
    size: int
    branch: Reason
    magi: Cents | None = None
    percent_of_poverty: Decimal | None = None


class PersonResult(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one person can have, and why. referral: to the agency for Medicaid on another basis than income."""

    id: str
    medicaid: Finding
    chip: Finding
    bhp: Finding
    qhp: Finding
    aptc: Finding
    csr: Finding
    catastrophic: Finding
    referral: Finding
    emergency_medicaid: Finding
    csr_variant: str
    csr_qualifies: tuple[str, ...]
    medicaid_household: MedicaidHousehold
    tax_household: str | None
    medicaid_decided_by: str


class Benchmark(msgspec.Struct, frozen=True, gc=False):
    """The second-lowest-cost silver plan for the coverage family, cents a month, essential health benefits only."""

    plan_id: str
    premium: Cents
    ehb_assumed: bool = False
    only_silver_plan: bool = False


class Subsidy(msgspec.Struct, frozen=True, gc=False):
    """A state's own help. amount: cents a month of premium that the state pays, None where it is not an amount or not known.

    contribution: cents a month that one enrollee pays at most, where the state says it so. variant: what it raises cost sharing to.
    """

    program: str
    people: tuple[str, ...]
    finding: Finding
    amount: Cents | None = None
    contribution: Cents | None = None
    variant: str | None = None


class TaxHouseholdResult(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The sums of one tax household. whole_percent: as the credit uses it, truncated. aptc: None while unknown."""

    id: str
    people: tuple[str, ...]
    coverage_family: tuple[str, ...]
    magi: Cents | None
    guideline: Cents
    guideline_year: int
    percent_of_poverty: Decimal | None
    whole_percent: int | None
    applicable_percentage: Decimal | None
    expected_contribution_month: Cents | None
    benchmark: Benchmark | None
    aptc: Cents | None
    credit: Finding
    subsidies: tuple[Subsidy, ...] = ()


class Threshold(msgspec.Struct, frozen=True, gc=False):
    """The nearest income at which an answer changes. change: cents a year, below zero for less income.

    program: medicaid, chip, bhp, aptc or csr; people: whose answer changes; becomes: the outcome (and variant) there.
    """

    direction: str
    change: Cents
    program: str
    people: tuple[str, ...]
    becomes: str
    reason: Reason


class Missing(msgspec.Struct, frozen=True, gc=False):
    """An answer that would settle something. field: its path in the application; code: the reason that asks for it."""

    field: str
    code: str


class Determination(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole answer."""

    people: tuple[PersonResult, ...]
    tax_households: tuple[TaxHouseholdResult, ...]
    assumed: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    nearest: tuple[Threshold, ...] = ()
    rules_version: str = RULES_VERSION

    def person(self, person_id: str) -> PersonResult:
        """The result of one person. KeyError for an id that is not in the application."""
        for result in self.people:
            if result.id == person_id:
                return result
        raise KeyError(person_id)

    def tax_household_of(self, person_id: str) -> TaxHouseholdResult | None:
        """The tax household that a person is in, None where they neither file nor are claimed here."""
        return next((each for each in self.tax_households if person_id in each.people), None)

    @property
    def likely_medicaid_chip(self) -> tuple[str, ...]:
        """Ids of who is likely to have Medicaid or CHIP."""
        return tuple(each.id for each in self.people if YES in (each.medicaid.outcome, each.chip.outcome))

    @property
    def coverage_family(self) -> tuple[str, ...]:
        """The coverage families of all tax households together."""
        return tuple([person for each in self.tax_households for person in each.coverage_family])

    @property
    def aptc(self) -> Cents | None:
        """The credit of all tax households, None while one is unknown."""
        amounts = [each.aptc for each in self.tax_households]
        return None if None in amounts else sum([amount for amount in amounts if amount])
