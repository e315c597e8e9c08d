"""Verbs of this room: take in a filing, publish a catalog, bring a published one to this machine."""

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.events import Fact, fact, record
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, filing_rows
from coverport.plans.catalog import BrokenCatalog, Catalog
from coverport.plans.catalog_layout import Name
from coverport.plans.catalog_writer import Encoded, place_file
from coverport.plans.importers.filing import Filing, contents_of
from coverport.plans.joined import with_references
from coverport.plans.models import CatalogNumber


@fact
class PlansImported(Fact, frozen=True):
    """An exchange's plans of a year were replaced."""

    kind: ClassVar[str] = "plans.imported"
    exchange: str
    year: int
    sha256: str
    plans: int


@fact
class CatalogPublished(Fact, frozen=True):
    """A catalog has its number."""

    kind: ClassVar[str] = "plans.catalog_published"
    exchange: str
    year: int
    number: int
    sha256: str


class NothingToPublish(Refusal):
    """The exchange has no plans of this year."""

    code = "nothing_to_publish"


class CertifiedHere(Refusal):
    """The state has certified plans here that this file would replace."""

    code = "certified_here"


class ImportResult(msgspec.Struct, frozen=True):
    """What an import did. changed: false when the same filing was there already."""

    changed: bool
    plans: int
    issuers: int
    rate_rows: int
    counties: int
    county_plans: int
    catalog: CatalogNumber


@transaction.atomic
def import_plans(*, actor: Actor, filing: Filing, on: date, sample: bool = False, issuer_id: str = "") -> ImportResult:
    """Replace the plans of a filing's states by it, or those of one issuer there, and publish. The same again changes nothing.

    Raises NotAllowed, MissingRate, CertifiedHere.
    """
    changed = take_in_plans(actor=actor, filing=filing, on=on, sample=sample, issuer_id=issuer_id)
    whole = filing if changed and filing_rows.is_all(filing) else None
    catalog = _publish(actor, filing.exchange, filing.year, on, whole)
    return ImportResult(
        changed=changed,
        plans=len(filing.plans),
        issuers=len({plan.issuer_id for plan in filing.plans}),
        rate_rows=len(filing.row_plan),
        counties=len(set(filing.pair_county)),
        county_plans=len(filing.pair_county),
        catalog=catalog,
    )


@transaction.atomic
def take_in_plans(*, actor: Actor, filing: Filing, on: date, sample: bool = False, issuer_id: str = "") -> bool:
    """As import_plans, and publish nothing: who takes in many states publishes once. False where the same is there already.

    Raises NotAllowed, CertifiedHere.
    """
    _only_the_system(actor)
    one_at_a_time(filing.exchange, filing.year)
    _keep_what_the_state_certified(filing, issuer_id)
    changed = not is_there(filing, issuer_id=issuer_id)
    if changed:
        filing_rows.store(filing, sample=sample, issuer_id=issuer_id)
        happened = PlansImported(filing.exchange, filing.year, filing.sha256, len(filing.plans))
        record(happened, by=actor, on=on, exchange=filing.exchange, subject=filing.exchange)
    return changed


def is_there(filing: Filing, *, issuer_id: str = "") -> bool:
    """Whether the same filing was taken in already, in each of its states, and nothing has replaced a part of it."""
    there = filing_rows.of(filing.exchange, filing.year).filter(state__in=filing.states)
    if not issuer_id and there.exclude(issuer_id="").exists():
        return False
    known = dict(there.filter(issuer_id=issuer_id).values_list("state", "sha256"))
    return all(known.get(state) == filing.sha256 for state in filing.states)


@transaction.atomic
def publish_catalog(*, actor: Actor, exchange: str, year: int, on: date) -> CatalogNumber:
    """Publish what the database holds under the next number; what is published already keeps its number.

    Only certified plans are in it. The file lies in storage before its row commits; the symlink of this machine is flipped after.
    Raises NotAllowed, NothingToPublish.
    """
    _may_publish(actor, exchange)
    one_at_a_time(exchange, year)
    if not filing_rows.certified(exchange, year).exists():
        raise NothingToPublish(f"There are no plans of {exchange} {year} to publish.")
    return _publish(actor, exchange, year, on, None)


def _publish(actor: Actor, exchange: str, year: int, on: date, stored: Filing | None) -> CatalogNumber:
    """stored: a filing that was written just now and is all that the database holds; else it is read from there."""
    filing = filing_rows.load(exchange, year) if stored is None else stored
    made = Encoded(contents_of(with_references(filing)))
    contents_sha256 = made.fingerprint()
    last = _last(exchange, year)
    transaction.on_commit(lambda: _bring(exchange, year))
    if last is not None and last.contents_sha256 == contents_sha256:
        _mend(last, made.numbered(last.number))
        return last
    number = last.number + 1 if last else 1
    published = _store_file(exchange, year, number, made.numbered(number), contents_sha256)
    happened = CatalogPublished(exchange, year, number, published.sha256)
    record(happened, by=actor, on=on, exchange=exchange, subject=exchange)
    return published


def _only_the_system(actor: Actor) -> None:
    """Public files come in by the command line; what an insurer files goes through certification."""
    if actor.kind != "system":
        raise NotAllowed(f"{actor.label} may not change what is sold")


def _may_publish(actor: Actor, exchange: str) -> None:
    """State workers of the exchange do, and the command line."""
    if not actor.may(Permission.CERTIFY_PLANS, Exchange.objects.filter(slug=exchange).first()):
        raise NotAllowed(f"{actor.label} may not change what is sold")


def _keep_what_the_state_certified(filing: Filing, issuer_id: str) -> None:
    """A public file does not silently take the place of plans that a state has certified here."""
    there = filing_rows.of(filing.exchange, filing.year).filter(state__in=filing.states, application__isnull=False)
    if issuer_id:
        there = there.filter(issuer_id=issuer_id)
    if first := there.first():
        raise CertifiedHere(
            f"{first.state} has certified plans of issuer {first.issuer_id} for {filing.year} here. "
            "Correct them by a new application of the insurer."
        )


def one_at_a_time(exchange: str, year: int) -> None:
    """Two imports of one exchange and year wait for each other until the first commits."""
    key = int.from_bytes(hashlib.sha256(f"plans {exchange} {year}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _last(exchange: str, year: int) -> CatalogNumber | None:
    return CatalogNumber.objects.filter(exchange=exchange, year=year).order_by("-number").first()


def _store_file(exchange: str, year: int, number: int, data: bytes, contents_sha256: str) -> CatalogNumber:
    """The row of a new catalog, its bytes safe in storage before it. This machine's folder gets them after the commit."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"catalogs/{exchange}/{year}/{Name(exchange, year, number, sha256)}"
    _put(path, data)
    return CatalogNumber.objects.create(
        exchange=exchange,
        year=year,
        number=number,
        sha256=sha256,
        contents_sha256=contents_sha256,
        length=len(data),
        path=path,
    )


def _put(path: str, data: bytes) -> None:
    if default_storage.exists(path):  # left behind by a publication that did not commit, or damaged
        default_storage.delete(path)
    if default_storage.save(path, ContentFile(data)) != path:
        raise RuntimeError(f"the storage gave {path} another name")
    try:
        place = default_storage.path(path)
    except NotImplementedError:  # not a folder: such a storage answers when the bytes are safe
        return
    with open(place, "rb") as file:
        os.fsync(file.fileno())


def _mend(row: CatalogNumber, data: bytes) -> None:
    """Put the bytes of a published catalog back when storage has lost or damaged them."""
    try:
        _fetched(row)
    except (OSError, BrokenCatalog):
        if hashlib.sha256(data).hexdigest() != row.sha256:
            raise
        _put(row.path, data)


def bring_catalog(row: CatalogNumber) -> Catalog:
    """A published catalog, fetched to this machine if it is not here: an enrollment keeps the number that priced it."""
    folder = catalogs.folder(row.exchange, row.year)
    path = folder / str(Name(row.exchange, row.year, row.number, row.sha256))
    if not _is_whole(path):
        place_file(folder, row.exchange, row.year, row.number, _fetched(row))
    # By its name, hash and all: another database may have left a catalog of the same number here.
    return catalogs.opened(path)


def bring_current_catalog(*, exchange: str, year: int) -> Catalog:
    """Bring the newest published catalog to this machine and make it current. Raises NothingToPublish, BrokenCatalog."""
    row = _last(exchange, year)
    if row is None:
        raise NothingToPublish(f"No catalog of {exchange} {year} is published.")
    path = bring_catalog(row).path
    catalogs.make_current(path)
    if _last(exchange, year) != row:
        # Another was published meanwhile, and may have been made current before this one: the newest must win.
        return bring_current_catalog(exchange=exchange, year=year)
    return catalogs.current(exchange, year)


def _bring(exchange: str, year: int) -> None:
    bring_current_catalog(exchange=exchange, year=year)


def _is_whole(path: Path) -> bool:
    try:
        Catalog.open(path)
    except (FileNotFoundError, BrokenCatalog):
        return False
    return True


def _fetched(row: CatalogNumber) -> bytes:
    with default_storage.open(row.path) as file:
        data: bytes = file.read()
    if len(data) != row.length or hashlib.sha256(data).hexdigest() != row.sha256:
        raise BrokenCatalog(f"{row.path} in storage is not what was published as {row}")
    return data
