"""Envelopes: pages are joined by their codes, what no code places goes to a person, a day that cannot be is refused, all or nothing."""

import hashlib
import io
import struct
import zlib
from datetime import date

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.uploads import NotTaken, Upload
from coverport.fallback.actions import keep_place, switch_off
from coverport.paper import images, printed, queries, storage
from coverport.paper.intake import NotSorted, WrongDate, scan_envelope, sort_envelope, take_call
from coverport.paper.models import Envelope, PaperApplication, Sheet
from tests.paper.conftest import SERIALS, blank, form_of, page_of
from tests.paper.keyed import told

pytestmark = pytest.mark.django_db
DAY = date(2013, 12, 10)
A, B = SERIALS


def scanned(exchange, clerk, *uploads, **more):
    given = {"channel": "mail", "received_on": DAY, "postmarked_on": None, "on": DAY, **more}
    return scan_envelope(actor=Actor.person(clerk), exchange=exchange, uploads=uploads, **given)


def test_a_whole_form_as_one_pdf_is_one_application_with_all_its_pages(federal, clerk):
    envelope = scanned(federal, clerk, Upload("form.pdf", form_of(federal)))
    paper = PaperApplication.objects.get()
    assert envelope.sorted
    assert (paper.serial, paper.status, paper.counts_from, paper.counts_rule) == (A, "keying", DAY, "receipt")
    assert [sheet.page for sheet in queries.sheets_of(paper)] == list(range(1, paper.sheets.count() + 1))
    assert queries.missing_pages(paper) == ()
    kinds = set(Event.objects.filter(exchange="federal").values_list("kind", flat=True))
    assert kinds >= {"paper.scanned", "paper.received"}


def test_a_form_in_spanish_is_answered_in_spanish(federal, clerk):
    scanned(federal, clerk, Upload("form.pdf", printed.form(federal, year=2014, language="es", serial=A)))
    assert PaperApplication.objects.get().language == "es"


def test_pages_that_come_later_join_theirs_and_pages_that_lack_are_told(federal, clerk):
    scanned(federal, clerk, page_of(federal, A, 0), page_of(federal, A, 1))
    paper = PaperApplication.objects.get()
    assert queries.missing_pages(paper)[0] == 3
    scanned(federal, clerk, page_of(federal, A, 2), received_on=date(2013, 12, 9))
    assert PaperApplication.objects.get().counts_from == DAY
    assert queries.missing_pages(paper)[0] == 4


def test_two_applications_in_one_envelope_wait_for_a_person_who_parts_them(federal, clerk, client):
    envelope = scanned(federal, clerk, page_of(federal, A, 0), page_of(federal, B, 0))
    assert not envelope.sorted
    assert set(PaperApplication.objects.values_list("serial", "status")) == {(A, "sorting"), (B, "sorting")}
    assert queries.waiting_by_step(federal) == [("sorting", 1, DAY)]
    client.force_login(clerk)
    page = client.get(f"/federal/paper/envelopes/{envelope.reference}/")
    assert "Where does each page belong?" in told(page)
    chosen = {sheet.reference: sheet.paper.reference for sheet in envelope.sheets.all()}
    assert client.post(f"/federal/paper/envelopes/{envelope.reference}/", chosen).status_code == 302
    assert set(PaperApplication.objects.values_list("serial", "status")) == {(A, "keying"), (B, "keying")}


def test_a_page_without_a_code_waits_and_a_person_gives_it_a_place(federal, clerk):
    envelope = scanned(federal, clerk, page_of(federal, A, 0), blank())
    paper = PaperApplication.objects.get()
    assert (paper.status, paper.waits_for) == ("sorting", envelope)
    first, lost = envelope.sheets.all()
    assert (lost.trouble, lost.paper) == ("unreadable", None)
    with pytest.raises(NotSorted):
        sort_envelope(actor=Actor.person(clerk), envelope=envelope, places={first.reference: paper.reference}, on=DAY)
    for wrong in ("2222-2222", ""):
        with pytest.raises(NotSorted):
            sort_envelope(
                actor=Actor.person(clerk),
                envelope=envelope,
                places={first.reference: paper.reference, lost.reference: wrong},
                on=DAY,
            )
    sort_envelope(
        actor=Actor.person(clerk), envelope=envelope,
        places={first.reference: paper.reference, lost.reference: paper.reference}, on=DAY,
    )  # fmt: skip
    paper.refresh_from_db()
    assert (paper.status, paper.waits_for, paper.sheets.count()) == ("keying", None, 2)


def test_nothing_readable_at_all_becomes_an_application_only_by_a_person(federal, clerk):
    envelope = scanned(federal, clerk, blank(), blank())
    assert not PaperApplication.objects.exists()
    first, other = envelope.sheets.all()
    sort_envelope(
        actor=Actor.person(clerk), envelope=envelope, places={first.reference: "new", other.reference: "none"}, on=DAY
    )
    paper = PaperApplication.objects.get()
    assert (paper.status, paper.counts_from, paper.sheets.count()) == ("keying", DAY, 1)


def test_who_sorts_second_is_told_and_the_same_form_sent_twice_is_done_once(federal, clerk, client):
    envelope = scanned(federal, clerk, blank(), blank())
    first, other = envelope.sheets.all()
    client.force_login(clerk)
    where, chosen = f"/federal/paper/envelopes/{envelope.reference}/", {first.reference: "new", other.reference: "none"}
    for _again in range(2):
        assert client.post(where, chosen).status_code == 302
    for differs in ({other.reference: "new"}, {other.reference: "new2"}, {first.reference: "none"}):
        page = client.post(where, chosen | differs)
        assert page.status_code == 422
        assert "Nothing that you chose was done." in told(page)
    paper = PaperApplication.objects.get()
    assert client.post(where, chosen | {first.reference: paper.reference}).status_code == 302, "where it lies"
    assert paper.sheets.get() == first


def test_the_same_page_twice_waits_and_an_application_left_without_pages_is_set_aside(federal, clerk):
    envelope = scanned(federal, clerk, page_of(federal, A, 0), page_of(federal, A, 0))
    assert [sheet.trouble for sheet in envelope.sheets.all()] == ["twice", "twice"]
    other = scanned(federal, clerk, blank())
    sort_envelope(actor=Actor.person(clerk), envelope=other, places={other.sheets.get().reference: "none"}, on=DAY)
    assert PaperApplication.objects.get().status == "sorting", "another envelope's sorting leaves it alone"
    places = dict.fromkeys(envelope.sheets.values_list("reference", flat=True), "none")
    sort_envelope(actor=Actor.person(clerk), envelope=envelope, places=places, on=DAY)
    assert PaperApplication.objects.get().status == "set_aside"


@pytest.mark.parametrize(
    ("received", "postmarked"),
    [
        (date(2013, 12, 11), None),  # tomorrow
        (date(2012, 12, 8), None),  # more than a year ago
        (DAY, date(2013, 12, 11)),  # a postmark after the receipt
        (DAY, date(2012, 12, 1)),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_kept(federal, clerk, received, postmarked):
    with pytest.raises(WrongDate):
        scanned(federal, clerk, blank(), received_on=received, postmarked_on=postmarked)
    assert not Envelope.objects.exists()


def test_a_file_that_is_no_scan_takes_the_whole_envelope_back(federal, clerk):
    wrong = {
        NotTaken: [Upload("a.docx", b"PK\x03\x04 a letter"), Upload("empty.pdf", b"")],
        images.ScanNotTaken: [Upload("torn.pdf", b"%PDF-1.7 torn"), Upload("torn.jpg", b"\xff\xd8\xff torn")],
    }
    for error, files in wrong.items():
        for file in files:
            with pytest.raises(error):
                scanned(federal, clerk, page_of(federal, A, 0), file)
    with pytest.raises(images.ScanNotTaken):
        scanned(federal, clerk)
    assert (Envelope.objects.count(), Sheet.objects.count(), PaperApplication.objects.count()) == (0, 0, 0)


def test_a_picture_of_too_many_dots_is_refused_before_it_is_unpacked(federal, clerk):
    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    with pytest.raises(images.ScanNotTaken, match="more dots"):
        scanned(federal, clerk, Upload("huge.png", huge.getvalue()))


def bare_png(wide: int, high: int) -> bytes:
    """A picture that says how large it is and holds next to nothing."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(99))) + part(b"IEND", b"")


@pytest.mark.parametrize(("wide", "high"), [(30_000, 30_000), (1, 70_000)])
def test_a_picture_that_only_says_that_it_is_endless_is_refused_with_words(federal, clerk, wide, high):
    with pytest.raises(images.ScanNotTaken, match="more dots"):
        scanned(federal, clerk, Upload("endless.png", bare_png(wide, high)))


def test_a_document_whose_page_cannot_be_read_is_refused_with_words(federal, clerk):
    whole = io.BytesIO()
    Image.new("L", (80, 100), 255).save(whole, "PDF")
    torn = whole.getvalue().replace(b"/Type /Page\n", b"/Type /Pagx\n")
    with pytest.raises(images.ScanNotTaken, match="cannot be read"):
        scanned(federal, clerk, Upload("torn.pdf", torn))


def test_a_page_as_long_as_a_roll_is_made_to_fit(federal, clerk):
    roll, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    roll.new_page(1, 14_000_000)
    roll.save(written)
    assert scanned(federal, clerk, Upload("roll.pdf", written.getvalue())).sheets.count() == 1


def test_only_clerks_of_the_exchange_take_anything_in(federal, vermont, clerk):
    with pytest.raises(NotAllowed):
        scan_envelope(
            actor=Actor.person(clerk),
            exchange=vermont,
            channel="mail",
            uploads=[blank()],
            received_on=DAY,
            postmarked_on=None,
            on=DAY,
        )
    with pytest.raises(NotAllowed):
        take_call(actor=ANONYMOUS, exchange=federal, on=DAY)


def test_pages_lie_encrypted_and_one_that_was_changed_is_not_shown(federal, clerk):
    scanned(federal, clerk, page_of(federal, A, 0))
    sheet = Sheet.objects.get()
    with default_storage.open(sheet.path) as file:
        assert not file.read().startswith(b"\xff\xd8")
    assert hashlib.sha256(storage.opened(sheet)).hexdigest() == sheet.sha256
    sheet.sha256 = "0" * 64
    with pytest.raises(storage.Damaged):
        storage.opened(sheet)


def test_a_paper_that_names_a_kept_place_counts_from_the_day_of_that(federal, clerk):
    switch_off(
        actor=Actor.person(clerk), exchange=federal, function="applications", reason="slow", on=date(2013, 12, 3)
    )
    kept = keep_place(
        actor=ANONYMOUS,
        exchange=federal,
        function="applications",
        on=date(2013, 12, 3),
        name="Ana",
        contact="603-555-0100",
    )
    with pytest.raises(NotSorted):
        scanned(federal, clerk, page_of(federal, A, 0), arrival="2222-2222")
    scanned(federal, clerk, page_of(federal, A, 0), arrival=kept.reference)
    paper = PaperApplication.objects.get()
    assert (paper.counts_from, paper.counts_rule) == (date(2013, 12, 3), "arrival")


def test_the_desk_takes_an_envelope_and_says_what_is_wrong_with_one(federal, clerk, client):
    client.force_login(clerk)
    from django.core.files.uploadedfile import SimpleUploadedFile

    day = {"channel": "mail", "received_on_month": "12", "received_on_day": "10", "received_on_year": "2013"}
    bad = client.post("/federal/paper/scan/", {**day, "files": SimpleUploadedFile("a.docx", b"PK\x03\x04")})
    assert bad.status_code == 422
    assert "a.docx is a file of another kind" in told(bad)
    good = client.post(
        "/federal/paper/scan/", {**day, "files": SimpleUploadedFile("p.jpg", page_of(federal, A, 0).data)}
    )
    assert good["Location"] == "/federal/paper/"
    row = PaperApplication.objects.get()
    assert row.reference in told(client.get("/federal/paper/"))
    sheet = row.sheets.get()
    assert client.get(f"/federal/paper/sheets/{sheet.reference}/").headers["Content-Type"] == "image/jpeg"
    assert client.get(f"/vt/paper/sheets/{sheet.reference}/").status_code == 404


def test_who_of_the_staff_opened_a_scanned_page_is_written_down_once_a_day(federal, clerk, client):
    federal.date_of_record = DAY
    federal.save()
    envelope = scanned(federal, clerk, Upload("form.pdf", form_of(federal)))
    first, second = envelope.sheets.all()[:2]
    seen = Event.objects.filter(kind="paper.sheet_seen").order_by("id")
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    for sheet in (first, first, second):
        assert client.get(f"/federal/paper/sheets/{sheet.reference}/").status_code == 200
    subject, actor = PaperApplication.objects.get().reference, Actor.person(clerk).label
    assert [(each.subject, each.actor, each.data["sheet"]) for each in seen] == [
        (subject, actor, first.reference), (subject, actor, second.reference),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        storage.open_sheet(actor=ANONYMOUS, sheet=first, on=DAY)
    assert seen.count() == 2
