"""From the decision to "You are not covered yet", by pages that work without JavaScript."""

import re
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, TOM, decided, somebody
from tests.enrollment.choices import cheapest, choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def hidden(page) -> dict[str, str]:
    """The hidden part of the review's form, as a browser would send it."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def application(ana, federal):
    return decided(ana, federal)[0]


def at(application, page, query=""):
    return f"/{application.exchange.slug}/coverage/{application.reference}/{page}/{query}"


def test_the_plans_are_at_the_household_s_price_cheapest_first(web, application):
    page = web.get(at(application, "plans"))
    prices = [
        float(text.replace(",", "")) for text in re.findall(r'class="price num">\$([\d,.]+)', page.content.decode())
    ]
    assert prices == sorted(prices)
    assert len(prices) > 5
    assert prices[0] == 146.71
    assert "after your tax credit of" in told(page)


def test_the_plan_that_was_looked_at_while_shopping_is_offered_first(web, application):
    plan = cheapest(application, "gold")
    assert "Go on with this plan" not in told(web.get(at(application, "plans")))
    application.shopping = {"plan": plan}
    application.save()
    page = told(web.get(at(application, "plans")))
    assert f'/credit/?plan={plan}">Go on with this plan</a>' in page


def test_filters_narrow_the_list(web, application):
    page = web.get(at(application, "plans", "?level=gold"))
    assert page.context["rows"]
    assert all(word.text != "Silver" for row in page.context["rows"] for word in row.words)


def test_the_whole_way_to_the_confirmation(web, application, django_assert_max_num_queries):
    plan = cheapest(application)
    page = web.get(at(application, "credit", f"?plan={plan}"))
    assert "you can use up to" in told(page)
    page = web.post(at(application, "credit", f"?plan={plan}"), {"how_much": "all"})
    review = page["Location"]
    assert review.endswith(f"/review/?plan={plan}&credit=8005")
    page = web.get(review)
    assert "You are not covered when you sign." in told(page)
    form = {**hidden(page), "agrees": "on", "signature": "Ana Rivera"}
    with django_assert_max_num_queries(16):  # of which two are the test's own savepoint
        page = web.post(review, form)
    enrollment = Enrollment.objects.get()
    assert page["Location"] == f"/federal/coverage/{enrollment.reference}/"
    with django_assert_max_num_queries(6):
        page = told(web.get(page["Location"]))
    for words in (
        "You chose a plan. You are not covered yet.",
        enrollment.reference,
        "$208.31",
        "Anthem",
        "31, 2013",
        "1, 2014",
    ):
        assert words in page
    assert "<h1>You are covered" not in page


@pytest.mark.parametrize(("people", "left_out"), [((ANA, LUIS), None), ((ANA, LUIS, MIA), "Mia")])
def test_who_applied_and_is_not_on_the_plan_is_named_on_its_page(web, ana, federal, people, left_out):
    application, _ = decided(ana, federal, people, income=45_000_00)
    enrollment = choose(application)
    page = f"/federal/coverage/{enrollment.reference}/"
    assert ("Not part of this plan" in told(web.get(page))) == bool(left_out)
    assert not left_out or f"Not part of this plan: {left_out}." in told(web.get(page))
    # Who left before the plan's end is not on it any more.
    luis = enrollment.members.get(person__first_name="Luis")
    luis.coverage = (date(2014, 1, 1), date(2014, 7, 1))
    luis.save()
    gone = f"Luis and {left_out}" if left_out else "Luis"
    assert f"Not part of this plan: {gone}." in told(web.get(page))


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ({"how_much": "none"}, "credit=0"),
        ({"how_much": "some", "amount": "50.25"}, "credit=5025"),
        ({"how_much": "some", "amount": "80.05"}, "credit=8005"),
        ({"how_much": "some", "amount": "80.06"}, "You can use at most $80.05 a month."),
        ({"how_much": "some", "amount": "-1"}, "Enter an amount of 0 or more."),
        ({"how_much": "some", "amount": ""}, "Enter the amount that you want to use."),
        ({"how_much": "all", "amount": "50"}, "You typed an amount. Choose a part of it, or clear the amount."),
        ({"how_much": "none", "amount": "0"}, "credit=0"),
        ({}, "Choose one."),
    ],
)
def test_the_credit_is_chosen_between_nothing_and_the_most(web, application, typed, result):
    page = web.post(at(application, "credit", f"?plan={cheapest(application)}"), typed)
    assert result in (page["Location"] if page.status_code == 302 else told(page))


def test_without_credit_the_question_is_left_out(web, ana, federal):
    application, _ = decided(ana, federal, income=90_000_00)
    page = web.get(at(application, "credit", f"?plan={cheapest(application)}"))
    assert "credit=0" in page["Location"]


def reviewed(web, application, plan, credit=8005):
    address = at(application, "review", f"?plan={plan}&credit={credit}")
    return address, hidden(web.get(address))


def test_the_same_form_sent_twice_is_one_enrollment(web, application):
    address, form = reviewed(web, application, cheapest(application))
    pages = [web.post(address, {**form, "agrees": "on", "signature": "Ana Rivera"}) for _ in range(2)]
    assert pages[0]["Location"] == pages[1]["Location"]
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize("missing", ["agrees", "signature"])
def test_what_is_missing_is_shown_in_place_and_what_was_typed_stays(web, application, missing):
    address, form = reviewed(web, application, cheapest(application))
    page = web.post(address, {**form, "agrees": "on", "signature": "Ana Rivera", missing: ""})
    assert page.status_code == 422
    assert "One answer needs your attention" in told(page)
    if missing == "agrees":
        assert 'value="Ana Rivera"' in told(page)
    assert not Enrollment.objects.exists()


def move(exchange, day):
    exchange.date_of_record = day
    exchange.save()


def test_a_deadline_that_passes_while_the_page_is_open_is_shown_in_place_and_signed_again(web, application):
    plan = cheapest(application)
    move(application.exchange, date(2013, 12, 24))
    address, form = reviewed(web, application, plan)
    move(application.exchange, date(2013, 12, 25))
    page = web.post(address, {**form, "agrees": "on", "signature": "Ana Rivera"})
    assert page.status_code == 422
    assert "Something changed while this page was open" in told(page)
    assert "Coverage starts on" in told(page)
    assert 'value="Ana Rivera"' in told(page)
    assert not Enrollment.objects.exists()
    again = web.post(address, {**hidden(page), "agrees": "on", "signature": "Ana Rivera"})
    assert again.status_code == 302
    assert Enrollment.objects.get().start == date(2014, 2, 1)


def test_a_changed_price_is_shown_in_place_and_signed_again(web, application):
    address, form = reviewed(web, application, cheapest(application))
    page = web.post(address, {**form, "premium": "28000", "agrees": "on", "signature": "Ana Rivera"})
    assert "not $280.00" in told(page)
    assert web.post(address, {**hidden(page), "agrees": "on", "signature": "Ana Rivera"}).status_code == 302


def test_a_signature_after_the_last_day_says_so_and_keeps_the_decision(web, application):
    address, form = reviewed(web, application, cheapest(application))
    move(application.exchange, date(2014, 4, 16))
    page = web.post(address, {**form, "agrees": "on", "signature": "Ana Rivera"})
    assert page.status_code == 422
    assert "The time to choose a plan for 2014 ended on" in told(page)
    assert f"/federal/apply/{application.reference}/decision/" in told(page)
    assert not Enrollment.objects.exists()


def test_more_credit_in_the_form_than_there_is_is_refused(web, application):
    address, form = reviewed(web, application, cheapest(application))
    page = web.post(address, {**form, "credit": "99999", "agrees": "on", "signature": "Ana Rivera"})
    assert page.status_code == 422
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize("query", ["", "?plan=nonsense", "?plan=77566VT9990004", "?plan=%00"])
def test_a_plan_that_is_not_sold_here_is_explained(web, application, query):
    for name in ("credit", "review"):
        page = web.get(at(application, name, query))
        assert page.status_code == 200
        assert "This plan is not sold where you live." in told(page)


def test_a_county_without_plans_is_explained(web, application):
    application.county_fips = "48301"  # Loving County, Texas
    application.save()
    assert "No plans for 2014 are sold in this county." in told(web.get(at(application, "plans")))


def test_outside_the_period_the_plans_page_says_when(web, application):
    move(application.exchange, date(2013, 9, 30))
    assert "You can choose a plan for 2014 from" in told(web.get(at(application, "plans")))


def test_in_vermont_the_confirmation_offers_to_pay_now(web, ana, vermont):
    application, _ = decided(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    enrollment = choose(application)
    page = told(web.get(f"/vt/coverage/{enrollment.reference}/"))
    assert f'href="/vt/pay/{enrollment.reference}/"' in page
    assert "to Coverport Vermont by" in page
    assert "as the insurer filed it" in page


def test_once_covered_every_page_says_from_when(web, application):
    enrollment = choose(application)
    effectuate(actor=Actor.system("edi"), enrollment=enrollment, on=date(2013, 12, 20))
    for address in (f"/federal/coverage/{enrollment.reference}/", "/federal/coverage/"):
        page = told(web.get(address))
        assert "You are covered from" in page
        assert "not covered" not in page


def test_after_the_last_day_the_page_no_longer_asks_for_the_payment(web, ana, vermont):
    application, _ = decided(ana, vermont, contact=BURLINGTON)
    enrollment = choose(application)
    move(vermont, date(2014, 1, 1))
    page = told(web.get(f"/vt/coverage/{enrollment.reference}/"))
    assert "You chose a plan. You are not covered." in page
    assert "Pay $" not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("nothing", "You have no plan here yet"),
        ("draft", "Your application is not finished"),
        ("decided", "You have not chosen a plan yet"),
    ],
)
def test_my_plan_says_the_next_thing_to_do(web, ana, federal, state, words):
    from tests.applications.households import answered

    if state == "draft":
        answered(ana, federal)
    if state == "decided":
        decided(ana, federal)
    assert words in told(web.get("/federal/coverage/"))


def test_another_person_s_pages_are_not_there(client, application):
    enrollment = choose(application)
    client.force_login(somebody("other@example.org"))
    for page in ("plans", "credit", "review"):
        assert client.get(at(application, page, "?plan=x")).status_code == 404
    assert client.get(f"/federal/coverage/{enrollment.reference}/").status_code == 404
    assert client.get(f"/federal/pay/{enrollment.reference}/").status_code == 404
    assert enrollment.reference not in told(client.get("/federal/coverage/"))


def test_another_exchange_s_enrollment_is_not_there(web, application, vermont):
    enrollment = choose(application)
    assert web.get(f"/vt/coverage/{enrollment.reference}/").status_code == 404


def test_with_a_plan_chosen_the_list_leads_to_it(web, application):
    enrollment = choose(application)
    assert web.get(at(application, "plans"))["Location"] == f"/federal/coverage/{enrollment.reference}/"


def test_that_the_insurer_is_told_is_past_once_it_covers(web, application):
    enrollment = choose(application)
    where = f"/federal/coverage/{enrollment.reference}/"
    assert "We tell Anthem" in told(web.get(where))
    effectuate(actor=Actor.system("test"), enrollment=enrollment, on=date(2013, 12, 12))
    page = told(web.get(where))
    assert "We told Anthem" in page
    assert "We tell Anthem" not in page
