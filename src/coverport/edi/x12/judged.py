"""A file as its acknowledgment sees it: each interchange, group and transaction with its faults."""

from collections.abc import Iterable

import msgspec

from coverport.edi.x12.events import GroupRead, InterchangeRead, RecordRead, TransactionRead
from coverport.edi.x12.fault import Fault, Level
from coverport.edi.x12.reader import Event


class JudgedTransaction(msgspec.Struct):
    """faults: of the standard and its guide; business: of the companion guide, which no 999 speaks of."""

    segment: int
    set: str
    control: str
    implementation: str
    faults: list[Fault] = []
    business: list[Fault] = []
    records: int = 0

    @property
    def accepted(self) -> bool:
        return not self.faults


class JudgedGroup(msgspec.Struct):
    kind: str
    control: str
    version: str
    sender: str
    receiver: str
    faults: list[Fault] = []
    transactions: list[JudgedTransaction] = []

    @property
    def accepted(self) -> int:
        """How many transactions are accepted: none where the group itself is not in order."""
        return 0 if self.faults else sum(each.accepted for each in self.transactions)


class JudgedInterchange(msgspec.Struct):
    """sender, receiver: with their qualifiers, as the file has them."""

    control: str
    date: str
    time: str
    sender: str
    receiver: str
    usage: str
    wants_acknowledgment: bool
    faults: list[Fault] = []
    groups: list[JudgedGroup] = []

    @property
    def note(self) -> str:
        """TA105: of the first fault, 000 where there is none."""
        return self.faults[0].code if self.faults else "000"


def judged(events: Iterable[Event | Fault]) -> list[JudgedInterchange]:
    """All interchanges of a file. Memory: one value per transaction, none per member."""
    court = _Court()
    for each in events:
        court.hear(each)
    court.settle()
    return court.interchanges


class _Court:
    """A fault may be told before what it is about, so it waits for the next event and then finds it by its segment."""

    def __init__(self) -> None:
        self.interchanges: list[JudgedInterchange] = []
        self.waiting: list[Fault] = []
        # Where the open interchange, its groups and the open group's transactions begin.
        self.starts: dict[Level, list[tuple[int, list[Fault], list[Fault]]]] = {
            "interchange": [],
            "group": [],
            "transaction": [],
        }

    def hear(self, each: Event | Fault) -> None:
        if isinstance(each, Fault):
            self.waiting.append(each)
            return
        if isinstance(each, InterchangeRead):
            self._interchange(each)
        elif isinstance(each, GroupRead) and self.interchanges:
            self._group(each)
        elif isinstance(each, TransactionRead) and self.interchanges and self.interchanges[-1].groups:
            transaction = JudgedTransaction(each.segment, each.set, each.control, each.implementation)
            self.interchanges[-1].groups[-1].transactions.append(transaction)
            self._begin("transaction", each.segment, transaction.faults, transaction.business)
        elif isinstance(each, RecordRead) and self.starts["transaction"]:
            self.interchanges[-1].groups[-1].transactions[-1].records += 1
        self.settle()

    def settle(self) -> None:
        """Put what waits where it belongs. What stands outside of everything is the interchange's."""
        for fault in self.waiting:
            level = fault.level if fault.level in self.starts else "transaction"
            for where in dict.fromkeys((level, "interchange")):
                place = next((one for one in reversed(self.starts[where]) if one[0] <= fault.segment), None)
                if place:
                    _, faults, business = place
                    (business if fault.level == "guide" else faults).append(fault)
                    break
        self.waiting = []

    def _interchange(self, each: InterchangeRead) -> None:
        self.settle()
        said = {name: value or "" for name, value in each.values.items()}
        found = JudgedInterchange(
            said.get("control", ""), said.get("date", ""), said.get("time", ""), said.get("sender", ""), said.get("receiver", ""),
            said.get("usage", ""), said.get("acknowledgment_wanted") == "1",
        )  # fmt: skip
        self.interchanges.append(found)
        self.starts = {"interchange": [], "group": [], "transaction": []}
        self._begin("interchange", each.segment, found.faults, found.faults)

    def _group(self, each: GroupRead) -> None:
        kind, control, version, sender, receiver = (
            each.values.get(name) or "" for name in ("kind", "control", "version", "sender", "receiver")
        )
        found = JudgedGroup(kind, control, version, sender, receiver)
        self.interchanges[-1].groups.append(found)
        self._begin("group", each.segment, found.faults, found.faults)

    def _begin(self, level: Level, segment: int, faults: list[Fault], business: list[Fault]) -> None:
        # What waits may still be of the one before: the search goes by segments. Two are enough, so that memory stays flat.
        self.starts[level] = [*self.starts[level][-1:], (segment, faults, business)]
