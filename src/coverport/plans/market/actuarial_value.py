"""How much of all care a design pays for: its actuarial value over the population of `care`, in whole cents."""

from collections.abc import Callable
from decimal import Decimal

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.market.care import KEYS, Use
from coverport.plans.rules.arrays import Int

STEP: Cents = 25_00
# Round figures that people meet in real plans are tried first.
_ROUND: tuple[Cents, ...] = (500_00, 250_00, 100_00, 50_00, STEP)


class Rule(msgspec.Struct, frozen=True):
    """What a member pays for a service: a copay (cents a unit) or a part of the bill (percent). after: only once the deductible is met."""

    copay: Cents | None = None
    percent: int | None = None
    after: bool = False


class Design(msgspec.Struct, frozen=True):
    """One variant's cost sharing in network, for one person. rules: by service, in the order of care.SERVICES; money in cents."""

    deductible: Cents
    limit: Cents
    rules: tuple[Rule, ...]

    def rule(self, key: str) -> Rule:
        """The rule of a service."""
        return self.rules[KEYS.index(key)]


class Paid(msgspec.Struct, frozen=True, eq=False):
    """What members pay, cents by band: up to the limit, and of that the deductible, copays and coinsurance."""

    deductible: Int
    copays: Int
    coinsurance: Int
    total: Int


class NoSuchDesign(ValueError):
    """No deductible and limit bring this design into its range."""


def paid(design: Design, use: Use) -> Paid:
    """Members' part of each band's costs. What is paid once the deductible is met is spread evenly over the bills that it applied to."""
    before = np.array([not rule.after for rule in design.rules])
    by_copay = np.array([rule.copay is not None for rule in design.rules])
    full = use.costs * _parts(design, use) // 10_000
    subject = use.costs[:, ~before].sum(axis=1)
    deductible = np.minimum(design.deductible, subject)
    beyond = subject - deductible
    safe = np.maximum(subject, 1)
    copays, coinsurance = (
        full[:, before & kind].sum(axis=1) + full[:, ~before & kind].sum(axis=1) * beyond // safe
        for kind in (by_copay, ~by_copay)
    )
    return Paid(deductible, copays, coinsurance, np.minimum(design.limit, deductible + copays + coinsurance))


def _parts(design: Design, use: Use) -> Int:
    """Of each service's cost, how many ten-thousandths the member pays beside the deductible; a copay never more than the price."""
    parts = [
        rule.percent * 100 if rule.percent is not None else min(rule.copay or 0, int(price)) * 10_000 // int(price)
        for rule, price in zip(design.rules, use.prices, strict=True)
    ]
    return np.array(parts, dtype=np.int64)


def value(design: Design, use: Use) -> int:
    """Hundredths of a percent of all costs that the plan pays, down."""
    members = int(use.weights @ paid(design, use).total)
    return (use.total - members) * 10_000 // use.total


def percent(hundredths: int) -> Decimal:
    """6,023 -> 60.23."""
    return Decimal(hundredths).scaleb(-2)


class Range(msgspec.Struct, frozen=True):
    """Where a value must lie and what is aimed at, hundredths of a percent; both ends count."""

    lowest: int
    highest: int
    aim: int

    def holds(self, value: int) -> bool:
        return self.lowest <= value <= self.highest


def fitted(design: Design, within: Range, use: Use) -> Design:
    """The design with the deductible that brings its value to the aim; with a lower limit where even no deductible is too much.

    The design's own deductible and limit are the most that it may have. Raises NoSuchDesign.
    """
    if value(_with(design, deductible=0), use) >= within.aim:
        most = min(design.deductible, design.limit)
        return _rounded(within, use, most, lambda amount: _with(design, deductible=amount))
    free = _with(design, deductible=0)
    return _rounded(within, use, design.limit, lambda amount: _with(free, limit=amount))


def _with(design: Design, **changed: Cents) -> Design:
    return msgspec.structs.replace(design, **changed)


def _rounded(within: Range, use: Use, most: Cents, made: Callable[[Cents], Design]) -> Design:
    """The roundest amount in the range that lies near the aim. The value falls as the amount grows."""
    exact = _crossing(within.aim, use, most, made)
    for step in _ROUND:
        for amount in (exact // step * step, exact // step * step + step):
            near = abs(value(made(amount), use) - within.aim) * 4 <= within.highest - within.lowest
            if amount <= most and near and within.holds(value(made(amount), use)):
                return made(amount)
    if within.holds(value(made(exact), use)):
        return made(exact)
    raise NoSuchDesign(f"no amount up to {most} cents gives a value of {within.lowest} to {within.highest} hundredths")


def _crossing(aim: int, use: Use, most: Cents, made: Callable[[Cents], Design]) -> Cents:
    """The largest multiple of STEP up to `most` whose value still reaches the aim."""
    low, high = 0, most // STEP
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if value(made(middle * STEP), use) >= aim else (low, middle - 1)
    return low * STEP
