"""The scripted journey: from a ZIP code to an enrollment, by the pages that everybody uses. It knows addresses and fields, not code."""

import re
from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from coverport.oversight.journey.visitor import Form, Page, Unanswered, Visitor

# A way through the application that does not end has gone in a circle.
MOST_STEPS = 30
# Enough for no Medicaid, so that a plan is chosen and has a price.
INCOME = "58000"
NAME = ("Test", "Journey")
APPLICATION = {
    "first_name": NAME[0], "last_name": NAME[1], "sex": "F", "applies": "yes", "street": "1 Test Street", "city": "Testville",
    "files_taxes": "yes", "claimed_by": "no", "files_jointly": "no", "consent_years": "0",
    "signature": " ".join(NAME), "agrees": "on", "true": "on", "how_much": "all",
}  # fmt: skip
CITIZEN = "citizen"


class Household(msgspec.Struct, frozen=True):
    """Who walks, and where they say that they live."""

    zip: str
    county: str
    born: date
    email: str
    password: str


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """How far it came. broken: the step that did not work, empty where all did; why: what was there instead.

    enrollment: its reference; empty where nobody can choose a plan on this day, and the site said so.
    """

    broken: str = ""
    why: str = ""
    enrollment: str = ""
    asked: int
    failed: int
    milliseconds: int


class Broken(Exception):
    """A step did not lead on."""


def walk(
    address: str, household: Household, *, known: Callable[[str], object], can_choose: bool, timeout: float = 10
) -> Walked:
    """Walk through a site. known: told of the account as soon as there is one, before anything happens on it; can_choose: whether
    the calendar lets anybody choose a plan on this day.
    """
    visitor = Visitor(timeout)
    journey = _Journey(visitor, address.rstrip("/") + "/", household)
    enrollment = broken = why = ""
    try:
        journey.shop()
        journey.sign_up()
        known(household.email)
        journey.apply()
        enrollment = journey.choose(can_choose=can_choose)
    except (Broken, Unanswered) as trouble:
        broken, why = journey.step, str(trouble)
    return Walked(
        broken=broken, why=why, enrollment=enrollment, asked=visitor.asked, failed=visitor.failed,
        milliseconds=visitor.milliseconds,
    )  # fmt: skip


class _Journey:
    """One walk: the page where it is, and the step that it takes."""

    def __init__(self, visitor: Visitor, address: str, household: Household) -> None:
        self.visitor, self.address, self.household = visitor, address, household
        self.step = "home"
        self.page: Page

    def shop(self) -> None:
        """Plans and prices without an account, then one plan."""
        self._open("home", self.address)
        self._send("results", ("zip", "ages", "income"), {"zip": self.household.zip, "ages": "40", "income": INCOME})
        if not self.page.link("/plans/") and (form := self.page.form("county")):
            self._post("county", form, {"county": self.household.county})
        self._follow("plan", r"/plans/\w{14}(\?|$)")
        self._follow("begin to apply", r"/apply/(\?|$)")

    def sign_up(self) -> None:
        """An account of its own."""
        self._follow("sign-up page", r"/account/signup/")
        answers = {"email": self.household.email, "password1": self.household.password}
        self._send("sign up", ("email", "password1"), answers)

    def apply(self) -> None:
        """All steps of the application, to the decision."""
        for _ in range(MOST_STEPS):
            if re.search(r"/apply/[^/]+/decision/", self.page.url):
                return
            found = re.search(r"/apply/[^/]+/(\w+)/", self.page.url)
            if found is None:
                raise Broken(f"the application led to {self._here()}")
            before = self.page.url
            form = self._main_form()
            self._post(f"application: {found[1]}", form, self._answers(form))
            if self.page.url == before:
                raise Broken(f"the answers were not taken: {self._here()}")
        raise Broken("the application does not end")

    def choose(self, *, can_choose: bool) -> str:
        """Choose the first plan and sign; answers the enrollment's reference, or nothing where nobody can choose today."""
        if not can_choose:
            return ""
        self._follow("plans at your price", r"/coverage/[^/]+/plans/")
        self._follow("choose", r"/coverage/[^/]+/credit/\?")
        if form := self.page.form("how_much"):
            self._post("tax credit", form, APPLICATION)
        self._send("sign", ("agrees", "signature"), APPLICATION)
        found = re.search(r"/coverage/([0-9A-Z]{4}-[0-9A-Z]{4})/$", self.page.url)
        if found is None:
            raise Broken(f"no enrollment: {self._here()}")
        return found[1]

    def _answers(self, form: Form) -> Mapping[str, str]:
        """The household's answers, and those that stand under a name of this form only."""
        born = self.household.born
        answers = APPLICATION | {
            "zip": self.household.zip, "county": self.household.county, "birth_date_month": str(born.month),
            "birth_date_day": str(born.day), "birth_date_year": str(born.year),
        }  # fmt: skip
        income = next((name for name in form.fields if name.endswith("-0-amount")), None)
        if income:
            answers[income] = INCOME
        for name, field in form.fields.items():
            if field.kind == "radio" and CITIZEN in field.choices:
                answers[name] = CITIZEN
        return answers

    def _main_form(self) -> Form:
        form = next((form for form in self.page.forms if form.method == "post" and form.buttons), None)
        if form is None:
            raise Broken(f"there is no form: {self._here()}")
        return form

    def _open(self, step: str, url: str) -> None:
        self.step = step
        self._at(self.visitor.open(url))

    def _follow(self, step: str, pattern: str) -> None:
        """The first link whose address fits."""
        self.step = step
        url = next((url for url in self.page.links if re.search(pattern, url)), None)
        if url is None:
            raise Broken(f"there is no link to it: {self._here()}")
        self._at(self.visitor.open(url))

    def _send(self, step: str, names: tuple[str, ...], answers: Mapping[str, str]) -> None:
        """The form that asks for these names."""
        self.step = step
        form = self.page.form(*names)
        if form is None:
            raise Broken(f"there is no form for it: {self._here()}")
        self._post(step, form, answers)

    def _post(self, step: str, form: Form, answers: Mapping[str, str]) -> None:
        self.step = step
        self._at(self.visitor.send(self.page, form, answers))

    def _at(self, page: Page) -> None:
        self.page = page
        if page.status >= 400:
            raise Broken(f"the answer was {page.status}: {self._here()}")

    def _here(self) -> str:
        return f"“{self.page.heading}” at {self.page.url.partition('?')[0]}"
