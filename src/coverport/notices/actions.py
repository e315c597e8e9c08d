"""The verbs of the post office: send a letter, render it."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_in
from coverport.core.events import record, record_many
from coverport.core.prepared import Read, cursor
from coverport.core.references import new_reference
from coverport.core.sensitive import ring_held
from coverport.notices import blocks, keeping, kinds, typeset
from coverport.notices.blocks import Stationery
from coverport.notices.events import NoticePosted
from coverport.notices.letters import Recipient
from coverport.notices.models import Notice, StationeryUsed

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange

log = structlog.get_logger()

# There is one, by constraint.
TOLD = Read(lambda exchange, decision, kind: Notice.objects.filter(exchange=exchange, decision=decision, kind=kind))


class AlreadyTold(Exception):
    """The person was told this decision before, in other words. Ours to mend: a decision is told once."""


def send_notice(
    kind: str, *, exchange: "Exchange", to: Recipient, about: str, decision: str, letter: blocks.Letter, on: date,
    first: bool = False,
) -> None:  # fmt: skip
    """Post a letter, in the caller's transaction; its reference is put into it. The same letter sent again is the same notice.

    about, decision: references of the thing and of the decision on it; one notice per decision and kind. first: the decision was made
    in this transaction, so that nobody was told of it yet; nothing is looked up, and the database refuses a second one. Raises KeyError
    for a kind that no room registered, AlreadyTold where the decision was told in other words.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"the letter {kind} was sent outside the transaction of its decision")
    if not first and (told := TOLD.first(exchange.slug, decision, kind)):
        _only_once(told, letter)
        return
    reference, *_ = row = _row(Post(kind, to, about, decision, letter), exchange.slug, on)
    _insert(row, letter.stationery)
    # The letter is its own subject: a page that cannot be set holds back no enrollment.
    record(
        NoticePosted(notice=reference, kind_of_letter=kind),
        by=Actor.system("notices"), on=on, exchange=exchange.slug, subject=reference,
    )  # fmt: skip


class Post(msgspec.Struct, frozen=True):
    """One letter of many: as the arguments of `send_notice`."""

    kind: str
    to: Recipient
    about: str
    decision: str
    letter: blocks.Letter


def send_notices(posts: Iterable[Post], *, exchange: "Exchange", on: date) -> None:
    """Post many letters of new decisions at once, in the caller's transaction. The database refuses a second one of a decision.

    posts: taken one by one, so that only one letter need lie open at a time. Raises KeyError for a kind that no room registered.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("letters were sent outside the transaction of their decisions")
    keys: dict[str, int] = {}
    with ring_held():
        rows = [(*_row(post, exchange.slug, on), _key_of(post.letter.stationery, keys)) for post in posts]
    if rows:
        copy_in(Notice, _COLUMNS, rows)
        posted = [(NoticePosted(notice=reference, kind_of_letter=kind), reference) for reference, kind, *_ in rows]
        record_many(posted, by=Actor.system("notices"), on=on, exchange=exchange.slug)


# All but those that the database fills in; the stationery's row comes last.
_COLUMNS = 'reference, kind, exchange, user_id, about, decision, "on", language, title, letter, sha256, pdf_name, pdf_sha256, stationery_id'
_LETTER = Notice._meta.get_field("letter")
# Every verb pays for it: the stationery is found on the way.
_INSERT = f"""
    INSERT INTO notices_notice ({_COLUMNS})
    VALUES ({"%s, " * _COLUMNS.count(",")} (SELECT id FROM notices_stationeryused WHERE sha256 = %s)) RETURNING id, stationery_id
"""  # noqa: S608  our own names


def _row(post: Post, exchange: str, on: date) -> tuple[Any, ...]:
    if post.kind not in kinds.registered():
        raise KeyError(f"no room registered the kind of letter {post.kind!r}")
    reference, letter = new_reference(), post.letter
    kept = keeping.own(letter, reference)
    return (
        reference, post.kind, exchange, post.to.user_id, post.about, post.decision, on, letter.language, letter.title,
        _LETTER.get_prep_value(kept), keeping.digest(kept), "", "",
    )  # fmt: skip


def _insert(row: tuple[Any, ...], paper: Stationery) -> None:
    with cursor() as writing:
        writing.execute(_INSERT, [*row, paper.sha256])
        ((key, stationery),) = writing.fetchall()
    if stationery is None:
        Notice.objects.filter(pk=key).update(stationery=_key_of(paper, {}))


def _key_of(paper: Stationery, keys: dict[str, int]) -> int:
    """The row of a stationery, made where no letter was written on it yet. keys: those of the batch, by their hash."""
    if paper.sha256 not in keys:
        kept, _new = StationeryUsed.objects.get_or_create(sha256=paper.sha256, defaults={"content": paper.content})
        keys[paper.sha256] = kept.pk
    return keys[paper.sha256]


def _only_once(told: Notice, letter: blocks.Letter) -> None:
    if not keeping.same_words(told.content, letter):
        raise AlreadyTold(f"{told.kind} of {told.decision} was sent as {told.reference} in other words")


@transaction.atomic
def render_notice(reference: str) -> Notice:
    """Have the letter's PDF in storage, with hash and length in the row. Done again it changes nothing."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("stationery").get(reference=reference)
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
