"""The exact difference that another plan makes: shown before it is signed for, and checked when it is."""

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec

from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.year import Amounts, PersonMonth, amounts, differing, standing


class Difference(msgspec.Struct, frozen=True):
    """old, last: the plan that ends and its last day, none where it is canceled as if it had never been.

    before, after: all plans of the household by the month, from the first month that differs on; held: from the month of the day
    of the preview to that one, as it stands.
    """

    old: str
    last: date | None
    before: tuple[Amounts, ...]
    after: tuple[Amounts, ...]
    held: tuple[Amounts, ...] = ()

    @property
    def until_now(self) -> Amounts | None:
        """What a month costs until now; where this month is not covered, what the first one that differs would have cost."""
        return next(iter(self.held or self.before), None)

    @property
    def by_month(self) -> tuple[Amounts, ...]:
        """From which months on it costs another amount, also where something before the choice made it so."""
        return (*self.held[1:], *self.after)

    @property
    def digest(self) -> str:
        """Of all of it: what is agreed to is what was shown."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


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
