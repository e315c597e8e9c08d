"""What a household holds when it chooses, in narrow reads: who holds nothing, as nearly everybody, is spared the wide ones."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef

from coverport.applications.models import Application, Household
from coverport.core.dates import day_before
from coverport.core.prepared import Read
from coverport.enrollment.models import Enrollment, SpecialPeriod
from coverport.enrollment.rules.transitions import ACTIVE, STANDING, WAITING
from coverport.plans.models import Suppression


class There(msgspec.Struct, frozen=True):
    """Whether there is anything that a choice must regard, so that it is read; what was not looked for may be there.

    sent: the same form was sent before; periods: a special period is open; held: an enrollment of the year or the year before;
    closed: a plan takes nobody new.
    """

    sent: bool = True
    periods: bool = True
    held: bool = True
    closed: bool = True


MAY_BE = There()
LOOK = Read(
    lambda household, submission, on, before, year: Household.objects.filter(pk=household).values_list(
        Exists(Enrollment.objects.filter(submission=submission)),
        Exists(SpecialPeriod.objects.filter(household=OuterRef("pk"), opens__lte=on, closes__gte=on)),
        Exists(Enrollment.objects.filter(application__household=OuterRef("pk"), year__in=[before, year])),
        Exists(Suppression.objects.filter(exchange=OuterRef("exchange"), year=year, lifted_on=None)),
    )
)


def look(application: Application, submission: UUID, *, on: date) -> There:
    """In one narrow read, for a choice of a day. The caller holds the household's lock."""
    year = application.year
    return There(*LOOK.all(application.household_id, submission, on, year - 1, year)[0])


class Row(msgspec.Struct, frozen=True, gc=False):
    """Of one enrollment, what decides whether it is to be looked at."""

    application: int
    kind: str
    status: str
    year: int
    end: date
    start_rule: str
    ended_on: date | None

    @property
    def going_on(self) -> bool:
        """As of an enrollment."""
        return self.status in ACTIVE and self.ended_on is None

    @property
    def cut(self) -> bool:
        """As of an enrollment."""
        return self.status in WAITING and self.ended_on is not None


OF_HOUSEHOLD = Read(
    lambda household, before, year: Enrollment.objects.filter(
        application__household=household, year__in=[before, year]
    ).values_list(*Row.__struct_fields__)
)


class Held(msgspec.Struct, frozen=True):
    """The enrollments of a household in a plan year and the year before it."""

    application: int
    year: int
    rows: tuple[Row, ...]

    def of_year(self, kind: str = "") -> bool:
        """Whether there is, or was, any in the plan year."""
        return any(row.year == self.year and row.kind == (kind or row.kind) for row in self.rows)

    def chosen_already(self, kind: str) -> bool:
        """Whether the application led to one that stands."""
        return any(row.application == self.application and row.going_on for row in self._of(kind, self.year))

    def passive(self, kind: str, rule: str) -> bool:
        """Whether one stands that nobody chose. rule: by which those began."""
        return any(row.start_rule == rule and row.going_on for row in self._of(kind, self.year))

    def to_the_day_before(self, kind: str, start: date) -> bool:
        """Whether one of the year before goes on without a gap."""
        last = day_before(start)
        return any(row.end == last and row.status in STANDING for row in self._of(kind, self.year - 1))

    def cut_since(self, kind: str, start: date) -> bool:
        """Whether one waits to be paid for, until another plan begins, that has days from a day on."""
        return any(row.cut and row.end >= start for row in self._of(kind, self.year))

    def _of(self, kind: str, year: int) -> Iterator[Row]:
        return (row for row in self.rows if row.kind == kind and row.year == year)


def held_by_household(application: Application, there: There = MAY_BE) -> Held:
    """The caller holds the household's lock."""
    rows = OF_HOUSEHOLD.all(application.household_id, application.year - 1, application.year) if there.held else []
    return Held(application.pk, application.year, tuple(Row(*row) for row in rows))


def cut_plans(application: Application, held: Held, kind: str, start: date) -> list[Enrollment]:
    """What waits to be paid for until another plan begins, and has days from a day on: a third plan begins before that."""
    if not held.cut_since(kind, start):
        return []
    rows = Enrollment.objects.filter(
        application__household=application.household_id, year=application.year, kind=kind, status__in=WAITING,
        ended_on__isnull=False, end__gte=start,
    )  # fmt: skip
    return list(rows.select_related("exchange", "application__household").order_by("id"))
