"""The typed client against the whole site, over real HTTP."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from coverport.client import Client, Refused
from coverport.plans import sample
from coverport.shopping.api.wire.requests import Household, HouseholdRequest, Person, Place

PLACE = Place(countyfips="33013", state="NH", zipcode="03301")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def client(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The sample exchanges, served on a free port."""
    from coverport.config.wsgi import application
    from coverport.exchanges.models import Exchange
    from coverport.shopping.api import exchanges, limits

    sample.publish_files()
    for slug in ("federal", "vt"):
        Exchange.objects.create(slug=slug, name=slug, sample=True, date_of_record=date(2013, 12, 10))
    exchanges.read_anew()
    limits.counters().forget()
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Client(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_a_zip_code_to_plans_at_a_households_price(client: Client) -> None:
    (county,) = client.counties("03301")
    plans = list(client.plans(county, ages=[40, 30], income="50000", year=2014))
    assert len(plans) == 10
    prices = [plan.premium_w_credit for plan in plans]
    assert prices == sorted(prices)
    request = HouseholdRequest(
        place=PLACE, year=2014, household=Household(income=Decimal(50_000), people=(Person(age=40), Person(age=30)))
    )
    credit = client.estimates(request)[0].aptc
    assert Decimal(str(client.slcsp(request).premium)) - Decimal(str(credit)) == Decimal("395.83")
    detail = client.plan(plans[0].id, year=2014)
    assert (detail.id, detail.name) == (plans[0].id, plans[0].name)


def test_what_the_api_holds_of_places_and_insurers(client: Client) -> None:
    (county,) = client.counties("03301")
    assert client.rate_area(county, year=2014).area == 1
    assert client.poverty_guidelines("NH", year=2014).guidelines[0].guideline == 11_670
    assert [one.id for one in client.issuers(state="NH", year=2014)] == ["96751"]
    assert len(client.states(year=2014)) > 50


def test_a_refusal_says_its_code(client: Client) -> None:
    with pytest.raises(Refused) as refused:
        client.plan("99999NH9999999", year=2014)
    assert (refused.value.status, refused.value.code, refused.value.message) == (404, "1006", "Plan not found")


def test_too_many_requests_are_asked_again_after_the_wait_that_the_api_names(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coverport.shopping.api import limits

    waited: list[float] = []
    monkeypatch.setattr(limits, "MINUTE", 1)
    monkeypatch.setattr("time.sleep", waited.append)
    client.states(year=2014)
    with pytest.raises(Refused) as refused:
        client.states(year=2014)
        client.states(year=2014)
    assert refused.value.status == 429
    assert len(waited) == 2
    assert all(1 <= each <= 60 for each in waited)
