"""Verbs of certification: start, upload, submit, review, decide. Each is one transaction with its event, which is the history."""

from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.plans import filing_rows, reference_rows
from coverport.plans.actions import one_at_a_time
from coverport.plans.certification import preview, uploads
from coverport.plans.certification.checking import Checked, checked
from coverport.plans.certification.events import (
    ApplicationStarted,
    ApplicationSubmitted,
    ChangesAsked,
    FileRemoved,
    FileUploaded,
    GateReviewed,
    PlansCertified,
    PlansDenied,
)
from coverport.plans.certification.reading import Read, read_all
from coverport.plans.certification.refusals import NotReady, ReasonNeeded, WrongStep
from coverport.plans.certification.uploads import Upload
from coverport.plans.importers.filing import Filing
from coverport.plans.importers.records import BUILDING
from coverport.plans.models import Decision, FiledFile, GateReview, QhpApplication
from coverport.plans.rules.certification import GATES, Review, gates

Status = QhpApplication.Status


@transaction.atomic
def start_application(
    *, actor: Actor, exchange: Exchange, year: int, state: str, issuer_id: str, issuer_name: str, on: date
) -> QhpApplication:
    """Begin to file an issuer's plans of a year; where certified ones are there, to correct them. The open one, where there is one.

    Raises NotAllowed, WrongStep.
    """
    asked = QhpApplication(
        filed_at=exchange,
        year=year,
        state=state,
        issuer_id=issuer_id,
        issuer_name=" ".join(issuer_name.split()),
        started_on=on,
    )
    actor.require(Permission.FILE_PLANS, asked)
    if state not in exchange.profile.states_of(year):
        raise WrongStep(_("This exchange sells no plans in that state in that year."), field="state")
    same = QhpApplication.objects.select_for_update().filter(
        filed_at=exchange, year=year, state=state, issuer_id=issuer_id
    )
    if there := same.filter(status__in=QhpApplication.OPEN).first():
        return there
    asked.corrects = same.filter(status=Status.CERTIFIED).first()
    asked.save()
    _say(ApplicationStarted(asked.reference, asked.corrects.reference if asked.corrects else ""), asked, actor, on)
    return asked


@transaction.atomic
def upload_file(*, actor: Actor, application: QhpApplication, upload: Upload, on: date) -> FiledFile:
    """Take a file in, in the place of what it replaces, and check all of them again.

    Raises NotAllowed, WrongStep, UnreadableFile, FileRefused; then nothing has changed.
    """
    locked = _in_hands_of_issuer(actor, application)
    read = uploads.read(upload, locked)
    replaced = uploads.replaced_by(locked, upload, read)
    for row in replaced:
        _take_out(row, on)
    stored = uploads.store(locked, upload, on=on, read=read)
    _check_again(locked)
    names = ", ".join(row.name for row in replaced)
    _say(FileUploaded(locked.reference, stored.name, stored.sha256, replaces=names), locked, actor, on)
    return stored


@transaction.atomic
def remove_file(*, actor: Actor, application: QhpApplication, file: FiledFile, on: date) -> None:
    """Take a file out; the record keeps it. Raises NotAllowed, WrongStep."""
    locked = _in_hands_of_issuer(actor, application)
    if file.application_id != locked.pk or file.removed_on:
        raise WrongStep(_("This file is no longer part of the application."))
    _take_out(file, on)
    _check_again(locked)
    _say(FileRemoved(locked.reference, file.name), locked, actor, on)


@transaction.atomic
def upload_document(*, actor: Actor, application: QhpApplication, gate: str, upload: Upload, on: date) -> FiledFile:
    """The document by which a gate is to be reviewed; another one takes its place. Raises NotAllowed, WrongStep, FileRefused."""
    locked = _locked(actor, Permission.FILE_PLANS, application)
    if gate not in GATES or locked.status not in QhpApplication.OPEN:
        raise WrongStep(_("Documents can be added until the state has decided."))
    uploads.refuse_other_documents(upload)
    for row in locked.files.filter(gate=gate, removed_on=None):
        _take_out(row, on)
    stored = uploads.store(locked, upload, on=on, gate=gate)
    _say(FileUploaded(locked.reference, stored.name, stored.sha256, gate=gate), locked, actor, on)
    return stored


@transaction.atomic
def submit_application(*, actor: Actor, application: QhpApplication, on: date) -> QhpApplication:
    """Give the plans to the state. The checks run once more. Raises NotAllowed, WrongStep, NotReady."""
    locked = _in_hands_of_issuer(actor, application)
    if not _check_again(locked).passes:
        raise NotReady(_("The checks found something to mend. Nothing was submitted."), code="checks_not_met")
    locked.status, locked.submitted_on = Status.SUBMITTED, on
    locked.save(update_fields=["status", "submitted_on"])
    _say(ApplicationSubmitted(locked.reference), locked, actor, on)
    return locked


@transaction.atomic
def review_gate(*, actor: Actor, application: QhpApplication, gate: str, met: bool, note: str, on: date) -> GateReview:
    """Say whether a gate is met, by the document that is there. Raises NotAllowed, WrongStep, NotReady, ReasonNeeded."""
    locked = _submitted(actor, application)
    document = locked.files.filter(gate=gate, removed_on=None).first()
    if document is None:
        raise NotReady(_("The insurer has not sent a document for this gate."), code="no_document", field=gate)
    if not met and not note.strip():
        raise ReasonNeeded(_("Say what is missing."), field=gate)
    review = GateReview.objects.create(
        application=locked, gate=gate, met=met, document=document, reviewer_id=_person(actor), note=note.strip(), on=on
    )
    _say(GateReviewed(locked.reference, gate, met, document.name), locked, actor, on)
    return review


@transaction.atomic
def ask_for_changes(*, actor: Actor, application: QhpApplication, reason: str, on: date) -> QhpApplication:
    """Give an application back to the insurer, with the reason. Raises NotAllowed, WrongStep, ReasonNeeded."""
    locked = _submitted(actor, application)
    locked.status = Status.CHANGES
    locked.save(update_fields=["status"])
    _decide(locked, Decision.Outcome.CHANGES, ChangesAsked(locked.reference), reason, actor, on)
    return locked


@transaction.atomic
def deny(*, actor: Actor, application: QhpApplication, reason: str, on: date) -> QhpApplication:
    """Refuse to certify, with the reason. Raises NotAllowed, WrongStep, ReasonNeeded."""
    locked = _submitted(actor, application)
    locked.status, locked.decided_on = Status.DENIED, on
    locked.save(update_fields=["status", "decided_on"])
    _decide(locked, Decision.Outcome.DENIED, PlansDenied(locked.reference), reason, actor, on)
    return locked


@transaction.atomic
def certify(*, actor: Actor, application: QhpApplication, reason: str = "", on: date) -> QhpApplication:
    """Certify the plans: they take the place of the issuer's own and are in the next catalog that is published.

    Raises NotAllowed, WrongStep, NotReady while a check or a gate is not met.
    """
    locked = _submitted(actor, application)
    files = read_all(locked)
    found = _check_again(locked, files)
    closed = [finding.check for finding in gates(reviews_of(locked)) if not finding.passes]
    if not found.passes or closed or found.filing is None:
        raise NotReady(_("Not every check and gate is met. Nothing was certified."), code="gates_not_met")
    replaced = _replace_certified(locked, on)
    locked.status, locked.decided_on = Status.CERTIFIED, on
    locked.save(update_fields=["status", "decided_on"])
    _take_in(locked, found.filing, files)
    happened = PlansCertified(locked.reference, len(found.filing.plans), replaced)
    _decide(locked, Decision.Outcome.CERTIFIED, happened, reason, actor, on)
    return locked


def reviews_of(application: QhpApplication) -> list[Review]:
    """What reviewers said of the gates, oldest first; of a document that was replaced since, nothing holds."""
    rows = application.gate_reviews.filter(document__removed_on=None).select_related("document", "reviewer")
    return [Review(row.gate, row.met, row.document.name, row.reviewer.email, row.on) for row in rows]


def _replace_certified(application: QhpApplication, on: date) -> str:
    """The reference of what these plans correct, which steps back; "" where there was none."""
    there = QhpApplication.objects.select_for_update().filter(
        filed_at=application.filed_at, year=application.year, state=application.state, issuer_id=application.issuer_id,
        status=Status.CERTIFIED,
    )  # fmt: skip
    before = there.first()
    if before is None:
        return ""
    before.status = Status.REPLACED
    before.save(update_fields=["status"])
    return before.reference


def _take_in(application: QhpApplication, filing: Filing, files: list[Read]) -> None:
    exchange = application.filed_at.slug
    one_at_a_time(exchange, application.year)
    filing_rows.store(filing, sample=False, issuer_id=application.issuer_id, application=application)
    rows = application.files.filter(gate="", removed_on=None)
    for row, read in zip(rows, files, strict=True):
        joined = [one for one in read.records if one.kind not in BUILDING]
        if joined:
            reference_rows.store(reference_rows.Files(exchange, row.name, row.format, row.sha256), joined)


def _check_again(application: QhpApplication, files: list[Read] | None = None) -> Checked:
    """Run the checks on the files as they are, and keep findings and preview with the application."""
    found = checked(application, read_all(application) if files is None else files)
    application.findings = msgspec.to_builtins(found.findings)
    application.notes = {"missing": list(found.missing), "read": found.notes}
    preview.make(application, found)
    application.save(update_fields=["findings", "notes", "preview_path", "preview_sha256"])
    return found


def _take_out(row: FiledFile, on: date) -> None:
    row.removed_on = on
    row.save(update_fields=["removed_on"])


def _locked(actor: Actor, permission: Permission, application: QhpApplication) -> QhpApplication:
    locked = QhpApplication.objects.select_for_update(of=("self",)).select_related("filed_at").get(pk=application.pk)
    actor.require(permission, locked)
    return locked


def _in_hands_of_issuer(actor: Actor, application: QhpApplication) -> QhpApplication:
    locked = _locked(actor, Permission.FILE_PLANS, application)
    if not locked.in_hands_of_issuer:
        raise WrongStep(_("The state has this application now. Files can be changed again if it asks for changes."))
    return locked


def _submitted(actor: Actor, application: QhpApplication) -> QhpApplication:
    locked = _locked(actor, Permission.CERTIFY_PLANS, application)
    if not locked.is_submitted:
        raise WrongStep(_("This application is not under review."))
    return locked


def _decide(application: QhpApplication, outcome: str, happened: Fact, reason: str, actor: Actor, on: date) -> None:
    words = reason.strip()
    if outcome != Decision.Outcome.CERTIFIED and not words:
        raise ReasonNeeded(_("Say why. The insurer reads it."), field="reason")
    event = _say(happened, application, actor, on)
    Decision.objects.create(
        application=application, event=event, outcome=outcome, reason=words, by_id=_person(actor), on=on
    )


def _person(actor: Actor) -> int:
    """A person answers for what is decided; a part of the system does not."""
    if actor.user_id is None:
        raise NotAllowed(f"{actor.label} is nobody who decides on plans")
    return actor.user_id


def _say(happened: Fact, application: QhpApplication, actor: Actor, on: date) -> Event:
    event: Event = record(
        happened, by=actor, on=on, exchange=application.filed_at.slug, subject=application.reference,
        purpose="certification of plans, 45 CFR 155.1000",
    )  # fmt: skip
    return event
