"""What exchanges ask of an 834 beyond the standard, and what must add up in an 820: rules that no table of segments can say."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from coverport.edi.x12.amounts import cents
from coverport.edi.x12.breach import Breach
from coverport.edi.x12.members import member_breaches
from coverport.edi.x12.payments import Payments
from coverport.edi.x12.walker import Collected, Values

_LITERALS = Path(__file__).with_name("literals.txt")


class Rules(Protocol):
    """What is asked of one transaction while it is read."""

    def header(self, values: Values) -> Iterator[Breach]: ...

    def record(self, values: Values, collected: Collected) -> Iterator[Breach]: ...

    def end(self) -> Iterator[Breach]: ...


def rules_for(set_: str, guide: str, exchange: bool) -> Rules | None:
    """The rules of a transaction. exchange: whether the exchanges' companion guide is asked for."""
    if set_ == "820":
        return Payments()
    return Enrollment() if guide == "005010X220A1" and exchange else None


@cache
def literals() -> dict[str, tuple[str, str]]:
    """Reporting category -> qualifier of its REF, kind of value (amount, monthly, text, timestamp)."""
    rows = [line.split(" | ") for line in _LITERALS.read_text().splitlines() if line and not line.startswith("#")]
    return {name: (qualifier, kind) for name, qualifier, kind in rows}


class Enrollment:
    """One 834: one policy with its members, the subscriber first."""

    def __init__(self) -> None:
        self.said_total = self.said_dependents = ""
        self.audit = False
        self.members = self.dependents = 0
        self.ids: set[str] = set()
        self.subscriber_id = ""
        self.subscriber: Values | None = None
        self.premiums: list[str] = []
        self.amounts: dict[str, str] = {}
        self.begins: set[str] = set()

    def header(self, values: Values) -> Iterator[Breach]:
        self.said_total, self.said_dependents = values.get("total") or "", values.get("dependents") or ""
        self.audit = values.get("action") == "4"
        if not self.said_total:
            yield Breach("total_missing", "QTY*TO, the number of members, is missing", "", ("ST",))

    def record(self, values: Values, collected: Collected) -> Iterator[Breach]:
        self.members += 1
        categories = collected.get("2750", [])
        yield from member_breaches(values, collected, categories, literals())
        yield from self._place(values)
        yield from self._identifiers(values)
        if values.get("subscriber") == "Y" and self.subscriber is values:
            self.amounts = {row[1]: row[3] for row in categories}
        self.premiums += [row[3] for row in categories if row[1] == "PRE AMT 1"]
        if self.audit and values.get("maintenance") != "030":
            yield Breach(
                "audit_maintenance", "a full file (BGN08 4) has maintenance type 030 alone", "2000", ("INS",), 3
            )

    def end(self) -> Iterator[Breach]:
        if self.members and self.subscriber is None:
            yield Breach("subscriber_missing", "no member is the subscriber", "2000", ("INS",), 1)
        if self.said_total and self.said_total != str(self.members):
            yield Breach(
                "total_differs", f"QTY*TO says {self.said_total[:9]}, there are {self.members} members", "", ("QTY",), 2
            )
        if self.said_dependents != (str(self.dependents) if self.dependents else ""):
            said = self.said_dependents[:9] or "nothing"
            yield Breach(
                "dependents_differ",
                f"QTY*DT says {said}, there are {self.dependents} members who are not the subscriber",
                "",
                ("QTY",),
                2,
            )
        yield from self._sums()

    def _place(self, values: Values) -> Iterator[Breach]:
        if values.get("subscriber") == "Y":
            if self.subscriber is not None:
                yield Breach("subscriber_again", "a policy has one subscriber", "2000", ("INS",), 1)
            elif self.members > 1:
                yield Breach("subscriber_late", "the subscriber stands before the other members", "2000", ("INS",), 1)
            self.subscriber = self.subscriber or values
        else:
            self.dependents += 1
            if self.subscriber and self.subscriber.get("maintenance") == "024":
                yield Breach(
                    "subscriber_alone", "the end of a whole policy is told with the subscriber alone", "2000", ("INS",)
                )

    def _identifiers(self, values: Values) -> Iterator[Breach]:
        member = values.get("member_id") or ""
        if member in self.ids:
            yield Breach("member_again", "this member stands twice", "2000", ("REF", "17"), 2)
        if member:
            self.ids.add(member)
        said = values.get("subscriber_id") or ""
        self.subscriber_id = self.subscriber_id or said
        if said and said != self.subscriber_id:
            yield Breach(
                "subscriber_differs", "REF*0F is not the same for all members of the policy", "2000", ("REF", "0F"), 2
            )

    def _sums(self) -> Iterator[Breach]:
        """Amounts of the subscriber, in cents; what is no amount is told elsewhere."""
        texts = {name: text for name, text in self.amounts.items() if name in _SUMMED}
        said = {name: amount for name, text in texts.items() if (amount := cents(text)) is not None}
        total = said.get("PRE AMT TOT")
        parts = [cents(text) for text in self.premiums]
        if total is None or None in parts:
            return
        if len(parts) == self.members and sum(part for part in parts if part is not None) != total:
            yield Breach("premiums_differ", "the members' PRE AMT 1 do not add up to PRE AMT TOT", "2750", ("REF",), 2)
        credit, owed = said.get("APTC AMT"), said.get("TOT RES AMT")
        others = sum(said.get(name, 0) for name in _OTHER_PAYERS)
        if credit is not None and owed is not None and owed != total - credit - others:
            yield Breach(
                "responsibility_differs",
                "TOT RES AMT is not PRE AMT TOT less the credit and other payments",
                "2750",
                ("REF",),
                2,
            )


_OTHER_PAYERS = ("OTH PAY AMT 1", "OTH PAY AMT 2", "OTH PAY AMT1", "OTH PAY AMT2", "TOT EMP RES AMT")
_SUMMED = frozenset({"PRE AMT TOT", "APTC AMT", "TOT RES AMT", *_OTHER_PAYERS})
