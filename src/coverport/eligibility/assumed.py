"""Which assumed values of law an answer could rest on: said on every page and letter, and refused outside sample exchanges."""

from collections.abc import Mapping

from coverport.eligibility.facts import Application
from coverport.law.parameters import Entry
from coverport.law.resolved import Law


def assumed_values(application: Application, ages: Mapping[str, int], law: Law) -> tuple[str, ...]:
    """Names of the assumed values, each with its state where it is a state's."""
    medicaid = law.medicaid
    young = any(age < medicaid.child_age.under for age in ages.values())
    grown = any(age >= medicaid.adult_ages.at_least for age in ages.values())
    pregnant = any(person.pregnant for person in application.people)
    consulted: list[tuple[str, Entry | None, bool]] = [
        ("medicaid.child", medicaid.child, young),
        ("medicaid.targeted_child", medicaid.targeted_child, young),
        ("chip.child", medicaid.chip_child, young),
        ("medicaid.parent", medicaid.parent, grown and young),
        ("medicaid.adult", medicaid.adult, grown),
        ("medicaid.pregnant", medicaid.pregnant, pregnant),
        ("chip.pregnant", medicaid.chip_pregnant, pregnant),
        ("chip.unborn", medicaid.chip_unborn, pregnant),
        ("medicaid.work_requirement", medicaid.work_requirement, grown),
        ("basic_health.program", medicaid.basic_health, grown),
    ]
    names = [f"{name} ({law.state})" for name, entry, used in consulted if used and entry and entry.status == "assumed"]
    federal: list[tuple[str, Entry]] = [
        ("premium_tax_credit.applicable_percentage", law.credit.applicable_percentage),
        ("employer_coverage.affordability", law.credit.affordability),
        ("tax.filing_threshold", law.credit.filing_threshold),
    ]
    names += [name for name, entry in federal if entry.status == "assumed"]
    return tuple(names + (["medicaid.guideline_update"] if medicaid.guideline_assumed else []))
