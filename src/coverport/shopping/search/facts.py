"""What plans are, as arrays by position: everything that a result can be narrowed or ordered by, beside prices."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import Flags, Int
from coverport.shopping.pricing.columns import PlaceColumns

UNKNOWN = -1


class Facts(msgspec.Struct, frozen=True, eq=False):
    """By position. Yes-or-no facts are 1, 0, or UNKNOWN. issuer, kind: index in `issuers` (id, name; by name) and `kinds`.

    stars: overall, 0 where a plan has none.  design: index in `designs`, UNKNOWN for plans that are not standardized.
    programs: by [`diseases`, position].  medical_stars and the like are read from the plan itself.
    """

    plans: tuple[Plan, ...]
    issuers: tuple[tuple[str, str], ...]
    issuer: Int
    kinds: tuple[str, ...]
    kind: Int
    designs: tuple[str, ...]
    design: Int
    diseases: tuple[str, ...]
    programs: Flags
    hsa: Int
    stars: Int
    child_dental: Int
    adult_dental: Int
    national: Int
    referral: Int
    multi_state: Int
    new: Int


def facts_of(columns: PlaceColumns) -> Facts:
    """The facts of a place's plans, read from their records once."""
    return columns.keep("facts", lambda: _facts([columns.catalog.plan_of_index(int(each)) for each in columns.plan]))


def _facts(plans: Sequence[Plan]) -> Facts:
    issuers = sorted(
        {(one.issuer_id, one.issuer_name) for one in plans}, key=lambda each: (each[1].casefold(), each[0])
    )
    kinds = sorted({one.plan_type for one in plans if one.plan_type})
    designs = sorted({one.design for one in plans if one.design})
    diseases = sorted({each for one in plans for each in one.disease_programs})
    return Facts(
        plans=tuple(plans),
        issuers=tuple(issuers),
        issuer=_index(plans, issuers, lambda one: (one.issuer_id, one.issuer_name)),
        kinds=tuple(kinds),
        kind=_index(plans, kinds, lambda one: one.plan_type),
        designs=tuple(designs),
        design=_index(plans, designs, lambda one: one.design),
        diseases=tuple(diseases),
        programs=np.array([[each in one.disease_programs for one in plans] for each in diseases], dtype=np.bool_),
        hsa=_answers(plans, lambda one: one.hsa_eligible),
        stars=np.array([(one.stars.overall or 0) if one.stars else 0 for one in plans], dtype=np.int8),
        child_dental=_answers(plans, lambda one: one.child_dental),
        adult_dental=_answers(plans, lambda one: one.adult_dental),
        national=_answers(plans, lambda one: one.national_network),
        referral=_answers(plans, lambda one: one.referral_required),
        multi_state=_answers(plans, lambda one: one.multi_state),
        new=_answers(plans, lambda one: one.new),
    )


def _index(plans: Sequence[Plan], values: Sequence[object], of: Callable[[Plan], object]) -> Int:
    places = {value: place for place, value in enumerate(values)}
    return np.array([places.get(of(one), UNKNOWN) for one in plans], dtype=np.int16)


def _answers(plans: Sequence[Plan], of: Callable[[Plan], bool | None]) -> Int:
    return np.array([UNKNOWN if (said := of(one)) is None else int(said) for one in plans], dtype=np.int8)
