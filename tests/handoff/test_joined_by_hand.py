"""Accounts that only a human can join: taken as new, joined with who is known, or returned; nobody is merged by guess."""

import msgspec
import pytest

from coverport.accounts.models import User
from coverport.accounts.roles import grant_role
from coverport.applications.models import Application, Person
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.handoff.inbox import receive, take_waiting
from coverport.handoff.joining import CannotBeJoined, accept_as_new, join_known, return_account
from coverport.handoff.layout import written
from coverport.handoff.models import Incoming, Outgoing
from coverport.handoff.outbox import send_due
from coverport.notices.models import Notice
from tests.applications.households import DAY, answered, decided, person, somebody
from tests.handoff.test_sent_here import sam

pytestmark = pytest.mark.django_db
HOME = "/federal/medicaid/waiting/"


@pytest.fixture
def worker(federal, on_sale):
    user = somebody("worker@example.org")
    grant_role(actor=Actor.system("test"), user=user, exchange=federal, kind="state_worker", on=DAY)
    federal.date_of_record = DAY
    federal.save()
    return user


def waits(exchange, **more) -> Incoming:
    """Sam's account, without an email address."""
    sent = sam(**more)
    receive(
        exchange,
        written(msgspec.structs.replace(sent, contact=msgspec.structs.replace(sent.contact, email=""))),
        on=DAY,
    )
    return Incoming.objects.get(message=sent.id, status="waits")


def sams(exchange, signed: bool = False):
    """Sam as a household of this exchange, with an account of their own, and their id at the agency."""
    born = sam().people[0].birth_date
    same = person("Sam", born, last_name="Sample")
    user = somebody("sam.here@example.org")
    if signed:
        decided(user, exchange, (same,))
    else:
        answered(user, exchange, (same,), income=20_000_00)
    return user.households.get(), sam().people[0].id


def test_somebody_new_gets_an_account_by_what_the_worker_was_told(federal, worker):
    row = waits(federal)
    for given, field in (
        ({"email": "", "phone": ""}, "email"), ({"email": "sam at example", "phone": ""}, "email"),
        ({"email": "", "phone": "555"}, "phone"), ({"email": "WORKER@example.org", "phone": ""}, "email"),
    ):  # fmt: skip
        with pytest.raises(CannotBeJoined) as refused:
            accept_as_new(actor=Actor.person(worker), incoming=row, on=DAY, **given)
        assert refused.value.field == field
    assert not Application.objects.exists(), "nothing is begun by a refusal"
    draft = accept_as_new(actor=Actor.person(worker), incoming=row, email="", phone="603-555-0199", on=DAY)
    owner = draft.household.owner
    assert (owner.phone, owner.email, owner.has_usable_password()) == ("+16035550199", "", False)
    assert draft.applicants.get().person.name == "Sam Sample"
    row.refresh_from_db()
    assert (row.status, row.application, row.decided_by, row.decided_on) == ("taken", draft, worker, DAY)
    assert Notice.objects.get(kind="account_received").user_id == owner.pk
    assert Event.objects.get(kind="handoff.transfer_received").actor == f"person:{worker.reference}"
    with pytest.raises(CannotBeJoined, match="decided already"):
        accept_as_new(actor=Actor.person(worker), incoming=row, email="other@example.org", phone="", on=DAY)


def test_a_known_person_without_an_application_of_the_year_is_the_same_person_in_it(federal, worker):
    household, key = sams(federal)
    Application.objects.all().delete()
    one = Person.objects.create(
        household=household, first_name="Sammy", last_name="Sample", birth_date=sam().people[0].birth_date
    )
    draft = join_known(
        actor=Actor.person(worker), incoming=waits(federal), household=household, same={key: one.reference}, on=DAY
    )
    applicant = draft.applicants.select_related("person").get()
    assert (applicant.person, applicant.person.first_name, applicant.relationship) == (one, "Sam", "self")
    assert applicant.told.income[0].amount == 30_000_00, "the agency's account is filled in"


def test_a_draft_of_the_year_is_never_written_over(federal, worker):
    household, key = sams(federal)
    draft = household.applications.get()
    mine = draft.applicants.select_related("person").get()
    joined = join_known(
        actor=Actor.person(worker), incoming=waits(federal), household=household,
        same={key: mine.person.reference}, on=DAY,
    )  # fmt: skip
    mine.refresh_from_db()
    assert joined == draft
    assert (mine.told.income[0].amount, mine.told.denied) == (20_000_00, True)
    assert Notice.objects.filter(kind="account_received", user_id=household.owner_id).count() == 1


def test_what_is_signed_stands_and_a_change_of_it_waits_for_the_person(federal, worker):
    household, key = sams(federal, signed=True)
    signed = household.applications.get()
    one = household.people.get()
    draft = join_known(
        actor=Actor.person(worker), incoming=waits(federal), household=household, same={key: one.reference}, on=DAY
    )
    signed.refresh_from_db()
    assert (signed.status, draft.status) == ("submitted", "draft")
    assert [each.told.denied for each in draft.applicants.all()] == [True]
    assert signed.applicants.get().told.denied is None


@pytest.mark.parametrize(
    ("same", "why"),
    [
        ({}, "at least of one person"),
        ({"nobody": "{ours}"}, "people of this household"),
        ({"{theirs}": "2222-2222"}, "people of this household"),
    ],
    ids=["nobody", "who was not sent", "who is not here"],
)
def test_a_choice_that_cannot_be_is_refused_and_changes_nothing(federal, worker, same, why):
    household, key = sams(federal)
    fill = {"theirs": key, "ours": household.people.get().reference}
    row, before = waits(federal), Notice.objects.count()
    with pytest.raises(CannotBeJoined, match=why):
        join_known(
            actor=Actor.person(worker), incoming=row, household=household,
            same={name.format(**fill): value.format(**fill) for name, value in same.items()}, on=DAY,
        )  # fmt: skip
    row.refresh_from_db()
    assert (row.status, Notice.objects.count()) == ("waits", before)


def test_who_is_not_in_the_answers_of_the_year_is_named_and_not_put_in(federal, worker):
    household, key = sams(federal)
    other = Person.objects.create(household=household, last_name="Elsewhere", birth_date=DAY)
    with pytest.raises(CannotBeJoined, match="Sam Sample: not in the application of this year"):
        join_known(
            actor=Actor.person(worker),
            incoming=waits(federal),
            household=household,
            same={key: other.reference},
            on=DAY,
        )


def test_a_year_that_is_not_open_cannot_be_taken_and_can_be_returned(federal, worker):
    sent = sam()
    row = waits(federal, year=2015, facts=msgspec.structs.replace(sent.facts, coverage_year=2015))
    with pytest.raises(CannotBeJoined, match="Plan year 2015 is not open"):
        accept_as_new(actor=Actor.person(worker), incoming=row, email="sam@example.org", phone="", on=DAY)
    assert not User.objects.filter(email_key="sam@example.org").exists(), "all of it or nothing"


def test_returned_the_exchange_holds_the_person_until_the_agency_has_the_account_again(federal, worker, agency):
    sent = sam()
    agency.books.send(written(msgspec.structs.replace(sent, contact=msgspec.structs.replace(sent.contact, email=""))))
    assert take_waiting(federal, on=DAY) == 1
    row = Incoming.objects.get(status="waits")
    for why in ("", "  ", "x" * 401):
        with pytest.raises(CannotBeJoined):
            return_account(actor=Actor.person(worker), incoming=row, why=why, on=DAY)
    agency.books.fault = "down"
    return_account(actor=Actor.person(worker), incoming=row, why="Nobody answers at this number.", on=DAY)
    assert send_due() == 0
    row.refresh_from_db()
    assert (row.status, row.why) == ("returning", "Nobody answers at this number.")
    agency.books.fault = "none"
    assert send_due(at_once=True) == 1
    row.refresh_from_db()
    assert row.status == "returned"
    assert agency.books.returned == {sent.id: "Nobody answers at this number."}
    with pytest.raises(CannotBeJoined, match="decided already"):
        return_account(actor=Actor.person(worker), incoming=row, why="again", on=DAY)


def test_an_account_that_the_agency_does_not_take_back_waits_for_a_human_again(federal, worker, agency):
    row = waits(federal)  # from a file: the agency never sent it over its own line
    return_account(actor=Actor.person(worker), incoming=row, why="Not ours.", on=DAY)
    assert send_due() == 1
    row.refresh_from_db()
    assert (row.status, row.returned_by) == ("waits", None)
    assert "never went to the exchange" in row.why
    return_account(actor=Actor.person(worker), incoming=row, why="Still not ours.", on=DAY)
    assert Outgoing.objects.filter(kind="return").count() == 2


def test_only_who_works_for_the_exchange_may(federal, vermont, worker):
    row, stranger = waits(federal), somebody("vt@example.org")
    grant_role(actor=Actor.system("test"), user=stranger, exchange=vermont, kind="state_worker", on=DAY)
    household, key = sams(federal)
    for actor in (Actor.person(stranger), Actor.person(household.owner)):
        with pytest.raises(NotAllowed):
            accept_as_new(actor=actor, incoming=row, email="new@example.org", phone="", on=DAY)
        with pytest.raises(NotAllowed):
            join_known(actor=actor, incoming=row, household=household, same={key: "x"}, on=DAY)
        with pytest.raises(NotAllowed):
            return_account(actor=actor, incoming=row, why="Not ours.", on=DAY)


def test_the_desk_leads_to_the_account_beside_who_could_be_the_same(client, federal, worker):
    row, (household, key) = waits(federal), sams(federal)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{HOME}{row.reference}/"
    assert address in client.get(HOME).content.decode()
    page = client.get(address).content.decode()
    one = household.people.get()
    assert household.reference in page
    assert f'value="{one.reference}" selected' in page
    assert "no email address of the person" in page
    refused = client.post(f"{address}new/", {"email": "not one", "phone": ""})
    assert refused.status_code == 422
    assert "This cannot be an email address." in refused.content.decode()
    assert 'value="not one"' in refused.content.decode(), "what was typed is still there"
    assert client.post(f"{address}return/", {"why": ""}).status_code == 422
    joined = client.post(f"{address}join/", {"household": household.reference, f"who-{key}": one.reference})
    assert (joined.status_code, joined["Location"]) == (302, HOME)
    assert f"application {household.applications.get().reference}" in client.get(address).content.decode()
    assert client.post(f"{address}join/", {"household": "2222-2222"}).status_code == 422


def test_another_number_speaks_against_the_same_name_and_birth_date(client, federal, worker):
    born = sam().people[0].birth_date
    answered(somebody("other.sam@example.org"), federal, (person("Sam", born, last_name="Sample", ssn="900000077"),))
    sent = sam()
    people = tuple(msgspec.structs.replace(one, ssn="900000078") for one in sent.people)
    row = waits(federal, people=people)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{HOME}{row.reference}/").content.decode()
    assert "Who is Sam Sample here?" in page, "it is shown to compare"
    assert " selected" not in page.partition("</main>")[0].partition("Who is Sam Sample here?")[2]
