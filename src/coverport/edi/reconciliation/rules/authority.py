"""Who is right where the two sides differ, and what mends it: a table, first row that fits. Pure."""

from typing import Literal

import msgspec

from coverport.edi.reconciliation.rules.comparing import Found

Right = Literal["exchange", "issuer", "staff"]
# Ours is mended; the insurer is told by an 834; it is told by a line of the answer.
OURS = ("numbers", "paid_through", "confirm")
BY_834 = ("address", "person", "change", "cancel", "terminate")
# How often a thing is told before a person looks at it: what stays after that is not mended by telling.
TOLD_IN_VAIN = 2


class Case(msgspec.Struct, frozen=True):
    """A row of the table. What is empty fits everything."""

    right: Right
    mend: str
    authority: str
    ours: str = ""
    theirs: str = ""
    when: str = ""
    biller: str = ""


class Authority(msgspec.Struct, frozen=True):
    """authority: of reconciliation itself. differs: column -> its rows."""

    authority: str
    differs: dict[str, tuple[Case, ...]]


def decide(found: Found, table: Authority, biller: str, told: int = 0) -> Case:
    """Who is right, and what mends it. told: how often the insurer was told already."""
    staff = Case("staff", "", table.authority)
    if found.kind != "differs" or told >= TOLD_IN_VAIN:
        return staff
    for case in table.differs.get(found.field, ()):
        if _fits(case, found, biller):
            # Where we have nothing to tell, nobody can be told.
            return staff if case.right == "exchange" and not found.ours and found.field not in _MAY_BE_EMPTY else case
    return staff


# A unit, a first name: that there is none can be told.
_MAY_BE_EMPTY = ("unit", "first_name", "middle_name")


def _fits(case: Case, found: Found, biller: str) -> bool:
    return (
        case.ours in {"", found.ours}
        and case.theirs in {"", found.theirs}
        and case.biller in {"", biller}
        and _when(case.when, found)
    )


def _when(when: str, found: Found) -> bool:
    """Days in one spelling compare as text."""
    if when == "ours_earlier":
        return "" < found.ours < found.theirs
    return not when or found.ours > found.theirs > ""
