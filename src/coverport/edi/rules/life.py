"""The messages of an enrollment's life, made from all that is known of it now. Pure: the group comes in, the group to tell goes out.

CMS X12 834 Companion Guide v7.2 (August 30, 2024), section 7.2.
"""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from coverport.edi.rules.records import Category, EnrollmentGroup, Maintenance, Member

Spelled = Mapping[str, Maintenance]
Left = Mapping[str, tuple[Maintenance, date]]
_put = msgspec.structs.replace


def initial(group: EnrollmentGroup, how: Maintenance) -> EnrollmentGroup:
    """A new enrollment or a renewal: everybody, with all that is known."""
    return _put(group, members=tuple(_begun(member, how) for member in group.members))


def changed(
    group: EnrollmentGroup,
    how: Maintenance,
    spelled: Spelled,
    *,
    who: Collection[str],
    left: Left | None = None,
    since: date,
) -> EnrollmentGroup:
    """A change of some members (their ids), or of the policy, which its subscriber tells. Everybody is sent again with the new day.

    left: who leaves within the month of that day, as in `regrouped`.
    """
    others, left = spelled["no_change"], left or {}
    members = tuple(
        _left(member, *left[member.member_id], since)
        if member.member_id in left
        else _kept(member, how if member.member_id in who else others, since)
        for member in group.members
    )
    return _put(group, members=members, effective=since)


def regrouped(
    group: EnrollmentGroup, spelled: Spelled, *, came: Collection[str] = (), left: Left | None = None, since: date
) -> EnrollmentGroup:
    """People who come to a policy, and people who leave it. group: with all of them, at the amounts of `since`.

    Who comes has the coverage of their own days. left: member -> how it is told and the last day; who costs nothing any more is at 0.00.
    """
    left = left or {}
    members = tuple(
        _left(member, *left[member.member_id], since)
        if member.member_id in left
        else _begun(member, spelled["add_member"])
        if member.member_id in came
        else _kept(member, spelled["no_change"], since)
        for member in group.members
    )
    return _put(group, members=members, effective=since)


def canceled(group: EnrollmentGroup, how: Maintenance) -> EnrollmentGroup:
    """As if it had never been: the end is the day of the beginning. The subscriber alone tells it."""
    begin = _begin(group)
    return _ended(group, how, begin)


def terminated(group: EnrollmentGroup, how: Maintenance, *, last_day: date) -> EnrollmentGroup:
    """The whole policy ends. ValueError where the last day is before the first."""
    if last_day < _begin(group):
        raise ValueError("a policy ends on its first day or later; before that it is canceled")
    return _ended(group, how, last_day)


def reinstated(group: EnrollmentGroup, how: Maintenance) -> EnrollmentGroup:
    """An end is taken back. The subscriber alone tells it."""
    subscriber = group.members[0]
    told = _begun(_put(subscriber, amounts=False, tobacco=None), how)
    return _put(group, members=(told,))


def audited(group: EnrollmentGroup, how: Maintenance) -> EnrollmentGroup:
    """The enrollment as it stands, for the full file of a month."""
    return _put(group, action="4", members=tuple(_begun(_put(member, tobacco=None), how) for member in group.members))


def confirmed(
    group: EnrollmentGroup, how: Maintenance, *, paid_through: date, policy_id: str, ids: Mapping[str, str]
) -> EnrollmentGroup:
    """An insurer's word that the first payment is in: the group comes back with the insurer's own numbers. ids: member -> its number."""
    subscriber = group.members[0].member_id

    def one(member: Member) -> Member:
        coverage = member.coverage and _put(
            member.coverage, issuer_policy_id=policy_id, last_premium_paid=paid_through if member.subscriber else None
        )
        numbers = {"issuer_member_id": ids.get(member.member_id, ""), "issuer_subscriber_id": ids.get(subscriber, "")}
        return _begun(_put(member, coverage=coverage, **numbers), how)

    return _put(group, members=tuple(one(member) for member in group.members))


def _ended(group: EnrollmentGroup, how: Maintenance, last_day: date) -> EnrollmentGroup:
    subscriber = _put(
        group.members[0], coverage=None, maintenance=how, dates=(("357", last_day),), amounts=False, tobacco=None,
        written_language="", spoken_language="", responsible=None, custodian=None, mailing=None,
    )  # fmt: skip
    return _put(group, members=(subscriber,), file_effective=last_day, effective=last_day)


def _begin(group: EnrollmentGroup) -> date:
    coverage = group.members[0].coverage
    if coverage is None:
        raise ValueError("an enrollment without coverage cannot end")
    return coverage.begin


def _begun(member: Member, how: Maintenance) -> Member:
    """With all that is known, and since when."""
    coverage = member.coverage and _put(member.coverage, maintenance=how.type)
    dates = (("356", coverage.begin),) if coverage else member.dates
    return _put(member, maintenance=how, coverage=coverage, dates=dates)


def _kept(member: Member, how: Maintenance, since: date) -> Member:
    """One who stays, whether changed or not. Tobacco is told at the beginning alone."""
    coverage = member.coverage and _put(member.coverage, maintenance=how.type, maintenance_effective=since)
    return _put(member, maintenance=how, coverage=coverage, dates=(("303", since),), tobacco=None)


def _left(member: Member, how: Maintenance, last_day: date, since: date) -> Member:
    """Who goes in the middle of a month costs something in it."""
    if member.subscriber:
        raise ValueError("a subscriber leaves by the end of the policy")
    coverage = member.coverage and _put(member.coverage, maintenance=how.type, end=last_day)
    premium = member.premium if last_day >= since else 0
    return _put(member, maintenance=how, coverage=coverage, dates=(("357", last_day),), premium=premium, tobacco=None)


def reason(how: Maintenance, since: date) -> tuple[Category, ...]:
    """What a member's reporting categories say of the event."""
    return (Category("maintenance_reason", how.additional, since),) if how.additional else ()
