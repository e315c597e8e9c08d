"""What a plan comes to by the month and what else it changes: shown before it is signed for, and checked when it is."""

from collections.abc import Iterable
from datetime import date

import msgspec

from coverport.core.dates import day_before, first_of_month
from coverport.enrollment.choice.comparing import Compared
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.year import Amounts, PersonMonth, amounts, differing, standing


class Difference(Compared, frozen=True):
    """Of all plans of the household. own: of the plan that is chosen alone; others: whether any other that goes on costs another amount.

    The credit is worked out for the year, 45 CFR 155.330(g): what other months had, and what another plan takes, makes the months of this
    one other than its price by the month.

    old, last: the plan that ends and its last day, none where it is canceled as if never chosen; old is empty where the choice takes no
    plan's place. waits: whether that plan covers until then only once its first payment is made.
    uncovered: the first and last of the days on which it would have covered somebody once it was paid for, and the other plan does not.
    """

    own: tuple[Amounts, ...]
    others: bool = False
    old: str = ""
    last: date | None = None
    waits: bool = False
    uncovered: tuple[date, date] | None = None

    @property
    def own_alone(self) -> bool:
        """Whether the months of all plans together are those of the chosen one, so that to show both would say it twice."""
        return self.by_month == self.own


def difference(
    new: str, before: Iterable[PersonMonth], after: Iterable[PersonMonth], on: date, *, old: Enrollment | None = None
) -> Difference:
    """new: the number of what was chosen; old: what ends for it, as it is now."""
    had, has = list(before), list(after)
    written = differing(had, has)
    since = min((row.month for row in written), default=first_of_month(on))
    found = Difference(
        own=amounts(row for row in has if row.policy == new and row.first is not None),
        others=any(row.policy not in {new, old.reference if old else ""} for row in written),
        before=amounts(row for row in had if row.month >= since and row.first is not None),
        after=amounts(row for row in has if row.month >= since),
        held=standing(had, on, since),
    )
    return found if old is None else _with_its_end(found, old, had, has)


def _with_its_end(
    found: Difference, old: Enrollment, had: Iterable[PersonMonth], has: Iterable[PersonMonth]
) -> Difference:
    return msgspec.structs.replace(
        found,
        old=old.reference,
        last=old.end if old.cut or old.status == Enrollment.Status.TERMINATED else None,
        waits=old.cut,
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
