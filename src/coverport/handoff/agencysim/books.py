"""What the simulated agency keeps, in memory alone: cases, messages for the exchange that wait for a receipt, and how it fails."""

import secrets
import threading
from collections.abc import Callable
from datetime import date
from typing import Literal, get_args

import msgspec

from coverport.handoff.layout import (
    LAYOUT,
    AccountTransfer,
    Decision,
    NoTransfer,
    Receipt,
    Return,
    Withdrawal,
    read_from_exchange,
    written,
)

# lost: takes the message and hangs up before it answers; the others as at the simulated hub.
Fault = Literal["none", "slow", "down", "wrong", "flapping", "lost"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
State = Literal["open", "approved", "denied", "withdrawn"]


class Refused(ValueError):
    """What was asked cannot be."""


class CaseHere(msgspec.Struct):
    """One person's case at the agency. acknowledged: whether the exchange has given a receipt for what was decided last."""

    transfer: str
    person: str
    name: str
    reason: str
    state: State = "open"
    acknowledged: bool = False

    @property
    def held(self) -> bool:
        """Whether the person is the agency's: open, covered, or not yet taken back by the exchange."""
        return self.state in {"open", "approved"} or not self.acknowledged


class Waiting(msgspec.Struct, frozen=True):
    """A message for the exchange, until it gives a receipt. case: whom it is about; none for a transfer."""

    id: str
    state: str
    body: bytes
    case: tuple[str, str] | None = None


class Books:
    """Everything under one lock; a message with a key that came before changes nothing and gets the same receipt."""

    def __init__(self, fault: Fault = "none", today: Callable[[], date] = date.today) -> None:
        self.fault: Fault = fault
        self.today, self.lock = today, threading.Lock()
        self.cases: dict[tuple[str, str], CaseHere] = {}
        self.outbox: dict[str, Waiting] = {}
        # What went to the exchange, and what of it came back with which reason.
        self.sent: set[str] = set()
        self.returned: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._received: dict[str, tuple[bytes, Receipt]] = {}
        self._asked = 0

    def next_fault(self) -> Fault:
        """The fault for a question; what flaps hangs up every other time."""
        with self.lock:
            self._asked += 1
            if self.fault == "flapping":
                return "down" if self._asked % 2 else "none"
            return self.fault

    def receive(self, key: str, body: bytes) -> Receipt:
        """Take a message of the exchange. Raises NoTransfer, Refused for a key that came before with something else."""
        with self.lock:
            if there := self._received.get(key):
                if there[0] != body:
                    raise Refused("this key came before with something else")
                return there[1]
            message = read_from_exchange(body)
            if message.id != key:
                raise NoTransfer("the key is not the message's id")
            receipt = self._receipt(message)
            self._received[key] = (body, receipt)
            return receipt

    def _receipt(self, message: AccountTransfer | Withdrawal | Return) -> Receipt:
        if isinstance(message, AccountTransfer):
            return self._open(message)
        return self._take_back(message) if isinstance(message, Return) else self._let_go(message)

    def _take_back(self, sent: Return) -> Receipt:
        """An account that went to the exchange is this agency's again."""
        if sent.transfer not in self.sent:
            return Receipt(sent.id, _number(), False, "this account never went to the exchange")
        self.returned[sent.transfer] = sent.why
        return Receipt(sent.id, _number(), True)

    def _open(self, sent: AccountTransfer) -> Receipt:
        who = {one.id: " ".join(filter(None, (one.first_name, one.last_name))) for one in sent.people}
        for each in sent.findings:
            self.cases[sent.id, each.person] = CaseHere(sent.id, each.person, who[each.person], each.reason)
        self._states[sent.id] = sent.contact.state
        return Receipt(sent.id, _number(), True)

    def _let_go(self, asked: Withdrawal) -> Receipt:
        case = self.cases.get((asked.transfer, asked.person))
        if case is None or case.state != "open":
            return Receipt(asked.id, _number(), False, "the case is decided, or was never here")
        case.state, case.acknowledged = "withdrawn", True
        return Receipt(asked.id, _number(), True)

    def decide(
        self, transfer: str, person: str, outcome: str, because: str = "", program: str = "medicaid"
    ) -> Decision:
        """Decide a case, or decide it otherwise than before. Raises Refused."""
        with self.lock:
            case = self.cases.get((transfer, person))
            if case is None or outcome not in {"approved", "denied", "withdrawn"}:
                raise Refused("there is no such case, or no such outcome")
            if case.state == outcome or case.state == "withdrawn":
                raise Refused(f"the case is {case.state}")
            today = self.today()
            decision = Decision(
                layout=LAYOUT, id=_number(), transfer=transfer, person=person, outcome=outcome, decided_on=today,  # type: ignore[arg-type]
                program=program, because=because, covered_from=today.replace(day=1) if outcome == "approved" else None,  # type: ignore[arg-type]
            )  # fmt: skip
            case.state, case.acknowledged = outcome, False  # type: ignore[assignment]
            self._put(Waiting(decision.id, self._states[transfer], written(decision), (transfer, person)))
            return decision

    def send(self, body: bytes) -> str:
        """A person who applied here goes to the exchange. Raises NoTransfer."""
        message = msgspec.json.decode(body, type=AccountTransfer)
        with self.lock:
            self.sent.add(message.id)
            self._put(Waiting(message.id, message.contact.state, body))
        return message.id

    def _put(self, waiting: Waiting) -> None:
        self.outbox[waiting.id] = waiting

    def waiting(self, states: frozenset[str]) -> tuple[Waiting, ...]:
        """What the exchange of these states has given no receipt for, oldest first."""
        with self.lock:
            return tuple(each for each in self.outbox.values() if each.state in states)

    def acknowledged(self, receipt: Receipt) -> None:
        """The exchange has a message: it is the exchange's now. Said twice, it is said once. What it refused stays ours."""
        with self.lock:
            waiting = self.outbox.pop(receipt.id, None)
            if waiting is None or waiting.case is None or not receipt.accepted:
                return
            newer = any(each.case == waiting.case for each in self.outbox.values())
            self.cases[waiting.case].acknowledged = not newer


def _number() -> str:
    return f"MA-{secrets.token_hex(5).upper()}"
