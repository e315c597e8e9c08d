"""What each plan makes its members pay, as arrays: deductibles, limits, copays and coinsurance of the household's own variant."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np

from coverport.law.lookups import new_year, typed
from coverport.law.parameters import IndianCostSharing
from coverport.law.parameters.plan_terms import ActuarialValues
from coverport.plans import variants
from coverport.plans.plan import Amount, Plan, Share, Variant
from coverport.plans.rules.arrays import Flags
from coverport.shopping.pricing.columns import Cents32, Cents64
from coverport.shopping.yearly_cost.spending import SERVICES

UNKNOWN = -1
WHOLE = 10_000  # coinsurance in hundredths of a percent
# Begins the name of the benefit, in letters alone: files space and punctuate it in many ways.
BENEFIT = {
    "primary_care": "primarycarevisit",
    "specialist": "specialistvisit",
    "mental_health": "mentalbehavioralhealthoutpatient",
    "imaging": "imaging",
    "speech_therapy": "rehabilitativespeechtherapy",
    "therapy": "rehabilitativeoccupational",
    "laboratory": "laboratoryoutpatient",
    "xray": "xraysanddiagnostic",
    "outpatient": "outpatientfacilityfee",
    "emergency_room": "emergencyroomservices",
    "skilled_nursing": "skillednursingfacility",
    "hospital": "inpatienthospitalservices",
    "generic_drugs": "genericdrugs",
    "preferred_brand_drugs": "preferredbranddrugs",
    "non_preferred_brand_drugs": "nonpreferredbranddrugs",
    "specialty_drugs": "specialtydrugs",
}
# Therapies by the older name, where a file has no newer one.
INSTEAD = {"speech_therapy": "outpatientrehabilitation", "therapy": "outpatientrehabilitation"}


class Limits(msgspec.Struct, frozen=True, eq=False):
    """A deductible or a yearly limit, cents by position, UNKNOWN where the filing has none. person: each one of a family."""

    individual: Cents64
    person: Cents64
    family: Cents64


class Terms(msgspec.Struct, frozen=True, eq=False):
    """By position; two-dimensional arrays by [SERVICES, position].

    deductible, limit: medical, or for all together.  drug_*: of drugs alone where `apart`.  copay: cents, UNKNOWN without one.
    coinsurance: hundredths of a percent.  *_after: due only once the deductible is met.  daily: the copay is for each day of a stay.
    covered: False where the member pays all.  known: whether there is enough to reckon a year.
    """

    deductible: Limits
    limit: Limits
    drug_deductible: Limits
    drug_limit: Limits
    deductible_apart: Flags
    limit_apart: Flags
    copay: Cents32
    copay_after: Flags
    coinsurance: Cents32
    coinsurance_after: Flags
    daily: Flags
    covered: Flags
    known: Flags


class Unstated(msgspec.Struct, frozen=True):
    """What holds where a filing is silent. coinsurance: variant or metal level -> hundredths of a percent that a member pays.

    free: the variant without any cost sharing; like: variants that cost the same as the standard one.
    """

    coinsurance: Mapping[str, int]
    free: str
    like: tuple[str, ...]


@lru_cache(maxsize=64)
def unstated(year: int) -> Unstated:
    """The actuarial values of a plan year, 45 CFR 156.140 and 156.420: what a plan of 70 percent leaves to its members is 30."""
    on = new_year(year)
    ranges = typed(ActuarialValues, "plans.actuarial_value", on=on).ranges
    indian = typed(IndianCostSharing, "cost_sharing.indian", on=on)
    left = {one.plan.removeprefix("variant_"): (100 - one.target) * 100 for one in ranges}
    return Unstated(left, indian.none_variant, (variants.STANDARD, indian.limited_variant))


def terms_of_plans(chosen: Sequence[tuple[Plan, str]], silent: Unstated) -> Terms:
    """The terms of plans, each with its variant; not known where a reduced variant is not filed."""
    found = [_filed(plan, number, silent) for plan, number in chosen]
    otherwise = [_left_to_members(plan, number, silent) for plan, number in chosen]
    deductibles = [_amounts(one.deductibles if one else ()) for one in found]
    limits = [_amounts(one.limits if one else ()) for one in found]
    shares = [_shares(one, rest) for one, rest in zip(found, otherwise, strict=True)]
    table = np.array([[list(share) for share in of_plan] for of_plan in shares], dtype=np.int64)
    table = table.reshape(len(chosen), len(SERVICES), 6).transpose(2, 1, 0)
    deductible, limit = (_limits([main for main, _ in each]) for each in (deductibles, limits))
    return Terms(
        deductible=deductible,
        limit=limit,
        drug_deductible=_limits([drug for _, drug in deductibles]),
        drug_limit=_limits([drug for _, drug in limits]),
        deductible_apart=_apart(deductibles),
        limit_apart=_apart(limits),
        copay=table[0].astype(np.int32),
        copay_after=table[1] == 1,
        coinsurance=table[2].astype(np.int32),
        coinsurance_after=table[3] == 1,
        daily=table[4] == 1,
        covered=table[5] == 1,
        known=(deductible.individual >= 0) & (limit.individual >= 0) & (table[2] != UNKNOWN).all(axis=0),
    )


def _filed(plan: Plan, number: str, silent: Unstated) -> Variant | None:
    """The variant as filed. One without cost sharing need not be: nothing is due."""
    if number in plan.variants or number in plan.cost_sharing or number in silent.like:
        return variants.of(plan, number)
    nothing = (Amount(covers="combined", individual=0, per_person=0, family=0),)
    return Variant(number=number, deductibles=nothing, limits=nothing) if number == silent.free else None


def _left_to_members(plan: Plan, number: str, silent: Unstated) -> int:
    if number == silent.free:
        return 0
    return silent.coinsurance.get(number, silent.coinsurance.get(plan.metal_level, UNKNOWN))


def _amounts(amounts: Sequence[Amount]) -> tuple[Amount | None, Amount | None]:
    """(for care, or for all together; for drugs alone, None where they are together)."""
    inside = {one.covers: one for one in amounts if one.tier == "in"}
    together = inside.get("combined")
    return (together, None) if together else (inside.get("medical"), inside.get("drug"))


def _limits(amounts: Sequence[Amount | None]) -> Limits:
    """One person's part within a family is their own where the filing names none, 45 CFR 156.130(c)."""
    rows = [_limit(one) for one in amounts]
    table = np.array([[UNKNOWN if cents is None else cents for cents in row] for row in rows], dtype=np.int64)
    individual, person, family = table.reshape(len(rows), 3).T
    return Limits(individual, person, family)


def _limit(amount: Amount | None) -> tuple[int | None, int | None, int | None]:
    if amount is None:
        return None, None, None
    person = amount.per_person if amount.per_person is not None else amount.individual
    return (amount.individual if amount.individual is not None else amount.per_person), person, amount.family


def _apart(amounts: Sequence[tuple[Amount | None, Amount | None]]) -> Flags:
    return np.array([drug is not None for _, drug in amounts], dtype=np.bool_)


# (copay, copay_after, coinsurance, coinsurance_after, daily, covered)
_Row = tuple[int, bool, int, bool, bool, bool]


def _shares(variant: Variant | None, otherwise: int) -> list[_Row]:
    said = {} if variant is None else {_letters(name): shares for name, shares in variant.shares.items()}
    general = _general(variant, said, otherwise)
    return [_share(_named(said, service), general) for service in SERVICES]


def _letters(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def _named(said: Mapping[str, Sequence[Share]], service: str) -> Share | None:
    for start in (BENEFIT[service], INSTEAD.get(service)):
        if start:
            for name, shares in said.items():
                if name.startswith(start):
                    return next((one for one in shares if one.tier == "in"), None)
    return None


def _general(variant: Variant | None, said: Mapping[str, Sequence[Share]], otherwise: int) -> int:
    """What a member pays of care that the filing does not name: the plan's coinsurance, a hospital stay's, or its metal level's."""
    if variant is not None:
        for amount in variant.deductibles:
            if amount.tier == "in" and amount.coinsurance is not None:
                return int(amount.coinsurance * 100)
    hospital = _named(said, "hospital")
    if hospital is not None and hospital.coinsurance is not None:
        return int(hospital.coinsurance * 100)
    return otherwise


def _share(share: Share | None, general: int) -> _Row:
    """Where the filing is silent, the general coinsurance after the deductible."""
    if share is not None and share.not_covered:
        return UNKNOWN, False, WHOLE, False, False, False
    if share is None or (share.copay is None and share.coinsurance is None):
        return UNKNOWN, False, general, True, False, True
    return (
        UNKNOWN if share.copay is None else share.copay,
        share.copay_when == "after",
        0 if share.coinsurance is None else int(share.coinsurance * 100),
        share.coinsurance_when == "after",
        share.per == "day",
        True,
    )
