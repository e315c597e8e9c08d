"""What a rule answers: yes, no or unknown, and why, with the citation and the numbers that it stood on."""

from enum import StrEnum

import msgspec

# Money in facts is cents, dates are ISO text: a reason is stored, printed and re-evaluated as it is.
Fact = int | str | bool | None


class Outcome(StrEnum):
    """Unknown is an answer of its own: something is still missing, or the law is not established."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reason(msgspec.Struct, frozen=True):
    """Why: a code with words in every language, the authority, and every number that decided."""

    code: str
    citation: str
    facts: dict[str, Fact]


class Finding(msgspec.Struct, frozen=True):
    """An outcome with its reasons; each reason by itself supports the outcome."""

    outcome: Outcome
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its reasons."""
        return tuple(reason.code for reason in self.reasons)


def yes(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """A yes with one reason."""
    return Finding(Outcome.YES, (Reason(code, citation, facts),))


def no(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """A no with one reason."""
    return Finding(Outcome.NO, (Reason(code, citation, facts),))


def unknown(code: str, citation: str, facts: dict[str, Fact]) -> Finding:
    """Not known yet, with one reason."""
    return Finding(Outcome.UNKNOWN, (Reason(code, citation, facts),))
