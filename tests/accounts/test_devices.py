"""Where somebody is signed in, and signing out everywhere else."""

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
DEVICES = "/federal/account/devices/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 CriOS/120.0 Mobile Safari/604"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def on(agent):
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/federal/account/login/", {"login": "ana@example.com", "password": PASSWORD})
    return client


def test_each_device_is_listed_and_the_others_can_be_signed_out(ana):
    phone, desk = on(PHONE), on(DESK)
    page = desk.get(DEVICES).content.decode()
    assert "Chrome, iPhone" in page
    assert "Firefox, Windows" in page
    assert page.count("This one") == 1
    assert desk.post(DEVICES).status_code == 302
    assert phone.get(DEVICES).status_code == 302
    page = desk.get(DEVICES).content.decode()
    assert "iPhone" not in page
    assert "You are signed in nowhere else." in page


def test_nobody_sees_or_ends_the_sessions_of_others(ana, django_user_model):
    from coverport.accounts.models import User

    User.objects.create_user("ben@example.com", PASSWORD)
    hers = on(PHONE)
    his = Client()
    his.post("/federal/account/login/", {"login": "ben@example.com", "password": PASSWORD})
    assert "iPhone" not in his.get(DEVICES).content.decode()
    his.post(DEVICES)
    assert hers.get(DEVICES).status_code == 200
