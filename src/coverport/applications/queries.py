"""Reads of applications that more than one face needs."""

from django.http import Http404

from coverport.applications.facts import coverage_begins
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.rules.steps import steps_of
from coverport.core.access import Actor, Permission
from coverport.core.dates import age_on
from coverport.exchanges.models import Exchange
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import UnderAge


def application_for(actor: Actor, exchange: Exchange, reference: str, permission: Permission) -> Application:
    """The application of a reference at an exchange. Another person's, or another exchange's, is not there: 404."""
    found = (
        Application.objects.select_related("exchange", "household__owner")
        .filter(exchange=exchange, reference=reference)
        .first()
    )
    if found is None or not actor.may(permission, found):
        raise Http404
    return found


def steps_for(application: Application) -> tuple[str, ...]:
    """The steps that this application needs."""
    begins = coverage_begins(application, application.started_on)
    child = typed(UnderAge, "medicaid.child_age", on=new_year(application.year))
    births = application.applicants.filter(applies=True).values_list("person__birth_date", flat=True)
    return steps_of(
        files_taxes=application.files_taxes, children_apply=any(age_on(birth, begins) < child.under for birth in births)
    )


def determination_of(application: Application) -> Determination | None:
    """The newest determination of an application."""
    return application.determinations.order_by("-id").first()


def applicants_of(application: Application) -> list[Applicant]:
    """The people of an application in the order in which they were entered."""
    return list(application.applicants.select_related("person").order_by("position"))


def submitted_of(actor: Actor, exchange: Exchange, year: int) -> Application | None:
    """The actor's newest signed application for a plan year; None while a draft is open, which goes before it."""
    mine = Application.objects.filter(household__owner_id=actor.user_id, exchange=exchange, year=year)
    if mine.filter(status=Application.Status.DRAFT).exists():
        return None
    return mine.order_by("-id").first()
