import pytest
from django.db import IntegrityError

from coverport.accounts.models import User, email_key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spelled", ["Ana@Example.com", "ana@example.com ", "ＡＮＡ@example.com", "ana@EXAMPLE.com"])
def test_one_address_is_one_account_however_it_is_spelled(spelled):
    User.objects.create_user("ana@example.com", "correct horse battery")
    with pytest.raises(IntegrityError):
        User.objects.create_user(spelled, "another")


def test_the_key_of_an_address_is_folded_once_and_for_all():
    assert email_key("STRASSE@Example.com") == email_key("straße@example.com")
    assert email_key(email_key("İ@example.com")) == email_key("İ@example.com")


def test_a_person_signs_up_signs_out_and_in_again(client, federal):
    password = "correct horse battery"
    answer = client.post("/federal/account/signup/", {"email": "Ana@Example.com", "password1": password})
    assert answer.status_code == 302, answer.content
    assert User.objects.get().email_key == "ana@example.com"
    client.post("/federal/account/logout/")
    answer = client.post("/federal/account/login/", {"login": "ana@example.com", "password": password})
    assert answer.status_code == 302, answer.content


def test_a_second_account_with_the_same_address_is_refused_in_place(client, federal):
    User.objects.create_user("ana@example.com", "correct horse battery")
    answer = client.post("/federal/account/signup/", {"email": "ANA@example.com", "password1": "correct horse battery"})
    assert answer.status_code == 200
    assert "Sign in instead" in answer.content.decode()
