"""What a person is shown of a change before they agree: days, people, premium, credit, letters, messages. References, no names."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import msgspec
from django.db import transaction

from coverport.core.access import Actor
from coverport.core.money import Cents
from coverport.enrollment.changes.planning import NEXT, Planned, work_out
from coverport.enrollment.choice.comparing import Compared
from coverport.enrollment.models import Change
from coverport.enrollment.rules.transitions import WAITING
from coverport.enrollment.rules.year import PersonMonth, amounts, differing, standing


class Told(msgspec.Struct, frozen=True):
    """A message that the insurer gets. follows: about the enrollment that goes on from this one; policy: of another plan, or empty."""

    kind: str
    since: date
    follows: bool
    policy: str = ""


class Also(msgspec.Struct, frozen=True):
    """Another plan that a death takes somebody from. staff: a human must look at that one."""

    policy: str
    year: int
    staff: bool


class Ahead(msgspec.Struct, frozen=True):
    """What changes that are told together come to. before, after: a year's months; plans: in the order in which they are done."""

    before: Mapping[int, Sequence[PersonMonth]]
    after: Mapping[int, Sequence[PersonMonth]]
    messages: tuple[Told, ...]
    plans: tuple[Also, ...]


class Preview(Compared, frozen=True):
    """Everything that a change does. status: of the enrollment afterwards; first, last: its days; follows_on: of what goes on from it.

    before, after, held: of all policies together. credit_before, credit_after: of the whole year.
    beside: numbers of the other plans whose amounts are in these sums. also: plans that change with this one. window: the days on
    which another plan may be chosen because of the change. too_late: who could come only once this plan is over, and from when on.
    """

    kind: str
    counts: date
    rule: str
    authority: str
    status: str
    last: date
    stay: tuple[str, ...]
    joins: dict[str, date]
    leaves: dict[str, date]
    waiting: tuple[str, ...]
    follows: bool
    variant: tuple[str, str]
    rating_area: tuple[str, str]
    subscriber: tuple[str, str]
    credit_before: Cents
    credit_after: Cents
    messages: tuple[Told, ...]
    letters: tuple[str, ...]
    window: tuple[date, date] | None = None
    first: date | None = None
    follows_on: date | None = None
    beside: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    too_late: dict[str, date] = {}

    @property
    def ends(self) -> bool:
        """Whether coverage that was sure ends, and none goes on from it or takes its place."""
        return _ends(self.kind, self.status, follows=self.follows)

    @property
    def gives_way(self) -> bool:
        """Whether it waits for its first payment, and covers only until another plan begins that was chosen."""
        return self.kind == "plan_change" and self.status in WAITING

    @property
    def changes_nothing(self) -> bool:
        return not self.messages


def preview(change: Change, *, actor: Actor, by: str, on: date, ahead: Ahead | None = None) -> Preview:
    """What would happen on a day, worked out by the steps that would do it; whatever they wrote is undone. Raises what work_out raises."""
    with transaction.atomic():
        shown = preview_of(work_out(change, actor=actor, by=by, on=on), on=on, ahead=ahead)
        transaction.set_rollback(True)
    return shown


def preview_of(
    planned: Planned, *, on: date, ahead: Ahead | None = None, later: Collection[str] | None = None
) -> Preview:
    """The same of what is planned. ahead: with what is told together; later: numbers of the plans of it that come next, None for all."""
    reference = planned.change.enrollment.reference
    old = planned.loaded.policy(reference)
    policy = next(each for each in planned.after if each.reference == reference)
    new = planned.following or policy
    was, will = planned.loaded.rows, planned.months
    if ahead is not None:
        was, will = tuple(ahead.before[planned.loaded.year]), tuple(ahead.after[planned.loaded.year])
    since = min((row.month for row in differing(was, will)), default=planned.since)
    had = [row for row in was if row.month >= since and row.first is not None]
    has = [row for row in will if row.month >= since]
    known = {reference, *(each.reference for each in planned.loaded.policies)}
    ends = _ends(planned.change.kind, policy.status, follows=planned.following is not None)
    return Preview(
        kind=planned.change.kind,
        counts=planned.counts.day,
        rule=planned.counts.rule,
        authority=planned.counts.authority,
        status=policy.status,
        last=policy.last,
        stay=planned.people.stay,
        joins=dict(sorted(planned.people.joins.items())),
        leaves=dict(sorted(planned.people.leaves.items())),
        waiting=planned.people.waiting,
        follows=planned.following is not None,
        variant=(old.product[1], new.product[1]),
        rating_area=(old.product[2], new.product[2]),
        subscriber=(old.product[3], new.product[3]),
        before=amounts(had),
        after=amounts(has),
        credit_before=sum(row.credit for row in was),
        credit_after=sum(row.credit for row in will),
        messages=_messages(planned, reference, ahead),
        letters=("termination" if ends else "coverage_changed",),
        window=planned.counts.window,
        first=policy.first,
        follows_on=planned.following.first if planned.following else None,
        beside=tuple(sorted({row.policy for row in (*had, *has) if row.premium and row.policy in known} - {reference})),
        held=standing(was, on, since),
        too_late=dict(sorted(planned.people.too_late.items())),
        also=tuple(
            each for each in (ahead.plans if ahead else ()) if each.policy != reference and _in(later, each.policy)
        ),
    )


def _messages(planned: Planned, reference: str, ahead: Ahead | None) -> tuple[Told, ...]:
    told = (
        ahead.messages
        if ahead
        else tuple(Told(each.kind, each.since, each.policy == NEXT, each.policy) for each in planned.messages)
    )
    own = (msgspec.structs.replace(each, policy="") if each.policy in (reference, NEXT) else each for each in told)
    return tuple(sorted(own, key=lambda each: bool(each.policy)))


def _in(later: Collection[str] | None, policy: str) -> bool:
    return later is None or policy in later


def _ends(kind: str, status: str, *, follows: bool) -> bool:
    return status == "terminated" and not follows and kind != "plan_change"
