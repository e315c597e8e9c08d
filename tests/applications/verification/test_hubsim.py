"""The simulator's own faces: its page, its switches, and what it refuses."""

import json

import pytest
import urllib3

from coverport.applications.hubsim.people import NotScripted, Scripted, checked, sample


def call(hub, method: str, path: str, body: object = None):
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    reply = urllib3.request(method, f"{hub.address}{path}", body=data, redirect=False)
    return reply.status, reply.data.decode()


def test_nobody_real_can_be_in_the_sample():
    people = sample()
    assert len(people) > 10
    assert all(one.ssn == "" or one.ssn.startswith("9") for one in people)
    assert all(one.about for one in people)


@pytest.mark.parametrize("number", ["123456789", "90000000", "90000000x", "9000000001"])
def test_a_number_that_somebody_could_have_is_refused(number):
    with pytest.raises(NotScripted):
        checked([Scripted(last_name="Rivera", birth_date=sample()[0].birth_date, ssn=number)])


def test_two_people_cannot_share_a_number(hub):
    one = {"last_name": "Rivera", "birth_date": "1980-01-01", "ssn": "900000001"}
    assert call(hub, "PUT", "/control/people", [one, {**one, "last_name": "Other"}])[0] == 422


def test_it_shows_whom_it_knows_and_sets_faults_by_a_form(hub):
    one = {"last_name": "<b>Rivera", "birth_date": "1980-01-01", "ssn": "900000001", "about": "a & b"}
    assert call(hub, "PUT", "/control/people", [one])[0] == 200
    assert call(hub, "POST", "/", b"ssa%2Fcomposite=down")[0] == 303
    _, page = call(hub, "GET", "/")
    assert "&lt;b&gt;Rivera" in page
    assert "a &amp; b" in page
    state = json.loads(call(hub, "GET", "/control/state")[1])
    assert state["faults"]["ssa/composite"]["mode"] == "down"
    assert [each["ssn"] for each in state["people"]] == ["900000001"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/health", None, 200),
        ("GET", "/nothing", None, 404),
        ("PUT", "/nothing", {}, 404),
        ("POST", "/nothing", {}, 404),
        ("PUT", "/control/faults", {"ssa/composite": {"mode": "gone"}}, 422),
        ("PUT", "/control/people", b"{", 422),
        ("POST", "/ssa/composite", b"{", 422),
        ("POST", "/ssa/composite", {"request": "r", "people": [], "year": 2014, "state": "NH"}, 422),
        ("POST", "/", b"ssa%2Fcomposite=gone", 422),
    ],
)
def test_what_it_cannot_answer_is_refused(hub, method, path, body, status):
    assert call(hub, method, path, body)[0] == status
