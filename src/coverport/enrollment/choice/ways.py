"""The ways in which a household may choose a plan on a day: open enrollment, and every special period that is open; each with its dates."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.submission import facts_of
from coverport.core.dates import day_before
from coverport.core.prepared import Read
from coverport.enrollment.dated import Incomplete, Question, dated, special_law
from coverport.enrollment.models import GOING_ON, Enrollment, Kind, SpecialPeriod
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.effective_date import Closed, CoverageStart, effective_date
from coverport.enrollment.rules.special import LATER
from coverport.enrollment.rules.transitions import STANDING, TENTATIVE
from coverport.exchanges.calendar import COUNTING, Window
from coverport.law.loader import MissingLaw

OPEN_ENROLLMENT = "open"
OPEN_PERIODS = Read(
    lambda household, on: SpecialPeriod.objects.filter(household=household, opens__lte=on, closes__gte=on)
)

_AROUND = ("exchange", "application__household", "catalog", "determination")
HELD = Read(
    lambda household, year, kind: (
        Enrollment.objects.filter(application__household=household, year=year, kind=kind, status__in=STANDING)
        .select_related(*_AROUND)
        .order_by("id")[:1]
    )
)
STANDS = Read(
    lambda household, year, kind: (
        Enrollment.objects.filter(GOING_ON, application__household=household, year=year, kind=kind)
        .select_related(*_AROUND)
        .order_by("id")[:1]
    )
)


class Way(msgspec.Struct, frozen=True):
    """One of them. key: as an address names it; period: none in open enrollment."""

    key: str
    start: CoverageStart
    period: SpecialPeriod | None = None


def ways(application: Application, on: date, kind: str = Kind.MEDICAL, *, periods: bool = True) -> tuple[Way, ...]:
    """Open enrollment first, then special periods, the oldest first; the law's own first day before those that may be chosen instead.

    periods: False where it was read that the household has none.
    """
    found = open_enrollment(application, on)
    first = (Way(OPEN_ENROLLMENT, found),) if isinstance(found, CoverageStart) else ()
    unused = _unused(application, on, kind) if periods else []
    if not unused:  # as for nearly everybody in open enrollment
        return first
    enrolled = held_by(application, kind) is not None
    return first + tuple(way for period in unused for way in _of_period(period, application, on, enrolled))


def open_enrollment(application: Application, on: date) -> CoverageStart | Closed:
    """What the exchange's calendar says of a choice made on a day."""
    return effective_date(
        application.exchange.calendar.windows, plan_year=application.year, selected=on, in_line=application.started_on
    )


def next_opening(application: Application, today: date) -> Window | None:
    """The first day on which everybody may choose again, for whatever year; None where the calendar does not know it yet."""
    coming = [
        row for row in application.exchange.calendar.windows if row.selected_from > today and row.in_line_by is None
    ]
    return min(coming, key=lambda row: row.selected_from, default=None)


def held_by(application: Application, kind: str = Kind.MEDICAL) -> Enrollment | None:
    """The plan of the year that covers the household, or will; who only waits for a first payment is no enrollee yet."""
    return HELD.first(application.household_id, application.year, kind)


def standing_plan(application: Application, kind: str = Kind.MEDICAL) -> Enrollment | None:
    """The same, or one that waits for its first payment: another choice comes instead of it."""
    return STANDS.first(application.household_id, application.year, kind)


def asked(
    application: Application, event: str, event_date: date, on: date, *, enrolled: bool, elect: str = "",
    cause: str = "", prior_coverage_end: date | None = None, moved_from: str = "", granted: date | None = None, uncovered: bool = False,
) -> Answer | Refused:  # fmt: skip
    """The first day of coverage for a choice on a day because of an event. Refused also where the state's law has no such event."""
    question = Question(
        state=application.state, event_date=event_date, selected=on, cause=cause, prior_coverage_end=prior_coverage_end,
        moved_from=moved_from, indian=is_indian(application), enrolled=enrolled, granted=granted, elect=elect,
        uncovered=uncovered,
    )  # fmt: skip
    try:
        return dated(event, question)
    except MissingLaw as missing:
        return Refused("not_open", str(missing), {"from": None, "to": None})


def is_indian(application: Application) -> bool:
    """Whether somebody who applies is a member of a tribe."""
    determination = determination_of(application)
    return determination is not None and any(one.american_indian for one in facts_of(determination).people)


def _unused(application: Application, on: date, kind: str) -> list[SpecialPeriod]:
    """A period is for one choice of a kind; one that was canceled, or is not sure yet, does not use it up."""
    mine: list[SpecialPeriod] = OPEN_PERIODS.all(application.household_id, on)
    if not mine:
        return []
    chosen = Enrollment.objects.filter(kind=kind, period__in=mine).exclude(status__in=(*TENTATIVE, "canceled"))
    used = set(chosen.values_list("period", flat=True))
    return [period for period in mine if period.pk not in used]


def _of_period(period: SpecialPeriod, application: Application, on: date, enrolled: bool) -> Iterator[Way]:
    law = special_law(period.event, application.state, event_date=period.event_date, selected=on)
    seen: set[date] = set()
    for rule in (*law.period.starts, LATER):  # where the first of them lies in months that are past
        found = asked(
            application, period.event, period.event_date, on, enrolled=enrolled, elect=rule, cause=period.cause,
            prior_coverage_end=period.prior_coverage_end, moved_from=period.moved_from, granted=period.granted_start,
        )  # fmt: skip
        if isinstance(found, Refused) or found.date.year != application.year or found.date in seen:
            continue
        seen.add(found.date)
        yield Way(f"{period.reference}.{rule}", _start(found, period, application, on), period)


def _start(found: Answer, period: SpecialPeriod, application: Application, on: date) -> CoverageStart:
    last, authority = pay_by(found.date, application, on)
    return CoverageStart(
        starts=found.date, rule=f"{period.event}.{found.rule}"[:40], authority=found.citation[:300],
        basis="operational" if found.operational else "regulatory", status="in force", choose_by=period.closes,
        regulatory_starts=found.effective_date, regulatory_authority=found.citation[:300], pay_by=last,
        pay_by_authority=authority, pay_by_status="in force",
    )  # fmt: skip


def last_days(start: CoverageStart, way: Way, application: Application, on: date) -> CoverageStart:
    """Of a first day later than the way's own: until when to choose and to pay; in open enrollment as its window for that day says."""
    rows = [
        row for row in (application.exchange.calendar.of_year(application.year) if way.period is None else ())
        if row.starts == start.starts and row.selected_to >= on and row.in_line_by is None and row.status in COUNTING
    ]  # fmt: skip
    if not rows:
        last, authority = pay_by(start.starts, application, on)
        return msgspec.structs.replace(start, pay_by=last, pay_by_authority=authority)
    row = max(rows, key=lambda each: each.selected_to)
    return msgspec.structs.replace(
        start, choose_by=row.selected_to, pay_by=row.pay_by, pay_by_authority=row.pay_by_authority, pay_by_status=row.pay_by_status,
    )  # fmt: skip


def pay_by(starts: date, application: Application, on: date) -> tuple[date | None, str]:
    """The last day of the first payment of who is told of a choice on a day, 45 CFR 155.400(e). None where the insurer alone knows it."""
    question = Question(state=application.state, event_date=starts, selected=on, kind="special")
    try:
        found = dated("binder", question)
    except (MissingLaw, Incomplete):
        found = None
    if isinstance(found, Answer) and found.window[1] is not None:
        return found.window[1], found.citation
    billing = application.exchange.profile.billing_of(application.year)
    if billing.biller != "exchange":
        return None, ""
    return max(day_before(starts), on + timedelta(days=billing.least_days)), billing.authority
