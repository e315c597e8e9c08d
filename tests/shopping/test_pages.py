"""The shopping pages: nothing typed is lost, each mistake is said in place, and every price is the quote's."""

import html
import re
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client

from coverport import law
from coverport.core.money import display
from coverport.plans import catalogs
from coverport.shopping.forms import Questions, read_answers
from coverport.shopping.quote import preview_application, quote
from tests.applications.households import publish_samples

DAY = date(2013, 12, 10)
FAMILY = "zip=03301&age=40&age=38&age=9&income=45000"


@pytest.fixture
def shop(federal, vermont) -> Client:
    publish_samples()
    return Client()


def text_of(page: bytes) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def prices_on(page: bytes) -> list[str]:
    return re.findall(r'<p class="price num">(\S+) <small>', page.decode())


def quoted(exchange: str, state: str, county: str, ages: list[int], income: int, **more):
    catalog = catalogs.current(exchange, 2014)
    application = preview_application(ages, state=state, year=2014, on=DAY, income=income, **more)
    return quote(catalog, catalog.place(county), application, law=law.resolve(on=DAY, state=state, year=2014))


@pytest.mark.parametrize(("address", "asked"), [
    (f"/federal/plans?{FAMILY}&show=9", ("federal", "NH", "33013", [40, 38, 9], 4_500_000)),
    ("/vt/plans?zip=05401&age=40&age=38&age=9&age=7&income=80000&show=9", ("vt", "VT", "50007", [40, 38, 9, 7], 8_000_000)),
])  # fmt: skip
def test_every_price_on_the_page_is_the_quote_s_to_the_cent(shop, address, asked):
    page = shop.get(address)
    found = quoted(*asked)
    assert prices_on(page.content) == [display(price.after_credit) for price in found.plans]
    for price in found.plans:
        assert display(price.premium.total) in page.content.decode()
    assert f"You are likely to get {display(found.aptc)} a month off." in text_of(page.content)


def test_people_likely_to_have_medicaid_are_named_and_not_priced(shop):
    page = text_of(shop.get(f"/federal/plans?{FAMILY}").content)
    assert "plans for 2 adults in 2014" in page
    assert "Your child of 9 is likely to get Medicaid and is not in these prices." in page


def test_the_reasons_and_the_sum_are_folded_under_the_estimate(shop):
    page = text_of(shop.get(f"/federal/plans?{FAMILY}").content)
    found = quoted("federal", "NH", "33013", [40, 38, 9], 4_500_000)
    assert f"Second-lowest-cost Silver plan for the people in these prices {display(found.benchmark.premium)}" in page
    assert "26 USC 36B" in page
    # Both adults stand together, the child alone; neither part says a sentence twice.
    assert page.count("Your yearly income of $45,000 is 230% of the 2013 poverty guideline") == 1
    assert page.count("Your household's current income, counted for a year, is $45,000: 230%") == 2


def test_bronze_is_warned_against_only_where_silver_carries_extra_savings(shop):
    assert "No extra savings here." in text_of(shop.get(f"/federal/plans?{FAMILY}").content)
    assert "No extra savings here." not in text_of(shop.get("/federal/plans?zip=03301&age=40&income=90000").content)


def test_without_an_income_full_prices_are_shown(shop):
    page = shop.get("/federal/plans?zip=03301&age=40")
    assert "Tell us your income" in text_of(page.content)
    assert "before credit" not in text_of(page.content)


def test_vermont_s_rates_are_said_to_be_filed_and_its_ids_to_be_samples(shop):
    page = text_of(shop.get("/vt/plans?zip=05401&age=40").content)
    assert "as the insurers filed them. The state has not approved them yet." in page
    assert "Plan ids here are samples" in page


def test_prices_from_the_age_curve_are_marked_and_printed_ones_are_not(shop):
    words = "follow from age 21 and the state's age curve"
    assert words in text_of(shop.get("/federal/plans?zip=03301&age=38").content)
    assert words not in text_of(shop.get("/federal/plans?zip=03301&age=40").content)


def test_filters_narrow_and_keep_the_answers(shop):
    page = shop.get(f"/federal/plans?{FAMILY}&level=gold")
    found = quoted("federal", "NH", "33013", [40, 38, 9], 4_500_000)
    gold = [display(price.after_credit) for price in found.plans if price.plan.metal_level == "gold"]
    assert prices_on(page.content) == gold
    assert 'name="income" value="45000"' in page.content.decode()


def test_a_filter_that_nothing_passes_says_so(shop):
    assert "No plan passes these filters." in text_of(shop.get(f"/federal/plans?{FAMILY}&level=platinum").content)


def test_ten_plans_are_shown_and_the_rest_on_request(shop):
    asked = "/vt/plans?zip=05401&age=25"
    first = shop.get(asked)
    assert len(prices_on(first.content)) == 10
    assert "Show more plans (15 are left) Show all 25" in text_of(first.content)
    assert len(prices_on(shop.get(f"{asked}&show=2").content)) == 20
    assert len(prices_on(shop.get(f"{asked}&show=3").content)) == 25


@pytest.mark.parametrize(("levels", "shown", "folded"), [
    (("bronze", "platinum", "catastrophic"), 11, 0),
    (("silver", "platinum", "catastrophic"), 12, 0),
    (("bronze", "gold"), 10, 3),
])  # fmt: skip
def test_one_or_two_more_are_shown_with_the_others(shop, levels, shown, folded):
    page = shop.get("/vt/plans?zip=05401&age=25&" + "&".join(f"level={level}" for level in levels)).content
    assert len(prices_on(page)) == shown
    assert (f"Show more plans ({folded} are left)" in text_of(page)) == bool(folded)
    assert "Show one more" not in text_of(page)


@pytest.mark.parametrize(("query", "words"), [
    ("zip=9&age=40", "A ZIP code has five digits, such as 05401."),
    ("zip=00000&age=40", "We do not know this ZIP code."),
    ("zip=&age=40", "Enter your ZIP code."),
    ("zip=03301", "Enter the age of at least one person."),
    ("zip=03301&age=&age=", "Enter the age of at least one person."),
    ("zip=03301&age=121", "Enter an age of 120 or less."),
    ("zip=03301&age=-3", "Enter the age in whole years"),
    ("zip=03301&age=40&income=-1", "Enter an amount of 0 or more."),
    ("zip=03301&age=40&income=99999999", "Enter an amount of at most $10,000,000."),
    ("zip=03301&age=40&income=much", "Enter an amount of dollars"),
    ("zip=03301&age=40&applies=0", "At least one person must need coverage."),
    ("zip=03301&age=9&age=40&age=38", "Put an adult first, then the others. For example: 40, 9"),
    ("zip=03301&" + "&".join(["age=40"] * 21), "at most 20 people"),
    ("zip=03301&ages=40,+x", "x: Enter the age in whole years"),
    ("zip=03301&ages=403809", "403809: Enter the age in whole years"),
    ("zip=03301&ages=40&covered=1", "At least one person must need coverage."),
    ("zip=03301&age=40&year=2031", "Plans for 2031 are not sold here. Choose another year."),
    ("zip=03301&ages=40&wage=18", "Enter this, too, or leave both empty."),
    ("zip=03301&ages=40&wage=18&hours=200", "Enter at most 168."),
    ("zip=03301&ages=40&unemployment=300&unemployment_weeks=x", "Enter a number, such as 40 or 37.5."),
])  # fmt: skip
def test_a_wrong_answer_is_said_in_place_and_nothing_is_lost(shop, query, words):
    answer = shop.get(f"/federal/plans?{query}")
    assert answer.status_code == 422
    assert words in text_of(answer.content)
    page = answer.content.decode()
    for name, typed in QueryDict(query).items():
        if typed and name in {"zip", "income", "ages", "wage", "hours", "unemployment"}:
            assert f'name="{name}" value="{typed}"' in page


@pytest.mark.parametrize("ages", [(7, 9), (5, 5), (20, 22, 25)])
def test_who_is_no_older_than_the_first_is_no_child_of_theirs(shop, ages):
    answer = shop.get("/federal/plans?zip=03301&income=60000&" + "&".join(f"age={age}" for age in ages))
    assert answer.status_code == 200
    assert "See plan" in text_of(answer.content)


def test_working_out_the_income_keeps_everything_and_judges_nothing_else(shop):
    page = shop.get(
        "/federal/?zip=033&ages=40,+x&covered=2&tobacco=1&income=&wage=18.50&hours=32&weeks=&retirement=100&work=1"
    ).content.decode()
    for kept in ('value="033"', 'value="40, x"', 'value="18.50"', 'value="32"', 'value="100"'):
        assert kept in page
    assert 'name="covered" value="2" checked' in page
    assert 'name="tobacco" value="1" checked' in page
    assert "That comes to $31,984 a year." in page  # 18.50 x 32 x 52 + 12 x 100
    assert 'name="income" value="31984"' in page
    assert "attention" not in page


def test_half_of_a_wage_is_not_added_up(shop):
    page = shop.get("/federal/?zip=03301&ages=40&income=&wage=18&work=1").content.decode()
    assert "Enter this, too, or leave both empty." in page
    assert "That comes to" not in page
    assert 'value="18"' in page


@pytest.mark.parametrize("typed", ["40, 38, 9", "40 38 9", "40,38,9", "40; 38 and 9", "40, 38 y 9", " 40 /38+9 "])
def test_ages_are_read_as_people_write_them_and_led_to_a_short_address(shop, typed):
    answer = shop.get(
        "/federal/plans", {"year": "2014", "zip": "03301-1234", "county": "", "ages": typed, "income": "$45,000"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/federal/plans?zip=03301&age=40&age=38&age=9&income=45000&year=2014"


def test_the_short_address_holds_ages_place_year_and_income_and_not_how_it_is_earned(shop):
    answer = shop.get(
        "/federal/plans?zip=03301&ages=40,9&covered=2&tobacco=1&wage=20&hours=40&weeks=50&income=&exempt=1"
    )
    assert answer["Location"] == (
        "/federal/plans?zip=03301&age=40&age=9&applies=1&tobacco=1&income=40000&exempt=1&year=2014"
    )


def test_what_was_typed_as_income_goes_before_its_parts(shop):
    answer = shop.get("/federal/plans?zip=03301&ages=40&income=30000&wage=20&hours=40")
    assert "income=30000&" in answer["Location"]


def test_the_first_look_at_the_start_finds_no_fault(shop):
    assert "attention" not in shop.get("/federal/").content.decode()


@pytest.mark.parametrize(("day", "words"), [
    (date(2013, 9, 30), "You can choose from October 1, 2013"),
    (date(2013, 12, 10), "Choose by December 23, 2013"),
    (date(2013, 12, 23), "This is the last day."),
    (date(2014, 1, 15), "Choose by January 15, 2014"),
    (date(2014, 4, 1), "The time to choose a plan for 2014 is over"),
])  # fmt: skip
def test_the_deadline_follows_the_calendar(shop, vermont, day, words):
    vermont.date_of_record = day
    vermont.save()
    assert words in text_of(shop.get("/vt/").content)


def test_a_zip_code_of_another_exchange_names_it_and_takes_the_answers_along(shop):
    page = shop.get("/federal/plans?zip=05401&age=40&income=30000")
    assert "Coverport Vermont sells plans there." in text_of(page.content)
    assert 'href="/vt/plans?zip=05401&amp;age=40&amp;income=30000&amp;year=2014"' in page.content.decode()


def test_a_county_of_another_year_is_said_and_the_plans_are_those_of_today_s(shop):
    page = shop.get("/federal/plans?zip=03301&county=33001&age=40&income=30000")
    assert "In 2014 ZIP code 03301 counts as Merrimack County; your link was for Belknap County." in text_of(
        page.content
    )
    assert "county=33013" in page.content.decode()
    assert "your link was for" not in text_of(shop.get("/federal/plans?zip=03301&county=33013&age=40").content)
    assert "your link was for" not in text_of(shop.get("/federal/plans?zip=03301&county=99999&age=40").content)


def test_a_county_that_a_zip_code_no_longer_reaches_is_asked_again(shop):
    page = shop.get("/federal/plans?zip=43215&county=33013&age=40&income=30000")
    assert "In 2014 ZIP code 43215 is not in Merrimack County. Your other answers are kept." in text_of(page.content)
    assert 'name="income" value="30000"' in page.content.decode()


def test_a_zip_code_that_nobody_here_serves_names_its_state(shop):
    assert "New York has a marketplace of its own" in text_of(shop.get("/federal/plans?zip=10001&age=40").content)


def test_a_zip_code_whose_counties_are_not_known_asks_for_the_county(shop):
    page = shop.get("/federal/plans?zip=43215&age=40&tobacco=1")
    assert "ZIP code 43215 is in Ohio." in text_of(page.content)
    assert '<option value="">Choose one</option>' in page.content.decode()  # no county is chosen for anyone
    assert 'name="tobacco" value="1"' in page.content.decode()


def test_a_county_without_plans_is_said_in_place(shop):
    answer = shop.get("/federal/plans?zip=43215&county=39049&age=40")
    assert answer.status_code == 422
    wrong = "No plans for 2014 are sold in Franklin County, Ohio. Check the ZIP code, or call us."
    assert text_of(answer.content).count(wrong) == 2  # in the summary and beside the ZIP code
    assert answer.context["form"].errors["zip"] == [wrong]
    assert 'name="zip" value="43215"' in answer.content.decode()


def test_the_front_door_leads_to_the_exchange_of_a_zip_code(shop):
    assert shop.get("/?zip=05401").headers["Location"] == "/vt/?zip=05401"
    assert shop.get("/?zip=03301").headers["Location"] == "/federal/?zip=03301"
    assert "We do not know this ZIP code." in text_of(shop.get("/?zip=1").content)
    assert "Coverport Vermont" in text_of(shop.get("/").content)


def test_a_plan_page_shows_each_person_s_part_and_leads_to_the_application_with_the_plan(shop):
    found = quoted("federal", "NH", "33013", [40, 38, 9], 4_500_000).plans[0]
    answer = shop.get(f"/federal/plans/{found.plan.plan_id}?{FAMILY}")
    page = text_of(answer.content)
    for amount in (*(part.cents for part in found.premium.members), found.premium.total, found.after_credit):
        assert display(amount) in page
    assert f"plan={found.plan.plan_id}" in answer.content.decode()
    assert "/federal/apply/" in answer.content.decode()


def test_a_plan_that_is_not_sold_here_leads_back_to_those_that_are(shop):
    answer = shop.get(f"/federal/plans/00000NH0000000?{FAMILY}")
    assert answer.status_code == 404
    assert "See all plans here" in text_of(answer.content)


def test_a_catastrophic_plan_is_not_for_people_of_30(shop):
    at_29, at_30 = (quoted("vt", "VT", "50007", [age], 9_000_000) for age in (29, 30))
    plan = next(price.plan.plan_id for price in at_29.plans if price.plan.metal_level == "catastrophic")
    assert any(left.plan.plan_id == plan for left in at_30.left_out)
    assert shop.get(f"/vt/plans/{plan}?zip=05401&age=29&income=90000").status_code == 200
    assert "under 30" in text_of(shop.get(f"/vt/plans/{plan}?zip=05401&age=30&income=90000").content)


def test_the_address_of_a_result_is_read_back_as_the_same_answers():
    query = QueryDict("zip=03301&county=33013&age=40&age=&age=38&applies=1&applies=3&tobacco=3&income=45,000&year=2014")
    answers = read_answers(query, years=(2014,))
    assert answers is not None
    assert [(one.age, one.applies, one.tobacco) for one in answers.people] == [(40, True, False), (38, True, True)]
    assert read_answers(QueryDict(answers.query()), years=(2014,)) == answers


def test_somebody_who_needs_no_coverage_stays_one_in_the_address():
    answers = read_answers(QueryDict("zip=03301&age=40&age=38&applies=2"), years=(2014,))
    assert answers is not None
    assert [one.applies for one in answers.people] == [False, True]
    assert read_answers(QueryDict(answers.query()), years=(2014,)) == answers


def test_a_year_that_is_not_sold_is_refused():
    assert not Questions(QueryDict("zip=03301&age=40&year=1999"), years=(2014,)).is_valid()
