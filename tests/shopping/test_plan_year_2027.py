"""Shopping for plan year 2027 in made-up markets, beside the plans of 2014 that are over."""

import html
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coverport import law
from coverport.core.access import Actor
from coverport.core.money import display
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, context
from coverport.plans.market import Wish
from coverport.plans.market_actions import NotServed, generate_market
from coverport.plans.models import CatalogNumber, DrugCoverage, PlanFiling, Provider
from coverport.shopping.quote import preview_application, quote
from tests.applications.households import publish_samples

DAY = date(2026, 11, 25)
SAMPLE = "Insurers, plans, prices and doctors of 2027 are invented."


def exchange(slug: str, **more) -> Exchange:
    return Exchange.objects.create(slug=slug, name=slug, **{"sample": True, "date_of_record": DAY} | more)


def market(slug: str, state: str, seed: int = 1, plans: int = 8, year: int = 2027):
    return generate_market(actor=Actor.system("test"), wish=Wish(slug, state, year, 2, plans, seed), on=DAY)


@pytest.fixture
def shop(db, django_capture_on_commit_callbacks) -> Client:
    context._published.cache_clear()
    for slug, state in (("vt", "VT"), ("ma", "MA"), ("federal", "NH")):
        exchange(slug)
        with django_capture_on_commit_callbacks(execute=True):
            market(slug, state)
    publish_samples()
    return Client()


def text_of(page) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def prices_on(page) -> list[str]:
    return re.findall(r'<p class="price num">(\S+) <small>', page.content.decode())


@pytest.mark.parametrize(("slug", "state", "zip_code", "county"), [
    ("vt", "VT", "05401", "50007"), ("ma", "MA", "02139", "25017"), ("federal", "NH", "03301", "33013"),
])  # fmt: skip
def test_every_exchange_prices_2027_as_the_quote_does(shop, slug, state, zip_code, county):
    page = shop.get(f"/{slug}/plans?zip={zip_code}&age=40&age=38&income=60000&show=9")
    catalog = catalogs.current(slug, 2027)
    application = preview_application([40, 38], state=state, year=2027, on=DAY, income=60_000_00)
    found = quote(
        catalog, catalog.place(county, zip_code), application, law=law.resolve(on=DAY, state=state, year=2027)
    )
    assert found.plans
    assert prices_on(page) == [display(price.after_credit) for price in found.plans]
    assert SAMPLE in text_of(page)
    assert "These insurers, plans and prices are invented." in text_of(page)


def test_massachusetts_prices_follow_the_zip_code_within_a_county(shop):
    pages = [prices_on(shop.get(f"/ma/plans?zip={code}&county=25027&age=40&show=9")) for code in ("01005", "01604")]
    assert pages[0]
    assert pages[0] != pages[1]


def test_the_home_page_says_by_when_and_what_is_assumed_of_it(shop):
    federal, vermont = (text_of(shop.get(f"/{slug}/")) for slug in ("federal", "vt"))
    assert "Choose by December 15, 2026" in federal
    assert "We assume" not in federal
    assert "Choose by December 31, 2026" in vermont
    assert "We assume this last day: the exchange's own is not established." in vermont
    assert "90 FR 27074" in vermont


def test_every_page_says_that_its_plans_are_made_up_also_where_the_exchange_is_real(shop):
    Exchange.objects.update(sample=False)
    for page in ("", "help/", "account/login/", "plans?zip=05401&age=40", "nothing-here"):
        assert SAMPLE in text_of(shop.get(f"/vt/{page}")), page


def test_the_true_day_needs_no_date_in_the_banner_and_a_fixed_one_does(shop):
    assert "The date of record is November 25, 2026." in text_of(shop.get("/vt/help/"))
    Exchange.objects.update(date_of_record=None)
    assert "The date of record" not in text_of(shop.get("/vt/help/"))
    assert "Sample data. Nothing here is a real offer." in text_of(shop.get("/vt/help/"))


def test_plans_of_a_year_that_is_over_can_be_looked_at_and_not_applied_for(shop):
    page = shop.get("/federal/plans?zip=03301&age=40&age=38&age=9&income=45000&year=2014&show=9")
    assert (
        "2014 is over. These plans and prices are as they were on December 10, 2013; nobody can choose them now."
        in text_of(page)
    )
    assert "/apply/" not in page.content.decode()
    then = date(2013, 12, 10)
    catalog = catalogs.current("federal", 2014)
    application = preview_application([40, 38, 9], state="NH", year=2014, on=then, income=45_000_00)
    found = quote(catalog, catalog.place("33013"), application, law=law.resolve(on=then, state="NH", year=2014))
    assert prices_on(page) == [display(price.after_credit) for price in found.plans]
    one = shop.get(f"/federal/plans/{found.plans[0].plan.plan_id}?zip=03301&age=40&age=38&age=9&income=45000&year=2014")
    assert "2014 is over." in text_of(one)
    assert "/apply/" not in one.content.decode()


def test_the_home_page_leads_to_plans_of_2014_and_back(shop):
    assert "Plans and prices of 2014" in text_of(shop.get("/vt/"))
    past = shop.get("/vt/?year=2014")
    assert "2014 is over" in text_of(past)
    assert 'name="year" value="2014"' in past.content.decode()
    assert "See plans for 2027" in text_of(past)


def test_the_front_door_leads_to_massachusetts(shop):
    answer = shop.get("/?zip=02139")
    assert answer.headers["Location"] == "/ma/?zip=02139"
    assert "Coverport Massachusetts" in text_of(shop.get("/"))


def test_in_the_fall_of_2013_only_2014_is_offered(shop):
    Exchange.objects.update(date_of_record=date(2013, 12, 10))
    page = text_of(shop.get("/vt/"))
    assert "Choose by December 23, 2013" in page
    assert "2027" not in page


# The verb


@pytest.mark.django_db
def test_the_same_market_again_changes_nothing_and_another_seed_is_another_number():
    exchange("vt")
    first, again = market("vt", "VT"), market("vt", "VT")
    assert (first.result.changed, again.result.changed) == (True, False)
    assert first.result.catalog == again.result.catalog
    providers = Provider.objects.count()
    other = market("vt", "VT", seed=2)
    assert other.result.changed
    assert other.result.catalog.number == 2
    assert Provider.objects.count() == providers
    assert DrugCoverage.objects.filter(plan_id__startswith="050").exists()
    assert CatalogNumber.objects.count() == 2


@pytest.mark.django_db
def test_plans_that_are_no_sample_are_left_alone():
    exchange("vt")
    for year in (2026, 2027):
        market("vt", "VT", year=year)
    PlanFiling.objects.update(sample=False, source="Insurers' own")
    with pytest.raises(CommandError, match="sells other plans of VT in 2027: Insurers' own"):
        call_command("generate_market", state="VT", year=2027, stdout=StringIO())
    said = StringIO()
    call_command("load_sample_markets", stdout=said)
    assert "Insurers' own" in said.getvalue()


@pytest.mark.django_db
def test_an_exchange_sells_no_plans_of_another_state():
    with pytest.raises(NotServed, match="vt does not serve NH"):
        generate_market(actor=Actor.system("test"), wish=Wish("vt", "NH", 2027, 1, 1, 1), on=DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("options", "match"), [
    ({"state": "ny"}, "No exchange of this installation serves NY"),
    ({"state": "vt", "issuers": 0}, "--issuers is from 1"),
    ({"state": "al", "benchmark": "500"}, "We do not know the rating area of"),
    ({"state": "al"}, "Give one, dollars a month at age 21, with --benchmark"),
])  # fmt: skip
def test_what_cannot_be_made_is_said_in_one_line(options, match):
    exchange("vt")
    exchange("federal")
    with pytest.raises(CommandError, match=match):
        call_command("generate_market", year=2027, stdout=StringIO(), **options)


@pytest.mark.django_db
def test_the_command_says_what_is_sold_and_where_its_prices_are_from():
    exchange("vt")
    said = StringIO()
    call_command("generate_market", state="vt", year=2027, issuers=2, plans=4, stdout=said)
    assert said.getvalue().strip() == (
        "vt 2027 VT: 4 plans and 3 dental plans of 3 fictional insurers in 14 counties made, catalog 1; "
        "prices around: KFF Health Insurance Marketplace Calculator, 2026, single policy"
    )
