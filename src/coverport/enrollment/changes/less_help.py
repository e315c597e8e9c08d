"""Whether a change does nothing but lower the credit, or set another level of cost sharing: told after the 15th it counts a month later.

And whether it changes somebody's help at all.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from coverport.applications.models import Determination
from coverport.applications.submission import result_of
from coverport.core.money import Cents
from coverport.enrollment.changes.regrouping import granted
from coverport.enrollment.dates import Counts, less_help_counts
from coverport.enrollment.models import Change
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.rules.year import PersonMonth

if TYPE_CHECKING:
    from coverport.enrollment.changes.planning import Planned


def less_help(planned: "Planned", policy: Policy, *, told: date, state: str) -> Counts | None:
    """From when it counts by 45 CFR 155.330(f)(3); None where that is no later, or where it is another change.

    Who comes, goes or moves is covered from another rule's day, and the credit goes with them.
    """
    change, people, following = planned.change, planned.people, planned.following
    moved = following is not None and following.product[2:] != policy.product[2:]
    if granted(change) or people.joins or people.leaves or moved:
        return None
    later = less_help_counts(told=told, state=state)
    day = max(later.day, change.enrollment.start)
    if day <= planned.counts.day:
        return None
    had, has = (_credit_in(rows, planned.counts.day) for rows in (planned.loaded.rows, planned.months))
    if has >= had and following is None:
        return None
    return msgspec.structs.replace(later, day=day, window=planned.counts.window)


def _credit_in(rows: Iterable[PersonMonth], month: date) -> Cents:
    return sum(row.credit for row in rows if row.month == month)


def help_changed(change: Change, determination: Determination) -> bool:
    """Whether somebody's credit comes or goes, or their cost sharing changes: only that opens the period of 45 CFR 155.420(d)(6)."""
    before, now = result_of(change.enrollment.determination), result_of(determination)
    had, has = (
        {one.id: (one.csr_variant, bool(each.aptc) and one.id in each.coverage_family) for one in each.people}
        for each in (before, now)
    )
    return bool(before.aptc) != bool(now.aptc) or any(had[one] != has[one] for one in had.keys() & has.keys())
