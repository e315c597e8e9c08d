"""Signing an application: the engine decides, the decision is stored with everything that it was made from, and the sources are asked."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.asking import steps_for
from coverport.applications.decision_letter import post_decision
from coverport.applications.determining import LawOnlyAssumed, decide, facts_of, result_of
from coverport.applications.drafts import locked_draft
from coverport.applications.events import ApplicationSubmitted
from coverport.applications.models import Application, Determination
from coverport.applications.queries import applicants_of, with_people
from coverport.applications.rules.steps import REVIEW, first_open
from coverport.applications.verification.actions import ask_sources, begin_verification
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.rehearsals import is_rehearsal
from coverport.law.lookups import typed
from coverport.law.parameters import Years

__all__ = ["LawOnlyAssumed", "NotComplete", "NotSigned", "decide", "facts_of", "result_of", "submit_application"]


class NotComplete(Refusal):
    """A step has no answer yet; `step` says which."""

    code = "not_complete"

    def __init__(self, step: str) -> None:
        super().__init__(_("One part of your application is not answered yet."))
        self.step = step


class NotSigned(Refusal):
    """The name under the attestation is missing."""

    code = "not_signed"


def submit_application(
    *, actor: Actor, application: Application, signature: str, on: date, consent_years: int = 0
) -> Determination:
    """Sign, decide, and ask the sources. Raises NotComplete, NotSigned, AlreadySubmitted, LawOnlyAssumed, InvalidFacts, NoCatalog,
    MissingLaw.

    consent_years: for how many years we may look at tax data; 0: not at all. The decision stands, as attested, before any source is
    asked: whatever a source does, nobody waits for it longer than the deadline, and what it did not answer is asked again later.
    """
    rehearsal = is_rehearsal(application.owner_user_id)
    determination = _sign(actor, application, signature, on, consent_years, rehearsal)
    if not rehearsal:
        ask_sources(determination.application, on=on)
    return determination


@transaction.atomic
def _sign(
    actor: Actor, application: Application, signature: str, on: date, consent_years: int, rehearsal: bool
) -> Determination:
    draft = with_people(locked_draft(actor, application, Permission.SIGN))
    if (step := first_open(steps_for(draft), draft.saved_steps)) != REVIEW:
        raise NotComplete(step)
    if not any(letter.isalpha() for letter in signature):
        raise NotSigned(_("Type your full name to sign."), field="signature")
    if not 0 <= consent_years <= most_consent_years(on):
        raise NotSigned(_("Choose one answer."), field="consent_years")
    determination = decide(draft, on=on)
    draft.status, draft.submitted_on = Application.Status.SUBMITTED, on
    draft.signature, draft.consent_years = " ".join(signature.split()), consent_years
    draft.save(update_fields=["status", "submitted_on", "signature", "consent_years"])
    record(
        ApplicationSubmitted(application=draft.reference, determination=determination.reference),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference, purpose="eligibility determination",
    )  # fmt: skip
    if not rehearsal:
        begin_verification(draft, determination, on=on)
        post_decision(draft, determination, on=on)
    return determination


def files_a_return(application: Application) -> bool:
    """Whether tax data of anybody here could matter."""
    return application.files_taxes is not False or any(one.told.taxes == "own" for one in applicants_of(application))


def most_consent_years(on: date) -> int:
    """For how many years somebody may allow us to look at tax data, 45 CFR 155.335(k)."""
    return typed(Years, "verification.consent", on=on).years or 0
