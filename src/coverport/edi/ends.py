"""What is told beside an end of coverage, and beside its taking back: months that it made other, and what was held back for it."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from coverport.core.dates import day_before, first_of_month, last_of_month
from coverport.core.models import Event
from coverport.edi.figures import stretches
from coverport.edi.models import Due834
from coverport.edi.told import comes_back_with
from coverport.enrollment.events import (
    EnrollmentCanceled,
    EnrollmentReinstated,
    EnrollmentTerminated,
    EnrollmentVoided,
)
from coverport.enrollment.models import Enrollment

ENDED = (EnrollmentTerminated.kind, EnrollmentCanceled.kind, EnrollmentVoided.kind)


def first_made_other(row: Enrollment, event: Any) -> date | None:
    """The first month that the change which ended a policy made other than before, and that is covered still."""
    made = row.months.filter(change__reference=event.data["change"], first__isnull=False)
    return made.order_by("month").values_list("month", flat=True).first() if event.data.get("change") else None


def waiting_for_it(row: Enrollment, kinds: Collection[str]) -> set[tuple[str, date | None]]:
    """(kind, since) of what the last end held back. What an earlier one did was told anew when the policy came back then."""
    rows = Due834.objects.filter(enrollment=row, kind__in=kinds).order_by("pk")
    newest = {(each.kind, each.since): each for each in rows}
    return {key for key, each in newest.items() if each.file_id is None and each.withdrawn_on is not None}


def told_anew(row: Enrollment, event: Any) -> Iterator[date]:
    """From when on figures of a policy that comes back are told: changes that begin after an end, and a month that an end cut.

    While it was ended, its amounts may have been told as they were for that part of a month. And what was other after the end than
    before it, and comes back as it was before it, is told from the day after the end on: nothing begins there any more.
    """
    ends = _ends_before(row, event)
    cut = min((first_of_month(last) for last in ends if last != last_of_month(last)), default=date.max)
    after = min(ends) + timedelta(days=1)
    for stretch in stretches(row):
        if stretch.since >= after:
            yield stretch.since
        elif stretch.until >= cut:
            yield max(stretch.since, cut)
        elif stretch.until >= after and not comes_back_with(row, after):
            yield after


def _ends_before(row: Enrollment, event: Any) -> list[date]:
    """The last days of each end since it came back the last time; of what was canceled the day before its first, also on a 31st."""
    heard = Event.objects.filter(subject=row.reference, id__lt=event.pk).order_by("id")
    came_back = heard.filter(kind=EnrollmentReinstated.kind).last()
    ends = heard.filter(kind__in=ENDED, id__gt=came_back.pk if came_back else 0)
    never = day_before(row.start)
    days = [date.fromisoformat(end.data["last_day"]) if "last_day" in end.data else never for end in ends]
    return days or [never]
