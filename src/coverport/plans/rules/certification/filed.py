"""What an insurer filed, before anything is left out or filled in: the checks must see what is missing."""

from collections.abc import Mapping

import msgspec

from coverport.law.parameters.calendar import Required
from coverport.law.parameters.common import YearlyDollars
from coverport.law.parameters.credit import CostSharingBands, IndianCostSharing
from coverport.law.parameters.plan_terms import ActuarialValues, ValueGap
from coverport.law.parameters.rating import RatedChildren, TobaccoRating
from coverport.plans.plan import Plan


class Price(msgspec.Struct, frozen=True):
    """A plan's prices in a rating area, cents; NO_RATE (-1) where none was filed. rates, tobacco: ages 0 to 64. tiers: as TIERS."""

    plan_id: str
    area: str
    rates: tuple[int, ...]
    tobacco: tuple[int, ...]
    tiers: tuple[int, ...]


class Filed(msgspec.Struct, frozen=True):
    """An insurer's plans of a state and year.

    sold_in: plan id -> the rating areas of its service area; a plan whose service area nobody filed is not in it.
    areas: the rating areas that the state has. strange: (service area, county) that is none of the state.
    before: plan id -> name of what the insurer sold there last year. crosswalk: a plan of last year -> who takes its people over,
    None where nobody does.
    """

    year: int
    state: str
    plans: tuple[Plan, ...]
    prices: tuple[Price, ...] = ()
    sold_in: Mapping[str, tuple[str, ...]] = {}
    areas: frozenset[str] = frozenset()
    strange: tuple[tuple[str, str], ...] = ()
    before: Mapping[str, str] = {}
    crosswalk: Mapping[str, str | None] = {}


class CertificationLaw(msgspec.Struct, frozen=True):
    """What the law of the plan year says about plans. by_tier: the state rates by kind of family and not by age.

    person_in_family: whether nobody in a family pays more than a person alone. dental_limit: for one child and for two or more; None
    where the figure of the year is not known yet.
    """

    actuarial_value: ActuarialValues
    silver_gap: ValueGap
    limit: YearlyDollars
    person_in_family: Required
    dental_value: ActuarialValues
    dental_limit: YearlyDollars | None
    tobacco: TobaccoRating
    children: RatedChildren
    reductions: CostSharingBands
    indian: IndianCostSharing
    by_tier: bool = False
