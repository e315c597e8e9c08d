"""Print runs: what is due goes into a run (the plan), the run into a folder for the print vendor (the files). A run that was cut off
is finished by the next; its folder appears whole, under one name, or not at all.
"""

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from coverport.core.access import Actor
from coverport.core.events import record
from coverport.core.paths import data_dir
from coverport.exchanges import profiles
from coverport.notices import blocks, fonts, postal, typeset
from coverport.notices.actions import render_notice
from coverport.notices.events import PrintRunPlanned
from coverport.notices.models import Dispatch, Notice, PrintRun

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange

LARGEST = 100_000
SHARD = 1_000  # letters held in memory at a time


class CannotPrint(Exception):
    """This machine cannot print letters whole. The message says what to install."""


# Signs with which a formula begins in a spreadsheet.
_RUN = ("=", "+", "-", "@", "\t", "\r")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One envelope of a manifest. envelope: "window", or "labeled" where the address is taller than the window and the vendor puts
    it onto the envelope; routing: five or nine digits of an Intelligent Mail barcode, serial its nine digits for this piece.
    """

    position: int
    batch: str
    file: str
    reference: str
    serial: str
    name: str
    address: tuple[str, ...]
    zip: str
    plus4: str
    routing: str
    envelope: str
    language: str
    insert: str
    large_print: bool
    pages: int
    sheets: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the vendor gets beside the letters. totals: letters, pages and sheets, of the run and of each batch."""

    run: str
    exchange: str
    on: date
    return_address: tuple[str, ...]
    totals: dict[str, int]
    batches: dict[str, dict[str, int]]
    pieces: tuple[Piece, ...]


def folder_of(run: PrintRun) -> Path:
    """Where the vendor's transport finds a run. Names that begin with a dot are unfinished."""
    return data_dir() / "print" / run.exchange / run.reference


def print_run(*, exchange: "Exchange", on: date, limit: int = LARGEST) -> PrintRun | None:
    """Finish the run that was cut off, else make one of what is due; None where nothing is. Raises CannotPrint."""
    if missing := fonts.missing():
        raise CannotPrint(
            f"no font here sets the taglines in {', '.join(missing)}: install the packages fonts-noto-core and fonts-droid-fallback"
        )
    run = PrintRun.objects.filter(exchange=exchange.slug, written_at=None).order_by("pk").first()
    run = run or plan_run(exchange=exchange, on=on, limit=limit)
    return write_run(run) if run else None


@transaction.atomic
def plan_run(*, exchange: "Exchange", on: date, limit: int = LARGEST) -> PrintRun | None:
    """Take what is due into a new run; what cannot be delivered is held, with the reason. None where nothing is left."""
    due = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("notice__stationery").filter(
        channel=Dispatch.Channel.PRINT, status=Dispatch.Status.DUE, run=None, due_on__lte=on, notice__exchange=exchange.slug
    )  # fmt: skip
    good, held = [], []
    for dispatch in due.order_by("pk")[:limit].iterator(chunk_size=SHARD):
        try:
            _address(dispatch)
        except postal.Undeliverable as fault:
            dispatch.status, dispatch.fault = Dispatch.Status.HELD, str(fault)[:200]
            held.append(dispatch)
        else:
            good.append(dispatch.pk)
    Dispatch.objects.bulk_update(held, ["status", "fault"], batch_size=SHARD)
    if not good:
        return None
    run = PrintRun.objects.create(exchange=exchange.slug, on=on)
    Dispatch.objects.filter(pk__in=good).update(run=run)
    record(
        PrintRunPlanned(run=run.reference, letters=len(good), held=len(held)),
        by=Actor.system("notices"), on=on, exchange=exchange.slug, subject=run.reference,
    )  # fmt: skip
    return run


def write_run(run: PrintRun) -> PrintRun:
    """The run's folder with its letters and manifests; then the run is written and its letters are sent. Raises CannotPrint while
    another process writes this run.
    """
    with _alone_with(run):
        return _write(run)


@contextmanager
def _alone_with(run: PrintRun) -> Iterator[None]:
    """One process at a time for a run. The lock ends with the connection, so a killed process leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('notices.print_run'), %s)", [run.pk])
        if not cursor.fetchone()[0]:
            raise CannotPrint(f"another process is writing the run {run.reference}")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('notices.print_run'), %s)", [run.pk])


def _write(run: PrintRun) -> PrintRun:
    home = folder_of(run)
    unfinished = home.with_name(f".{home.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "letters").mkdir(parents=True)
    manifest = _numbered(run, unfinished)
    written = _write_manifests(manifest, unfinished)
    with transaction.atomic():
        run = PrintRun.objects.select_for_update().get(pk=run.pk)
        run.written_at, run.manifest_sha256 = timezone.now(), hashlib.sha256(written).hexdigest()
        run.save(update_fields=["written_at", "manifest_sha256"])
        run.pieces.update(status=Dispatch.Status.SENT, sent_at=run.written_at)
        # Last, within the transaction: a run is not written without its folder. A folder that a killed process left is its own.
        shutil.rmtree(home, ignore_errors=True)
        os.replace(unfinished, home)
    return run


def _numbered(run: PrintRun, folder: Path) -> Manifest:
    """Set every letter, then number them in the order in which they are stuffed and sorted."""
    pieces = sorted(_pieces(run, folder), key=_stuffing_order)
    numbered = []
    for number, piece in enumerate(pieces, start=1):
        name = f"letters/{number:06d}-{piece.reference}.pdf"
        os.replace(folder / piece.file, folder / name)
        numbered.append(msgspec.structs.replace(piece, position=number, file=name))
    sender = profiles.load(run.exchange).address
    groups = {batch: _totals(list(them)) for batch, them in groupby(numbered, key=lambda piece: piece.batch)}
    return Manifest(
        run=run.reference, exchange=run.exchange, on=run.on, return_address=sender, totals=_totals(numbered), batches=groups,
        pieces=tuple(numbered),
    )  # fmt: skip


def _pieces(run: PrintRun, folder: Path) -> Iterator[Piece]:
    for dispatch in run.pieces.select_related("notice__stationery").order_by("pk").iterator(chunk_size=SHARD):
        address = _address(dispatch)
        content, pdf, pages, fits = _printed(dispatch)
        file = f"letters/{dispatch.pk}.pdf"
        (folder / file).write_bytes(pdf)
        language, envelope = content.language, "window" if fits else "labeled"
        sheets = -(-pages // 2)
        size = "large" if dispatch.large else "standard"
        yield Piece(
            position=0, batch=f"{envelope}-{size}-{language}-{sheets:02d}", file=file, reference=dispatch.notice.reference,
            serial=f"{dispatch.pk % 10**9:09d}", name=content.name, address=address.lines, zip=address.zip, plus4=address.plus4,
            routing=address.routing, envelope=envelope, language=language, insert=f"help-{language}", large_print=dispatch.large,
            pages=pages, sheets=sheets, sha256=hashlib.sha256(pdf).hexdigest(),
        )  # fmt: skip


def _stuffing_order(piece: Piece) -> tuple[str, str, str, str, str]:
    """One machine setting after the other; within it as the post sorts."""
    return (piece.batch, piece.zip, piece.plus4, piece.address[0].casefold(), piece.reference)


def _printed(dispatch: Dispatch) -> tuple[blocks.Letter, bytes, int, bool]:
    """A copy as it is printed: the stored PDF, unless it goes in large print or to another address."""
    notice: Notice = dispatch.notice
    content = notice.content
    if dispatch.address:
        content = msgspec.structs.replace(content, address=_address(dispatch).lines)
    if dispatch.large or dispatch.address:
        made = typeset.sheets(content, large=dispatch.large)
        return content, made.pdf, made.pages, made.fits_window
    notice = render_notice(notice.reference)
    with default_storage.open(notice.pdf_name) as file:
        pdf = file.read()
    if notice.pdf_pages is None or notice.fits_window is None:
        made = typeset.sheets(content)
        return content, pdf, made.pages, made.fits_window
    return content, pdf, notice.pdf_pages, notice.fits_window


def _address(dispatch: Dispatch) -> postal.Address:
    content = dispatch.notice.content
    lines = msgspec.json.decode(dispatch.address, type=tuple[str, ...]) if dispatch.address else content.address
    return postal.read(content.name, lines)


def _totals(pieces: Sequence[Piece]) -> dict[str, int]:
    return {
        "letters": len(pieces),
        "pages": sum(one.pages for one in pieces),
        "sheets": sum(one.sheets for one in pieces),
    }


def _write_manifests(manifest: Manifest, folder: Path) -> bytes:
    """manifest.json with all, manifest.csv with a row for each letter; answers the bytes of the first."""
    whole = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    (folder / "manifest.json").write_bytes(whole)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(Piece.__struct_fields__)
    for piece in manifest.pieces:
        writer.writerow([_cell(value) for value in msgspec.structs.astuple(piece)])
    (folder / "manifest.csv").write_text(text.getvalue(), newline="")
    return whole


def _cell(value: object) -> object:
    """A name or a street that a spreadsheet would run as a formula is shown as text."""
    text = " | ".join(value) if isinstance(value, tuple) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in _RUN else text
