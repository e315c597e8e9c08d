"""The access matrix: every address and every kind of object, tried as nobody, another person and each role."""

import copy
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings

from coverport.accounts.models import Role
from coverport.core.checks import addresses
from coverport.plans import catalogs
from tests.access.matrix import PUBLIC, PUBLIC_BELOW, ROWS, SHOWN_TO_STAFF, Row
from tests.access.world import SECRETS, World, make, staff
from tests.applications.households import publish_samples

PREFIX = "/vt/"


def declared() -> dict[str, str]:
    """Every address with its permission; those of included parts that stand twice stand once."""
    return {where: view.permission for where, view in addresses()}


def test_every_address_has_a_row_and_every_row_an_address():
    closed = {where for where, permission in declared().items() if permission != "public"}
    assert closed - {row.pattern for row in ROWS} == set(), "give each new address a row in tests/access/matrix.py"
    assert {row.pattern for row in ROWS} - closed == set()
    opened = {where for where, permission in declared().items() if permission == "public"}
    assert {where for where in opened if not where.startswith(PUBLIC_BELOW)} == set(PUBLIC)


@pytest.fixture
def world(federal, vermont, tmp_path, monkeypatch) -> Iterator[World]:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        publish_samples()
        yield make(vermont, federal)
    catalogs._open.clear()


@pytest.fixture
def clients(world: World) -> dict[str, Client]:
    """Each person's own, signed in."""
    found = {who: Client(raise_request_exception=False) for who in world.people}
    for who, client in found.items():
        if (user := world.people[who]) is not None:
            client.force_login(user)
    return found


def asked(world: World, client: Client, row: Row):
    """The answer to one person, in a transaction that leaves nothing behind, and with the cookies of before."""
    address, kept = PREFIX + row.at.format(**world.at), copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.post(address, dict(row.data)) if row.post else client.get(address)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def body(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        "utf-8", errors="replace"
    )


def wrong(world: World, client: Client, row: Row, who: str) -> str | None:
    """What is wrong with one cell, if anything."""
    answer = asked(world, client, row)
    text, place = body(answer), f"{who}: {'POST' if row.post else 'GET'} {row.at} -> {answer.status_code}"
    if who in row.who:
        if answer.status_code not in row.gets:
            return f"{place}, not one of {row.gets}"
        if (mark := row.shows.format(**world.at)) and mark not in text:
            return f"{place} does not show {mark!r}"
    elif who == "nobody":
        if answer.status_code != 302 or "/account/login/" not in answer.headers["Location"]:
            return f"{place}, not the sign-in"
    elif answer.status_code != 404:
        return f"{place}, not 404"
    allowed = who == "zoe" or (who in row.who and row.at in SHOWN_TO_STAFF)
    seen = [] if allowed else [secret for secret in SECRETS if secret in text]
    return f"{place} shows {seen}" if seen else None


@pytest.mark.django_db
def test_each_cell_answers_with_the_object_itself_or_as_if_it_were_not_there(world, clients):
    found = [wrong(world, client, row, who) for row in ROWS for who, client in clients.items()]
    assert not (bad := [one for one in found if one]), "\n".join(bad)
    assert len(found) > 300


@pytest.mark.django_db
def test_an_object_that_was_never_there_is_told_apart_from_another_persons_by_nothing(world):
    client = Client()
    client.force_login(world.people["ben"])
    for row in ROWS:
        if "{" in row.at and not row.post:
            there = client.get(PREFIX + row.at.format(**world.at))
            nowhere = client.get(PREFIX + row.at.format(**dict.fromkeys(world.at, "2222-2222")))
            assert (there.status_code, _words(there)) == (nowhere.status_code, _words(nowhere)), row.at


def _words(answer) -> str:
    return re.sub(r'value="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}', "", body(answer))


@pytest.mark.django_db
def test_a_crawl_of_every_address_without_a_session_finds_no_data(world):
    client = Client(raise_request_exception=False)
    references = [world.at[name] for name in ("application", "draft", "enrollment", "letter", "proof", "document")]
    tried = [row.at.format(**world.at) for row in ROWS] + [at or pattern for pattern, at in PUBLIC.items()]
    tried += [_filled(where) for where in declared() if where.startswith(PUBLIC_BELOW)]
    tried += [f"media/{one}" for one in references] + ["var/", "static/../secrets/", ".git/config", "sms/", "mail/"]
    for address in tried:
        answer = client.get(PREFIX + address)
        assert answer.status_code < 500 or address.startswith("account/outside/"), (address, answer.status_code)
        text = body(answer)
        assert [secret for secret in SECRETS if secret in text] == [], address
        assert [one for one in references if one in text and one not in address] == [], address


def _filled(pattern: str) -> str:
    return re.sub(r"<\w+:\w+>", "2014", pattern).replace("^", "")


@pytest.mark.django_db
def test_at_another_exchange_nothing_of_this_one_is_there(world):
    client = Client()
    for who in ("zoe", "insurer", "worker"):
        client.force_login(world.people[who])
        for row in ROWS:
            if "{" in row.at and not row.post:
                assert client.get("/federal/" + row.at.format(**world.at)).status_code == 404, (who, row.at)


@pytest.mark.django_db
def test_whoever_has_every_role_at_another_exchange_finds_nothing_of_this_one_there(world, federal):
    """Their pages are there for them, so that it is the object alone that is not."""
    everything = staff("everything@example.org", federal, *Role.Kind.values)
    client = Client(raise_request_exception=False)
    client.force_login(everything)
    found = []
    for row in ROWS:
        if "{" in row.at:
            address = "/federal/" + row.at.format(**world.at)
            for ask in (client.get, client.post):
                with transaction.atomic():
                    answer = ask(address, dict(row.data))
                    transaction.set_rollback(True)
                found.append((answer.status_code, address))
    assert [one for one in found if one[0] not in {404, 405}] == []
    assert [client.get(f"/federal/{desk}/").status_code for desk in ("proof", "paper", "insurers", "desk")] == [200] * 4
