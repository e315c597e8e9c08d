"""What shoppers would see: the state's certified plans with the insurer's put in, as a catalog that is not published."""

import hashlib
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from coverport.core import paths
from coverport.plans import filing_rows
from coverport.plans.catalog import BrokenCatalog, Catalog
from coverport.plans.catalog_layout import Name
from coverport.plans.catalog_writer import Encoded, place_file
from coverport.plans.certification.checking import Checked
from coverport.plans.certification.refusals import NotReady
from coverport.plans.importers.filing import Filing, contents_of, merged
from coverport.plans.joined import with_references
from coverport.plans.models import QhpApplication
from coverport.plans.rules.arrays import MissingRate

UNPUBLISHED = 0  # published numbers begin with 1


def make(application: QhpApplication, found: Checked) -> None:
    """Put the preview of what was checked into storage and its place into the application; the caller saves."""
    application.preview_path = application.preview_sha256 = ""
    if found.filing is None:
        return
    try:
        data = _bytes(application, found.filing, found)
    except MissingRate:  # the check of the rates says which
        return
    application.preview_sha256 = hashlib.sha256(data).hexdigest()
    application.preview_path = f"certification/{application.reference}/{_name(application)}"
    if not default_storage.exists(application.preview_path):
        default_storage.save(application.preview_path, ContentFile(data))


def _bytes(application: QhpApplication, filing: Filing, found: Checked) -> bytes:
    exchange, year = application.filed_at.slug, application.year
    others = filing_rows.load(exchange, year, state=application.state, without=application.issuer_id)
    whole = merged(others, filing) if len(others.row_plan) else filing
    return Encoded(contents_of(with_references(whole, found.joined))).numbered(UNPUBLISHED)


def _name(application: QhpApplication) -> Name:
    return Name(application.filed_at.slug, application.year, UNPUBLISHED, application.preview_sha256)


def catalog_of(application: QhpApplication) -> Catalog:
    """The unpublished catalog, fetched to this machine if it is not here. Raises NotReady while there is none."""
    if not application.preview_path:
        raise NotReady(_("There is no preview yet. It comes when plans, rates and service areas are complete."))
    folder = paths.catalogs_dir() / "previews" / application.filed_at.slug / str(application.year)
    path = folder / str(_name(application))
    if not _is_here(path):
        with default_storage.open(application.preview_path) as file:
            place_file(folder, application.filed_at.slug, application.year, UNPUBLISHED, file.read())
    return Catalog.open(path)


def _is_here(path: Path) -> bool:
    try:
        Catalog.open(path)
    except (FileNotFoundError, BrokenCatalog):
        return False
    return True
