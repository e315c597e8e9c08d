"""An exchange is switched to paper in the middle of its applicants and back again: nobody loses a day, everybody is counted."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_proof import looked_at
from tests.journeys.walk import PASSWORD, Someone, Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
EXCHANGE = "federal"
ANA = Someone("Ana", "Before", date(1979, 9, 3), "F")
PAPER = (
    Someone("Pia", "Paper", date(1981, 2, 3), "F"),
    Someone("Max", "Mailed", date(1969, 11, 30), "M"),
    Someone("Lea", "Lacking", date(1990, 7, 14), "F"),
)


def signed_in(browser: Browser, site: Site, email: str, password: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site.address}/{EXCHANGE}/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    return page


def newcomer(browser: Browser, site: Site, then: str) -> tuple[Page, str]:
    """Somebody with a fresh account, led to a page."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(15_000)
    walk = Walk(page, site, EXCHANGE, lambda page, name: None)
    page.goto(f"{site.address}/{EXCHANGE}/account/signup/?next=/{EXCHANGE}/{then}/")
    email = f"fallback{id(page)}@example.com"
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    walk.press("Make my account")
    return page, email


def switch(page: Page, site: Site, way: str) -> None:
    page.goto(f"{site.address}/{EXCHANGE}/fallback/")
    page.get_by_label("What", exact=True).select_option(label="New applications")
    page.get_by_label("Why").fill("The pages take a minute each.")
    page.get_by_role("button", name=f"Switch {way}").click()
    now = page.get_by_role("row").filter(has_text="New applications").first
    expect(now).to_contain_text("off" if way == "off" else "on")


def scanned(page: Page, site: Site, tmp_path: Path, number: int, arrival: str = "") -> str:
    """A copy of the form, mailed and scanned; answers the number of its case."""
    form = page.request.get(f"{site.address}/{EXCHANGE}/paper/form.pdf").body()
    file = tmp_path / f"{number}.pdf"
    file.write_bytes(form)
    page.goto(f"{site.address}/{EXCHANGE}/paper/")
    before = set(cases(page))
    for part, value in (("month", "12"), ("day", "10"), ("year", "2013")):
        page.locator(f"[name=received_on_{part}]").fill(value)
    page.locator("[name=arrival]").first.fill(arrival)
    page.get_by_label("Scanned pages").set_input_files(file)
    page.get_by_role("button", name="Take in").click()
    expect(page.locator("table.staff tbody tr")).to_have_count(len(before) + 1)
    (case,) = set(cases(page)) - before
    return case


def cases(page: Page) -> list[str]:
    return [row.inner_text().strip() for row in page.locator("table.staff tbody th").all()]


def at(page: Page, heading: str) -> None:
    """At a step, with the cursor in its first field: a clerk types when it stands there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page.locator("[autofocus]").first).to_be_focused()


def chosen(choice: Locator) -> None:
    """By its key. A page that is still being drawn hears none, so it is pressed until it was heard."""
    for _ in range(50):
        choice.press("Space")
        if choice.is_checked():
            return
    expect(choice).to_be_checked()


def keyed(page: Page, site: Site, case: str, someone: Someone) -> None:
    """All steps, by typing, Tab and Enter alone where one types; what is chosen is chosen by its key."""
    page.goto(f"{site.address}/{EXCHANGE}/paper/{case}/")
    if someone == PAPER[0]:
        expect(page.locator("aside.pane img").first).to_be_visible()
        # The page stands beside each step. Seen once, the others need not be opened and drawn: that is most of the time of a step.
        page.route("**/paper/sheets/**", lambda route: route.abort())
    born = (someone.born.month, someone.born.day, someone.born.year)
    # The cursor stands in the first name.
    for typed in (someone.first, "", someone.last, *map(str, born)):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    chosen(page.locator(f"[name=p0-sex][value={someone.sex}]"))
    chosen(page.locator("[name=p0-applies][value=yes]"))
    page.locator("[name=p0-ssn]").press("Enter")
    at(page, "Where do you live?")
    # Beside the street stands a box for who has none.
    for typed in ("12 Main Street", "", "", "Concord", "03301"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at(page, "Citizenship or immigration status")


def keyed_on(page: Page, income: str) -> None:
    """From citizenship to the end of the first keying."""
    chosen(page.locator("[autofocus]").first)
    page.keyboard.press("Enter")
    at(page, "Your tax return")
    chosen(page.locator("[name=files_taxes][value=yes]"))
    chosen(page.locator("[name=claimed_by][value=no]"))
    page.keyboard.press("Enter")
    at(page, "Is any of this true?")
    page.keyboard.press("Enter")
    at(page, "Income in")
    page.get_by_label("Amount before taxes").fill(income)
    page.keyboard.press("Enter")
    at(page, "Other health coverage")
    for choice in page.locator("main input[type=radio][value=no]").all():
        chosen(choice)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Key again")


def keyed_again_and_signed(page: Page, site: Site, case: str, someone: Someone, income: str) -> None:
    page.goto(f"{site.address}/{EXCHANGE}/paper/{case}/")
    at(page, "Key again")
    for typed in ("03301", str(someone.born.month), str(someone.born.day), str(someone.born.year), "", income):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Compare").click()
    at(page, "Signature")
    page.get_by_label("Name as signed").fill(f"{someone.first} {someone.last}")
    page.get_by_label("For how many years").select_option("5")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decided")
    expect(page.locator("main")).to_contain_text("counts from December 10, 2013")


def days_of(site: Site, email: str) -> list[date]:
    """The day from which each application of an account counts."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT a.started_on FROM applications_application a JOIN applications_household h ON h.id = a.household_id "
            "JOIN accounts_user u ON u.id = h.owner_id WHERE u.email LIKE %s ORDER BY a.id",
            [email],
        ).fetchall()
    return [row[0] for row in rows]


def days_of_papers(site: Site) -> list[date]:
    return days_of(site, "%@paper.invalid")


def standing(site: Site) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(site.run("fallback", EXCHANGE, "--json"))
    return told


def test_switched_to_paper_amid_applicants_and_back_every_day_is_kept_and_everything_counted(
    desk: Page, browser: Browser, site: Site, tmp_path: Path
):
    said = re.search(r"password (\S+):", (site.data / "serve.log").read_text())
    assert said
    staff = signed_in(browser, site, f"state@{EXCHANGE}.example", said[1])
    second = _second_clerk(browser, site)
    # One has begun before.
    walk = Walk(desk, site, EXCHANGE, lambda page, name: None)
    desk.goto(f"{walk.address}/apply/")
    walk.make_account()
    walk.tell_people([ANA])
    walk.see("address", "Where do you live?")
    first, papers = standing(site), len(days_of_papers(site))
    told = {"off": ["applications"]}
    try:
        switch(staff, site, "off")
        came = _meanwhile(desk, browser, site, staff, second, walk, tmp_path)
        told = standing(site)
        assert (told["off"], told["waiting"]) == ([], first["waiting"])
        # One was let in, one came in on paper; with those of before, that is everybody.
        before = first["came"]
        after = {"let_in": before["let_in"] + 1, "on_paper": before["on_paper"] + 1}
        assert told["came"] == {**before, **after}
        assert days_of_papers(site)[papers:] == [date(2013, 12, 10)] * 3
        assert days_of(site, came) == [date(2013, 12, 10)]
    finally:
        site.date_of_record(EXCHANGE, "2013-12-10")
        if told["off"]:
            site.run("fallback", EXCHANGE, "--on", "applications", "--reason", "end of the test")


def _meanwhile(desk: Page, browser: Browser, site: Site, staff: Page, second: Page, walk: Walk, tmp_path: Path) -> str:
    came, email = newcomer(browser, site, "apply")
    expect(came.get_by_role("heading", level=1)).to_have_text("New applications: not possible online now")
    expect(came.locator("main")).to_contain_text("December 10, 2013 counts as the day on which you came")
    looked_at(came, "fallback-waiting")
    nobody = browser.new_context().new_page()
    nobody.goto(f"{site.address}/{EXCHANGE}/apply/")
    nobody.get_by_label("Your name").fill("Max Mailed")
    nobody.get_by_label("Phone number or email").fill("603-555-0100")
    nobody.get_by_role("button", name="Keep my place").click()
    kept = re.search(r"Your number is (\S{9})\.", nobody.locator("main").inner_text())
    assert kept
    nobody.context.close()
    # Who had begun finishes, to the decision.
    walk.tell_address("12 Main Street", "Concord", "03301")
    walk.attest_citizenship()
    walk.tell_taxes(jointly=False)
    walk.nothing_special()
    walk.tell_income(30_000)
    walk.has_no_other_coverage()
    walk.sign_application("Ana Before")
    walk.see("decision", walk.with_word("You can"))
    # The papers are keyed a day after they came.
    site.date_of_record(EXCHANGE, "2013-12-11")
    numbers = [
        scanned(staff, site, tmp_path, place, arrival=kept[1] if someone.first == "Max" else "")
        for place, someone in enumerate(PAPER)
    ]
    looked_at(staff, "paper-desk")
    for case, someone in zip(numbers, PAPER, strict=True):
        keyed(staff, site, case, someone)
        if someone.first == "Lea":
            looked_at(staff, "paper-key")
            _asked_by_letter(staff, site, case)
        keyed_on(staff, "31200")
    second.route("**/paper/sheets/**", lambda route: route.abort())
    for case, someone in zip(numbers, PAPER, strict=True):
        keyed_again_and_signed(second, site, case, someone, "31200")
    switch(staff, site, "on")
    looked_at(staff, "fallback-desk")
    came.goto(f"{site.address}/{EXCHANGE}/apply/")
    expect(came.get_by_role("heading", level=1)).to_have_text("Who is in your household?")
    for page in (staff, second, came):
        page.context.close()
    return email


def _asked_by_letter(page: Page, site: Site, case: str) -> None:
    """What Lea earns is not on her form: a letter asks, is printed, and she answers."""
    page.get_by_role("link", name="An answer is missing on the paper").click()
    page.get_by_label("Income in the year of coverage").check(force=True)
    page.get_by_label("What to send").fill("What Lea earns in 2014.")
    page.get_by_role("button", name="Post the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A letter asks for an answer")
    assert re.search(r"[1-9]\d* letters?", site.run("print_run", EXCHANGE))
    page.get_by_role("button", name="The answer came").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Citizenship or immigration status")


def _second_clerk(browser: Browser, site: Site) -> Page:
    page, email = newcomer(browser, site, "help")
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    site.run("grant_role", email, "--exchange", EXCHANGE, "--role", "state_worker")
    page.set_viewport_size({"width": 1280, "height": 900})
    return page
