"""The pages of the hand-off: where each case lies, asking, withdrawing, what records show, what the household wants; the staff's list."""

from datetime import date

import pytest

from coverport.accounts.models import Role
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.handoff.models import Case, CoverageWish, Incoming, Match
from coverport.handoff.outbox import send_due
from tests.applications.households import ANA, DAY, LUIS, somebody
from tests.handoff.people import DISABLED, agency_says, at_agency, case_of, signed

pytestmark = pytest.mark.django_db
HOME = "/federal/medicaid/"


@pytest.fixture
def page(client, ana):
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_who_has_no_decision_is_told_so(page, federal):
    assert "You have no decision yet" in text(page.get(HOME))


def test_each_person_sees_who_has_their_case(page, ana, federal, on_sale, agency):
    signed(ana, federal, more=DISABLED)
    assert "We are sending Ana’s application to New Hampshire Medicaid." in text(page.get(HOME))
    send_due()
    assert "New Hampshire Medicaid has had Ana’s application since December 10, 2013" in text(page.get(HOME))
    agency_says(agency, case_of(), "approved", on=date(2014, 3, 11))
    told = text(page.get(HOME))
    assert "New Hampshire Medicaid said yes on March 11, 2014" in told
    assert "Take the request back" not in told
    assert "Ask the agency" not in told


def test_a_person_asks_for_everything_to_be_looked_at_and_takes_it_back(page, ana, federal, on_sale, agency):
    application = signed(ana, federal, [ANA, LUIS], income=40_000_00)
    shown = text(page.get(HOME))
    assert shown.count("Ask the agency to look at everything") == 2
    assert "Ana’s application is with us alone." in shown
    person = application.applicants.get(relationship="spouse").person.reference
    asked = page.post(f"{HOME}{application.reference}/ask/", {"person": person})
    assert (asked.status_code, asked["Location"]) == (302, HOME)
    case = Case.objects.get()
    assert (case.person.first_name, case.reason) == ("Luis", "asked")
    assert "You asked the agency to look at everything." in text(page.get(HOME))
    assert page.post(f"{HOME}case/{case.reference}/withdraw/").status_code == 302
    case.refresh_from_db()
    assert case.status == "withdrawing"


def test_what_cannot_be_asked_or_taken_back_is_said_in_place(page, ana, federal, on_sale, agency):
    application = at_agency(ana, federal, more=DISABLED)
    refused = page.post(f"{HOME}{application.reference}/ask/", {"person": "2222-2222"})
    assert refused.status_code == 422
    assert "This person is not part of your newest decision." in text(refused)
    agency_says(agency, case_of(), "denied", on=date(2014, 3, 11))
    refused = page.post(f"{HOME}case/{case_of().reference}/withdraw/")
    assert refused.status_code == 422
    assert "The agency has decided already." in text(refused)


def test_the_household_says_what_it_wants(page, ana, federal, on_sale, agency):
    signed(ana, federal)
    refused = page.post(f"{HOME}wish/", {})
    assert refused.status_code == 422
    assert "Choose one answer." in text(refused)
    assert page.post(f"{HOME}wish/", {"wish": "leaves"}).status_code == 302
    assert CoverageWish.objects.get().leaves
    assert 'value="leaves" required' in text(page.get(HOME)) or "checked" in text(page.get(HOME))
    assert page.post(f"{HOME}wish/", {"wish": "stays"}).status_code == 302
    assert not CoverageWish.objects.get().leaves


@pytest.mark.parametrize(("found", "asks_day"), [("medicare", False), ("death", True)])
def test_a_person_answers_what_records_show(page, ana, federal, on_sale, found, asks_day):
    federal.date_of_record = date(2014, 1, 20)
    federal.save()
    application = signed(ana, federal)
    match = Match.objects.create(
        exchange=federal, application=application, person=application.applicants.get().person, found=found,
        told_on=date(2014, 1, 15), answer_by=date(2014, 2, 14), ends=date(2014, 3, 1),
    )  # fmt: skip
    assert "About Ana: answer by February 14, 2014" in text(page.get(HOME))
    address = f"{HOME}match/{match.reference}/"
    shown = text(page.get(address))
    assert ("the day of the death" in shown) == asks_day
    assert page.post(address, {}).status_code == 422
    given = {"right": "yes"}
    if asks_day:
        assert page.post(address, given).status_code == 422
        given |= {"died_on_year": "2014", "died_on_month": "1", "died_on_day": "5"}
    answered = page.post(address, given)
    assert answered.status_code == 302, text(answered)
    assert "This was settled on January 20, 2014" in text(page.get(address))


def test_staff_see_what_waits_and_for_how_long(client, ana, federal, on_sale, agency):
    at_agency(ana, federal, more=DISABLED)
    Incoming.objects.create(
        exchange=federal, message="MA-1", kind="transfer", body="{}", sha256="0" * 64, status="waits",
        why="The agency has no email address of the person.", came_on=DAY,
    )  # fmt: skip
    federal.date_of_record = date(2013, 12, 24)
    federal.save()
    worker = somebody("worker@example.org")
    grant_role(actor=Actor.system("test"), user=worker, exchange=federal, kind=Role.Kind.STATE_WORKER, on=DAY)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    shown = text(client.get(f"{HOME}waiting/"))
    assert "Ana Rivera" in shown
    assert "With the agency" in shown
    assert shown.count(">14<") == 2
    assert "The agency has no email address of the person." in shown
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{HOME}waiting/").status_code == 404
