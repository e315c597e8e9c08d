"""What a check says: met or not, with each fault at its place."""

from enum import Enum

import msgspec


class Outcome(Enum):
    """UNKNOWN: something that the check needs is not there. NONE: the check does not concern this filing."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NONE = "none"


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong. place: a rating area, a variant, a service area; facts: what the words quote, as text."""

    code: str
    plan_id: str = ""
    place: str = ""
    facts: dict[str, str] = {}


class Finding(msgspec.Struct, frozen=True):
    """The outcome of one check under its name, with the rule that it applies. looked_at: how many plans, prices or variants."""

    check: str
    outcome: Outcome
    citation: str
    faults: tuple[Fault, ...] = ()
    looked_at: int = 0

    @property
    def passes(self) -> bool:
        return self.outcome in (Outcome.MET, Outcome.NONE)


def judged(
    check: str, citation: str, faults: list[Fault], looked_at: int, *, unknown: frozenset[str] = frozenset()
) -> Finding:
    """Met without faults; unknown where every fault is of a kind that only says something is missing; none where nothing was looked at."""
    if not looked_at and not faults:
        return Finding(check, Outcome.NONE, citation)
    if not faults:
        return Finding(check, Outcome.MET, citation, (), looked_at)
    outcome = Outcome.UNKNOWN if all(one.code in unknown for one in faults) else Outcome.NOT_MET
    return Finding(check, outcome, citation, tuple(faults), looked_at)
