"""Shopping and applying need no mouse: every stop can be reached with Tab, shows that it has the focus, and obeys Enter and Space."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_walk import accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MOST_STOPS = 80
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const name = (at.labels && at.labels.length ? at.labels[0].innerText : at.innerText) || at.getAttribute("aria-label") || "";
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return [name.trim().replace(/\\s+/g, " "), shown, at.tagName];
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so. Nothing on the way hides that it has it."""
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found, shown, tag = page.evaluate(FOCUSED)
        assert shown or tag == "BODY", f"the focus on {found!r} does not show"
        if found.startswith(name):
            return
        passed.append(found)
    raise AssertionError(f"{name!r} cannot be reached; passed {passed}")


def go_on(page: Page, heading: str) -> None:
    """Press Enter, and wait for the page that it leads to."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_from_the_front_page_to_the_account_without_a_mouse(site, desk):
    desk.goto(f"{site.address}/federal/")
    desk.keyboard.press("Tab")
    assert desk.evaluate(FOCUSED)[0] == "Skip to the main content"
    desk.keyboard.press("Enter")
    tab_to(desk, "ZIP code")
    desk.keyboard.type("03301")
    tab_to(desk, "Ages of everyone")
    desk.keyboard.type("40")
    tab_to(desk, "Household income")
    desk.keyboard.type("25000")
    go_on(desk, "10 plans for 1 adult")
    tab_to(desk, "Silver")
    desk.keyboard.press("Space")
    tab_to(desk, "Show plans")
    desk.keyboard.press("Enter")
    expect(desk.locator(".plan-row")).to_have_count(3)
    tab_to(desk, "Anthem Silver DirectAccess w/HSA")
    go_on(desk, "Anthem Silver DirectAccess w/HSA")
    tab_to(desk, "Apply with this plan")
    go_on(desk, "Sign in")
    tab_to(desk, "Make an account")
    go_on(desk, "Make an account")
    tab_to(desk, "Email address")
    desk.keyboard.type("keyboard@example.com")
    tab_to(desk, "Password")
    desk.keyboard.type("correct horse battery staple")
    go_on(desk, "Who is in your household?")


def test_a_mistake_takes_the_focus_and_leads_to_its_field(site, desk):
    desk.goto(f"{site.address}/federal/")
    tab_to(desk, "ZIP code")
    desk.keyboard.type("00000")
    tab_to(desk, "Ages of everyone")
    desk.keyboard.type("40")
    desk.keyboard.press("Enter")
    expect(desk.locator("#problems")).to_be_focused()
    accessible(desk, "a mistake")
    tab_to(desk, "We do not know this ZIP code")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("ZIP code")).to_be_focused()
    expect(desk.get_by_label("ZIP code")).to_have_value("00000")
