"""The ledger of a contract: every movement of money between two places, and what stands where as of a day.

Each billed cent is in exactly one place. A movement takes it from one and puts it into another, so that the places of a line
always add up to what was billed on it; nothing else has to be kept in step.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from coverport.core.money import Cents
from coverport.oversight.rules.amounts import NOTHING, Amount, total
from coverport.oversight.rules.marked import _noop


class Place(StrEnum):
    """Where a billed cent can be. Unpaid, retained, withheld, deducted and paid together are what was approved."""

    BILLED = "billed"  # outside: where an invoice line comes from
    PENDING = "pending"  # billed, nobody has decided
    DISPUTED = "disputed"  # the state contests it, the vendor has not given it up
    REJECTED = "rejected"  # not owed
    UNPAID = "unpaid"  # approved, to be paid
    RETAINED = "retained"  # approved, kept by the contract's percentage until its end
    WITHHELD = "withheld"  # approved, kept back for a reason that can be mended
    DEDUCTED = "deducted"  # approved, set off against damages
    PAID = "paid"  # approved and paid
    RECOVERED = "recovered"  # paid, and paid back by the vendor


APPROVED = frozenset({Place.UNPAID, Place.RETAINED, Place.WITHHELD, Place.DEDUCTED, Place.PAID, Place.RECOVERED})
# What has left the state's account at some time: a recovery does not undo that it was paid.
PAID_OUT = frozenset({Place.PAID, Place.RECOVERED})

# Which movement is called what. Whatever is not here cannot happen.
MOVEMENTS: dict[tuple[Place, Place], str] = {
    (Place.BILLED, Place.PENDING): "invoiced",
    (Place.PENDING, Place.UNPAID): "approved",
    (Place.PENDING, Place.DISPUTED): "disputed",
    (Place.PENDING, Place.REJECTED): "rejected",
    (Place.DISPUTED, Place.UNPAID): "dispute_allowed",
    (Place.DISPUTED, Place.REJECTED): "dispute_denied",
    (Place.UNPAID, Place.RETAINED): "retained",
    (Place.UNPAID, Place.WITHHELD): "withheld",
    (Place.UNPAID, Place.DEDUCTED): "deducted",
    (Place.UNPAID, Place.PAID): "paid",
    (Place.RETAINED, Place.UNPAID): "retainage_released",
    (Place.WITHHELD, Place.UNPAID): "withholding_released",
    (Place.WITHHELD, Place.DEDUCTED): "withholding_applied",
    (Place.PAID, Place.RECOVERED): "recovered",
}


class Movement(msgspec.Struct, frozen=True):
    """One entry: an amount of an invoice line goes from one place to another on a day."""

    number: int
    on: date
    line: str
    source: Place
    target: Place
    amount: Amount


class Refused(msgspec.Struct, frozen=True):
    """Why a movement cannot be: code, the rule in words with the facts that fill them, and the most that could move."""

    code: str
    rule: str
    most: Cents = 0
    facts: dict[str, str] = {}


Places = dict[Place, Amount]


def places_of(movements: Iterable[Movement], on: date) -> dict[str, Places]:
    """What stands where, line by line, at the end of a day."""
    lines: dict[str, Places] = {}
    for each in movements:
        if each.on <= on:
            places = lines.setdefault(each.line, {})
            if each.source is not Place.BILLED:
                places[each.source] = places.get(each.source, NOTHING) - each.amount
            places[each.target] = places.get(each.target, NOTHING) + each.amount
    return lines


def in_all(lines: Mapping[str, Places]) -> Places:
    """The places of several lines together; each place is there."""
    return {
        place: total(places.get(place, NOTHING) for places in lines.values())
        for place in Place
        if place is not Place.BILLED
    }


def billed(places: Places) -> Amount:
    """What was invoiced: every cent is in some place."""
    return total(places.values())


def approved(places: Places) -> Amount:
    """What was approved, whatever became of it."""
    return total(amount for place, amount in places.items() if place in APPROVED)


def paid_out(places: Places) -> Amount:
    """What was paid, recovered or not."""
    return total(amount for place, amount in places.items() if place in PAID_OUT)


def refuse(places: Places, source: Place, target: Place, amount: Amount) -> Refused | None:
    """Why an amount cannot go from one place of a line to another; None where it can."""
    if (source, target) not in MOVEMENTS:
        return Refused("no_such_movement", _noop("No amount goes this way."))
    if amount.cents <= 0:
        return Refused("not_an_amount", _noop("An amount is more than $0.00."))
    if source is Place.BILLED:
        if places:
            return Refused("billed_twice", _noop("A line is billed once. Bill a correction on a line of its own."))
        return None
    there = places.get(source, NOTHING)
    if amount.cents > there.cents:
        return Refused("more_than_is_there", _noop("No more can move than is there."), there.cents)
    if there.at_least and amount.cents == there.cents and not amount.at_least:
        return Refused("bound_made_exact", _noop("What is known only as a bound moves as a bound."), there.cents)
    return None
