"""A last day to choose comes near: who could have a plan and has none gets a letter, 45 CFR 155.205(d), 155.410(d)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.applications.decision import may_choose
from coverport.applications.determining import result_of
from coverport.applications.models import Application
from coverport.applications.notices import recipient
from coverport.applications.queries import applicants_of
from coverport.core.dates import long_date
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment.models import GOING_ON, Enrollment
from coverport.exchanges.calendar import Window
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build, telling

# How long before: time for a letter to come and a choice to be made, and once more when it is urgent. Not law, our practice.
DAYS_BEFORE = (14, 4)


def remind(exchange: Exchange, *, on: date) -> int:
    """Write to everybody whose last day is one of DAYS_BEFORE away; answers to how many. Run twice it writes once."""
    return sum(_write(exchange, window, on) for window in _ending(exchange, on))


def _ending(exchange: Exchange, on: date) -> Iterator[Window]:
    for year in exchange.years():
        window = exchange.calendar.open_on(year, on, in_line=None)
        if window is not None and (window.selected_to - on).days in DAYS_BEFORE:
            yield window


def _write(exchange: Exchange, window: Window, on: date) -> int:
    written = 0
    for application in without_a_plan(exchange, window.plan_year).iterator(chunk_size=200):
        determination = application.determinations.order_by("-id").first()
        if determination is None or is_rehearsal(application.owner_user_id):
            continue
        result = result_of(determination)
        if any(may_choose(result, one) for one in applicants_of(application)):
            _post(application, window, on)
            written += 1
    return written


def without_a_plan(exchange: Exchange, year: int) -> QuerySet[Application]:
    """The last signed application of each household that has no plan of the year."""
    later = Application.objects.filter(
        household=OuterRef("household"), year=year, status=Application.Status.SUBMITTED, id__gt=OuterRef("id")
    )
    chosen = Enrollment.objects.filter(GOING_ON, application__household=OuterRef("household"), application__year=year)
    return (
        Application.objects.filter(~Exists(later), ~Exists(chosen), exchange=exchange, year=year, status="submitted")
        .select_related("household__owner", "exchange")
        .order_by("id")
    )


@transaction.atomic
def _post(application: Application, window: Window, on: date) -> None:
    to = recipient(application)
    with translation.override(to.language):
        case = telling.Deadline(
            exchange=application.exchange, to=to, on=on, by=window.selected_to,
            action=_("Choose a plan for coverage from %(day)s.") % {"day": long_date(window.starts)},
            otherwise=_otherwise(application.exchange, window),
        )  # fmt: skip
    letter = build(telling.DEADLINE, case, language=to.language)
    decision = f"{application.reference} {window.selected_to} {on}"
    send_notice(
        telling.DEADLINE,
        exchange=application.exchange,
        to=to,
        about=application.reference,
        decision=decision,
        letter=letter,
        on=on,
    )


def _otherwise(exchange: Exchange, window: Window) -> str:
    """What a later choice leads to: a later start, or none but after a change in life."""
    following = exchange.calendar.open_on(window.plan_year, window.selected_to + timedelta(days=1), in_line=None)
    if following is not None:
        return _("If you choose later, you are covered from %(day)s or later.") % {"day": long_date(following.starts)}
    return _(
        "After that day plans of %(year)s can be chosen only after a change in your life, such as a birth, a move or lost coverage."
    ) % {"year": str(window.plan_year)}
