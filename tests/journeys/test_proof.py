"""What the hub does not confirm, in a real browser: a person whom it does not know, and a hub that is down all day."""

import json
import os
import re
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coverport.applications.hubsim.answers import ANSWERS
from tests.journeys.conftest import Site, served
from tests.journeys.walk import Someone, Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHOTS = os.environ.get("COVERPORT_SHOTS")
# The sample script knows her; see applications/hubsim/people.yaml.
NORA, NORAS_NUMBER = Someone("Nora", "Hill", date(1979, 9, 3), "F"), "900-00-0003"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Its own: its hub is switched off, and its days pass."""
    with served() as found:
        found.environment["COVERPORT_HUB"] = hub_of(found)
        yield found


def hub_of(site: Site) -> str:
    """Where `serve` said that the simulated hub is."""
    said = re.search(r"simulated federal hub is at (\S+)/", (site.data / "serve.log").read_text())
    assert said
    return said[1]


def faults(site: Site, mode: str | None) -> None:
    """All services of the hub fail so, or none."""
    body = json.dumps({service: {"mode": mode} for service in ANSWERS} if mode else {}).encode()
    request = urllib.request.Request(f"{site.environment['COVERPORT_HUB']}/control/faults", body, method="PUT")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


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


def apply(page: Page, site: Site, someone: Someone, number: str) -> Walk:
    """All steps of an application in Concord, with a Social Security number, to the decision."""
    walk = Walk(page, site, "federal", lambda page, name: None)
    page.goto(f"{walk.address}/apply/")
    walk.make_account()
    walk.see("people", "Who is in your household?")
    page.locator("[name=p0-ssn]").fill(number)
    walk.apply([someone], "12 Main Street", "Concord", "03301", 30_000)
    return walk


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def test_a_person_whom_the_hub_does_not_know_sends_papers_and_a_worker_accepts_one(
    desk: Page, browser: Browser, site: Site, tmp_path: Path
):
    page = desk
    walk = apply(page, site, Someone("Zoe", "Unknown", date(1985, 5, 5), "F"), "900-99-9999")
    heading(page, "We need papers from you, the first by March 10, 2014")
    looked_at(page, "decision-with-papers")
    expect(page.get_by_role("link", name="See plans at your price")).to_be_visible()
    page.get_by_role("link", name="See what to send").click()
    walk.see("proof", "What we still need")
    looked_at(page, "proof")
    citizenship = page.locator("section").filter(has=page.get_by_role("heading", name="Zoe’s citizenship"))
    wrong, right = tmp_path / "letter.docx", tmp_path / "passport.pdf"
    wrong.write_bytes(b"PK\x03\x04 a letter")
    right.write_bytes(b"%PDF-1.7 a passport")
    citizenship.locator("input[type=file]").set_input_files(wrong)
    citizenship.get_by_role("button", name=re.compile(r"^Send ?: Zoe’s citizenship")).click()
    expect(page.get_by_role("alert").or_(page.locator(".ds-c-inline-error")).first).to_contain_text(
        "letter.docx is a file of another kind"
    )
    looked_at(page, "proof-refused")
    citizenship.locator("input[type=file]").set_input_files(right)
    citizenship.get_by_role("button", name=re.compile(r"^Send ?: Zoe’s citizenship")).click()
    expect(citizenship).to_contain_text("We are looking at it")
    looked_at(page, "proof-sent")
    page.get_by_role("navigation").get_by_role("link", name="Letters").click()
    page.get_by_role("link", name="We need papers from you", exact=True).click()
    expect(page.locator("main")).to_contain_text("A United States passport")
    reviewed(browser, site)
    page.goto(f"{walk.address}/apply/")
    page.get_by_role("link", name="See what to send").click()
    expect(page.get_by_role("heading", name="Settled").locator("..")).to_contain_text("Zoe’s citizenship: accepted")


def reviewed(browser: Browser, site: Site) -> None:
    """A state worker looks at what was sent, and accepts it."""
    said = re.search(r"password (\S+):", (site.data / "serve.log").read_text())
    assert said
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{site.address}/federal/account/login/")
    page.get_by_label("Email address").fill("state@federal.example")
    page.get_by_label("Password").fill(said[1])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="Desk").click()
    looked_at(page, "staff-desk")
    page.get_by_role("link", name="Papers to review").click()
    looked_at(page, "desk")
    page.get_by_role("link", name=re.compile(r"Open ?: Zoe’s citizenship")).click()
    looked_at(page, "review")
    with page.expect_download() as download:
        page.get_by_role("link", name="passport.pdf").click()
    assert download.value.path().read_bytes() == b"%PDF-1.7 a passport"
    page.get_by_role("button", name="Accept: it is proven").click()
    expect(page.locator("main .meta")).to_contain_text("accepted")
    page.context.close()


def test_a_hub_that_is_down_all_day_stops_nobody_and_is_drained_later(phone: Page, site: Site):
    page = phone  # an old phone, without JavaScript
    faults(site, "down")
    try:
        walk = apply(page, site, NORA, NORAS_NUMBER)
        heading(page, "We are still checking")
        expect(page.locator("main")).to_contain_text("The Social Security Administration")
        expect(page.get_by_role("heading", name=re.compile("We need papers"))).to_have_count(0)
        decision = page.url
        site.date_of_record("federal", "2013-12-11")
        assert "questions still without an answer" in site.run("check_again")
        page.goto(decision)
        heading(page, "We need papers from you, the first by March 11, 2014")
        expect(page.locator("main")).to_contain_text("Nora’s citizenship")
    finally:
        faults(site, None)
    assert " 0 questions still without an answer" in site.run("check_again")
    page.goto(decision)
    expect(page.get_by_role("heading", name=re.compile("We need papers"))).to_have_count(0)
    expect(page.get_by_role("heading", name="We are still checking")).to_have_count(0)
    page.goto(f"{walk.address}/letters/")
    expect(page.locator("main")).to_contain_text("Your answers are confirmed")
