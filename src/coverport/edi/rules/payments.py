"""What an 820 says: one payment and what it is made of. Premiums collected for insurers (X218), and exchange payments (X306)."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.core.money import Cents
from coverport.edi.rules.records import Name


class Item(msgspec.Struct, frozen=True):
    """One amount for a period. code: such as APTC or PREMIUM, as the partner spells it; below zero takes back."""

    code: str
    amount: Cents
    begin: date
    end: date
    report: str = ""
    report_number: str = ""


class Remittance(msgspec.Struct, frozen=True):
    """What is paid for one policy; without a name and a policy it is of the whole payment."""

    items: tuple[Item, ...]
    name: Name | None = None
    member_id: str = ""
    subscriber_id: str = ""
    policy_id: str = ""
    plan_id: str = ""
    issuer_policy_id: str = ""
    issuer_plan_id: str = ""


class Bank(msgspec.Struct, frozen=True):
    """Where an electronic payment goes: transit number of nine digits, account."""

    transit: str
    account: str


class Party(msgspec.Struct, frozen=True):
    name: str
    id: str


class Payment(msgspec.Struct, frozen=True):
    """control: ST02. trace: TRN02. payer's id in an X218: ten characters, as banks know the company (BPR10)."""

    control: int
    trace: str
    payee: Party
    payer: Party
    on: date
    begin: date
    end: date
    remittances: tuple[Remittance, ...]
    bank: Bank | None = None
    contact: str = ""

    @property
    def total(self) -> Cents:
        """In cents; what the payment is made of."""
        return sum(item.amount for each in self.remittances for item in each.items)


class NothingToPay(ValueError):
    """More is taken back than is paid. An X218 cannot say so: the rest waits for the next payment (`carried`)."""


def balanced(payment: Payment, code: str = "BAL") -> Payment:
    """With a line that brings what is below zero to nothing; a payment that is not below zero stays as it is. X306 alone."""
    if payment.total >= 0:
        return payment
    line = Item(code, -payment.total, payment.begin, payment.end)
    return msgspec.structs.replace(payment, remittances=(*payment.remittances, Remittance((line,))))


def carried(remittances: Sequence[Remittance]) -> tuple[tuple[Remittance, ...], tuple[Remittance, ...]]:
    """What can be said now, and what must wait because it would bring the sum below zero: of the largest takings first.

    As much is taken back as is paid, in part where it must be: a taking that waited for a payment of its size might wait forever.
    """
    short = -sum(_sum(each) for each in remittances)
    told, waiting = list(remittances), []
    for at in sorted(range(len(told)), key=lambda at: (_sum(told[at]), at)):
        part = min(short, -_sum(told[at]))
        if part <= 0:
            break
        short -= part
        told[at], waits = _parted(told[at], part)
        waiting.append(waits)
    return tuple(each for each in told if each.items), tuple(waiting)


def _parted(each: Remittance, cents: Cents) -> tuple[Remittance, Remittance]:
    """A remittance that takes back so much less, and the takings that wait: those of the latest months."""
    now: list[Item] = []
    later: list[Item] = []
    for item in reversed(each.items):
        part = min(cents, max(0, -item.amount))
        cents -= part
        if part:
            later.insert(0, msgspec.structs.replace(item, amount=-part))
        if item.amount != -part or not part:
            now.insert(0, msgspec.structs.replace(item, amount=item.amount + part))
    return msgspec.structs.replace(each, items=tuple(now)), msgspec.structs.replace(each, items=tuple(later))


def _sum(each: Remittance) -> Cents:
    return sum(item.amount for item in each.items)
