"""Papers and words for what is not confirmed: what is taken, what is refused and why, and what a reviewer decides."""

import socketserver
import threading
from datetime import date

import pytest
from django.core.files.storage import default_storage

from coverport.accounts.models import Role
from coverport.applications.models import Application
from coverport.applications.verification.models import Document, Inconsistency
from coverport.applications.verification.proof import (
    MOST_DAYS,
    MOST_DOCUMENTS,
    accept,
    explain,
    give_more_time,
    open_document,
    refuse_document,
    refuse_explanation,
    scan_documents,
    send_document,
)
from coverport.applications.verification.refusals import NotReviewed, ProofClosed, ProofNotTaken
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.sealed_files import Damaged
from coverport.core.uploads import MOST_BYTES, NotTaken, Upload, media_type
from coverport.notices.models import Notice
from tests.applications.households import DAY, decided, somebody

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
JPEG, PNG, HEIC = b"\xff\xd8\xff\xe0 picture", b"\x89PNG\r\n\x1a\n picture", b"\0\0\0\x18ftypheic picture"


@pytest.fixture
def application(ana, federal, on_sale) -> Application:
    return decided(ana, federal)[0]


@pytest.fixture
def row(application) -> Inconsistency:
    """Ana gave no number: her citizenship has to be proven by papers."""
    return application.inconsistencies.get(kind="citizenship")


@pytest.fixture
def income(application) -> Inconsistency:
    return application.inconsistencies.get(kind="income")


@pytest.fixture
def owner(ana) -> Actor:
    return Actor.person(ana)


@pytest.fixture
def worker(federal) -> Actor:
    user = somebody("state@federal.example")
    Role.objects.create(user=user, exchange=federal, kind=Role.Kind.STATE_WORKER)
    return Actor.person(user)


def send(actor: Actor, row: Inconsistency, data: bytes = PDF, name: str = "passport.pdf") -> Document:
    return send_document(actor=actor, inconsistency=row, upload=Upload(name, data), on=DAY)


@pytest.mark.parametrize(
    ("data", "found"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png"), (HEIC, "image/heic"), (b"", ""), (b"<html>", "")],
)  # fmt: skip
def test_what_a_file_is_is_told_by_its_own_bytes(data, found):
    assert media_type(data) == found


def test_a_paper_is_kept_encrypted_and_comes_back_as_it_was(owner, row):
    document = send(owner, row)
    stored = default_storage.open(document.path).read()
    assert PDF not in stored
    assert b"PDF" not in stored
    assert open_document(actor=owner, document=document, on=DAY) == PDF
    assert (document.length, document.media_type, document.status) == (len(PDF), "application/pdf", "received")


def test_a_stored_file_that_was_changed_does_not_open(owner, row):
    first, second = send(owner, row), send(owner, row, JPEG, "card.jpg")
    default_storage.delete(first.path)
    default_storage.save(first.path, default_storage.open(second.path))
    with pytest.raises(Damaged):
        open_document(actor=owner, document=first, on=DAY)


def test_the_same_file_sent_again_is_the_same_paper(owner, row):
    assert send(owner, row) == send(owner, row, name="again.pdf")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("large.pdf", PDF + b" " * MOST_BYTES, "larger than 10 MB"),
        ("letter.docx", b"PK\x03\x04 word", r"another kind \(Word, Excel\)"),
        ("picture.gif", b"GIF89a", r"another kind \(GIF\)"),
        ("page.pdf", b"<html><script>", "neither a PDF nor a picture"),
        ("locked.pdf", PDF + b"trailer << /Encrypt 5 0 R >>", "locked with a password"),
        ("run.pdf", b"MZ\x90", r"another kind \(EXE\)"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_leaves_nothing(owner, row, name, data, words):
    with pytest.raises(NotTaken, match=words) as refused:
        send(owner, row, data, name)
    assert refused.value.field == "file"
    assert not Document.objects.exists()


def test_a_file_of_the_largest_size_is_taken(owner, row):
    assert send(owner, row, PDF + b" " * (MOST_BYTES - len(PDF))).length == MOST_BYTES


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "passwd"), ("C:\\Users\\ana\\card.jpg", "card.jpg"), ("\u202egnp.exe\n", "gnp.exe"), ("", "file"),
     ("ñandú 中文.pdf", "ñandú 中文.pdf")],
)  # fmt: skip
def test_a_name_leads_nowhere(name, safe):
    assert Upload(name, b"").safe_name == safe


def test_there_is_an_end_to_files(owner, row):
    for number in range(MOST_DOCUMENTS):
        send(owner, row, PDF + str(number).encode())
    with pytest.raises(ProofNotTaken, match="Call us"):
        send(owner, row, PDF + b"one more")


# ---- Scanning


class Clamd(socketserver.ThreadingTCPServer):
    """Speaks INSTREAM: reads the chunks and finds whatever carries the word VIRUS."""

    allow_reuse_address = daemon_threads = True


class Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if b"VIRUS" in data else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with Clamd(("127.0.0.1", 0), Line) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield settings.CLAMD
        server.shutdown()


def test_a_scanned_file_is_clean_or_not_taken(owner, row, clamd):
    assert send(owner, row, PDF + b" " * 200_000).scanned
    with pytest.raises(NotTaken, match="seems to carry a virus"):
        send(owner, row, PDF + b"VIRUS")
    assert Document.objects.count() == 1


def test_while_the_scanner_is_silent_files_are_taken_and_stay_shut_until_it_answers(owner, row, clamd, settings):
    settings.CLAMD = "127.0.0.1:1"
    clean, harmful = send(owner, row), send(owner, row, PDF + b"VIRUS", "other.pdf")
    assert not clean.scanned
    with pytest.raises(NotAllowed):
        open_document(actor=owner, document=clean, on=DAY)
    assert scan_documents() == 0
    settings.CLAMD = clamd
    assert scan_documents() == 1
    clean.refresh_from_db()
    assert open_document(actor=owner, document=clean, on=DAY) == PDF
    harmful.refresh_from_db()
    with pytest.raises(NotAllowed):
        open_document(actor=owner, document=harmful, on=DAY)


# ---- Who may


def test_nobody_else_sends_opens_or_decides(row, federal, vermont, owner, worker):
    other, elsewhere = Actor.person(somebody("luis@example.org")), somebody("state@vt.example")
    Role.objects.create(user=elsewhere, exchange=vermont, kind=Role.Kind.STATE_WORKER)
    document = send(owner, row)
    for actor in (other, Actor.person(elsewhere)):
        for step in (
            lambda actor: send(actor, row, JPEG),
            lambda actor: explain(actor=actor, inconsistency=row, text="x", on=DAY),
            lambda actor: open_document(actor=actor, document=document, on=DAY),
            lambda actor: accept(actor=actor, inconsistency=row, on=DAY),
            lambda actor: refuse_document(actor=actor, document=document, note="x", on=DAY),
            lambda actor: give_more_time(actor=actor, inconsistency=row, days=1, note="x", on=DAY),
        ):
            with pytest.raises(NotAllowed):
                step(actor)
    with pytest.raises(NotAllowed):
        accept(actor=owner, inconsistency=row, on=DAY)
    with pytest.raises(NotAllowed):
        send(worker, row, JPEG)


def test_that_a_worker_opened_a_paper_is_written_down_and_that_its_owner_did_is_not(owner, worker, row):
    document = send(owner, row)
    open_document(actor=owner, document=document, on=DAY)
    assert not Event.objects.filter(kind="applications.proof_seen").exists()
    open_document(actor=worker, document=document, on=DAY)
    [seen] = Event.objects.filter(kind="applications.proof_seen")
    assert (seen.actor, seen.data) == (worker.label, {"document": document.reference})


# ---- Decisions


def test_an_accepted_paper_settles_it_with_a_letter(owner, worker, row):
    document = send(owner, row)
    accept(actor=worker, inconsistency=row, on=date(2013, 12, 20))
    row.refresh_from_db()
    document.refresh_from_db()
    assert (row.status, row.closed_on, document.status) == ("accepted", date(2013, 12, 20), "accepted")
    assert document.reviewed_by_id == worker.user_id
    assert Notice.objects.filter(kind="proof_settled").count() == 1
    for step in (
        lambda: send(owner, row, JPEG),
        lambda: explain(actor=owner, inconsistency=row, text="x", on=DAY),
        lambda: accept(actor=worker, inconsistency=row, on=DAY),
        lambda: give_more_time(actor=worker, inconsistency=row, days=1, note="x", on=DAY),
    ):
        with pytest.raises(ProofClosed):
            step()


def test_a_refused_paper_leaves_it_open_and_the_letter_says_why(owner, worker, row):
    document = send(owner, row)
    refuse_document(actor=worker, document=document, note="The picture cannot be read.", on=DAY)
    row.refresh_from_db()
    assert row.is_open
    letter = Notice.objects.get(kind="proof_refused")
    assert "The picture cannot be read." in letter.letter
    with pytest.raises(NotReviewed, match="decided already"):
        refuse_document(actor=worker, document=document, note="again", on=DAY)
    with pytest.raises(NotReviewed):
        accept(actor=worker, inconsistency=row, on=DAY)  # nothing is left that proves it


@pytest.mark.parametrize("note", ["", "  "])
def test_a_refusal_needs_a_reason(owner, worker, row, note):
    with pytest.raises(NotReviewed) as refused:
        refuse_document(actor=worker, document=send(owner, row), note=note, on=DAY)
    assert refused.value.field == "note"


def test_refused_words_leave_it_open_to_the_same_day_and_the_letter_says_why(owner, worker, income):
    explain(actor=owner, inconsistency=income, text="I am paid in cash.", on=DAY)
    before = income.due_on
    refuse_explanation(actor=worker, inconsistency=income, note="Say how much, week by week.", on=DAY)
    income.refresh_from_db()
    assert (income.is_open, income.due_on, income.explained_on, income.explanation) == (
        True,
        before,
        None,
        "I am paid in cash.",
    )
    assert (income.words_refused_on, income.words_note) == (DAY, "Say how much, week by week.")
    letter = Notice.objects.get(kind="proof_words_refused").letter
    assert "Say how much, week by week." in letter
    assert "March 10, 2014" in letter, "the last day, which stays; and the day to appeal"
    event = Event.objects.get(kind="applications.explanation_refused")
    assert (event.actor, event.data["inconsistency"]) == (worker.label, income.reference)
    with pytest.raises(NotReviewed, match="No words wait"):
        refuse_explanation(actor=worker, inconsistency=income, note="again", on=DAY)


def test_other_words_after_refused_ones_are_read_as_new_and_may_be_refused_again(owner, worker, income):
    for number in (1, 2):
        explain(actor=owner, inconsistency=income, text="I am paid in cash.", on=DAY)
        income.refresh_from_db()
        assert (income.explained_on, income.words_refused_on, income.words_note) == (DAY, None, "")
        refuse_explanation(actor=worker, inconsistency=income, note="How much?", on=DAY)
        assert Notice.objects.filter(kind="proof_words_refused").count() == number
    assert accept(actor=worker, inconsistency=income, note="It was told by phone.", on=DAY).status == "accepted"


@pytest.mark.parametrize("note", ["", "  "])
def test_words_are_not_refused_without_a_reason_nor_where_there_are_none(owner, worker, income, note):
    with pytest.raises(NotReviewed, match="No words wait"):
        refuse_explanation(actor=worker, inconsistency=income, note="Why?", on=DAY)
    explain(actor=owner, inconsistency=income, text="I am paid in cash.", on=DAY)
    with pytest.raises(NotReviewed) as refused:
        refuse_explanation(actor=worker, inconsistency=income, note=note, on=DAY)
    assert refused.value.field == "note"
    with pytest.raises(NotAllowed):
        refuse_explanation(actor=owner, inconsistency=income, note="Why?", on=DAY)


def test_their_word_can_stand_for_income_and_never_for_citizenship(owner, worker, row, income):
    for one in (row, income):
        explain(actor=owner, inconsistency=one, text="I am paid in cash.", on=DAY)
    with pytest.raises(NotReviewed, match="need a document"):
        accept(actor=worker, inconsistency=row, note="I believe it.", on=DAY)
    with pytest.raises(NotReviewed) as refused:
        accept(actor=worker, inconsistency=income, on=DAY)
    assert refused.value.field == "note"
    assert accept(actor=worker, inconsistency=income, note="No paper can be had.", on=DAY).status == "accepted"


def test_with_neither_paper_nor_words_there_is_nothing_to_accept(worker, income):
    with pytest.raises(NotReviewed, match="neither"):
        accept(actor=worker, inconsistency=income, note="Because.", on=DAY)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_words_that_say_nothing_or_too_much_are_refused(owner, income, text):
    with pytest.raises(ProofNotTaken) as refused:
        explain(actor=owner, inconsistency=income, text=text, on=DAY)
    assert refused.value.field == "explanation"


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)])
def test_more_time_is_some_days(worker, income, days, taken):
    before = income.due_on
    if not taken:
        with pytest.raises(NotReviewed):
            give_more_time(actor=worker, inconsistency=income, days=days, note="The employer is slow.", on=DAY)
        return
    found = give_more_time(actor=worker, inconsistency=income, days=days, note="The employer is slow.", on=DAY)
    assert (found.due_on - before).days == days
    assert Notice.objects.filter(kind="proof_more_time").count() == 1
