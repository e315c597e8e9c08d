"""The walk as a person goes it: by labels and buttons, from the front door to the confirmation. Knows pages, not code.

What the person looks for is written here in English; a walk in another language looks for the words of its own list.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.spanish import SPANISH

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

    def __init__(
        self, page: Page, site: Site, exchange: str, look: Callable[[Page, str], None], language: str = "en"
    ) -> None:
        self.page, self.site, self.exchange, self.look, self.language = page, site, exchange, look, language
        self.address = f"{site.address}/{exchange}"

    def word(self, text: str) -> str:
        """What stands on the page for a text."""
        return SPANISH[text] if self.language == "es" else text

    def with_word(self, text: str) -> re.Pattern[str]:
        """Whatever has a text in it."""
        return re.compile(re.escape(self.word(text)))

    def see(self, name: str, heading: str | re.Pattern[str]) -> None:
        """Wait until the page with a heading is there, then look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self.look(self.page, name)

    def press(self, text: str) -> None:
        self.page.locator("main").get_by_role("button", name=self.with_word(text)).first.click()

    # Shopping, without an account

    def shop(self, zip_code: str, ages: Sequence[int], income: int, county: str = "") -> None:
        """From the home page to the list of plans."""
        page = self.page
        page.goto(f"{self.address}/")
        if self.language == "es":
            page.get_by_role("button", name="Español").click()
        self.see("home", self.with_word("See every plan"))
        page.get_by_label(self.word("ZIP code")).fill(zip_code)
        page.get_by_label(self.with_word("Ages of everyone")).fill(", ".join(map(str, ages)))
        page.get_by_label(self.with_word("Household income")).fill(str(income))
        self.press("See plans and prices")
        if county:
            self.see("county", self.with_word("Which county"))
            page.get_by_label(county).check(force=True)
            self.press("See plans and prices")
        self.see("results", self.plans())

    def plans(self) -> re.Pattern[str]:
        return re.compile(rf"^\s*\d+ {self.word('plans')}")

    def plan_row(self, plan_name: str, insurer: str = "") -> Locator:
        """A plan's row; the list is unfolded where it stands further down."""
        heading = self.page.get_by_role("heading", level=3, name=plan_name, exact=True)
        return self.unfolded(self.page.locator(".plan-row").filter(has=heading).filter(has_text=insurer))

    def plan_heading(self, plan: str) -> str:
        """The name under which the list has a plan: its row links to the plan's address."""
        link = self.unfolded(self.page.locator(f'.plan-row h3 a[href*="{plan}"]'))
        # What is far below the fold is not laid out yet, and has no inner text.
        return (link.text_content() or "").strip()

    def unfolded(self, place: Locator) -> Locator:
        """A place in the list of plans, which is shown whole where it stands further down."""
        more = self.page.locator(".list-foot").get_by_role("button", name=self.with_word("Show"))
        while not place.count() and more.count():
            more.first.click()
            expect(self.page.locator(".plan-row").first).to_be_visible()
        expect(place).to_have_count(1)
        return place

    def open_plan(self, plan_name: str) -> None:
        self.page.get_by_role("link", name=plan_name, exact=True).first.click()
        self.see("plan", re.compile(re.escape(plan_name)))

    def apply_with_this_plan(self) -> None:
        self.page.get_by_role("link", name=self.word("Apply with this plan")).first.click()

    # Account

    def make_account(self) -> str:
        """Through the sign-in page that stands in the way to a new account; answers the email address."""
        page = self.page
        self.see("sign in", self.with_word("Sign in"))
        page.locator("main").get_by_role("link", name=self.word("Make an account")).first.click()
        self.see("sign up", self.with_word("Make an account"))
        email = f"person{next(_numbers)}@example.com"
        page.get_by_label(self.word("Email address")).fill(email)
        page.get_by_label(self.word("Password"), exact=True).fill(PASSWORD)
        self.press("Make my account")
        return email

    # Application

    def tell_people(self, people: Sequence[Someone]) -> None:
        self.see("people", self.word("Who is in your household?"))
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
            box("relationship").select_option(label=self.word(one.relationship))

    def tell_address(self, street: str, city: str, zip_code: str, county: str = "") -> None:
        page = self.page
        self.see("address", self.word("Where do you live?"))
        page.get_by_label(self.word("Street address")).fill(street)
        page.get_by_label(self.word("City or town")).fill(city)
        page.get_by_label(self.word("ZIP code")).fill(zip_code)
        if county and page.get_by_label(county).count():
            page.get_by_label(county).check(force=True)
        self.press("Save and continue")

    def attest_citizenship(self) -> None:
        self.see("citizenship", self.with_word("Citizenship"))
        for choice in self.page.get_by_label(self.word("A citizen or national of the United States")).all():
            choice.check(force=True)
        self.press("Save and continue")

    def tell_taxes(self, *, jointly: bool, claims: bool = False) -> None:
        """claims: everybody who can be claimed as a dependent is."""
        self.see("taxes", self.word("Your tax return"))
        self._answer("files_taxes", "yes")
        self._answer("claimed_by", "no")
        for box in self.page.locator("main [name=dependents]").all() if claims else ():
            box.check(force=True)
        if jointly:
            self._answer("files_jointly", "yes")
        self.press("Save and continue")

    def _answer(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check(force=True)

    def nothing_special(self) -> None:
        """No pregnancy, no disability, nothing else of the list."""
        self.see("circumstances", self.word("Is any of this true?"))
        self.press("Save and continue")

    def tell_income(self, income: int) -> None:
        """One amount a year for the first person, nothing for the others."""
        self.see("income", self.with_word("Income in"))
        boxes = self.page.get_by_label(self.word("Amount before taxes"))
        boxes.first.fill(str(income))
        for box in boxes.all()[1:]:
            box.fill("0")
        self.press("Save and continue")

    def has_no_other_coverage(self) -> None:
        self.see("other coverage", self.word("Other health coverage"))
        for choice in self.page.locator("main input[type=radio][value=no]").all():
            choice.check(force=True)
        self.press("Save and continue")

    def sign_application(self, name: str) -> None:
        self.see("check answers", self.with_word("Check your answers"))
        self._sign(name)
        self.press("Sign and see")

    def _sign(self, name: str) -> None:
        for box in self.page.locator("main input[type=checkbox]").all():
            box.check(force=True)
        for choice in self.page.locator("main input[name=consent_years][value='5']").all():
            choice.check(force=True)
        self.page.get_by_label(self.with_word("your full name")).fill(name)

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
        self.see("decision", self.with_word("You can"))
        return self.page.locator("main").inner_text()

    # Enrollment

    def choose(self, plan_name: str, insurer: str = "") -> None:
        prices = self.page.get_by_role("link", name=self.word("See plans at your price"))
        if prices.count():
            prices.first.click()
            self.see("plans at your price", self.plans())
        row = self.plan_row(plan_name, insurer)
        row.locator(".plan-price .ds-c-button").click()

    def use_all_credit(self) -> None:
        self.see("credit", self.with_word("How much of your tax credit"))
        self.press("Continue")

    def sign_plan(self, name: str) -> None:
        self.see("review plan", self.word("Review and sign"))
        self._sign(name)
        self.press("Sign and choose this plan")

    def confirmation(self) -> Chosen:
        self.see("confirmation", self.word("You chose a plan. You are not covered yet."))
        text = self.page.locator("main").inner_text()
        number = re.search(rf"{self.word('Enrollment number')}\s+([A-Z0-9]{{4}}-[A-Z0-9]{{4}})", text)
        assert number, text
        return Chosen(number[1], text)

    def pay(self, number: str, amount: str) -> None:
        """Pay the first bill where the exchange collects it, until the page says that the person is covered."""
        page = self.page
        page.goto(f"{self.address}/coverage/{number}/")
        page.get_by_role("link", name=re.compile(rf"{self.word('Pay')} {re.escape(amount)}")).click()
        self.see("pay", self.with_word("Pay your first"))
        self.press("Pay")
        # The processor's own page, in the person's language.
        page.get_by_role("button", name=amount).click()
        self.see("receipt", self.with_word("You paid"))
        page.goto(f"{self.address}/coverage/{number}/")
        self.see("covered", self.with_word("You are covered from"))

    def letter(self) -> bytes:
        """The newest letter of the inbox, as the PDF that the person downloads."""
        page = self.page
        page.get_by_role("navigation").get_by_role("link", name=self.word("Letters")).click()
        self.see("letters", self.word("Your letters"))
        page.locator("main a").first.click()
        download = page.get_by_role("link", name=self.with_word("Download"))
        expect(download).to_be_visible()
        self.look(page, "letter")
        link = download.get_attribute("href")
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
