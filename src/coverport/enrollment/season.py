"""Open enrollment begins: everybody on a plan gets a letter, 45 CFR 155.410(d), in the month before it or by its first day."""

from collections.abc import Iterator
from datetime import date

import msgspec
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from coverport.applications.models import Household
from coverport.applications.notices import recipient
from coverport.core.dates import first_of_month
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment.models import Enrollment, Kind
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.calendar import COUNTING, Window
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build, telling
from coverport.notices.models import Notice


class Season(msgspec.Struct, frozen=True):
    """Open enrollment of a plan year. first_by: the last day to choose for coverage from its first day, start."""

    year: int
    first: date
    last: date
    first_by: date
    start: date


def announce(exchange: Exchange, *, on: date) -> int:
    """Write to every household on a plan of the year before; answers to how many. Run again, it finds who was left."""
    return sum(
        _post(exchange, key, season, on)
        for season in seasons(exchange, on)
        for key in list(untold(exchange, season.year).values_list("pk", flat=True))
    )


def seasons(exchange: Exchange, on: date) -> Iterator[Season]:
    """Each whose letter is due on a day: from the first of the month before it opens to its first day."""
    by_year: dict[int, list[Window]] = {}
    for window in exchange.calendar.windows:
        if window.status in COUNTING and window.in_line_by is None and window.basis == "regulatory":
            by_year.setdefault(window.plan_year, []).append(window)
    for year, windows in sorted(by_year.items()):
        first = min(each.selected_from for each in windows)
        start = min(each.starts for each in windows)
        if first_of_month(first, -1) <= on <= first:
            by = max(each.selected_to for each in windows if each.starts == start)
            yield Season(year, first, max(each.selected_to for each in windows), by, start)


def untold(exchange: Exchange, year: int) -> QuerySet[Household]:
    """Households on a health plan to the end of the year before, to which nobody has written of this season."""
    covered = Enrollment.objects.filter(
        application__household=OuterRef("pk"), exchange=exchange, year=year - 1, kind=Kind.MEDICAL, status__in=STANDING,
        end=date(year - 1, 12, 31),
    )  # fmt: skip
    told = Notice.objects.filter(
        exchange=exchange.slug, kind=telling.OPEN, decision=Concat(OuterRef("reference"), Value(f":{year}"))
    )
    return Household.objects.filter(Exists(covered), ~Exists(told), exchange=exchange).order_by("pk")


@transaction.atomic
def _post(exchange: Exchange, key: int, season: Season, on: date) -> bool:
    household = Household.objects.select_for_update().get(pk=key)
    application = household.applications.filter(year=season.year - 1, status="submitted").order_by("-id").first()
    if application is None or is_rehearsal(household.owner_id):
        return False
    to = recipient(application)
    case = telling.Season(
        exchange=exchange, to=to, on=on, year=season.year, first=season.first, last=season.last, first_by=season.first_by,
        start=season.start,
    )  # fmt: skip
    letter = build(telling.OPEN, case, language=to.language)
    decision = f"{household.reference}:{season.year}"
    send_notice(
        telling.OPEN, exchange=exchange, to=to, about=application.reference, decision=decision, letter=letter, on=on
    )  # fmt: skip
    return True
