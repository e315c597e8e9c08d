"""Which assumed values of law an answer could rest on: said on every page and letter, and refused outside sample exchanges."""

from collections.abc import Iterator, Mapping

from coverport.eligibility.facts import Application
from coverport.law.parameters import Entry
from coverport.law.resolved import Law, MedicaidLaw

# name, value, whether anything in the application makes it count
Consulted = tuple[str, Entry | None, bool]


def assumed_values(application: Application, ages: Mapping[str, int], law: Law) -> tuple[str, ...]:
    """Names of the assumed values, each with its state where it is a state's."""
    of_state = (*_by_age(application, ages, law.medicaid), *_by_circumstance(application, ages, law))
    names = [f"{name} ({law.state})" for name, entry, used in of_state if _assumed(entry) and used]
    names += [name for name, entry, used in _federal(application, law) if _assumed(entry) and used]
    return tuple(names + (["medicaid.guideline_update"] if law.medicaid.guideline_assumed else []))


def _assumed(entry: Entry | None) -> bool:
    return entry is not None and entry.status == "assumed"


def _by_age(application: Application, ages: Mapping[str, int], law: MedicaidLaw) -> Iterator[Consulted]:
    """The limits of the groups that somebody of this age, or pregnant, could be in."""
    young = any(age < law.child_age.under for age in ages.values())
    grown = any(age >= law.adult_ages.at_least for age in ages.values())
    between = any(law.young_adult_ages.at_least <= age <= law.young_adult_ages.at_most for age in ages.values())
    pregnant = any(person.pregnant for person in application.people)
    yield "medicaid.child", law.child, young
    yield "medicaid.targeted_child", law.targeted_child, young
    yield "chip.child", law.chip_child, young
    yield "medicaid.young_adult", law.young_adult, between
    yield "medicaid.parent", law.parent, grown and young
    yield "medicaid.adult", law.adult, grown
    yield "medicaid.pregnant", law.pregnant, pregnant
    yield "chip.pregnant", law.chip_pregnant, pregnant
    yield "chip.unborn", law.chip_unborn, pregnant
    yield "medicaid.unborn_in_household", law.unborn, pregnant and len(ages) > 1
    yield "medicaid.work_requirement", law.work_requirement, grown
    yield "basic_health.program", law.basic_health, grown


def _by_circumstance(application: Application, ages: Mapping[str, int], law: Law) -> Iterator[Consulted]:
    """What counts only after a pregnancy, after other coverage, or for who is no citizen."""
    people, medicaid = application.people, law.medicaid
    foreign = [person for person in people if not person.citizen]
    optional = [one for one in foreign if one.pregnant or ages[one.id] <= medicaid.young_adult_ages.at_most]
    yield "medicaid.postpartum", medicaid.postpartum, any(one.pregnancy_ended is not None for one in people)
    yield "chip.waiting_period", medicaid.waiting_period, any(one.coverage_ended is not None for one in people)
    yield "immigration.lawfully_residing", law.immigration.lawfully_residing, bool(optional)


def _federal(application: Application, law: Law) -> Iterator[Consulted]:
    returns, credit = application.tax_households, law.credit
    filers = {filer for each in returns for filer in each.filers}
    # Whether they must file matters of who counts with a parent, or with whoever claims them.
    alone = len(application.people) == 1
    others = [
        person
        for person in application.people
        if person.id not in filers and (not alone or person.claimed_by_outsider is not None)
    ]
    earning = any(one.income or one.income_year or one.income_month for one in others)
    yield "premium_tax_credit.applicable_percentage", credit.applicable_percentage, bool(returns)
    yield "employer_coverage.affordability", credit.affordability, bool(application.offers)
    yield "tax.filing_threshold", credit.filing_threshold, earning
    yield "premium_tax_credit.unreconciled_years", credit.unreconciled, any(one.unreconciled_years for one in returns)
