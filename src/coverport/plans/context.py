"""What every page must say about the plans of its exchange: whether they are a sample, and whether they are invented."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from coverport.core.listing import listed
from coverport.plans import catalogs, filing_rows
from coverport.plans.catalogs import NoCatalog
from coverport.plans.models import Plan


def sample_plans(request: HttpRequest) -> dict[str, Any]:
    """`sample_plans` and `invented_years` of the plan years that the exchange offers now."""
    exchange = getattr(request, "exchange", None)
    if exchange is None:
        return {"sample_plans": False, "invented_years": ""}
    found = {year: _of(exchange.slug, year) for year in exchange.years()}
    return {
        "sample_plans": any(sample for sample, _ in found.values()),
        "invented_years": listed([str(year) for year, (_, invented) in sorted(found.items()) if invented]),
    }


def _of(exchange: str, year: int) -> tuple[bool, bool]:
    try:
        return _published(exchange, year, catalogs.current(exchange, year).sha256)
    except NoCatalog:
        return False, False


@lru_cache(maxsize=256)
def _published(exchange: str, year: int, sha256: str) -> tuple[bool, bool]:
    """(sample, invented) of what is published under a hash: asked once for each catalog."""
    filings = filing_rows.of(exchange, year).filter(sample=True)
    return filings.exists(), Plan.objects.filter(filing__in=filings, details__invented=True).exists()
