"""Print runs: what is due goes into one folder for the vendor, sorted, counted, whole or not at all, and can be taken up again."""

import csv
import hashlib
import io
import json
import os
import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coverport.notices import delivery, fonts, printing
from coverport.notices.models import Dispatch, PrintRun
from tests.notices import reader, samples

pytestmark = pytest.mark.django_db
LONG_NAME = "Maria-Magdalena Wolfeschlegelstein " * 4


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A data folder of the test's own, on a machine where a file of every font's name is found. The letters have no taglines."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    monkeypatch.setenv("COVERPORT_FONTS", str(tmp_path / "fonts"))
    (tmp_path / "fonts").mkdir()
    for names in fonts.SCRIPTS.values():
        (tmp_path / "fonts" / names[0]).write_bytes(b"")
    fonts.scripts.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    fonts.scripts.cache_clear()


def due(exchange, user, decision: str, **more) -> Dispatch:
    return delivery.dispatch_notice(samples.posted(exchange, user, decision=decision, **more))


def to(last: str, street: str = "5 Church Street") -> dict[str, tuple[str, ...]]:
    return {"address": (street, last)}


def ran(exchange, **more) -> tuple[PrintRun, dict]:
    run = printing.print_run(exchange=exchange, on=samples.DAY, **more)
    return run, json.loads((printing.folder_of(run) / "manifest.json").read_text())


def test_a_run_holds_each_letter_once_sorted_as_the_post_wants_it(ana, vermont):
    for number, last in enumerate(
        ("Burlington VT 05401", "Barre VT 05641", "Burlington VT 05401-2222", "Burlington VT 05401-1111")
    ):
        due(vermont, ana, f"D-{number}", **to(last))
    due(vermont, ana, "D-5", **to("Burlington VT 05401-1111", "1 Church Street"))
    run, manifest = ran(vermont)
    assert [(piece["zip"], piece["plus4"], piece["address"][0]) for piece in manifest["pieces"]] == [
        ("05401", "", "5 Church Street"),
        ("05401", "1111", "1 Church Street"),
        ("05401", "1111", "5 Church Street"),
        ("05401", "2222", "5 Church Street"),
        ("05641", "", "5 Church Street"),
    ]
    assert [piece["position"] for piece in manifest["pieces"]] == [1, 2, 3, 4, 5]
    assert manifest["pieces"][1]["routing"] == "054011111"
    assert set(run.pieces.values_list("status", flat=True)) == {"sent"}
    assert printing.print_run(exchange=vermont, on=samples.DAY) is None


def test_the_manifest_counts_and_vouches_for_every_file(ana, vermont):
    for number in range(3):
        due(vermont, ana, f"D-{number}")
    run, manifest = ran(vermont)
    folder = printing.folder_of(run)
    assert manifest["totals"] == {"letters": 3, "pages": 6, "sheets": 3}
    assert manifest["return_address"][0] == "Coverport Vermont"
    for piece in manifest["pieces"]:
        content = (folder / piece["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == piece["sha256"]
        assert len(reader.pages(content)) == piece["pages"]
        lines = [word.text for word in reader.placed(content) if word.x < 0.9]
        assert lines == [piece["name"], *piece["address"]]
        assert (
            reader.placed(content)[0].y
            < 2.1
            < 2.2
            > next(word.y for word in reader.placed(content) if word.text == piece["name"])
        )
    assert run.manifest_sha256 == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    rows = list(csv.DictReader(io.StringIO((folder / "manifest.csv").read_text())))
    assert [(row["reference"], row["zip"], row["file"]) for row in rows] == [
        (piece["reference"], piece["zip"], piece["file"]) for piece in manifest["pieces"]
    ]
    assert sorted(path.name for path in (folder / "letters").iterdir()) == sorted(
        piece["file"].removeprefix("letters/") for piece in manifest["pieces"]
    )
    assert len({piece["serial"] for piece in manifest["pieces"]}) == 3


def test_the_letter_that_is_printed_is_the_one_that_was_stored(ana, vermont):
    dispatch = due(vermont, ana, "D-1")
    _run, manifest = ran(vermont)
    dispatch.notice.refresh_from_db()
    assert manifest["pieces"][0]["sha256"] == dispatch.notice.pdf_sha256


def test_large_print_language_sheets_and_envelope_are_batches_of_their_own(ana, vermont):
    due(vermont, ana, "D-1")
    due(vermont, ana, "D-2", language="es")
    due(vermont, ana, "D-3", name=LONG_NAME.strip())
    due(vermont, ana, "D-4", blocks=samples.EVERY_BLOCK * 2)
    Dispatch.objects.filter(pk=due(vermont, ana, "D-5").pk).update(large=True)
    _run, manifest = ran(vermont)
    batches = {piece["batch"]: piece for piece in manifest["pieces"]}
    assert set(batches) >= {"window-standard-en-01", "window-standard-es-01", "labeled-standard-en-01"}
    assert batches["window-standard-es-01"]["insert"] == "help-es"
    assert batches["labeled-standard-en-01"]["name"] == LONG_NAME.strip()
    assert any(piece["large_print"] and batch.startswith("window-large-en") for batch, piece in batches.items())
    assert sum(batch["letters"] for batch in manifest["batches"].values()) == 5
    assert sum(batch["sheets"] for batch in manifest["batches"].values()) == manifest["totals"]["sheets"]


def test_what_cannot_be_delivered_is_held_with_its_reason_and_the_rest_goes(ana, vermont):
    bad = due(vermont, ana, "D-1", **to("Burlington"))
    due(vermont, ana, "D-2")
    _run, manifest = ran(vermont)
    assert manifest["totals"]["letters"] == 1
    bad.refresh_from_db()
    assert (bad.status, bad.run) == ("held", None)
    assert "ZIP code" in bad.fault
    out = io.StringIO()
    call_command("print_run", "vt", "--held", stdout=out)
    assert bad.notice.reference in out.getvalue()


def test_a_letter_that_was_held_goes_to_the_address_that_was_found(ana, vermont):
    bad = due(vermont, ana, "D-1", **to("Burlington"))
    assert printing.print_run(exchange=vermont, on=samples.DAY) is None
    delivery.note_returned(bad.notice, why="found", on=samples.DAY, lines=("7 Main Street", "Montpelier VT 05602"))
    run, manifest = ran(vermont)
    (piece,) = manifest["pieces"]
    assert piece["address"] == ["7 Main Street", "Montpelier VT 05602"]
    content = (printing.folder_of(run) / piece["file"]).read_bytes()
    assert [word.text for word in reader.placed(content) if word.x < 0.9] == [
        "Ana Rivera",
        "7 Main Street",
        "Montpelier VT 05602",
    ]
    assert bad.notice.content.address[-1] == "Burlington"  # the letter as it was sent is not touched


def test_a_run_that_was_cut_off_is_finished_by_the_next_under_its_own_name(ana, vermont, monkeypatch):
    for number in range(3):
        due(vermont, ana, f"D-{number}")
    really = os.replace

    def full(source, target):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        printing.print_run(exchange=vermont, on=samples.DAY)
    cut = PrintRun.objects.get()
    assert cut.written_at is None
    assert not printing.folder_of(cut).exists()
    assert set(cut.pieces.values_list("status", flat=True)) == {"due"}
    monkeypatch.setattr(os, "replace", really)
    due(vermont, ana, "D-9")  # what came meanwhile waits for a run of its own
    run, manifest = ran(vermont)
    assert run.pk == cut.pk
    assert manifest["totals"]["letters"] == 3
    assert ran(vermont)[1]["totals"]["letters"] == 1


def test_the_same_run_written_again_has_the_same_bytes(ana, vermont):
    for number in range(3):
        due(vermont, ana, f"D-{number}")
    run, _ = ran(vermont)
    before = {path.name: path.read_bytes() for path in printing.folder_of(run).rglob("*") if path.is_file()}
    PrintRun.objects.filter(pk=run.pk).update(written_at=None, manifest_sha256="")
    again, _ = ran(vermont)
    assert again.pk == run.pk
    assert {path.name: path.read_bytes() for path in printing.folder_of(run).rglob("*") if path.is_file()} == before


def test_a_letter_is_printed_again_when_it_was_damaged(ana, vermont):
    first = due(vermont, ana, "D-1")
    ran(vermont)
    out = io.StringIO()
    call_command("print_run", "vt", "--reprint", first.notice.reference, "--json", stdout=out)
    assert json.loads(out.getvalue())["letters"] == 1
    assert [one.copy for one in Dispatch.objects.order_by("copy")] == [1, 2]


def test_one_unknown_letter_and_none_is_printed_again(ana, vermont):
    first = due(vermont, ana, "D-1")
    ran(vermont)
    with pytest.raises(CommandError, match="sent no letter 2222-2222"):
        call_command("print_run", "vt", "--reprint", first.notice.reference, "--reprint", "2222-2222")
    assert Dispatch.objects.count() == 1


def test_what_is_due_later_and_another_exchanges_letters_stay(ana, vermont, federal):
    later = due(vermont, ana, "D-1")
    Dispatch.objects.filter(pk=later.pk).update(due_on=date(2013, 12, 11))
    due(federal, ana, "D-2")
    assert printing.print_run(exchange=vermont, on=date(2013, 12, 10)) is None
    assert printing.print_run(exchange=vermont, on=date(2013, 12, 11)).pieces.count() == 1


def test_a_limit_leaves_the_rest_for_the_next_run(ana, vermont):
    for number in range(3):
        due(vermont, ana, f"D-{number}")
    assert ran(vermont, limit=2)[1]["totals"]["letters"] == 2
    assert ran(vermont, limit=2)[1]["totals"]["letters"] == 1


def test_a_machine_without_a_font_prints_nothing(ana, vermont, monkeypatch, place):
    due(vermont, ana, "D-1")
    monkeypatch.setenv("COVERPORT_FONTS", str(place / "no fonts"))
    monkeypatch.setattr(fonts, "SYSTEM", ())
    fonts.scripts.cache_clear()
    with pytest.raises(CommandError, match=r"taglines in .*ko.*: install"):
        call_command("print_run", "vt")
    assert not PrintRun.objects.exists()


def test_a_name_that_a_spreadsheet_would_run_is_text_in_the_csv(ana, vermont):
    due(vermont, ana, "D-1", name="=HYPERLINK(1)")
    run, manifest = ran(vermont)
    assert manifest["pieces"][0]["name"] == "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in (printing.folder_of(run) / "manifest.csv").read_text()


def test_a_street_that_a_spreadsheet_would_run_is_text_in_the_csv(ana, vermont):
    due(vermont, ana, "D-1", address=('=HYPERLINK("http://x")', "Burlington VT 05401"))
    run, _manifest = ran(vermont)
    (row,) = csv.DictReader(io.StringIO((printing.folder_of(run) / "manifest.csv").read_text()))
    assert row["address"] == '\'=HYPERLINK("http://x") | Burlington VT 05401'


@pytest.mark.parametrize("given", [["nowhere"], ["vt", "--limit", "0"]])
def test_what_cannot_be_meant_is_said(vermont, given):
    with pytest.raises(CommandError):
        call_command("print_run", *given)


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_write_one_run(ana, vermont):
    due(vermont, ana, "D-1")
    run = printing.plan_run(exchange=vermont, on=samples.DAY)
    holds, let_go = threading.Event(), threading.Event()

    def another() -> None:
        with printing._alone_with(run):
            holds.set()
            let_go.wait(20)
        connection.close()

    other = threading.Thread(target=another)
    other.start()
    try:
        assert holds.wait(20)
        with pytest.raises(printing.CannotPrint, match=f"writing the run {run.reference}"):
            printing.write_run(run)
    finally:
        let_go.set()
        other.join()
    assert printing.write_run(run).written_at
