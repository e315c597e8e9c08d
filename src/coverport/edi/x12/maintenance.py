"""What a member's INS03, INS04 and ADDL MAINT REASON say together: which event, from whom. Anything else is refused."""

from functools import cache
from pathlib import Path

import msgspec

_TABLE = Path(__file__).with_name("maintenance.txt")
# "no reason given": legal in the standard and used by states, where the federal guide leaves the element out.
NO_REASON = "AI"


class Meaning(msgspec.Struct, frozen=True):
    """event: initial, renewal, change, cancel, terminate, reinstate, effectuate, issuer_ids or audit.

    direction: out of the exchange, or in.
    """

    event: str
    direction: str


@cache
def meanings() -> dict[tuple[str, str, str], tuple[Meaning, ...]]:
    """Every legal combination."""
    found: dict[tuple[str, str, str], tuple[Meaning, ...]] = {}
    for line in _TABLE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        event, direction, kind, code, reasons = (part.strip() for part in line.split("|"))
        for reason in reasons.split(", "):
            key = (kind, "" if code == "-" else code, "" if reason == "-" else reason)
            found[key] = (*found.get(key, ()), Meaning(event, direction))
    return found


def meaning(kind: str, code: str, reason: str, direction: str | None = None) -> Meaning | None:
    """The event, or None where the combination is not legal. direction: out of the exchange or in; None for either."""
    code = "" if code == NO_REASON else code
    for each in meanings().get((kind, code, plain(reason)), ()):
        if direction in {None, each.direction}:
            return each
    return None


@cache
def plain(reason: str) -> str:
    """A reason as the tables of the guide spell it; its text has TERM-CIC for TERMCIC, and a dash that is longer."""
    text = " ".join(reason.upper().replace("\u2013", "-").split())
    return {"TERM-CIC": "TERMCIC", "CANCEL-CIC": "CANCELCIC", "ISSUER-REINSTATEMENT": "ISSUER - REINSTATEMENT"}.get(
        text, text
    )
