"""The engine: facts and law in, a determination with its reasons out. It knows no clock, no database and no Django."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.assumed import assumed_values
from coverport.eligibility.facts import Application, Person, TaxHousehold
from coverport.eligibility.facts.check import ages_of, check
from coverport.eligibility.findings import UNKNOWN
from coverport.eligibility.missing import missing_answers
from coverport.eligibility.nearest import nearest_thresholds
from coverport.eligibility.person import Decided, decided, public_of
from coverport.eligibility.results import Benchmark, Determination, TaxHouseholdResult
from coverport.eligibility.rules.credit import in_coverage_family
from coverport.eligibility.rules.kinship import Kin, Role, kin_of
from coverport.eligibility.taxes import Taxes, household_result
from coverport.eligibility.whole import Whole, whole_of
from coverport.law.resolved import Law

__all__ = ["BenchmarkFor", "FamilyMember", "PricedBenchmark", "Role", "WrongLaw", "determine", "family_members"]


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
    ages = check(application)
    if (law.on, law.state, law.year) != (application.decided_on, application.state, application.coverage_year):
        raise WrongLaw(f"law of {law.state} {law.year} on {law.on} for another application")
    whole = whole_of(application, ages, law)
    answers = {person.id: public_of(person, whole) for person in application.people}
    found = {person.id: decided(person, whole, answers) for person in application.people}
    people = tuple([each.result for each in found.values()])
    households = tuple([_household(each, whole, found, benchmark) for each in whole.taxes.values()])
    return Determination(
        people=people,
        tax_households=households,
        assumed=assumed_values(application, ages, law),
        missing=missing_answers(application, people, households) if advice else (),
        nearest=nearest_thresholds(answers, people, households, law) if advice else (),
    )


def family_members(application: Application) -> tuple[FamilyMember, ...]:
    """Everybody of an application as premiums see them, in its order."""
    kin, ages = kin_of(application), ages_of(application)
    return tuple([_member(one, kin, ages) for one in application.people])


def _member(one: Person, kin: Kin, ages: dict[str, int]) -> FamilyMember:
    who = one.id
    return FamilyMember(who, ages[who], kin.roles[who], one.tobacco, one.applies, one.home, one.county_fips)


def _household(
    taxes: Taxes, whole: Whole, found: dict[str, Decided], benchmark: BenchmarkFor | None
) -> TaxHouseholdResult:
    """The sums of one tax household: its coverage family, benchmark, share and credit."""
    family: list[str] = []
    known = True
    for who in taxes.members:
        obstacles = found[who].obstacles
        if whole.tax_of.get(who) is taxes and whole.kin.people[who].applies and in_coverage_family(obstacles):
            family.append(who)
            known = known and (not obstacles or UNKNOWN not in [each.outcome for each in obstacles])
    return household_result(
        taxes,
        family=tuple(family),
        able=[found[each].result.aptc for each in family],
        benchmark=_priced(taxes.household, family, whole, benchmark) if family and known else None,
        asked=benchmark is not None,
        offers=whole.application.offers,
        law=whole.law,
    )


def _priced(
    household: TaxHousehold, family: list[str], whole: Whole, benchmark: BenchmarkFor | None
) -> Benchmark | None:
    if household.benchmark_month is not None:
        return Benchmark("", household.benchmark_month)
    if benchmark is None:
        return None
    people = [one for one in whole.application.people if one.id in family]
    priced = benchmark(household, tuple([_member(one, whole.kin, whole.ages) for one in people]))
    if priced is None:
        return None
    return Benchmark(
        plan_id=priced.plan_id,
        premium=priced.premium,
        ehb_assumed=getattr(priced, "ehb_assumed", False),
        only_silver_plan=getattr(priced, "only_silver_plan", False),
    )
