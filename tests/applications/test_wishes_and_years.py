"""Help needed and registering to vote are asked and decide nothing; another year begins with this year's answers."""

from datetime import date

import pytest

from coverport.applications.actions import copy_for_year
from coverport.applications.asking import steps_for
from coverport.applications.models import Application
from coverport.applications.revision import NotOffered
from coverport.applications.rules import steps
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from tests.applications.households import ANA, MIA, answered, decided, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
SIGNED = {"true": "on", "signature": "Ana Rivera", "consent_years": "0"}


@pytest.mark.parametrize(
    ("typed", "votes", "help_needed", "offered"),
    [
        ({"votes": "yes", "help": ["interpreter", "large_print"]}, True, ("interpreter", "large_print"), True),
        ({"votes": "no"}, False, (), False),
        ({}, None, (), False),  # neither box: 52 USC 20506(a)(6)(B)(iii)
    ],
)
def test_wishes_are_kept_and_change_no_decision(client, ana, federal, typed, votes, help_needed, offered):
    draft = answered(ana, federal)
    client.force_login(ana)
    page = client.get(f"/federal/apply/{draft.reference}/review/").content.decode()
    assert "would you like to apply to register to vote here today?" in page
    assert "will not affect the amount of assistance" in page
    sent = client.post(f"/federal/apply/{draft.reference}/review/", {**SIGNED, **typed}, follow=True)
    assert ("vote.gov" in sent.content.decode()) is offered
    application = Application.objects.get()
    assert (application.told.votes, application.told.help) == (votes, help_needed)
    assert "votes" not in str(application.determinations.get().inputs)


def test_what_was_wished_stays_when_the_signature_is_missing(client, ana, federal):
    draft = answered(ana, federal)
    client.force_login(ana)
    page = client.post(f"/federal/apply/{draft.reference}/review/", {"votes": "yes", "help": ["sign_language"]})
    assert page.status_code == 422
    assert page.content.decode().count("checked") == 2


def two_years(federal):
    """2027 is on offer in the fall of 2026."""
    federal.date_of_record = date(2026, 11, 20)
    federal.save()
    return federal


def test_another_year_begins_with_the_answers_and_asks_again_what_a_year_changes(ana, federal):
    application, _ = decided(ana, federal, (ANA, MIA))
    two_years(federal)
    application.exchange.refresh_from_db()
    if 2027 not in federal.years():
        pytest.fail(f"2027 is not on offer on 2026-11-20: {federal.years()}")
    draft = copy_for_year(actor=Actor.person(ana), application=application, year=2027, on=date(2026, 11, 20))
    assert (draft.year, draft.street, draft.started_on) == (2027, "12 Main Street", date(2026, 11, 20))
    names = [one.person.first_name for one in draft.applicants.order_by("position")]
    assert names == ["Ana", "Mia"]
    assert steps.first_open(steps_for(draft), draft.saved_steps) == steps.TAXES
    assert {steps.PEOPLE, steps.ADDRESS, steps.CITIZENSHIP} <= set(draft.saved_steps)
    assert draft.applicants.get(position=0).told.income[0].amount == 30_000_00, "filled in, to be looked at"
    again = copy_for_year(actor=Actor.person(ana), application=application, year=2027, on=date(2026, 11, 21))
    assert again == draft, "said twice, it is said once"
    application.refresh_from_db()
    assert not application.is_draft, "what was signed stays"


@pytest.mark.parametrize("year", [2013, 2014, 2040])
def test_a_year_that_is_not_open_cannot_be_copied_for(ana, federal, year):
    application, _ = decided(ana, federal)
    with pytest.raises(NotOffered):
        copy_for_year(actor=Actor.person(ana), application=application, year=year, on=date(2013, 12, 10))


def test_nobody_copies_the_answers_of_others(ana, federal):
    application, _ = decided(ana, federal)
    two_years(federal)
    with pytest.raises(NotAllowed):
        copy_for_year(
            actor=Actor.person(somebody("ben@example.org")), application=application, year=2027, on=date(2026, 11, 20)
        )


def test_the_decision_offers_the_next_year_once_it_is_open(client, ana, federal):
    application, _ = decided(ana, federal)
    client.force_login(ana)
    address = f"/federal/apply/{application.reference}/"
    assert "Apply for 2027" not in client.get(address + "decision/").content.decode()
    two_years(federal)
    assert "Apply for 2027" in client.get(address + "decision/").content.decode()
    sent = client.post(address + "copy/", {"year": "2027"})
    assert sent.headers["Location"].endswith("/taxes/")
    assert "Apply for 2027" not in client.get(address + "decision/").content.decode()
    assert client.post(address + "copy/", {"year": "x"}).headers["Location"] == address + "decision/"
