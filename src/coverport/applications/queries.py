"""Reads of applications that more than one face needs."""

from django.http import Http404

from coverport.applications.models import Applicant, Application, Determination
from coverport.core.access import Actor, Permission
from coverport.core.prepared import Read
from coverport.exchanges.models import Exchange

BY_REFERENCE = Read(
    lambda exchange, reference: Application.objects.select_related("household__owner").filter(
        exchange=exchange, reference=reference
    )
)
OF_APPLICATION = Read(
    lambda key: Applicant.objects.filter(application=key).select_related("person").order_by("position")
)
NEWEST_DECISION = Read(lambda key: Determination.objects.filter(application=key).order_by("-id")[:1])


def application_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Application:
    """The application of a reference at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = BY_REFERENCE.first(exchange.pk, reference)
    if found is None or not actor.may(permission, found):
        raise Http404
    found.exchange = exchange
    return found


def determination_of(application: Application) -> Determination | None:
    """The newest determination of an application."""
    found = NEWEST_DECISION.first(application.pk)
    if found is not None:
        found.application = application
    return found


def with_people(application: Application) -> Application:
    """The application with its people read once, for all that one request or one verb asks of them."""
    application.held_people = None
    application.held_people = applicants_of(application)
    return application


def applicants_of(application: Application) -> list[Applicant]:
    """The people of an application in the order in which they were entered."""
    if application.held_people is not None:
        return application.held_people
    found: list[Applicant] = OF_APPLICATION.all(application.pk)
    for one in found:
        one.application = application
    return found


def submitted_of(actor: Actor, exchange: Exchange, year: int) -> Application | None:
    """The actor's newest signed application for a plan year; None while a draft is open, which goes before it."""
    mine = Application.objects.filter(household__owner_id=actor.user_id, exchange=exchange, year=year)
    if mine.filter(status=Application.Status.DRAFT).exists():
        return None
    return mine.order_by("-id").first()


def years_to_copy_for(application: Application) -> tuple[int, ...]:
    """Plan years on offer for which the household has neither a draft nor a signed application, later than this one."""
    taken = set(Application.objects.filter(household_id=application.household_id).values_list("year", flat=True))
    return tuple(year for year in application.exchange.years() if year > application.year and year not in taken)
