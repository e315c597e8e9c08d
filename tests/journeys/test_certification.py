"""An insurer from its files to plans that a shopper sees, through a state worker; and one whom the checks stop. In a real browser."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, served
from tests.plans.certification import filings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TODAY = "2013-12-10"
GATES = ["Rate approval", "Network adequacy", "Essential community providers", "Accreditation"]
SHOTS = os.environ.get("COVERPORT_SHOTS")


def accessible(page: Page, name: str) -> None:
    """No serious fault, nothing scrolls sideways, on a desk and on a phone."""
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} pixels at {width}"
        faults = Axe().run(page).response["violations"]
        told = [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in faults]
        assert not told, f"{name} at {width}: {told}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Its own: what is published here would change the prices on which other walks count."""
    with served() as found:
        yield found


class Person:
    """Somebody with a window of their own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.address}/federal/account/login/?next=/federal/certification/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.locator("main h1")).to_have_text("Plan filings")

    def heading(self, words: str) -> None:
        expect(self.page.locator("main h1")).to_have_text(words)

    def start(self, name: str) -> str:
        self.page.get_by_label("Name that shoppers see").fill(name)
        self.page.get_by_label("State").select_option("NH")
        self.page.get_by_label("Plan year").select_option("2014")
        self.page.get_by_role("button", name="Start", exact=True).click()
        found = re.search(r"certification/([0-9A-Z-]+)/", self.page.url)
        assert found is not None, self.page.url
        return found[1]

    def upload(self, paths: list[Path]) -> None:
        self.page.locator("#files-input").set_input_files([str(path) for path in paths])
        self.page.get_by_role("button", name="Upload", exact=True).click()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/federal/{path}")


@pytest.fixture
def password(site: Site) -> str:
    """Of the sample sign-ins, as `coverport serve` prints it."""
    log = (site.data / "serve.log").read_text()
    found = re.search(r"Sample sign-ins, password ([0-9a-f]+):", log)
    assert found is not None, log
    return found[1]


@pytest.fixture
def people(browser: Browser, site: Site, password: str) -> Iterator[tuple[Person, Person, Person]]:
    """An insurer, a state worker and a shopper; the first two sign in."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(3)]
    for context in contexts:
        context.set_default_timeout(15_000)
    insurer, worker, shopper = (Person(context.new_page(), site.address) for context in contexts)
    insurer.sign_in("insurer@federal.example", password)
    worker.sign_in("state@federal.example", password)
    yield insurer, worker, shopper
    for context in contexts:
        context.close()


def test_an_insurer_from_upload_to_a_published_plan_that_a_shopper_sees_and_one_that_the_checks_stop(
    site: Site, people: tuple[Person, Person, Person], tmp_path: Path
) -> None:
    site.date_of_record("federal", TODAY)
    insurer, worker, shopper = people
    reference = insurer.start("Granite Health")
    insurer.heading("Upload your templates")
    accessible(insurer.page, "1-empty")

    # The checks stop what is not complete: ages without a rate, a variant that costs more than the one before it, and one that
    # helps too little.
    paths = filings.whole(tmp_path)
    dearer = filings.SILVER_VARIANTS | {"04": ("0.7200", 2500, 5200, 35), "06": ("0.9410", 700, 1000, 10)}
    filings.plans_xml(paths[0], [(filings.SILVER, "Granite Silver", "Silver", dearer), filings.PLANS[1]])
    filings.rates_xml(paths[1], without=["40", "41"])
    insurer.upload(paths)
    insurer.heading("3 checks found something to mend")
    main = insurer.page.locator("main")
    expect(main).to_contain_text("No rate for ages 40-41.")
    expect(main).to_contain_text(
        "It costs more than variant 05: deductible, medical care, in network, one person, $600.00 before and $700.00 here."
    )
    expect(main).to_contain_text(
        "Its actuarial value of 72% lies 1.88 points above the plan's 70.12%; it must be at least 2 points."
    )
    expect(main.get_by_role("button", name="Submit to the state")).to_have_count(0)
    accessible(insurer.page, "2-stopped")
    worker.open("certification/")
    expect(worker.page.locator("main")).not_to_contain_text(reference)

    filings.plans_xml(paths[0])
    filings.rates_xml(paths[1])
    insurer.upload(paths[:2])
    insurer.heading("Every check is met")
    accessible(insurer.page, "3-met")
    insurer.page.get_by_role("link", name="Preview as a shopper").click()
    seen = shop(insurer.page)
    expect(insurer.page.locator("main")).to_contain_text("These plans are not published.")
    accessible(insurer.page, "4-preview")
    insurer.open(f"certification/{reference}/")
    for name in GATES:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(b"%PDF-1.7 a letter\n")
        row = insurer.page.locator("tr", has=insurer.page.get_by_role("rowheader", name=name))
        row.locator("input[type=file]").set_input_files(str(path))
        row.get_by_role("button", name="Send").click()
        expect(row).to_contain_text(f"{name}.pdf")
    insurer.page.get_by_role("button", name="Submit to the state").click()
    insurer.heading("The state is reviewing your plans")

    worker.open("certification/")
    accessible(worker.page, "5-desk")
    worker.page.get_by_role("link", name=re.compile(f"^Review.*{reference}")).click()
    worker.heading("4 gates are still closed")
    accessible(worker.page, "6-review")
    worker.page.get_by_label("Reason").fill("Send the page of the network's hospitals.")
    worker.page.get_by_role("button", name="Ask for changes").click()
    worker.heading("The insurer is making changes")
    insurer.open(f"certification/{reference}/")
    expect(insurer.page.locator("main")).to_contain_text("Send the page of the network's hospitals.")
    insurer.page.get_by_role("button", name="Submit to the state").click()
    insurer.heading("The state is reviewing your plans")

    worker.open(f"certification/{reference}/")
    for name in GATES:
        row = worker.page.locator("tr", has=worker.page.get_by_role("rowheader", name=name))
        row.get_by_role("button", name=re.compile(f"^Met ?: {name}")).click()
        expect(row.locator(".word")).to_have_text("Met")
    worker.heading("Every check and gate is met")
    worker.page.get_by_role("link", name="Side by side", exact=True).click()
    expect(worker.page.locator("main")).to_contain_text("Granite Bronze")
    accessible(worker.page, "7-compare")
    worker.open(f"certification/{reference}/")
    worker.page.get_by_role("button", name="Certify").click()
    worker.heading("These plans are certified")
    shopper.open("")
    before = shop(shopper.page)
    assert "Granite Silver" in [name for name, _ in seen]
    assert "Granite Silver" not in [name for name, _ in before]
    worker.page.get_by_role("button", name="Publish plan year 2014").click()
    worker.heading("Plan filings")
    worker.open(f"certification/{reference}/")
    worker.heading("These plans are certified and published")
    accessible(worker.page, "8-certified")

    shopper.open("")
    assert shop(shopper.page) == seen
    shopper.page.get_by_role("link", name="Granite Silver").first.click()
    expect(shopper.page.locator("main")).to_contain_text(
        "$357.00"
    )  # 300 at age 21, three dollars more for each of 19 years

    # A plan that is closed takes nobody new.
    worker.open("certification/closed/")
    worker.page.get_by_label("Plan id").fill(filings.BRONZE)
    worker.page.get_by_label("Reason").fill("The hospital left the network.")
    worker.page.get_by_role("button", name="Close the plan").click()
    expect(worker.page.locator("tbody")).to_contain_text(filings.BRONZE)
    accessible(worker.page, "9-closed")
    shopper.open("")
    assert "Granite Bronze" not in [name for name, _ in shop(shopper.page)]
    worker.page.get_by_role("button", name="Open again").click()


def test_an_insurer_and_the_state_see_what_differs_and_the_state_decides(
    site: Site, people: tuple[Person, Person, Person], tmp_path: Path
) -> None:
    site.date_of_record("federal", TODAY)
    insurer, worker, _ = people
    header = f"HDR|coverport-1|federal|{filings.ISSUER}|2013-12-01|2013-12-09T12:00:00+00:00|1|Y"
    line = "|".join(["DTL", "ZZZZ-ZZZZ", "X", "Y", *[""] * 27])
    view = tmp_path / "view.txt"
    view.write_text(f"{header}\n{line}\nTRL|1|0.00|0.00\n")
    said = site.run("edi", "reconcile", str(view), "--exchange", "federal", "--issuer", filings.ISSUER)
    assert "0 ours, 1 theirs, 0 moving, 0 fixed, 0 told, 1 open" in said

    insurer.open("insurers/received/")
    insurer.page.get_by_role("link", name="view.txt").click()
    insurer.heading("view.txt")
    accessible(insurer.page, "10-view")
    insurer.page.get_by_role("link", name=re.compile("IDIS")).click()
    insurer.page.get_by_role("button", name="Send it again").click()
    expect(insurer.page.get_by_role("status")).to_contain_text("The file is put into the folder again")
    accessible(insurer.page, "11-answer")
    insurer.open("insurers/")
    accessible(insurer.page, "12-sent")

    worker.open("insurers/differences/")
    accessible(worker.page, "13-differences")
    worker.page.get_by_role("link", name=re.compile("ZZZZ-ZZZZ")).click()
    worker.heading("The insurer has a policy that we do not have")
    worker.page.get_by_role("button", name="Decide").click()
    expect(worker.page.locator("main")).to_contain_text("Say who is right.")
    accessible(worker.page, "14-refused")
    worker.page.get_by_label("The insurer", exact=True).check()
    worker.page.get_by_label("Why, and what was done").fill("Enrolled by hand.")
    worker.page.get_by_role("button", name="Decide").click()
    expect(worker.page.locator("main")).to_contain_text("Decided by staff")


def shop(page: Page) -> list[tuple[str, str]]:
    """Answer the questions on the page, and read the plans with their prices."""
    page.get_by_label("ZIP code").fill("03301")
    page.get_by_label("Ages of everyone").fill("40")
    page.get_by_label("Household income").fill("30000")
    page.get_by_role("button", name="See plans and prices").click()
    expect(page.locator(".plan-row").first).to_be_visible()
    while page.get_by_role("button", name=re.compile("^Show more plans")).count():
        page.get_by_role("button", name=re.compile("^Show more plans")).click()
    # What is far below the fold is not laid out yet, and has no inner text.
    return [
        (
            (row.locator("h3").text_content() or "").strip(),
            " ".join((row.locator(".price").text_content() or "").split()),
        )
        for row in page.locator(".plan-row").all()
    ]
