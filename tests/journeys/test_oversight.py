"""No payment without delivery: from a deliverable that is handed in to a payment less damages, each part by its own person; and a
citizen who reads what came of it without an account. In a real browser.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHOTS = os.environ.get("COVERPORT_SHOTS")
# The sample contract is signed in January of the year in which it is made; this lies behind its history, in the same year.
YEAR = datetime.now(UTC).year
TODAY, LATER, READ = f"{YEAR}-11-26", f"{YEAR}-12-27", f"{YEAR}-12-28"
CONTRACT = "/ma/oversight/ma-website/"
WORK = "Messages to insurers"


def accessible(page: Page, name: str) -> None:
    """No fault, nothing scrolls sideways, on a phone and on a desk."""
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} pixels at {width}"
        faults = Axe().run(page).response["violations"]
        told = [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in faults]
        assert not told, f"{name} at {width}: {told}"


class Person:
    """Somebody with a part in the contract, in a window of their own."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site

    def sign_in(self, name: str, password: str) -> None:
        self.open("/ma/account/login/?next=/ma/oversight/desk/")
        self.page.get_by_label("Email").fill(f"{name}@ma.example")
        self.page.get_by_label("Password").fill(password)
        self.page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(self.heading).to_have_text(re.compile("Website of"))

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def heading(self) -> Locator:
        return self.page.locator("main h1")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site.address}{path}")

    def open_work(self) -> None:
        self.open(f"{CONTRACT}desk/")
        self.main.get_by_role("link", name=WORK, exact=True).click()
        expect(self.heading).to_have_text(WORK)

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).click()

    def state(self, words: str) -> None:
        expect(self.main.locator("h1 + p .word")).to_have_text(words)

    def move(self, button: str, amount: str, reason: str = "") -> None:
        """Let money of the open line go somewhere."""
        self.main.get_by_label("Amount").fill(amount)
        self.main.get_by_label("Reason").fill(reason)
        self.press(button)


@pytest.fixture
def people(browser: Browser, site: Site) -> Iterator[dict[str, Person]]:
    """The vendor, the reviewer, the officer and the treasury sign in; a citizen does not. The exchange's date is put back."""
    password = re.search(r"Sample sign-ins, password ([0-9a-f]+):", (site.data / "serve.log").read_text())
    assert password
    contexts = {
        name: browser.new_context(viewport={"width": 1280, "height": 900})
        for name in ("vendor", "reviewer", "officer", "treasury", "citizen")
    }
    found = {}
    site.date_of_record("ma", TODAY)
    for name, context in contexts.items():
        context.set_default_timeout(15_000)
        found[name] = Person(context.new_page(), site)
        if name != "citizen":
            found[name].sign_in(name, password[1])
    yield found
    for context in contexts.values():
        context.close()
    site.date_of_record("ma", "today")


def test_from_a_rejected_deliverable_to_a_payment_less_damages_which_a_citizen_reads(
    site: Site, people: dict[str, Person]
) -> None:
    vendor, reviewer, officer, treasury, citizen = people.values()
    officer.open(f"{CONTRACT}desk/notices/")
    officer.main.get_by_label("To cure").check(force=True)
    officer.main.get_by_label("Subject").fill("Messages to insurers are late")
    officer.main.get_by_label("How it was served").fill("Registered mail 17")
    officer.main.get_by_label(WORK).check(force=True)
    officer.press("Serve")
    expect(officer.main).to_contain_text("Registered mail 17")
    accessible(officer.page, "notices")

    vendor.open_work()
    vendor.press("Hand in")
    vendor.main.get_by_label("Test run").check(force=True)
    vendor.main.get_by_label("Title").fill("Reconciled month")
    vendor.main.get_by_label("What was run or shown").fill("October, without a difference")
    vendor.press("Attach")
    expect(vendor.main).to_contain_text("October, without a difference")

    reviewer.open_work()
    reviewer.press("Begin the review")
    reviewer.press("Reject, with the reasons")
    expect(reviewer.main).to_contain_text("Say what is missing, so that it can be mended.")
    reviewer.main.get_by_label("Reasons").fill("Two insurers are not in it.")
    reviewer.press("Reject, with the reasons")
    reviewer.state("Rejected")
    accessible(reviewer.page, "rejected")

    vendor.open_work()
    expect(vendor.main).to_contain_text("Two insurers are not in it.")
    vendor.press("Hand in again")
    reviewer.open_work()
    reviewer.press("Begin the review")
    reviewer.press("Accept")
    reviewer.state("Accepted")

    vendor.open(f"{CONTRACT}desk/bill/")
    vendor.main.get_by_label("Invoice number").fill("17")
    vendor.main.get_by_label("What is billed").fill("Messages, whole")
    vendor.main.get_by_label("Amount").fill("4,000,000")
    vendor.press("Send")
    expect(vendor.main).to_contain_text("Every line names a deliverable of the contract.")
    accessible(vendor.page, "bill")
    vendor.main.get_by_label("Deliverable").select_option(label=WORK)
    vendor.press("Send")

    officer.open(f"{CONTRACT}desk/")
    officer.main.get_by_role("link", name="17: Messages, whole").click()
    officer.move("Approve", "4,000,000")
    expect(officer.main).to_contain_text("No more can be approved than the accepted deliverable is worth.")
    officer.move("Approve", "3,600,000")
    expect(officer.main).to_contain_text("Retained $360,000")
    officer.move("Dispute", "400,000", "Hours of a position that nobody held")
    expect(officer.main).to_contain_text("Disputed $400,000")
    officer.main.get_by_label("Late milestone, to deduct damages").select_option(label=WORK)
    officer.main.get_by_label("Notice behind it").select_option(label="Messages to insurers are late")
    officer.move("Deduct damages", "285,000", "57 days late")
    expect(officer.main).to_contain_text("Damages are set off 30 days after notice")
    accessible(officer.page, "line")

    treasury.open(officer.page.url.removeprefix(site.address))
    treasury.move("Pay", "1,000,000")
    expect(treasury.main).to_contain_text("Paid $1,000,000")

    site.date_of_record("ma", LATER)
    officer.page.reload()
    officer.main.get_by_label("Late milestone, to deduct damages").select_option(label=WORK)
    officer.main.get_by_label("Notice behind it").select_option(label="Messages to insurers are late")
    officer.move("Deduct damages", "285,000.01", "57 days late")
    expect(officer.main).to_contain_text("Damages come to $285,000.00")
    officer.move("Deduct damages", "285,000", "57 days late")
    expect(officer.main).to_contain_text("Deducted $285,000")
    treasury.page.reload()
    treasury.move("Pay", "1,955,000.01")
    expect(treasury.main).to_contain_text("No more can move than is there.")
    treasury.move("Pay", "1,955,000")
    expect(treasury.main).to_contain_text("Paid $2,955,000")
    site.date_of_record("ma", READ)

    citizen.open(CONTRACT)
    expect(citizen.heading).to_have_text("Has the vendor earned its pay?")
    bill = citizen.main.get_by_role("row").filter(has=citizen.page.get_by_role("link", name="17", exact=True))
    for amount in ("$4,000,000", "$2,955,000", "$400,000", "$360,000", "$285,000"):
        expect(bill).to_contain_text(amount)
    accessible(citizen.page, "contract")
    citizen.main.get_by_role("link", name="17", exact=True).click()
    expect(citizen.main).to_contain_text("Hours of a position that nobody held")
    accessible(citizen.page, "invoice")


def test_a_citizen_reads_the_page_of_december_26_2013_and_every_amount_opens_its_sources(
    site: Site, desk: Page
) -> None:
    desk.goto(f"{site.address}/ma/oversight/ma-cgi-2013/?on=2013-12-26")
    main = desk.locator("main")
    expect(main).to_contain_text("Of a contract of $69,000,000 the state has paid $11,000,000.")
    expect(main).to_contain_text("$58,000,000 is neither earned nor billed, and it is not withheld.")
    accessible(desk, "massachusetts")
    desk.goto(f"{site.address}/vt/oversight/vt-cgi-2013/?on=2013-12-26")
    shown = main.locator(".figures a").all_inner_texts()
    assert len(shown) == 5  # paid, withheld, disputed; retained and deducted, of which there was nothing yet
    for place, text in enumerate(shown):
        amount = text.splitlines()[0]
        main.locator(".figures a").nth(place).click()
        expect(main.locator("h1")).to_contain_text(amount)
        expect(main).to_contain_text("There is nothing of it on this day." if amount == "$0" else "Source:")
        desk.go_back()
    accessible(desk, "vermont")
    main.get_by_role("link", name="What the contract says").click()
    accessible(desk, "terms")
    for path in ("oversight/", "oversight/opening/", "oversight/vt-cgi-2013/amounts/paid/?on=2013-12-26"):
        desk.goto(f"{site.address}/vt/{path}")
        accessible(desk, path.partition("?")[0].strip("/").replace("/", "-"))
    main.locator("tbody td.end a").first.click()
    expect(main.locator("h1")).to_have_text("Paid: $18,600,000")
    accessible(desk, "entry")


@pytest.mark.parametrize("contract", ["ma/oversight/ma-website", "vt/oversight/vt-cgi-2013"])
def test_a_contract_fits_a_phone_whatever_is_opened_and_however_its_amounts_are_worded(
    site: Site, desk: Page, contract: str
) -> None:
    # Of Vermont's, "at least $1,000,000" stands among the figures since 2014.
    desk.goto(f"{site.address}/{contract}/")
    desk.locator("main").get_by_text("The same as a table").click()
    accessible(desk, f"{contract.rpartition('/')[2]}-opened")
