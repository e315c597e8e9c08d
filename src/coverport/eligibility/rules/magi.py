"""Modified adjusted gross income: of a person, of a Medicaid household and of a tax household."""

from collections.abc import Mapping, Set
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from coverport.core.dates import age_on
from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Deduction, IncomeLine, Person, TaxHousehold
from coverport.eligibility.facts.periods import (
    AGED,
    comes_always,
    comes_once,
    in_force,
    paid_in_month,
    within_year,
    yearly_rate,
)
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.kinship import Ids, Kin, Ties
from coverport.law.parameters import FilingThreshold
from coverport.law.resolved import KEPT

# In adjusted gross income, but not in Medicaid's, 42 CFR 435.603(e)(2), (3).
NOT_FOR_MEDICAID = frozenset({"scholarship_for_education", "american_indian_exempt", "not_counted"})
# Earned income of a dependent, 26 USC 63(c)(5)(B), 911(d)(2); what section 911 excludes counts here, 6012(c).
EARNED = frozenset({"wages", "self_employment", "farm", "scholarship_for_education", "foreign_excluded"})
# No gross income. Social Security is none unless other income is high enough to need a return by itself, 26 USC 86.
NOT_GROSS = frozenset({"social_security", "tax_exempt_interest", "not_counted"})


_Aged = Literal["aged_married", "aged_unmarried"]


class PersonIncome(msgspec.Struct, frozen=True, gc=False):
    """What one person brings, cents; None while not known. year: for the coverage year; below zero after a loss.

    rate: current monthly income as a yearly rate, 42 CFR 435.603(h)(1). must_file: a return of their own for the coverage year,
    26 USC 6012(a)(1); must_file_now: for the year of the decision, which Medicaid asks about, 435.603(d)(2).
    """

    year: Cents | None
    rate: Cents | None
    must_file: bool | None
    must_file_now: bool | None


def person_income(
    person: Person,
    application: Application,
    age: int,
    threshold: FilingThreshold | None,
    threshold_now: FilingThreshold | None,
    *,
    may_be_left_out: bool = True,
) -> PersonIncome:
    """One person's income. threshold: of the coverage year, and of the year of the decision; None where figures are not known.

    may_be_left_out: whether the income counts with others' only where the person must file; else nobody asks whether they must.
    """
    if person.income == () and not person.deductions and person.income_year is person.income_month is None:
        return PersonIncome(0, 0, bool(person.must_file), bool(person.must_file))
    year, rate = _totals(person)
    sums = _sums(person, application.coverage_year, application.decided_on)
    must_file = must_file_now = person.must_file
    if must_file is None and may_be_left_out and (person.income is not None or year is not None):
        aged = _aged(person, application, age)
        must_file = must_file_now = _must_file(year, sums, threshold, aged)
        if application.decided_on.year != application.coverage_year and (
            year or sums.earned or sums.unearned or _dated(person)
        ):
            now = _sums(person, application.decided_on.year, application.decided_on)
            must_file_now = _must_file(year, now, threshold_now, aged)
    if person.income is None:
        return PersonIncome(year, rate, must_file, must_file_now)
    return PersonIncome(
        sums.year if year is None else year, sums.rate if rate is None else rate, must_file, must_file_now
    )


def _dated(person: Person) -> bool:
    return any(line.starts is not None or line.ends is not None for line in person.income or ())


def _totals(person: Person) -> tuple[Cents | None, Cents | None]:
    """What is told in all, for the year and as a rate. Without any line, the one that is told stands for the other."""
    year, month = person.income_year, person.income_month
    rate = None if month is None else month * 12
    if person.income != ():
        return year, rate
    return rate if year is None else year, year if rate is None else rate


def medicaid_incomes(
    households: Mapping[str, MedicaidHousehold], kin: Kin, incomes: Mapping[str, PersonIncome]
) -> dict[str, Cents | None]:
    """Income of everybody's Medicaid household as a yearly rate, never below 0, 42 CFR 435.603(d); None while one that counts is unknown.

    A child in the household of a parent, and a dependent beside the taxpayer who claims them, count only where they must file.
    """
    outside = tuple([who for who, one in kin.people.items() if one.claimed_by_outsider == "parent"])
    together = tuple([(who, each.people) for who, each in households.items()])
    sums = {people: _sum(people, filing, incomes) for people, filing in _if_they_file(kin.ties, together, outside)}
    return {who: sums[people] for who, people in together}


def tax_income(tax_household: TaxHousehold, incomes: Mapping[str, PersonIncome]) -> Cents | None:
    """Household income of the year, never below 0, 26 CFR 1.36B-1(e): the filers', and of dependents who must file; losses offset."""
    total = 0
    for who in tax_household.filers:
        if (year := incomes[who].year) is None:
            return None
        total += year
    for who in tax_household.dependents:
        if (counted := _if_filing(incomes[who].year, incomes[who].must_file)) is None:
            return None
        total += counted
    return max(total, 0)


def _if_filing(amount: Cents | None, must_file: bool | None) -> Cents | None:
    """The amount of who must file, 0 of who must not; None where that is not known and matters."""
    if must_file is False or amount == 0:
        return 0
    return amount if must_file else None


def _sum(people: Ids, filing: Set[str], incomes: Mapping[str, PersonIncome]) -> Cents | None:
    if not people:
        return None
    total = 0
    for who in people:
        income = incomes[who]
        counted = income.rate
        if counted != 0 and who in filing:
            counted = _if_filing(counted, income.must_file_now)
        if counted is None:
            return None
        total += counted
    return max(total, 0)


# It follows from ties: the same for most families.
@lru_cache(maxsize=KEPT)
def _if_they_file(
    ties: Ties, households: tuple[tuple[str, Ids], ...], outside: Ids
) -> tuple[tuple[Ids, frozenset[str]], ...]:
    """Each different household, with those of it whose income counts only where they must file.

    outside: whom a parent who is not on the application claims.
    """
    known = dict(households)
    under = {*outside, *_under_parents(known, ties)}
    return tuple(
        [
            (people, frozenset([who for who in people if who in under or _claimed_here(who, people, ties)]))
            for people in dict.fromkeys(known.values())
        ]
    )


def _under_parents(households: Mapping[str, Ids], ties: Ties) -> set[str]:
    """Who is in the household of a natural, adoptive or step-parent, 435.603(d)(2)(i)."""
    return {who for who, parents in ties.parents.items() for parent in parents if who in households[parent]}


def _claimed_here(who: str, people: Ids, ties: Ties) -> bool:
    """Whether a taxpayer among these people, other than the spouse, claims the person, 435.603(d)(2)(ii)."""
    claim = ties.claimed_on(who)
    if claim is None or ties.spouse_of(who) in claim.filers:
        return False
    return any(filer in people for filer in claim.filers)


class _Sums(msgspec.Struct, gc=False):
    """What the lines come to, cents: MAGI of the year and as a current rate; gross income of the year, earned and unearned."""

    year: Cents = 0
    rate: Cents = 0
    earned: Cents = 0
    unearned: Cents = 0


_NOTHING = _Sums()


def _sums(person: Person, year: int, on: date) -> _Sums:
    """MAGI, 26 USC 36B(d)(2)(B): what section 911, exemption from tax or section 86 leave out is in it. A loss is no gross income."""
    if not person.income and not person.deductions:
        return _NOTHING
    sums = _Sums()
    for line in person.income or ():
        kind = line.kind
        if kind == "not_counted":
            continue
        always = comes_always(line)
        amount = yearly_rate(line) if always else within_year(line, year)
        sums.year += amount
        if kind not in NOT_FOR_MEDICAID:
            sums.rate += amount if always else _current(line, on)
        if amount > 0 and kind not in NOT_GROSS:
            if kind in EARNED:
                sums.earned += amount
            else:
                sums.unearned += amount
    for each in person.deductions:
        sums.year -= within_year(each, year)
        sums.rate -= _current(each, on)
    return sums


def _current(line: IncomeLine | Deduction, on: date) -> Cents:
    """What comes in on the day of the decision, for a year; a lump sum only in its month, 42 CFR 435.603(e)(1)."""
    if not comes_once(line):
        return yearly_rate(line) if in_force(line, on) else 0
    return line.amount * 12 if line.kind == "lump_sum" and paid_in_month(line, on) else 0


def _must_file(total: Cents | None, sums: _Sums, threshold: FilingThreshold | None, aged: _Aged | None) -> bool | None:
    """Whether a person whom somebody may claim must file, 26 USC 6012(a)(1)(C)(i). Without income nobody must."""
    earned, unearned = sums.earned, sums.unearned
    if (earned + unearned if total is None else total) <= 0:
        return False
    if threshold is None:
        return None
    added = getattr(threshold, aged) * 100 if aged else 0
    if total is None:
        return _over(earned, unearned, added, threshold)
    # A total stands instead of the lines: all earned, or all unearned, as they are; else where both come to the same.
    as_earned, as_unearned = _over(total, 0, added, threshold), _over(0, total, added, threshold)
    if as_earned == as_unearned or (earned and not unearned):
        return as_earned
    return as_unearned if unearned and not earned else None


def _over(earned: Cents, unearned: Cents, added: Cents, threshold: FilingThreshold) -> bool:
    """Over the limit of earned, of unearned or of both together; each is higher for the aged, 26 USC 63(c)(5), (f)."""
    most_earned, most_unearned = threshold.dependent_earned * 100, threshold.dependent_unearned * 100
    together = max(most_unearned, min(earned + threshold.dependent_added * 100, most_earned))
    return earned > most_earned + added or unearned > most_unearned + added or earned + unearned > together + added


def _aged(person: Person, application: Application, age: int) -> _Aged | None:
    """What the limits are higher by for who is aged before the year is over: a birthday on New Year's Day is before it."""
    if person.birth_date is not None:
        age = age_on(person.birth_date, date(application.coverage_year + 1, 1, 1))
    if age < AGED:
        return None
    married = any(each.is_ == "spouse" and person.id in (each.person, each.of) for each in application.relationships)
    return "aged_married" if married else "aged_unmarried"
