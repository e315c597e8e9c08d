"""Facts that cannot be right are refused, each by its path and with what would be right. Runs before every determination."""

from datetime import date

from coverport.core.dates import age_on, first_of_month
from coverport.core.money import Cents, display_whole
from coverport.eligibility.facts.check_ties import check_offers, check_relationships, check_returns
from coverport.eligibility.facts.household import Application
from coverport.eligibility.facts.income import MAY_BE_NEGATIVE, Deduction, IncomeLine
from coverport.eligibility.facts.people import Immigration, Person
from coverport.eligibility.facts.refusals import InvalidFacts, refused
from coverport.eligibility.places import STATE_NAMES
from coverport.eligibility.translation import gettext_noop

__all__ = ["HIGHEST_INCOME", "MOST_EXPECTED", "OLDEST", "InvalidFacts", "ages_of", "begins_of", "check"]

OLDEST = 120
HIGHEST_INCOME: Cents = 10_000_000_00
MOST_EXPECTED = 9
MOST_PEOPLE = 50
MOST_HOURS = 168
YEARS_APART = 2


def check(application: Application) -> dict[str, int]:
    """Refuse facts that cannot be right, naming the first by its path. Raises InvalidFacts. The ages, as `ages_of`."""
    _check_dates(application)
    begins = begins_of(application)
    _check_people(application, begins)
    ages = _ages(application, begins)
    if application.relationships:
        check_relationships(application, ages)
    if application.tax_households:
        check_returns(application, ages)
    if application.offers:
        check_offers(application, ages)
    return ages


def begins_of(application: Application) -> date:
    """When coverage begins: as given, else January 1, or for a decision inside the year the first of the next month of it."""
    if application.begins is not None:
        return application.begins
    year, decided = application.coverage_year, application.decided_on
    if decided.year != year:
        return date(year, 1, 1)
    return min(first_of_month(decided, 1), date(year, 12, 1))


def ages_of(application: Application) -> dict[str, int]:
    """Completed years of age when coverage begins, by id. The birth date decides where both are given."""
    return _ages(application, begins_of(application))


def _ages(application: Application, begins: date) -> dict[str, int]:
    return {
        person.id: max(age_on(person.birth_date, begins), 0) if person.birth_date is not None else person.age or 0
        for person in application.people
    }


def _check_dates(application: Application) -> None:
    year, decided = application.coverage_year, application.decided_on
    if application.state not in STATE_NAMES:
        message = gettext_noop("%(state)s is no state. Give the two letters of one of the 50 states or DC, such as NH.")
        raise refused(message, "unknown_state", "state", state=application.state)
    if abs(decided.year - year) > YEARS_APART:
        message = gettext_noop(
            "A decision of %(decided)s cannot be about coverage in %(year)s. At most %(most)s years lie between the two."
        )
        raise refused(message, "decided_in_another_time", "decided_on", decided=decided, year=year, most=YEARS_APART)
    if application.begins is not None and application.begins.year != year:
        message = gettext_noop("Coverage begins on a day of the coverage year %(year)s; %(begins)s is not one.")
        raise refused(message, "begins_in_another_year", "begins", year=year, begins=application.begins)


def _check_people(application: Application, begins: date) -> None:
    people, decided = application.people, application.decided_on
    if not people:
        raise refused(gettext_noop("There is nobody in the household."), "empty_household", "people")
    if len(people) > MOST_PEOPLE:
        message = gettext_noop("An application has at most %(most)s people; this one has %(count)s.")
        raise refused(message, "too_many_people", "people", most=MOST_PEOPLE, count=len(people))
    seen: set[str] = set()
    for place, person in enumerate(people):
        if person.id in seen:
            message = gettext_noop("Two people have the id %(id)s.")
            raise refused(message, "duplicate_id", f"people[{place}].id", id=person.id)
        seen.add(person.id)
        _check_age(person, place, decided, begins)
        _check_person(person, place, decided)
        if person.income or person.deductions:
            _check_lines(person, place)
        if person.income_year is not None:
            _check_total(person.income_year, f"people[{place}].income_year")
        if person.income_month is not None:
            _check_total(person.income_month, f"people[{place}].income_month")


def _check_age(person: Person, place: int, decided: date, begins: date) -> None:
    age, born = person.age, person.birth_date
    if born is not None:
        age = _age_by_birth(person, born, f"people[{place}]", decided, begins)
    if age is None:
        message = gettext_noop("Give the birth date, or the age when coverage begins.")
        raise refused(message, "age_missing", f"people[{place}].age")
    if not 0 <= age <= OLDEST:
        message = gettext_noop("An age is a whole number from 0 to %(oldest)s; %(age)s is not.")
        field = "age" if born is None else "birth_date"
        raise refused(message, "bad_age", f"people[{place}].{field}", oldest=OLDEST, age=age)


def _age_by_birth(person: Person, born: date, path: str, decided: date, begins: date) -> int:
    if born > decided:
        message = gettext_noop("A birth date is not after the day of the decision, %(decided)s; %(born)s is.")
        raise refused(message, "born_later", f"{path}.birth_date", decided=decided, born=born)
    age = max(age_on(born, begins), 0)
    if person.age is not None and person.age != age and person.age != age_on(born, decided):
        message = gettext_noop(
            "Who was born on %(born)s is %(right)s when coverage begins, not %(age)s. Mend one of the two or leave the age out."
        )
        raise refused(message, "age_disagrees", f"{path}.age", born=born, right=age, age=person.age)
    return age


def _check_person(person: Person, place: int, decided: date) -> None:
    if not 1 <= person.expected_children <= MOST_EXPECTED:
        message = gettext_noop("Expected children are a number from 1 to %(most)s.")
        raise refused(message, "bad_count", f"people[{place}].expected_children", most=MOST_EXPECTED)
    if person.citizen and person.immigration is not None:
        message = gettext_noop(
            "A citizen or national has no immigration status. Leave the status out, or say that citizen is false."
        )
        raise refused(message, "citizen_with_status", f"people[{place}].immigration")
    if person.immigration is not None:
        _check_status(person, person.immigration, f"people[{place}]", decided)


def _check_status(person: Person, status: Immigration, path: str, decided: date) -> None:
    if status.since is not None and (
        status.since > decided or (person.birth_date is not None and status.since < person.birth_date)
    ):
        message = gettext_noop("A status was granted between birth and the day of the decision, not on %(since)s.")
        raise refused(message, "bad_since", f"{path}.immigration.since", since=status.since)
    if person.lawfully_present is not None and person.lawfully_present is (status.status == "none"):
        message = gettext_noop("The status %(status)s and lawfully_present disagree. Leave lawfully_present out.")
        raise refused(message, "status_disagrees", f"{path}.lawfully_present", status=status.status)


def _check_lines(person: Person, number: int) -> None:
    for place, line in enumerate(person.income or ()):
        if line.amount < 0 and line.kind not in MAY_BE_NEGATIVE:
            message = gettext_noop("Income of the kind %(kind)s cannot be below $0. Only %(kinds)s can.")
            kinds = ", ".join(sorted(MAY_BE_NEGATIVE))
            raise refused(
                message, "negative_income", _line_at(number, "income", place, "amount"), kind=line.kind, kinds=kinds
            )
        _check_line(line, number, "income", place)
    for place, each in enumerate(person.deductions):
        if each.amount < 0:
            message = gettext_noop("A deduction cannot be below $0. What adds to income is a line of income.")
            raise refused(message, "negative_deduction", _line_at(number, "deductions", place, "amount"))
        _check_line(each, number, "deductions", place)


def _line_at(number: int, name: str, place: int, field: str) -> str:
    return f"people[{number}].{name}[{place}].{field}"


def _check_line(line: IncomeLine | Deduction, number: int, name: str, place: int) -> None:
    if not -HIGHEST_INCOME <= line.amount <= HIGHEST_INCOME:
        raise _too_high(_line_at(number, name, place, "amount"))
    if line.period == "hour":
        _check_hours(line, f"people[{number}].{name}[{place}]")
    elif isinstance(line, IncomeLine) and line.hours_per_week is not None and not line.hours_per_week.is_finite():
        message = gettext_noop("Hours a week are a number, such as 37.5.")
        raise refused(message, "bad_hours", _line_at(number, name, place, "hours_per_week"))
    if line.ends is not None and line.starts is not None and line.ends < line.starts:
        message = gettext_noop("It cannot end on %(ends)s, before it starts on %(starts)s.")
        field = _line_at(number, name, place, "ends")
        raise refused(message, "ends_before_start", field, starts=line.starts, ends=line.ends)


def _check_hours(line: IncomeLine | Deduction, path: str) -> None:
    if isinstance(line, Deduction):
        message = gettext_noop("A deduction is not paid by the hour. Give its amount by the week, month or year.")
        raise refused(message, "deduction_by_hour", f"{path}.period")
    hours = line.hours_per_week
    if hours is None or not hours.is_finite() or not 0 < hours <= MOST_HOURS:
        message = gettext_noop(
            "With an amount by the hour, give the hours of a usual week, more than 0 and at most %(most)s."
        )
        raise refused(message, "bad_hours", f"{path}.hours_per_week", most=MOST_HOURS)


def _check_total(amount: Cents, path: str) -> None:
    if amount < 0:
        message = gettext_noop("A total of income cannot be below $0. Give a loss as a line of income.")
        raise refused(message, "negative_income", path)
    if amount > HIGHEST_INCOME:
        raise _too_high(path)


def _too_high(path: str) -> InvalidFacts:
    message = gettext_noop("An amount of income cannot be over %(most)s.")
    return refused(message, "absurd_income", path, most=display_whole(HIGHEST_INCOME))
