"""Uploaded files as records, read by the importers: only an insurer's own files, of this insurer, state and year."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from coverport.plans.certification.refusals import FileRefused
from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.recognize import Landscape, recognize
from coverport.plans.importers.records import Reading, Record
from coverport.plans.importers.source import Source, sources
from coverport.plans.models import FiledFile, QhpApplication


class Read(msgspec.Struct, frozen=True):
    """A file read to its end. keys: what it speaks of, (kind of record, plan or area)."""

    format: str
    kind: str
    records: tuple[Record, ...]
    rows: int
    plans: int
    notes: dict[str, int]

    @property
    def keys(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((one.kind, one.key, str(one.details.get("area", ""))) for one in self.records)


def read_file(path: Path, application: QhpApplication) -> Read:
    """A file of the insurer's. Raises UnreadableFile with what is wrong and where, FileRefused for files of another kind."""
    found = sources([path])
    if len(found) != 1:
        raise FileRefused(
            _("This is an archive of %(count)s files. Upload the files themselves.") % {"count": len(found)}
        )
    known = recognize(found[0])
    if isinstance(known, Landscape):
        raise FileRefused(_("This is a public file of many insurers. Upload your own templates."))
    opened = known(application.year)
    if not isinstance(opened, Reading):
        raise FileRefused(
            _("This is a directory of doctors or drugs. Upload templates of plans, rates and service areas.")
        )
    records = tuple(opened.records)
    _refuse_others(found[0], records, application)
    return Read(opened.format, opened.kind, records, opened.rows, len(opened.plans), dict(opened.notes))


def _refuse_others(source: Source, records: Sequence[Record], application: QhpApplication) -> None:
    for one in records:
        if one.issuer_id not in ("", application.issuer_id):
            raise _whole(source, f"issuer {one.issuer_id}", f"issuer {application.issuer_id} alone")
        if one.state != application.state:
            raise _whole(source, f"the state {one.state}", f"{application.state} alone")
        if one.year != application.year:
            raise _whole(source, f"the plan year {one.year}", f"{application.year}")


def _whole(source: Source, found: str, expected: str) -> UnreadableFile:
    return UnreadableFile(source.shown, [Problem(None, None, found, expected)])


def read_all(application: QhpApplication) -> list[Read]:
    """All files that are in the application now, in the order of their upload."""
    read = []
    for row in application.files.filter(gate="", removed_on=None):
        with on_disk(row) as path:
            read.append(read_file(path, application))
    return read


@contextlib.contextmanager
def on_disk(row: FiledFile) -> Iterator[Path]:
    """A stored file under its own name in a folder that vanishes: importers read paths, storage may lie elsewhere."""
    with tempfile.TemporaryDirectory(prefix="coverport-filed-") as folder:
        path = Path(folder) / row.name
        with default_storage.open(row.path) as stored, path.open("wb") as file:
            while piece := stored.read(1 << 20):
                file.write(piece)
        yield path
