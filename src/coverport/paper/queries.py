"""Reads of this room: what waits by its next step, what was decided when, the next case."""

from datetime import date

from django.db.models import Count, Min, QuerySet
from django.http import Http404

from coverport.applications.models import Application
from coverport.core.access import Actor, Permission
from coverport.enrollment.models import Change
from coverport.exchanges.models import Exchange
from coverport.paper.models import Envelope, PaperApplication, Sheet

Status = PaperApplication.Status
QUEUES = (Status.KEYING, Status.CHECKING, Status.MISSING)


def waiting_by_step(exchange: Exchange) -> list[tuple[str, int, date | None]]:
    """(next step, how many, the earliest day that counts) of what is not decided. Scans to sort are counted by envelope."""
    to_sort = Envelope.objects.filter(exchange=exchange, sorted=False).aggregate(
        n=Count("pk"), oldest=Min("received_on")
    )
    rows = (
        PaperApplication.objects.filter(exchange=exchange, status__in=QUEUES)
        .values("status")
        .annotate(n=Count("pk"), oldest=Min("counts_from"))
    )
    by_status = {row["status"]: row for row in rows}
    found = [("sorting", to_sort["n"], to_sort["oldest"])]
    found += [(str(each), by_status[each]["n"], by_status[each]["oldest"]) for each in QUEUES if each in by_status]
    return [row for row in found if row[1]]


def decided_by_day(exchange: Exchange, first: date, last: date) -> dict[date, int]:
    """How many were decided, by day."""
    # The status leads to them by the index of the desk; the day alone would look at everything that waits.
    rows = PaperApplication.objects.filter(exchange=exchange, status=Status.DECIDED, decided_on__range=(first, last))
    found = rows.values("decided_on").annotate(n=Count("pk"))
    return {row["decided_on"]: row["n"] for row in found if row["decided_on"] is not None}


def queue(exchange: Exchange, status: str) -> QuerySet[PaperApplication]:
    """What waits at a step, the one that counts from the earliest day first."""
    return (
        PaperApplication.objects.filter(exchange=exchange, status=status)
        .select_related("opened_by", "application")
        .order_by("counts_from", "pk")
    )


def paper_for(actor: Actor, exchange: Exchange, reference: str) -> PaperApplication:
    """A case of an exchange for its clerks; another exchange's is not there: 404."""
    found = (
        PaperApplication.objects.select_related("exchange", "owner", "application__exchange", "application__household")
        .filter(exchange=exchange, reference=reference)
        .first()
    )
    if found is None or not actor.may(Permission.KEY_PAPER, found):
        raise Http404
    return found


def missing_pages(paper: PaperApplication) -> tuple[int, ...]:
    """Pages of the form that did not come; none where that is not known."""
    sheets = list(paper.sheets.exclude(page=None))
    most = max((sheet.of or 0 for sheet in sheets), default=0)
    return tuple(sorted(set(range(1, most + 1)) - {sheet.page for sheet in sheets if sheet.page}))


def sheets_of(paper: PaperApplication) -> QuerySet[Sheet]:
    """Its pages in the order of the form."""
    return paper.sheets.select_related("envelope").order_by("page", "envelope_id", "position")


def change_of(paper: PaperApplication) -> Change | None:
    """The change whose answers a case is for; None for an application. What came on a form of ours is always one."""
    if paper.serial or paper.application_id is None:
        return None
    told = Change.objects.select_related("exchange", "enrollment").filter(application=paper.application_id)
    return told.order_by("-id").first()


def is_anew(paper: PaperApplication) -> bool:
    """Whether a case is for new answers of a household that signed others before, told by telephone, in person or by letter."""
    application = None if paper.serial else paper.application
    return application is not None and (change_of(paper) is not None or signed_before(application) is not None)


def signed_before(application: Application) -> Application | None:
    """What the household signed last for the year."""
    mine = Application.objects.filter(
        household=application.household_id, year=application.year, status=Application.Status.SUBMITTED
    ).exclude(pk=application.pk)
    return mine.order_by("-submitted_on", "-id").first()


def draft_on_paper(change: Change) -> PaperApplication | None:
    """The case in which the answers of a change are being keyed in from a form, if one came."""
    return PaperApplication.objects.filter(application=change.application, application__status="draft").first()
