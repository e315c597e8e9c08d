"""The engine: facts and law in, a determination with its reasons out. It knows no clock, no database and no Django."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Protocol

import msgspec

from coverport.core.money import Cents, half_up
from coverport.eligibility import facts
from coverport.eligibility.facts import Household, Person
from coverport.eligibility.findings import Fact, Finding, Outcome, Reason, no, unknown, yes
from coverport.eligibility.rules import catastrophic, cost_sharing, credit, income, medicaid
from coverport.eligibility.rules.qualified_health_plan import qualified_health_plan
from coverport.law.parameters import Entry
from coverport.law.resolved import Law

# Written into every stored determination; raised whenever a rule's meaning changes.
RULES_VERSION = "2"


class PricedBenchmark(Protocol):
    """What the engine needs of a benchmark: `plans.rules.premium.Benchmark` fits."""

    @property
    def plan_id(self) -> str: ...
    @property
    def premium(self) -> Cents: ...


class Benchmark(msgspec.Struct, frozen=True):
    """The second-lowest-cost silver plan for the coverage family, cents a month, essential health benefits only."""

    plan_id: str
    premium: Cents
    ehb_assumed: bool = False
    only_silver_plan: bool = False


class PersonResult(msgspec.Struct, frozen=True):
    """What one person is likely to have, and why."""

    id: str
    medicaid: Finding
    chip: Finding
    qhp: Finding
    aptc: Finding
    csr: Finding
    catastrophic: Finding
    csr_variant: str


class Determination(msgspec.Struct, frozen=True):
    """The whole answer. aptc: cents a month, None while unknown; `credit` says why, whatever the amount is."""

    people: tuple[PersonResult, ...]
    coverage_family: tuple[str, ...]
    likely_medicaid_chip: tuple[str, ...]
    percent_of_poverty: Decimal | None
    whole_percent: int | None
    applicable_percentage: Decimal | None
    expected_contribution_month: Cents | None
    benchmark: Benchmark | None
    aptc: Cents | None
    credit: Finding
    assumed: tuple[str, ...]
    rules_version: str = RULES_VERSION

    def person(self, person_id: str) -> PersonResult:
        """The result of one person. KeyError for an id that is not in the household."""
        for result in self.people:
            if result.id == person_id:
                return result
        raise KeyError(person_id)


BenchmarkFor = Callable[[tuple[Person, ...]], PricedBenchmark | None]


class WrongLaw(ValueError):
    """The law given is that of another date, state or year."""


def determine(household: Household, *, on: date, law: Law, benchmark: BenchmarkFor) -> Determination:
    """What help a household is likely to have, decided on a date. InvalidFacts for facts that cannot be right.

    benchmark: asked once, with the coverage family, and only when that family is known; None when no silver plan covers it.
    """
    facts.check(household)
    if (law.on, law.state, law.year) != (on, household.state, household.year):
        raise WrongLaw(f"law of {law.state} {law.year} on {law.on} for {household.state} {household.year} on {on}")
    measured = income.measure(household.income, len(household.people), law.credit.guideline)
    window = income.income_within_credit_window(measured, law.credit.window)
    around = medicaid.circumstances(household, law)
    people = tuple(_person(person, around, measured, window) for person in household.people)
    family = _coverage_family(household.people, people)
    return _with_amounts(household, law, measured, people, family, benchmark)


def _person(person: Person, around: medicaid.Circumstances, measured: income.Measured, window: Finding) -> PersonResult:
    law = around.law
    qhp = qualified_health_plan(person, law.state)
    in_medicaid = medicaid.medicaid(person, around)
    in_chip = medicaid.chip(person, around, in_medicaid)
    aptc = _aptc(person, around, qhp, in_medicaid, in_chip, window)
    csr, variant = cost_sharing.cost_sharing(aptc, measured, law.credit.cost_sharing)
    return PersonResult(
        id=person.id,
        medicaid=in_medicaid,
        chip=in_chip,
        qhp=qhp,
        aptc=aptc,
        csr=csr,
        catastrophic=catastrophic.catastrophic(person, law.catastrophic, qhp),
        csr_variant=variant,
    )


def _aptc(
    person: Person,
    around: medicaid.Circumstances,
    qhp: Finding,
    in_medicaid: Finding,
    in_chip: Finding,
    window: Finding,
) -> Finding:
    if not person.applies:
        return qhp
    exception = credit.below_floor_by_status(person, window, around.law.credit.lawfully_present_below_floor)
    obstacles = [
        None if qhp.outcome is Outcome.YES else qhp,
        credit.other_help(person, in_medicaid, in_chip),
        credit.filing(around.household),
    ]
    return credit.tax_credit(obstacles, exception or window)


def _coverage_family(people: tuple[Person, ...], results: tuple[PersonResult, ...]) -> tuple[Person, ...]:
    """Who would be on the policy with the credit: applies, may buy, and is not known to have other coverage, 26 CFR 1.36B-3(b)(1)."""
    return tuple(
        person
        for person, result in zip(people, results, strict=True)
        if person.applies
        and result.qhp.outcome is not Outcome.NO
        and result.medicaid.outcome is not Outcome.YES
        and result.chip.outcome is not Outcome.YES
        and not person.other_coverage
    )


def _family_is_known(family: tuple[Person, ...], results: tuple[PersonResult, ...]) -> bool:
    """Whether nobody in it may still turn out to have Medicaid, CHIP or other coverage, or not to be able to buy."""
    ids = {person.id for person in family}
    undecided = (
        Outcome.UNKNOWN in (result.medicaid.outcome, result.chip.outcome, result.qhp.outcome)
        for result in results
        if result.id in ids
    )
    return not any(undecided) and not any(person.other_coverage is None for person in family)


def _with_amounts(
    household: Household,
    law: Law,
    measured: income.Measured,
    people: tuple[PersonResult, ...],
    family: tuple[Person, ...],
    ask: BenchmarkFor,
) -> Determination:
    known = _family_is_known(family, people)
    priced = ask(family) if family and known else None
    percent = income.percent_for_credit(measured, law.credit.percent_ceiling)
    able = [result.aptc for result in people if result.id in {person.id for person in family}]
    share = _share(household, percent, law) if any(found.outcome is Outcome.YES for found in able) else None
    amount, finding = _amount(able, priced, share)
    return Determination(
        people=people,
        coverage_family=tuple(person.id for person in family),
        likely_medicaid_chip=tuple(
            result.id for result in people if Outcome.YES in (result.medicaid.outcome, result.chip.outcome)
        ),
        percent_of_poverty=income.percent_to_four_places(measured),
        whole_percent=percent,
        applicable_percentage=share.figure if share else None,
        expected_contribution_month=half_up(share.monthly) if share else None,
        benchmark=None if priced is None else _plain(priced),
        aptc=amount,
        credit=finding,
        assumed=_assumed(household, law, around_pregnant=any(person.pregnant for person in household.people)),
    )


class _Share(msgspec.Struct, frozen=True):
    """What the household is expected to pay of the benchmark: a share of income, and cents a month before rounding."""

    income: Cents
    figure: Decimal
    monthly: Decimal
    citation: str


def _share(household: Household, percent: int | None, law: Law) -> _Share | None:
    if percent is None or household.income is None:
        return None
    figure = credit.applicable_figure(percent, law.credit.applicable_percentage)
    monthly = credit.monthly_contribution(household.income, figure)
    return _Share(household.income, figure, monthly, law.credit.applicable_percentage.citation)


def _amount(able: list[Finding], priced: PricedBenchmark | None, share: _Share | None) -> tuple[Cents | None, Finding]:
    """The credit a month with its finding: 0 and no where nobody can have it, None while anything that it needs is unknown."""
    if not able:
        return 0, no("nobody_in_coverage_family", "26 CFR 1.36B-3(b)(1)", {})
    for outcome, amount in ((Outcome.UNKNOWN, None), (Outcome.NO, 0)):
        if deciding := [found for found in able if found.outcome is outcome]:
            return amount, Finding(outcome, _in_any_order(deciding))
    if priced is None or share is None:
        return None, unknown("benchmark_missing", "26 CFR 1.36B-3(f)", {})
    cents = credit.monthly_credit(priced.premium, share.monthly)
    sums: dict[str, Fact] = {
        "benchmark": priced.premium,
        "income": share.income,
        "figure": str(share.figure),
        # Beside a credit, the share is what remains: both rounded on their own could miss the benchmark by a cent.
        "contribution": priced.premium - cents if cents else half_up(share.monthly),
        "credit": cents,
    }
    return cents, yes("credit_amount" if cents else "credit_zero", share.citation, sums)


def _in_any_order(findings: list[Finding]) -> tuple[Reason, ...]:
    """The family's reasons, the same whoever was entered first."""
    ranked = sorted((reason for finding in findings for reason in finding.reasons), key=_rank)
    return credit.each_once([Finding(findings[0].outcome, tuple(ranked))])


def _rank(reason: Reason) -> tuple[str, str, str]:
    return reason.code, reason.citation, str(reason.facts)


def _plain(priced: PricedBenchmark) -> Benchmark:
    return Benchmark(
        plan_id=priced.plan_id,
        premium=priced.premium,
        ehb_assumed=getattr(priced, "ehb_assumed", False),
        only_silver_plan=getattr(priced, "only_silver_plan", False),
    )


def _assumed(household: Household, law: Law, *, around_pregnant: bool) -> tuple[str, ...]:
    """Names of the assumed values that this household's answer could rest on; every page and letter says so."""
    state = law.medicaid
    young = any(person.age < state.child_age.under for person in household.people)
    grown = any(person.age >= state.adult_ages.at_least for person in household.people)
    consulted: list[tuple[str, Entry | None, bool]] = [
        ("medicaid.child", state.child, young),
        ("medicaid.targeted_child", state.targeted_child, young),
        ("chip.child", state.chip_child, young),
        ("medicaid.parent", state.parent, grown and young),
        ("medicaid.adult", state.adult, grown),
        ("medicaid.pregnant", state.pregnant, around_pregnant),
        ("chip.pregnant", state.chip_pregnant, around_pregnant),
    ]
    names = [f"{name} ({law.state})" for name, entry, used in consulted if used and entry and entry.status == "assumed"]
    return tuple(names + (["medicaid.guideline_update"] if state.guideline_assumed else []))
