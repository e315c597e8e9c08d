"""Records of public files to rows and back. A file is written while it is read; the caller holds the transaction."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from django.db import connection
from django.db.models import Q

from coverport.core.copying import copy_in
from coverport.plans.importers.filing import digest
from coverport.plans.importers.records import PLAN, Record
from coverport.plans.models import Reference, ReferenceFile

_MANY = 2000


class Files:
    """The file rows of one source, one for each plan year and kind of record that it holds."""

    def __init__(self, exchange: str, name: str, format_: str, sha256: str) -> None:
        self.exchange, self.name, self.format, self.sha256 = exchange, name, format_, sha256
        self.rows: dict[tuple[int, str], ReferenceFile] = {}

    def of(self, year: int, kind: str) -> ReferenceFile:
        """The row, made when first asked for."""
        row = self.rows.get((year, kind))
        if row is None:
            row = self.rows[year, kind] = ReferenceFile.objects.create(
                exchange=self.exchange, year=year, kind=kind, name=self.name, format=self.format, sha256=self.sha256
            )
        return row


def is_there(exchange: str, sha256: str) -> bool:
    """Whether the same bytes were taken in for the exchange and nothing has replaced any of it."""
    return ReferenceFile.objects.filter(exchange=exchange, sha256=sha256).exists()


def store(files: Files, records: Iterable[Record], beside: set[int] | None = None) -> set[int]:
    """Write the records, then remove what earlier files of their kind said of the same. Returns the plan years.

    beside: keys of the file rows of the same import, which stand beside each other; those of this file are added.
    """
    ReferenceFile.objects.filter(exchange=files.exchange, sha256=files.sha256).delete()
    for batch in _batches(records):
        rows = [
            (
                files.of(one.year, one.kind).pk,
                one.state,
                one.issuer_id,
                one.key,
                msgspec.json.encode(one.details).decode(),
            )
            for one in batch
        ]
        copy_in(Reference, "file_id, state, issuer_id, key, details", rows)
    for row in files.rows.values():
        _replace(row, beside or set())
    if beside is not None:
        beside |= {row.pk for row in files.rows.values()}
    return {year for year, _ in files.rows}


def _batches(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _MANY:
            yield batch
            batch = []
    if batch:
        yield batch


# What a row of a file says: a public file all of an issuer in a state; a template what it names, and of plans all that are medical, or
# all that are dental, of a market, as its header has it: an insurer's dental template is none of its medical one's business.
_OF_ISSUER = "TRUE"
_OF_KEY = "upper(old.key) = upper(new.key)"
_OF_HEADER = " AND ".join(
    f"old.details->'plan'->'{fact}' = new.details->'plan'->'{fact}'" for fact in ("division", "market")
)


def _replace(row: ReferenceFile, beside: set[int]) -> None:
    """Older rows of the same exchange, year, kind and format about what the new file speaks of."""
    older = ReferenceFile.objects.filter(
        exchange=row.exchange, year=row.year, kind=row.kind, format=row.format
    ).exclude(pk=row.pk)
    keys = set(older.values_list("pk", flat=True))
    lost = _remove(row, keys, _OF_KEY if "template" in row.format else _OF_ISSUER)
    if "template" in row.format and row.kind == PLAN:
        lost |= _remove(row, keys - beside, _OF_HEADER)
    ReferenceFile.objects.filter(pk__in=lost, references__isnull=True).delete()
    # What is left of a file is no longer what it said: the same file again must count as a change.
    for file in ReferenceFile.objects.filter(pk__in=lost):
        file.sha256 = digest(file.sha256.encode(), row.sha256.encode())
        file.save(update_fields=["sha256"])


def _remove(row: ReferenceFile, older: set[int], same: str) -> set[int]:
    """Delete older rows of an issuer in a state that hold the same as one of this file. Returns the files that lost some."""
    table = Reference._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} old WHERE old.file_id = ANY(%s) AND EXISTS (SELECT FROM {table} new WHERE new.file_id = %s "  # noqa: S608
            f"AND old.state = new.state AND old.issuer_id = new.issuer_id AND {same}) RETURNING old.file_id",
            [list(older), row.pk],
        )
        return {file_id for (file_id,) in cursor.fetchall()}


def load(
    exchange: str, year: int, kinds: Iterable[str], state: str | None = None, *, templates: bool | None = None
) -> Iterator[Record]:
    """The stored records of some kinds, in the order in which they came; templates: from insurers' own files alone, or from others."""
    found = Reference.objects.filter(file__exchange=exchange, file__year=year, file__kind__in=list(kinds))
    if state is not None:
        found = found.filter(state=state)
    if templates is not None:
        of_template = Q(file__format__contains="template")
        found = found.filter(of_template if templates else ~of_template)
    columns = ("file__kind", "file__year", "state", "issuer_id", "key", "details")
    for values in found.order_by("id").values_list(*columns).iterator(chunk_size=_MANY):
        yield Record(*values)


def sha256s(exchange: str, year: int, kinds: Iterable[str]) -> list[str]:
    """Of the files that hold these kinds now."""
    files = ReferenceFile.objects.filter(exchange=exchange, year=year, kind__in=list(kinds))
    return sorted(set(files.values_list("sha256", flat=True)))


def formats(exchange: str, year: int, kinds: Iterable[str]) -> str:
    """What those files are: "CMS Plan Attributes, CMS Rate, CMS Service Area"."""
    files = ReferenceFile.objects.filter(exchange=exchange, year=year, kind__in=list(kinds))
    return ", ".join(sorted(set(files.values_list("format", flat=True))))[:300]
