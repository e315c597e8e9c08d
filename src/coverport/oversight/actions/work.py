"""Handing in, reviewing, accepting and rejecting work."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.events import Fact, record
from coverport.oversight.events import WorkDecided, WorkSubmitted
from coverport.oversight.models import Contract, Deliverable, Evidence, ServiceLevel, Source, Submission
from coverport.oversight.refusals import AgainstTheRule, refuse
from coverport.oversight.rules.acceptance import refuse_same_person, refuse_step
from coverport.oversight.rules.ledger import Refused

PURPOSE = "oversight of a contract"


def within_contract(contract: Contract, on: date) -> None:
    """Nothing happens before a contract is signed."""
    if on < contract.signed_on:
        refuse(
            Refused(
                "before_the_contract",
                _("The contract was signed on %(day)s; nothing of it is earlier."),
                facts={"day": long_date(contract.signed_on)},
            )
        )


def say(happened: Fact, *, by: Actor, contract: Contract, on: date) -> None:
    """Write the event beside the change."""
    record(happened, by=by, on=on, exchange=contract.exchange.slug, subject=contract.reference, purpose=PURPOSE)


def state_of(deliverable: Deliverable) -> str:
    """Where a deliverable stands by its last submission."""
    last = deliverable.submissions.order_by("-round").first()
    return last.state if last else "not_submitted"


@transaction.atomic
def submit_work(*, actor: Actor, deliverable: Deliverable, on: date, source: Source | None = None) -> Submission:
    """Hand a deliverable in, for the first time or after a rejection. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SUBMIT_WORK, deliverable)
    deliverable = Deliverable.objects.select_for_update().select_related("contract__exchange").get(pk=deliverable.pk)
    within_contract(deliverable.contract, on)
    refuse(refuse_step(state_of(deliverable), "submitted"))
    submission = Submission.objects.create(
        deliverable=deliverable,
        round=deliverable.submissions.count() + 1,
        submitted_by=actor.label,
        submitted_on=on,
        source=source,
    )
    say(WorkSubmitted(submission.reference, deliverable.reference), by=actor, contract=deliverable.contract, on=on)
    return submission


@transaction.atomic
def attach_evidence(
    *,
    actor: Actor,
    submission: Submission,
    kind: str,
    title: str,
    text: str = "",
    service_level: ServiceLevel | None = None,
    file_name: str = "",
    stored_as: str = "",
    sha256: str = "",
) -> Evidence:
    """Put evidence to a submission that is not decided yet. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SUBMIT_WORK, submission.deliverable)
    if submission.state not in (Submission.State.SUBMITTED, Submission.State.IN_REVIEW):
        raise AgainstTheRule(_("This submission is decided. Evidence goes to the next one."), code="already_decided")
    if kind in (Evidence.Kind.TEST_RUN, Evidence.Kind.DEMONSTRATION) and not text.strip():
        raise AgainstTheRule(_("Say what was run or shown, when, and what came out."), code="no_evidence", field="text")
    if kind == Evidence.Kind.SERVICE_LEVEL and service_level is None:
        raise AgainstTheRule(_("Choose the service level."), code="no_evidence", field="service_level")
    if kind == Evidence.Kind.FILE and not stored_as:
        raise AgainstTheRule(_("Choose the file."), code="no_evidence", field="file")
    return Evidence.objects.create(
        submission=submission, kind=kind, title=title, text=text, service_level=service_level, file_name=file_name,
        stored_as=stored_as, sha256=sha256,
    )  # fmt: skip


@transaction.atomic
def begin_review(*, actor: Actor, submission: Submission, on: date) -> Submission:
    """Take a submission up. Raises NotAllowed, AgainstTheRule."""
    submission = _locked(actor, submission)
    refuse(refuse_step(submission.state, "in_review"))
    submission.state, submission.review_begun_on = Submission.State.IN_REVIEW, on
    submission.save(update_fields=["state", "review_begun_on"])
    return submission


@transaction.atomic
def accept_work(*, actor: Actor, submission: Submission, on: date, reasons: str = "") -> Submission:
    """Accept what was handed in: from now on it can be paid. Raises NotAllowed, AgainstTheRule."""
    return _decide(actor, submission, Submission.State.ACCEPTED, on, reasons)


@transaction.atomic
def reject_work(*, actor: Actor, submission: Submission, on: date, reasons: str) -> Submission:
    """Send it back with the reasons. Raises NotAllowed, AgainstTheRule."""
    if not reasons.strip():
        raise AgainstTheRule(_("Say what is missing, so that it can be mended."), code="no_reasons", field="reasons")
    return _decide(actor, submission, Submission.State.REJECTED, on, reasons)


def _decide(actor: Actor, submission: Submission, state: Submission.State, on: date, reasons: str) -> Submission:
    submission = _locked(actor, submission)
    refuse(refuse_step(submission.state, state))
    refuse(refuse_same_person(actor.label, {"submitted": submission.submitted_by}))
    if on < submission.submitted_on:
        facts = {"day": long_date(submission.submitted_on)}
        refuse(Refused("before_submission", _("It was handed in on %(day)s."), facts=facts), field="on")
    submission.state, submission.decided_by, submission.decided_on = state, actor.label, on
    submission.reasons = reasons.strip()
    submission.save(update_fields=["state", "decided_by", "decided_on", "reasons"])
    deliverable = submission.deliverable
    say(
        WorkDecided(submission.reference, deliverable.reference, str(state)),
        by=actor,
        contract=deliverable.contract,
        on=on,
    )
    return submission


def _locked(actor: Actor, submission: Submission) -> Submission:
    actor.require(Permission.ACCEPT_WORK, submission.deliverable)
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("deliverable__contract__exchange")
        .get(pk=submission.pk)
    )
