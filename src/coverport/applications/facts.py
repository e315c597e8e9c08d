"""From stored answers to what the engine is told: the tax household of the person who applies."""

from datetime import date

from coverport.applications.models import Applicant, Application
from coverport.core.dates import age_on, first_of_month
from coverport.eligibility import facts


def coverage_begins(application: Application, on: date) -> date:
    """The first day on which coverage asked for on a day can begin: ages are counted then."""
    window = application.exchange.calendar.open_on(application.year, on, in_line=application.started_on)
    return window.starts if window else max(date(application.year, 1, 1), first_of_month(on, 1))


def household_of(application: Application, *, on: date) -> facts.Household:
    """The facts of an application as the engine takes them. People who are on nobody's return here and do not apply stay out."""
    begins = coverage_begins(application, on)
    applicants = [one for one in application.applicants.select_related("person") if _counts(application, one)]
    incomes = [one.income_cents for one in applicants]
    return facts.Household(
        people=tuple(_person(one, begins) for one in applicants),
        income=None if any(income is None for income in incomes) else sum(income for income in incomes if income),
        state=application.state,
        year=application.year,
        files_taxes=files_for_credit(application, applicants),
    )


def files_for_credit(application: Application, applicants: list[Applicant]) -> bool | None:
    """Whether the household files in the way that the credit needs: jointly where married (26 USC 36B(c)(1)(C)), as no dependent (D)."""
    if not application.files_taxes or application.claimed_by_other:
        return False if application.claimed_by_other else application.files_taxes
    married = any(one.relationship == "spouse" for one in applicants)
    return application.files_jointly if married else True


def _counts(application: Application, applicant: Applicant) -> bool:
    if applicant.applies or applicant.relationship in {"self", "spouse"}:
        return True
    return bool(applicant.dependent) or not application.files_taxes


def _person(applicant: Applicant, begins: date) -> facts.Person:
    person = applicant.person
    return facts.Person(
        id=person.reference,
        age=max(0, age_on(person.birth_date, begins)),
        relationship=facts_relationship(applicant.relationship),
        applies=applicant.applies,
        tobacco=applicant.tobacco,
        citizen=_attested(applicant, Applicant.Citizenship.CITIZEN),
        lawfully_present=_attested(applicant, Applicant.Citizenship.IMMIGRANT),
        other_coverage=applicant.other_coverage,
        birth_date=person.birth_date,
    )


def facts_relationship(relationship: str) -> facts.Relationship:
    """The engine's word for a relationship; ValueError for one that it does not know."""
    match relationship:
        case "self" | "spouse" | "child" | "other":
            return relationship
    raise ValueError(f"{relationship} is no relationship")


def _attested(applicant: Applicant, answer: str) -> bool | None:
    return applicant.citizenship == answer if applicant.citizenship else None
