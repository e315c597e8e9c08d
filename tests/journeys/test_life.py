"""The life of an enrollment by its pages: choose, pay, earn less, a newborn, coverage lost as it was not paid, back again; renewed."""

import re
import time
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE_SECONDS, Site
from tests.journeys.test_walk import glance
from tests.journeys.walk import Someone, Walk, amount

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TODAY = "2013-12-10"
STEPS = 12
FAMILY = [
    Someone("Ana", "Vela", date(1973, 4, 28), "F"),
    Someone("Luis", "Vela", date(1970, 2, 3), "M", "My husband or wife"),
    Someone("Mia", "Vela", date(2004, 6, 1), "F", "My child or stepchild"),
]
# Whom the simulated hub knows: nothing of her stays unproven, which would end help when its time has run out.
ANA, HER_NUMBER = Someone("Ana", "Rivera", date(1986, 4, 28), "F"), "900-00-0001"
LEO = Someone("Leo", "Vela", date(2014, 1, 20), "M", "My child or stepchild")


@pytest.fixture(scope="module")
def vermont(site: Site) -> Iterator[Site]:
    """The shared site; its Vermont goes back to the day on which the other walks find it."""
    site.date_of_record("vt", TODAY)
    yield site
    site.date_of_record("vt", TODAY)


def report(page: Page, where: str, kind: str, on: date) -> None:
    page.goto(f"{where}change/")
    page.locator(f"[name=kind][value={kind}]").check(force=True)
    for part in ("month", "day", "year"):
        page.locator(f"[name=happened_on_{part}]").fill(str(getattr(on, part)))
    page.get_by_role("button", name="Continue").click()


def answer_again_and_agree(walk: Walk, where: str) -> str:
    """The other answers stay; they are signed, then what they do. Answers what the page says was done."""
    page = walk.page
    answer_the_rest(walk, 77_000)
    walk.sign_application("Ana Vela")
    page.goto(where)
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("main h1")).to_have_text("What will happen")
    walk._sign("Ana Vela")
    page.get_by_role("button", name="Sign and do this").click()
    expect(page.get_by_text("This is done.")).to_be_visible()
    return page.locator("main").inner_text()


def answer_the_rest(walk: Walk, income: int) -> None:
    """On to the signature: one income, and nothing else of what is asked."""
    heading = walk.page.locator("main h1")
    for _ in range(STEPS):
        told = heading.inner_text()
        if "Check your answers" in told:
            return
        if "Income in" in told:
            walk.tell_income(income)
            continue
        for name in dict.fromkeys(
            one.get_attribute("name") for one in walk.page.locator("main input[type=radio]").all()
        ):
            _answer_if_open(walk.page, str(name))
        walk.page.get_by_role("button", name="Save and continue").click()


def _answer_if_open(page: Page, name: str) -> None:
    """Of who came new: a citizen, and nothing else of what is asked."""
    group = page.locator(f"main input[type=radio][name='{name}']")
    if group.locator("xpath=self::*[@checked]").count():
        return
    for value in ("citizen", "no"):
        if (choice := page.locator(f"main input[type=radio][name='{name}'][value={value}]")).count():
            choice.first.check(force=True)
            return


def see_covered(page: Page, where: str) -> None:
    """As soon as what the insurer answered is taken in."""
    until = time.monotonic() + PATIENCE_SECONDS
    page.goto(where)
    while "You are covered from" not in page.locator("main h1").inner_text() and time.monotonic() < until:
        time.sleep(0.5)
        page.reload()
    expect(page.locator("main h1")).to_contain_text("You are covered from")


def test_chosen_paid_changed_with_a_newborn_lost_and_reinstated(vermont, desk):
    walk = Walk(desk, vermont, "vt", glance)
    walk.shop("05401", [40, 43, 9], 85_000)
    desk.get_by_role("link", name="Apply", exact=True).first.click()
    walk.make_account()
    walk.apply(FAMILY, "7 Church Street", "Burlington", "05401", 85_000)
    walk.choose("Silver Blue for You", "Blue Cross")
    walk.sign_plan("Ana Vela")
    number = walk.confirmation().number
    where = f"{walk.address}/coverage/{number}/"
    price = str(amount(desk.locator("dl.reckoning .sum.num").first.inner_text()))
    walk.pay(number, f"${float(price):,.2f}")

    vermont.date_of_record("vt", "2014-01-25")
    report(desk, where, "income", date(2014, 1, 10))
    walk.tell_income(77_000)
    assert "You stay on Silver Blue for You" in answer_again_and_agree(walk, where)

    report(desk, where, "birth", LEO.born)
    walk.see("people", "Who is in your household?")
    walk._person("p3", LEO)  # the place for the child is there already
    walk.press("Save and continue")
    assert "Leo is covered from January 20, 2014." in answer_again_and_agree(walk, where)

    # Nobody pays any more: three months of grace, and coverage ends with the first of them.
    vermont.run("billing_day", "vt", "--through", "2014-06-02")
    vermont.date_of_record("vt", "2014-06-02")
    desk.goto(where)
    expect(desk.locator("main h1")).to_have_text("Coverage by this plan ended on March 31, 2014")

    vermont.run("reinstate", "vt", number)
    desk.goto(where)
    expect(desk.locator("main h1")).to_have_text("You are covered from January 1, 2014")


def test_renewed_for_the_next_year_and_another_plan_takes_the_place_of_the_renewal(vermont, desk):
    walk = Walk(desk, vermont, "vt", glance)
    vermont.date_of_record("vt", "2025-11-20")
    desk.goto(f"{walk.address}/apply/")
    walk.make_account()
    walk.see("people", "Who is in your household?")
    desk.locator("[name=p0-ssn]").fill(HER_NUMBER)
    walk.tell_people([ANA])
    walk.tell_address("7 Church Street", "Burlington", "05401")
    walk.attest_citizenship()
    walk.tell_taxes(jointly=False)
    answer_the_rest(walk, 60_000)
    walk.sign_application("Ana Rivera")
    desk.get_by_role("link", name="See plans at your price").first.click()
    row = desk.locator(".plan-row").first
    plan = (row.locator("h3").text_content() or "").strip()
    row.locator(".plan-price .ds-c-button").click()
    walk.use_all_credit()
    walk.sign_plan("Ana Rivera")
    number = walk.confirmation().number
    where = f"{walk.address}/coverage/{number}/"
    vermont.wait_for_file("vt/**/*", number)
    vermont.run("issuersim", "--exchange", "vt", "--once")
    see_covered(desk, where)

    vermont.date_of_record("vt", "2026-10-01")
    assert "enrollments: tell:told 1\n" in vermont.run("renew", "--state", "VT", "--year", "2027", "--dry-run")
    desk.goto(where)
    assert not desk.get_by_text("See your plan and price in 2027").count()
    vermont.run("renew", "--state", "VT", "--year", "2027")
    desk.goto(f"{walk.address}/letters/")
    expect(desk.locator("main a").first).to_contain_text("Your coverage in 2027: what happens if you do nothing")
    desk.goto(where)
    desk.get_by_role("link", name="See your plan and price in 2027").click()
    walk.see("renewal ahead", "Your coverage in 2027, if you do nothing")
    told = desk.locator("main").inner_text()
    assert f"{plan} of " in told
    assert "Tell us by October 31, 2026" in told
    assert "Another plan can be chosen from November 1, 2026" in told
    assert desk.locator("caption", has_text="Plans that cost you least").count()

    vermont.date_of_record("vt", "2026-11-01")
    vermont.run("check_again")
    vermont.run("renew", "--state", "VT", "--year", "2027")
    desk.reload()
    walk.see("renewed", "Your coverage goes on in 2027")
    desk.get_by_role("link", name="Your plan in 2027").click()
    walk.see("covered in 2027", "You are covered from January 1, 2027")
    passive = desk.url
    assert plan in desk.locator("main").inner_text()

    desk.go_back()
    desk.get_by_role("link", name="Choose another plan").click()
    walk.see("plans of 2027", walk.plans())
    other = desk.locator(".plan-row").filter(has_not_text=plan).first
    chosen = (other.locator("h3").text_content() or "").strip()
    other.locator(".plan-price .ds-c-button").click()
    if "How much" in desk.locator("main h1").inner_text():
        walk.use_all_credit()
    walk.sign_plan("Ana Rivera")
    expect(desk.locator("main h1")).to_contain_text(re.compile("You chose a plan|You are covered from January 1, 2027"))
    assert chosen in desk.locator("main").inner_text()
    desk.goto(passive)
    expect(desk.locator("main h1")).to_have_text("This choice was canceled. You are not covered.")
    desk.goto(where)
    expect(desk.locator("main h1")).to_have_text("You are covered from January 1, 2026")
