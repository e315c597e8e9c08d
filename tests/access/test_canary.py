"""Values that must not leak are planted; then logs, caches, sessions, addresses, events and every table are searched for them."""

import io
import logging

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from coverport.applications.models import Application, Determination, Person
from coverport.applications.verification.models import TaxRecord
from coverport.core.models import Event
from coverport.core.resealing import sealed_columns
from tests.access.world import ZOE
from tests.applications.households import LUIS, answered, publish_samples, somebody

pytestmark = pytest.mark.django_db
# An income and a number as nobody else has them, in every form in which they could stand.
CANARIES = ("3141593", "31,415.93", "31415.93", "900124711", "900-12-4711")
INCOME = 3_141_593  # cents


@pytest.fixture
def heard():
    """Everything that is logged, at every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # The database's own lines are for developers who turn DEBUG on, which an installation never has.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


def tables():
    """Every row of every table of the database as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield table, "\n".join(row[0] for row in cursor.fetchall())


def unsealed():
    """Every sealed column of the house in the clear, by its name; but not the tax record's, where tax data belong."""
    for model, field in sealed_columns():
        if model is not TaxRecord:
            rows = model._default_manager.values_list(field.name, flat=True)
            yield f"{model._meta.label}.{field.name}", " ".join(map(str, rows))


def test_planted_values_are_found_nowhere_but_on_their_owners_pages(federal, heard, tmp_path, monkeypatch):
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    publish_samples()
    user = somebody("zoe@example.org")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    draft = answered(user, federal, (ZOE, LUIS), income=INCOME)
    addresses = []
    for step in ("people", "income", "review", "nonsense"):
        answer = client.get(f"/federal/apply/{draft.reference}/{step}/")
        addresses += [answer.headers.get("Location", ""), answer.request["PATH_INFO"]]
    assert "31,416" in client.get(f"/federal/apply/{draft.reference}/review/").content.decode(), "the owner sees it"
    client.post(f"/federal/apply/{draft.reference}/income/", {"seen": "0" * 64, "note": "31415.93"})
    sent = client.post(
        f"/federal/apply/{draft.reference}/review/",
        {"true": "on", "signature": "Zoe", "consent_years": "0"},
        follow=True,
    )
    addresses += [address for address, _status in sent.redirect_chain]
    assert Determination.objects.exists()
    Session.objects.filter(session_key=client.session.session_key).delete()
    away = client.post(f"/federal/apply/{draft.reference}/people/", {"ssn": "900-12-4711", "amount": "31415.93"})
    addresses.append(away.headers["Location"])
    # Read back in the clear where they belong, so that the search below is not for values that were never there.
    assert Person.objects.get(first_name=ZOE.first_name).ssn == "900124711"
    assert str(INCOME) in str(Determination.objects.get().inputs)
    places = {f"table {name}": text for name, text in tables()}
    places |= {"log": heard(), "cache": str(getattr(cache, "_cache", {})), "addresses": " ".join(addresses)}
    places |= {"events": " ".join(map(str, Event.objects.values_list("data", flat=True)))}
    places |= {"sessions": " ".join(str(one.get_decoded()) for one in Session.objects.all())}
    # Mail, text messages, the insurers' files and whatever else is written out beside the database.
    places |= {str(file): file.read_text(errors="replace") for file in tmp_path.rglob("*") if file.is_file()}
    found = [(place, canary) for place, text in places.items() for canary in CANARIES if canary in text]
    assert found == []


def test_the_search_would_find_one(federal):
    """A canary in a plain column is found, so the test above can fail."""
    user = somebody("zoe@example.org")
    draft = answered(user, federal, (ZOE,), income=INCOME)
    Application.objects.filter(pk=draft.pk).update(street="900-12-4711")
    assert [name for name, text in tables() if "900-12-4711" in text] == ["applications_application"]
