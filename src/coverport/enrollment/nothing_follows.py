"""Coverage that came back only once its year was over, and was not renewed: there is no plan in the new year, and how to get one.

Whoever is enrolled as the year ends goes on without a choice, 45 CFR 155.335(j). Nobody is enrolled unasked in months that have begun.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.core.dates import long_date
from coverport.core.models import Event
from coverport.enrollment.events import EnrollmentReinstated
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.renewed_from import ended_with_it, renewed_from
from coverport.enrollment.rules.transitions import COVERING
from coverport.enrollment.special.law import window_after


class NothingFollows(msgspec.Struct, frozen=True):
    """last: of the coverage; open_by, starts: of open enrollment, where it is on; special_by: of the period after a loss of coverage.

    application: the number of the one by which a plan of the new year is chosen; empty where there is none yet.
    """

    last: date
    phone: str
    open_by: date | None = None
    starts: date | None = None
    special_by: date | None = None
    application: str = ""

    @property
    def title(self) -> str:
        return _("You have no plan for %(year)s") % self._facts

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(said % self._facts for said in self._said())

    def _said(self) -> Iterator[str]:
        yield _(
            "This coverage ended with its year, on %(last)s. It came back after that day, so that no plan goes on from it by itself."
        )
        if self.open_by is not None:
            yield _("Open enrollment is on: chosen by %(open_by)s, a plan for %(year)s starts on %(starts)s.")
        if self.special_by is not None:
            yield _(
                "Because this coverage ended, you have a special time for choosing a plan until %(special_by)s: tell us that you lost "
                "coverage on %(last)s."
            )
        yield _("Do you need coverage from %(first)s on, without a gap? Call us at %(phone)s before you choose.")

    @property
    def _facts(self) -> dict[str, object]:
        days = {"last": self.last, "open_by": self.open_by, "starts": self.starts, "special_by": self.special_by}
        told = {name: long_date(day) if day else "" for name, day in days.items()}
        first = self.last + timedelta(days=1)
        return {**told, "first": long_date(first), "year": first.year, "phone": self.phone}


def nothing_follows(back: Enrollment, *, on: date) -> NothingFollows | None:
    """Of coverage that was brought back and lasts to the end of its year; None where something goes on from it, or still will."""
    last, year = date(back.year, 12, 31), back.year + 1
    if on <= last or back.end != last or not _came_back(back):
        return None
    there = Enrollment.objects.filter(
        application__household=back.application.household_id, year=year, kind=back.kind, status__in=COVERING
    )
    if there.exists() or any(ended_with_it(each) for each in renewed_from(back)):
        return None
    window = back.exchange.calendar.open_on(year, on, in_line=None)
    _opens, closes = window_after(last, back.application.state)
    return NothingFollows(
        last, back.exchange.profile.phone, open_by=window.selected_to if window else None, starts=window.starts if window else None,
        special_by=closes if closes >= on else None, application=_signed_for(back, year),
    )  # fmt: skip


def _signed_for(back: Enrollment, year: int) -> str:
    signed = Application.objects.filter(
        household=back.application.household_id, year=year, status=Application.Status.SUBMITTED
    )
    return signed.order_by("-submitted_on", "-id").values_list("reference", flat=True).first() or ""


def _came_back(enrollment: Enrollment) -> bool:
    """Also once its year was closed, which leaves its last day as it is."""
    if enrollment.status != Enrollment.Status.EXPIRED:
        return enrollment.status == Enrollment.Status.REINSTATED
    return Event.objects.filter(subject=enrollment.reference, kind=EnrollmentReinstated.kind).exists()


def has_no_plan(ended: Enrollment, *, on: date) -> bool:
    """Whether a household whose coverage has ended has no plan of that kind that covers it, or will."""
    rows = Enrollment.objects.filter(application__household=ended.application.household_id, kind=ended.kind)
    return ended.end < on and not rows.filter(status__in=COVERING, end__gte=on).exists()
