"""The states of an enrollment and what may follow what: one table."""

from typing import Literal

Status = Literal["selected", "effectuated", "canceled"]

# selected: chosen and signed for, awaiting the first payment; nobody is covered.
# effectuated: the first payment arrived or none is owed; covered from the start date.
# canceled: as if it had never been; only before coverage was sure.
ALLOWED: dict[str, frozenset[str]] = {
    "selected": frozenset({"effectuated", "canceled"}),
    "effectuated": frozenset(),
    "canceled": frozenset(),
}
# The states in which an enrollment takes up its people's place for the year.
ACTIVE: tuple[str, ...] = ("selected", "effectuated")


def may_become(now: str, then: str) -> bool:
    """Whether an enrollment in the state `now` may go to the state `then`. KeyError for an unknown state."""
    return then in ALLOWED[now]
