"""Reads of enrollments."""

from collections.abc import Iterable

import msgspec
from django.db.models import Q, QuerySet
from django.http import Http404

from coverport.applications.decision import names
from coverport.applications.models import Application
from coverport.core.access import Actor, Permission
from coverport.core.prepared import Read
from coverport.enrollment.models import (
    Change,
    Enrollment,
    EventPaper,
    EventProof,
    Kind,
)
from coverport.enrollment.previewing import Preview
from coverport.enrollment.pricing import Shopper
from coverport.enrollment.renewal.writing import RULE as RENEWAL
from coverport.enrollment.rules.transitions import ACTIVE
from coverport.enrollment.story import Around as Around
from coverport.enrollment.story import Told as Told
from coverport.enrollment.story import around_of as around_of
from coverport.enrollment.story import pay_day as pay_day
from coverport.enrollment.story import told as told
from coverport.exchanges.models import Exchange

BY_REFERENCE = Read(
    lambda exchange, reference: (
        Enrollment.objects.select_related("application__household", "catalog", "determination")
        .defer("determination__inputs")
        .filter(exchange=exchange, reference=reference)
    )
)


def enrollment_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Enrollment:
    """The enrollment of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = BY_REFERENCE.first(exchange.pk, reference)
    if found is None or not actor.may(permission, found):
        raise Http404
    found.exchange = found.application.exchange = exchange
    return found


def newest_of(actor: Actor, exchange: Exchange) -> Enrollment | None:
    """The actor's newest enrollment in a health plan at an exchange; one that stands goes before a canceled one."""
    mine = Enrollment.objects.filter(
        exchange=exchange, application__household__owner_id=actor.user_id, kind=Kind.MEDICAL
    )
    gone = (Enrollment.Status.CANCELED, Enrollment.Status.VOIDED)
    standing = mine.exclude(status__in=gone).order_by("-year", "-end", "-id").first()
    return standing or mine.order_by("-id").first()


def standing_of(application: Application, kind: str = Kind.MEDICAL) -> Enrollment | None:
    """The enrollment that an application led to, if one stands."""
    found = application.enrollments.filter(status__in=ACTIVE, kind=kind).first()
    return None if found is not None and may_be_replaced(found) else found


def standing_beside(application: Application) -> Enrollment | None:
    """The health plan that a household has in the year of an application and that rests on another one."""
    mine = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year, status__in=ACTIVE, kind=Kind.MEDICAL
    )
    found = mine.exclude(application=application).select_related("exchange").first()
    return None if found is not None and may_be_replaced(found) else found


def may_be_replaced(enrollment: Enrollment) -> bool:
    """Whether nobody chose it and another one can be chosen now in its place: a renewal, as long as open enrollment lasts."""
    exchange = enrollment.exchange
    window = exchange.calendar.open_on(enrollment.year, exchange.today(), in_line=None)
    return enrollment.start_rule == RENEWAL and window is not None


OPEN_CHANGE = Read(lambda key: Change.objects.filter(enrollment=key, status=Change.Status.OPEN))


def open_change_of(enrollment: Enrollment) -> Change | None:
    """What was told of an enrollment and is not finished."""
    return OPEN_CHANGE.first(enrollment.pk)


def change_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Change:
    """The change of a number at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = (
        Change.objects.select_related(
            "exchange", "household", "enrollment__exchange", "enrollment__catalog", "application"
        )
        .filter(exchange=exchange, reference=reference)
        .first()
    )
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


def also_covering(change: Change) -> list[Enrollment]:
    """The other plans that cover the people of a change, such as a dental plan or that of the next year."""
    before = change.enrollment
    mine = Enrollment.objects.filter(
        application__household=change.household_id, year__gte=before.year, status__in=ACTIVE, members__active=True,
        members__person__reference__in=change.people,
    )  # fmt: skip
    return list(mine.exclude(pk=before.pk).select_related("exchange", "catalog", "determination").distinct())


def waiting_changes(exchange: Exchange) -> Iterable[Change]:
    """What waits for a human, oldest first."""
    waiting = Change.objects.filter(exchange=exchange, status=Change.Status.NEEDS_PERSON)
    return waiting.select_related("enrollment").order_by("id")


def proof_for(actor: Actor, exchange: Exchange, reference: str, *permissions: Permission) -> EventProof:
    """The proof of a number at an exchange, for who has one of these permissions. Another's is not there: 404."""
    rows = EventProof.objects.select_related("period__household__owner", "period__exchange")
    found = rows.filter(period__exchange=exchange, reference=reference).first()
    if found is None or not any(actor.may(each, found) for each in permissions):
        raise Http404
    return found


def paper_of(proof: EventProof, reference: str) -> EventPaper:
    """A paper of it; 404 for any other."""
    found = proof.papers.select_related("proof__period__household", "proof__period__exchange")
    if (paper := found.filter(reference=reference).first()) is None:
        raise Http404
    return paper


def open_proofs(exchange: Exchange, *, everything: bool) -> QuerySet[EventProof]:
    """What waits for staff, the next one due first; everything: also where no paper has come."""
    rows = EventProof.objects.filter(period__exchange=exchange, status=EventProof.Status.OPEN).select_related("period")
    waiting = EventPaper.objects.filter(refused_on=None).values("proof")
    return rows if everything else rows.filter(pk__in=waiting)


def outcome_of(change: Change) -> Preview | None:
    """What was done, as it was agreed to."""
    return msgspec.convert(change.outcome, Preview) if change.outcome else None


def application_by_number(exchange: Exchange, number: str) -> Application | None:
    """The signed application of a number that a person reads out: its own, or that of an enrollment."""
    number = number.strip().upper()
    signed = Application.objects.select_related("exchange", "household__owner").filter(
        exchange=exchange, status=Application.Status.SUBMITTED
    )
    return signed.filter(Q(reference=number) | Q(enrollments__reference=number)).first()


def newest_signed(application: Application) -> Application:
    """The household's newest signed application of the same year: what it chooses by."""
    signed = Application.objects.filter(
        household=application.household_id, year=application.year, status=Application.Status.SUBMITTED
    )
    return signed.select_related("exchange", "household__owner").order_by("-submitted_on", "-id").first() or application


def newest_application_of(actor: Actor, exchange: Exchange) -> Application | None:
    """What the actor asked for last, for whom has no plan yet."""
    return Application.objects.filter(exchange=exchange, household__owner_id=actor.user_id).order_by("-id").first()


def people_of(household: Shopper) -> str:
    """Who would be on the plan: "Ana and Luis"."""
    return names([one.person.short_name for one in household.people])
