"""What an insurer was told that a policy costs, so that what did not change is not told again."""

from datetime import date
from typing import Any

import msgspec

from coverport.edi.figures import Stretch, left, stretch_from, stretches
from coverport.edi.models import Answered, Due834
from coverport.enrollment.models import Enrollment

Kind = Due834.Kind
# What says amounts from a day on.
OF_FIGURES = (Kind.INITIAL, Kind.CHANGE, Kind.ADDRESS, Kind.PERSON)
ENDS = (Kind.CANCEL, Kind.TERMINATE)


class Figures(msgspec.Struct, frozen=True):
    """The figures of a message, kept beside it. since: its first day; premiums: person's key -> cents; left: who is told to have left."""

    since: date
    premiums: dict[int, int]
    credit: int
    left: tuple[int, ...] = ()


def figures_of(due: Due834) -> Any:
    """What a message says that is made of a due row now, as it is stored; None of one that says no amounts."""
    row = due.enrollment
    if due.kind not in OF_FIGURES:
        return None
    first = due.kind == Kind.INITIAL
    stretch = stretches(row)[0] if first else stretch_from(row, due.since or row.start)
    gone = tuple(sorted(left(row, stretch))) if due.kind == Kind.CHANGE else ()
    return msgspec.to_builtins(Figures(stretch.since, stretch.premiums, stretch.credit, gone), str_keys=True)


def knows(row: Enrollment, since: date) -> bool:
    """Whether its insurer holds a policy's amounts and people from a day on as they are now: nothing else waits to be told, and the
    last message about that day said the same. Not of months after an end that it was told since: it may have let go of them.
    """
    rows = Due834.objects.filter(enrollment=row).exclude(answer=Answered.REFUSED)
    if rows.filter(kind__in=OF_FIGURES, file=None, withdrawn_on=None).exists():
        return False
    told = rows.filter(kind__in=(*OF_FIGURES, *ENDS)).exclude(file=None).order_by("-control")
    now = stretch_from(row, since)
    for kind, begins, figures in told.values_list("kind", "since", "figures"):
        day = begins or row.start
        if kind == Kind.CANCEL or (kind == Kind.TERMINATE and day < now.until):
            return False
        if kind == Kind.TERMINATE:
            continue
        # The newest message counts from its day to the end, over what was told of later months before it.
        if day <= now.until and not _same(row, now, figures):
            return False
        if day <= since:
            return True
    return False


def comes_back_with(row: Enrollment, since: date) -> bool:
    """Whether a policy whose end is taken back has, from a day on, the amounts and people that its insurer was told of before that end."""
    rows = Due834.objects.filter(enrollment=row, kind__in=OF_FIGURES).exclude(answer=Answered.REFUSED)
    now = stretch_from(row, since)
    for begins, figures in rows.exclude(file=None).order_by("-control").values_list("since", "figures"):
        day = begins or row.start
        if day <= now.until and not _same(row, now, figures):
            return False
        if day <= since:
            break
    return True


def _same(row: Enrollment, now: Stretch, figures: Any) -> bool:
    if figures is None:  # written before they were kept
        return False
    told = msgspec.convert(figures, Figures, strict=False)
    gone = {person for person, member in left(row, now).items() if member.active}
    return (now.premiums, now.credit) == (told.premiums, told.credit) and gone <= set(told.left)
