"""The exact difference that another plan makes: shown before it is signed for, and checked when it is."""

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec

from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.year import Amounts, PersonMonth, amounts, differing


class Difference(msgspec.Struct, frozen=True):
    """old, last: the plan that ends and its last day, none where it is canceled as if it had never been.

    before, after: all plans of the household by the month, from the first month that differs on.
    """

    old: str
    last: date | None
    before: tuple[Amounts, ...]
    after: tuple[Amounts, ...]

    @property
    def digest(self) -> str:
        """Of all of it: what is agreed to is what was shown."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def difference(old: Enrollment, before: Iterable[PersonMonth], after: Iterable[PersonMonth]) -> Difference:
    """old: as it is now that the other plan was chosen."""
    had, has = list(before), list(after)
    written = differing(had, has)
    since = min((row.month for row in written), default=old.start)
    return Difference(
        old=old.reference,
        last=old.end if old.status == Enrollment.Status.TERMINATED else None,
        before=amounts(row for row in had if row.month >= since and row.first is not None),
        after=amounts(row for row in has if row.month >= since),
    )
