"""Processors of payments. The person pays on the processor's own page: an account number never touches our disk."""

from typing import Literal, Protocol

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import Cents


class Session(msgspec.Struct, frozen=True):
    """One payment at the processor. key: ours; url: the page on which the person pays; confirmation: its own number once it is paid."""

    key: str
    url: str
    amount: Cents
    status: Literal["open", "paid", "declined"]
    method: str = ""
    confirmation: str = ""


class Unreachable(Refusal):
    """The processor does not answer, or not in time. Nothing is known of the payment; it is asked again later."""

    code = "processor_unreachable"


class Unclear(Refusal):
    """The processor answered something that cannot be right. Nothing is booked; a human looks."""

    code = "processor_unclear"


class NotThere(LookupError):
    """The processor never had a payment of that key."""


class Processor(Protocol):
    """What a processor must do. The same key again is the same payment, or the same refund, never a second one."""

    name: str

    def open(self, *, key: str, amount: Cents, back: str, language: str) -> Session:
        """Have a page for a payment. back: where it sends the person afterwards. Raises Unreachable, Unclear."""
        ...

    def session(self, key: str) -> Session:
        """What became of it. Raises Unreachable, Unclear, NotThere."""
        ...

    def refund(self, *, key: str, confirmation: str, amount: Cents) -> str:
        """Give money back; answers the processor's number of the refund. Raises Unreachable, Unclear."""
        ...


def processor() -> Processor:
    """The processor of this installation."""
    from coverport.billing.adapters.practice import Practice

    return Practice()
