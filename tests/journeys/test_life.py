"""The life of an enrollment by its pages: choose, pay, earn less, a newborn, coverage lost because it was not paid, and back again."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
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
LEO = Someone("Leo", "Vela", date(2014, 1, 20), "M", "My child or stepchild")


@pytest.fixture
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
    heading = page.locator("main h1")
    for _ in range(STEPS):
        if "Check your answers" in heading.inner_text():
            break
        for name in dict.fromkeys(one.get_attribute("name") for one in page.locator("main input[type=radio]").all()):
            _answer_if_open(page, str(name))
        page.get_by_role("button", name="Save and continue").click()
    walk.sign_application("Ana Vela")
    page.goto(where)
    page.get_by_role("link", name="Go on with it").click()
    expect(heading).to_have_text("What will happen")
    walk._sign("Ana Vela")
    page.get_by_role("button", name="Sign and do this").click()
    expect(page.get_by_text("This is done.")).to_be_visible()
    return page.locator("main").inner_text()


def _answer_if_open(page: Page, name: str) -> None:
    """Of who came new: a citizen, and nothing else of what is asked."""
    group = page.locator(f"main input[type=radio][name='{name}']")
    if group.locator("xpath=self::*[@checked]").count():
        return
    for value in ("citizen", "no"):
        if (choice := page.locator(f"main input[type=radio][name='{name}'][value={value}]")).count():
            choice.first.check(force=True)
            return


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
    walk.press("Add a person")
    walk._person("p3", LEO)
    walk.press("Save and continue")
    assert "Leo is covered from January 20, 2014." in answer_again_and_agree(walk, where)

    # Nobody pays any more: three months of grace, and coverage ends with the first of them.
    vermont.run("billing_day", "vt", "--through", "2014-06-02")
    vermont.date_of_record("vt", "2014-06-02")
    desk.goto(where)
    expect(desk.locator("main h1")).to_have_text("Coverage by this plan ends on March 31, 2014")

    vermont.run("reinstate", "vt", number)
    desk.goto(where)
    expect(desk.locator("main h1")).to_have_text("You are covered from January 1, 2014")
