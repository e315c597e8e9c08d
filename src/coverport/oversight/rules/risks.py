"""Risks: what could go wrong, apart from what is wrong. How much weighs on the contract, and who may change what of a register."""

from datetime import date
from typing import Literal

import msgspec

from coverport.oversight.rules.ledger import Refused
from coverport.oversight.rules.marked import _noop

Level = Literal["low", "medium", "high"]
Response = Literal["avoid", "reduce", "transfer", "accept"]
WEIGHT: dict[Level, int] = {"low": 1, "medium": 2, "high": 3}
# Of likelihood times impact: 9 and 6 are high, 4 and 3 medium, 2 and 1 low.
HIGH, MEDIUM = 6, 3


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """A risk as somebody sees it. plan: what is done about it; review_on: the day on which it is looked at again."""

    owner: str
    likelihood: Level
    impact: Level
    response: Response
    plan: str
    review_on: date


def exposure(likelihood: Level, impact: Level) -> Level:
    """How much a risk weighs: its likelihood times its impact."""
    weight = WEIGHT[likelihood] * WEIGHT[impact]
    return "high" if weight >= HIGH else "medium" if weight >= MEDIUM else "low"


def refuse_assessment(said: Assessment, on: date) -> tuple[str, Refused] | None:
    """What is missing of an assessment, with its field; None where it is whole."""
    if not said.owner.strip():
        return "owner", Refused("no_owner", _noop("Every risk has an owner."))
    if not said.plan.strip():
        return "plan", Refused("no_plan", _noop("Say what is done about it, or why it is accepted."))
    if said.review_on <= on:
        return "review_on", Refused("no_review", _noop("The day on which it is looked at again is still to come."))
    return None


def refuse_rating(before: Assessment, after: Assessment, *, independent: bool, reviewer: bool) -> Refused | None:
    """The owner does not talk down what the independent reviewer raised: only the reviewer rates it."""
    rated = (before.likelihood, before.impact) != (after.likelihood, after.impact)
    if independent and not reviewer and rated:
        rule = _noop(
            "Only the independent reviewer rates a risk that they raised. You may change its owner, response and plan."
        )
        return Refused("rated_by_the_reviewer", rule)
    return None
