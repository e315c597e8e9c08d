"""What a client narrows a search by, as the filter of our own search."""

from decimal import Decimal

from coverport.core.money import Cents
from coverport.plans.rules.arrays import LEVELS as METALS
from coverport.shopping.api import plan_facts
from coverport.shopping.api.directory_filter import covering
from coverport.shopping.api.household import cents_of
from coverport.shopping.api.pricing import Asked
from coverport.shopping.api.wire import requests as ask
from coverport.shopping.api.wire.common import DesignType
from coverport.shopping.search.filters import Filter


def filter_of(body: ask.SearchRequest, asked: ask.PlanFilter, found: Asked) -> Filter:
    """The contract's questions as ours. A singular adds to its plural."""
    return Filter(
        issuers=_names(asked.issuers, asked.issuer),
        levels=frozenset(_level_of(each) for each in _names(asked.metal_levels, asked.metal_level)),
        types=_names(asked.types, asked.type),
        level_designs=_designs(asked, found),
        standardized=asked.simple_choice,
        premium=_span(asked.premium_range, "premium_range"),
        full_premium=_limited(asked.premium, "premium"),
        deductible=_both(_limited(asked.deductible, "deductible"), _span(asked.deductible_range, "deductible_range")),
        out_of_pocket=_most(asked.oopc, "oopc"),
        hsa=asked.hsa or None,
        stars=frozenset({asked.quality_rating}) if asked.quality_rating else frozenset(),
        diseases=frozenset(asked.disease_mgmt_programs or ()),
        child_dental=asked.child_dental_coverage or None,
        adult_dental=asked.adult_dental_coverage or None,
        plan_ids=covering(found, asked),
        without_plan_ids=frozenset(body.suppressed_plan_ids or ()),
    )


def _names(many: tuple[str, ...] | None, one: str | tuple[str, ...] | None) -> frozenset[str]:
    more = (one,) if isinstance(one, str) else one
    return frozenset(each for each in (*(many or ()), *(more or ())) if each)


def _level_of(name: str) -> str:
    return name.removeprefix("Expanded ").lower()


def _designs(asked: ask.PlanFilter, found: Asked) -> tuple[tuple[str, frozenset[str]], ...]:
    """Metal levels with designs; designs alone hold for every level."""
    pairs = [
        (_level_of(one.metal_level), _ours(one.design_types or (), found)) for one in asked.metal_design_types or ()
    ]
    if asked.design_types:
        pairs += [(level, _ours(asked.design_types, found)) for level in METALS]
    return tuple(pairs)


def _ours(types: tuple[DesignType, ...], found: Asked) -> frozenset[str]:
    """The names that filings give to the contract's designs; "" is the plans without one."""
    by_type: dict[str, set[str]] = {"NOT_APPLICABLE": {""}}
    for one in found.result.facts.plans:
        by_type.setdefault(plan_facts.design_of(one), set()).add(one.design)
    return frozenset(name for type_ in types for name in by_type.get(type_, {type_}))


def _limited(said: Decimal | ask.Limits | None, name: str) -> tuple[Cents | None, Cents | None] | None:
    return _span(said, name) if isinstance(said, ask.Limits) else _most(said, name)


def _most(amount: Decimal | None, name: str) -> tuple[Cents | None, Cents | None] | None:
    return None if amount is None else (None, _cents(amount, name))


def _span(limits: ask.Limits | None, name: str) -> tuple[Cents | None, Cents | None] | None:
    if limits is None or (limits.min is None and limits.max is None):
        return None
    ends = [None if end is None else _cents(end, name) for end in (limits.min, limits.max)]
    return ends[0], ends[1]


def _both(
    one: tuple[Cents | None, Cents | None] | None, other: tuple[Cents | None, Cents | None] | None
) -> tuple[Cents | None, Cents | None] | None:
    """What lies in both."""
    if one is None or other is None:
        return one or other
    least = [end for end in (one[0], other[0]) if end is not None]
    most = [end for end in (one[1], other[1]) if end is not None]
    return max(least, default=None), min(most, default=None)


def _cents(amount: Decimal, name: str) -> Cents:
    return cents_of(amount, f"filter: ({name}: must be between 0 and 10000000.)")
