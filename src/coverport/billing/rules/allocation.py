"""What money pays: the charge that was due first, first. Pure functions of what is asked and what came in."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from coverport.core.money import Cents


class Charge(msgspec.Struct, frozen=True, order=True):
    """What was asked for one month of one enrollment by one day, and how much of it is paid. In cents.

    month: its first day; enrollment: its key.
    """

    due_on: date
    month: date
    enrollment: int
    asked: Cents
    paid: Cents = 0

    @property
    def open(self) -> Cents:
        return self.asked - self.paid


class Move(msgspec.Struct, frozen=True):
    """Money to a charge; less than nothing: back from it."""

    charge: Charge
    cents: Cents


def allocate(charges: Iterable[Charge], unapplied: Cents) -> list[Move]:
    """How money moves so that the oldest charges are paid first. unapplied: money that pays nothing yet; negative after a bounce.

    What a bounced payment had paid is taken back from the newest charges; what was charged too much comes back.
    """
    ordered = sorted(charges)
    money = unapplied + sum(charge.paid for charge in ordered)
    moves = []
    for charge in ordered:
        pays = max(0, min(charge.asked, money))
        money -= pays
        if pays != charge.paid:
            moves.append(Move(charge, pays - charge.paid))
    return moves


def lower(charges: Iterable[Charge], by: Cents) -> list[tuple[Charge, Cents]]:
    """Take an amount off what was asked, the newest charge first. ValueError where less was asked."""
    lowered = []
    for charge in sorted(charges, reverse=True):
        part = min(by, charge.asked)
        by -= part
        if part:
            lowered.append((charge, part))
    if by:
        raise ValueError(f"{by} cents more are taken off than were asked")
    return lowered


def late(charges: Iterable[Charge], on: date) -> Sequence[Charge]:
    """What should have been paid before a day and is not, the oldest first."""
    return sorted(charge for charge in charges if charge.open > 0 and charge.due_on < on)


def owed(charges: Iterable[Charge]) -> Cents:
    """All that is asked and not paid."""
    return sum(charge.open for charge in charges)
