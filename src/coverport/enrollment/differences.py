"""The exact difference that another plan makes: shown before it is signed for, and checked when it is."""

from collections.abc import Iterable
from datetime import date

from coverport.enrollment.comparing import Compared
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.year import PersonMonth, amounts, differing, standing


class Difference(Compared, frozen=True):
    """Of all plans of the household. old, last: the plan that ends and its last day, none where it is canceled as if never chosen."""

    old: str
    last: date | None


def difference(old: Enrollment, before: Iterable[PersonMonth], after: Iterable[PersonMonth], on: date) -> Difference:
    """old: as it is now that the other plan was chosen."""
    had, has = list(before), list(after)
    written = differing(had, has)
    since = min((row.month for row in written), default=old.start)
    return Difference(
        old=old.reference,
        last=old.end if old.status == Enrollment.Status.TERMINATED else None,
        before=amounts(row for row in had if row.month >= since and row.first is not None),
        after=amounts(row for row in has if row.month >= since),
        held=standing(had, on, since),
    )
