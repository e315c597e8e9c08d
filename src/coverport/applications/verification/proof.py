"""The verbs of proof: a person sends papers or explains; a state worker accepts, refuses either, or gives more time."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications import notices, refused_letters
from coverport.applications.events import ExplanationRefused, InconsistencyExtended, ProofRefused, ProofSeen, ProofSent
from coverport.applications.models import Application
from coverport.applications.verification.models import Document, Inconsistency
from coverport.applications.verification.refusals import NotReviewed, ProofClosed, ProofNotTaken
from coverport.applications.verification.rules.confirmed import Kind
from coverport.applications.verification.settling import close, say
from coverport.core import clamd
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.sent_papers import store
from coverport.core.uploads import Upload, inspect

MOST_DOCUMENTS = 20
LONGEST_EXPLANATION = 4000
MOST_DAYS = 90
# Their word alone cannot be taken for these, 45 CFR 155.315(g).
PAPERS_ONLY = frozenset({Kind.CITIZENSHIP, Kind.IMMIGRATION})


def send_document(*, actor: Actor, inconsistency: Inconsistency, upload: Upload, on: date) -> Document:
    """Take a paper in. Raises NotTaken, ProofClosed."""
    actor.require(Permission.CHANGE, inconsistency)
    media_type, scanned = inspect(upload)  # before any lock: a scanner may take its time
    with transaction.atomic():
        row = _locked(inconsistency)
        if row.documents.count() >= MOST_DOCUMENTS:
            words = _("We have %(most)s files for this already. Call us, and we look at them with you.")
            raise ProofNotTaken(words % {"most": MOST_DOCUMENTS}, field="file")
        document = store(row.documents, row.reference, upload, media_type=media_type, scanned=scanned, on=on)
        say(ProofSent(row.application.reference, row.reference, document.reference), row.application, on=on, by=actor)
    return document


@transaction.atomic
def explain(*, actor: Actor, inconsistency: Inconsistency, text: str, on: date) -> Inconsistency:
    """Say in one's own words why there is no paper, or what is different. Raises ProofNotTaken, ProofClosed."""
    actor.require(Permission.CHANGE, inconsistency)
    row, words = _locked(inconsistency), text.strip()
    if not words:
        raise ProofNotTaken(_("Write a few words about it."), field="explanation")
    if len(words) > LONGEST_EXPLANATION:
        most = {"most": LONGEST_EXPLANATION}
        raise ProofNotTaken(_("This is longer than %(most)s signs. Shorten it.") % most, field="explanation")
    row.explanation, row.explained_on = words, on
    row.words_refused_on, row.words_note = None, ""  # these were not read yet
    row.save(update_fields=["explanation", "explained_on", "words_refused_on", "words_note"])
    say(ProofSent(row.application.reference, row.reference), row.application, on=on, by=actor)
    return row


@transaction.atomic
def accept(*, actor: Actor, inconsistency: Inconsistency, on: date, note: str = "") -> Inconsistency:
    """The papers, or for want of any the explanation, prove what was attested. Raises NotReviewed, ProofClosed."""
    actor.require(Permission.REVIEW_PROOF, inconsistency)
    row = _locked(inconsistency)
    waiting = row.documents.filter(status=Document.Status.RECEIVED)
    if not row.documents.exclude(status=Document.Status.REFUSED).exists():
        _accept_their_word(row, note)
    waiting.update(status=Document.Status.ACCEPTED, reviewed_on=on, reviewed_by=actor.user_id)
    row.note = note[:500]
    row.save(update_fields=["note"])
    close(row, Inconsistency.Status.ACCEPTED, by=actor, on=on)
    notices.post_proof_settled(row.application, [row], on=on)
    return row


def _accept_their_word(row: Inconsistency, note: str) -> None:
    """Special circumstances: no paper exists or can be had, 45 CFR 155.315(g)."""
    if row.kind in PAPERS_ONLY:
        raise NotReviewed(_("Citizenship and immigration status need a document."))
    if not row.explanation:
        raise NotReviewed(_("There is neither a document nor an explanation yet."))
    if not note.strip():
        raise NotReviewed(_("Say why their word is accepted without a document."), field="note")


@transaction.atomic
def refuse_document(*, actor: Actor, document: Document, note: str, on: date) -> Document:
    """A paper does not prove it; the person is told why and may send another. Raises NotReviewed, ProofClosed."""
    actor.require(Permission.REVIEW_PROOF, document)
    row = _locked(document.inconsistency)
    if not note.strip():
        raise NotReviewed(_("Say why, so that the person can send a better one."), field="note")
    found = row.documents.select_for_update().get(pk=document.pk)
    if found.status != Document.Status.RECEIVED:
        raise NotReviewed(_("This document was decided already."))
    found.status, found.reviewed_on, found.reviewed_by_id = Document.Status.REFUSED, on, actor.user_id
    found.note = note.strip()[:500]
    found.save(update_fields=["status", "reviewed_on", "reviewed_by", "note"])
    say(ProofRefused(row.application.reference, found.reference), row.application, on=on, by=actor)
    refused_letters.post_proof_refused(row.application, row, found, on=on)
    return found


@transaction.atomic
def refuse_explanation(*, actor: Actor, inconsistency: Inconsistency, note: str, on: date) -> Inconsistency:
    """Their words do not settle it; the last day stays, 45 CFR 155.315(f)(2)(ii), (g). Raises NotReviewed, ProofClosed.

    The person is told why, and until when a paper or other words still count.
    """
    actor.require(Permission.REVIEW_PROOF, inconsistency)
    row = _locked(inconsistency)
    if not row.explained_on:
        raise NotReviewed(_("No words wait for a decision. Somebody may have answered them meanwhile."))
    if not note.strip():
        raise NotReviewed(_("Say why, so that the person knows what is missing."), field="note")
    row.explained_on, row.words_refused_on, row.words_note = None, on, note.strip()[:500]
    row.words_refused += 1
    row.save(update_fields=["explained_on", "words_refused_on", "words_note", "words_refused"])
    say(ExplanationRefused(row.application.reference, row.reference), row.application, on=on, by=actor)
    refused_letters.post_words_refused(row.application, row, on=on)
    return row


@transaction.atomic
def give_more_time(*, actor: Actor, inconsistency: Inconsistency, days: int, note: str, on: date) -> Inconsistency:
    """For who tried in good faith and needs longer, 45 CFR 155.315(f)(3); it answers their words. Raises NotReviewed, ProofClosed."""
    actor.require(Permission.REVIEW_PROOF, inconsistency)
    row = _locked(inconsistency)
    if not 1 <= days <= MOST_DAYS:
        raise NotReviewed(_("Give from 1 to %(most)s days.") % {"most": MOST_DAYS}, field="days")
    if not note.strip():
        raise NotReviewed(_("Say why there is more time."), field="note")
    row.due_on, row.note = max(row.due_on, on) + timedelta(days=days), note.strip()[:500]
    row.explained_on = None
    row.save(update_fields=["due_on", "note", "explained_on"])
    say(InconsistencyExtended(row.application.reference, row.reference, row.due_on), row.application, on=on, by=actor)
    notices.post_more_time(row.application, row, on=on)
    return row


@transaction.atomic
def open_document(*, actor: Actor, document: Document, on: date) -> bytes:
    """A paper, for its owner or who reviews it; who of the staff opened it is written down. Raises NotAllowed, Damaged."""
    owner = actor.may(Permission.VIEW, document)
    if not owner:
        actor.require(Permission.REVIEW_PROOF, document)
        say(ProofSeen(document.reference), document.inconsistency.application, on=on, by=actor)
    if not document.may_be_opened:
        raise NotAllowed(f"document {document.reference} was not scanned yet")
    return document.opened()


def scan_documents() -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean."""
    waiting = Document.objects.filter(scanned=False, status="received").order_by("pk")
    return clamd.scan_waiting(waiting, Document.opened)


def _locked(inconsistency: Inconsistency) -> Inconsistency:
    """The row, locked after its application, as the job that ends its time locks them."""
    Application.objects.select_for_update(of=("self",)).get(pk=inconsistency.application_id)
    found = (
        Inconsistency.objects.select_for_update(of=("self",))
        .select_related("application__exchange", "application__household__owner", "person")
        .get(pk=inconsistency.pk)
    )
    if not found.is_open:
        raise ProofClosed(_("This is settled already. You need not send anything."))
    return found
