"""What waits between the exchange and insurers: filings of plans, what differs, files without an answer."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.desk.queues import Queue, Shelf, Tool, counted, queue, tool
from coverport.edi.answers import overdue
from coverport.edi.clock import clock_of
from coverport.edi.models import Discrepancy, Heard
from coverport.edi.portal import queries as portal
from coverport.exchanges.models import Exchange
from coverport.plans.certification.queries import filings_of
from coverport.plans.models import QhpApplication


def insurers(actor: Actor, exchange: Exchange) -> Shelf | None:
    """For insurers and for the state; each sees what is theirs to do."""
    if not actor.may(Permission.SEE_FILINGS, exchange):
        return None
    certifier = actor.may(Permission.CERTIFY_PLANS, exchange)
    queues = _of_the_state(actor, exchange) if certifier else _of_an_insurer(actor, exchange)
    return Shelf(_("Insurers and plans"), queues, _tools(certifier))


def _of_the_state(actor: Actor, exchange: Exchange) -> tuple[Queue, ...]:
    today = exchange.today()
    submitted = filings_of(actor, exchange).filter(status=QhpApplication.Status.SUBMITTED)
    heard = Heard.objects.filter(received__exchange=exchange.slug, outcome=Heard.Outcome.STAFF)
    late = [each.written_at.date() for each in overdue(clock_of(exchange.slug)) if each.exchange == exchange.slug]
    return (
        counted(_("Plan filings to review"), "certification:desk?status=submitted", submitted, "submitted_on", today),
        counted(
            _("Differences to decide"), "insurers:differences", _differing(actor, exchange, "open"), "first_on", today
        ),
        counted(_("Messages that only a person can apply"), "insurers:received", heard, "received__received_on", today),
        queue(_("Files without an answer"), "insurers:sent?kind=late", len(late), min(late, default=None), today),
    )


def _of_an_insurer(actor: Actor, exchange: Exchange) -> tuple[Queue, ...]:
    today = exchange.today()
    filings = filings_of(actor, exchange).filter(status__in=QhpApplication.IN_HANDS_OF_ISSUER)
    return (
        counted(_("Plan filings to finish"), "certification:desk", filings, "started_on", today),
        counted(
            _("Differences to correct"),
            "insurers:differences?show=told",
            _differing(actor, exchange, "told"),
            "first_on",
            today,
        ),
    )


def _differing(actor: Actor, exchange: Exchange, status: str) -> QuerySet[Discrepancy]:
    return portal.discrepancies(actor, exchange).filter(status=status)


def _tools(certifier: bool) -> tuple[Tool, ...]:
    tools = (tool(_("Plan filings"), "certification:desk"), tool(_("Insurer files"), "insurers:sent"))
    return (*tools, tool(_("Plans that take nobody new"), "certification:closed")) if certifier else tools
