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
    CostSharingBands,
    CreditWindow,
    Entry,
    Excluded,
    Guideline,
    Limit,
    LimitsByAge,
    PercentCeiling,
    Points,
    UnderAge,
)

E = TypeVar("E", bound=Entry)


class CreditLaw(msgspec.Struct, frozen=True):
    """The premium tax credit and the cost-sharing reductions of a coverage year."""

    guideline: Guideline
    window: CreditWindow
    percent_ceiling: PercentCeiling
    applicable_percentage: ApplicablePercentage
    lawfully_present_below_floor: Allowed
    excluded: Excluded
    cost_sharing: CostSharingBands


class MedicaidLaw(msgspec.Struct, frozen=True):
    """Medicaid and CHIP of a state on a day. A limit that is None is not established, which is no answer, not a no."""

    day: date
    guideline: Guideline
    guideline_assumed: bool
    disregard: Points
    adult_ages: Ages
    child_age: UnderAge
    dependent_child_age: UnderAge
    adult: Limit | None
    parent: Limit | None
    pregnant: Limit | None
    child: LimitsByAge | None
    targeted_child: LimitsByAge | None
    chip_child: LimitsByAge | None
    chip_pregnant: Limit | None


class Law(msgspec.Struct, frozen=True):
    """The law of one decision: made on a date, for a state and a coverage year."""

    on: date
    state: str
    year: int
    credit: CreditLaw
    medicaid: MedicaidLaw
    catastrophic: UnderAge


@lru_cache(maxsize=4096)
def resolve(*, on: date, state: str, year: int) -> Law:
    """The law for a decision on a date about coverage in a year. MissingLaw where a federal value is not known."""
    return Law(
        on=on,
        state=state,
        year=year,
        credit=_credit_law(state, year),
        # A decision made before the year begins is about its first day: groups that start on January 1 already count.
        medicaid=_medicaid_law(state, on, max(on, new_year(year))),
        catastrophic=typed(UnderAge, "catastrophic.age", on=new_year(year)),
    )


def _credit_law(state: str, year: int) -> CreditLaw:
    on = new_year(year)
    return CreditLaw(
        guideline=credit_guideline(state, year),
        window=typed(CreditWindow, "premium_tax_credit.income_window", on=on),
        percent_ceiling=typed(PercentCeiling, "premium_tax_credit.percent_ceiling", on=on),
        applicable_percentage=typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=on),
        lawfully_present_below_floor=typed(Allowed, "premium_tax_credit.lawfully_present_below_floor", on=on),
        excluded=typed(Excluded, "premium_tax_credit.excluded_metal_levels", on=on),
        cost_sharing=typed(CostSharingBands, "cost_sharing.reductions", on=on),
    )


def _medicaid_law(state: str, decided: date, day: date) -> MedicaidLaw:
    guideline, assumed = medicaid_guideline(state, decided)
    return MedicaidLaw(
        day=day,
        guideline=guideline,
        guideline_assumed=assumed,
        disregard=typed(Points, "medicaid.disregard", on=day),
        adult_ages=typed(Ages, "medicaid.adult_ages", on=day),
        child_age=typed(UnderAge, "medicaid.child_age", on=day),
        dependent_child_age=typed(UnderAge, "medicaid.dependent_child_age", on=day),
        adult=_established(Limit, "medicaid.adult", day, state),
        parent=_established(Limit, "medicaid.parent", day, state),
        pregnant=_established(Limit, "medicaid.pregnant", day, state),
        child=_established(LimitsByAge, "medicaid.child", day, state),
        targeted_child=_established(LimitsByAge, "medicaid.targeted_child", day, state),
        chip_child=_established(LimitsByAge, "chip.child", day, state),
        chip_pregnant=_established(Limit, "chip.pregnant", day, state),
    )


def _established(kind: type[E], name: str, day: date, state: str) -> E | None:
    try:
        return typed(kind, name, on=day, state=state)
    except MissingLaw:
        return None
