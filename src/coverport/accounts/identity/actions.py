"""The verbs of proving an identity. None of them stands in the way of an application."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverport.accounts.identity.models import IdentityDocument, IdentityProof
from coverport.accounts.identity.provider import Answer, Provider, Questions, Subject
from coverport.accounts.models import User
from coverport.core import clamd
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.events import Fact, fact, record
from coverport.core.uploads import NotTaken, Upload, inspect
from coverport.exchanges.models import Exchange

State, Way = IdentityProof.State, IdentityProof.Way
# Whoever guesses gets few tries; the other ways stay open meanwhile.
MOST_TRIES = 2
MOST_DOCUMENTS = 20
TRIES_WITHIN = timedelta(hours=24)
_STATES = {Answer.YES: State.PROVEN, Answer.NO: State.NOT_PROVEN, Answer.UNKNOWN: State.UNKNOWN}


@fact
class IdentityDecided(Fact, frozen=True):
    """It was decided whether an account is its owner's."""

    kind: ClassVar[str] = "accounts.identity_decided"
    proof: str
    way: str
    state: str


@fact
class IdentityDocumentSeen(Fact, frozen=True):
    """Somebody of the staff opened a document."""

    kind: ClassVar[str] = "accounts.identity_document_seen"
    proof: str
    document: str


class TooManyTries(Refusal):
    """Questions were tried too often; a document or a visit proves as much."""

    code = "too_many_tries"


class NotAsked(Refusal):
    """The questions are closed already."""

    code = "not_asked"


def ask_questions(
    *, actor: Actor, user: User, exchange: Exchange, subject: Subject, provider: Provider | None, on: date
) -> IdentityProof:
    """Have the provider ask. The proof is UNKNOWN where it does not know the person, or does not answer. Raises TooManyTries."""
    _own(actor, user)
    began = timezone.now() - TRIES_WITHIN
    tries = IdentityProof.objects.filter(user=user, way=Way.QUESTIONS, began_at__gte=began).exclude(state=State.UNKNOWN)
    if tries.count() >= MOST_TRIES:
        raise TooManyTries(_("You have tried the questions twice today. Send a document or come to us instead."))
    found = provider.questions(subject) if provider else None  # outside the transaction: it may take seconds
    with transaction.atomic():
        _close_open(user, exchange, Way.QUESTIONS, on)
        proof = IdentityProof(user=user, exchange=exchange, way=Way.QUESTIONS, state=State.ASKED)
        if found is None:
            proof.state, proof.decided_on = State.UNKNOWN, on
        else:
            proof.asked = msgspec.to_builtins(found)
        proof.save()
        return proof


def questions_of(proof: IdentityProof) -> Questions:
    """What is asked. Raises NotAsked once it is closed."""
    if proof.state != State.ASKED or proof.asked is None:
        raise NotAsked(_("These questions are closed."))
    return msgspec.convert(proof.asked, Questions)


def answer_questions(
    *, actor: Actor, proof: IdentityProof, answers: Mapping[str, str], provider: Provider | None, on: date
) -> IdentityProof:
    """Have the answers judged. Raises NotAsked."""
    _own(actor, proof.user)
    asked = questions_of(proof)
    known = provider.judge(asked.session, dict(answers)) if provider else Answer.UNKNOWN
    with transaction.atomic():
        locked = IdentityProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
        questions_of(locked)  # a second press of the button finds them closed
        return _decide(locked, _STATES[known], actor, on)


def send_document(*, actor: Actor, user: User, exchange: Exchange, upload: Upload, on: date) -> IdentityProof:
    """A picture or copy of an identity card for staff to look at; more may be added while it waits. Raises NotTaken."""
    _own(actor, user)
    kind, scanned = inspect(upload)  # before any lock: a scanner may take its time
    with transaction.atomic():
        proof, _made = _open(user, exchange, Way.DOCUMENT)
        IdentityProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
        if proof.documents.count() >= MOST_DOCUMENTS:
            words = _("We have %(most)s files of you already. Wait until we have looked at them, or call us.")
            raise NotTaken(words % {"most": MOST_DOCUMENTS}, field="file")
        IdentityDocument.objects.create(
            proof=proof, name=upload.safe_name, media_type=kind, content=upload.data, scanned=scanned
        )
    return proof


@transaction.atomic
def open_document(*, actor: Actor, document: IdentityDocument, on: date) -> bytes:
    """A file, for who decides on it, which is written down. Raises NotAllowed, also while a scanner has not said that it is clean."""
    proof = document.proof
    actor.require(Permission.PROVE_IDENTITY, proof)
    if not may_be_opened(document):
        raise NotAllowed(f"document {document.reference} was not scanned yet")
    record(
        IdentityDocumentSeen(proof.reference, document.reference), by=actor, on=on, exchange=proof.exchange.slug,
        subject=proof.user.reference, purpose="identity proofing",
    )  # fmt: skip
    return bytes(document.content)


def may_be_opened(document: IdentityDocument) -> bool:
    """Where there is a scanner, nothing is opened before it said that it is clean."""
    return document.scanned or not clamd.configured()


def scan_waiting() -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean. What is not clean stays shut."""
    waiting = IdentityDocument.objects.filter(scanned=False).order_by("pk")
    return clamd.scan_waiting(waiting, lambda document: bytes(document.content))


@transaction.atomic
def come_in_person(*, actor: Actor, user: User, exchange: Exchange, on: date) -> IdentityProof:
    """Somebody will show their documents at a counter, under the reference of this proof."""
    _own(actor, user)
    return _open(user, exchange, Way.IN_PERSON)[0]


@transaction.atomic
def decide_proof(*, actor: Actor, proof: IdentityProof, proven: bool, note: str, on: date) -> IdentityProof:
    """A state worker has seen the document or the person. Documents are deleted: they have served. Raises NotAsked."""
    actor.require(Permission.PROVE_IDENTITY, proof)
    locked = IdentityProof.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=proof.pk)
    if locked.state != State.WAITING:
        raise NotAsked(_("This was decided already."))
    if locked.user_id == actor.user_id:
        raise NotAllowed("nobody proves their own identity")
    locked.decided_by_id, locked.note = actor.user_id, note
    locked.documents.all().delete()
    return _decide(locked, State.PROVEN if proven else State.NOT_PROVEN, actor, on)


@transaction.atomic
def accept_outside(*, user: User, exchange: Exchange, on: date) -> IdentityProof:
    """An outside provider has proven who the person is."""
    there = IdentityProof.objects.filter(user=user, exchange=exchange, way=Way.OUTSIDE, state=State.PROVEN).first()
    fresh = IdentityProof(user=user, exchange=exchange, way=Way.OUTSIDE)
    return there or _decide(fresh, State.PROVEN, Actor.system("identity provider"), on)


def _decide(proof: IdentityProof, state: str, actor: Actor, on: date) -> IdentityProof:
    proof.state, proof.decided_on, proof.asked = state, on, None
    proof.save()
    record(
        IdentityDecided(proof.reference, proof.way, state),
        by=actor, on=on, exchange=proof.exchange.slug, subject=proof.user.reference, purpose="identity proofing",
    )  # fmt: skip
    return proof


def _open(user: User, exchange: Exchange, way: str) -> tuple[IdentityProof, bool]:
    return IdentityProof.objects.get_or_create(user=user, exchange=exchange, way=way, state=State.WAITING)


def _close_open(user: User, exchange: Exchange, way: str, on: date) -> None:
    """Questions left unanswered; a new set takes their place, and they count as a try."""
    left = IdentityProof.objects.filter(user=user, exchange=exchange, way=way, state=State.ASKED)
    left.update(state=State.NOT_PROVEN, decided_on=on, asked=None)


def _own(actor: Actor, user: User) -> None:
    if actor.user_id != user.pk:
        raise NotAllowed(f"{actor.label} is somebody else")
