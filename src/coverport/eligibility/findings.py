"""What a rule answers: yes, no or unknown, and why, with the citation and the numbers that it stood on."""

from enum import StrEnum
from functools import cache
from typing import TypeVar

import msgspec

# Money in facts is cents, dates are ISO text: a reason is stored, printed and re-evaluated as it is.
Fact = int | str | bool | None


class Outcome(StrEnum):
    """Unknown is an answer of its own: something is still missing, or the law is not established."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    # Of the text, in C: an enum's own is a call of Python for every look-up.
    __hash__ = str.__hash__


# As names of their own: rules ask for them a hundred times a household, and an enum is slow to find its members.
YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


# gc=False: what holds plain values alone can be in no circle, and the collector of garbage need not look at it.
class Reason(msgspec.Struct, frozen=True, gc=False):
    """Why: a code with words in every language, the authority, and every number that decided."""

    code: str
    citation: str
    facts: dict[str, Fact]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """An outcome with its reasons; each reason by itself supports the outcome."""

    outcome: Outcome
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its reasons."""
        return tuple(reason.code for reason in self.reasons)


def yes(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """A yes with one reason."""
    return Finding(YES, (Reason(code, citation, facts),)) if facts else _bare(YES, code, citation)


def no(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """A no with one reason."""
    return Finding(NO, (Reason(code, citation, facts),)) if facts else _bare(NO, code, citation)


def unknown(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """Not known yet, with one reason."""
    return Finding(UNKNOWN, (Reason(code, citation, facts),)) if facts else _bare(UNKNOWN, code, citation)


T = TypeVar("T", Finding, Reason)
# What is found once and lives as long as the process, by identity: what is made of it is made once, too.
SHARED: dict[int, Finding | Reason] = {}


def shared(found: T) -> T:
    """What is the same for everybody whom the same few facts hold for. Nobody changes the facts of a reason."""
    SHARED[id(found)] = found
    return found


@cache
def _bare(outcome: Outcome, code: str, citation: str) -> Finding:
    return shared(Finding(outcome, (Reason(code, citation, {}),)))
