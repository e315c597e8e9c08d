"""What the choice of one plan, or its return, means for the household's others: their credit, a message to each insurer, a letter."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from coverport.core.access import Actor
from coverport.enrollment import events
from coverport.enrollment.changes.notices import post_change
from coverport.enrollment.changes.planning import Planned
from coverport.enrollment.changes.previewing import preview_of
from coverport.enrollment.changes.recording import months_after, say, say_one, write_amounts, write_months
from coverport.enrollment.changes.regrouping import People, going_on
from coverport.enrollment.dates import Counts
from coverport.enrollment.household_year import HouseholdYear
from coverport.enrollment.models import Change
from coverport.enrollment.pricing import PlanPrices
from coverport.enrollment.rules.changing import Message, messages
from coverport.enrollment.rules.year import PersonMonth

AUTHORITY = "45 CFR 155.340(e)"


class Year(msgspec.Struct, frozen=True):
    """A household's year worked out anew. months: as they are to be; most: the same if nobody wanted less credit than they can have."""

    loaded: HouseholdYear
    prices: Mapping[str, PlanPrices]
    months: Sequence[PersonMonth]
    most: Sequence[PersonMonth]


def write_year(loaded: HouseholdYear, since: date, *, on: date) -> Year:
    """Every month of a household's year with credit worked out anew from a month on, written. loaded: as policies are by now."""
    prices = loaded.prices()
    months = months_after(loaded, loaded.policies, prices, loaded.bases, since)
    wanted = any(policy.elected is not None for policy in loaded.policies)
    free = [msgspec.structs.replace(each, elected=None) for each in loaded.policies]
    most = months_after(loaded, free, prices, loaded.bases, since) if wanted else months
    write_months(loaded, months, on=on)
    return Year(loaded, prices, months, most)


def write_amounts_of(year: Year, reference: str) -> None:
    """What one of its policies comes to by the full month."""
    write_amounts(year.loaded, [year.loaded.policy(reference)], year.prices, year.months, year.most)


def tell_the_others(had: HouseholdYear, year: Year, *, by: Actor, on: date) -> None:
    """Bring the plans whose people and days stayed to their new months. had: the year before anything changed."""
    stayed = {policy.reference for policy in year.loaded.policies if policy in had.policies}
    for message in messages(had.policies, year.loaded.policies, had.rows, year.months):
        if message.policy not in stayed:
            continue
        change = _change(had, year, message, on)
        write_amounts_of(year, message.policy)
        if not change.enrollment.pended:
            post_change(change, change.enrollment, on=on)
        say([message], year.loaded, by=by, on=on, change=change)
        say_one(events.ChangeClosed(change.reference, "done"), change.enrollment, by=by, on=on)


def _change(had: HouseholdYear, year: Year, message: Message, on: date) -> Change:
    """For the record: what the other plan comes to from the first month that differs."""
    enrollment = year.loaded.enrollment(message.policy)
    change = Change(
        exchange=enrollment.exchange, household=year.loaded.household, enrollment=enrollment, kind="beside",
        status=Change.Status.DONE, done_on=on, happened_on=message.since, reported_on=on, effective_on=message.since,
        rule="beside", authority=AUTHORITY,
    )  # fmt: skip
    policy = year.loaded.policy(message.policy)
    alone = msgspec.structs.replace(had, rows=tuple(row for row in had.rows if row.policy == message.policy))
    planned = Planned(
        change=change, loaded=alone, counts=Counts(message.since, change.rule, AUTHORITY), since=message.since,
        people=People(going_on(policy)), after=year.loaded.policies, prices=dict(year.prices),
        months=tuple(row for row in year.months if row.policy == message.policy), unlimited=tuple(year.most), messages=(message,),
    )  # fmt: skip
    change.outcome = msgspec.to_builtins(preview_of(planned, on=on))
    change.save()
    return change
