"""The desk: each part sees what waits for it, how many and how old; and the masthead stays short for everybody."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from coverport.accounts.identity.models import IdentityProof
from coverport.accounts.models import User
from coverport.core.access import Actor
from coverport.oversight.actions import money, watch, work
from coverport.oversight.actions.ledger import Because
from coverport.oversight.models import Contract
from coverport.oversight.rules.amounts import Amount
from coverport.paper.models import Envelope
from coverport.plans.models import QhpApplication
from tests.locale.test_rendered import english_in, our_words
from tests.oversight.people import People, actor, contract, site
from tests.oversight.test_money import accept, bill

TODAY = date(2026, 4, 20)
MARCH = date(2026, 3, 5)
WHY = Because("the export fails")


@pytest.fixture(autouse=True)
def today(vermont: Any) -> Iterator[None]:
    vermont.date_of_record = TODAY
    vermont.save()
    yield
    translation.deactivate()


@pytest.fixture
def people(vermont: Any) -> People:
    return People(vermont)


def page_of(client: Client, who: Actor, path: str = "/vt/desk/", **headers: str) -> str:
    client.force_login(User.objects.get(pk=who.user_id), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def queues(page: str) -> dict[str, tuple[str, str]]:
    """How many wait and the age of the oldest, by queue; those in which nothing waits left out."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("<main")[2], flags=re.DOTALL)
    cells = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
        ]
        for row in rows
    ]
    return {title: (number, age) for title, number, age in cells if number not in ("none", "How many")}


def entries(page: str) -> list[str]:
    """The entries of the masthead, without the switch of the language."""
    found = re.findall(r'<a href="[^"]*"[^>]*>([^<]+)</a>', page.partition("<nav")[2].partition("</nav>")[0])
    return [each.strip() for each in found]


def test_a_state_worker_sees_each_queue_with_the_age_of_its_oldest(
    client: Client, vermont: Any, people: People
) -> None:
    worker = actor(vermont, "state_worker")
    assert "Nothing waits." in page_of(client, worker)
    for day in (11, 15):
        Envelope.objects.create(exchange=vermont, received_on=date(2026, 4, day), channel="mail")
    filing = {"filed_at": vermont, "year": 2027, "state": "VT", "issuer_name": "Granite", "started_on": MARCH}
    QhpApplication.objects.create(issuer_id="96751", status="submitted", submitted_on=date(2026, 4, 19), **filing)
    QhpApplication.objects.create(issuer_id="96752", status="draft", **filing)
    proof = IdentityProof.objects.create(
        exchange=vermont, user_id=people.stranger.user_id, way="in_person", state="waiting"
    )
    # Late in the evening in Vermont it is the next day in Greenwich.
    IdentityProof.objects.filter(pk=proof.pk).update(began_at=datetime(2026, 4, 17, 3, 30, tzinfo=UTC))
    page = page_of(client, worker)
    assert queues(page) == {
        "Scans that a person must sort": ("2", "9 days"), "Plan filings to review": ("1", "one day"),
        "Identities to prove": ("1", "4 days"),
    }  # fmt: skip
    assert "4 things wait for somebody." in page
    assert 'href="/vt/certification/?status=submitted"' in page
    assert queues(page_of(client, actor_of_insurer(vermont, "96752"))) == {"Plan filings to finish": ("1", "46 days")}


def test_each_part_of_the_contract_sees_its_own(client: Client, vermont: Any, people: People) -> None:
    made = contract(vermont)
    assert queues(page_of(client, people.vendor)) == {"Work that is due": ("1", "50 days")}
    handed = work.submit_work(actor=people.vendor, deliverable=site(made), on=date(2026, 3, 2))
    assert queues(page_of(client, people.reviewer)) == {"Work to review": ("1", "49 days")}
    work.begin_review(actor=people.reviewer, submission=handed, on=date(2026, 3, 3))
    work.reject_work(actor=people.reviewer, submission=handed, on=date(2026, 3, 4), reasons="The export fails.")
    assert queues(page_of(client, people.vendor)) == {"Work that was sent back": ("1", "47 days")}
    accept(people, site(made), on=MARCH)
    line = bill(people, made, 10_000_00, on=date(2026, 3, 10))
    money.dispute(actor=people.officer, line=line, amount=Amount(1_000_00), on=date(2026, 3, 12), because=WHY)
    watch.serve_notice(actor=people.officer, contract=made, kind="cure", subject="Late", on=date(2026, 3, 20))
    watch.open_finding(
        actor=people.independent, contract=made, severity="high", title="No schedule", text="None.", on=date(2026, 4, 1)
    )
    assert queues(page_of(client, people.officer)) == {
        "Billed amounts to decide": ("1", "41 days"), "Disputes to settle": ("1", "39 days"),
        "Notices whose answer is overdue": ("1", "31 days"),
    }  # fmt: skip
    money.approve(actor=people.officer, line=line, amount=Amount(9_000_00), on=date(2026, 4, 19))
    assert queues(page_of(client, people.payer)) == {"Approved amounts to pay": ("1", "one day")}
    assert queues(page_of(client, people.independent)) == {"Findings to close": ("1", "19 days")}
    money.pay(actor=people.payer, line=line, amount=Amount(8_100_00), on=TODAY)
    assert queues(page_of(client, people.payer)) == {}
    Contract.objects.update(story=True)
    assert queues(page_of(client, people.officer)) == {}


def test_a_masthead_has_five_entries_at_most_and_the_desk_leads_on(
    client: Client, vermont: Any, people: People
) -> None:
    insurer = actor_of_insurer(vermont)
    many = actor(vermont, "state_worker")
    for kind in ("contract_officer", "tax_reviewer"):
        with_role(many, vermont, kind)
    assert entries(client.get("/vt/help/").content.decode()) == ["Shop", "Help", "Sign in"]
    assert entries(page_of(client, people.stranger, "/vt/help/")) == [
        "My plan",
        "Letters",
        "Help",
        "Account",
        "Sign out",
    ]
    for who in (insurer, many, people.vendor, people.payer):
        assert entries(page_of(client, who, "/vt/help/")) == ["Desk", "Help", "Account", "Sign out"]
    links = set(re.findall(r'href="(/vt/[^"#?]*)', page_of(client, many)))
    for path in (
        "certification/", "insurers/", "coverage/changes/", "oversight/desk/", "proof/", "paper/", "fallback/", "account/identity/desk/",
        "medicaid/waiting/", "coverage/", "letters/",
    ):  # fmt: skip
        assert f"/vt/{path}" in links
        assert client.get(f"/vt/{path}", follow=True).status_code == 200, path
    assert not {"/vt/proof/", "/vt/paper/", "/vt/fallback/"} & set(
        re.findall(r'href="(/vt/[^"#?]*)', page_of(client, insurer))
    )


def actor_of_insurer(exchange: Any, issuer_id: str = "96751") -> Actor:
    user = User.objects.create_user("insurer@example.org", "not-a-real-password")
    return with_role(Actor.person(user), exchange, "issuer", issuer_id)


def with_role(who: Actor, exchange: Any, kind: str, issuer_id: str = "") -> Actor:
    from coverport.accounts.roles import grant_role

    user = User.objects.get(pk=who.user_id)
    grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, issuer_id=issuer_id, on=TODAY)
    return who


def test_who_works_here_begins_at_the_desk_and_everybody_else_at_their_plan(
    client: Client, vermont: Any, people: People
) -> None:
    for who, then in ((actor(vermont, "state_worker"), "/vt/desk/"), (people.stranger, "/vt/coverage/")):
        email = User.objects.get(pk=who.user_id).email
        answer = client.post("/vt/account/login/", {"login": email, "password": "not-a-real-password"})
        assert answer["Location"] == then
        client.logout()


def test_the_desk_asks_the_database_a_few_times_however_much_waits(
    client: Client, vermont: Any, people: People, django_assert_max_num_queries: Any
) -> None:
    worker = actor(vermont, "state_worker")
    for _ in range(20):
        Envelope.objects.create(exchange=vermont, received_on=TODAY, channel="mail")
    page_of(client, worker)
    with django_assert_max_num_queries(45):
        client.get("/vt/desk/")


def test_the_desk_in_spanish(client: Client, vermont: Any, people: People) -> None:
    contract(vermont)
    many = actor(vermont, "state_worker")
    for kind in ("vendor", "acceptance_reviewer", "contract_officer", "payer", "independent_reviewer"):
        with_role(many, vermont, kind)
    page = page_of(client, many, **{"Accept-Language": "es"})
    assert english_in(page, ["Coverport Vermont", "Coverport vt", "Coverport", "English"], our_words()) == []


def test_every_page_on_which_a_state_worker_decides_is_led_to_from_the_desk(vermont: Any) -> None:
    page = page_of(Client(), actor(vermont, "state_worker"))
    for address in (
        "appeals/waiting/",
        "coverage/changes/",
        "coverage/proofs/",
        "proof/",
        "proof/twice/",
        "fallback/bridge/",
    ):
        assert f'href="/vt/{address}"' in page, address
