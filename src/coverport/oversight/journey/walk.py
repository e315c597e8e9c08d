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
# Choosing outside open enrollment: coverage that ends without one's own doing, 45 CFR 155.420(d)(1).
EVENT, CAUSE = "loss_of_coverage", "other"
# What a walk tried of choosing a plan: in open enrollment; by a special period; nothing, since the rule lets nobody choose.
CHOSEN, CHOSEN_BY_EVENT, NOT_TRIED = "chosen", "chosen_by_event", "not_tried"


class Household(msgspec.Struct, frozen=True):
    """Who walks on which day, and where they say that they live."""

    zip: str
    county: str
    born: date
    on: date
    email: str
    password: str


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """How far it came. broken: the step that did not work, empty where all did; why: what was there instead.

    enrollment: its reference; empty where nobody can choose a plan on this day. tried: CHOSEN, CHOSEN_BY_EVENT or NOT_TRIED; empty
    where a step before the choice did not work.
    """

    broken: str = ""
    why: str = ""
    enrollment: str = ""
    tried: str = ""
    asked: int
    failed: int
    milliseconds: int


class Broken(Exception):
    """A step did not lead on."""


def walk(
    address: str,
    household: Household,
    *,
    known: Callable[[str], object],
    way_of: Callable[[str], str],
    timeout: float = 10,
) -> Walked:
    """Walk through a site. known: told of the account as soon as there is one, before anything happens on it; way_of: how the rule
    lets this application (by its reference) choose a plan on this day: CHOSEN, CHOSEN_BY_EVENT or NOT_TRIED.
    """
    visitor = Visitor(timeout)
    journey = _Journey(visitor, address.rstrip("/") + "/", household)
    enrollment = broken = why = tried = ""
    try:
        journey.shop()
        journey.sign_up()
        known(household.email)
        tried = way_of(journey.apply())
        enrollment = journey.choose(tried)
    except (Broken, Unanswered) as trouble:
        broken, why = journey.step, str(trouble)
    return Walked(
        broken=broken, why=why, enrollment=enrollment, tried=tried, asked=visitor.asked, failed=visitor.failed,
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

    def apply(self) -> str:
        """All steps of the application, to the decision; answers its reference."""
        for _ in range(MOST_STEPS):
            if done := re.search(r"/apply/([^/]+)/decision/", self.page.url):
                return done[1]
            found = re.search(r"/apply/[^/]+/(\w+)/", self.page.url)
            if found is None:
                raise Broken(f"the application led to {self._here()}")
            before = self.page.url
            form = self._main_form()
            self._post(f"application: {found[1]}", form, self._answers(form))
            if self.page.url == before:
                raise Broken(f"the answers were not taken: {self._here()}")
        raise Broken("the application does not end")

    def choose(self, way: str) -> str:
        """Choose the first plan and sign; answers the enrollment's reference, or nothing where nobody can choose today."""
        if way == NOT_TRIED:
            return ""
        self._follow("plans at your price", r"/coverage/[^/]+/plans/")
        if way == CHOSEN_BY_EVENT:
            self._tell_event()
        self._follow("choose", r"/coverage/[^/]+/credit/\?")
        if form := self.page.form("how_much"):
            self._post("tax credit", form, APPLICATION)
        self._send("sign", ("agrees", "signature"), APPLICATION)
        found = re.search(r"/coverage/([0-9A-Z]{4}-[0-9A-Z]{4})/$", self.page.url)
        if found is None:
            raise Broken(f"no enrollment: {self._here()}")
        return found[1]

    def _tell_event(self) -> None:
        """As somebody does outside open enrollment: other coverage ends today, which opens a time for choosing."""
        self._follow("when a plan can be chosen", r"/coverage/[^/]+/when/")
        on = self.household.on
        day = {"event_date_month": str(on.month), "event_date_day": str(on.day), "event_date_year": str(on.year)}
        self._send("what happened", ("event",), {"event": EVENT, "cause": CAUSE, "moved_from": ""} | day)
        self._follow("plans of the special period", r"/coverage/[^/]+/plans/\?way=")

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
