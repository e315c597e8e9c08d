"""What a shopper narrows a result by, and the plans that pass."""

from collections.abc import Mapping

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import LEVELS, Flags
from coverport.shopping.search.result import Result

Span = tuple[Cents | None, Cents | None]


class Filter(msgspec.Struct, frozen=True):
    """Everything at once; what is empty or None narrows nothing. Several values of one question: any of them.

    issuers: ids or names.  levels: metal levels.  types: of network.  designs: names of standardized designs, "" for the plans without.
    premium: cents a month after credit, both ends inside; full_premium: before it.  deductible, limit, out_of_pocket, yearly_cost: cents a
    year; a plan whose figure is not known does not pass.  stars: any of these, 0 for plans without; stars_at_least: that many or more.
    diseases: programs that a plan has all of.  yes-or-no facts that are asked for must be stated.
    """

    issuers: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    designs: frozenset[str] = frozenset()
    level_designs: tuple[tuple[str, frozenset[str]], ...] = ()
    standardized: bool | None = None
    premium: Span | None = None
    full_premium: Span | None = None
    deductible: Span | None = None
    limit: Span | None = None
    out_of_pocket: Span | None = None
    yearly_cost: Span | None = None
    hsa: bool | None = None
    stars: frozenset[int] = frozenset()
    stars_at_least: int | None = None
    diseases: frozenset[str] = frozenset()
    child_dental: bool | None = None
    adult_dental: bool | None = None
    national: bool | None = None
    plan_ids: frozenset[str] | None = None
    without_plan_ids: frozenset[str] = frozenset()


NOTHING = Filter()


def masks(result: Result, asked: Filter) -> dict[str, Flags]:
    """Question -> which plans pass it, of the questions that were asked. Those that the household cannot buy are not looked at."""
    if asked == NOTHING:
        return {}
    found = {**_choices(result, asked), **_spans(result, asked), **_answers(result, asked)}
    return {name: mask for name, mask in found.items() if mask is not None}


def passing(result: Result, found: Mapping[str, Flags], *, but: str = "") -> Flags:
    """Plans for sale that pass every question but one."""
    mask = result.sold
    for name, each in found.items():
        if name != but:
            mask = mask & each
    return mask


def _choices(result: Result, asked: Filter) -> dict[str, Flags | None]:
    facts = result.facts
    ids = [place for place, (number, name) in enumerate(facts.issuers) if {number, name} & asked.issuers]
    levels = [LEVELS.index(level) for level in asked.levels if level in LEVELS]
    kinds = [place for place, kind in enumerate(facts.kinds) if kind in asked.types]
    return {
        "issuers": _among(facts.issuer, ids) if asked.issuers else None,
        "levels": _among(result.columns.metal, levels) if asked.levels else None,
        "types": _among(facts.kind, kinds) if asked.types else None,
        "designs": _of_design(result, asked.designs) if asked.designs else None,
        "level_designs": _of_level_designs(result, asked) if asked.level_designs else None,
        "stars": _among(facts.stars, sorted(asked.stars)) if asked.stars else None,
        "diseases": _with_programs(result, asked) if asked.diseases else None,
        "plan_ids": None if asked.plan_ids is None else _named(result, asked.plan_ids),
        "without_plan_ids": ~_named(result, asked.without_plan_ids) if asked.without_plan_ids else None,
    }


def _among(values: np.ndarray, wanted: list[int]) -> Flags:
    mask = np.zeros(len(values), dtype=np.bool_)
    for each in wanted:
        mask |= values == each
    return mask


def _of_design(result: Result, designs: frozenset[str]) -> Flags:
    facts = result.facts
    mask = _among(facts.design, [place for place, name in enumerate(facts.designs) if name in designs])
    return mask | (facts.design < 0) if "" in designs else mask


def _of_level_designs(result: Result, asked: Filter) -> Flags:
    """Any of several metal levels, each with designs of its own; none named: all of that level."""
    mask = np.zeros(result.columns.count, dtype=np.bool_)
    for level, designs in asked.level_designs:
        if level in LEVELS:
            there = result.columns.metal == LEVELS.index(level)
            mask |= there & _of_design(result, designs) if designs else there
    return mask


def _with_programs(result: Result, asked: Filter) -> Flags:
    mask = np.ones(result.columns.count, dtype=np.bool_)
    for disease in asked.diseases:
        known = result.facts.diseases
        mask &= result.facts.programs[known.index(disease)] if disease in known else False
    return mask


def _named(result: Result, plan_ids: frozenset[str]) -> Flags:
    wanted = {each.upper() for each in plan_ids}
    return np.array([one.plan_id.upper() in wanted for one in result.facts.plans], dtype=np.bool_)


def _spans(result: Result, asked: Filter) -> dict[str, Flags | None]:
    return {
        "premium": _within(result.after, asked.premium),
        "full_premium": _within(result.total, asked.full_premium),
        "deductible": None if asked.deductible is None else _within(result.deductible, asked.deductible),
        "limit": None if asked.limit is None else _within(result.limit, asked.limit),
        "out_of_pocket": None if asked.out_of_pocket is None else _within(result.out_of_pocket, asked.out_of_pocket),
        "yearly_cost": None if asked.yearly_cost is None else _within(result.yearly_cost, asked.yearly_cost),
    }


def _within(values: np.ndarray, span: Span | None) -> Flags | None:
    if span is None:
        return None
    least, most = span
    mask = values >= (0 if least is None else max(0, least))
    return mask if most is None else mask & (values <= most)


def _answers(result: Result, asked: Filter) -> dict[str, Flags | None]:
    facts = result.facts
    said = {
        "hsa": (asked.hsa, facts.hsa),
        "child_dental": (asked.child_dental, facts.child_dental),
        "adult_dental": (asked.adult_dental, facts.adult_dental),
        "national": (asked.national, facts.national),
    }
    found: dict[str, Flags | None] = {
        name: None if wanted is None else values == int(wanted) for name, (wanted, values) in said.items()
    }
    found["standardized"] = None if asked.standardized is None else (facts.design >= 0) == asked.standardized
    found["stars_at_least"] = None if asked.stars_at_least is None else facts.stars >= asked.stars_at_least
    return found
