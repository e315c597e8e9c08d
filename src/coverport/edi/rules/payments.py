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
    """More was taken back than is owed. An X218 cannot say so: the rest waits for the next payment."""


def balanced(payment: Payment, code: str = "BAL") -> Payment:
    """With a line that brings what is below zero to nothing; a payment that is not below zero stays as it is. X306 alone."""
    if payment.total >= 0:
        return payment
    line = Item(code, -payment.total, payment.begin, payment.end)
    return msgspec.structs.replace(payment, remittances=(*payment.remittances, Remittance((line,))))


def carried(remittances: Sequence[Remittance]) -> tuple[tuple[Remittance, ...], tuple[Remittance, ...]]:
    """What can be paid now, and what must wait because it would bring the sum below zero: the largest takings wait first."""
    paid = list(remittances)
    waiting: list[Remittance] = []
    while paid and sum(_sum(each) for each in paid) < 0:
        worst = min(range(len(paid)), key=lambda at: (_sum(paid[at]), at))
        waiting.append(paid.pop(worst))
    return tuple(paid), tuple(waiting)


def _sum(each: Remittance) -> Cents:
    return sum(item.amount for item in each.items)
