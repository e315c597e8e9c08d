"""The figures of a contract as JSON: each amount with whether it is a bound, and the transactions and sources that it is the sum of."""

from datetime import date
from typing import Any

from coverport.core.money import dollars
from coverport.oversight.models import Contract, LedgerEntry
from coverport.oversight.queries import Figures, figures
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import APPROVED, PAID_OUT, Place

# Which places an amount is the sum of.
PLACES: dict[str, frozenset[Place]] = {
    "invoiced": frozenset(Place) - {Place.BILLED},
    "approved": APPROVED,
    "paid": PAID_OUT,
    **{str(place): frozenset({place}) for place in Place if place not in (Place.BILLED, Place.PAID)},
}


def as_document(contract: Contract, on: date) -> dict[str, Any]:
    """The figures as of a day."""
    found = figures(contract, on)
    return {
        "contract": contract.title,
        "buyer": contract.buyer,
        "vendor": contract.vendor,
        "on": on.isoformat(),
        "contract_value": _range(found.value),
        **{name: _amount(getattr(found, name)) | {"of": of(contract, name, on)} for name in PLACES},
        "not_earned_or_invoiced": _range(found.not_invoiced),
        "ledger": {"entries": contract.ledger.filter(on__lte=on).count(), "in_balance": balanced(found)},
    }


def balanced(found: Figures) -> bool:
    """Whether the places add up to what was invoiced, and the approved ones to what was approved."""
    split = found.paid.cents + found.unpaid.cents + found.retained.cents + found.withheld.cents + found.deducted.cents
    others = found.disputed.cents + found.rejected.cents + found.pending.cents
    return found.approved.cents == split and found.invoiced.cents == split + others


def _amount(amount: Amount) -> dict[str, Any]:
    return {"amount": dollars(amount.cents), "at_least": amount.at_least}


def _range(found: tuple[Amount, Amount] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    low, high = found
    return {"amount": dollars(low.cents), "to": dollars(high.cents), "sources_differ": low != high}


def of(contract: Contract, name: str, on: date) -> list[dict[str, Any]]:
    """The entries that an amount is the sum of: into its places, and out of them again (with a minus)."""
    places = PLACES[name]
    return [
        {
            "entry": entry.reference,
            "on": entry.on.isoformat(),
            "what": entry.what,
            "amount": dollars(entry.cents if entry.to_place in places else -entry.cents),
            "at_least": entry.at_least,
            "source": str(entry.source) if entry.source else "",
            "url": entry.source.url if entry.source else "",
        }
        for entry in entries_of(contract, name, on)
    ]


def entries_of(contract: Contract, name: str, on: date) -> list[LedgerEntry]:
    """The entries behind an amount, oldest first."""
    places = PLACES[name]
    return [
        entry
        for entry in contract.ledger.all()
        if entry.on <= on and (entry.to_place in places) != (entry.from_place in places)
    ]
