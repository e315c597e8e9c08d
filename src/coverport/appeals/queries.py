"""Reads of appeals, for pages."""

from datetime import date, timedelta

import msgspec
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from coverport.appeals.models import Appeal
from coverport.applications.cards import leads
from coverport.applications.decision import cards_of
from coverport.applications.determining import result_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.core.access import Actor, Permission
from coverport.exchanges.models import Exchange
from coverport.law import last_day_to_appeal
from coverport.law.lookups import typed
from coverport.law.parameters import Days

_WITH = ("exchange", "application__household__owner", "application__exchange", "determination", "draft")


class Row(msgspec.Struct, frozen=True):
    """One appeal on a page. state: in words; due: the day by which it is to be decided, 45 CFR 155.545(b)(1); age: days waited."""

    appeal: Appeal
    state: str
    due: date
    age: int = 0
    late: bool = False


class Page(msgspec.Struct, frozen=True):
    """The person's page. may_file: whether the newest decision can be appealed today; last_day: until when."""

    appeals: tuple[Row, ...]
    may_file: bool
    last_day: date | None


def page_of(application: Application) -> Page:
    """What was asked for, and whether more can be."""
    determination, today = determination_of(application), application.exchange.today()
    rows = tuple(_row(each, today) for each in Appeal.objects.filter(application=application).select_related(*_WITH))
    last = last_day_to_appeal(determination.on) if determination else None
    same = [each.appeal for each in rows if each.appeal.determination == determination]
    may = last is not None and today <= last and all(each.status == Appeal.Status.DISMISSED for each in same)
    return Page(rows, may, last)


def waiting(exchange: Exchange) -> tuple[Row, ...]:
    """Open ones: those that cannot wait first, then the oldest."""
    found = Appeal.objects.filter(exchange=exchange, status=Appeal.Status.OPEN).select_related(*_WITH)
    return tuple(_row(each, exchange.today()) for each in found.order_by("-expedited", "id"))


def unfinished(exchange: Exchange) -> QuerySet[Appeal]:
    """Won ones whose answers are not signed yet, so that there is no new decision."""
    open_ = Appeal.objects.filter(exchange=exchange, draft__status=Application.Status.DRAFT)
    return open_.select_related(*_WITH).order_by("id")


def _row(appeal: Appeal, today: date) -> Row:
    by = due(appeal)
    return Row(appeal, state(appeal), by, max(0, (today - appeal.received_on).days), appeal.is_open and today > by)


def due(appeal: Appeal) -> date:
    """The day by which it is to be decided, 45 CFR 155.545(b)(1)."""
    return appeal.received_on + timedelta(days=typed(Days, "appeals.decision", on=appeal.received_on).days)


def state(appeal: Appeal) -> str:
    """Where an appeal stands."""
    return {
        "open": _("We are looking at it."),
        "won": _("You won your appeal."),
        "part": _("You won a part of your appeal."),
        "lost": _("You did not win your appeal."),
        "dismissed": _("Your appeal was dismissed."),
    }[appeal.status]


def told(appeal: Appeal) -> tuple[str, ...]:
    """What the decision says that is appealed, in the words of its page."""
    determination = appeal.determination
    return tuple(leads(cards_of(appeal.application, determination), result_of(determination)))


def language(appeal: Appeal) -> str:
    """In which the person reads the letter, as the reader of the page calls it."""
    name: str = get_language_info(appeal.application.household.owner.language or "en")["name_translated"]
    return name


def of(exchange: Exchange, reference: str) -> Appeal:
    """An appeal of an exchange. Another's is not there: 404."""
    found = Appeal.objects.filter(exchange=exchange, reference=reference).select_related(*_WITH).first()
    if found is None:
        raise Http404
    return found


def appeal_for(actor: Actor, exchange: Exchange, reference: str) -> Appeal:
    """The appeal of a number, for its owner. Another person's is not there: 404."""
    found = of(exchange, reference)
    if not actor.may(Permission.CHANGE, found):
        raise Http404
    return found


def application_for(actor: Actor, exchange: Exchange, reference: str) -> Application:
    """The signed application of a number, for its owner. Another person's, or a draft, is not there: 404."""
    signed = Application.objects.filter(exchange=exchange, reference=reference, status=Application.Status.SUBMITTED)
    found = signed.select_related("exchange", "household__owner").first()
    if found is None or not actor.may(Permission.CHANGE, found):
        raise Http404
    return found
