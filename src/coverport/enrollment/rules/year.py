"""A household's year, person by person and month by month: what is kept of it, and what a change makes different."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from coverport.core.dates import first_of_month, last_of_month
from coverport.core.money import Cents
from coverport.enrollment.rules.credit import Basis, Credits, Past, beside_health, household_of, year_credits
from coverport.enrollment.rules.families import by_benchmark
from coverport.enrollment.rules.months import Cost, Method, Price, costs
from coverport.enrollment.rules.part_months import Paid, covered_part, days_in_all
from coverport.enrollment.rules.policies import Policy
from coverport.shopping.pricing.credit import spread


class PersonMonth(msgspec.Struct, frozen=True, order=True):
    """What is kept of one person in one month on one policy: what year-end forms are made from.

    household: the tax household, by its first filer; benchmark: of its coverage family, None where it has none. first and last:
    None where the month is no longer covered.
    """

    policy: str
    month: date
    person: str
    first: date | None
    last: date | None
    premium: Cents
    creditable: Cents
    household: str
    benchmark: Cents | None
    credit: Cents

    @property
    def key(self) -> tuple[str, str, date]:
        return self.policy, self.person, self.month


def differing(before: Iterable[PersonMonth], after: Iterable[PersonMonth]) -> list[PersonMonth]:
    """The person-months to be written: those that are new or other than before, and those that are covered no more."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    written = [row for key, row in new.items() if old.get(key) != row]
    gone = [emptied(row) for key, row in old.items() if key not in new and row.first is not None]
    return sorted(written + gone, key=lambda row: (row.month, row.policy, row.person))


def emptied(row: PersonMonth) -> PersonMonth:
    """A month that is no longer covered: nothing is owed for it, and no credit paid."""
    return msgspec.structs.replace(row, first=None, last=None, premium=0, creditable=0, benchmark=None, credit=0)


def year(
    policies: Sequence[Policy],
    prices: Mapping[str, Price],
    bases: Sequence[Basis],
    paid: Iterable[PersonMonth],
    *,
    since: date,
    method: Method,
) -> list[PersonMonth]:
    """Every person-month of a household's policies in a year. paid: as they were; since: the month from which credit is made anew."""
    found = [cost for policy in policies for cost in costs(policy, prices[policy.reference], method)]
    return credited(policies, found, bases, paid, since=since)


def credited(
    policies: Sequence[Policy],
    found: Sequence[Cost],
    bases: Sequence[Basis],
    paid: Iterable[PersonMonth],
    *,
    since: date,
) -> list[PersonMonth]:
    """The same where what each person-month costs is found already, by each person's own price."""
    taking = beside_health(divided(found, policies, bases), policies)
    credit = year_credits(policies, taking, bases, paid_credits(paid), since)
    return _by_person(taking, credit, bases)


def divided(found: Sequence[Cost], policies: Sequence[Policy], bases: Sequence[Basis]) -> Sequence[Cost]:
    """What a health policy of several tax households costs each of their people. A child's dental plan is the child's alone."""
    if len({basis.household for basis in bases}) < 2:
        return found
    health = {policy.reference for policy in policies if policy.kind != "dental"}
    months: dict[tuple[str, date], list[Cost]] = {}
    for cost in found:
        months.setdefault((cost.policy, cost.month), []).append(cost)
    return [
        cost
        for (policy, month), here in months.items()
        for cost in (_of_families(here, bases, month) if policy in health else here)
    ]


def _of_families(here: Sequence[Cost], bases: Sequence[Basis], month: date) -> list[Cost]:
    """The policy of a month. A benchmark counts for the days on which any of its household is covered."""
    mine: dict[str, tuple[Basis, list[Cost]]] = {}
    for cost in here:
        basis = household_of(bases, cost.person, month)
        if basis is not None and basis.benchmark and cost.person in basis.family:
            mine.setdefault(basis.household, (basis, []))[1].append(cost)
    days = last_of_month(month).day
    order = [name for name in dict.fromkeys(basis.household for basis in bases) if name in mine]
    weights = {name: int((mine[name][0].benchmark or 0) * days * covered_part(mine[name][1], month)) for name in order}
    return by_benchmark(here, {cost.person: name for name in order for cost in mine[name][1]}, weights)


def paid_credits(paid: Iterable[PersonMonth]) -> Past:
    """Credit by policy, tax household and month, and the days of its coverage family that it was paid for."""
    rows: dict[tuple[str, str, date], list[PersonMonth]] = {}
    for row in paid:
        rows.setdefault((row.policy, row.household, row.month), []).append(row)
    return {key: Paid(sum(row.credit for row in mine), _days(mine)) for key, mine in rows.items()}


def _days(rows: Sequence[PersonMonth]) -> int:
    return days_in_all((row.first, row.last) for row in rows if row.benchmark is not None and row.first and row.last)


def _by_person(found: Sequence[Cost], credit: Credits, bases: Sequence[Basis]) -> list[PersonMonth]:
    """Each person's part of the credit is by what it may pay of their premium, to the cent."""
    at = {id(cost): household_of(bases, cost.person, cost.month) for cost in found}
    shares: dict[int, Cents] = {}
    for (policy, household, month), cents in credit.items():
        mine = [
            cost
            for cost in found
            if (cost.policy, cost.month) == (policy, month)
            and (basis := at[id(cost)]) is not None
            and basis.household == household
            and cost.person in basis.family
        ]
        parts = spread(cents, [cost.creditable for cost in mine])
        shares |= {id(cost): part for cost, part in zip(mine, parts, strict=True)}
    return [_person_month(cost, at[id(cost)], shares.get(id(cost), 0)) for cost in found]


def _person_month(cost: Cost, basis: Basis | None, credit: Cents) -> PersonMonth:
    return PersonMonth(
        policy=cost.policy, month=cost.month, person=cost.person, first=cost.first, last=cost.last, premium=cost.premium,
        creditable=cost.creditable, household=basis.household if basis else "",
        benchmark=basis.benchmark if basis and cost.person in basis.family else None, credit=credit,
    )  # fmt: skip


class Amounts(msgspec.Struct, frozen=True):
    """A policy's amounts by the month from a month on, as long as they stay."""

    since: date
    premium: Cents
    credit: Cents

    @property
    def net(self) -> Cents:
        return self.premium - self.credit


def amounts(rows: Iterable[PersonMonth]) -> tuple[Amounts, ...]:
    """What is paid, month by month, where it changes; all policies of the rows together. A month without coverage costs 0."""
    sums: dict[date, list[int]] = {}
    for row in rows:
        month = sums.setdefault(row.month, [0, 0])
        month[0] += row.premium
        month[1] += row.credit
    found: list[Amounts] = []
    for first, (premium, credit) in sorted(sums.items()):
        if not found or (found[-1].premium, found[-1].credit) != (premium, credit):
            found.append(Amounts(first, premium, credit))
    return tuple(found)


def standing(rows: Iterable[PersonMonth], on: date, until: date) -> tuple[Amounts, ...]:
    """What the month of a day costs, and each other amount that stands before a month; nothing where that month is not covered."""
    now = first_of_month(on)
    found = amounts(row for row in rows if row.first is not None and (row.month == now or now < row.month < until))
    return found if found and found[0].since == now else ()
