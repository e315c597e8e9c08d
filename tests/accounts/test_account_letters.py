"""What happens to an account is told to its person, once, in a letter that goes where they live."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from coverport.accounts.changes import WHAT
from coverport.accounts.models import KnownDevice, User
from coverport.applications import handlers
from coverport.core import rehearsals
from coverport.core.deliveries import drain
from coverport.core.models import Delivery, Event
from coverport.notices.blocks import texts
from coverport.notices.delivery import dispatch_notice
from coverport.notices.kinds import telling
from coverport.notices.models import DeliveryChoice, Notice
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_devices import DESK, PHONE, on
from tests.applications.households import decided, publish_samples

pytestmark = pytest.mark.django_db
NEW = "another horse entirely"


def letters() -> list[Notice]:
    waiting = Delivery.objects.filter(done_at=None)
    waiting.exclude(subscriber="applications.account_changed").delete()
    waiting.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    drain()
    return list(Notice.objects.filter(kind=telling.SECURITY).order_by("id"))


def change_password(client: Client) -> None:
    asked = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/federal/account/password/change/", asked).status_code == 302


def test_a_changed_password_is_told_once_with_the_time_at_the_exchange(ana):
    change_password(on(DESK))
    [letter] = letters()
    said = "\n".join(texts(letter.content))
    assert "The password of your account was changed." in said
    assert "December 10, 2013, " in said
    assert letters() == [letter]


def test_the_first_browser_is_known_and_another_one_is_told(ana):
    on(DESK)
    on(DESK)
    assert letters() == []
    on(PHONE)
    on(PHONE)
    [letter] = letters()
    assert "(Chrome, iPhone)" in "\n".join(texts(letter.content))
    assert KnownDevice.objects.count() == 2


def test_a_wrong_password_from_elsewhere_makes_no_device_known(ana):
    on(DESK)
    Client(HTTP_USER_AGENT=PHONE).post("/federal/account/login/", {"login": "ana@example.com", "password": "wrong"})
    assert letters() == []
    assert KnownDevice.objects.count() == 1


def test_another_email_address_is_told_on_paper_although_letters_come_by_email(ana, federal):
    publish_samples()
    decided(ana, federal)
    DeliveryChoice.objects.create(user=ana, exchange="federal", paperless=True, chosen_on=federal.today())
    client = on(DESK)
    client.post("/federal/account/reauthenticate/", {"password": PASSWORD})
    client.post("/federal/account/email/", {"email": "other@example.com", "action_add": ""})
    confirm = re.search(r"/federal/account/email/confirm/\S+", str(mail.outbox[-1].body)).group()
    assert client.post(confirm).status_code == 302
    [letter] = letters()
    assert letter.content.address[-1].endswith("NH 03301")
    assert dispatch_notice(letter).channel == "print"
    change_password(client)
    assert dispatch_notice(letters()[-1]).channel == "email"


def test_who_told_no_postal_address_gets_an_email(ana):
    change_password(on(DESK))
    [letter] = letters()
    assert (letter.content.name, letter.content.address) == ("ana@example.com", ())
    assert dispatch_notice(letter).channel == "email"
    assert mail.outbox == []


def test_a_second_step_added_and_removed_is_told(client, federal, settings, django_capture_on_commit_callbacks):
    from tests.accounts.test_second_step import set_up_app, sign_in, staff

    settings.STAFF_SECOND_STEP = True
    staff(federal)
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    client.post("/federal/account/security/app/remove/")
    assert [one.data["what"] for one in Event.objects.filter(kind="accounts.changed").order_by("id")] == [
        "step_added", "step_removed",
    ]  # fmt: skip
    assert len(letters()) == 2


def test_another_telephone_number_is_told_but_not_the_first_one(federal, rf):
    from allauth.core import context

    from coverport.accounts.adapter import Adapter

    user = User.objects.create_user(phone="+16035550101", password=PASSWORD)
    request = rf.post("/federal/account/phone/")
    request.exchange = federal
    with context.request_context(request):
        Adapter().set_phone_verified(user, "+16035550101")
        assert letters() == []
        Adapter().set_phone_verified(user, "+16035550102")
    assert [letter.content.name for letter in letters()] == ["+16035550102"]


def test_the_scripted_journey_gets_none(ana, monkeypatch):
    monkeypatch.setattr(rehearsals, "_keeper", [lambda user_id: user_id == ana.pk])
    change_password(on(DESK))
    assert letters() == []


def test_every_code_has_a_sentence():
    assert len({telling.security_event(what) for what in WHAT}) == len(WHAT)
    assert handlers.telling is telling
