"""The verbs of the post office: send a letter, render it."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models, new_model
from coverport.core.events import record, record_many
from coverport.core.prepared import insert
from coverport.core.references import new_reference
from coverport.notices import blocks, kinds, typeset
from coverport.notices.events import NoticePosted
from coverport.notices.letters import Recipient
from coverport.notices.models import Notice

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange

log = structlog.get_logger()


class AlreadyTold(Exception):
    """The person was told this decision before, in other words. Ours to mend: a decision is told once."""


def send_notice(
    kind: str, *, exchange: "Exchange", to: Recipient, about: str, decision: str, letter: blocks.Letter, on: date,
    first: bool = False,
) -> Notice:  # fmt: skip
    """Post a letter, in the caller's transaction; its reference is put into it. The same letter sent again is the same notice.

    about, decision: references of the thing and of the decision on it; one notice per decision and kind. first: the decision was made
    in this transaction, so that nobody was told of it yet; nothing is looked up, and the database refuses a second one. Raises KeyError
    for a kind that no room registered, AlreadyTold where the decision was told in other words.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"the letter {kind} was sent outside the transaction of its decision")
    if kind not in kinds.registered():
        raise KeyError(f"no room registered the kind of letter {kind!r}")
    if not first and (told := Notice.objects.filter(exchange=exchange.slug, decision=decision, kind=kind).first()):
        return _told_before(told, letter)
    reference = new_reference()
    letter = msgspec.structs.replace(letter, reference=reference)
    notice = Notice(
        reference=reference, exchange=exchange.slug, user_id=to.user_id, kind=kind, about=about, decision=decision, on=on,
        language=letter.language, title=letter.title, letter=blocks.canonical(letter).decode(), sha256=blocks.digest(letter),
    )  # fmt: skip
    insert([notice])
    # The letter is its own subject: a page that cannot be set holds back no enrollment.
    record(
        NoticePosted(notice=reference, kind_of_letter=kind),
        by=Actor.system("notices"), on=on, exchange=exchange.slug, subject=reference,
    )  # fmt: skip
    return notice


class Post(msgspec.Struct, frozen=True):
    """One letter of many: as the arguments of `send_notice`."""

    kind: str
    to: Recipient
    about: str
    decision: str
    letter: blocks.Letter


def send_notices(posts: Sequence[Post], *, exchange: "Exchange", on: date) -> list[Notice]:
    """Post many letters of new decisions at once, in the caller's transaction. The database refuses a second one of a decision."""
    if not connection.in_atomic_block:
        raise RuntimeError("letters were sent outside the transaction of their decisions")
    if unknown := {post.kind for post in posts} - set(kinds.registered()):
        raise KeyError(f"no room registered the kind of letter {min(unknown)!r}")
    notices = [_notice(post, exchange.slug, on) for post in posts]
    copy_models(notices)
    record_many(
        [(NoticePosted(notice=each.reference, kind_of_letter=each.kind), each.reference) for each in notices],
        by=Actor.system("notices"), on=on, exchange=exchange.slug,
    )  # fmt: skip
    return notices


def _notice(post: Post, exchange: str, on: date) -> Notice:
    reference = new_reference()
    letter = msgspec.structs.replace(post.letter, reference=reference)
    content = blocks.canonical(letter)
    return new_model(
        Notice, reference=reference, exchange=exchange, user_id=post.to.user_id, kind=post.kind, about=post.about,
        decision=post.decision, on=on, language=letter.language, title=letter.title, letter=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def _told_before(told: Notice, letter: blocks.Letter) -> Notice:
    if blocks.digest(msgspec.structs.replace(letter, reference=told.reference)) != told.sha256:
        raise AlreadyTold(f"{told.kind} of {told.decision} was sent as {told.reference} in other words")
    return told


@transaction.atomic
def render_notice(reference: str) -> Notice:
    """Have the letter's PDF in storage, with hash and length in the row. Done again it changes nothing."""
    notice = Notice.objects.select_for_update().get(reference=reference)
    if notice.pdf_name and default_storage.exists(notice.pdf_name):
        return notice
    made = typeset.sheets(notice.content)
    pdf, digest = made.pdf, hashlib.sha256(made.pdf).hexdigest()
    if notice.pdf_sha256 and notice.pdf_sha256 != digest:
        # The file is lost and this machine's fonts or compiler differ: the words are the same, the bytes are not.
        log.warning("letter_rendered_differently", notice=reference)
    notice.pdf_name = _store(f"notices/{notice.exchange}/{notice.on:%Y/%m}/{reference}.pdf", pdf)
    notice.pdf_sha256, notice.pdf_length = digest, len(pdf)
    notice.pdf_pages, notice.fits_window = made.pages, made.fits_window
    notice.save(update_fields=["pdf_name", "pdf_sha256", "pdf_length", "pdf_pages", "fits_window"])
    return notice


def _store(name: str, content: bytes) -> str:
    """Put a file under this very name; what a killed worker left there is replaced."""
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def read_notice(*, actor: Actor, notice: Notice) -> Notice:
    """Open a letter. The first time by its addressee marks it as read. Raises NotAllowed."""
    actor.require(Permission.VIEW, notice)
    if notice.read_at is None and actor.user_id == notice.user_id:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice
