"""A person asks for an appeal and takes it back; staff decide: nothing that was typed is lost, and each mistake is named."""

from datetime import date

import pytest
from django.test import Client

from coverport.accounts.models import User
from coverport.appeals import queries
from coverport.appeals.models import Appeal
from coverport.core.access import Actor
from coverport.core.models import Event
from tests.appeals.test_appeals import FOUND, application, asks, worker
from tests.applications.households import DAY

__all__ = ["application", "worker"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_person_asks_sees_it_and_takes_it_back(ana, application):
    client, page = signed_in(ana), f"/federal/appeals/{application.reference}/"
    assert page in client.get(f"/federal/apply/{application.reference}/decision/").content.decode()
    assert "until <strong>March 10, 2014</strong>" in client.get(page).content.decode()
    missing = client.post(page, {"grounds": "", "expedited": "on"})
    assert missing.status_code == 422
    assert "Please answer: What do you think is wrong?" in missing.content.decode()
    assert "checked" in missing.content.decode()
    assert client.post(page, {"grounds": "I earn less.", "keeps_help": "on"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "We are looking at it." in shown
    assert "I earn less." in shown
    assert "As far as we can, it is decided by March 10, 2014." in shown
    assert 'name="grounds"' not in shown
    assert client.post(f"/federal/appeals/{Appeal.objects.get().reference}/withdraw/").status_code == 302
    assert "Your appeal was dismissed." in client.get(page).content.decode()


def test_after_the_last_day_the_page_says_so_and_whom_to_call(ana, application, federal):
    federal.date_of_record = date(2014, 3, 11)
    federal.save()
    client, page = signed_in(ana), f"/federal/appeals/{application.reference}/"
    late = client.get(page).content.decode()
    assert "The last day to ask for an appeal was March 10, 2014." in late
    assert f"{federal.profile.phone}</a>. We look at it." in late
    refused = client.post(page, {"grounds": "I was in hospital."})
    assert refused.status_code == 422
    assert "I was in hospital." in refused.content.decode()
    assert "You can ask for an appeal until" not in refused.content.decode()
    assert federal.profile.phone in refused.content.decode()


def test_staff_decide_on_the_desk(ana, application, worker):
    appeal = asks(application, expedited=True)
    client = signed_in(User.objects.get(pk=worker.user_id))
    assert "A faster decision" in client.get("/federal/appeals/waiting/").content.decode()
    page = f"/federal/appeals/waiting/{appeal.reference}/"
    shown = client.get(page).content.decode()
    assert "I earn less than that." in shown
    assert queries.told(appeal)[0] in shown
    assert "<dt>Language of the person</dt><dd>English</dd>" in shown
    User.objects.filter(pk=ana.pk).update(language="es")
    assert "<dt>Language of the person</dt><dd>Spanish</dd>" in client.get(page).content.decode()
    given = {"outcome": "won", "effect": FOUND["effect"], "facts": FOUND["facts"], "citation": FOUND["citation"]}
    refused = client.post(page, given)
    assert refused.status_code == 422
    assert FOUND["effect"] in refused.content.decode()
    day = {"effective_on_month": "2", "effective_on_day": "1", "effective_on_year": "2014"}
    assert client.post(page, {**given, **day}).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.status, appeal.effective_on) == ("won", date(2014, 2, 1))
    assert "Won, and not decided anew yet" in client.get("/federal/appeals/waiting/").content.decode()
    mine = signed_in(ana).get(f"/federal/appeals/{application.reference}/").content.decode()
    assert f"/federal/apply/{appeal.draft.reference}/review/" in mine


def test_another_persons_appeal_is_not_there(application, federal):
    ben = User.objects.create_user("ben@example.org", "a long enough password")
    appeal = asks(application, actor=Actor.person(application.household.owner), on=DAY)
    for address in (f"/federal/appeals/{application.reference}/", f"/federal/appeals/waiting/{appeal.reference}/"):
        assert signed_in(ben).get(address).status_code == 404


@pytest.mark.parametrize(("again", "entries"), [(DAY, 1), (date(2013, 12, 11), 2)])
def test_who_of_the_staff_opened_an_appeal_is_written_down_once_a_day_and_may_decide_it(
    application, worker, federal, again, entries
):
    """What a person writes there is as private as their application; 45 CFR 155.260(a)."""
    appeal = asks(application)
    client, page = signed_in(User.objects.get(pk=worker.user_id)), f"/federal/appeals/waiting/{appeal.reference}/"
    seen = Event.objects.filter(kind="appeals.seen", subject=application.reference)
    for day in (DAY, DAY, again):
        federal.date_of_record = day
        federal.save()
        assert client.get(page).status_code == 200
    assert [(each.actor, each.data) for each in seen] == [(worker.label, {"appeal": appeal.reference})] * entries
    given = {key: FOUND[key] for key in ("effect", "facts", "citation")}
    day = {"effective_on_month": "2", "effective_on_day": "1", "effective_on_year": "2014"}
    assert client.post(page, {"outcome": "lost", **given, **day}).status_code == 302
    owner = signed_in(application.household.owner)
    assert owner.get(f"/federal/appeals/{application.reference}/").status_code == 200
    assert seen.count() == entries
