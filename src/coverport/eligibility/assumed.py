"""Which assumed values of law an answer could rest on: said on every page and letter, and refused outside sample exchanges."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter

from coverport.eligibility.facts import Application
from coverport.law.resolved import Law

Ages = Mapping[str, int]
# Whether anything in the application makes a value count. It is asked only of values that are assumed.
Counts = Callable[[Application, Ages, Law], bool]


def assumed_values(application: Application, ages: Ages, law: Law) -> tuple[str, ...]:
    """Names of the assumed values, each with its state where it is a state's."""
    return tuple([name for name, counts in _assumed_in(law) if counts(application, ages, law)])


@lru_cache(maxsize=4096)
def _assumed_in(law: Law) -> tuple[tuple[str, Counts], ...]:
    """The assumed values of a law, with what makes each count."""
    state = [(f"{name} ({law.state})", counts) for name, (place, counts) in OF_STATE.items() if _assumed(law, place)]
    federal = [(name, counts) for name, (place, counts) in FEDERAL.items() if _assumed(law, place)]
    updated = [("medicaid.guideline_update", _always)] if law.medicaid.guideline_assumed else []
    return (*state, *federal, *updated)


def _assumed(law: Law, place: str) -> bool:
    entry = attrgetter(place)(law)
    return entry is not None and entry.status == "assumed"


def _always(application: Application, ages: Ages, law: Law) -> bool:
    return True


def _young(application: Application, ages: Ages, law: Law) -> bool:
    return min(ages.values()) < law.medicaid.child_age.under


def _grown(application: Application, ages: Ages, law: Law) -> bool:
    return max(ages.values()) >= law.medicaid.adult_ages.at_least


def _between(application: Application, ages: Ages, law: Law) -> bool:
    between = law.medicaid.young_adult_ages
    return any(between.at_least <= age <= between.at_most for age in ages.values())


def _pregnant(application: Application, ages: Ages, law: Law) -> bool:
    return any(person.pregnant for person in application.people)


def _with_parents(application: Application, ages: Ages, law: Law) -> bool:
    return _grown(application, ages, law) and _young(application, ages, law)


def _with_the_pregnant(application: Application, ages: Ages, law: Law) -> bool:
    return len(ages) > 1 and _pregnant(application, ages, law)


def _after_pregnancy(application: Application, ages: Ages, law: Law) -> bool:
    return any(one.pregnancy_ended is not None for one in application.people)


def _after_coverage(application: Application, ages: Ages, law: Law) -> bool:
    return any(one.coverage_ended is not None for one in application.people)


def _foreign(application: Application, ages: Ages, law: Law) -> bool:
    """Somebody who is no citizen, and pregnant or young enough for the state's option."""
    most = law.medicaid.young_adult_ages.at_most
    return any(not one.citizen and (one.pregnant or ages[one.id] <= most) for one in application.people)


def _on_returns(application: Application, ages: Ages, law: Law) -> bool:
    return bool(application.tax_households)


def _offered(application: Application, ages: Ages, law: Law) -> bool:
    return bool(application.offers)


def _unreconciled(application: Application, ages: Ages, law: Law) -> bool:
    return any(one.unreconciled_years for one in application.tax_households)


def _earning(application: Application, ages: Ages, law: Law) -> bool:
    """Somebody with income who signs no return here: whether they must file matters of who counts with a parent or a claimant."""
    filers = {filer for each in application.tax_households for filer in each.filers}
    alone = len(application.people) == 1
    return any(
        bool(one.income or one.income_year or one.income_month)
        for one in application.people
        if one.id not in filers and (not alone or one.claimed_by_outsider is not None)
    )


# name: where it stands in the law, and what makes it count
OF_STATE: dict[str, tuple[str, Counts]] = {
    "medicaid.child": ("medicaid.child", _young),
    "medicaid.targeted_child": ("medicaid.targeted_child", _young),
    "chip.child": ("medicaid.chip_child", _young),
    "medicaid.young_adult": ("medicaid.young_adult", _between),
    "medicaid.parent": ("medicaid.parent", _with_parents),
    "medicaid.adult": ("medicaid.adult", _grown),
    "medicaid.pregnant": ("medicaid.pregnant", _pregnant),
    "chip.pregnant": ("medicaid.chip_pregnant", _pregnant),
    "chip.unborn": ("medicaid.chip_unborn", _pregnant),
    "medicaid.unborn_in_household": ("medicaid.unborn", _with_the_pregnant),
    "medicaid.work_requirement": ("medicaid.work_requirement", _grown),
    "basic_health.program": ("medicaid.basic_health", _grown),
    "medicaid.postpartum": ("medicaid.postpartum", _after_pregnancy),
    "chip.waiting_period": ("medicaid.waiting_period", _after_coverage),
    "immigration.lawfully_residing": ("immigration.lawfully_residing", _foreign),
}
FEDERAL: dict[str, tuple[str, Counts]] = {
    "premium_tax_credit.applicable_percentage": ("credit.applicable_percentage", _on_returns),
    "employer_coverage.affordability": ("credit.affordability", _offered),
    "tax.filing_threshold": ("credit.filing_threshold", _earning),
    "premium_tax_credit.unreconciled_years": ("credit.unreconciled", _unreconciled),
}
