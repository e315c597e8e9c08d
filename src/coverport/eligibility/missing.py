"""Which answers are still missing: for each reason that asks for one, the field of the application that would give it."""

from collections.abc import Iterable, Iterator

from coverport.eligibility.facts import Application, EmployerOffer, Person
from coverport.eligibility.findings import UNKNOWN, Reason
from coverport.eligibility.results import Missing, PersonResult, TaxHouseholdResult
from coverport.eligibility.rules.kinship import kin_of

OF_PERSON = {
    "residence_missing": "lives_in_state",
    "incarceration_missing": "incarcerated",
    "citizenship_missing": "citizen",
    "immigration_to_check": "immigration",
    "credit_status_missing": "immigration",
    "credit_below_window_by_status": "immigration",
    "basic_health_status_to_check": "immigration",
    "status_since_missing": "immigration.since",
    "other_coverage_missing": "other_coverage",
}
OF_RETURN = {"filing_missing": "files", "benchmark_not_given": "benchmark_month"}
# Medicaid and CHIP, which come first, ask for income of now; all else for that of the year.
_OF_NOW = 2
OF_OFFER = frozenset({"offer_cost_missing", "offer_value_missing", "arrangement_cost_missing"})


def missing_answers(
    application: Application, people: tuple[PersonResult, ...], households: tuple[TaxHouseholdResult, ...]
) -> tuple[Missing, ...]:
    """Each missing answer once, in the order of the application. An income is missing of whoever has none told."""
    found: dict[tuple[str, str], None] = {}
    for place, result in enumerate(people):
        for number, finding in enumerate((result.medicaid, result.chip, result.bhp, result.qhp, result.aptc)):
            for reason in finding.reasons if finding.outcome is UNKNOWN else ():
                for field in _fields(reason, place, result, application, current=number < _OF_NOW):
                    found[field, reason.code] = None
    for place, taxes in enumerate(households):
        for reason in taxes.credit.reasons:
            if reason.code in OF_RETURN and taxes.credit.outcome is UNKNOWN:
                found[f"tax_households[{place}].{OF_RETURN[reason.code]}", reason.code] = None
    return tuple(Missing(field, code) for field, code in found)


def _fields(
    reason: Reason, place: int, result: PersonResult, application: Application, *, current: bool
) -> Iterable[str]:
    """The paths that would settle a reason. current: whether income of now is asked for, not that of the year."""
    code, person = reason.code, application.people[place]
    if code in OF_PERSON:
        return [f"people[{place}].{OF_PERSON[code]}"]
    if code == "income_missing":
        return _incomes(application, current=current)
    if code == "work_requirement_missing":
        return [f"people[{place}].{'work_hours_month' if person.work_hours_month is None else 'work_exempt'}"]
    if code == "caretaker_hours_missing":
        return _hours(person, application)
    if code in OF_OFFER:
        return _offers(reason, person, application)
    if code == "filing_missing" or (
        code == "household_unknown" and result.medicaid_household.branch.code == "household_filing_missing"
    ):
        return [f"tax_households[{at}].files" for at, one in enumerate(application.tax_households) if one.files is None]
    return []


def _incomes(application: Application, *, current: bool) -> list[str]:
    """Of who has told none; else it is whether a total of a dependent counts that is not known."""
    people = list(enumerate(application.people))
    untold = [
        f"people[{at}].income"
        for at, one in people
        if one.income is None and (one.income_month if current else one.income_year) is None
    ]
    filers = {filer for each in application.tax_households for filer in each.filers}
    return untold or [
        f"people[{at}].must_file"
        for at, one in people
        if one.must_file is None and one.id not in filers and (one.income_year or one.income_month)
    ]


def _hours(person: Person, application: Application) -> list[str]:
    """Of the parents of the person's children whose hours are not told."""
    kin = kin_of(application)
    parents = {parent for child in kin.children_of(person.id) for parent in kin.parents_of(child)}
    return [
        f"people[{at}].work_hours_month"
        for at, one in enumerate(application.people)
        if one.id in parents and one.work_hours_month is None
    ]


def _offers(reason: Reason, person: Person, application: Application) -> Iterator[str]:
    """Of the offers to the person, those that lack what the reason asks for."""
    for at, offer in enumerate(application.offers):
        if person.id in (offer.employee, *offer.covers):
            for name in _asked_of(offer, reason):
                if getattr(offer, name) is None:
                    yield f"offers[{at}].{name}"


def _asked_of(offer: EmployerOffer, reason: Reason) -> tuple[str, ...]:
    if (offer.kind == "group") is (reason.code == "arrangement_cost_missing"):
        return ()
    if reason.code == "offer_value_missing":
        return ("minimum_value",)
    if reason.code == "offer_cost_missing":
        return ("family_month" if reason.facts["family"] else "self_only_month",)
    return "arrangement_month", "lowest_silver_month"
