"""What the catalog that priced an enrollment says of its plan."""

from functools import lru_cache

from coverport.enrollment.models import Enrollment
from coverport.plans import catalogs
from coverport.plans.actions import bring_catalog
from coverport.plans.catalog import Catalog
from coverport.plans.models import CatalogNumber
from coverport.plans.plan import key_of


def insurer_name(enrollment: Enrollment) -> str:
    """As the catalog has it."""
    return _issuer_name(enrollment.catalog.sha256, enrollment.plan_id)


def by_tier(enrollment: Enrollment) -> bool:
    """Whether a whole family has one price, as where premiums do not follow age."""
    return _by_tier(enrollment.catalog.sha256, enrollment.plan_id)


@lru_cache(maxsize=4096)
def _issuer_name(sha256: str, plan_id: str) -> str:
    return _catalog(sha256).plan(plan_id).issuer_name


@lru_cache(maxsize=4096)
def _by_tier(sha256: str, plan_id: str) -> bool:
    catalog = _catalog(sha256)
    rows = catalog.plan_keys[catalog.row_plan] == key_of(plan_id).encode()
    return bool(catalog.row_tiered[rows].any())


def _catalog(sha256: str) -> Catalog:
    """Catalogs never change."""
    row = CatalogNumber.objects.get(sha256=sha256)
    try:
        return catalogs.numbered(row.exchange, row.year, row.number)
    except catalogs.NoCatalog:
        return bring_catalog(row)
