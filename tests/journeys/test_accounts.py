"""Accounts in a real browser: a passkey from the browser's own authenticator, and pages that everybody can read."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "correct horse battery"


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def sign_up(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.address}/federal/account/signup/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(re.compile("/coverage/"))


def confirm(page: Page, site: Site, email: str) -> None:
    """Follow the link of the first mail."""
    mail = next(file.read_text() for file in sorted((site.data / "mail").glob("*")) if email in file.read_text())
    page.goto(re.search(r"https?://\S+/account/email/confirm/\S+", mail).group(0))
    accessible(page)
    page.get_by_role("button", name="Yes, confirm it").click()


def test_a_passkey_is_added_and_opens_the_account_without_a_password(desk: Page, site: Site) -> None:
    desk.context.new_cdp_session(desk).send("WebAuthn.enable")
    devtools = desk.context.new_cdp_session(desk)
    devtools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    # Browsers know passkeys by host name, not by number.
    here = replace(site, address=site.address.replace("127.0.0.1", "localhost"))
    sign_up(desk, here, "passkey@example.org")
    confirm(desk, here, "passkey@example.org")
    desk.goto(f"{here.address}/federal/account/security/passkeys/add/")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Go on").click()
    accessible(desk)
    desk.get_by_label("Name").fill("My desk")
    desk.get_by_label("Sign in with it alone").check()
    desk.get_by_role("button", name="Add it").click()
    expect(desk.get_by_role("heading", name="Recovery codes")).to_be_visible()
    desk.goto(f"{here.address}/federal/account/logout/")
    desk.get_by_role("button", name="Sign out").click()
    desk.goto(f"{here.address}/federal/account/login/")
    desk.get_by_role("button", name="Use a passkey").click()
    desk.wait_for_url(re.compile("/coverage/"))
    desk.goto(f"{here.address}/federal/account/security/passkeys/")
    expect(desk.get_by_text("My desk").first).to_be_visible()


def test_every_page_of_an_account_can_be_read_by_everybody(desk: Page, site: Site) -> None:
    sign_up(desk, site, "reader@example.org")
    for page in ("security/", "email/", "phone/", "devices/", "password/change/", "identity/", "identity/document/"):
        desk.goto(f"{site.address}/federal/account/{page}")
        accessible(desk)


def test_a_phone_without_javascript_proves_an_identity(phone: Page, site: Site) -> None:
    sign_up(phone, site, "phone@example.org")
    phone.goto(f"{site.address}/federal/account/identity/")
    phone.get_by_role("link", name="Answer questions").click()
    for label, value in (
        ("First name", "Ana"),
        ("Last name", "Rivera"),
        ("Month", "3"),
        ("Day", "14"),
        ("Year", "1973"),
    ):
        phone.get_by_label(label, exact=True).fill(value)
    phone.get_by_label("Street and number").fill("12 Maple Lane")
    phone.get_by_label("ZIP code").fill("03301")
    phone.get_by_role("button", name="Ask me").click()
    for answer in ("Harbor Street", "A blue sedan of 2004", "Lakeside Mutual"):
        phone.get_by_label(answer).check()
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_text("You have proven who you are.")).to_be_visible()


def test_the_outside_sign_in_of_the_demo_leads_there_and_back(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}/federal/account/login/")
    accessible(desk)
    desk.get_by_role("button", name="Sign in with Simulated ID").click()
    desk.get_by_role("link", name="Ana Rivera").click()
    desk.wait_for_url(re.compile("/coverage/"))
    desk.goto(f"{site.address}/federal/account/identity/")
    expect(desk.get_by_text("You have proven who you are.")).to_be_visible()
