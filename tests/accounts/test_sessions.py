"""The session of who is signed in is read together with the exchange."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db
SECURITY, HELP = "/federal/account/security/", "/federal/help/"


@pytest.fixture
def web(ana, federal) -> Client:
    client = Client()
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(SECURITY).status_code == 200


def test_a_page_reads_exchange_and_session_in_one_statement(web):
    statements = []

    def listen(execute, statement, values, many, context):
        statements.append(statement)
        return execute(statement, values, many, context)

    assert is_signed_in(web)
    with connection.execute_wrapper(listen):
        assert "Sign out" in web.get(HELP).content.decode()
    of_both = [each for each in statements if "django_session" in each or 'FROM "exchanges_exchange"' in each]
    assert len(of_both) == 1
    assert "django_session" in of_both[0]


def test_a_session_is_over_at_its_end_and_not_before(web):
    session = Session.objects.filter(pk=web.session.session_key)
    session.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_signed_in(web)
    session.update(expire_date=timezone.now())
    assert not is_signed_in(web)
    left = web.get(HELP).wsgi_request.session
    assert (dict(left.items()), left.session_key) == (
        {},
        None,
    )  # nobody goes on under a key that somebody else may know


def test_a_session_that_is_not_there_or_no_key_signs_nobody_in(federal):
    for key in ("never-drawn-here", "short", ""):
        client = Client()
        client.cookies["sessionid"] = key
        assert not is_signed_in(client)


def test_where_there_is_no_exchange_the_session_is_read_by_itself(web):
    assert web.get("/").wsgi_request.user.is_authenticated
    assert web.get("/nowhere/help/").wsgi_request.user.is_authenticated


def test_what_a_page_writes_into_the_session_is_there_for_the_next(web, ana):
    web.get(SECURITY)
    key = web.session.session_key
    session = web.session
    session["kept_form"] = "AAAA-BBBB"
    session.save()
    request = web.get(HELP).wsgi_request
    assert request.session["kept_form"] == "AAAA-BBBB"
    session["kept_form"] = "CCCC-DDDD"
    session.save()
    assert request.session.load()["kept_form"] == "CCCC-DDDD"  # who asks again is not told what was read before
    request.session.cycle_key()
    assert request.session.session_key != key
    assert request.session["kept_form"] == "AAAA-BBBB"
    request.session.flush()
    assert dict(request.session.items()) == {}
