"""Reads of what is asked, open and sent, for pages."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from coverport.applications.models import Application, Determination
from coverport.applications.verification.known import known
from coverport.applications.verification.models import Document, Inconsistency, Redetermination
from coverport.applications.verification.rules.confirmed import Kind, checked
from coverport.applications.verification.settling import answers_of
from coverport.core.access import Actor, Permission
from coverport.eligibility.findings import Outcome
from coverport.exchanges.models import Exchange

_WITH = ("application__exchange", "application__household__owner", "person")


def open_of(application: Application) -> list[Inconsistency]:
    """What still has to be settled, the next one due first."""
    rows = application.inconsistencies.filter(status="open").select_related(*_WITH).prefetch_related("documents")
    return list(rows)


def closed_of(application: Application) -> list[Inconsistency]:
    """What is settled, for the record; what the person themselves changed is left out."""
    rows = application.inconsistencies.exclude(status__in=["open", "withdrawn"]).select_related(*_WITH)
    return list(rows.order_by("-closed_on", "-id"))


def without_medicaid_yet(application: Application, determination: Determination) -> frozenset[str]:
    """Who is within Medicaid's or CHIP's limit by their own word alone: it has no period as attested, 42 CFR 435.952."""
    if Redetermination.objects.filter(determination=determination).exists():
        return frozenset()
    found = [
        one
        for one in checked(known(application, determination), answers_of(application))
        if one.kind is Kind.MEDICAID_INCOME and one.finding.outcome is not Outcome.YES
    ]
    accepted = _accepted(application, Kind.MEDICAID_INCOME) if found else set()
    return frozenset(one.person for one in found if one.person not in accepted)


def _accepted(application: Application, kind: Kind) -> set[str]:
    rows = application.inconsistencies.filter(kind=kind.value, status="accepted")
    return set(rows.values_list("person__reference", flat=True))


def inconsistency_for(
    actor: Actor, exchange: Exchange, reference: str, permission: Permission, application: str = ""
) -> Inconsistency:
    """The one of a reference at an exchange. Another person's, or another exchange's, is not there: 404."""
    rows = Inconsistency.objects.select_related(*_WITH).filter(application__exchange=exchange, reference=reference)
    if application:
        rows = rows.filter(application__reference=application)
    found = rows.first()
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


def document_of(inconsistency: Inconsistency, reference: str) -> Document:
    """A paper of it; 404 for any other."""
    found = inconsistency.documents.select_related(*(f"inconsistency__{name}" for name in _WITH)).filter(
        reference=reference
    )
    if (document := found.first()) is None:
        raise Http404
    return document


def desk(exchange: Exchange) -> "QuerySet[Inconsistency]":
    """Everything open at an exchange, with how many papers wait for a decision."""
    waiting = Count("documents", filter=Q(documents__status=Document.Status.RECEIVED))
    rows = Inconsistency.objects.filter(application__exchange=exchange, status="open").select_related(*_WITH)
    return rows.annotate(waiting=waiting).order_by("due_on", "id")


def to_review(rows: "QuerySet[Inconsistency]") -> "QuerySet[Inconsistency]":
    """Of these, where somebody sent something that nobody has decided."""
    return rows.filter(Q(waiting__gt=0) | ~Q(explained_on=None))


def days_left(row: Inconsistency, today: date) -> int:
    """Days until the last one, which itself still counts; 0 on it and after it."""
    return max(0, (row.due_on - today).days)


def first_day(rows: Iterable[Inconsistency]) -> date | None:
    """The nearest last day."""
    return min((row.due_on for row in rows), default=None)
