"""An amount that is known exactly, or only as "at least": a bound stays a bound in every sum."""

from collections.abc import Iterable

import msgspec

from coverport.core.money import Cents


class Amount(msgspec.Struct, frozen=True):
    """Cents; at_least: the source says "more than" or "at least", so the true amount may be higher."""

    cents: Cents = 0
    at_least: bool = False

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.cents + other.cents, self.at_least or other.at_least)

    def __sub__(self, other: "Amount") -> "Amount":
        """Less an amount. Exact only where both are: taking away all of a bound leaves nothing that is known to remain."""
        left = self.cents - other.cents
        return Amount(left, self.at_least and not (other.at_least and left == 0))


NOTHING = Amount()


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum; a bound where any part is one."""
    found = NOTHING
    for each in amounts:
        found += each
    return found
