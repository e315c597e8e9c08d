"""The exact difference that another plan makes: shown before it is signed for, and checked when it is."""

from collections.abc import Iterable
from datetime import date

from coverport.core.dates import day_before
from coverport.enrollment.choice.comparing import Compared
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.year import PersonMonth, amounts, differing, standing


class Difference(Compared, frozen=True):
    """Of all plans of the household. old, last: the plan that ends and its last day, none where it is canceled as if never chosen.
    waits: whether that plan covers until then only once its first payment is made.

    uncovered: the first and last of the days on which it would have covered somebody once it was paid for, and the other plan does not.
    """

    old: str
    last: date | None
    waits: bool = False
    uncovered: tuple[date, date] | None = None


def difference(old: Enrollment, before: Iterable[PersonMonth], after: Iterable[PersonMonth], on: date) -> Difference:
    """old: as it is now that the other plan was chosen."""
    had, has = list(before), list(after)
    written = differing(had, has)
    since = min((row.month for row in written), default=old.start)
    return Difference(
        old=old.reference,
        last=old.end if old.cut or old.status == Enrollment.Status.TERMINATED else None,
        waits=old.cut,
        before=amounts(row for row in had if row.month >= since and row.first is not None),
        after=amounts(row for row in has if row.month >= since),
        held=standing(had, on, since),
        uncovered=_uncovered(old.reference, had, has) if old.status == Enrollment.Status.CANCELED else None,
    )


def _uncovered(old: str, had: Iterable[PersonMonth], has: Iterable[PersonMonth]) -> tuple[date, date] | None:
    """From the first day of who was to be covered to the one before the other plan; of who stays, by the plans of the same choice alone."""
    beside = {row.policy for row in had} - {old}
    would = _first_days(row for row in had if row.policy == old)
    will = _first_days(row for row in has if row.policy not in beside)
    later = [(first, day_before(will[person])) for person, first in would.items() if first < will.get(person, first)]
    return (min(first for first, _ in later), max(last for _, last in later)) if later else None


def _first_days(rows: Iterable[PersonMonth]) -> dict[str, date]:
    found: dict[str, date] = {}
    for row in rows:
        if row.first is not None:
            found[row.person] = min(row.first, found.get(row.person, row.first))
    return found
