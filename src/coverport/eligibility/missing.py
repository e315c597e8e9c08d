"""Which answers are still missing: for each reason that asks for one, the field of the application that would give it."""

from coverport.eligibility.facts import Application
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Missing, PersonResult, TaxHouseholdResult

OF_PERSON = {
    "income_missing": "income",
    "residence_missing": "lives_in_state",
    "incarceration_missing": "incarcerated",
    "citizenship_missing": "citizen",
    "immigration_to_check": "immigration",
    "credit_status_missing": "immigration",
    "credit_below_window_by_status": "immigration",
    "basic_health_status_to_check": "immigration",
    "status_since_missing": "immigration.since",
    "other_coverage_missing": "other_coverage",
    "caretaker_hours_missing": "work_hours_month",
    "work_requirement_missing": "work_hours_month",
}
OF_RETURN = {"filing_missing": "files", "benchmark_not_given": "benchmark_month"}
OF_OFFER = {
    "offer_cost_missing": "self_only_month",
    "offer_value_missing": "minimum_value",
    "arrangement_cost_missing": "arrangement_month",
}


def missing_answers(
    application: Application, people: tuple[PersonResult, ...], households: tuple[TaxHouseholdResult, ...]
) -> tuple[Missing, ...]:
    """Each missing answer once, in the order of the application. An income is missing of whoever has none told."""
    found: dict[tuple[str, str], None] = {}
    for place, result in enumerate(people):
        for finding in (result.medicaid, result.chip, result.bhp, result.qhp, result.aptc):
            if finding.outcome is Outcome.UNKNOWN:
                for code in finding.codes:
                    found |= dict.fromkeys(_fields(code, place, application))
    for place, taxes in enumerate(households):
        if taxes.credit.outcome is Outcome.UNKNOWN:
            for code in taxes.credit.codes:
                if code in OF_RETURN:
                    found[f"tax_households[{place}].{OF_RETURN[code]}", code] = None
    return tuple(Missing(field, code) for field, code in found)


def _fields(code: str, place: int, application: Application) -> list[tuple[str, str]]:
    if code == "income_missing":
        untold = [at for at, one in enumerate(application.people) if one.income is None and one.income_year is None]
        return [(f"people[{at}].income", code) for at in untold]
    if code == "filing_missing":
        return [
            (f"tax_households[{at}].files", code)
            for at, one in enumerate(application.tax_households)
            if one.files is None
        ]
    if code in OF_OFFER:
        return [(f"offers[{at}].{OF_OFFER[code]}", code) for at, _ in enumerate(application.offers)]
    return [(f"people[{place}].{OF_PERSON[code]}", code)] if code in OF_PERSON else []
