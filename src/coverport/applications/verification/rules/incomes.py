"""Whether income is confirmed: for the credit by tax data, then wages (45 CFR 155.320(c)); for Medicaid by wages (42 CFR 435.952)."""

from collections.abc import Iterable, Mapping

from coverport.applications.verification.rules.known import Known
from coverport.applications.verification.rules.sources import Answers, Source, SsaAnswer, TaxAnswer, WagesAnswer
from coverport.applications.verification.rules.wanted import earners, told_wages
from coverport.core.money import Cents
from coverport.eligibility.findings import Finding, no, unknown, yes
from coverport.eligibility.results import TaxHouseholdResult
from coverport.law.parameters.calendar import IncomeThreshold

MONTHS = 12
Incomes = Mapping[str, Cents] | None


def for_credit(known: Known, household: TaxHouseholdResult, answers: Answers) -> tuple[Finding, Incomes]:
    """Household income of the year beside the sources, and what those say by person; None where they say nothing."""
    citation, filers = "45 CFR 155.320(c)(3)", known.filers(household.id)
    if not known.consent:
        return no("no_consent_to_tax_data", "45 CFR 155.335(k), 26 USC 6103(l)(21)", {}), None
    if not all(map(known.has_number, filers)):
        return no("no_number_to_ask_by", "45 CFR 155.310(a)(3)", {}), None
    if any(_not_theirs(answers, filer) for filer in filers):
        return no("number_not_confirmed", "45 CFR 155.315(b)", {}), None
    tax = answers.get((Source.TAX, household.id))
    if not isinstance(tax, TaxAnswer):
        return unknown("source_has_not_answered", citation, {"source": Source.TAX.value}), None
    wages, silent = _yearly_wages(filers, answers)
    if not tax.found:
        return _without_tax_data(known, household, wages, silent), wages
    return _beside_tax_data(known, household, tax, wages, silent), tax.incomes


def _not_theirs(answers: Answers, filer: str) -> bool:
    """Tax data are of no use where the number is somebody else's."""
    found = answers.get((Source.SSA, filer))
    return isinstance(found, SsaAnswer) and not found.number


def _yearly_wages(people: Iterable[str], answers: Answers) -> tuple[Incomes, bool]:
    """Current wages as a yearly rate, None where nobody's are known; and whether a source is still silent."""
    found = {key: answers.get((Source.WAGES, key)) for key in people}
    known = {key: each.month * MONTHS for key, each in found.items() if isinstance(each, WagesAnswer) and each.found}
    return (known or None), any(each is None for each in found.values())


def _without_tax_data(known: Known, household: TaxHouseholdResult, wages: Incomes, silent: bool) -> Finding:
    law = known.law
    if not law.missing_data.required:
        return yes("income_accepted_without_tax_data", law.missing_data.citation, {})
    if _confirmed_by_wages(household.magi or 0, wages, law.threshold):
        return yes("income_confirmed_by_wages", law.threshold.citation, {})
    if silent:
        return unknown("source_has_not_answered", law.missing_data.citation, {"source": Source.WAGES.value})
    return no("no_tax_data", law.missing_data.citation, {})


def _beside_tax_data(
    known: Known, household: TaxHouseholdResult, tax: TaxAnswer, wages: Incomes, silent: bool
) -> Finding:
    law, attested, told = known.law, household.magi or 0, sum(tax.incomes.values())
    if attested >= told:
        if law.conflict.required and told < household.guideline <= attested:
            return no("sources_show_less_than_poverty", law.conflict.citation, {})
        return yes("income_not_below_tax_data", "45 CFR 155.320(c)(3)(iii)", {})
    if near(attested, told, law.threshold):
        return yes("income_near_tax_data", law.threshold.citation, {"percent": law.threshold.percent})
    if _confirmed_by_wages(attested, wages, law.threshold):
        return yes("income_confirmed_by_wages", law.threshold.citation, {})
    if silent:
        return unknown("source_has_not_answered", law.threshold.citation, {"source": Source.WAGES.value})
    return no("income_below_tax_data", law.threshold.citation, {"percent": law.threshold.percent})


def near(attested: Cents, told: Cents, threshold: IncomeThreshold) -> bool:
    """Whether attested income lies no further below the sources than the threshold, which itself is still near."""
    return (told - attested) * 100 <= max(told * threshold.percent, threshold.dollars * 100 * 100)


def _confirmed_by_wages(attested: Cents, wages: Incomes, threshold: IncomeThreshold) -> bool:
    return wages is not None and near(attested, sum(wages.values()), threshold)


def for_medicaid(known: Known, key: str, answers: Answers) -> tuple[Finding, Incomes]:
    """Current income beside wages: compatible where both are within the limit, or near each other, 42 CFR 435.952(c)(1)."""
    citation, people = known.law.compatibility.citation, earners(known, key)
    if not (people and all(map(known.has_number, people))):
        return no("no_number_to_ask_by", citation, {}), None
    wages, silent = _yearly_wages(people, answers)
    if silent:
        return unknown("source_has_not_answered", citation, {"source": Source.WAGES.value}), None
    if any(told_wages(known, one) and one not in (wages or {}) for one in people):
        return no("wages_not_found", citation, {}), wages
    return _compatible(known, key, sum((wages or {}).values())), wages


def _compatible(known: Known, key: str, told: Cents) -> Finding:
    law = known.law.compatibility
    attested, limit = known.decided.person(key).medicaid_household.magi or 0, known.limit(key)
    assert limit is not None, "only who is within a limit is checked"
    if told <= limit:
        return yes("wages_within_limit", law.citation, {})
    if (told - attested) * 100 <= told * law.percent:
        return yes("wages_near_attested", law.citation, {"percent": law.percent})
    return no("wages_above_limit", law.citation, {})
