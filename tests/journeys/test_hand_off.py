"""The hand-off to the Medicaid agency in a real browser: out and approved, out and denied, a full determination, withdrawn; sent here."""

import os
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import reader
from tests.journeys.conftest import Site
from tests.journeys.reader import money
from tests.journeys.walk import Someone, Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHOTS = os.environ.get("COVERPORT_SHOTS")
FAMILY = (
    Someone("Rosa", "Vega", date(1979, 9, 3), "F"),
    Someone("Mia", "Vega", date(2004, 6, 1), "F", "My child or stepchild"),
    Someone("Tom", "Vega", date(2002, 7, 2), "M", "My child or stepchild"),
)


def agency_of(site: Site) -> str:
    """Where `serve` said that the simulated agency is; commands of the operator ask the same."""
    said = re.search(r"simulated Medicaid agency is at (\S+)/", (site.data / "serve.log").read_text())
    assert said
    site.environment["COVERPORT_AGENCY"] = said[1]
    return said[1]


def looked_at(page: Page, name: str) -> None:
    """No fault of accessibility, nothing scrolls sideways, on a desk and on a phone."""
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} pixels at {width}"
        told = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
        assert not told, f"{name} at {width}: {told}"


def case_of(page: Page, name: str) -> Locator:
    return page.locator("section.decision").filter(has=page.get_by_role("heading", name=f"{name} Vega"))


def until(page: Page, words: str) -> None:
    """Load the page again until it says so: events are delivered beside it."""
    for _ in range(60):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"the page never says: {words}")


def decide(agency: Page, name: str, button: str) -> None:
    row = agency.get_by_role("row").filter(has_text=f"{name} Vega").last
    row.get_by_role("button", name=button, exact=True).click()


def test_a_family_goes_to_the_agency_and_each_person_sees_who_has_their_case(desk: Page, browser: Browser, site: Site):
    agency = browser.new_context().new_page()
    address, page = agency_of(site), desk
    walk = Walk(page, site, "federal", lambda page, name: None)
    page.goto(f"{walk.address}/apply/")
    walk.make_account()
    for row in (1, 2):
        page.locator("main button[name=add]").click()
        expect(page.locator(f"[name=p{row}-first_name]")).to_be_visible()
    walk.apply(FAMILY, "12 Main Street", "Concord", "03301", 30_000)
    page.get_by_role("link", name="Medicaid and CHIP: where each person’s case lies").click()
    until(page, "We are sending Mia’s application to New Hampshire Medicaid.")
    case_of(page, "Rosa").get_by_role("button", name="Ask the agency to look at everything").click()
    expect(case_of(page, "Rosa")).to_contain_text("You asked the agency to look at everything.")
    site.run("hand_off")
    page.reload()
    expect(case_of(page, "Tom")).to_contain_text("New Hampshire Medicaid has had Tom’s application")
    looked_at(page, "medicaid-with-agency")
    case_of(page, "Rosa").get_by_role("button", name="Take the request back").click()
    agency.goto(address)
    decide(agency, "Tom", "Approve")
    decide(agency, "Mia", "Deny: other reasons")
    site.run("hand_off")
    page.reload()
    expect(case_of(page, "Tom")).to_contain_text("New Hampshire Medicaid said yes on")
    expect(case_of(page, "Mia")).to_contain_text("We have worked out again what Mia can have here.")
    expect(case_of(page, "Rosa")).to_contain_text("The request for Medicaid was taken back.")
    looked_at(page, "medicaid-decided")
    page.get_by_label("They leave the plan when the tax credit ends").check(force=True)
    page.get_by_role("button", name="Save this choice").click()
    expect(page.get_by_label("They leave the plan when the tax credit ends")).to_be_checked()
    page.get_by_role("link", name="Your decision").click()
    expect(page.locator("main")).to_contain_text("Rosa and Mia can buy a plan with your tax credit")
    page.get_by_role("navigation").get_by_role("link", name="Letters").click()
    page.get_by_role("link", name="The Medicaid agency said no for Mia. You may get other help.", exact=True).click()
    expect(page.locator("main")).to_contain_text("What you can have now")
    agency.context.close()


def test_somebody_whom_the_agency_denied_finds_their_application_here(phone: Page, browser: Browser, site: Site):
    page, agency = phone, browser.new_context().new_page()
    agency.goto(agency_of(site))
    agency.get_by_label("Email address").fill("sam.sample@example.org")
    agency.get_by_label("Year").fill("2014")
    with agency.expect_response("**/send"):
        agency.get_by_role("button", name="Send to the exchange").click()
    agency.context.close()
    site.run("hand_off")  # if the house has not looked by itself meanwhile
    page.goto(f"{site.address}/federal/account/login/")
    page.get_by_role("link", name="Send me a code instead").click()
    page.get_by_label(re.compile("Email")).first.fill("sam.sample@example.org")
    page.locator("main").get_by_role("button").first.click()
    mails = sorted((site.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
    code = re.search(r"Your code is ([A-Z0-9-]+)\.", mails[-1].read_text())
    assert code, mails[-1].read_text()
    page.get_by_label(re.compile("Code", re.IGNORECASE)).first.fill(code[1])
    page.locator("main").get_by_role("button").first.click()
    page.goto(f"{site.address}/federal/letters/")
    page.get_by_role("link", name="Your application for health coverage is here now.", exact=True).click()
    expect(page.locator("main")).to_contain_text("cannot cover Sam and sent us the application")
    page.goto(f"{site.address}/federal/apply/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Who is in your household?")
    page.goto(f"{page.url.rsplit('/', 2)[0]}/people/")
    expect(page.locator("[name=p0-last_name]")).to_have_value("Sample")


# ---- Families whose members have different ways


MIXED = (
    Someone("Rosa", "Vega", date(1979, 9, 3), "F"),
    Someone("Pablo", "Vega", date(1977, 1, 9), "M", "My husband or wife"),
    Someone("Mia", "Vega", date(2004, 6, 1), "F", "My child or stepchild"),
    Someone("Tom", "Vega", date(2006, 7, 2), "M", "My child or stepchild"),
)
TWO = (
    Someone("Rosa", "Vega", date(1979, 9, 3), "F"),
    Someone("Ivan", "Vega", date(1985, 2, 4), "M", "My brother or sister"),
)


def begin(page: Page, site: Site, people: tuple[Someone, ...]) -> Walk:
    """A new account, its household, and its home in Concord."""
    walk = Walk(page, site, "federal", lambda page, name: None)
    page.goto(f"{walk.address}/apply/")
    walk.make_account()
    for row in range(1, len(people)):
        page.locator("main button[name=add]").click()
        expect(page.locator(f"[name=p{row}-first_name]")).to_be_visible()
    walk.tell_people(people)
    walk.tell_address("12 Main Street", "Concord", "03301")
    return walk


def fill(page: Page, ending: str, value: str) -> None:
    """The fields of every person whose name ends so."""
    for box in page.locator(f"main [name$='-{ending}']").all():
        box.fill(value)


def finish(walk: Walk) -> str:
    """From the income on: what the decision page says."""
    walk.has_no_other_coverage()
    walk.sign_application("Rosa Vega")
    walk.see("decision", re.compile("You can"))
    return walk.page.locator("main").inner_text()


def test_parents_with_an_immigration_status_buy_and_their_children_get_chip(phone: Page, browser: Browser, site: Site):
    """The parents have had their green cards for less than five years; the children are citizens. 8 USC 1613, 26 USC 36B(c)(1)(B)."""
    agency, page = browser.new_context().new_page(), phone
    address, walk = agency_of(site), begin(page, site, MIXED)
    walk.see("citizenship", re.compile("Citizenship"))
    for place, kind in enumerate(("immigrant", "immigrant", "citizen", "citizen")):
        page.locator(f"main [value={kind}]").nth(place).check(force=True)
    walk.press("Save and continue")
    walk.see("status", "Immigration status")
    assert page.locator("main select[name$='-status']").count() == 2, "the children are not asked"
    for each in page.locator("main select[name$='-status']").all():
        each.select_option("lawful_permanent_resident")
    walk.press("Save and continue")
    walk.tell_taxes(jointly=True, claims=True)
    walk.nothing_special()
    walk.see("details", "A few details")
    for part, value in (("month", "3"), ("day", "1"), ("year", "2011")):
        fill(page, f"status_since_{part}", value)
    walk.press("Save and continue")
    walk.tell_income(50_000)
    decision = finish(walk)
    assert "Rosa and Pablo can buy a plan with your tax credit" in decision
    assert "Mia and Tom are likely to get coverage through Medicaid." in decision
    page.goto(f"{walk.address}/medicaid/")
    until(page, "We are sending Mia’s application to New Hampshire Medicaid.")
    site.run("hand_off")
    agency.goto(address)
    for name in ("Mia", "Tom"):
        decide(agency, name, "Approve: CHIP")
    site.run("hand_off")
    agency.context.close()
    page.goto(f"{walk.address}/apply/")
    expect(page.locator("main")).to_contain_text("Mia and Tom have coverage through CHIP.")
    expect(page.locator("main")).to_contain_text("Rosa and Pablo can buy a plan with your tax credit")


def test_two_tax_households_under_one_roof_each_have_their_own_credit(phone: Page, site: Site):
    walk = begin(phone, site, TWO)
    walk.attest_citizenship()
    walk.tell_taxes(jointly=False)
    walk.see("returns", "More about tax returns")
    phone.locator("main [name$='-taxes'][value=own]").check(force=True)
    walk.press("Save and continue")
    walk.nothing_special()
    walk.see("income", re.compile("Income in"))
    for box, amount in zip(phone.get_by_label("Amount before taxes").all(), ("30000", "24000"), strict=False):
        box.fill(amount)
    walk.press("Save and continue")
    decision = finish(walk)
    credits = [
        reader.credit(reader.new_hampshire_benchmark([one.age(date(2014, 1, 1))]), income, 1)
        for one, income in zip(TWO, (30_000, 24_000), strict=True)
    ]
    for each in (*credits, sum(credits)):
        assert money(each) in decision, f"{money(each)} is not in the decision: {decision}"
