"""The states of an enrollment, what may follow what, and who may cause it: one table."""

from typing import Literal

Status = Literal[
    "pended", "selected", "awaiting_payment", "effectuated", "reinstated", "terminated", "canceled", "voided", "expired"
]
# enrollee: the person or who helps them; issuer: by its message; exchange: staff, and the parts of the system that act for it.
By = Literal["enrollee", "issuer", "exchange"]

_ALL = frozenset({"enrollee", "issuer", "exchange"})
_OFFICE = frozenset({"issuer", "exchange"})
_EXCHANGE = frozenset({"exchange"})

# pended: chosen and signed for; the event behind it has to be proven first (45 CFR 155.420(g)), and no insurer or biller has heard of it.
# selected: chosen and signed for; nobody is covered.
# awaiting_payment: the first bill is out, or the insurer has been told and collects it; nobody is covered.
# Either of the two may have its last day already, where another plan was chosen that begins later: once it is paid for it covers until
# then, so that from effectuated it goes on to terminated at once. It is no more what goes on to the end of the year.
# effectuated: the first payment arrived or none is owed; covered from the first day.
# reinstated: had ended, and goes on without a gap; as good as effectuated.
# terminated: covered to its last day, which may lie ahead.
# canceled: ended before anybody was covered, as if it had never been. Not a termination, 45 CFR 155.430(e).
# voided: rescinded from its first day.
# expired: the plan year is over.
_GOES_ON: dict[str, frozenset[str]] = {
    "terminated": _ALL,
    "canceled": _ALL,
    "voided": _EXCHANGE,
    "expired": _EXCHANGE,
}
ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    "pended": {"selected": _EXCHANGE, "canceled": _ALL},
    "selected": {"awaiting_payment": _OFFICE, "effectuated": _OFFICE, "canceled": _ALL},
    "awaiting_payment": {"effectuated": _OFFICE, "canceled": _ALL},
    "effectuated": _GOES_ON,
    "reinstated": _GOES_ON,
    # An earlier last day, as when the enrollee has died since; or none at all, when it had not begun.
    "terminated": {"terminated": _OFFICE, "canceled": _OFFICE, "reinstated": _OFFICE, "voided": _EXCHANGE},
    "canceled": {"reinstated": _OFFICE},
    "expired": {"terminated": _OFFICE, "voided": _EXCHANGE},
    # On appeal.
    "voided": {"reinstated": _EXCHANGE},
}
# Waiting for the first payment.
WAITING: tuple[str, ...] = ("selected", "awaiting_payment")
# Chosen and not sure yet: what ends now has never been.
TENTATIVE: tuple[str, ...] = ("pended", *WAITING)
# Coverage is sure and goes on to the end of the plan year.
STANDING: tuple[str, ...] = ("effectuated", "reinstated")
# The states in which an enrollment takes up its people's place for the year; but for what waits and has its last day already.
ACTIVE: tuple[str, ...] = (*TENTATIVE, *STANDING)
# Its days are, or will be, coverage: nobody may have two of a kind.
COVERING: tuple[str, ...] = (*ACTIVE, "terminated", "expired")


class NotPossible(ValueError):
    """The table has no such transition, or not for who wants it."""


def may_become(now: str, then: str, by: str | None = None) -> bool:
    """Whether an enrollment may go from one state to another. by: who causes it, None for anybody. KeyError for an unknown state."""
    who = ALLOWED[now].get(then, frozenset())
    return bool(who) if by is None else by in who


def becomes(now: str, then: str, by: str) -> str:
    """The new state. Raises NotPossible."""
    if not may_become(now, then, by):
        raise NotPossible(f"an enrollment that is {now} cannot become {then} by word of the {by}")
    return then
