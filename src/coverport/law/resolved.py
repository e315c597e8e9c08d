"""All that one determination asks of the law, resolved once per date, state and coverage year into a frozen object."""

from datetime import date
from functools import lru_cache
from typing import TypeVar

import msgspec

from coverport.law.loader import MissingLaw
from coverport.law.lookups import credit_guideline, medicaid_guideline, new_year, typed
from coverport.law.parameters import (
    Ages,
    Allowed,
    ApplicablePercentage,
    BasicHealth,
    CostSharingBands,
    CreditStatuses,
    CreditWindow,
    Decision,
    Deprivation,
    Entry,
    Excluded,
    FamilyTest,
    FilingThreshold,
    FiveYearBar,
    Guideline,
    HouseholdChild,
    IncomeTreatedAs,
    IndianCostSharing,
    LawfullyResiding,
    Limit,
    LimitsByAge,
    Months,
    PercentCeiling,
    PercentOfIncome,
    Points,
    SeparateFiling,
    Statuses,
    TurnedAge,
    UnbornInHousehold,
    UnderAge,
    VariantOrder,
    WorkRequirement,
    Years,
)
from coverport.law.parameters.subsidies import ContributionBands, PremiumAssistance, StateCostSharing, StateProgram

E = TypeVar("E", bound=Entry)
# Of what follows from a law alone, such as limits by age and size of household, so many answers are kept; about 1 kB each.
KEPT = 16384


class CreditLaw(msgspec.Struct, frozen=True):
    """The premium tax credit and the cost-sharing reductions of a coverage year."""

    guideline: Guideline
    window: CreditWindow
    percent_ceiling: PercentCeiling
    applicable_percentage: ApplicablePercentage
    lawfully_present_below_floor: Allowed
    statuses: CreditStatuses
    unemployment: IncomeTreatedAs
    unreconciled: Years
    separate_filing: SeparateFiling
    income_based_enrollment: Allowed
    excluded: Excluded
    cost_sharing: CostSharingBands
    indian: IndianCostSharing
    policy_order: VariantOrder
    affordability: PercentOfIncome
    family_test: FamilyTest
    filing_threshold: FilingThreshold


class MedicaidLaw(msgspec.Struct, frozen=True):
    """Medicaid and CHIP of a state on a day. A limit that is None is not established, which is no answer, not a no."""

    day: date
    guideline: Guideline
    guideline_assumed: bool
    disregard: Points
    adult_ages: Ages
    young_adult_ages: Ages
    child_age: UnderAge
    dependent_child_age: UnderAge
    household_child: HouseholdChild
    unborn: UnbornInHousehold
    deprivation: Deprivation
    decision: Decision | None
    foster_care: UnderAge
    foster_care_elsewhere: TurnedAge
    postpartum: Months
    waiting_period: Months
    work_requirement: WorkRequirement
    basic_health: BasicHealth
    basic_health_statuses: CreditStatuses
    filing_threshold: FilingThreshold | None
    adult: Limit | None
    parent: Limit | None
    pregnant: Limit | None
    child: LimitsByAge | None
    targeted_child: LimitsByAge | None
    young_adult: Limit | None
    chip_child: LimitsByAge | None
    chip_pregnant: Limit | None
    chip_unborn: Limit | None


class ImmigrationLaw(msgspec.Struct, frozen=True):
    """Which immigration statuses open which program on a day."""

    lawfully_present: Statuses
    qualified: Statuses
    five_year_bar: FiveYearBar
    lawfully_residing: LawfullyResiding
    not_lawfully_residing: Statuses


class SubsidyLaw(msgspec.Struct, frozen=True):
    """What the state adds in a coverage year; None where it adds nothing of that kind."""

    connector_care: ContributionBands | None
    premium_assistance: PremiumAssistance | None
    cost_sharing: StateCostSharing | None
    other: StateProgram | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Those that there are."""
        every = (self.connector_care, self.premium_assistance, self.cost_sharing, self.other)
        return tuple([each for each in every if each is not None])


class Law(msgspec.Struct, frozen=True, eq=False):
    """The law of one decision: made on a date, for a state and a coverage year.

    Resolved once, it is compared as the object that it is: what follows from the law alone can be kept by it.
    """

    on: date
    state: str
    year: int
    credit: CreditLaw
    medicaid: MedicaidLaw
    immigration: ImmigrationLaw
    subsidies: SubsidyLaw
    catastrophic: UnderAge


@lru_cache(maxsize=4096)
def resolve(*, on: date, state: str, year: int) -> Law:
    """The law for a decision on a date about coverage in a year. MissingLaw where a federal value is not known."""
    # A decision made before the year begins is about its first day: groups that start on January 1 already count.
    day = max(on, new_year(year))
    return Law(
        on=on,
        state=state,
        year=year,
        credit=_credit_law(state, year),
        medicaid=_medicaid_law(state, on, day),
        immigration=_immigration_law(state, day),
        subsidies=_subsidy_law(state, new_year(year)),
        catastrophic=typed(UnderAge, "catastrophic.age", on=new_year(year)),
    )


@lru_cache(maxsize=1024)
def _credit_law(state: str, year: int) -> CreditLaw:
    on = new_year(year)
    return CreditLaw(
        guideline=credit_guideline(state, year),
        window=typed(CreditWindow, "premium_tax_credit.income_window", on=on),
        percent_ceiling=typed(PercentCeiling, "premium_tax_credit.percent_ceiling", on=on),
        applicable_percentage=typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=on),
        lawfully_present_below_floor=typed(Allowed, "premium_tax_credit.lawfully_present_below_floor", on=on),
        statuses=typed(CreditStatuses, "immigration.premium_tax_credit", on=on),
        unemployment=typed(IncomeTreatedAs, "premium_tax_credit.unemployment_rule", on=on),
        unreconciled=typed(Years, "premium_tax_credit.unreconciled_years", on=on),
        separate_filing=typed(SeparateFiling, "premium_tax_credit.separate_filing", on=on),
        income_based_enrollment=typed(Allowed, "premium_tax_credit.income_based_enrollment", on=on),
        excluded=typed(Excluded, "premium_tax_credit.excluded_metal_levels", on=on),
        cost_sharing=typed(CostSharingBands, "cost_sharing.reductions", on=on),
        indian=typed(IndianCostSharing, "cost_sharing.indian", on=on),
        policy_order=typed(VariantOrder, "cost_sharing.policy_order", on=on),
        affordability=typed(PercentOfIncome, "employer_coverage.affordability", on=on),
        family_test=typed(FamilyTest, "employer_coverage.family_test", on=on),
        filing_threshold=typed(FilingThreshold, "tax.filing_threshold", on=on),
    )


def _medicaid_law(state: str, decided: date, day: date) -> MedicaidLaw:
    guideline, assumed = medicaid_guideline(state, decided)
    return MedicaidLaw(
        day=day,
        guideline=guideline,
        guideline_assumed=assumed,
        disregard=typed(Points, "medicaid.disregard", on=day),
        adult_ages=typed(Ages, "medicaid.adult_ages", on=day),
        young_adult_ages=typed(Ages, "medicaid.young_adult_ages", on=day),
        child_age=typed(UnderAge, "medicaid.child_age", on=day),
        dependent_child_age=typed(UnderAge, "medicaid.dependent_child_age", on=day),
        household_child=typed(HouseholdChild, "medicaid.household_child", on=day, state=state),
        unborn=typed(UnbornInHousehold, "medicaid.unborn_in_household", on=day, state=state),
        deprivation=typed(Deprivation, "medicaid.deprivation", on=day, state=state),
        decision=_established(Decision, "medicaid.decision", day, state),
        foster_care=typed(UnderAge, "medicaid.former_foster_care", on=day, state=state),
        foster_care_elsewhere=typed(TurnedAge, "medicaid.foster_care_elsewhere", on=day),
        postpartum=typed(Months, "medicaid.postpartum", on=day, state=state),
        waiting_period=typed(Months, "chip.waiting_period", on=day, state=state),
        work_requirement=typed(WorkRequirement, "medicaid.work_requirement", on=day, state=state),
        basic_health=typed(BasicHealth, "basic_health.program", on=day, state=state),
        basic_health_statuses=typed(CreditStatuses, "basic_health.statuses", on=day),
        filing_threshold=_established(FilingThreshold, "tax.filing_threshold", new_year(decided.year), state),
        adult=_established(Limit, "medicaid.adult", day, state),
        parent=_established(Limit, "medicaid.parent", day, state),
        pregnant=_established(Limit, "medicaid.pregnant", day, state),
        child=_established(LimitsByAge, "medicaid.child", day, state),
        targeted_child=_established(LimitsByAge, "medicaid.targeted_child", day, state),
        young_adult=_established(Limit, "medicaid.young_adult", day, state),
        chip_child=_established(LimitsByAge, "chip.child", day, state),
        chip_pregnant=_established(Limit, "chip.pregnant", day, state),
        chip_unborn=_established(Limit, "chip.unborn", day, state),
    )


def _immigration_law(state: str, day: date) -> ImmigrationLaw:
    return ImmigrationLaw(
        lawfully_present=typed(Statuses, "immigration.lawfully_present", on=day, state=state),
        qualified=typed(Statuses, "immigration.qualified", on=day),
        five_year_bar=typed(FiveYearBar, "immigration.five_year_bar", on=day),
        lawfully_residing=typed(LawfullyResiding, "immigration.lawfully_residing", on=day, state=state),
        not_lawfully_residing=typed(Statuses, "immigration.not_lawfully_residing", on=day),
    )


@lru_cache(maxsize=1024)
def _subsidy_law(state: str, on: date) -> SubsidyLaw:
    return SubsidyLaw(
        connector_care=_established(ContributionBands, "subsidy.connector_care", on, state),
        premium_assistance=_established(PremiumAssistance, "subsidy.premium_assistance", on, state),
        cost_sharing=_established(StateCostSharing, "subsidy.cost_sharing", on, state),
        other=_established(StateProgram, "subsidy.other_program", on, state),
    )


def _established(kind: type[E], name: str, day: date, state: str) -> E | None:
    try:
        return typed(kind, name, on=day, state=state)
    except MissingLaw:
        return None
