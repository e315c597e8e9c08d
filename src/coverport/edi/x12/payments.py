"""What must add up in an 820: the payment is the sum of what it is made of."""

from collections.abc import Iterator

from coverport.edi.x12.amounts import cents
from coverport.edi.x12.breach import Breach
from coverport.edi.x12.walker import Collected, Values

_NO_MONEY = "NON"


class Payments:
    """One 820, of either guide. Amounts in cents."""

    def __init__(self) -> None:
        self.amount: int | None = None
        self.method = ""
        self.sum = 0
        self.records = 0

    def header(self, values: Values) -> Iterator[Breach]:
        self.amount, self.method = _cents(values.get("amount")), values.get("method") or ""
        return iter(())

    def record(self, values: Values, collected: Collected) -> Iterator[Breach]:
        self.records += 1
        if values.get("number") != str(self.records):
            yield Breach("entity_number", "ENT01 does not count 1, 2, 3 …", "2000", ("ENT",), 1)
        for loop, rows in collected.items():
            # An adjustment of the whole (loop 2200) or a paid item (loop 2300), whose own adjustments explain what was billed.
            at = 0 if loop.startswith("2200") else _AMOUNT_AT.get(loop, 1)
            for nth, row in enumerate(rows):
                amount = _cents(row[at])
                if amount is None:
                    yield Breach("amount", "an amount has at most two decimals", loop, ("RMR",), 4, nth)
                self.sum += amount or 0

    def end(self) -> Iterator[Breach]:
        if self.amount is None:
            return
        if self.amount != self.sum:
            yield Breach("payment_differs", "BPR02 is not the sum of what the payment is made of", "", ("BPR",), 2)
        if self.amount < 0:
            yield Breach(
                "payment_negative",
                "a payment is not below zero; a balance is carried as a line of its own",
                "",
                ("BPR",),
                2,
            )
        if self.amount == 0 and self.method != _NO_MONEY:
            yield Breach("payment_method", "where nothing is paid, BPR04 says NON", "", ("BPR",), 4)


# RMR04 among the labelled values of a paid item.
_AMOUNT_AT = {"2300": 1, "2300A": 2, "2300B": 2}


def _cents(text: str | None) -> int | None:
    return cents(text) if text else None
