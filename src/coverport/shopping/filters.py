"""Narrowing and ordering a result: by level, insurer and type of network; by price or deductible."""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from coverport.plans.rules.arrays import METAL_LEVELS
from coverport.shopping.quote import PlanPrice
from coverport.shopping.rows import deductible, level_name

PAGE = 20


class Option(msgspec.Struct, frozen=True):
    """One box of a filter. count: how many plans it would show with the other filters as they are."""

    value: str
    label: str
    count: int
    chosen: bool
    id: str


class Facet(msgspec.Struct, frozen=True):
    """One question of the filter form."""

    name: str
    legend: str
    options: tuple[Option, ...]


_VALUE: dict[str, Callable[[PlanPrice], str]] = {
    "level": lambda price: price.plan.metal_level,
    "insurer": lambda price: price.plan.issuer_id,
    "type": lambda price: price.plan.plan_type,
}
# name -> order within the result; plans without dollars to compare come last, plans of one price by name.
_ORDERS: dict[str, Callable[[PlanPrice], tuple[object, ...]]] = {
    "price": lambda price: (price.after_credit, price.plan.plan_id),
    "full": lambda price: (price.premium.total, price.plan.plan_id),
    "deductible": lambda price: (
        (amount := deductible(price)) is None, amount or 0, price.after_credit, price.plan.plan_id
    ),
}  # fmt: skip


class Chosen:
    """What the address asks for: filters, order, how many rows."""

    def __init__(self, query: QueryDict) -> None:
        self.values = {name: frozenset(query.getlist(name)) for name in _VALUE}
        asked = query.get("sort", "")
        self.sort = asked if asked in _ORDERS else "price"
        shown = query.get("show", "")
        self.show = PAGE * int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 4 and int(shown) else PAGE

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any(self.values.values())

    def pairs(self, *, sort: bool = True) -> list[tuple[str, str]]:
        """The choices as names and values of an address; without `show`, which starts again with every change."""
        pairs = [(name, value) for name, values in self.values.items() for value in sorted(values)]
        return [*pairs, ("sort", self.sort)] if sort and self.sort != "price" else pairs

    def narrowed(self, prices: Sequence[PlanPrice], *, but: str = "") -> list[PlanPrice]:
        """The plans that pass every filter but one."""
        asked = [(_VALUE[name], values) for name, values in self.values.items() if values and name != but]
        return [price for price in prices if all(value(price) in values for value, values in asked)]

    def ordered(self, prices: Sequence[PlanPrice]) -> list[PlanPrice]:
        """The plans that pass, in the order asked for."""
        return sorted(self.narrowed(prices), key=_ORDERS[self.sort])

    def facets(self, prices: Sequence[PlanPrice]) -> list[Facet]:
        """The filter form. A question with one answer is not asked."""
        labels = {
            "level": {level: level_name(level) for level in METAL_LEVELS},
            "insurer": dict(
                sorted({p.plan.issuer_id: p.plan.issuer_name for p in prices}.items(), key=lambda item: item[1])
            ),
            "type": {kind: kind for kind in sorted({price.plan.plan_type for price in prices}) if kind},
        }
        legends = {"level": _("Level"), "insurer": _("Insurer"), "type": _("Type of network")}
        facets = [self._facet(name, legends[name], labels[name], prices) for name in _VALUE]
        return [facet for facet in facets if len(facet.options) > 1]

    def _facet(self, name: str, legend: str, labels: dict[str, str], prices: Sequence[PlanPrice]) -> Facet:
        value = _VALUE[name]
        there = {value(price) for price in prices}
        counts = Counter(value(price) for price in self.narrowed(prices, but=name))
        options = tuple(
            Option(key, label, counts[key], key in self.values[name], f"f-{name}-{number}")
            for number, (key, label) in enumerate(labels.items())
            if key in there
        )
        return Facet(name, legend, options)


def orders() -> list[tuple[str, str]]:
    """(value, words) of every order."""
    return [
        ("price", _("Monthly price after credit")),
        ("full", _("Full monthly price")),
        ("deductible", _("Deductible")),
    ]


def sorted_by(sort: str) -> str:
    """The heading that states the order."""
    return {
        "price": _("Sorted by price after credit, lowest first"),
        "full": _("Sorted by full price, lowest first"),
        "deductible": _("Sorted by deductible, lowest first"),
    }[sort]
