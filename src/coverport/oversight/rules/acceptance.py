"""The way of a deliverable: submitted, in review, accepted or rejected with reasons, and submitted again."""

from typing import Literal

from coverport.oversight.rules.ledger import Refused
from coverport.oversight.rules.marked import _noop

State = Literal["not_submitted", "submitted", "in_review", "accepted", "rejected"]

ALLOWED: dict[str, frozenset[str]] = {
    "not_submitted": frozenset({"submitted"}),
    "submitted": frozenset({"in_review"}),
    "in_review": frozenset({"accepted", "rejected"}),
    "rejected": frozenset({"submitted"}),
    "accepted": frozenset(),
}


def refuse_step(now: str, then: str) -> Refused | None:
    """Why a deliverable in one state cannot come into another; None where it can."""
    if then in ALLOWED[now]:
        return None
    if now == "accepted":
        return Refused(
            "accepted_once", _noop("A deliverable is accepted once. What changes later is a new deliverable.")
        )
    return Refused("not_the_next_step", _noop("This is not its next step. Open its page again to see where it stands."))


def refuse_same_person(person: str, others: dict[str, str]) -> Refused | None:
    """Who submits, who accepts and who pays are different people. others: label of each by what they did."""
    if person not in others.values():
        return None
    return Refused(
        "same_person",
        _noop("You had another part in this work: who submits, who accepts and who pays are three people."),
    )
