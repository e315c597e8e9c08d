"""One idea for every change: from a day on these people have this product. What follows for policies, insurers and money is worked out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from coverport.core.dates import day_before
from coverport.core.money import Cents
from coverport.enrollment.rules import policies
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.transitions import STANDING, TENTATIVE, NotPossible
from coverport.enrollment.rules.year import PersonMonth


class Wanted(msgspec.Struct, frozen=True):
    """How a policy is to go on. people: all of them, the subscriber first; nobody ends it.

    joins, leaves: first and last days of people who come or go on another day than `since`, as at a birth or a death.
    gives_way: whether it ends because another plan begins then.
    """

    since: date
    product: tuple[str, ...]
    people: tuple[str, ...]
    joins: Mapping[str, date] = {}
    leaves: Mapping[str, date] = {}
    gives_way: bool = False


def changed(policy: Policy, wanted: Wanted, *, by: str, reference: str) -> tuple[Policy, ...]:
    """The policy as it is to be; with the one that follows it where the product changes. reference: of that one. Raises NotPossible."""
    if not wanted.people:
        way = policies.give_way if wanted.gives_way else policies.end
        ended = way(policy, day_before(wanted.since), by)
        for person, last in wanted.leaves.items():
            if ended.status == "terminated" and person != policy.product[3]:
                ended = policies.drop(ended, {person}, last, by)
        return (ended,)
    if wanted.product == policy.product:
        return (_regrouped(policy, wanted, by),)
    if (
        policy.status in {"terminated", "expired"} or policy.cut
    ):  # under which number the others go on, and for how long, a human says
        raise NotPossible(f"{policy.reference} has ended, and cannot go on as another policy")
    if policy.status in TENTATIVE:  # nothing was paid yet, so that the other product counts from the beginning
        wanted = msgspec.structs.replace(wanted, since=policy.first)
    before = _regrouped(policy, _before(policy, wanted), by)
    after = policies.follow(before, reference, wanted.product, _days_after(policy, wanted))
    if policy.status in STANDING:
        after = policies.effectuate(after, "exchange")
    return policies.end(before, day_before(wanted.since), by), after


def _before(policy: Policy, wanted: Wanted) -> Wanted:
    """What changes on the old policy before the new one follows: who came, and who left, before that day."""
    going_on = _going_on(policy)
    early = [person for person, first in wanted.joins.items() if first < wanted.since and person not in going_on]
    gone = {person for person, last in wanted.leaves.items() if last < day_before(wanted.since)}
    people = tuple(person for person in (*going_on, *early) if person not in gone)
    return msgspec.structs.replace(wanted, people=people)


def _days_after(policy: Policy, wanted: Wanted) -> tuple[Span, ...]:
    """Everybody's days on the policy that follows, the subscriber's first: who came later begins later, who has left since left then."""
    since, going_on = max(wanted.since, policy.first), _going_on(policy)
    new = [person for person in wanted.people if person not in going_on]
    spans = [*policy.spans, *(Span(person, wanted.joins.get(person, since), policy.last) for person in new)]
    cut = [
        msgspec.structs.replace(span, first=max(span.first, since), last=min(span.last, _leaves(span, policy, wanted)))
        for span in spans
    ]
    order = {person: place for place, person in enumerate(wanted.people)}
    return tuple(sorted((span for span in cut if span.first <= span.last), key=lambda span: order.get(span.person, 99)))


def _leaves(span: Span, policy: Policy, wanted: Wanted) -> date:
    """The last day that a change leaves of somebody's days."""
    if span.last < policy.last or span.person in wanted.people:
        return wanted.leaves.get(span.person, span.last)
    return wanted.leaves.get(span.person, day_before(wanted.since))


def _regrouped(policy: Policy, wanted: Wanted, by: str) -> Policy:
    going_on = _going_on(policy)
    for person in wanted.people:
        if person not in going_on:
            policy = policies.add(policy, person, wanted.joins.get(person, wanted.since))
    for person in going_on:
        if person not in wanted.people:
            policy = policies.drop(policy, {person}, wanted.leaves.get(person, day_before(wanted.since)), by)
    for person, last in wanted.leaves.items():  # of who leaves already, on a later day
        if person not in going_on and person not in wanted.people:
            policy = policies.drop(policy, {person}, last, by)
    return policy


def _going_on(policy: Policy) -> tuple[str, ...]:
    """Who is covered to the end of the policy."""
    return tuple(dict.fromkeys(span.person for span in policy.spans if span.last == policy.last))


# ---- What comes of it

Kind = Literal["cancel", "terminate", "initial", "reinstate", "change"]
# As an insurer must hear them: what ends before what replaces it.
_ORDER: tuple[Kind, ...] = ("cancel", "terminate", "reinstate", "change", "initial")
_NEW_STATE: dict[str, Kind] = {
    "canceled": "cancel",
    "voided": "cancel",
    "terminated": "terminate",
    "reinstated": "reinstate",
}


class Message(msgspec.Struct, frozen=True):
    """What one policy's insurer must hear: once for a policy, however much of it changed. since: from when on."""

    policy: str
    kind: Kind
    since: date


def messages(
    before: Sequence[Policy], after: Sequence[Policy], rows: Iterable[PersonMonth], rows_after: Iterable[PersonMonth]
) -> tuple[Message, ...]:
    """What insurers must hear of a change: one message for each policy that is other than before, none for the others."""
    old = {policy.reference: policy for policy in before}
    touched = _touched(heard(rows), heard(rows_after))
    found = [
        message
        for policy in after
        if (message := _message(old.get(policy.reference), policy, touched.get(policy.reference))) is not None
    ]
    return tuple(sorted(found, key=lambda message: _ORDER.index(message.kind)))


# (policy, month) -> who is covered on which days at what premium, and the credit of all together.
Heard = dict[tuple[str, date], tuple[frozenset[tuple[str, date | None, date | None, Cents]], Cents]]


def heard(rows: Iterable[PersonMonth]) -> Heard:
    """What an insurer knows of each month: not on which benchmark the credit rests, nor whose it is."""
    months: dict[tuple[str, date], list[PersonMonth]] = {}
    for row in rows:
        if row.first is not None:
            months.setdefault((row.policy, row.month), []).append(row)
    return {
        key: (
            frozenset((row.person, row.first, row.last, row.premium) for row in of_month),
            sum(row.credit for row in of_month),
        )
        for key, of_month in months.items()
    }


def _touched(before: Heard, after: Heard) -> dict[str, date]:
    """Policy -> the first month that is other than before."""
    found: dict[str, date] = {}
    for policy, month in sorted(before.keys() | after.keys(), reverse=True):
        if before.get((policy, month)) != after.get((policy, month)):
            found[policy] = month
    return found


def _message(old: Policy | None, policy: Policy, touched: date | None) -> Message | None:
    if old is None:
        return Message(policy.reference, "initial", policy.first)
    kind = "terminate" if policy.cut else _NEW_STATE.get(policy.status)
    if kind is not None and (old.status != policy.status or old.last != policy.last):
        return Message(policy.reference, kind, _since(kind, policy))
    return Message(policy.reference, "change", max(touched, policy.first)) if touched else None


def _since(kind: Kind, policy: Policy) -> date:
    return policy.last if kind == "terminate" else policy.first
