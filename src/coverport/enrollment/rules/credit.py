"""How much credit is paid in each month: at most what is wanted, what the household can have, and what the policies may take.

A change recomputes from the credit already paid, so that the year's total is the projected annual credit: 45 CFR 155.330(g)(1).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.rules.credit import monthly_credit
from coverport.enrollment.rules.months import Cost
from coverport.enrollment.rules.part_months import NOTHING, Paid, covered_part, days_of, kept, part
from coverport.enrollment.rules.policies import Policy
from coverport.shopping.pricing.credit import spread


class Basis(msgspec.Struct, frozen=True):
    """What one tax household's credit rests on from a month on. household: its first filer; people: all of it.

    family: the coverage family; benchmark: its second-lowest-cost silver plan, cents a month. contribution: cents a month that
    it is expected to pay, not rounded; None where it can have no credit. arrangement: what an employer pays instead. decision: that
    it is of, which says all of the application's tax households.
    """

    household: str
    since: date
    people: tuple[str, ...]
    family: tuple[str, ...]
    benchmark: Cents | None
    contribution: Decimal | None
    arrangement: Cents = 0
    decision: int = 0


class Room(msgspec.Struct, frozen=True):
    """One tax household in one month. own: its credit by the newest income; takes: what each policy may take of it.

    wants: the same, at most what is elected; days: on how many each policy covers the household. In the order of the policies,
    health before dental.
    """

    month: date
    own: Cents
    takes: tuple[Cents, ...]
    wants: tuple[Cents, ...]
    days: tuple[int, ...]

    @property
    def most(self) -> Cents:
        return sum(self.wants)


# (policy, household, month) -> cents.
Credits = dict[tuple[str, str, date], Cents]
Past = Mapping[tuple[str, str, date], Paid]


def basis_in(bases: Sequence[Basis], household: str, month: date) -> Basis | None:
    """What a household's credit rests on in a month: the last that was decided, of those that began by then.

    None where a later decision about the same people has no such return any more: then nobody on it has credit by it.
    """
    there = [each for each in bases if each.since <= month]
    for basis in reversed(there):
        if basis.household == household:
            break
    else:
        return None
    if basis.decision == there[-1].decision:
        return basis
    people = {person for each in there if each.decision == basis.decision for person in each.people}
    later = there[there.index(basis) + 1 :]
    again = any(each.decision != basis.decision and not people.isdisjoint(each.people) for each in later)
    return None if again else basis


def household_of(bases: Sequence[Basis], person: str, month: date) -> Basis | None:
    """The tax household of a person in a month; None for who is on no return here."""
    for household in dict.fromkeys([each.household for each in reversed(bases)]):
        basis = basis_in(bases, household, month)
        if basis is not None and person in basis.people:
            return basis
    return None


def year_credits(
    policies: Sequence[Policy], costs: Sequence[Cost], bases: Sequence[Basis], paid: Past, since: date
) -> Credits:
    """The credit of every month of a year. paid: as it was; months before `since` keep it as far as their policies may take it.

    since: the first day of a month.
    """
    found: Credits = {}
    order = [policy.reference for policy in sorted(policies, key=lambda policy: policy.kind == "dental")]
    dental = _dental(order, policies)
    for household in dict.fromkeys([each.household for each in bases]):
        rooms = _rooms(order, policies, costs, bases, household)
        found |= _of_household(order, rooms, household, paid, since, dental=dental)
    return {key: cents for key, cents in found.items() if cents}


def beside_health(costs: Sequence[Cost], policies: Sequence[Policy]) -> list[Cost]:
    """A dental plan takes credit only of who is on a health plan that takes credit in that month: 26 USC 36B(b)(3)(E)."""
    dental = {policy.reference for policy in policies if policy.kind == "dental"}
    if not dental:
        return list(costs)
    beside = {(cost.person, cost.month) for cost in costs if cost.policy not in dental and cost.creditable}
    return [
        msgspec.structs.replace(cost, creditable=0)
        if cost.policy in dental and (cost.person, cost.month) not in beside
        else cost
        for cost in costs
    ]


def _dental(order: Sequence[str], policies: Sequence[Policy]) -> tuple[bool, ...]:
    kinds = {policy.reference: policy.kind for policy in policies}
    return tuple([kinds[reference] == "dental" for reference in order])


def _of_household(
    order: Sequence[str], rooms: Sequence[Room], household: str, paid: Past, since: date, *, dental: tuple[bool, ...]
) -> Credits:
    past = {
        room.month: kept(room.days, room.takes, room.wants, [paid.get((policy, household, room.month), NOTHING) for policy in order])
        for room in rooms
        if room.month < since
    }  # fmt: skip
    ahead = [room for room in rooms if room.month >= since]
    # Who wanted less than they could have is not owed the rest before tax time.
    owed = sum(min(room.own, room.most) for room in rooms if room.month < since) - sum(map(sum, past.values()))
    amounts = made_up(ahead, owed)
    shares = past | {
        room.month: on_policies(amount, room.wants, dental) for room, amount in zip(ahead, amounts, strict=True)
    }
    return {
        (policy, household, month): cents
        for month, parts in shares.items()
        for policy, cents in zip(order, parts, strict=True)
    }


def made_up(ahead: Sequence[Room], owed: Cents) -> list[Cents]:
    """The months ahead with what earlier ones had too little (owed above 0) or too much, in equal parts, never below 0."""
    if owed >= 0:
        more = evenly(owed, [max(0, room.most - room.own) for room in ahead])
        return [min(room.own + part, room.most) for room, part in zip(ahead, more, strict=True)]
    less = evenly(-owed, [room.own for room in ahead])
    return [min(room.own - part, room.most) for room, part in zip(ahead, less, strict=True)]


def evenly(amount: Cents, rooms: Sequence[Cents]) -> list[Cents]:
    """An amount in parts as equal as the rooms allow, to the cent; what no room takes is left. The odd cents go to the first ones."""
    parts = [0] * len(rooms)
    left = min(amount, sum(rooms))
    while left:
        open_ = [place for place, room in enumerate(rooms) if parts[place] < room]
        # First what all can take alike; the odd cents, less than one for each, come last.
        each = left // len(open_)
        for place in open_ if each else open_[:left]:
            part = min(rooms[place] - parts[place], each or 1)
            parts[place] += part
            left -= part
    return parts


def on_policies(amount: Cents, wants: Sequence[Cents], dental: Sequence[bool]) -> list[Cents]:
    """A month's credit over policies, health first and what they leave over dental ones, to the cent: 45 CFR 155.340(e)."""
    if not any(dental):
        return spread(amount, wants)
    health = spread(amount, [0 if is_dental else want for want, is_dental in zip(wants, dental, strict=True)])
    rest = spread(
        amount - sum(health), [want if is_dental else 0 for want, is_dental in zip(wants, dental, strict=True)]
    )
    return [one + other for one, other in zip(health, rest, strict=True)]


def _rooms(
    order: Sequence[str], policies: Sequence[Policy], costs: Sequence[Cost], bases: Sequence[Basis], household: str
) -> list[Room]:
    elected = {policy.reference: policy.elected for policy in policies}
    months: dict[date, list[Cost]] = {}
    for cost in costs:
        months.setdefault(cost.month, []).append(cost)
    return [
        room
        for month, here in sorted(months.items())
        if (room := _room(order, elected, here, bases, household, month)) is not None
    ]


def _room(
    order: Sequence[str], elected: Mapping[str, Cents | None], here: Sequence[Cost], bases: Sequence[Basis], household: str, month: date,
) -> Room | None:  # fmt: skip
    basis = basis_in(bases, household, month)
    mine = [cost for cost in here if basis is not None and cost.person in basis.family]
    if basis is None or not mine:
        return None
    takes = tuple([sum([cost.creditable for cost in mine if cost.policy == policy]) for policy in order])
    covered = covered_part(mine, month)
    wants = (
        (0,) * len(order)
        if basis.contribution is None
        else tuple(
            [
                _wanted(take, elected[policy], policy, household, here, bases)
                for policy, take in zip(order, takes, strict=True)
            ]
        )
    )
    return Room(
        month=month, own=own_credit(basis, newest(bases, household), sum(takes), covered), takes=takes, wants=wants,
        days=tuple(days_of(cost for cost in mine if cost.policy == policy) for policy in order),
    )  # fmt: skip


def newest(bases: Sequence[Basis], household: str) -> Decimal | None:
    """The household's contribution by its newest income: that of the whole year."""
    for each in reversed(bases):
        if each.household == household and each.contribution is not None:
            return each.contribution
    return None


def own_credit(basis: Basis, contribution: Decimal | None, takes: Cents, covered: Fraction) -> Cents:
    """A month's credit by itself, for the part of it that is covered: 26 CFR 1.36B-3(d); 45 CFR 155.340(i)."""
    if basis.benchmark is None or basis.contribution is None or contribution is None:
        return 0
    whole = part(monthly_credit(basis.benchmark, contribution), covered)
    return max(0, min(whole, takes) - part(basis.arrangement, covered))


def _wanted(
    take: Cents, elected: Cents | None, policy: str, household: str, here: Sequence[Cost], bases: Sequence[Basis]
) -> Cents:
    """At most what is elected, for the policy's own days of the month: another one may have the others of the same election.

    On a policy of several tax households it is divided by what each can have there, to the cent.
    """
    if elected is None or not take:
        return take
    names = list(dict.fromkeys(each.household for each in bases))
    can = [_can(name, policy, here, bases) for name in names]
    # Where nobody has any by this month's own amount, who may have it back from earlier months.
    weights = [own for own, _ in can] if any(own for own, _ in can) else [takes for _, takes in can]
    share = spread(elected, [weight * elected for weight in weights])[names.index(household)]
    month = here[0].month
    basis = basis_in(bases, household, month)
    mine = [cost for cost in here if cost.policy == policy and basis is not None and cost.person in basis.family]
    return min(take, part(share, covered_part(mine, month)))


def _can(household: str, policy: str, here: Sequence[Cost], bases: Sequence[Basis]) -> tuple[Cents, Cents]:
    """What a tax household can have on a policy: of its own credit of the month, and at most. Nothing for who can have no credit."""
    month = here[0].month
    basis = basis_in(bases, household, month)
    if basis is None or basis.contribution is None:
        return 0, 0
    # Not who is in another tax household by now, as after a marriage.
    mine = [cost for cost in here if cost.person in basis.family and household_of(bases, cost.person, month) == basis]
    if not mine:
        return 0, 0
    takes = sum(cost.creditable for cost in mine if cost.policy == policy)
    together = sum(cost.creditable for cost in mine)
    own = own_credit(basis, newest(bases, household), together, covered_part(mine, month))
    return min(own, takes), takes
