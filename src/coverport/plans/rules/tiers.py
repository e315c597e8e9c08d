"""Vermont's way: one price per kind of family, 45 CFR 147.102(c)(2). Who shares a policy, and which tier it has."""

from collections.abc import Sequence

import msgspec

from coverport.plans.rules.arrays import TIERS
from coverport.plans.rules.members import Member


class PolicyMembers(msgspec.Struct, frozen=True):
    """People on one policy, the subscriber first, and the tier that prices it."""

    tier: str
    members: tuple[Member, ...]


def split_into_policies(members: Sequence[Member], dependents_under: int) -> tuple[PolicyMembers, ...]:
    """Self, spouse and their children under 26 share a policy; everyone else has one of their own.

    Children without a parent on the policy each have a single one: no tier of Vermont's is for children alone.
    """
    people = sorted(members, key=lambda one: one.id)
    couple = _first(people, "self") + _first(people, "spouse")
    children = [one for one in people if one.relationship == "child" and one.age < dependents_under]
    if not couple:
        children = []
    together = couple + children
    alone = [one for one in people if one not in together]
    family = (PolicyMembers(tier_of(len(couple), len(children)), tuple(together)),) if together else ()
    return family + tuple(PolicyMembers("single", (one,)) for one in alone)


def _first(people: list[Member], relationship: str) -> list[Member]:
    return [one for one in people if one.relationship == relationship][:1]


def tier_of(adults: int, children: int) -> str:
    """The tier of one or two adults with any number of children."""
    if children:
        return "family" if adults == 2 else "parent_children"
    return "couple" if adults == 2 else "single"


def tier_counts(policies: Sequence[PolicyMembers]) -> list[int]:
    """How many policies have each of TIERS."""
    return [sum(policy.tier == tier for policy in policies) for tier in TIERS]
