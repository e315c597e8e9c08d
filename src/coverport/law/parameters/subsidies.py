"""What states add to the federal credit and to cost sharing, and what their own mandates ask."""

from decimal import Decimal
from typing import Literal

import msgspec

from coverport.law.parameters.entry import Entry


class ContributionBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to and with this percent of poverty: the plan type, and what one enrollee pays a month at least, whole dollars.

    contribution: for the cheapest plan of that type; null where it is not established.
    """

    at_most: int
    plan_type: str
    contribution: int | None


class ContributionBands(Entry, frozen=True, kw_only=True):
    """Plans with a fixed premium for each enrollee by percent of poverty, lowest band first. floor: income below it has none."""

    program: str
    floor: int
    bands: tuple[ContributionBand, ...]


class PremiumAssistance(Entry, frozen=True, kw_only=True):
    """A cut of the share of income that a household pays for the benchmark plan, in percentage points, up to a percent of poverty."""

    program: str
    at_most: int
    points: Decimal


class StateCostSharingBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to and with this percent of poverty, the share of costs that the plan pays."""

    at_most: int
    actuarial_value: int


class StateCostSharing(Entry, frozen=True, kw_only=True):
    """Cost sharing that a state lowers further than the federal reductions. above: up to this percent the federal ones do as much."""

    program: str
    above: int
    bands: tuple[StateCostSharingBand, ...]


class StateProgram(Entry, frozen=True, kw_only=True):
    """A state's own help that exists and whose amounts are not worked out here."""

    program: str


class PenaltyBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to and with this percent of poverty (null: any), whole dollars for each adult and month without coverage."""

    at_most: int | None
    month: int


class PenaltySchedule(Entry, frozen=True, kw_only=True):
    """A state's penalty by percent of poverty, lowest band first. adults_from: age. free_gap: months of a lapse that cost nothing."""

    bands: tuple[PenaltyBand, ...]
    adults_from: int
    free_gap: int


class ExemptBelow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People under an age (null: any) owe nothing up to and with this percent of poverty."""

    under: int | None
    at_most: int


class StateThreshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Income over which a state return must be filed, whole dollars by filing status."""

    single: int
    head_of_household: int
    married_jointly: int
    married_separately: int
    surviving_spouse: int


class PenaltyFormula(Entry, frozen=True, kw_only=True):
    """A state's penalty on the model of 26 USC 5000A: the larger of dollars for each person and a percent of income.

    adult: dollars a year, below child_under half. child_on: when that age is looked at. threshold: "federal", figures, or null where not
    established. bronze_month: state average for one person, whole dollars; null where not established.
    """

    adult: int
    child_under: int
    child_on: Literal["month", "january_1"] = "month"
    family_multiple: int
    percent: Decimal
    short_gap: int
    threshold: StateThreshold | Literal["federal"] | None
    bronze_month: int | None
    bronze_people: int
    exempt: tuple[ExemptBelow, ...] = ()


class ReportOnly(Entry, frozen=True, kw_only=True):
    """A mandate that asks residents to report their coverage and to pay nothing."""


SUBSIDIES: dict[str, type[Entry]] = {
    "subsidy.connector_care": ContributionBands,
    "subsidy.premium_assistance": PremiumAssistance,
    "subsidy.cost_sharing": StateCostSharing,
    "subsidy.other_program": StateProgram,
    "mandate.schedule": PenaltySchedule,
    "mandate.formula": PenaltyFormula,
    "mandate.report": ReportOnly,
}
