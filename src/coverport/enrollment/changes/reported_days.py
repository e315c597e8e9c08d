"""Whether a day can be reported of a change of a plan; where not, what to enter, of which plan to tell it, or when to come back."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from coverport.core.dates import day_before, long_date
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.models import GOING_ON, Enrollment
from coverport.enrollment.rules.kinds import KINDS, ChangeKind

# How long before the plan begins it may be ended, and how long before that something else may have happened: a guard against slips.
EARLIEST = timedelta(days=90)
LONG_AGO = timedelta(days=2 * 366)
# How long ahead a change may be told.
AHEAD = timedelta(days=60)


def check_day(enrollment: Enrollment, kind: str, happened_on: date, on: date, *, alone: bool = False) -> None:
    """Raises NotNow. alone: whether the household tells it without staff, who may go back to an earlier day for a reason."""
    each = KINDS[kind]
    if happened_on > on and each.past:
        raise _not_now(_to_come(each), "day_to_come")
    if happened_on > enrollment.end:
        raise _not_now(_after(enrollment, happened_on, on), "day_out_of_range")
    if happened_on > on + AHEAD:
        raise _not_now(_ahead(happened_on), "day_out_of_range")
    ends = each.way != "answers" and each.cause != "death"
    if happened_on < enrollment.start - (EARLIEST if ends else LONG_AGO):
        raise _not_now(_before(enrollment, ends=ends), "day_out_of_range")
    if alone and each.cause == "other_coverage" and max(happened_on, enrollment.start) <= on:
        raise _not_now(_begun(enrollment, on), "day_past")


def _not_now(words: str, code: str) -> NotNow:
    return NotNow(words, code=code, field="happened_on")


def _begun(enrollment: Enrollment, on: date) -> str:
    """45 CFR 155.430(d)(2): an enrollee ends coverage from the day of the request on; Medicaid and Medicare may go back further."""
    return _(
        "Coverage can end today at the earliest: to end it today, enter %(day)s. Did Medicaid or Medicare begin before? Then call us at "
        "%(phone)s: an earlier day may be possible."
    ) % {"day": long_date(on + timedelta(days=1)), "phone": enrollment.exchange.profile.phone}


def _to_come(kind: ChangeKind) -> str:
    words = _("Enter the day on which it happened, not one to come.")
    if kind.cause == "death":
        return words
    if kind.event == "birth_adoption":
        later = _("Come back once the child is there: coverage can then begin on that very day.")
    else:
        later = _("Come back once it has happened.")
    return f"{words} {later}"


def _after(enrollment: Enrollment, happened_on: date, on: date) -> str:
    """Of a day after the plan's last."""
    facts = {"end": long_date(enrollment.end), "year": happened_on.year}
    there = Enrollment.objects.filter(
        GOING_ON, application__household=enrollment.application.household_id, year=happened_on.year, kind=enrollment.kind,
    ).exclude(pk=enrollment.pk)  # fmt: skip
    if there.exists():
        words = _("This plan ends on %(end)s. Report it for your plan of %(year)s, which you find under “My plan”.")
    else:
        words = _("This plan ends on %(end)s. Once you have a plan for %(year)s, report it for that one.")
    said = words % facts
    return f"{said} {_ahead(happened_on)}" if happened_on > on + AHEAD else said


def _ahead(happened_on: date) -> str:
    facts = {"most": AHEAD.days, "day": long_date(happened_on - AHEAD)}
    return _("A change can be told at most %(most)s days ahead: this one from %(day)s on.") % facts


def _before(enrollment: Enrollment, *, ends: bool) -> str:
    if ends:
        eve = {"eve": long_date(day_before(enrollment.start))}
        return _("This plan had not begun then. To end it before it begins, enter %(eve)s.") % eve
    return _("Check the year: this is long before the plan begins.")
