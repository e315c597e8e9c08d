"""The public pages and the desk: what anybody reads, and what each role can do."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coverport.accounts.models import User
from coverport.core.access import Actor
from coverport.oversight.actions import money
from coverport.oversight.models import Contract, Finding, InvoiceLine, LedgerEntry, Submission
from coverport.oversight.rules.amounts import Amount
from tests.oversight.people import People, site
from tests.oversight.test_money import accept, bill

TODAY = date(2026, 3, 20)


@pytest.fixture
def today(vermont: Any) -> None:
    vermont.date_of_record = TODAY
    vermont.save()


def as_(client: Client, actor: Actor) -> Client:
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    """The page without its tags."""
    page = re.sub(r'<span lang="en">(.*?)</span>', r"\1", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.usefixtures("exchange_of_the_stories")
def test_a_citizen_reads_the_page_of_december_26_2013_without_an_account(client: Client) -> None:
    page = text(client.get("/ma/oversight/ma-cgi-2013/?on=2013-12-26"))
    assert "Of a contract of $69,000,000 the state has paid $11,000,000 ." in page
    assert "$58,000,000 is neither earned nor billed, and it is not withheld." in page
    assert "Not delivered: A functioning website." in page
    vermont = text(client.get("/vt/oversight/vt-cgi-2013/?on=2013-12-26"))
    assert "at least $1,000,000" in vermont
    assert "$5,100,000" in vermont
    opened = text(client.get("/vt/oversight/vt-cgi-2013/amounts/withheld/?on=2013-12-26"))
    assert "Times Argus, December 4, 2013" in opened


@pytest.fixture
def exchange_of_the_stories(db: None) -> None:
    from coverport.exchanges.models import Exchange

    for slug in ("ma", "vt"):
        Exchange.objects.create(slug=slug, name=slug, sample=True)
    for name in ("massachusetts-2013", "vermont-2013"):
        call_command("load_scenario", name, verbosity=0)


@pytest.mark.usefixtures("today")
def test_the_page_stays_behind_by_its_stated_lag(client: Client, people: People, made: Contract) -> None:
    bill(people, made, 5_000_00, on=TODAY)
    for asked in ("", "?on=2026-03-20", "?on=2027-01-01", "?on=nonsense"):
        page = text(client.get(f"/vt/oversight/{made.slug}/{asked}"))
        assert "as of March 19, 2026, one day behind" in page
        assert "Pending $5,000" not in page
    assert client.get(f"/vt/oversight/{made.slug}/?on=2020-01-01").status_code == 200


@pytest.mark.usefixtures("today")
def test_a_sign_that_is_no_text_in_an_address_is_a_bad_request(client: Client, made: Contract) -> None:
    answer = client.get(f"/vt/oversight/{made.slug}/amounts/paid/?invoice=%00")
    assert (answer.status_code, "We could not read this request" in text(answer)) == (400, True)


@pytest.mark.usefixtures("today")
def test_a_changed_entry_shows_on_the_public_page(client: Client, people: People, made: Contract) -> None:
    from django.db import connection

    bill(people, made, 5_000_00, on=date(2026, 3, 5))
    assert "does not hold together" not in text(client.get(f"/vt/oversight/{made.slug}/"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE oversight_ledgerentry SET cents = 1 WHERE contract_id = %s", [made.pk])
    assert "does not hold together" in text(client.get(f"/vt/oversight/{made.slug}/"))


@pytest.mark.usefixtures("today")
def test_from_submission_to_payment_through_the_desk(client: Client, people: People, made: Contract) -> None:
    deliverable, desk = site(made), f"/vt/oversight/{made.slug}/desk/"
    work = f"{desk}deliverables/{deliverable.reference}/"
    as_(client, people.vendor)
    assert client.post(work, {"step": "submit", "reasons": ""}).status_code == 302
    said = {"step": "evidence", "kind": "test_run", "title": "Suite", "text": "7,870 passed on March 19"}
    assert client.post(work, said).status_code == 302
    as_(client, people.reviewer)
    assert client.post(work, {"step": "review", "reasons": ""}).status_code == 302
    refused = client.post(work, {"step": "reject", "reasons": " "})
    assert refused.status_code == 422
    assert "Say what is missing" in text(refused)
    assert client.post(work, {"step": "reject", "reasons": "The export fails."}).status_code == 302
    as_(client, people.vendor).post(work, {"step": "submit", "reasons": ""})
    as_(client, people.reviewer).post(work, {"step": "review", "reasons": ""})
    client.post(work, {"step": "accept", "reasons": ""})
    assert [each.state for each in Submission.objects.order_by("round")] == ["rejected", "accepted"]
    as_(client, people.vendor)
    given = {"number": "1", "dated": "2026-03-20", "text": "The site", "amount": "50,000", "deliverable": ""}
    refused = client.post(f"{desk}bill/", given)
    assert refused.status_code == 422
    assert "Every line names a deliverable" in text(refused)
    assert 'value="50,000"' in refused.content.decode()
    assert client.post(f"{desk}bill/", given | {"deliverable": deliverable.pk}).status_code == 302
    line = InvoiceLine.objects.get()
    lines = f"{desk}lines/{line.reference}/"
    as_(client, people.officer)
    assert client.post(lines, {"step": "approve", "amount": "40000", "reason": ""}).status_code == 302
    assert client.post(lines, {"step": "dispute", "amount": "10000", "reason": "Not delivered"}).status_code == 302
    assert client.post(lines, {"step": "pay", "amount": "1", "reason": ""}).status_code == 404
    as_(client, people.payer)
    assert client.post(lines, {"step": "pay", "amount": "36000.01", "reason": ""}).status_code == 422
    assert client.post(lines, {"step": "pay", "amount": "36000", "reason": ""}).status_code == 302
    assert list(LedgerEntry.objects.order_by("number").values_list("what", "cents")) == [
        ("invoiced", 50_000_00), ("approved", 40_000_00), ("retained", 4_000_00), ("disputed", 10_000_00), ("paid", 36_000_00),
    ]  # fmt: skip


@pytest.mark.usefixtures("today")
def test_findings_are_written_by_the_independent_reviewer_alone(client: Client, people: People, made: Contract) -> None:
    page = f"/vt/oversight/{made.slug}/desk/findings/"
    given = {
        "step": "open",
        "severity": "high",
        "title": "No schedule",
        "text": "There is no master schedule.",
        "owner": "Vendor",
    }
    assert as_(client, people.officer).post(page, given).status_code == 404
    assert as_(client, people.independent).post(page, given).status_code == 302
    finding = Finding.objects.get()
    answer = {"step": "answer", "finding": finding.reference, "text": "It comes in May."}
    assert as_(client, people.vendor).post(page, answer).status_code == 302
    close = {"step": "close", "finding": finding.reference, "text": "Seen."}
    assert client.post(page, close).status_code == 404
    assert as_(client, people.independent).post(page, close).status_code == 302
    finding.refresh_from_db()
    assert (finding.closed_on, finding.answers.get().text) == (TODAY, "It comes in May.")


@pytest.mark.usefixtures("today")
def test_notices_run_their_clock_on_the_desk(client: Client, people: People, made: Contract, vermont: Any) -> None:
    page = f"/vt/oversight/{made.slug}/desk/notices/"
    milestone = made.milestones.get()
    given = {
        "step": "serve",
        "kind": "cure",
        "subject": "Late",
        "proof": "Registered mail 17",
        "milestones": [milestone.pk],
    }
    assert as_(client, people.officer).post(page, given).status_code == 302
    notice = made.notices.get()
    early = client.post(page, {"step": "escalate", "notice": notice.reference, "text": "Board"})
    assert early.status_code == 422
    vermont.date_of_record = date(2026, 4, 20)
    vermont.save()
    assert client.post(page, {"step": "escalate", "notice": notice.reference, "text": "Board"}).status_code == 302
    assert (
        as_(client, people.vendor)
        .post(page, {"step": "answer", "notice": notice.reference, "text": "Soon"})
        .status_code
        == 302
    )
    assert (
        as_(client, people.officer)
        .post(page, {"step": "close", "notice": notice.reference, "text": "Cured"})
        .status_code
        == 302
    )
    assert "Closed" in text(client.get(page))


@pytest.mark.usefixtures("today")
def test_strangers_and_other_exchanges_find_nothing_behind_the_public_pages(
    client: Client, people: People, made: Contract, federal: Any
) -> None:
    accept(people, site(made))
    line = bill(people, made, 5_000_00)
    money.approve(actor=people.officer, line=line, amount=Amount(5_000_00), on=TODAY)
    desk = f"/vt/oversight/{made.slug}/desk/"
    paths = [desk, f"{desk}bill/", f"{desk}findings/", f"{desk}notices/", f"{desk}lines/{line.reference}/"]
    assert all(client.get(path).status_code == 302 for path in paths)
    as_(client, people.stranger)
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert client.get(f"/federal/oversight/{made.slug}/").status_code == 404
    assert as_(client, people.vendor).get(f"/federal/oversight/{made.slug}/desk/").status_code == 404
    assert client.get(desk).status_code == 200
    assert client.get(reverse("oversight:desks"), headers={"host": "localhost"}).status_code in (404, 302)
