"""A decision that rests on income which only few may see, such as tax data: what is kept apart of it, and the decision without it.

Kept apart are income, what is measured by it (percent of poverty, share of income), and what another income would change. The outcome,
the credit and what a household is expected to pay are the decision itself and stay. 26 USC 6103(p)(4), 45 CFR 155.260(a).
"""

from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import replace

from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Person
from coverport.eligibility.findings import Fact, Finding, Reason
from coverport.eligibility.results import Determination, PersonResult, Subsidy, TaxHouseholdResult

# The mark in the facts of a reason whose figures are kept apart.
WITHHELD = "withheld"
# Facts that tell of income, and those beside them that are sums of the decision.
_TELLING = frozenset({"income", "percent", "change", "counted", "figure", "most"})
_STAYS = frozenset({"benchmark", "contribution", "credit", "arrangement"})


class Incomes(msgspec.Struct, frozen=True):
    """Cents a year by person. salt: so that no hash of them gives a figure away."""

    salt: str
    year: dict[str, Cents]


class Apart(msgspec.Struct, frozen=True):
    """What is kept apart of one decision: the incomes that it rests on, and all that it says."""

    incomes: Incomes
    result: Determination


class Reference(msgspec.Struct, frozen=True):
    """What stands in the inputs instead. people: whose income it is; sha256: of what is kept apart."""

    people: tuple[str, ...]
    sha256: str


def income_of(one: Person) -> tuple[object, ...]:
    """All that was told of a person's income."""
    return one.income, one.deductions, one.income_year, one.income_month


def with_income(one: Person, year: Cents | None) -> Person:
    """A person with a yearly income instead of what they told; None: it is not known."""
    lines = None if year is None else ()
    return replace(one, income=lines, deductions=(), income_year=year, income_month=None)


def with_incomes(application: Application, year: Mapping[str, Cents]) -> Application:
    """The application with these yearly incomes instead of what was told."""
    people = (with_income(one, year[one.id]) if one.id in year else one for one in application.people)
    return replace(application, people=tuple(people))


def without_figures(decided: Determination, people: Collection[str]) -> Determination:
    """The decision as everybody may read it who may read decisions. people: whose income is kept apart."""
    held = frozenset(people)
    households = {each.id for each in decided.tax_households if held.intersection(each.people)}
    return replace(
        decided,
        people=tuple(_person(one) if _touched(one, households, held) else one for one in decided.people),
        tax_households=tuple(_household(each) if each.id in households else each for each in decided.tax_households),
        nearest=(),
    )


def _touched(one: PersonResult, households: Collection[str], held: frozenset[str]) -> bool:
    return one.tax_household in households or bool(held.intersection(one.medicaid_household.people))


def _person(one: PersonResult) -> PersonResult:
    found = {
        name: _finding(value) for name in one.__struct_fields__ if isinstance(value := getattr(one, name), Finding)
    }
    size = replace(one.medicaid_household, magi=None, percent_of_poverty=None)
    return replace(one, medicaid_household=size, **found)


def _household(each: TaxHouseholdResult) -> TaxHouseholdResult:
    return replace(
        each, magi=None, percent_of_poverty=None, whole_percent=None, applicable_percentage=None, credit=_finding(each.credit),
        subsidies=tuple(_subsidy(one) for one in each.subsidies),
    )  # fmt: skip


def _subsidy(one: Subsidy) -> Subsidy:
    return replace(one, finding=_finding(one.finding))


def _finding(found: Finding) -> Finding:
    return replace(found, reasons=tuple(_reason(each) for each in found.reasons))


def _reason(each: Reason) -> Reason:
    if not _TELLING.intersection(each.facts):
        return each
    stays: dict[str, Fact] = {name: fact for name, fact in each.facts.items() if name in _STAYS}
    return replace(each, facts={**stays, WITHHELD: True})
