"""One application on two devices: what the other saved is not overwritten unseen, and nothing that was typed is lost."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from coverport.applications.asking import steps_for
from coverport.applications.rules import steps
from tests.applications.households import ANA, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def devices(ana, federal):
    """The address step of Ana's answered draft, open on her phone and on her desk."""
    draft = answered(ana, federal)
    phone, desk = Client(), Client()
    for one in (phone, desk):
        one.force_login(ana)
    return draft, f"/federal/apply/{draft.reference}/address/", phone, desk


def shown(client, address):
    """What the page sends along."""
    return re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode()).group(1)


def typed(street, seen=""):
    given = {"street": street, "city": "Concord", "zip": "03301", "county": "33013", "phone": "603-555-0100"}
    return {**given, "seen": seen} if seen else given


def test_the_second_device_is_shown_the_conflict_with_what_was_typed_and_may_then_save(devices):
    draft, address, phone, desk = devices
    seen_by_phone, seen_by_desk = shown(phone, address), shown(desk, address)
    assert phone.post(address, typed("1 Phone Street", seen_by_phone)).status_code == 302
    conflict = desk.post(address, typed("2 Desk Street", seen_by_desk))
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "changed on another device" in page
    assert "2 Desk Street" in page, "what was typed is still there"
    draft.refresh_from_db()
    assert draft.street == "1 Phone Street"
    again = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert desk.post(address, typed("2 Desk Street", again)).status_code == 302
    draft.refresh_from_db()
    assert draft.street == "2 Desk Street"


def test_the_same_form_sent_twice_is_no_conflict(devices):
    _draft, address, phone, _desk = devices
    seen = shown(phone, address)
    for _ in range(2):
        assert phone.post(address, typed("1 Phone Street", seen)).status_code == 302


def test_another_step_saved_meanwhile_is_no_conflict(devices):
    draft, address, phone, desk = devices
    seen = shown(desk, address)
    income = f"/federal/apply/{draft.reference}/citizenship/"
    key = draft.applicants.get().person.reference
    phone.post(income, {key: "citizen", "seen": shown(phone, income)})
    assert desk.post(address, typed("2 Desk Street", seen)).status_code == 302


def test_what_the_page_carries_tells_nothing_and_differs_by_application(devices, ana, federal):
    _draft, address, phone, _desk = devices
    seen = shown(phone, address)
    assert re.fullmatch(r"[0-9a-f]{64}", seen)
    assert shown(phone, address) == seen
    assert shown(phone, address.replace("address", "people")) != seen


def test_a_single_adult_needs_at_most_sixteen_screens_and_mostly_half(ana, federal):
    draft = answered(ana, federal, (ANA,))
    assert len(steps_for(draft)) <= 9
    assert len(steps.STEPS) == 16, "whatever is answered, there are no more steps than these"


@given(saved=st.sets(st.sampled_from(steps.STEPS)), step=st.sampled_from(steps.STEPS))
def test_the_time_left_only_falls_as_steps_are_saved(saved, step):
    before, after = steps.minutes_left(steps.STEPS, saved), steps.minutes_left(steps.STEPS, saved | {step})
    assert 1 <= after <= before <= 30


def test_the_page_says_how_far_one_is(devices):
    _draft, address, phone, _desk = devices
    page = re.sub(r"\s+", " ", phone.get(address).content.decode())
    assert re.search(r"step 2 of \d+ · about \d+ minutes? left", page)
    assert '<progress class="progress"' in page
