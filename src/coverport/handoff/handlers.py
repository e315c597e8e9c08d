"""What the hand-off does when somebody's eligibility was decided."""

from typing import Any

from coverport.applications.determining import result_of
from coverport.applications.events import ApplicationSubmitted, InconsistencyClosed, Redetermined
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification.queries import without_medicaid_yet
from coverport.core.events import subscribe
from coverport.handoff.actions import US, refer
from coverport.handoff.models import Case
from coverport.handoff.rules.referral import Referral, referrals


@subscribe(ApplicationSubmitted, name="handoff.submitted")
def sent_after_signature(fact: ApplicationSubmitted, event: Any) -> None:
    """Whoever is found within Medicaid or CHIP, or may be on other grounds, goes to the agency, 45 CFR 155.345(d)."""
    _send(fact.application, event)


@subscribe(InconsistencyClosed, name="handoff.inconsistency_closed")
def sent_once_proven(fact: InconsistencyClosed, event: Any) -> None:
    """Medicaid by income that was not confirmed waits for its proof, where the exchange decides it."""
    _send(fact.application, event)


@subscribe(Redetermined, name="handoff.redetermined")
def sent_after_new_decision(fact: Redetermined, event: Any) -> None:
    """The records may show income within Medicaid's limit."""
    _send(fact.application, event)


def _send(reference: str, event: Any) -> None:
    application = Application.objects.select_related("exchange", "household__owner").get(reference=reference)
    determination = determination_of(application)
    if determination is None or _answered_anew(application):
        return
    decided = result_of(determination)
    unproven = without_medicaid_yet(application, determination)
    sent = [each for each in referrals(decided, unproven) if not _settled(application, each)]
    if sent:
        refer(actor=US, application=application, determination=determination, sent=sent, on=event.on)


def _answered_anew(application: Application) -> bool:
    later = Application.objects.filter(household=application.household_id, year=application.year, status="submitted")
    return later.filter(pk__gt=application.pk).exists()


def _settled(application: Application, each: Referral) -> bool:
    """Whether the agency has the person covered, or knows of this account what there is to know.

    Who took a request back, or was denied on other grounds, goes again only for another reason: income within a limit.
    """
    case = Case.objects.filter(person__reference=each.person, year=application.year).order_by("-id").first()
    if case is None or (case.application_id != application.pk and case.status != "approved"):
        return False
    if case.status == "withdrawn":
        return case.reason == each.reason
    return each.reason == "other_grounds" if case.status == "denied" else True
