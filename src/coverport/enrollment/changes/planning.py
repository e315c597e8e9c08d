"""What a change would do, worked out with the same steps that do it: who stays, comes and goes, the days, the policies, the months."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.restating import restate_application
from coverport.applications.submission import result_of
from coverport.core.access import Actor
from coverport.core.dates import day_before, first_of_month
from coverport.enrollment.changes.deaths import note_death
from coverport.enrollment.changes.leaving import (
    ASKS_WHO_LEAVES,
    day_of,
    leaves_with_it,
    month_after,
    newest_application,
    who_left,
    without_the_dead,
)
from coverport.enrollment.changes.less_help import help_changed, less_help
from coverport.enrollment.changes.recording import months_after
from coverport.enrollment.changes.regrouping import (
    People,
    going_on,
    granted,
    members_of,
    people_of,
    subscriber_first,
    subscriber_of,
)
from coverport.enrollment.choice.refusals import NeedsPerson, NotAnswered
from coverport.enrollment.dates import Counts, event_counts, help_counts
from coverport.enrollment.household_year import HouseholdYear, bases_of, load, price_of, product, rules_basis
from coverport.enrollment.models import Change, CreditBasis, Kind, Renewal
from coverport.enrollment.pricing import CannotCover, PlanPrices, row_in, shopper, variant
from coverport.enrollment.renewal.writing import RULE as RENEWAL
from coverport.enrollment.rules.changing import Message, Wanted, changed, messages
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy, overlap, void
from coverport.enrollment.rules.transitions import NotPossible
from coverport.enrollment.rules.year import PersonMonth
from coverport.enrollment.special.moving import move_opens
from coverport.plans import catalogs
from coverport.plans.catalog import UnknownPlan
from coverport.plans.plan import STANDARD

# Stands for the number of an enrollment that a change would begin.
NEXT = "next"


class Planned(msgspec.Struct, frozen=True):
    """All that a change does. counts: from when it counts (or the last day), by which rule; window: for another plan.

    since: the month from which credit is worked out anew. after: every policy of the year as it is to be; months, likewise.
    """

    change: Change
    loaded: HouseholdYear
    counts: Counts
    since: date
    people: People
    after: tuple[Policy, ...]
    prices: dict[str, PlanPrices]
    months: tuple[PersonMonth, ...]
    unlimited: tuple[PersonMonth, ...]
    messages: tuple[Message, ...]
    bases: tuple[CreditBasis, ...] = ()
    determination: Determination | None = None
    joining: tuple[Applicant, ...] = ()

    @property
    def following(self) -> Policy | None:
        """The policy that goes on from the one that the change is about, if it cannot go on itself."""
        return next((policy for policy in self.after if policy.reference == NEXT), None)


def work_out(change: Change, *, actor: Actor, by: str, on: date, decision: Determination | None = None) -> Planned:
    """What a change does if it is agreed to on a day. Writes a new determination where people leave: the caller may undo it.

    decision: of the answers that changed, where it is not their newest one.

    Raises NeedsPerson where only a human can say, NotAnswered while the changed answers are not signed, NotPossible.
    """
    loaded = load(change.household, change.enrollment.year)
    policy = loaded.policy(change.enrollment.reference)
    kind = KINDS[change.kind]
    note_death(change, policy, on=on)
    if kind.way == "end":
        return _ended(change, loaded, policy, by=by, on=on)
    if kind.way == "people":
        return _withoutpeople(change, loaded, policy, actor=actor, by=by, on=on)
    return _answered_anew(change, loaded, policy, decision, actor=actor, by=by, on=on)


# ---- Coverage ends, for all or for some


def _ended(
    change: Change, loaded: HouseholdYear, policy: Policy, *, by: str, on: date, determination: Determination | None = None,
    counts: Counts | None = None,
) -> Planned:  # fmt: skip
    counts = counts or day_of(change, on)
    since = month_after(policy, counts.day)
    wanted = Wanted(counts.day + timedelta(days=1), policy.product, (), gives_way=change.kind == "plan_change")
    leaves = dict.fromkeys((span.person for span in policy.spans), counts.day)
    bases = tuple(bases_of(determination, since)) if determination else ()
    return _planned(
        change, loaded, policy, wanted, counts, People(leaves=leaves), since, by=by, bases=bases, determination=determination
    )  # fmt: skip


def _withoutpeople(
    change: Change, loaded: HouseholdYear, policy: Policy, *, actor: Actor, by: str, on: date
) -> Planned:
    counts = day_of(change, on)
    there = going_on(policy)
    stay = tuple(person for person in there if person not in change.people)
    if not stay:
        determination = without_the_dead(change, actor, on)
        return _ended(change, loaded, policy, by=by, on=on, determination=determination)
    determination = restate_application(
        actor=actor, application=newest_application(change.enrollment), without=who_left(loaded, change, there), on=on
    )
    # Who was to leave on a later day leaves on this one.
    later = (span.person for span in policy.spans if span.last > counts.day and span.person in change.people)
    people = People(stay, leaves=dict.fromkeys(later, counts.day))
    since = month_after(policy, counts.day)
    return _regrouped(
        change, loaded, policy, people, counts, since, counts.day + timedelta(days=1), determination, by=by
    )


# ---- The answers changed


def _answered_anew(
    change: Change, loaded: HouseholdYear, policy: Policy, decision: Determination | None, *, actor: Actor, by: str, on: date
) -> Planned:  # fmt: skip
    policy = _with_credit_again(change, policy)
    application = change.application
    determination = decision or (determination_of(application) if application else None)
    if application is None or determination is None:
        raise NotAnswered()
    told = max(determination.on, change.reported_on)
    counts = _counts(change, application, determination, told)
    # Where an office decided and help is not known, none is paid (45 CFR 155.315(f)(5)); a person can still answer.
    if KINDS[change.kind].joins and result_of(determination).aptc is None and change.enrollment.credit_cents:
        raise NeedsPerson("help_not_known")
    if change.kind == ASKS_WHO_LEAVES and change.people:
        return _left_by_it(change, loaded, policy, application, counts, actor=actor, by=by, on=on)
    people = people_of(change, policy, application, determination, counts, told=told, on=on)
    first_join = min(people.joins.values(), default=counts.day)
    since = first_of_month(min(first_join, counts.day))
    if not people.stay:
        return _nobody_stays(change, loaded, policy, people, counts, since, determination, by=by)
    planned = _regrouped(change, loaded, policy, people, counts, since, counts.day, determination, by=by)
    if (later := less_help(planned, policy, told=told, state=application.state)) is None:
        return planned
    return _regrouped(change, loaded, policy, people, later, later.day, later.day, determination, by=by)


def _left_by_it(
    change: Change, loaded: HouseholdYear, policy: Policy, application: Application, counts: Counts, *, actor: Actor, by: str,
    on: date,
) -> Planned:  # fmt: skip
    """Some have other coverage now and leave the plan because of it: as who leaves by a report of its own, with the new answers."""
    last, there = leaves_with_it(change, on), going_on(policy)
    if not set(there) - set(change.people):
        return _ended(change, loaded, policy, by=by, on=on, counts=last)
    determination = restate_application(
        actor=actor, application=application, without=who_left(loaded, change, there), on=on
    )
    people = people_of(change, policy, determination.application, determination, counts, told=on, on=on)
    gone = dict.fromkeys((person for person in there if person in change.people), last.day)
    people = msgspec.structs.replace(
        people, stay=tuple(each for each in people.stay if each not in gone), leaves={**people.leaves, **gone}
    )
    since = min(counts.day, month_after(policy, last.day), *(first_of_month(day) for day in people.joins.values()))
    if not people.stay:  # the others cannot be on a plan any more by the new answers
        return _nobody_stays(change, loaded, policy, people, counts, since, determination, by=by)
    day = last.day + timedelta(days=1)
    return _regrouped(change, loaded, policy, people, counts, since, day, determination, by=by)


def _nobody_stays(
    change: Change, loaded: HouseholdYear, policy: Policy, people: People, counts: Counts, since: date,
    determination: Determination, *, by: str,
) -> Planned:  # fmt: skip
    """The plan ends with the last who leaves it. Who leaves before leaves then, but the one in whose name the plan is stays to its end."""
    end = max(people.leaves.values(), default=day_before(counts.day))
    leaves = {person: people.leaves.get(person, end) for person in going_on(policy)} | {policy.product[3]: end}
    wanted = Wanted(end + timedelta(days=1), policy.product, (), leaves=leaves)
    return _planned(
        change, loaded, policy, wanted, Counts(end, "lost_eligibility", counts.authority), People(leaves=leaves), since, by=by,
        bases=tuple(bases_of(determination, since)), determination=determination,
    )  # fmt: skip


def _with_credit_again(change: Change, policy: Policy) -> Policy:
    """Who was renewed without the credit for want of consent, and answers now, has as much of it as was wanted before."""
    first = change.enrollment
    while first.follows is not None and first.follows.year == first.year:
        first = first.follows
    withheld = Renewal.objects.filter(household=change.household_id, year=first.year, with_credit=False)
    if not KINDS[change.kind].joins or first.start_rule != RENEWAL or policy.elected != 0 or not withheld.exists():
        return policy
    return msgspec.structs.replace(policy, elected=first.follows.elected_cents if first.follows else None)


def _counts(change: Change, application: Application, determination: Determination, told: date) -> Counts:
    """From when the help counts; the window is that of the event. A day that staff granted goes before the rule."""
    counts = help_counts(told=told, state=application.state, kind=change.kind, happened=change.happened_on)
    kind = KINDS[change.kind]
    opens = move_opens(change, application) and (kind.event != "help_changed" or help_changed(change, determination))
    if kind.event and opens:
        event = event_counts(change.kind, happened=change.happened_on, told=told, state=application.state)
        counts = msgspec.structs.replace(counts, window=event.window)
    if granted(change):
        assert change.effective_on is not None
        return msgspec.structs.replace(counts, day=change.effective_on, rule="granted", authority=change.authority)
    first = change.enrollment.start
    return msgspec.structs.replace(counts, day=max(counts.day, first))


def _regrouped(
    change: Change, loaded: HouseholdYear, policy: Policy, people: People, counts: Counts, since: date, day: date,
    determination: Determination, *, by: str,
) -> Planned:  # fmt: skip
    application, enrollment, number = determination.application, change.enrollment, change.enrollment.catalog
    catalog = catalogs.numbered(number.exchange, number.year, number.number)
    place = catalog.place(application.county_fips, application.zip or None)
    household = shopper(application, determination, start=day)
    chosen = [one for one in applicants_of(application) if one.person.reference in people.stay]
    if not chosen:  # as after a divorce, until whose day they stay on the plan
        raise NeedsPerson("not_in_answers")
    try:
        members = members_of(loaded, policy, chosen, people, day, application.state)
        # Who has left since then is on the policy that follows until that day, behind the others: odd cents go by this order.
        everybody = {**members, **loaded.people_of(policy.reference), **members}
        prices = PlanPrices(catalog, row_in(catalog, place, enrollment.plan_id), everybody)
        new = product(
            enrollment.plan_id,
            STANDARD if enrollment.kind == Kind.DENTAL else variant(prices.plan, household.only(chosen)),
            place.rating_area,
            subscriber_of(policy, chosen, people.joins, day),
        )
        if day > policy.last:  # decided in December: nothing of this year is left for another product
            new = policy.product
        kept = price_of(enrollment, everybody)
        wanted = Wanted(day, new, subscriber_first(new[3], people.stay), people.joins, people.leaves)
        return _planned(
            change, loaded, policy, wanted, counts, people, since, by=by, bases=tuple(bases_of(determination, since)),
            determination=determination, prices={policy.reference: kept, NEXT: prices},
            joining=tuple(one for one in chosen if one.person.reference in people.joins),
        )  # fmt: skip
    except UnknownPlan as unknown:
        raise NeedsPerson("plan_not_sold_there") from unknown
    except CannotCover as cannot:
        raise NeedsPerson("several_policies") from cannot


# ---- What comes of it


def _planned(
    change: Change, loaded: HouseholdYear, policy: Policy, wanted: Wanted, counts: Counts, people: People, since: date, *,
    by: str, bases: tuple[CreditBasis, ...] = (), determination: Determination | None = None,
    prices: Mapping[str, PlanPrices] | None = None, joining: tuple[Applicant, ...] = (),
) -> Planned:  # fmt: skip
    mine = changed(policy, wanted, by=by, reference=NEXT)
    _check_begins_with_its_subscriber(mine)
    if KINDS[change.kind].cause == "fraud":
        mine = (void(policy, by),)
        since = first_of_month(policy.first)
    after = (*(each for each in loaded.policies if each.reference != policy.reference), *mine)
    if (twice := overlap(after)) is not None:
        raise NotPossible(f"{twice[0]} would have two coverages of the kind {twice[1]}")
    all_prices = {**loaded.prices(), **(prices or {})}
    rests_on = (*loaded.bases, *(rules_basis(row) for row in bases))
    months = months_after(loaded, after, all_prices, rests_on, since)
    free = [msgspec.structs.replace(each, elected=None) for each in after]
    unlimited = months_after(loaded, free, all_prices, rests_on, since)
    return Planned(
        change=change, loaded=loaded, counts=counts, since=since, people=people, after=after, prices=all_prices,
        months=tuple(months), unlimited=tuple(unlimited),
        messages=messages(loaded.policies, after, loaded.rows, months), bases=bases, determination=determination,
        joining=joining,
    )  # fmt: skip


def _check_begins_with_its_subscriber(policies: Sequence[Policy]) -> None:
    """Raises NotPossible for one that goes on with the days of who left since, and is named after somebody who came after they had."""
    for policy in policies:
        first = (span.person for span in policy.spans if span.first == policy.first)
        if policy.reference == NEXT and policy.product[3] not in first:
            raise NotPossible("nobody who is covered to the end was on the plan from the day from which it goes on")
