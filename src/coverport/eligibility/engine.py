"""The engine: facts and law in, a determination with its reasons out. It knows no clock, no database and no Django."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.assumed import assumed_values
from coverport.eligibility.facts import Application, Person, TaxHousehold
from coverport.eligibility.facts.check import ages_of, check
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.missing import missing_answers
from coverport.eligibility.nearest import nearest_thresholds
from coverport.eligibility.results import (
    Benchmark,
    Determination,
    MedicaidHousehold,
    PersonResult,
    TaxHouseholdResult,
    Threshold,
)
from coverport.eligibility.rules.basic_health import basic_health
from coverport.eligibility.rules.caretaker import care_of
from coverport.eligibility.rules.catastrophic import catastrophic
from coverport.eligibility.rules.chip import chip
from coverport.eligibility.rules.cost_sharing import CostSharing, cost_sharing
from coverport.eligibility.rules.credit import in_coverage_family, other_coverage, person_obstacles, tax_credit
from coverport.eligibility.rules.filing import not_on_a_return
from coverport.eligibility.rules.groups import Circumstances
from coverport.eligibility.rules.income import Measured, measure, percent_to_four_places
from coverport.eligibility.rules.kinship import Kin, Role, kin_of
from coverport.eligibility.rules.magi import PersonIncome, medicaid_incomes, person_income
from coverport.eligibility.rules.medicaid import MedicaidAnswer, medicaid, referral
from coverport.eligibility.rules.medicaid_household import medicaid_households
from coverport.eligibility.rules.offers import employer_coverage
from coverport.eligibility.rules.qualified_health_plan import qualified_health_plan
from coverport.eligibility.taxes import Taxes, household_result, taxes_of
from coverport.law.resolved import Law

__all__ = ["BenchmarkFor", "FamilyMember", "PricedBenchmark", "Role", "WrongLaw", "determine", "family_members"]


# Who decides Medicaid, by what the state has chosen.
_DECIDES = {"determines": "exchange", "assesses": "agency"}


class PricedBenchmark(Protocol):
    """What the engine needs of a benchmark: `results.Benchmark` and `plans.rules.premium.Benchmark` fit."""

    @property
    def plan_id(self) -> str: ...
    @property
    def premium(self) -> Cents: ...


class FamilyMember(msgspec.Struct, frozen=True, gc=False):
    """A person as premiums see them. age: when coverage begins; role: to the first person; county_fips: None for the application's."""

    id: str
    age: int
    role: Role
    tobacco: bool
    applies: bool
    home: str
    county_fips: str | None


BenchmarkFor = Callable[[TaxHousehold, tuple[FamilyMember, ...]], PricedBenchmark | None]


class WrongLaw(ValueError):
    """The law given is that of another date, state or year."""


def determine(
    application: Application, *, law: Law, benchmark: BenchmarkFor | None = None, advice: bool = True
) -> Determination:
    """What help each person can have. InvalidFacts for facts that cannot be right; WrongLaw for the law of another case.

    benchmark: asked once a tax household, with its coverage family, and only when that family is known; None when no silver plan
    covers it. A tax household that brings its own benchmark is not asked about. advice: False leaves out what would change the
    outcome (`missing`, `nearest`), for callers that show outcomes alone.
    """
    check(application)
    if (law.on, law.state, law.year) != (application.decided_on, application.state, application.coverage_year):
        raise WrongLaw(f"law of {law.state} {law.year} on {law.on} for another application")
    whole = _whole(application, law)
    answers = {person.id: _public(person, whole) for person in application.people}
    decided = {person.id: _person(person, answers[person.id], whole, answers) for person in application.people}
    people = tuple(each.result for each in decided.values())
    households = tuple(_household(each, whole, decided, benchmark) for each in whole.taxes.values())
    return Determination(
        people=people,
        tax_households=households,
        assumed=assumed_values(application, whole.ages, law),
        missing=missing_answers(application, people, households) if advice else (),
        nearest=_nearest(whole, answers, people, households) if advice else (),
    )


def _nearest(
    whole: "_Whole",
    answers: dict[str, "_Public"],
    people: tuple[PersonResult, ...],
    households: tuple[TaxHouseholdResult, ...],
) -> tuple[Threshold, ...]:
    edges = {each: answers[each].medicaid.edge for each in answers}
    barred = {each for each in answers if _barred_by_status(answers[each]) is not False}
    return nearest_thresholds(edges, barred, people, households, whole.law)


def family_members(application: Application) -> tuple[FamilyMember, ...]:
    """Everybody of an application as premiums see them, in its order."""
    return _members(application, kin_of(application), ages_of(application))


def _members(application: Application, kin: Kin, ages: dict[str, int]) -> tuple[FamilyMember, ...]:
    return tuple(
        FamilyMember(
            id=one.id,
            age=ages[one.id],
            role=kin.role_of(one.id),
            tobacco=one.tobacco,
            applies=one.applies,
            home=one.home,
            county_fips=one.county_fips,
        )
        for one in application.people
    )


class _Whole(msgspec.Struct, frozen=True, gc=False):
    """What the people of an application share, worked out once.

    own: what each one brings; incomes: of each one's Medicaid household, as a yearly rate. measured: such an income beside the
    guideline, by it and the size; lower: cost sharing of each return, with the answer about the credit. Most people share both.
    """

    application: Application
    law: Law
    kin: Kin
    ages: dict[str, int]
    households: dict[str, MedicaidHousehold]
    own: dict[str, PersonIncome]
    incomes: dict[str, Cents | None]
    taxes: dict[str, Taxes]
    tax_of: dict[str, Taxes]
    measured: dict[tuple[Cents | None, int], tuple[Measured, Decimal | None]]
    lower: dict[str, tuple[Finding, CostSharing]]

    def against_guideline(self, income: Cents | None, size: int) -> tuple[Measured, Decimal | None]:
        """(an income of a Medicaid household measured, its percent of poverty as it is shown)."""
        known = self.measured.get((income, size))
        if known is None:
            measured = measure(income, size, self.law.medicaid.guideline)
            known = self.measured[income, size] = (measured, percent_to_four_places(measured))
        return known

    def cost_sharing(self, person: Person, qhp: Finding, credit: Finding, taxes: Taxes) -> CostSharing:
        """Of one person of a return: for whoever is no American Indian it follows from the answer about the credit alone."""
        known = self.lower.get(taxes.household.id)
        if known is not None and known[0] is credit and not person.american_indian:
            return known[1]
        made = cost_sharing(person, qhp=qhp, credit=credit, measured=taxes.counted, law=self.law.credit)
        if not person.american_indian:
            self.lower[taxes.household.id] = credit, made
        return made


def _whole(application: Application, law: Law) -> _Whole:
    kin, ages = kin_of(application), ages_of(application)
    returns = law.credit.filing_threshold, law.medicaid.filing_threshold
    incomes = {one.id: person_income(one, application, ages[one.id], *returns) for one in application.people}
    households = medicaid_households(kin, ages, law.medicaid.household_child, law.medicaid.unborn)
    taxes = {each.id: taxes_of(each, application, kin, incomes, law) for each in application.tax_households}
    tax_of: dict[str, Taxes] = {}
    for each in taxes.values():
        tax_of |= dict.fromkeys(each.household.dependents, each)
    for each in taxes.values():
        for filer in each.household.filers:
            tax_of.setdefault(filer, each)
    rates = medicaid_incomes(households, kin, incomes)
    return _Whole(application, law, kin, ages, households, incomes, rates, taxes, tax_of, {}, {})


class _Public(msgspec.Struct, frozen=True, gc=False):
    """Whether a person may buy a plan, what they have of Medicaid and CHIP, and the household that decided it."""

    qhp: Finding
    medicaid: MedicaidAnswer
    chip: Finding
    household: MedicaidHousehold
    measured: Measured


def _public(person: Person, whole: _Whole) -> _Public:
    law, household = whole.law, whole.households[person.id]
    income = whole.incomes[person.id]
    measured, percent = whole.against_guideline(income, max(household.size, 1))
    taxes = whole.tax_of.get(person.id)
    around = Circumstances(
        law=law,
        age=whole.ages[person.id],
        household=household,
        measured=measured,
        own=whole.own[person.id].rate,
        by_year=taxes.measured if taxes and taxes.below_floor else None,
        care=care_of(
            person,
            whole.kin,
            whole.ages,
            dependent=law.medicaid.dependent_child_age,
            child=law.medicaid.child_age,
            deprivation=law.medicaid.deprivation,
        ),
    )
    in_medicaid = medicaid(person, around)
    in_chip = chip(person, around, in_medicaid.finding)
    shown = MedicaidHousehold(household.people, household.size, household.branch, income, percent)
    qhp = qualified_health_plan(person, law.state, law.immigration.lawfully_present)
    return _Public(qhp, in_medicaid, in_chip, shown, measured)


class _Decided(msgspec.Struct, frozen=True, gc=False):
    """A person's result, and what stands between them and the credit."""

    result: PersonResult
    obstacles: tuple[Finding, ...]


def _person(person: Person, public: _Public, whole: _Whole, answers: dict[str, _Public]) -> _Decided:
    law, age = whole.law, whole.ages[person.id]
    taxes = whole.tax_of.get(person.id)
    measured = taxes.counted if taxes else measure(public.measured.income, public.measured.size, law.credit.guideline)
    qhp = public.qhp
    employer = _employer(person, whole, taxes, measured) if whole.application.offers else None
    bhp = basic_health(
        person,
        age,
        qhp=qhp,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        elsewhere=(other_coverage(person), employer),
        measured=measured,
        barred_by_status=public.medicaid.barred_by_status,
        law=law.medicaid.basic_health,
        statuses=law.medicaid.basic_health_statuses,
    )
    obstacles = person_obstacles(
        person,
        qhp=qhp,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        basic_health=bhp,
        employer=employer,
        work=public.medicaid.work,
        statuses=law.credit.statuses,
        enrollment=law.credit.income_based_enrollment,
        requirement=law.medicaid.work_requirement,
    )
    if not person.applies:
        aptc = qhp
    elif taxes is None:
        aptc = tax_credit((*obstacles, not_on_a_return(person)), qhp)
    else:
        barred = [_barred_by_status(answers[each]) for each in taxes.members] if taxes.below_floor else ()
        aptc = tax_credit((*obstacles, taxes.filing), taxes.window(barred, law))
    if taxes is None:
        lower = cost_sharing(person, qhp=qhp, credit=aptc, measured=measured, law=law.credit)
    else:
        lower = whole.cost_sharing(person, qhp, aptc, taxes)
    decision = law.medicaid.decision
    result = PersonResult(
        id=person.id,
        medicaid=public.medicaid.finding,
        chip=public.chip,
        bhp=bhp,
        qhp=qhp,
        aptc=aptc,
        csr=lower.finding,
        catastrophic=catastrophic(person, age, law.catastrophic, qhp),
        referral=referral(person, age, law.medicaid.adult_ages.at_most),
        emergency_medicaid=public.medicaid.emergency,
        csr_variant=lower.variant,
        csr_qualifies=lower.qualifies,
        medicaid_household=public.household,
        tax_household=taxes.household.id if taxes else None,
        medicaid_decided_by=_DECIDES[decision.exchange] if decision else "unknown",
    )
    return _Decided(result, obstacles)


def _employer(person: Person, whole: _Whole, taxes: Taxes | None, measured: Measured) -> Finding | None:
    """What employers' offers say about the person."""
    law, members = whole.law.credit, taxes.members if taxes else (person.id,)
    return employer_coverage(person.id, whole.application.offers, measured, members, law.affordability, law.family_test)


def _barred_by_status(public: _Public) -> bool | None:
    """Whether status keeps somebody who may buy a plan out of Medicaid: the credit's floor does not bind such people."""
    if public.qhp.outcome is Outcome.NO:
        return False
    barred = public.medicaid.barred_by_status
    return None if barred and public.qhp.outcome is Outcome.UNKNOWN else barred


def _household(
    taxes: Taxes, whole: _Whole, decided: dict[str, _Decided], benchmark: BenchmarkFor | None
) -> TaxHouseholdResult:
    """The sums of one tax household: its coverage family, benchmark, share and credit."""
    mine = [each for each in taxes.members if whole.tax_of.get(each) is taxes]
    family = [each for each in mine if whole.kin.people[each].applies and in_coverage_family(decided[each].obstacles)]
    known = all(found.outcome is Outcome.YES for each in family for found in decided[each].obstacles)
    return household_result(
        taxes,
        family=tuple(family),
        able=[decided[each].result.aptc for each in family],
        benchmark=_priced(taxes.household, family, whole, benchmark) if family and known else None,
        asked=benchmark is not None,
        offers=whole.application.offers,
        law=whole.law,
    )


def _priced(
    household: TaxHousehold, family: list[str], whole: _Whole, benchmark: BenchmarkFor | None
) -> Benchmark | None:
    if household.benchmark_month is not None:
        return Benchmark("", household.benchmark_month)
    if benchmark is None:
        return None
    members = _members(whole.application, whole.kin, whole.ages)
    priced = benchmark(household, tuple(one for one in members if one.id in family))
    if priced is None:
        return None
    return Benchmark(
        plan_id=priced.plan_id,
        premium=priced.premium,
        ehb_assumed=getattr(priced, "ehb_assumed", False),
        only_silver_plan=getattr(priced, "only_silver_plan", False),
    )
