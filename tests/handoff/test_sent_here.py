"""People whom the agency sends here become an application, or wait for a human; nobody is merged by guess."""

import subprocess
import sys

import msgspec
import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from coverport.accounts.models import User
from coverport.applications.asking import steps_for
from coverport.applications.models import Application
from coverport.applications.rules.steps import first_open
from coverport.handoff.agencysim.samples import somebody as applied
from coverport.handoff.inbox import receive, take_waiting
from coverport.handoff.layout import NoTransfer, read_transfer, schema, written
from coverport.handoff.models import Incoming
from coverport.handoff.xml_reading import read_xml
from coverport.handoff.xml_writing import write_xml
from coverport.notices.models import Notice
from tests.applications.households import DAY, answered

pytestmark = pytest.mark.django_db
EMAIL = "sam@example.org"


def sam(**more):
    return msgspec.structs.replace(applied("NH", email=EMAIL, on=DAY, year=2014), **more)


def test_the_agency_sends_a_person_and_they_find_their_application_here(federal, on_sale, agency):
    agency.books.send(written(sam()))
    assert take_waiting(federal, on=DAY) == 1
    assert agency.books.outbox == {}
    draft = Application.objects.get()
    owner = draft.household.owner
    assert (owner.email, owner.has_usable_password(), draft.status) == (EMAIL, False, "draft")
    one = draft.applicants.select_related("person").get()
    assert (one.person.name, one.citizenship, one.told.income[0].amount) == ("Sam Sample", "citizen", 30_000_00)
    assert (draft.street, draft.zip, draft.county_fips, draft.files_taxes) == (
        "7 School Street",
        "03301",
        "33013",
        True,
    )
    assert {"people", "address", "citizenship", "taxes", "income"} <= set(draft.saved_steps)
    assert first_open(steps_for(draft), draft.saved_steps) != "people"
    letter = Notice.objects.get(kind="account_received")
    assert letter.user_id == owner.pk


def test_the_same_transfer_twice_is_one_application(federal, on_sale):
    body = written(sam())
    first, second = receive(federal, body, on=DAY), receive(federal, body, on=DAY)
    assert first == second
    assert (Application.objects.count(), Incoming.objects.count(), Notice.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("no_email", "no email address"),
        ("unproven", "never proven that the address is its own"),
        ("others", "household of other people"),
        ("applied", "application of this year already"),
        ("year", "Plan year 2015 is not open"),
    ],
)
def test_what_only_a_human_can_join_waits_here_and_changes_nothing(federal, on_sale, how, why):
    sent = sam()
    if how == "no_email":
        sent = sam(contact=msgspec.structs.replace(sent.contact, email=""))
    elif how == "year":
        facts = msgspec.structs.replace(sent.facts, coverage_year=2015)
        sent = sam(year=2015, facts=facts)
    else:
        user = User.objects.create_user(EMAIL, "a long enough password")
        if how != "unproven":
            EmailAddress.objects.filter(user=user).update(verified=True)
        if how == "others":
            answered(user, federal)
        if how == "applied":
            receive(federal, written(sam(id="MA-EARLIER")), on=DAY)
    before = Application.objects.count()
    receipt = receive(federal, written(sent), on=DAY)
    assert receipt.accepted, "the exchange holds the person"
    row = Incoming.objects.get(message=sent.id)
    assert row.status == "waits"
    assert why in row.why
    assert Application.objects.count() == before


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"sender": "exchange"}, "the sender is not the agency"),
        ({"people": ()}, "length >= 1"),
        ({"year": 2015}, "another year"),
    ],
)
def test_what_cannot_be_is_refused_and_the_agency_keeps_it(federal, on_sale, more, why):
    receipt = receive(federal, written(sam(**more)), on=DAY)
    assert not receipt.accepted
    assert why in receipt.why
    assert not Application.objects.exists()


def test_another_state_is_refused(vermont, on_sale):
    receipt = receive(vermont, written(sam()), on=DAY)
    assert (receipt.accepted, receipt.why) == (False, "this exchange does not serve NH in 2014")


def test_an_account_comes_from_a_file_in_either_layout(federal, on_sale, tmp_path, capsys):
    federal.date_of_record = DAY
    federal.save()
    file = tmp_path / "account.xml"
    file.write_bytes(write_xml(sam()))
    call_command("hand_off", "--take", "federal", str(file))
    assert "is taken in, receipt" in capsys.readouterr().out
    assert Application.objects.get().applicants.get().person.last_name == "Sample"
    for name, content, why in (
        ("none.json", None, "No such file"),
        ("broken.xml", b"<AccountTransferRequest/>", "federal namespace"),
        ("entity.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type"),
        ("text.json", b"hello", "is no message of the agency"),
    ):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CommandError, match=why):
            call_command("hand_off", "--take", "federal", str(path))


def test_the_federal_layout_carries_what_it_can_both_ways():
    sent = sam()
    again = read_xml(write_xml(sent))
    assert (again.id, again.people[0], again.contact) == (
        sent.id,
        msgspec.structs.replace(sent.people[0]),
        sent.contact,
    )
    assert again.facts.people[0].income == sent.facts.people[0].income
    assert again.facts.people[0].citizen is True
    assert again.facts.people[0].other_coverage is None, "what it does not carry is not known"
    assert write_xml(sent) == write_xml(sent)


def test_several_people_in_the_federal_layout_are_refused_for_it_does_not_say_who_they_are_to_each_other():
    sent = sam()
    second = msgspec.structs.replace(sent.people[0], id="2", relationship="spouse")
    told = (*sent.facts.people, msgspec.structs.replace(sent.facts.people[0], id="2"))
    both = msgspec.structs.replace(
        sent, people=(*sent.people, second), facts=msgspec.structs.replace(sent.facts, people=told)
    )
    with pytest.raises(NoTransfer, match="send it as JSON"):
        read_xml(write_xml(both))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"extra": 1}, "unknown field"),
        ({"layout": "coverport-account-transfer/2"}, "Invalid"),
        (
            {"findings": [{"person": "9", "reason": "denied", "medicaid": "no", "chip": "no"}]},
            "9, who is not among the people",
        ),
        ({"signature": ""}, "length >= 1"),
    ],
)
def test_a_message_of_another_shape_says_where_it_is_wrong(change, why):
    body = msgspec.json.decode(written(sam())) | change
    with pytest.raises(NoTransfer, match=why):
        read_transfer(msgspec.json.encode(body))


def test_the_schema_in_the_docs_is_that_of_the_layout():
    from pathlib import Path

    kept = Path(__file__).parents[2] / "docs" / "reference" / "account-transfer.schema.json"
    assert msgspec.json.decode(kept.read_bytes()) == msgspec.json.decode(msgspec.json.encode(schema()))


def test_the_simulator_runs_as_a_process_of_its_own():
    command = [sys.executable, "-m", "coverport", "agencysim", "--port", "0", "--today", "2014-01-01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "The simulated Medicaid agency is at http://127.0.0.1:" in process.stdout.readline()
        finally:
            process.terminate()
    assert process.returncode == 0
