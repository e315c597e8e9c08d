"""What a comparison comes to, in a sentence or two: who costs least over the year, and who each month."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coverport.core.money import display_whole
from coverport.shopping.compare.table import Side


def verdict(sides: Sequence[Side]) -> str:
    """Of plans of one year; "" where fewer than two have a yearly cost."""
    known = [side for side in sides if side.after is not None and side.year is not None and side.year.known]
    if len(known) < 2:
        return ""
    least = min(known, key=lambda side: (_total(side, _expected(side)), side.plan.plan_id))
    monthly = min(known, key=lambda side: (side.after, side.plan.plan_id))
    words = _("%(plan)s is likely to cost you least over the year.") % {"plan": least.plan.name}
    if monthly.after == least.after:
        return words
    more = _total(monthly, "bad_year") - _total(least, "bad_year")
    if more > 0:
        other = _("%(plan)s is cheapest each month, but a bad year could cost %(more)s more.")
    else:
        other = _("%(plan)s is cheapest each month.")
    return f"{words} {other % {'plan': monthly.plan.name, 'more': display_whole(more)}}"


def _expected(side: Side) -> str:
    assert side.year is not None
    return side.year.expected


def _total(side: Side, use: str) -> int:
    year = side.years[use]
    assert year.total is not None
    return year.total
