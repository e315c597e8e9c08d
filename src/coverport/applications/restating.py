"""A signed application once more, but for people who no longer want coverage: after a death, or when somebody leaves a plan."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from coverport.applications.events import ApplicationSubmitted
from coverport.applications.models import Applicant, Application, Determination, Household
from coverport.applications.revision import ANSWERS, OF_EACH
from coverport.applications.submission import decide
from coverport.applications.verification.models import Inconsistency, SourceRequest
from coverport.applications.verification.settling import withdraw_of
from coverport.core.access import Actor, Permission
from coverport.core.events import record


@transaction.atomic
def restate_application(
    *, actor: Actor, application: Application, without: Collection[str], on: date, exempt: Collection[str] = ()
) -> Determination:
    """Decide anew for the same household. The attestation stays the one that was signed. By references:

    without: who no longer applies; exempt: who was given an exemption for hardship. Raises what submit_application raises.
    """
    actor.require(Permission.CHANGE, application)
    Household.objects.select_for_update().get(pk=application.household_id)
    again = Application.objects.create(
        household_id=application.household_id, exchange=application.exchange, year=application.year,
        started_on=application.started_on, status=Application.Status.SUBMITTED, submitted_on=on,
        signature=application.signature, **{name: getattr(application, name) for name in ANSWERS},
    )  # fmt: skip
    Applicant.objects.bulk_create(
        Applicant(
            application=again,
            **_answers(one, leaves=one.person.reference in without, exempt=one.person.reference in exempt),
        )
        for one in application.applicants.select_related("person").order_by("position")
    )
    # What is asked and open goes on there, with its clock and its papers.
    SourceRequest.objects.filter(application=application).update(application=again)
    Inconsistency.objects.filter(application=application, status=Inconsistency.Status.OPEN).update(application=again)
    determination = decide(again, on=on)
    withdraw_of(without, again, on=on)
    record(
        ApplicationSubmitted(application=again.reference, determination=determination.reference),
        by=actor, on=on, exchange=again.exchange.slug, subject=again.reference, purpose="change of who is covered",
    )  # fmt: skip
    return determination


def _answers(one: Applicant, *, leaves: bool, exempt: bool) -> dict[str, object]:
    """Who does not apply is not asked for citizenship and other coverage."""
    given = {name: getattr(one, name) for name in OF_EACH}
    if exempt:
        circumstances = {*one.answers.get("circumstances", ()), "exemption"}
        given["answers"] = {**one.answers, "circumstances": sorted(circumstances)}
    return given | {"applies": False, "citizenship": "", "other_coverage": None} if leaves else given
