"""Reads of certification: which filings somebody may see, where one stands, what happened to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import Http404

from coverport.accounts.models import User
from coverport.accounts.roles import issuers_of
from coverport.core.access import Actor, Permission
from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.plans import filing_rows
from coverport.plans.certification import words
from coverport.plans.certification.actions import reviews_of
from coverport.plans.models import CatalogNumber, GateReview, PlanFiling, QhpApplication
from coverport.plans.rules.certification import GATES, Finding, gates


class Step(msgspec.Struct, frozen=True):
    """A line of the history: when, who, what, and the reason where one was given."""

    at: Any
    on: date
    who: str
    what: str
    reason: str


class GateRow(msgspec.Struct, frozen=True):
    """A gate: its finding in words, the document that is there, and the last review of that document."""

    check: words.CheckRow
    document: Any
    review: GateReview | None


class YearToPublish(msgspec.Struct, frozen=True):
    """A plan year: how many filings are certified, and the catalog that is published."""

    year: int
    filings: int
    number: int | None
    published_at: Any
    waiting: int


def filings_of(actor: Actor, exchange: Exchange) -> QuerySet[QhpApplication]:
    """The applications that somebody may see at an exchange, those that changed last first."""
    found = QhpApplication.objects.filter(filed_at=exchange).order_by("-year", "state", "issuer_name", "-id")
    if actor.may(Permission.CERTIFY_PLANS, exchange):
        # A draft is the insurer's own until it submits.
        return found.exclude(status=QhpApplication.Status.DRAFT)
    return found.filter(issuer_id__in=issuers_of(actor, exchange))


def filing_for(actor: Actor, exchange: Exchange | None, reference: str) -> QhpApplication:
    """The application of a reference. Another insurer's, or another exchange's, is not there: 404."""
    found = QhpApplication.objects.select_related("filed_at", "corrects").filter(filed_at=exchange, reference=reference)
    application = found.first()
    if application is None or not actor.may(Permission.SEE_FILINGS, application):
        raise Http404
    if application.status == QhpApplication.Status.DRAFT and not actor.may(Permission.FILE_PLANS, application):
        raise Http404
    return application


def findings_of(application: QhpApplication) -> tuple[Finding, ...]:
    """What the checks said of the files as they are now."""
    return msgspec.convert(application.findings, tuple[Finding, ...])


def gates_of(application: QhpApplication) -> list[GateRow]:
    """Every gate in order."""
    documents = {row.gate: row for row in application.files.exclude(gate="").filter(removed_on=None)}
    rows = application.gate_reviews.filter(document__removed_on=None).select_related("reviewer", "document")
    reviews = {review.gate: review for review in rows}
    found = {finding.check: finding for finding in gates(reviews_of(application))}
    return [GateRow(words.row_of(found[gate]), documents.get(gate), reviews.get(gate)) for gate in GATES]


def history_of(application: QhpApplication) -> list[Step]:
    """Everything that happened to an application, newest first."""
    events = list(Event.objects.filter(subject=application.reference, kind__in=list(words.EVENTS)).order_by("-id"))
    reasons = dict(application.decisions.values_list("event_id", "reason"))
    names = _names(events)
    return [
        Step(
            event.at,
            event.on,
            names.get(event.actor, event.actor),
            words.event_words(event.kind, event.data),
            reasons.get(event.pk, ""),
        )
        for event in events
    ]


def _names(events: Sequence[Event]) -> dict[str, str]:
    """Labels of people -> their addresses."""
    people = {event.actor.partition(":")[2] for event in events if event.actor.startswith("person:")}
    return {
        f"person:{reference}": email
        for reference, email in User.objects.filter(reference__in=people).values_list("reference", "email")
    }


def years_to_publish(exchange: Exchange) -> list[YearToPublish]:
    """The plan years of an exchange that have certified filings."""
    found = []
    for year in exchange.profile.plan_years:
        filings = filing_rows.certified(exchange.slug, year)
        count = filings.count()
        if not count:
            continue
        last = CatalogNumber.objects.filter(exchange=exchange.slug, year=year).order_by("-number").first()
        waiting = filings.filter(imported_at__gt=last.published_at).count() if last else count
        found.append(
            YearToPublish(year, count, last.number if last else None, last.published_at if last else None, waiting)
        )
    return found


def is_published(application: QhpApplication) -> bool:
    """Whether the plans are in a catalog that was published after they were certified."""
    filing = PlanFiling.objects.filter(application=application).first()
    if filing is None:
        return False
    numbers = CatalogNumber.objects.filter(exchange=application.filed_at.slug, year=application.year)
    return numbers.filter(published_at__gte=filing.imported_at).exists()
