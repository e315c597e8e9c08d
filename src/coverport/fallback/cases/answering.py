"""A case's answers, changed step by step as the verbs of every application change them; a step that lacks an answer waits for a clerk."""

from datetime import date
from typing import Any

from coverport.applications import changes
from coverport.applications.asking import Reading
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, TaxAnswer
from coverport.applications.rules.household import Question
from coverport.fallback.cases.checking import answers_of
from coverport.fallback.cases.layout import COLUMNS, JOB
from coverport.fallback.cases.reading import Case, PersonRow
from coverport.paper.bringing import Brought
from coverport.plans.geography import counties_of_zip

# An answer to an early step can ask for more in a step before it.
ROUNDS = 2


class Answering:
    """One case on its way into a draft, in memory. keys: a person's number in the case -> their reference here."""

    def __init__(self, brought: Brought, case: Case, on: date) -> None:
        self.brought, self.draft, self.case, self.on = brought, brought.draft, case, on
        self.keys: dict[str, str] = {}
        self.people: dict[str, PersonRow] = {}

    def answer(self) -> str:
        """Answer what the case answers, after check found no fault in it; the first step that is open then, or review.

        Raises AnswersRefused, MissingLaw.
        """
        held = [
            changes.put_person(self.draft, None, answer, place) for place, answer in enumerate(answers_of(self.case))
        ]
        self.draft.held_people = held
        self.keys = {str(place): one.person.reference for place, one in enumerate(held, 1)}
        self.people = {self._key(one.values["person"]): one for one in self.case.people}
        self._saved(steps.PEOPLE)
        for _round in range(ROUNDS):
            for step in steps.STEPS[1:-1]:
                if step not in self.draft.saved_steps:
                    self._save(step)
        self._save_wishes()
        return steps.first_open(self.reading.steps, self.draft.saved_steps)

    def _saved(self, step: str) -> None:
        """Note it, and look anew at what is asked then: worked out once for each step, for the engine has a part in it."""
        self.reading: Reading = changes.mark_saved(self.draft, step)
        self.brought.saved.append(step)

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
        changes.change_contact(self.draft, contact)
        self._saved(steps.ADDRESS)

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
            changes.change_citizenship(self.draft, {key: str(each) for key, each in given.items()})
            self._saved(steps.CITIZENSHIP)

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
        changes.change_taxes(self.draft, answer)
        self._saved(steps.TAXES)

    def _save_income(self) -> None:
        if any(one.values.get("income") is None for one in self.case.people):
            return
        incomes = [
            IncomeAnswer(self._key(one.values["person"]), one.values["income"], one.values.get("deductions", ()))
            for one in self.case.people
        ]
        changes.change_income(self.draft, incomes)
        self._saved(steps.INCOME)

    def _save_questions(self, step: str) -> None:
        """The questions that the rules ask; what they do not ask of this household stays with the case as it came."""
        wanted = self.reading.of(step)
        given: dict[str, dict[str, Any]] = {}
        for question in wanted:
            answer = self._answer(question)
            if answer is None and not question.optional:
                return
            given.setdefault(question.key, {})[question.name] = answer
        if wanted:
            changes.change_answers(self.draft, wanted, given, on=self.on)
            self._saved(step)

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
        return self.people.get(key)

    def _save_wishes(self) -> None:
        told = self.case.values
        if "help" in told or "votes" in told:
            self.draft.tell(help=tuple(told.get("help", ())), votes=told.get("votes"))
            self.brought.saved.append(steps.REVIEW)

    def _key(self, number: Any) -> str:
        """The reference of a person's number; a word that names nobody stays."""
        return self.keys.get(str(number), str(number))

    def _named(self, text: str) -> str:
        return f"{JOB}{self._key(text.removeprefix(JOB))}" if text.startswith(JOB) else self._key(text)
