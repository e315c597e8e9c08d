"""Keys, limits, CORS, errors, bodies: what stands around every operation."""

import json

import pytest

from coverport.shopping.api import limits
from tests.conformance.marketplace_api.conftest import Api, asked


def test_a_key_is_taken_wherever_it_stands_and_none_is_needed(api: Api) -> None:
    plain = api.get("counties/33013").json()
    assert api.get("counties/33013", apikey="abc").json() == plain
    for name in ("apikey", "X-API-KEY"):
        assert api.client.get("/api/v1/counties/33013", headers={name: "abc"}).json() == plain


def test_a_state_without_plans_answers_what_clients_look_for(api: Api) -> None:
    place = {"countyfips": "06037", "state": "CA", "zipcode": "90001"}
    answer = api.post("plans/search", asked(40, place=place))
    said = answer.json()
    assert answer.status_code == 400
    assert (said["code"], said["status"], said["message"]) == ("1003", "400", "state is not a valid marketplace state")
    assert (said["msg"], said["err"]) == (said["message"], said["error"])


def test_a_year_without_plans_answers_the_same(api: Api) -> None:
    body = asked(40) | {"year": 2031}
    assert api.post("plans/search", body).json()["message"] == "state is not a valid marketplace state"


def test_the_year_of_the_body_goes_before_that_of_the_query(api: Api) -> None:
    assert api.post("plans/search", asked(40), query="?year=2031").status_code == 200
    body = asked(40)
    del body["year"]
    assert api.post("plans/search", body, query="?year=2031").status_code == 400
    assert api.post("plans/search", body).status_code == 200


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ({"state": "NH", "zipcode": "03301"}, "place: (countyfips: cannot be blank.)"),
        ({"state": "NH", "zipcode": "03301", "countyfips": "3301"}, "place: (countyfips: has invalid format.)"),
        ({"state": "NH", "zipcode": "03301", "countyfips": "33999"}, "place: (countyfips: is not a county.)"),
        ({"state": "NH", "zipcode": "03301", "countyfips": "48113"}, "place: (countyfips: lies in TX.)"),
    ],
)
def test_what_is_wrong_is_named_as_clients_know_it(api: Api, place: dict[str, str], error: str) -> None:
    answer = api.post("plans/search", asked(40, place=place))
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("name", ["countyfips", "state", "zipcode"])
def test_what_is_sent_empty_is_blank(api: Api, name: str) -> None:
    place = {"countyfips": "33013", "state": "NH", "zipcode": "03301"} | {name: ""}
    answer = api.post("plans/search", asked(40, place=place))
    assert (answer.status_code, answer.json()["error"]) == (400, f"place: ({name}: cannot be blank.)")


def test_fields_that_a_form_leaves_empty_were_not_given(api: Api) -> None:
    person = {
        "age": 40,
        "dob": "",
        "gender": "",
        "last_tobacco_use_date": "",
        "utilization_level": "",
        "relationship": "",
    }
    empty = {"sort": "", "order": "", "csr_override": "", "filter": {"metal_level": "", "issuers": [""], "type": ""}}
    body = asked(40, income=30_000)
    plain = api.post("plans/search", body).json()
    assert plain["total"] > 1
    body["household"]["people"] = [person]
    assert api.post("plans/search", body | empty).json() == plain
    nobody = api.post("plans/search", body | {"household": {"people": [{"age": "", "dob": ""}]}})
    assert nobody.json()["error"] == "household: (people: (0: (age: cannot be blank.)))"


@pytest.mark.parametrize("path", ["counties/33013", "counties/by/zip/03301", "states", "plans/search"])
def test_a_slash_too_many_does_no_harm(api: Api, path: str) -> None:
    if path == "plans/search":
        assert api.post(f"{path}/", asked(40)).json() == api.post(path, asked(40)).json()
    else:
        assert api.get(f"{path}/").json() == api.get(f"/{path}").json() == api.get(path).json()
    assert api.get("nowhere/").status_code == api.get("/").status_code == 404


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', '{"place": {"a": ' + "[" * 20_000, b"\xff\xfe", '{"market": NaN}']
)
def test_what_is_no_request_is_refused_in_the_contracts_form(api: Api, body: str | bytes) -> None:
    answer = api.post("plans/search", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "1003")


def test_a_body_has_an_end(api: Api) -> None:
    answer = api.post("plans/search", " " * (256 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "1003")
    assert api.client.get("/api/v1/states?year=2014&x=" + "y" * 9000).status_code == 414


@pytest.mark.parametrize("income", ["1e400000", "1e9999999999", "-5", "NaN", "99999999999"])
def test_an_income_that_cannot_be_is_refused_at_once(api: Api, income: str) -> None:
    said = income if income[0].isdigit() or income[0] == "-" else f'"{income}"'
    text = json.dumps(asked(40, income=12345)).replace("12345", said)
    answer = api.post("plans/search", text)
    assert (answer.status_code, answer.json()["code"]) == (400, "1003")


def test_other_methods_and_other_addresses(api: Api) -> None:
    answer = api.get("plans/search")
    assert answer.status_code in (400, 405)
    answer = api.client.delete("/api/v1/counties/33013")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert api.get("nowhere/at/all").json()["message"] == "no Route matched with those values"
    assert api.client.head("/api/v1/counties/33013").status_code == 200


def test_any_page_may_ask(api: Api) -> None:
    asked_before = api.client.options("/api/v1/plans/search", headers={"Origin": "https://example.org"})
    assert asked_before.status_code == 204
    assert (asked_before["Access-Control-Allow-Origin"], asked_before["Access-Control-Allow-Methods"]) == (
        "*",
        "OPTIONS, POST",
    )
    assert {"apikey", "authorization", "content-type", "x-requested-with"} <= set(
        asked_before["Access-Control-Allow-Headers"].split(", ")
    )
    # A published client slows down by what is left of its minute, which a page of another origin reads only so.
    assert "X-RateLimit-Remaining-minute" in asked_before["Access-Control-Expose-Headers"].split(", ")
    for answer in (api.get("counties/33013"), api.get("counties/33999"), api.post("plans/search", "{")):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["x-version"]
        assert answer["request-id"]


def test_limits_are_told_and_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECOND", 0)
    monkeypatch.setattr(limits, "MINUTE", 3)
    left = [api.get("counties/33013") for _ in range(4)]
    if left[0]["X-RateLimit-Remaining-minute"] != "2" or left[3].status_code == 200:
        left = [api.get("counties/33013") for _ in range(4)]  # the minute turned in between
    assert left[3].status_code == 429
    assert left[3].json()["message"] == "API rate limit exceeded"
    assert 1 <= int(left[3]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("before", "now", "second", "minute"),
    [
        ([120.0, 120.1], 120.9, 197, 997),
        ([120.0, 120.1, 120.9], 121.0, 199, 996),
        ([120.0, 178.5], 179.9, 199, 997),
        ([120.0, 179.9], 180.0, 199, 999),
    ],
)
def test_windows_begin_anew_with_the_second_and_the_minute(
    before: list[float], now: float, second: int, minute: int
) -> None:
    limits.counters().forget()
    for each in before:
        limits.count("a", now=each)
    left = limits.count("a", now=now)
    assert (left.second, left.minute, left.refused) == (second, minute, False)
    assert limits.count("b", now=now).minute == 999


def test_the_page_that_reads_the_document_out(api: Api) -> None:
    page = api.client.get("/api/v1/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/plans/search" in text
    assert "<script>" not in text
    assert "http://" not in text
    assert "https://" not in text
