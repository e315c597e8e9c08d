"""After a decision the answers can be changed: a new draft, a new decision; what was signed stays."""

from datetime import date

import pytest

from coverport.applications.actions import revise_application, save_income, save_people, submit_application
from coverport.applications.models import Application, Person
from coverport.applications.queries import applicants_of
from coverport.applications.submission import facts_of
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.eligibility.facts import IncomeLine
from tests.applications.households import ANA, DAY, LUIS, MIA, decided, somebody, yearly
from tests.enrollment.lives import as_told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def test_a_draft_begins_with_the_signed_answers_and_the_same_people(ana, federal):
    signed, first = decided(ana, federal, (ANA, MIA))
    actor = Actor.person(ana)
    draft = revise_application(actor=actor, application=signed, on=date(2013, 12, 15))
    assert (draft.started_on, draft.city) == (DAY, "Concord")
    assert [one.person_id for one in applicants_of(draft)] == [one.person_id for one in applicants_of(signed)]
    assert Person.objects.count() == 2
    incomes = [yearly(one.person.reference, 40_000_00 * (one.position == 0)) for one in applicants_of(draft)]
    save_income(actor=actor, application=draft, incomes=incomes, on=DAY)
    second = submit_application(actor=actor, application=draft, signature="Ana Rivera", on=DAY)
    assert facts_of(second).people[0].income == (IncomeLine("wages", 40_000_00),)
    first.refresh_from_db()
    assert facts_of(first).people[0].income == (IncomeLine("wages", 30_000_00),)


def test_changing_twice_is_one_draft(ana, federal):
    signed, _ = decided(ana, federal)
    drafts = {revise_application(actor=Actor.person(ana), application=signed, on=DAY).pk for _ in range(2)}
    assert len(drafts) == 1


def test_without_a_spouse_nobody_files_jointly_and_a_new_spouse_is_asked_about(client, ana, federal):
    """As after a divorce: what is signed must not say that you file together."""
    signed, _ = decided(ana, federal, (ANA, LUIS, MIA))
    assert signed.files_jointly is True
    actor = Actor.person(ana)
    draft = revise_application(actor=actor, application=signed, on=DAY)
    told = as_told(draft)
    common = {"actor": actor, "application": draft, "on": DAY}
    assert save_people(people=[one for one in told if one.relationship != "spouse"], **common) == "review"
    draft.refresh_from_db()
    assert draft.files_jointly is None
    client.force_login(ana)
    page = client.get(f"/federal/apply/{draft.reference}/review/").content.decode()
    assert "You file a federal tax return for 2014." in page
    assert "You and your spouse file one return" not in page
    draft = Application.objects.get(pk=draft.pk)
    others = as_told(draft)
    following = save_people(people=[*others, LUIS], **common | {"application": draft})
    assert following == "citizenship", "which the new spouse has not been asked"
    assert "taxes" not in Application.objects.get(pk=draft.pk).saved_steps


def test_another_person_cannot_change_it(ana, federal):
    signed, _ = decided(ana, federal)
    with pytest.raises(NotAllowed):
        revise_application(actor=Actor.person(somebody("other@example.org")), application=signed, on=DAY)


def test_the_decision_page_offers_it_and_the_way_leads_to_the_review(client, ana, federal):
    signed, _ = decided(ana, federal)
    client.force_login(ana)
    assert "Change your answers" in client.get(f"/federal/apply/{signed.reference}/decision/").content.decode()
    page = client.post(f"/federal/apply/{signed.reference}/change/")
    draft = Application.objects.get(status="draft")
    assert page["Location"] == f"/federal/apply/{draft.reference}/review/"
    assert client.get(page["Location"]).status_code == 200
    assert client.get("/federal/apply/")["Location"] == page["Location"]
    assert client.get(f"/federal/apply/{signed.reference}/change/").status_code == 405
    client.force_login(somebody("other@example.org"))
    assert client.post(f"/federal/apply/{signed.reference}/change/").status_code == 404
