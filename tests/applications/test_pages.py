"""The application on the web: saved at once, mistakes shown in place, nothing typed lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverport.applications.models import Application, Determination, Person
from coverport.applications.queries import applicants_of
from tests.applications.households import ANA, LUIS, MIA, answered, decided, somebody

pytestmark = pytest.mark.django_db

BORN = {"p0-birth_date_month": "4", "p0-birth_date_day": "28", "p0-birth_date_year": "1973"}
YOU = {
    "p0-first_name": "Ana", "p0-last_name": "Rivera", "p0-birth_date_month": "4", "p0-birth_date_day": "28", "p0-birth_date_year": "1973",
    "p0-sex": "F", "p0-applies": "yes",
}  # fmt: skip
CHILD = {
    "p1-first_name": "Mia", "p1-last_name": "Rivera", "p1-birth_date_month": "6", "p1-birth_date_day": "1", "p1-birth_date_year": "2004",
    "p1-sex": "F", "p1-applies": "yes", "p1-relationship": "child",
}  # fmt: skip


@pytest.fixture
def web(client, ana, federal):
    client.force_login(ana)
    return client


def begin(web, query=""):
    """The address of the first step of a fresh draft."""
    return web.get(f"/federal/apply/?{query}")["Location"]


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_shopping_answers_survive_the_way_through_signing_in(client, federal):
    page = client.get("/federal/apply/?zip=03301&age=40&age=9&applies=1&income=45000")
    assert page.status_code == 302
    assert (
        "/account/login/?next=/federal/apply/%3Fzip%3D03301%26age%3D40%26age%3D9%26applies%3D1%26income%3D45000"
        in page["Location"]
    )


def test_the_first_step_is_filled_in_from_shopping(web):
    page = web.get(begin(web, "zip=03301&county=33013&age=40&age=9&applies=2&tobacco=1&income=45000&year=2014"))
    rows = list(page.context["form"])
    assert [row["applies"].value() for row in rows] == ["no", "yes"]
    assert [row["tobacco"].value() for row in rows] == [True, False]
    assert rows[1]["relationship"].value() == "child"
    assert "age 40" in told(page)


@pytest.mark.parametrize(
    "query",
    ["age=-1&age=999&income=-5&zip=abc&year=1999", "age=" + "9" * 500, "income=nonsense", "tobacco=x", "plan=%00'--"],
)
def test_nonsense_from_shopping_is_left_away(web, query):
    assert web.get(begin(web, query)).status_code == 200


def test_starting_again_resumes_at_the_first_open_step(web):
    first = begin(web)
    web.post(first, {"rows": "1", **YOU})
    assert begin(web) == first.replace("people", "address")


def test_a_step_is_saved_at_once_and_leads_on(web):
    first = begin(web)
    page = web.post(first, {"rows": "2", **YOU, **CHILD})
    assert page.status_code == 302
    assert page["Location"] == first.replace("people", "address")
    assert [str(one.person.name) for one in applicants_of(Application.objects.get())] == ["Ana Rivera", "Mia Rivera"]


STEPS = {
    "address": {"street": "14 Main Street", "city": "Concord", "zip": "03301", "county": "33013"},
    "taxes": {"files_taxes": "yes", "files_jointly": "yes", "claimed_by": "no"},
    "circumstances": {},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_save_reads_the_application_once_for_the_page_and_once_under_its_lock(web, ana, federal, step, monkeypatch):
    """Who asks, the page's reading, the locked one; one write and its event. What did not change is not written again."""
    draft = answered(ana, federal, (ANA, LUIS, MIA))
    given = STEPS[step] | {
        "dependents": [one.person.reference for one in draft.applicants.filter(relationship="child")]
    }
    address = f"/federal/apply/{draft.reference}/{step}/"
    assert web.post(address, given).status_code == 302
    # Of a prepared statement the driver does not say what was sent.
    monkeypatch.setattr(
        connection.ops, "last_executed_query", lambda _, sql, values: connection.ops.compose_sql(sql, values)
    )
    with CaptureQueriesContext(connection) as said:
        assert web.post(address, given).status_code == 302
    asked = [each["sql"].split()[0] for each in said.captured_queries]
    # The last one named: an exchange is read with the session, whoever asks with whether they have a role.
    tables = [re.findall(r'FROM "(\w+)"', each["sql"])[-1:] for each in said.captured_queries]
    assert [found[0] for found in tables if found] == [
        "exchanges_exchange", "accounts_user",
        *["applications_application", "applications_applicant"] * 2,
    ]  # fmt: skip
    assert [word for word in asked if word in {"UPDATE", "INSERT", "WITH"}] == ["UPDATE", "WITH"], "with its deliveries"
    assert len(asked) == 10, "the rest begins and ends the transaction"


def test_the_same_step_sent_twice_changes_nothing(web):
    first = begin(web)
    for _ in range(2):
        web.post(first, {"rows": "2", **YOU, **CHILD})
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"p0-birth_date_year": "2099"}, "A birth date cannot be in the future."),
        ({"p0-birth_date_year": "1873"}, "more than 120 years ago"),
        ({"p0-birth_date_month": "13"}, "There is no such date"),
        ({"p0-birth_date_year": ""}, "Enter all three"),
        ({"p0-last_name": " "}, "Enter a last name"),
        ({"p0-applies": "no", "p1-applies": "no"}, "Nobody here wants coverage"),
        ({"p0-applies": ""}, "Choose yes or no."),
        ({"p0-sex": ""}, "Choose one."),
        ({"p1-birth_date_year": "1950"}, "Mia Rivera cannot be your child and be older than you"),
        ({"p1-relationship": ""}, "Choose one."),
        ({"p1-relationship": "self"}, "Select a valid choice"),
        ({"p0-ssn": "12-34"}, "has nine digits"),
        ({"p1-first_name": "Ana", "p1-relationship": "unrelated", **{name.replace("p0", "p1"): value for name, value in BORN.items()}},
         "is here twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_in_place_and_nothing_typed_is_lost(web, changes, words):
    typed = {"rows": "2", **YOU, **CHILD, **changes}
    page = web.post(begin(web), typed)
    assert page.status_code == 422
    assert words in told(page)
    assert "needs your attention" in told(page) or "need your attention" in told(page)
    for name, value in typed.items():
        if name.endswith(("name", "ssn", "month", "day", "year")) and value.strip():
            assert f'value="{value}"' in page.content.decode(), name
    assert not Person.objects.exists()


def test_an_empty_household_is_asked_for_its_first_person(web):
    page = web.post(begin(web), {"rows": "0"})
    assert page.status_code == 422
    assert "Enter a last name" in told(page)


def test_rows_are_added_and_removed_without_judging_or_losing_anything(web):
    first = begin(web)
    page = web.post(first, {"rows": "1", **YOU, "add": "1"})
    assert page.status_code == 200
    assert len(list(page.context["form"])) == 2
    assert "attention" not in told(page)
    assert 'value="Ana"' in told(page)
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', told(page)) == ["p1-first_name"]
    page = web.post(first, {"rows": "2", **YOU, **CHILD, "p0-birth_date_year": "19x", "remove": "1"})
    assert len(list(page.context["form"])) == 1
    assert 'value="19x"' in told(page)
    third = {name.replace("p1", "p2"): value for name, value in CHILD.items()}
    page = web.post(first, {"rows": "3", **YOU, **CHILD, **third, "p2-first_name": "Tom", "remove": "1"})
    assert [row["first_name"].value() for row in page.context["form"]] == ["Ana", "Tom"]
    assert not Person.objects.exists()


def test_a_stored_social_security_number_is_never_sent_back(web):
    first = begin(web)
    web.post(first, {"rows": "1", **YOU, "p0-ssn": "900-12-3456"})
    assert Person.objects.get().ssn == "900123456"
    page = told(web.get(first))
    assert "900123456" not in page
    assert "900-12-3456" not in page
    assert "We have a number" in page


ADDRESS = {"street": "12 Main Street", "city": "Concord", "zip": "03301", "county": "33013"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zip": "05401"}, "The ZIP code 05401 is in Vermont. Coverport Vermont serves it."),
        ({"zip": "10001"}, "The ZIP code 10001 is in New York, which has its own marketplace."),
        ({"zip": "00000"}, "We do not know the ZIP code 00000."),
        ({"zip": "123"}, "A ZIP code has five digits"),
        ({"street": ""}, "Enter the street and number."),
        ({"phone": "12"}, "Enter all ten digits, such as 617-555-0199, or leave it empty."),
    ],
)
def test_an_address_that_cannot_be_is_explained_in_place(web, changes, words):
    first = begin(web)
    web.post(first, {"rows": "1", **YOU})
    page = web.post(first.replace("people", "address"), {**ADDRESS, **changes})
    assert page.status_code == 422
    assert words in told(page)
    assert 'value="Concord"' in told(page)


def test_who_has_no_street_address_says_so_and_gets_mail_at_the_post_office(web):
    first = begin(web)
    web.post(first, {"rows": "1", **YOU})
    address = first.replace("people", "address")
    refused = web.post(address, {**ADDRESS, "street": ""})
    assert refused.status_code == 422
    assert "If there is none, check the box below." in told(refused)
    assert web.post(address, {**ADDRESS, "street": "left over", "no_street": "on"}).status_code == 302
    draft = Application.objects.get()
    assert (draft.street, draft.city, draft.saved_steps) == ("General Delivery", "Concord", ["people", "address"])
    page = web.get(address)
    assert page.context["form"]["no_street"].value() is True
    assert page.context["form"]["street"].value() == ""
    assert web.post(address, {**ADDRESS, "street": "Second house after the mill"}).status_code == 302
    draft.refresh_from_db()
    assert draft.street == "Second house after the mill", "a place is told as people tell it"


def test_another_exchange_s_zip_code_links_to_that_exchange(web):
    first = begin(web)
    web.post(first, {"rows": "1", **YOU})
    page = web.post(first.replace("people", "address"), {**ADDRESS, "zip": "05401"})
    assert 'href="/vt/?zip=05401"' in told(page)
    assert "If you have a plan here, it goes on, and is to be paid, until you end it" in told(page)


def test_a_zip_code_of_several_counties_asks_for_yours(web):
    from coverport.plans.geography import counties_of_zip

    several = next(f"{number:05d}" for number in range(3031, 3900) if _counties(counties_of_zip, f"{number:05d}") > 1)
    first = begin(web)
    web.post(first, {"rows": "1", **YOU})
    page = web.post(first.replace("people", "address"), {**ADDRESS, "zip": several, "county": ""})
    assert "reaches into several counties" in told(page)
    chosen = counties_of_zip(several)[1].fips
    assert (
        web.post(first.replace("people", "address"), {**ADDRESS, "zip": several, "county": chosen}).status_code == 302
    )
    assert Application.objects.get().county_fips == chosen


def _counties(look_up, zip_code):
    try:
        return len(look_up(zip_code))
    except Exception:
        return 0


@pytest.mark.parametrize(
    ("jobs", "words"),
    [
        ("-5", "Only a business, a farm, rent or investments can make a loss."),
        ("10000000.01", "Enter an amount of at most $10,000,000."),
        ("a lot", "Enter an amount of dollars"),
        ("", "If there is none, enter 0."),
    ],
)
def test_a_negative_or_absurd_income_is_refused_in_place(web, ana, federal, jobs, words):
    draft = answered(ana, federal)
    key = applicants_of(draft)[0].person.reference
    page = web.post(
        f"/federal/apply/{draft.reference}/income/",
        {
            f"{key}-rows": "2",
            f"{key}-0-kind": "wages",
            f"{key}-0-period": "year",
            f"{key}-0-amount": jobs,
            f"{key}-1-kind": "rental",
            f"{key}-1-period": "month",
            f"{key}-1-amount": "7",
        },
    )
    assert page.status_code == 422
    assert words in told(page)
    assert 'value="7"' in told(page)


def test_nobody_skips_ahead_of_an_unanswered_step(web):
    first = begin(web)
    for step in ("address", "income", "review"):
        assert web.get(first.replace("people", step))["Location"] == first
    assert web.get(first.replace("people", "nonsense")).status_code == 404


def test_after_a_change_from_the_review_the_way_leads_back_to_it(web, ana, federal):
    draft = answered(ana, federal)
    page = web.post(f"/federal/apply/{draft.reference}/address/", ADDRESS)
    assert page["Location"] == f"/federal/apply/{draft.reference}/review/"


SIGNED = {"true": "on", "signature": "Ana Rivera", "consent_years": "5"}


@pytest.mark.parametrize("missing", list(SIGNED))
def test_the_review_is_signed_whole(web, ana, federal, on_sale, missing):
    draft = answered(ana, federal)
    page = web.post(f"/federal/apply/{draft.reference}/review/", {**SIGNED, missing: ""})
    assert page.status_code == 422
    assert "One answer needs your attention" in told(page)
    assert not Determination.objects.exists()


def test_signing_twice_decides_once(web, ana, federal, on_sale):
    draft = answered(ana, federal)
    for _ in range(2):
        page = web.post(f"/federal/apply/{draft.reference}/review/", SIGNED)
        assert page["Location"] == f"/federal/apply/{draft.reference}/decision/"
    assert Determination.objects.count() == 1
    assert begin(web) == f"/federal/apply/{draft.reference}/decision/"


def test_the_decision_shows_a_card_for_each_person_with_reasons_and_the_sum(web, ana, federal, on_sale):
    application, _ = decided(ana, federal, (ANA, MIA), income=32_000_00)
    page = told(web.get(f"/federal/apply/{application.reference}/decision/"))
    assert page.count('<article class="decision') == 2
    assert 'class="reckoning"' in page
    assert "26 USC 36B(c)(1)(A)" in page
    assert f"/federal/coverage/{application.reference}/plans/" in page


@pytest.mark.parametrize(
    "step", ["people", "address", "citizenship", "taxes", "circumstances", "income", "coverage", "review", "decision"]
)
def test_another_person_s_application_is_not_there(client, ana, federal, on_sale, step):
    draft = answered(ana, federal)
    client.force_login(somebody("other@example.org"))
    assert client.get(f"/federal/apply/{draft.reference}/{step}/").status_code == 404
    assert client.post(f"/federal/apply/{draft.reference}/{step}/", {}).status_code == 404


def test_another_exchange_s_application_is_not_there(web, ana, federal, vermont):
    draft = answered(ana, federal)
    assert web.get(f"/vt/apply/{draft.reference}/people/").status_code == 404


def test_without_a_session_every_step_asks_to_sign_in(client, ana, federal):
    draft = answered(ana, federal)
    page = client.get(f"/federal/apply/{draft.reference}/income/")
    assert "/account/login/?next=" in page["Location"]


def test_every_question_has_a_label_or_a_legend(web, ana, federal, on_sale):
    draft = answered(ana, federal, (ANA, MIA))
    for step in ("people", "address", "citizenship", "taxes", "circumstances", "income", "coverage", "review"):
        page = web.get(f"/federal/apply/{draft.reference}/{step}/").content.decode()
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
        inputs = re.findall(r"<(?:input|select)\b[^>]*>", page)
        asked = [one for one in inputs if 'type="hidden"' not in one and 'type="submit"' not in one]
        assert asked, step
        for one in asked:
            assert re.search(r'id="([^"]+)"', one)[1] in labelled, (step, one)


def test_pages_of_a_person_are_kept_in_no_cache(web, ana, federal):
    draft = answered(ana, federal)
    assert "no-store" in web.get(f"/federal/apply/{draft.reference}/people/")["Cache-Control"]
