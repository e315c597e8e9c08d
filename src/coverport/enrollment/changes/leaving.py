"""Who does not apply any more once they leave a plan or have died, and the last day of their coverage."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.applications.models import Application, Determination
from coverport.applications.queries import applicants_of
from coverport.applications.restating import restate_application
from coverport.core.access import Actor
from coverport.core.dates import day_before, first_of_month
from coverport.enrollment.changes.regrouping import granted
from coverport.enrollment.dates import Counts, last_day
from coverport.enrollment.household_year import HouseholdYear
from coverport.enrollment.models import Change, Enrollment, Kind
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy


def without_the_dead(change: Change, actor: Actor, on: date) -> Determination | None:
    """A plan of who has died alone ends; they do not apply for another. None where nobody else applies, or it was said before."""
    application = newest_application(change.enrollment)
    applying = {one.person.reference for one in applicants_of(application) if one.applies}
    if KINDS[change.kind].cause != "death" or not applying & set(change.people) or not applying - set(change.people):
        return None
    return restate_application(actor=actor, application=application, without=change.people, on=on)


# Somebody has other coverage: who leaves the plan because of it is asked in the same report.
ASKS_WHO_LEAVES = "gained_coverage"


def leaves_with_it(change: Change, on: date) -> Counts:
    """The last day of who leaves because of other coverage, as if they asked for the day before it: 45 CFR 155.430(b)(1), (d)(2)."""
    if granted(change):
        assert change.effective_on is not None
        return Counts(day_before(change.effective_on), change.rule, change.authority)
    state = change.enrollment.application.state
    return last_day("requested", told=on, happened=day_before(change.happened_on), state=state)


def day_of(change: Change, on: date) -> Counts:
    counts = last_day(
        KINDS[change.kind].cause, told=on, happened=change.happened_on, state=change.enrollment.application.state
    )
    return msgspec.structs.replace(counts, day=change.effective_on) if granted(change) else counts


def month_after(policy: Policy, last: date) -> date:
    """The first whole month after a last day; the policy's first where that came before it, as at a death."""
    return max(first_of_month(last, 1), first_of_month(policy.first))


def who_left(loaded: HouseholdYear, change: Change, there: Sequence[str]) -> frozenset[str]:
    """Who has died, or leaves and is on no other health plan after that: they do not apply any more.

    A month with a dental plan alone is none for which credit is worked out: 26 USC 36B(c)(2)(A).
    """
    if KINDS[change.kind].cause == "death":
        return frozenset(change.people)
    elsewhere = {
        span.person
        for policy in loaded.policies
        if policy.reference != change.enrollment.reference and policy.covering and policy.kind != Kind.DENTAL
        for span in policy.spans
        if span.last > change.happened_on
    }
    return frozenset(change.people) & frozenset(there) - elsewhere


def newest_application(enrollment: Enrollment) -> Application:
    """The household's newest signed application of the year."""
    found = Application.objects.filter(
        household=enrollment.application.household_id, year=enrollment.year, status=Application.Status.SUBMITTED
    )
    newest = found.order_by("-submitted_on", "-id").first()
    assert newest is not None, "an enrollment rests on a signed application"
    return newest
