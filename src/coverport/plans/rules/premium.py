"""The monthly premium of a household for one plan, person by person: 45 CFR 147.102(c)."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from coverport.core.money import Cents, half_up
from coverport.plans.rules.arrays import EHB_SCALE, EHB_UNKNOWN, NO_RATE, TIERS, MissingRate, RateArrays
from coverport.plans.rules.members import Member, adults, age_band, children_oldest_first
from coverport.plans.rules.tiers import PolicyMembers, split_into_policies

__all__ = ["Member", "MemberPremium", "MissingRate", "Policy", "Premium", "can_cover", "premium_of"]


class MemberPremium(msgspec.Struct, frozen=True):
    """One person's part. rated: false for a fourth child, and for the family members that a tier includes.

    derived: the cents come from the age curve; the filing does not print this age.
    """

    id: str
    cents: Cents
    rated: bool
    derived: bool


class Policy(msgspec.Struct, frozen=True):
    """Members on one policy, the subscriber first. tier: None where premiums follow age."""

    members: tuple[str, ...]
    tier: str | None
    cents: Cents


class Premium(msgspec.Struct, frozen=True):
    """A month's premium. ehb: the part for essential health benefits; all of it, `ehb_assumed`, where the file has no share.

    tobacco_not_priced: someone uses tobacco and the filing has no tobacco rates, so that the insurer may charge more.
    """

    total: Cents
    ehb: Cents
    ehb_assumed: bool
    members: tuple[MemberPremium, ...]
    policies: tuple[Policy, ...]
    tobacco_not_priced: bool = False

    @property
    def derived(self) -> bool:
        """Whether any part comes from the age curve."""
        return any(one.derived for one in self.members)


def premium_of(catalog: RateArrays, row: int, members: Sequence[Member]) -> Premium | None:
    """What these people pay a month for the plan of a rate row; None when it cannot cover all of them.

    Raises MissingRate when the plan should cover someone and has no rate, ValueError for an empty household.
    """
    if not can_cover(catalog, row, members):
        return None
    by_tier = bool(catalog.row_tiered[row])
    parts, policies = (_by_tier if by_tier else _by_age)(catalog, row, members)
    total = sum(policy.cents for policy in policies)
    share = int(catalog.row_ehb[row])
    # Community-rated states allow no tobacco surcharge, so that nothing is left out there.
    return Premium(
        total=total,
        ehb=ehb_part(total, share),
        ehb_assumed=share == EHB_UNKNOWN,
        members=parts,
        policies=policies,
        tobacco_not_priced=not by_tier and any(one.tobacco for one in members) and not _priced_by_tobacco(catalog, row),
    )


def can_cover(catalog: RateArrays, row: int, members: Sequence[Member]) -> bool:
    """A child-only plan takes nobody of 21 or over; an adult-only plan takes children with an adult, not alone."""
    if not members:
        raise ValueError("a premium needs at least one person")
    grown = sum(one.age >= catalog.adult_age for one in members)
    if catalog.row_child_only[row]:
        return grown == 0
    return grown > 0 if catalog.row_adult_only[row] else True


def ehb_part(total: Cents, share: int) -> Cents:
    """The part for essential health benefits, 26 CFR 1.36B-3(j); half cents up. share: millionths or EHB_UNKNOWN (all of it)."""
    return total if share == EHB_UNKNOWN else half_up(Decimal(total) * share / EHB_SCALE)


def _by_age(
    catalog: RateArrays, row: int, members: Sequence[Member]
) -> tuple[tuple[MemberPremium, ...], tuple[Policy, ...]]:
    """Everyone of 21 and over, and the oldest children up to the plan's number: one policy."""
    children = children_oldest_first(members, catalog.adult_age)
    counted = int(catalog.children_rated_max[row])
    rated = [*adults(members, catalog.adult_age), *children[:counted]]
    parts = [_rated(catalog, row, one) for one in rated]
    parts += [MemberPremium(one.id, 0, rated=False, derived=False) for one in children[counted:]]
    policy = Policy(tuple(part.id for part in parts), None, sum(part.cents for part in parts))
    return tuple(parts), (policy,)


def _rated(catalog: RateArrays, row: int, member: Member) -> MemberPremium:
    band = age_band(member.age)
    if member.tobacco and (surcharged := tobacco_rate(catalog, row, band)) != NO_RATE:
        return MemberPremium(member.id, surcharged, rated=True, derived=False)
    rate = int(catalog.rates[row, band])
    if rate == NO_RATE:
        raise MissingRate(f"{catalog.plan_id_of(row)} has no rate for age {band}")
    return MemberPremium(member.id, rate, rated=True, derived=bool(catalog.derived[row, band]))


def tobacco_rate(catalog: RateArrays, row: int, band: int) -> int:
    """Cents of somebody who uses tobacco, 45 CFR 147.102(a)(1)(iv); NO_RATE where the filing has no such rate."""
    return int(catalog.tobacco_rates[row, band]) if len(catalog.tobacco_rates) else NO_RATE


def _priced_by_tobacco(catalog: RateArrays, row: int) -> bool:
    return bool(len(catalog.tobacco_rates) and (catalog.tobacco_rates[row] != NO_RATE).any())


def _by_tier(
    catalog: RateArrays, row: int, members: Sequence[Member]
) -> tuple[tuple[MemberPremium, ...], tuple[Policy, ...]]:
    """A tier prices the policy; the whole stands with the subscriber."""
    split = split_into_policies(members, catalog.dependents_under)
    policies = tuple(_priced(catalog, row, policy) for policy in split)
    parts = tuple(part for policy in policies for part in _tier_members(policy))
    return parts, policies


def _priced(catalog: RateArrays, row: int, policy: PolicyMembers) -> Policy:
    rate = int(catalog.tier_rates[row, TIERS.index(policy.tier)])
    if rate == NO_RATE:
        raise MissingRate(f"{catalog.plan_id_of(row)} has no rate for the tier {policy.tier}")
    return Policy(tuple(one.id for one in policy.members), policy.tier, rate)


def _tier_members(policy: Policy) -> list[MemberPremium]:
    return [
        MemberPremium(id_, policy.cents if place == 0 else 0, rated=place == 0, derived=False)
        for place, id_ in enumerate(policy.members)
    ]
