"""Processors of payments. Only their confirmation comes to us: an account number never touches our disk."""

from typing import Protocol

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import Cents


class Charged(msgspec.Struct, frozen=True):
    """The processor took the money. confirmation: its own number for it."""

    confirmation: str


class Declined(Refusal):
    """The processor did not take the money; the person may try again or pay in another way."""

    code = "payment_declined"


class Processor(Protocol):
    """What a processor must do. The same key charged again is the same payment, never a second one."""

    name: str

    def charge(self, *, amount: Cents, key: str, method: str) -> Charged:
        """Take the money. Raises Declined."""
        ...


def processor(name: str = "simulated") -> Processor:
    """The processor of a name. KeyError for one that is not here."""
    from coverport.billing.adapters.simulated import Simulated

    processors: dict[str, Processor] = {Simulated.name: Simulated()}
    return processors[name]
