"""What all plans of a result say of the doctors and drugs that somebody keeps: to narrow the list by, and to mark its rows with."""

from collections.abc import Iterable

import msgspec
import numpy as np

from coverport.plans.rules.arrays import Flags
from coverport.shopping.care.coverage import Mark, Marks, marks_of
from coverport.shopping.care.rules import all_covered
from coverport.shopping.saved.kept import Care, Kept
from coverport.shopping.search.result import Result

# word of the address -> what it is about
KINDS: dict[str, Care] = {"doctors": "doctor", "drugs": "drug"}


class Mine(msgspec.Struct, frozen=True, eq=False):
    """marks: by plan id. has: word of the address -> by position, which plans have all of that kind; only kinds of which some are kept."""

    marks: Marks
    has: dict[str, Flags]


NOTHING = Mine({}, {})


def mine_in(kept: Kept, result: Result | None, year: int) -> Mine:
    """A plan of which it is not known has not all of them. No query where nothing is kept."""
    if result is None or not (kept.doctors or kept.drugs):
        return NOTHING
    ids = [plan.plan_id for plan in result.facts.plans]
    marks = marks_of(kept, ids, year)
    return Mine(
        marks,
        {
            word: np.array([_has_all(marks[each], kind) for each in ids], dtype=np.bool_)
            for word, kind in KINDS.items()
            if getattr(kept, word)
        },
    )


def _has_all(marks: Iterable[Mark], kind: Care) -> bool:
    return all_covered([mark.state for mark in marks if mark.sought.kind == kind])
