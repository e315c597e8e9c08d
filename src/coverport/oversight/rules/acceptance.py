"""The way of a deliverable: submitted, in review, accepted or rejected with reasons, and submitted again."""

from typing import Literal

from coverport.oversight.rules.ledger import Refused

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
        return Refused("accepted_once", "A deliverable is accepted once. What changes later is a new deliverable.")
    return Refused("not_the_next_step", f"From {now.replace('_', ' ')} it cannot become {then.replace('_', ' ')}.")


def refuse_same_person(person: str, others: dict[str, str]) -> Refused | None:
    """Who submits, who accepts and who pays are different people. others: label of each by what they did."""
    did = sorted(what for what, who in others.items() if who and who == person)
    if not did:
        return None
    return Refused(
        "same_person", f"Whoever {did[0]} cannot do this too: submitter, accepter and payer are three people."
    )
