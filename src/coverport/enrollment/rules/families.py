"""A policy that covers more than one tax household: its price is divided in proportion to their benchmarks, 26 CFR 1.36B-3(h)."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from coverport.core.money import Cents
from coverport.shopping.pricing.credit import spread


class Priced(Protocol):
    """A struct of one person's part of a policy's price."""

    @property
    def person(self) -> str: ...
    @property
    def premium(self) -> Cents: ...
    @property
    def creditable(self) -> Cents: ...


P = TypeVar("P", bound=Priced)


def by_benchmark(parts: Sequence[P], of: Mapping[str, str], benchmarks: Mapping[str, int]) -> list[P]:
    """The parts of one health policy with its price divided among tax households, and within each as it was among its people.

    of: person -> tax household, of those in a coverage family; benchmarks: weights of the households, in their order. What is of
    nobody's coverage family stays as it is. Sums stay to the cent.
    """
    mine: dict[str, list[P]] = {name: [] for name, weight in benchmarks.items() if weight}
    for part in parts:
        if (name := of.get(part.person)) in mine:
            mine[name].append(part)
    there = [name for name, own in mine.items() if own]
    if len(there) < 2:
        return list(parts)
    weights = [benchmarks[name] for name in there]
    premiums = shares(sum(part.premium for name in there for part in mine[name]), weights)
    creditable = shares(sum(part.creditable for name in there for part in mine[name]), weights)
    new = {
        part.person: part
        for name, premium, takes in zip(there, premiums, creditable, strict=True)
        for part in _among(mine[name], premium, takes)
    }
    return [new.get(part.person, part) for part in parts]


def _among(own: Sequence[P], premium: Cents, takes: Cents) -> list[P]:
    """Nobody takes more than their premium."""
    cents = shares(premium, [part.premium for part in own])
    found = []
    for part, share, most in zip(own, cents, spread(takes, cents), strict=True):
        found.append(msgspec.structs.replace(part, premium=share, creditable=most))  # type: ignore[type-var]  # a struct
    return found


def shares(amount: Cents, weights: Sequence[int]) -> list[Cents]:
    """An amount in parts by weight, to the cent, by largest remainder; in equal parts where nothing has weight."""
    return spread(amount, [weight * amount for weight in (weights if any(weights) else [1] * len(weights))])
