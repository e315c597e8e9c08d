"""A later first day for a choice that waited for proof, where months would be owed at once: asked while it waits, done when it is proven.

45 CFR 155.400(e)(1)(iii); until 2020 155.420(b)(5). Who says nothing starts on the day that the choice had.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from coverport.core.access import Actor
from coverport.core.dates import age_on, day_before, first_of_month
from coverport.core.money import Cents
from coverport.enrollment.beside import tell_the_others, write_amounts_of, write_year
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.dated import later_day
from coverport.enrollment.household_year import load, newest_rows
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules import policies
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.rules.special import LATER, owed_at_once


class LaterStart(msgspec.Struct, frozen=True):
    """What somebody may choose between if it is proven on a day. owed: for the months that have begun by then, net_cents a month after."""

    first: date
    later: date
    months: int
    owed: Cents
    net_cents: Cents


def later_of(enrollment: Enrollment, on: date) -> tuple[date, str] | None:
    """The later first day of a choice that is proven on a day, with its citation; None where it has none in its plan year."""
    found = later_day(enrollment.application.state, enrollment.start, on, proven=True)
    return found if found is not None and found[0].year == enrollment.year else None


def offered_later(pended: Sequence[Enrollment], on: date) -> LaterStart | None:
    """What can be chosen between today, with all that waits for the same proof; None where there is nothing to choose."""
    days = [found[0] for each in pended if (found := later_of(each, on)) is not None]
    if not days:
        return None
    rows = [row for row in newest_rows(pended) if row.month <= on]
    with transaction.atomic():
        start_later(pended, on=on)
        net = sum(each.net_cents for each in Enrollment.objects.filter(pk__in=[each.pk for each in pended]))
        transaction.set_rollback(True)
    first = min(each.start for each in pended)
    owed = sum(row.premium - row.credit for row in rows)
    return LaterStart(first, min(days), owed_at_once(first, on), owed, net)


def check_later(pended: Sequence[Enrollment], on: date) -> None:
    """Raises NotNow where no later day could be had if it were proven on a day."""
    if not any(later_of(each, on) for each in pended):
        raise NotNow(
            _("Nothing would be owed for months that are past. It starts on the day that you chose."),
            code="no_later_start",
        )


def start_later(pended: Sequence[Enrollment], *, on: date) -> None:
    """Move the first day of all that can start later; nobody else has heard of it yet. The household is locked.

    Prices are by the ages on the new day, 45 CFR 147.102(a)(1)(iii).
    """
    moving = [each for each in pended if later_of(each, on) is not None]
    for year in sorted({each.year for each in moving}):
        mine = [each for each in moving if each.year == year]
        household, since = mine[0].application.household, first_of_month(min(each.start for each in mine))
        had = load(household, year)
        for each in mine:
            _move(each, had.policy(each.reference), on)
        after = write_year(load(household, year), since, on=on)
        for each in mine:
            write_amounts_of(after, each.reference)
        tell_the_others(had, after, by=Actor.system("enrollment"), on=on)


def _move(enrollment: Enrollment, policy: Policy, on: date) -> None:
    later = later_of(enrollment, on)
    assert later is not None
    (day, citation), event = later, enrollment.period.event if enrollment.period else ""
    Enrollment.objects.filter(pk=enrollment.pk).update(
        start=day, start_rule=f"{event}.{LATER}"[:40], start_authority=citation[:300], start_basis="regulatory",
        regulatory_start=day, regulatory_authority=citation[:300],
    )  # fmt: skip
    comes = {(span.person, span.last): span.first for span in policies.start_later(policy, day).spans}
    for member in enrollment.members.filter(active=True).select_related("person"):
        first = comes.get((member.person.reference, day_before(member.coverage.upper)))
        if first is None:  # left before that day
            member.active = False
        elif first > member.coverage.lower:
            member.coverage = DateRange(first, member.coverage.upper)
            member.age = max(0, age_on(member.person.birth_date, first))
        member.save(update_fields=["active", "coverage", "age"])
