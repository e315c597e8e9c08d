"""Requests through the whole stack, on published plans: the federal landscape of 2014 where it is, else the packaged sample."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from coverport.exchanges import profiles
from coverport.plans import catalogs, sample
from coverport.plans.catalog_writer import encode, place_file
from coverport.plans.importers.filing import contents_of
from coverport.plans.importers.landscape import read_landscape
from tests.conformance.marketplace_api.source import MERRIMACK, Plan, landscape_plans, sample_plans
from tests.shared import SHARED

NH = {"countyfips": MERRIMACK, "state": "NH", "zipcode": "03301"}
LANDSCAPE = SHARED / "data" / "landscape" / "2014_ffm_individual_medical.csv.gz" if SHARED else None
COUNTIES = SHARED / "data" / "geo" / "landscape_2014_county_fips.csv" if SHARED else None


class Api:
    """Calls as clients make them."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any, *, kind: str = "application/json", query: str = "") -> HttpResponse:
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.client.post(f"/api/v1/{path}{query}", data=data, content_type=kind)


@pytest.fixture
def api(db: None, published: dict[str, list[Plan]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """The exchanges on December 10, 2013."""
    from coverport.exchanges.models import Exchange
    from coverport.shopping.api import exchanges, limits

    for slug in profiles.slugs():
        Exchange.objects.create(slug=slug, name=slug, sample=True, date_of_record=date(2013, 12, 10))
    exchanges.read_anew()
    limits.counters().forget()
    yield Api()
    exchanges.read_anew()


@pytest.fixture(scope="session")
def published() -> dict[str, list[Plan]]:
    """Catalogs on this machine; and, by county, what their source says."""
    sample.publish_files()
    if LANDSCAPE is None or not LANDSCAPE.is_file() or COUNTIES is None:
        return {MERRIMACK: sample_plans()}
    filing = read_landscape(LANDSCAPE, exchange="federal", year=2014, states=profiles.load("federal").states)
    path = place_file(catalogs.folder("federal", 2014), "federal", 2014, 2, encode(contents_of(filing), 2))
    catalogs.make_current(path)
    return landscape_plans(LANDSCAPE, COUNTIES)


def household(*ages: int, income: float | None = None, **more: Any) -> dict[str, Any]:
    return {"people": [{"age": age, **more} for age in ages], **({} if income is None else {"income": income})}


def asked(*ages: int, income: float | None = None, place: dict[str, str] = NH, **more: Any) -> dict[str, Any]:
    return {"place": place, "market": "Individual", "year": 2014, "household": household(*ages, income=income), **more}
