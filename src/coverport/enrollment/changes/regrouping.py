"""Who stays on a plan, comes onto it and goes by a change; how premiums see them, and whose name it is in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from coverport.applications.decision import may_choose
from coverport.applications.facts import role_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.core.dates import age_on, day_before
from coverport.eligibility.results import Determination as Decided
from coverport.enrollment.dates import Counts, event_counts
from coverport.enrollment.household_year import HouseholdYear
from coverport.enrollment.models import Change
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.special.moving import move_opens
from coverport.law.lookups import tobacco_rating
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.people import pays_tobacco_rate


class People(msgspec.Struct, frozen=True):
    """Who is on the policy from the change on (the subscriber first), who comes and goes with their days, and who cannot come yet.

    too_late: who could come only once the policy is over, and from when on.
    """

    stay: tuple[str, ...] = ()
    joins: dict[str, date] = {}
    leaves: dict[str, date] = {}
    waiting: tuple[str, ...] = ()
    too_late: dict[str, date] = {}


def people_of(
    change: Change, policy: Policy, application: Application, determination: Determination,
    counts: Counts, *, told: date, on: date,
) -> People:  # fmt: skip
    """Who stays, comes and goes by the new decision. Who could have been on the plan before is not brought onto it by a change."""
    result = result_of(determination)
    born = {one.person.reference: one.person.birth_date for one in applicants_of(application) if _can(result, one)}
    can = list(born)
    there = going_on(policy)
    if not KINDS[
        change.kind
    ].joins:  # an office decided: nobody is brought onto a plan who did not ask, who wants to leave leaves
        can = [person for person in can if person in there and person not in change.people]
    stay = [person for person in there if person in can]
    new = [person for person in can if person not in there and person not in _could_before(change, policy)]
    if granted(change):
        day: date | None = counts.day
    else:
        day = _join_day(change, application, told, on)
    leaves = {person: day_before(counts.day) for person in there if person not in can}
    if day is None:
        return People(tuple(stay), {}, leaves, tuple(new))
    # Who comes because of one event may be born after it.
    first = {person: max(_free_from(policy, person, day), born[person]) for person in new}
    joins = {person: day for person, day in first.items() if day <= policy.last}
    too_late = {person: day for person, day in first.items() if person not in joins}
    return People((*stay, *joins), joins, leaves, too_late=too_late)


def _free_from(policy: Policy, person: str, day: date) -> date:
    """The first day of who comes onto a policy; who leaves it later than that stays without a gap."""
    until = max((span.last for span in policy.spans if span.person == person), default=None)
    return max(day, policy.first, *(() if until is None else (until + timedelta(days=1),)))


def _can(result: Decided, one: Applicant) -> bool:
    try:
        return may_choose(result, one)
    except KeyError:
        return False


def _could_before(change: Change, policy: Policy) -> frozenset[str]:
    """Who could be on a plan by the decision that the policy rests on."""
    before = change.enrollment.determination
    result = result_of(before)
    return frozenset(one.person.reference for one in applicants_of(before.application) if _can(result, one))


def _join_day(change: Change, application: Application, told: date, on: date) -> date | None:
    """The first day of who comes because of the change; None outside of every window."""
    if KINDS[change.kind].event and move_opens(change, application):
        event = event_counts(change.kind, happened=change.happened_on, told=told, state=application.state)
        if event.open_on(told):
            return event.day
    window = application.exchange.calendar.open_on(application.year, on, in_line=application.started_on)
    return window.starts if window else None


def members_of(
    loaded: HouseholdYear, policy: Policy, chosen: Sequence[Applicant], people: People, day: date, state: str
) -> dict[str, Member]:
    """As premiums see them: who stays keeps the age of the policy, who comes has that of their first day, 45 CFR 147.102(a)(1)(iii)."""
    known = loaded.people_of(policy.reference)
    found: dict[str, Member] = {}
    for one in chosen:
        key = one.person.reference
        if key in known and key not in people.joins:
            found[key] = known[key]
            continue
        first = people.joins.get(key, day)
        age = max(0, age_on(one.person.birth_date, first))
        rule = tobacco_rating(first, state)
        pays = pays_tobacco_rate(age, rule=rule, effective=first, uses=one.tobacco)
        found[key] = Member(id=key, age=age, relationship=role_of(one.relationship), tobacco=pays)
    return found


def subscriber_of(policy: Policy, chosen: Sequence[Applicant], joins: Mapping[str, date], day: date) -> str:
    """The one who is, as long as they are on the plan; else, of those covered first from a day on, you, your spouse, or the oldest.

    Who is covered later cannot be whom a policy is named after: its insurer hears of the subscriber from the first day on.
    """
    keys = [one.person.reference for one in chosen]
    if policy.product[3] in keys:
        return policy.product[3]
    order = {"self": 0, "spouse": 1}

    def begins(person: str) -> date:
        days = (max(span.first, day) for span in policy.spans if span.person == person and span.last >= day)
        return min(days, default=joins.get(person, day))

    first = min(
        chosen,
        key=lambda one: (
            begins(one.person.reference), order.get(one.relationship, 2), one.person.birth_date, one.position,
        ),
    )  # fmt: skip
    reference: str = first.person.reference
    return reference


def subscriber_first(subscriber: str, people: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(people, key=lambda person: person != subscriber))


def going_on(policy: Policy) -> tuple[str, ...]:
    """Who is covered to the end of the policy, the subscriber first."""
    return tuple(dict.fromkeys(span.person for span in policy.spans if span.last == policy.last))


def granted(change: Change) -> bool:
    """Whether staff set the day."""
    return change.rule == "granted" and change.effective_on is not None
