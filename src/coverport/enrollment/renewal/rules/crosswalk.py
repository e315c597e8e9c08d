"""Which plan of the new year takes over: what the insurer filed where it can be had, else the order of 45 CFR 155.335(j)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from coverport.core.money import Cents

Step = Literal[
    "same_plan", "same_product_same_level", "same_product_next_level", "same_product_any_level", "same_issuer_same_level",
    "same_issuer_next_level", "same_issuer_any_level", "other_issuer_as_directed", "bronze_to_silver", "age_off",
]  # fmt: skip
# From the least to the most that a plan pays. A catastrophic plan stands beside bronze, below it.
LEVELS = ("catastrophic", "bronze", "silver", "gold", "platinum")


class Sold(msgspec.Struct, frozen=True, gc=False):
    """A plan that these people can have in the new year. network: of what kind; price: cents a month, net: after the credit, None
    where nobody asks: the step from bronze to silver alone does.
    """

    plan_id: str
    level: str
    network: str
    price: Cents
    net: Cents | None = None

    @property
    def issuer(self) -> str:
        return self.plan_id[:5]

    @property
    def product(self) -> str:
        """HIOS product id, the first ten characters of a plan's."""
        return self.plan_id[:10].upper()

    @property
    def after_credit(self) -> Cents:
        """The net price, where it was asked for."""
        if self.net is None:
            raise ValueError(f"nobody asked what {self.plan_id} costs after the credit")
        return self.net


class Old(msgspec.Struct, frozen=True):
    """The plan of the year that ends. price: cents a month as it was."""

    plan_id: str
    level: str
    network: str
    price: Cents

    @property
    def issuer(self) -> str:
        return self.plan_id[:5]

    @property
    def product(self) -> str:
        return self.plan_id[:10].upper()


class Filed(msgspec.Struct, frozen=True):
    """What the insurer's crosswalk says of a plan at a place. to: None where nothing of it takes over."""

    to: str | None
    age_off: str | None = None


class Successor(msgspec.Struct, frozen=True):
    """The plan that takes over, by which step; filed: by the insurer's word."""

    plan: Sold
    step: Step
    filed: bool


def successor(
    old: Old, sold: Sequence[Sold], filed: Filed | None, order: Iterable[str], *, bronze_to_silver: bool, reduced: bool
) -> Successor | None:
    """The plan of the new year; None where nothing at all is sold. sold: what these people can have, whatever is closed to others.

    reduced: whether everybody on the policy has cost-sharing reductions by income.
    """
    found = _filed(old, sold, filed) or _first_step(old, sold, filed, order)
    if found is not None and bronze_to_silver and reduced:
        return _silver(found, sold) or found
    return found


def _filed(old: Old, sold: Sequence[Sold], filed: Filed | None) -> Successor | None:
    """The plan that the insurer named, where it is sold here to these people; else where those go who are too old for it."""
    if filed is None:
        return None
    if (plan := _named(sold, filed.to)) is not None:
        return Successor(plan, step_of(old, plan), filed=True)
    plan = _named(sold, filed.age_off)
    return Successor(plan, "age_off", filed=True) if plan is not None else None


def _named(sold: Iterable[Sold], plan_id: str | None) -> Sold | None:
    return next((each for each in sold if plan_id is not None and each.plan_id.upper() == plan_id.upper()), None)


def step_of(old: Old, plan: Sold) -> Step:
    """By which step a plan stands to the old one."""
    return next((step for step, holds in STEPS.items() if holds(old, plan)), "other_issuer_as_directed")


def _first_step(old: Old, sold: Sequence[Sold], filed: Filed | None, order: Iterable[str]) -> Successor | None:
    """An insurer that says that nothing of it takes over is out of the question."""
    gone = filed is not None and filed.to is None
    for step in order:
        if gone and step != "other_issuer_as_directed":
            continue
        fits = [each for each in sold if STEPS[step](old, each)]  # type: ignore[index]
        if fits:
            return Successor(min(fits, key=lambda each: _distance(old, each)), step, filed=False)  # type: ignore[arg-type]
    return None


def _distance(old: Old, plan: Sold) -> tuple[bool, int, Cents, str]:
    """The most similar network first, then the nearest level and price."""
    apart = _apart(old.level, plan.level)
    return (
        plan.network != old.network,
        len(LEVELS) if apart is None else apart,
        abs(plan.price - old.price),
        plan.plan_id,
    )


def _silver(found: Successor, sold: Sequence[Sold]) -> Successor | None:
    """From bronze to silver of the same product where that costs no more: the cheapest one."""
    if found.plan.level != "bronze":
        return None
    fits = [
        each
        for each in sold
        if each.level == "silver"
        and each.product == found.plan.product
        and each.network == found.plan.network
        and each.after_credit <= found.plan.after_credit
    ]
    best = min(fits, key=lambda each: (each.after_credit, each.plan_id), default=None)
    return Successor(best, "bronze_to_silver", filed=False) if best else None


def _apart(one: str, other: str) -> int | None:
    """How many metal levels lie between; None for the levels of dental plans, which have no order."""
    return abs(LEVELS.index(one) - LEVELS.index(other)) if one in LEVELS and other in LEVELS else None


def _same_level(old: Old, new: Sold) -> bool:
    return old.level == new.level


def _next_level(old: Old, new: Sold) -> bool:
    return _apart(old.level, new.level) == 1


def _product(old: Old, new: Sold) -> bool:
    return old.product == new.product


def _issuer(old: Old, new: Sold) -> bool:
    return old.issuer == new.issuer


# What each step of the order asks of a plan.
STEPS: dict[Step, Callable[[Old, Sold], bool]] = {
    "same_plan": lambda old, new: old.plan_id.upper() == new.plan_id.upper(),
    "same_product_same_level": lambda old, new: _product(old, new) and _same_level(old, new),
    "same_product_next_level": lambda old, new: _product(old, new) and _next_level(old, new),
    "same_product_any_level": _product,
    "same_issuer_same_level": lambda old, new: _issuer(old, new) and _same_level(old, new),
    "same_issuer_next_level": lambda old, new: _issuer(old, new) and _next_level(old, new),
    "same_issuer_any_level": _issuer,
    "other_issuer_as_directed": lambda old, new: not _issuer(old, new),
}
