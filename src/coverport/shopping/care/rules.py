"""Whether a plan has a doctor or pays for a drug, from what its insurer published. Not known is an answer. No Django."""

import re
from collections.abc import Collection
from typing import Literal

State = Literal["covered", "generic", "not_covered", "unknown"]
# RxNorm names a branded drug like its generic with the brand behind it: "atorvastatin 10 MG Oral Tablet [Lipitor]".
_BRAND = re.compile(r"\s*\[[^\[\]]+\]\s*$")


def generic_name(name: str) -> str | None:
    """The generic drug's name of a branded one; None where the name carries no brand."""
    found = _BRAND.sub("", name)
    return found if found != name and found else None


def drug_state(covered: bool, generic_covered: bool, known: bool) -> State:
    """known: whether the insurer says anything of the plan's drugs for the year."""
    if covered:
        return "covered"
    if generic_covered:
        return "generic"
    return "not_covered" if known else "unknown"


def doctor_state(covered: bool, known: bool) -> State:
    """known: whether the insurer says anything of the plan's network for the year."""
    return drug_state(covered, False, known)


def all_covered(states: Collection[State]) -> bool:
    """Whether a plan has everything that was asked for; a generic instead of the brand counts."""
    return bool(states) and all(state in {"covered", "generic"} for state in states)
