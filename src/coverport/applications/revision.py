"""Answering anew after a decision: a signed application stays as it is, a draft begins with its answers."""

from datetime import date

from django.db import transaction

from coverport.applications.events import ApplicationStarted
from coverport.applications.models import Applicant, Application, Household
from coverport.core.access import Actor, Permission
from coverport.core.events import record

ANSWERS = (
    "street", "unit", "city", "state", "zip", "county_fips", "phone", "files_taxes", "files_jointly", "answers",
    "saved_steps",
)  # fmt: skip
OF_EACH = (
    "person_id", "position", "relationship", "applies", "tobacco", "citizenship", "dependent", "other_coverage",
    "answers",
)  # fmt: skip


@transaction.atomic
def revise_application(*, actor: Actor, application: Application, on: date) -> Application:
    """A draft with the answers of a signed application, or the draft that is there. It keeps the place in line."""
    actor.require(Permission.CHANGE, application)
    Household.objects.select_for_update().get(pk=application.household_id)
    draft, created = Application.objects.get_or_create(
        household_id=application.household_id, year=application.year, status=Application.Status.DRAFT,
        defaults={
            "exchange": application.exchange, "started_on": application.started_on,
            **{name: getattr(application, name) for name in ANSWERS},
        },
    )  # fmt: skip
    if created:
        Applicant.objects.bulk_create(
            Applicant(application=draft, **{name: getattr(one, name) for name in OF_EACH})
            for one in application.applicants.order_by("position")
        )
        record(
            ApplicationStarted(application=draft.reference),
            by=actor, on=on, exchange=application.exchange.slug, subject=draft.reference, purpose="change of answers",
        )  # fmt: skip
    return draft
