"""A case's answers, saved step by step by the verbs of every application; a step that lacks an answer waits for a clerk."""

from collections.abc import Callable
from datetime import date
from typing import Any

from coverport.applications import actions
from coverport.applications.asking import Reading, read
from coverport.applications.models import Application
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, TaxAnswer
from coverport.applications.rules.household import Question
from coverport.core.access import Actor
from coverport.fallback.cases.checking import answers_of
from coverport.fallback.cases.layout import COLUMNS, JOB
from coverport.fallback.cases.reading import Case, PersonRow
from coverport.plans.geography import counties_of_zip

# An answer to an early step can ask for more in a step before it.
ROUNDS = 2


class Answering:
    """One case on its way into a draft. keys: a person's number in the case -> their reference here."""

    def __init__(self, actor: Actor, draft: Application, case: Case, on: date) -> None:
        self.draft, self.case = draft, case
        self.common: dict[str, Any] = {"actor": actor, "application": draft, "on": on}
        self.keys: dict[str, str] = {}
        self.reading: Reading | None = None

    def save(self) -> str:
        """Save what is answered; the first step that is not, or review. Raises AnswersRefused."""
        self._do(actions.save_people, people=answers_of(self.case))
        rows = self.draft.applicants.order_by("position").values_list("person__reference", flat=True)
        self.keys = {str(place): key for place, key in enumerate(rows, 1)}
        for _round in range(ROUNDS):
            for step in steps.STEPS[1:-1]:
                if step not in self.draft.saved_steps:
                    self._save(step)
        self._save_wishes()
        return steps.first_open(self._read().steps, self.draft.saved_steps)

    def _do(self, verb: Callable[..., object], **given: Any) -> None:
        """Have a verb save, and look anew at what is asked then."""
        verb(**given, **self.common)
        exchange, household = self.draft.exchange, self.draft.household
        self.draft.refresh_from_db()
        # They stay the same, and are not looked up anew for each step.
        self.draft.exchange, self.draft.household = exchange, household
        self.reading = None

    def _read(self) -> Reading:
        """What is asked now; worked out once for each change, for the engine has a part in it."""
        if self.reading is None:
            self.reading = read(self.draft)
        return self.reading

    def _save(self, step: str) -> None:
        match step:
            case steps.ADDRESS:
                self._save_contact()
            case steps.CITIZENSHIP:
                self._save_citizenship()
            case steps.TAXES:
                self._save_taxes()
            case steps.INCOME:
                self._save_income()
            case _:
                self._save_questions(step)

    def _save_contact(self) -> None:
        told = self.case.values
        county = told.get("county_fips") or self._only_county()
        if not all(told.get(name) for name in ("street", "city", "zip")) or not county:
            return
        apart = frozenset(self._key(one.values["person"]) for one in self.case.people if one.values.get("elsewhere"))
        contact = ContactAnswer(
            street=told["street"], unit=told.get("unit", ""), city=told["city"], zip=told["zip"], county_fips=county,
            phone=told.get("phone", ""), elsewhere=apart,
        )  # fmt: skip
        self._do(actions.save_contact, contact=contact)

    def _only_county(self) -> str | None:
        """The county of a ZIP code that reaches into one alone."""
        if not (zip_code := self.case.values.get("zip")):
            return None
        found = counties_of_zip(zip_code, self.draft.year)
        return found[0].fips if len(found) == 1 else None

    def _save_citizenship(self) -> None:
        applying = [one for one in self.case.people if one.values["applies"]]
        given = {self._key(one.values["person"]): one.values.get("citizenship") for one in applying}
        if all(given.values()):
            self._do(actions.save_citizenship, attested={key: str(each) for key, each in given.items()})

    def _save_taxes(self) -> None:
        told = self.case.values
        files, claimed = told.get("files_taxes"), told.get("claimed_by")
        others = [one for one in self.case.people if one.values["relationship"] not in {"self", "spouse"}]
        spouse = any(one.values["relationship"] == "spouse" for one in self.case.people)
        unsaid = any(one.values.get("dependent") is None for one in others) or (
            spouse and told.get("files_jointly") is None
        )
        if files is None or claimed is None or (files and unsaid):
            return
        dependents = frozenset(
            self._key(one.values["person"]) for one in self.case.people if one.values.get("dependent")
        )
        answer = TaxAnswer(files, told.get("files_jointly"), self._key(claimed), dependents if files else frozenset())
        self._do(actions.save_taxes, answer=answer)

    def _save_income(self) -> None:
        if any(one.values.get("income") is None for one in self.case.people):
            return
        incomes = [
            IncomeAnswer(self._key(one.values["person"]), one.values["income"], one.values.get("deductions", ()))
            for one in self.case.people
        ]
        self._do(actions.save_income, incomes=incomes)

    def _save_questions(self, step: str) -> None:
        """The questions that the rules ask; what they do not ask of this household stays with the case as it came."""
        wanted = self._read().of(step)
        given: dict[str, dict[str, Any]] = {}
        for question in wanted:
            answer = self._answer(question)
            if answer is None and not question.optional:
                return
            given.setdefault(question.key, {})[question.name] = answer
        if wanted:
            self._do(actions.save_answers, step=step, given=given)

    def _answer(self, question: Question) -> Any:
        person = self.person(question.key)
        value = (person or self.case).values.get(question.name)
        match COLUMNS[question.name].kind:
            case "person":
                return None if value is None else self._key(value)
            case "people" | "jobs":
                return None if value is None else tuple(self._named(each) for each in value)
        return value

    def person(self, key: str) -> PersonRow | None:
        """Whom a reference here stands for; None for the case as a whole."""
        return next((one for one in self.case.people if self._key(one.values["person"]) == key), None)

    def _save_wishes(self) -> None:
        told = self.case.values
        if "help" in told or "votes" in told:
            self._do(actions.save_wishes, help_needed=told.get("help", ()), votes=told.get("votes"))

    def _key(self, number: Any) -> str:
        """The reference of a person's number; a word that names nobody stays."""
        return self.keys.get(str(number), str(number))

    def _named(self, text: str) -> str:
        return f"{JOB}{self._key(text.removeprefix(JOB))}" if text.startswith(JOB) else self._key(text)
