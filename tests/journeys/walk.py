"""The walk as a person goes it: by labels and buttons, from the front door to the confirmation. Knows pages, not code."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site

PASSWORD = "correct horse battery staple"
_numbers = count(1)


@dataclass(frozen=True)
class Someone:
    """One person of a household; relationship as the page words it, empty for the first."""

    first: str
    last: str
    born: date
    sex: str
    relationship: str = ""
    applies: bool = True

    def age(self, on: date) -> int:
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


@dataclass
class Chosen:
    """What the confirmation page said."""

    number: str
    text: str


class Walk:
    """One person's way through one exchange. `look` is called on every page with its name."""

    def __init__(self, page: Page, site: Site, exchange: str, look: Callable[[Page, str], None]) -> None:
        self.page, self.site, self.exchange, self.look = page, site, exchange, look
        self.address = f"{site.address}/{exchange}"

    def see(self, name: str, heading: str | re.Pattern[str]) -> None:
        """Wait until the page with a heading is there, then look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.look(self.page, name)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.locator("main").get_by_role("button", name=name).first.click()

    # Shopping, without an account

    def shop(self, zip_code: str, ages: Sequence[int], income: int, county: str = "") -> None:
        """From the home page to the list of plans."""
        page = self.page
        page.goto(f"{self.address}/")
        self.see("home", re.compile("See every plan"))
        page.get_by_label("ZIP code").fill(zip_code)
        for position, age in enumerate(ages):
            box = page.locator("input[name=age]").nth(position)
            if not box.count():
                self.press("Add a person")
                expect(page.locator("input[name=age]")).to_have_count(position + 1)
                box = page.locator("input[name=age]").nth(position)
            box.fill(str(age))
        page.get_by_label(re.compile("Household income")).fill(str(income))
        self.press("See plans and prices")
        if county:
            self.see("county", re.compile("county", re.IGNORECASE))
            page.get_by_label(county).check(force=True)
            self.press(re.compile("See plans|Continue|Go on"))
        self.see("results", re.compile(r"^\s*\d+ plans"))

    def plan_row(self, plan_name: str, insurer: str = "") -> Locator:
        """A plan's row; the list is unfolded where it stands further down."""
        heading = self.page.get_by_role("heading", level=3, name=plan_name, exact=True)
        row = self.page.locator(".plan-row").filter(has=heading).filter(has_text=insurer)
        more = self.page.get_by_role("link", name=re.compile("Show (more|one more)"))
        while not row.count() and more.count():
            more.click()
            expect(self.page.locator(".plan-row").first).to_be_visible()
        expect(row).to_have_count(1)
        return row

    def open_plan(self, plan_name: str) -> None:
        self.page.get_by_role("link", name=plan_name, exact=True).first.click()
        self.see("plan", re.compile(re.escape(plan_name)))

    def apply_with_this_plan(self) -> None:
        self.page.get_by_role("link", name=re.compile("Apply with this plan")).first.click()

    # Account

    def make_account(self) -> str:
        """Through the sign-in page that stands in the way to a new account; answers the email address."""
        page = self.page
        self.see("sign in", re.compile("Sign in"))
        page.locator("main").get_by_role("link", name=re.compile("account")).first.click()
        self.see("sign up", re.compile("Make an account"))
        email = f"person{next(_numbers)}@example.com"
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Make my account")
        return email

    # Application

    def tell_people(self, people: Sequence[Someone]) -> None:
        self.see("people", "Who is in your household?")
        for position, one in enumerate(people):
            self._person(f"p{position}", one)
        self.press("Save and continue")

    def _person(self, row: str, one: Someone) -> None:
        def box(name: str) -> Locator:
            return self.page.locator(f"[name={row}-{name}]")

        box("first_name").fill(one.first)
        box("last_name").fill(one.last)
        for part in ("month", "day", "year"):
            box(f"birth_date_{part}").fill(str(getattr(one.born, part)))
        self.page.locator(f"[name={row}-sex][value={one.sex}]").check(force=True)
        self.page.locator(f"[name={row}-applies][value={'yes' if one.applies else 'no'}]").check(force=True)
        if one.relationship:
            box("relationship").select_option(label=one.relationship)

    def tell_address(self, street: str, city: str, zip_code: str, county: str = "") -> None:
        page = self.page
        self.see("address", "Where do you live?")
        page.get_by_label("Street address").fill(street)
        page.get_by_label("City or town").fill(city)
        page.get_by_label("ZIP code").fill(zip_code)
        if county and page.get_by_label(county).count():
            page.get_by_label(county).check(force=True)
        self.press("Save and continue")

    def attest_citizenship(self) -> None:
        self.see("citizenship", re.compile("Citizenship"))
        for choice in self.page.get_by_label("A citizen or national of the United States").all():
            choice.check(force=True)
        self.press("Save and continue")

    def tell_taxes(self, *, jointly: bool) -> None:
        self.see("taxes", re.compile("tax return"))
        self._answer("files_taxes", "yes")
        self._answer("claimed_by", "no")
        if jointly:
            self._answer("files_jointly", "yes")
        self.press("Save and continue")

    def _answer(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check(force=True)

    def nothing_special(self) -> None:
        """No pregnancy, no disability, nothing else of the list."""
        self.see("circumstances", re.compile("Is any of this true"))
        self.press("Save and continue")

    def tell_income(self, income: int) -> None:
        """One amount a year for the first person, nothing for the others."""
        self.see("income", re.compile("[Ii]ncome"))
        boxes = self.page.get_by_label("Amount before taxes")
        boxes.first.fill(str(income))
        for box in boxes.all()[1:]:
            box.fill("0")
        self.press("Save and continue")

    def has_no_other_coverage(self) -> None:
        self.see("other coverage", re.compile("coverage"))
        for choice in self.page.locator("main input[type=radio][value=no]").all():
            choice.check(force=True)
        self.press("Save and continue")

    def sign_application(self, name: str) -> None:
        self.see("check answers", re.compile("Check your answers"))
        self._sign(name)
        self.press(re.compile("Sign and see"))

    def _sign(self, name: str) -> None:
        for box in self.page.locator("main input[type=checkbox]").all():
            box.check(force=True)
        self.page.get_by_label(re.compile("full name")).fill(name)

    def apply(
        self, people: Sequence[Someone], street: str, city: str, zip_code: str, income: int, county: str = ""
    ) -> str:
        """All steps of the application; answers what the decision page says."""
        self.tell_people(people)
        self.tell_address(street, city, zip_code, county)
        self.attest_citizenship()
        self.tell_taxes(jointly=any("wife" in one.relationship for one in people))
        self.nothing_special()
        self.tell_income(income)
        self.has_no_other_coverage()
        self.sign_application(f"{people[0].first} {people[0].last}")
        self.see("decision", re.compile(r"^\s*You can"))
        return self.page.locator("main").inner_text()

    # Enrollment

    def choose(self, plan_name: str, insurer: str = "") -> None:
        if self.page.get_by_role("link", name="See plans at your price").count():
            self.page.get_by_role("link", name="See plans at your price").first.click()
            self.see("plans at your price", re.compile(r"plans? for"))
        row = self.plan_row(plan_name, insurer)
        row.locator(".plan-price .ds-c-button").click()

    def use_all_credit(self) -> None:
        self.see("credit", re.compile("credit"))
        self.press(re.compile("Continue|Go on|Review"))

    def sign_plan(self, name: str) -> None:
        self.see("review plan", "Review and sign")
        self._sign(name)
        self.press("Sign and choose this plan")

    def confirmation(self) -> Chosen:
        self.see("confirmation", "You chose a plan. You are not covered yet.")
        text = self.page.locator("main").inner_text()
        number = re.search(r"Enrollment number\s+([A-Z0-9]{4}-[A-Z0-9]{4})", text)
        assert number, text
        return Chosen(number[1], text)

    def pay(self, number: str, amount: str) -> None:
        """Pay the first bill where the exchange collects it, until the page says that the person is covered."""
        page = self.page
        page.goto(f"{self.address}/coverage/{number}/")
        page.get_by_role("link", name=re.compile(rf"Pay {re.escape(amount)} now")).click()
        self.see("pay", re.compile("Pay your first"))
        self.press(re.compile("^Pay "))
        self.see("covered", re.compile("covered from"))

    def letter(self) -> bytes:
        """The newest letter of the inbox, as the PDF that the person downloads."""
        page = self.page
        page.get_by_role("navigation").get_by_role("link", name="Letters").click()
        self.see("letters", "Your letters")
        page.locator("main a").first.click()
        expect(page.get_by_role("link", name=re.compile("Download"))).to_be_visible()
        self.look(page, "letter")
        link = page.get_by_role("link", name=re.compile("Download")).get_attribute("href")
        assert link
        answer = page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + link)
        assert answer.ok, answer.status
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()


def amount(text: str) -> Decimal:
    """The first amount with cents in a text."""
    found = re.search(r"\$([\d,]+\.\d\d)", text)
    assert found, text
    return Decimal(found[1].replace(",", ""))
