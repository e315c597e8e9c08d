"""From the home page to a chosen plan: few actions, both languages, phone and desk, with and without JavaScript, by keyboard alone."""

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.spanish import SPANISH
from tests.journeys.test_certification import accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Massachusetts in plan year 2027: sixty plans of six insurers, most of them in this county.
ZIP, AGES, INCOME = "02139", "40, 38, 9", "52000"
ASKED = "zip=02139&age=40&age=38&age=9&income=52000&year=2027"
MOST_ACTIONS = 7
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


class Shopper:
    """Somebody who counts what they do: each click, typed field and submit."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.actions = page, language, 0

    def word(self, text: str) -> re.Pattern[str]:
        return re.compile(re.escape(SPANISH[text] if self.language == "es" else text))

    def type(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(self.word(label)).fill(text)

    def press(self, role: str, name: str) -> None:
        self.actions += 1
        self.page.locator("main").get_by_role(role, name=self.word(name)).first.click()


@pytest.fixture(
    params=itertools.product(SIZES, ("en", "es"), (True, False)),
    ids=lambda p: f"{p[0]}-{p[1]}-{'js' if p[2] else 'no-js'}",
)
def shopper(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Shopper]:
    size, language, scripted = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripted, locale=language
    )
    context.set_default_timeout(15_000)
    yield Shopper(context.new_page(), language)
    context.close()


def test_a_plan_is_chosen_in_at_most_seven_actions_without_an_account(site, shopper):
    page = shopper.page
    page.goto(f"{site.address}/ma/")
    expect(page.locator("html")).to_have_attribute("lang", shopper.language)
    shopper.type("ZIP code", ZIP)
    shopper.type("Ages of everyone", AGES)
    shopper.type("Household income", INCOME)
    shopper.press("button", "See plans and prices")
    expect(page.locator(".plan-row").first).to_be_visible()
    assert page.url == f"{site.address}/ma/plans?{ASKED}"
    name = (page.locator(".plan-row h3").first.text_content() or "").strip()  # a row below the fold is not laid out
    shopper.press("link", "See plan")
    expect(page.locator("main h1")).to_have_text(name)
    shopper.press("link", "Apply with this plan")
    expect(page).to_have_url(re.compile(r"/ma/account/login/\?next=.*plan%3D"))
    assert shopper.actions <= MOST_ACTIONS


@pytest.fixture
def plans(site: Site, desk: Page) -> Page:
    desk.goto(f"{site.address}/ma/plans?{ASKED}")
    return desk


@pytest.mark.parametrize("path", [
    "", "?zip=1&ages=x&income=much&wage=5&work=1", f"plans?{ASKED}", f"plans?{ASKED}&level=gold&view=table",
    f"plans?{ASKED}&most=0&level=platinum",
    "plans?zip=1&ages=x", f"help-you-may-get?{ASKED}", "help-you-may-get?zip=02139&age=40&year=2027", "how-we-estimate-a-year",
    f"plans?{ASKED}&county=25013",
])  # fmt: skip
def test_every_page_and_state_is_accessible(site, desk, path):
    desk.goto(f"{site.address}/ma/{path}")
    for folded in desk.locator("details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    accessible(desk, path)


def test_a_filter_and_an_order_change_the_list_in_place_and_say_so(plans):
    plans.evaluate("window.sameDocument = true")
    everything = int(plans.locator("h1").inner_text().split()[0])
    gold = plans.locator("#filters label", has_text="Gold")
    count = int(gold.locator(".num").inner_text())
    gold.click()
    expect(plans.locator("#list-status")).to_contain_text(f"{count} plans pass")
    assert count < everything
    assert (
        plans.locator("#filters")
        .get_by_role("checkbox", name="Gold")
        .evaluate("each => each === document.activeElement")
    )
    expect(plans).to_have_url(re.compile(r"level=gold$"))
    plans.get_by_label("Sort by").select_option("deductible")
    expect(plans.locator("#list-title")).to_have_text("Sorted by deductible, lowest first")
    expect(plans).to_have_url(re.compile(r"level=gold&sort=deductible$"))
    assert plans.evaluate("window.sameDocument")
    plans.go_back()
    expect(plans.locator("#list-title")).to_have_text("Sorted by price after credit, lowest first")
    expect(plans.locator("#filters").get_by_role("checkbox", name="Gold")).to_be_checked()
    plans.go_back()
    expect(plans.locator("#filters").get_by_role("checkbox", name="Gold")).not_to_be_checked()
    expect(plans.locator("h1")).to_be_visible()


def test_back_from_a_plan_finds_the_filtered_list_whole(plans):
    plans.locator("#filters label", has_text="Gold").click()
    expect(plans).to_have_url(re.compile(r"level=gold$"))
    plans.locator(".plan-row h3 a").first.click()
    expect(plans.locator("main")).to_contain_text("Apply with this plan")
    plans.go_back()
    expect(plans.locator("h1")).to_contain_text("plans for")
    expect(plans.locator("#filters").get_by_role("checkbox", name="Gold")).to_be_checked()


def test_two_tabs_do_not_disturb_each_other_and_back_finds_what_was_typed(site, desk):
    other = desk.context.new_page()
    for page, zip_code in ((desk, ZIP), (other, "01201")):
        page.goto(f"{site.address}/ma/")
        page.get_by_label("ZIP code").fill(zip_code)
        page.get_by_label("Ages of everyone").fill("40")
        page.get_by_label("Household income").fill("30000")
    for page, zip_code in ((desk, ZIP), (other, "01201")):
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(f"({zip_code})")
    desk.go_back()
    expect(desk.get_by_label("ZIP code")).to_have_value(ZIP)
    expect(desk.get_by_label("Ages of everyone")).to_have_value("40")
    expect(desk.get_by_label("Household income")).to_have_value("30000")


def test_the_income_is_worked_out_without_losing_anything_and_without_javascript(site, phone):
    phone.goto(f"{site.address}/ma/")
    phone.get_by_label("ZIP code").fill(ZIP)
    phone.get_by_label("Ages of everyone").fill("40")
    phone.get_by_text("Help me work out the income").click()
    phone.get_by_label("Pay for an hour").fill("20")
    phone.get_by_label("Hours a week").fill("30")
    phone.get_by_role("button", name="Add it up").click()
    expect(phone.get_by_text("That comes to $31,200 a year.")).to_be_visible()
    expect(phone.get_by_label("Household income")).to_have_value("31200")
    expect(phone.get_by_label("ZIP code")).to_have_value(ZIP)
    phone.get_by_role("button", name="See plans and prices").last.click()
    expect(phone.locator("main")).to_contain_text("income $31,200 a year")


def test_on_a_phone_the_filters_open_as_a_sheet_without_javascript(site, phone):
    phone.goto(f"{site.address}/ma/plans?{ASKED}")
    expect(phone.locator("#filters")).to_be_hidden()
    phone.get_by_role("link", name="Filters").click()
    expect(phone.locator("#filters")).to_be_visible()
    phone.locator("#filters label", has_text="Gold").click()
    phone.get_by_role("button", name="Show plans").click()
    expect(phone.locator("#filters")).to_be_hidden()
    expect(phone.locator("main")).to_contain_text("pass your filters")


def test_on_a_phone_the_sheet_stays_open_while_its_list_changes_behind_it(site, desk):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{site.address}/ma/plans?{ASKED}")
    desk.get_by_role("link", name="Filters").click()
    desk.locator("#filters label", has_text="Gold").click()
    expect(desk.locator("#list-status")).to_contain_text("plans pass")
    desk.locator("#filters label", has_text="Silver").click()
    expect(desk).to_have_url(re.compile(r"level=gold&level=silver#filters$|level=silver&level=gold#filters$"))
    expect(desk.locator("#filters")).to_be_visible()
    expect(desk.locator("#filters").get_by_role("checkbox", name="Silver")).to_be_focused()
    desk.get_by_role("button", name="Show plans").click()
    expect(desk.locator("#filters")).to_be_hidden()
    expect(desk.locator("main")).to_contain_text("pass your filters")


def test_when_the_list_cannot_be_fetched_the_form_loads_the_page(plans):
    plans.route(
        re.compile(r"level=gold"),
        lambda route: route.abort() if "x-in-place" in route.request.headers else route.continue_(),
    )
    plans.locator("#filters label", has_text="Gold").click()
    expect(plans.locator("main")).to_contain_text("pass your filters")
    expect(plans.locator("#filters").get_by_role("checkbox", name="Gold")).to_be_checked()


def test_right_to_left_no_page_scrolls_sideways(plans):
    """The frame for languages that are written from right to left."""
    plans.set_viewport_size({"width": 390, "height": 844})
    plans.evaluate("document.documentElement.dir = 'rtl'")
    assert plans.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    title, page = plans.locator("h1").bounding_box(), plans.locator("main").bounding_box()
    assert title is not None
    assert page is not None
    assert page["x"] + page["width"] - (title["x"] + title["width"]) <= 24


def test_at_320_pixels_the_exchange_s_name_and_the_languages_do_not_overlap(plans):
    """As on a small phone, or at 400 percent on a desk: WCAG 1.4.10."""
    plans.set_viewport_size({"width": 320, "height": 640})
    name, languages = plans.locator(".wordmark").bounding_box(), plans.locator(".languages").bounding_box()
    assert name is not None
    assert languages is not None
    assert name["x"] + name["width"] <= languages["x"]


def test_what_is_printed_is_the_plans_and_not_the_controls(plans):
    plans.emulate_media(media="print")
    expect(plans.locator("#filters")).to_be_hidden()
    expect(plans.locator(".sort")).to_be_hidden()
    expect(plans.locator(".care")).to_be_hidden()
    expect(plans.locator(".plan-row").first).to_be_visible()
