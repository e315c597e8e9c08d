"""A decision that rests on income which only few may see, such as tax data: what is kept apart of it, and the decision without it.

Kept apart are income, what is measured by it (percent of poverty, share of income), and what another income would change. The outcome,
the credit and what a household is expected to pay are the decision itself and stay. 26 USC 6103(p)(4), 45 CFR 155.260(a).
"""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal

import msgspec
from msgspec.structs import replace

from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Person
from coverport.eligibility.findings import Fact, Finding, Reason
from coverport.eligibility.results import Determination, PersonResult, Subsidy, TaxHouseholdResult
from coverport.eligibility.rules.credit import monthly_contribution

# The mark in the facts of a reason whose figures are kept apart; and what a household is expected to pay a month, to the last place.
WITHHELD, MONTHLY = "withheld", "monthly"
TEN_PLACES = Decimal("1e-10")
# Facts that tell of income, and those beside them that are sums of the decision.
_TELLING = frozenset({"income", "percent", "change", "counted", "figure", "most"})
_STAYS = frozenset({"benchmark", "contribution", "credit", "arrangement"})


class Incomes(msgspec.Struct, frozen=True):
    """Cents a year by person. salt: so that no hash of them gives a figure away.

    beside: they stand for the year beside what was told of each month, as in a renewal; else instead of all that was told.
    """

    salt: str
    year: dict[str, Cents]
    beside: bool = False


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


def with_incomes(application: Application, incomes: Incomes) -> Application:
    """The application with these incomes of the year."""
    people = (_with(one, incomes) if one.id in incomes.year else one for one in application.people)
    return replace(application, people=tuple(people))


def _with(one: Person, incomes: Incomes) -> Person:
    year = incomes.year[one.id]
    return replace(one, income_year=year) if incomes.beside else with_income(one, year)


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
    credit, monthly = _finding(each.credit), contribution(each)
    if monthly is not None:
        first, *rest = credit.reasons
        credit = replace(credit, reasons=(replace(first, facts={**first.facts, MONTHLY: str(monthly)}), *rest))
    return replace(
        each, magi=None, percent_of_poverty=None, whole_percent=None, applicable_percentage=None, credit=credit,
        subsidies=tuple(_subsidy(one) for one in each.subsidies),
    )  # fmt: skip


def contribution(each: TaxHouseholdResult) -> Decimal | None:
    """What a household is expected to pay a month, cents to ten places; None where no percentage applies or it is not known."""
    if each.magi is not None and each.applicable_percentage is not None:
        # Ten places never round across half a cent: the exact value is a whole number of 120,000ths.
        return monthly_contribution(each.magi, each.applicable_percentage).quantize(TEN_PLACES, ROUND_HALF_UP)
    kept = (reason.facts.get(MONTHLY) for reason in each.credit.reasons)
    return next((Decimal(str(fact)) for fact in kept if fact is not None), None)


def _subsidy(one: Subsidy) -> Subsidy:
    return replace(one, finding=_finding(one.finding))


def _finding(found: Finding) -> Finding:
    return replace(found, reasons=tuple(_reason(each) for each in found.reasons))


def _reason(each: Reason) -> Reason:
    if not _TELLING.intersection(each.facts):
        return each
    stays: dict[str, Fact] = {name: fact for name, fact in each.facts.items() if name in _STAYS}
    return replace(each, facts={**stays, WITHHELD: True})
