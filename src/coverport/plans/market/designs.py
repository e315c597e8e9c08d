"""Lawful designs: a style brought into its metal level's range, with every cost-sharing variant that its level must have."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from random import Random

import msgspec
import yaml

from coverport.core.money import Cents
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import CostSharingBands, IndianCostSharing, ReducedLimits, TobaccoRating, YearlyDollars
from coverport.law.parameters.plan_terms import ActuarialValues, MetalLevels
from coverport.plans.market.actuarial_value import Design, NoSuchDesign, Range, Rule, fitted, value
from coverport.plans.market.care import KEYS, LIMIT_OF_FIGURES, Use, use_of
from coverport.plans.plan import STANDARD, MetalLevel

ROUND_LIMIT: Cents = 50_00  # 45 CFR 156.130(d): limits are rounded down to $50
CATASTROPHIC = "catastrophic"
FREE_VISITS = (
    3  # 42 USC 18022(e)(1)(B)(ii): a catastrophic plan pays for three primary care visits before its deductible
)
APART = 200  # 45 CFR 156.420(f): the first silver variant pays for two points more than the plan itself
# What a richer variant keeps of copays and coinsurance, percent.
_KEEPS = {"04": 100, "05": 50, "06": 25}


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of design, as styles.yaml has it."""

    name: str
    metal: MetalLevel
    kind: str
    limit: int
    coinsurance: int
    at: int = 50
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    standard: bool = False
    hsa: bool = False


class YearLaw(msgspec.Struct, frozen=True):
    """What plans of a year must keep to. limit: the year's out-of-pocket limit of one person; reduced: that of each silver variant.

    ranges: by kind of plan, hundredths of a percent. silver_variants: the poorest first. no_cost, limited: those of tribes.
    """

    year: int
    limit: Cents
    reduced: Mapping[str, Cents]
    ranges: Mapping[str, tuple[int, int]]
    silver_variants: tuple[str, ...]
    no_cost: str
    limited: str
    hsa_levels: tuple[str, ...]


class Fitted(msgspec.Struct, frozen=True):
    """A style as sold: designs by variant, their actuarial values in hundredths of a percent; none for a catastrophic plan."""

    style: Style
    designs: dict[str, Design]
    values: dict[str, int]

    @property
    def standard(self) -> Design:
        return self.designs[STANDARD]


@lru_cache(maxsize=16)
def law_of(year: int) -> YearLaw:
    """The law of a plan year. Raises MissingLaw."""
    on = new_year(year)
    limit = typed(YearlyDollars, "cost_sharing.out_of_pocket_limit", on=on).individual * 100
    parts = typed(ReducedLimits, "cost_sharing.reduced_limit", on=on).parts
    bands = typed(CostSharingBands, "cost_sharing.reductions", on=on).bands
    indian = typed(IndianCostSharing, "cost_sharing.indian", on=on)
    return YearLaw(
        year=year,
        limit=limit,
        reduced={one.variant: _down(Fraction(limit * one.numerator, one.denominator)) for one in parts},
        ranges={
            one.plan: ((one.target - one.below) * 100, (one.target + one.above) * 100)
            for one in typed(ActuarialValues, "plans.actuarial_value", on=on).ranges
        },
        silver_variants=tuple(one.variant for one in sorted(bands, key=lambda band: band.actuarial_value)),
        no_cost=indian.none_variant,
        limited=indian.limited_variant,
        hsa_levels=typed(MetalLevels, "plans.hsa_eligible", on=on).metal_levels,
    )


def _down(amount: Fraction) -> Cents:
    return int(amount // ROUND_LIMIT) * ROUND_LIMIT


@lru_cache(maxsize=1)
def styles() -> tuple[Style, ...]:
    """All styles, in the order in which an insurer takes them up."""
    text = (resources.files(__package__) / "styles.yaml").read_bytes()
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), tuple[Style, ...])


def varied(style: Style, random: Random) -> Style:
    """An insurer's own take of a style; a standardized one stays as it is."""
    if style.standard or style.metal == CATASTROPHIC:
        return style
    scale = random.choice((80, 90, 100, 110, 120))
    return msgspec.structs.replace(
        style,
        at=max(10, min(60, style.at + random.choice((-10, 0, 10)))),
        limit=style.limit - random.choice((0, 5)),
        before={key: _scaled(dollars, scale) for key, dollars in style.before.items()},
        after={key: _scaled(dollars, scale) for key, dollars in style.after.items()},
    )


def _scaled(dollars: int, percent: int) -> int:
    """To whole five dollars, at least five."""
    return max(5, (dollars * percent + 250) // 500 * 5)


def fit_own(style: Style, rules: YearLaw, random: Random) -> Fitted:
    """An insurer's own take of a style; the style itself where that take fits into no range."""
    try:
        return fit(varied(style, random), rules)
    except NoSuchDesign:
        return fit(style, rules)


def fit(style: Style, rules: YearLaw) -> Fitted:
    """A style under the law of a year, with its variants. Raises NoSuchDesign."""
    use = use_of(rules.limit)
    if style.metal == CATASTROPHIC:
        return Fitted(style, {STANDARD: Design(rules.limit, rules.limit, _rules(style, rules.limit))}, {})
    most = _down(Fraction(rules.limit * style.limit, 100))
    first = fitted(Design(most, most, _rules(style, rules.limit)), _range(style, rules), use)
    designs = {STANDARD: first, rules.no_cost: _nothing(), rules.limited: first}
    if style.metal == "silver":
        designs |= _silver(first, rules, use)
    return Fitted(style, designs, {variant: value(design, use) for variant, design in sorted(designs.items())})


def _range(style: Style, rules: YearLaw) -> Range:
    """A year without expanded bronze has plain bronze in its place; a bronze plan beyond plain bronze's range is expanded."""
    lowest, highest = rules.ranges.get(style.kind) or rules.ranges[style.metal]
    return Range(lowest, highest, lowest + (highest - lowest) * style.at // 100)


def _rules(style: Style, limit: Cents) -> tuple[Rule, ...]:
    return tuple(_rule(style, key, limit) for key in KEYS)


def _rule(style: Style, key: str, limit: Cents) -> Rule:
    if key in style.before:
        return Rule(copay=_copay(style.before[key], limit))
    if key in style.after:
        return Rule(copay=_copay(style.after[key], limit), after=True)
    return Rule(percent=style.coinsurance, after=True)


def _copay(dollars: int, limit: Cents) -> Cents:
    return _scaled(dollars, limit * 100 // LIMIT_OF_FIGURES) * 100


def _nothing() -> Design:
    return Design(0, 0, tuple(Rule(copay=0) for _ in KEYS))


def _silver(first: Design, rules: YearLaw, use: Use) -> dict[str, Design]:
    """The variants of a silver plan, each at least as good as the one before in everything: 45 CFR 156.420."""
    designs: dict[str, Design] = {}
    before, least = first, value(first, use) + APART
    for variant in rules.silver_variants:
        lowest, highest = rules.ranges[f"variant_{variant}"]
        lowest = max(lowest, least)
        start = Design(
            deductible=before.deductible,
            limit=min(before.limit, rules.reduced[variant]),
            rules=tuple(map(_lesser, before.rules, (_softer(rule, _KEEPS[variant]) for rule in first.rules))),
        )
        before = designs[variant] = fitted(start, Range(lowest, highest, (lowest + highest) // 2), use)
    return designs


def _softer(rule: Rule, percent: int) -> Rule:
    if rule.copay is not None:
        return msgspec.structs.replace(rule, copay=rule.copay * percent // 500_00 * 5_00)
    return msgspec.structs.replace(rule, percent=(rule.percent or 0) * percent // 500 * 5)


def _lesser(one: Rule, other: Rule) -> Rule:
    """The better of two rules of a kind for the member."""
    return one if (one.copay or 0) + (one.percent or 0) <= (other.copay or 0) + (other.percent or 0) else other


def is_expanded(found: Fitted, rules: YearLaw) -> bool:
    """Whether a bronze plan lies above plain bronze's range, 45 CFR 156.140(c)(2)."""
    return found.style.metal == "bronze" and found.values[STANDARD] > rules.ranges["bronze"][1]


def tobacco_law(state: str, year: int) -> TobaccoRating:
    """The most that tobacco may cost in a state."""
    return typed(TobaccoRating, "age_rating.tobacco", on=new_year(year), state=state)
