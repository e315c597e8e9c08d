"""What the system itself looks at before an exchange opens. Each check answers what it saw; only a yes is evidence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coverport.core.dates import long_date
from coverport.core.models import Delivery
from coverport.exchanges.calendar import COUNTING
from coverport.exchanges.models import Exchange
from coverport.oversight.actions.watch import measure
from coverport.oversight.models import Contract, Defect, Finding
from coverport.plans.models import CatalogNumber


class Seen(msgspec.Struct, frozen=True):
    """What a check saw. shown: whether that is enough."""

    shown: bool
    evidence: str


Check = Callable[[Exchange, int, date], Seen]


def catalog_published(exchange: Exchange, year: int, on: date) -> Seen:
    """Plans of the year are published."""
    last = CatalogNumber.objects.filter(exchange=exchange.slug, year=year).order_by("-number").first()
    return Seen(
        last is not None,
        _("catalog %(number)s") % {"number": last.number} if last else _("no catalog of this year is published"),
    )


def calendar_known(exchange: Exchange, year: int, on: date) -> Seen:
    """The enrollment windows of the year are known."""
    rows = [row for row in exchange.calendar.of_year(year) if row.status in COUNTING]
    if not rows:
        return Seen(False, _("the calendar has no window of this year"))
    span = {
        "first": long_date(min(row.selected_from for row in rows)), "last": long_date(max(row.selected_to for row in rows))
    }  # fmt: skip
    return Seen(True, _("%(first)s to %(last)s") % span)


def journey_works(exchange: Exchange, year: int, on: date) -> Seen:
    """The test journey keeps its service level: a functioning website is measured."""
    levels = [each for contract in _contracts(exchange) for each in contract.service_levels.filter(metric="journey")]
    if not levels:
        return Seen(False, _("no contract promises the test journey"))
    until = datetime.combine(on, time.max, tzinfo=UTC)
    found = [measure(level, until) for level in levels]
    told = ", ".join(
        _("%(value)s in %(number)s readings") % {"value": f"{each.value:.4f}", "number": each.readings}
        if each.value is not None
        else _("too few readings")
        for each in found
    )
    return Seen(all(each.verdict == "met" for each in found), told)


def nothing_critical_open(exchange: Exchange, year: int, on: date) -> Seen:
    """No critical defect and no finding of high severity is open."""
    defects = Defect.objects.filter(contract__in=_contracts(exchange), severity="critical", mended_on=None).count()
    findings = Finding.objects.filter(contract__in=_contracts(exchange), severity="high", closed_on=None).count()
    return Seen(
        not defects and not findings,
        _("%(defects)s critical defects, %(findings)s findings of high severity")
        % {"defects": defects, "findings": findings},
    )


def events_flow(exchange: Exchange, year: int, on: date) -> Seen:
    """Nothing that happened waits because of an error."""
    stuck = Delivery.objects.filter(event__exchange=exchange.slug, done_at=None).exclude(error="").count()
    return Seen(not stuck, _("%(number)s deliveries wait because of an error") % {"number": stuck})


def _contracts(exchange: Exchange) -> list[Contract]:
    return list(Contract.objects.filter(exchange=exchange, story=False))


CHECKS: dict[str, Check] = {
    "catalog_published": catalog_published,
    "calendar_known": calendar_known,
    "journey_works": journey_works,
    "nothing_critical_open": nothing_critical_open,
    "events_flow": events_flow,
}
# What every gate asks: code, words, and the check; where there is none, a person attaches evidence.
ITEMS: tuple[tuple[str, str, str], ...] = (
    ("plans_signed", gettext_noop("The signed plans: requirements, schedule, tests, security, training, rollback"), ""),
    ("catalog_published", gettext_noop("Certified plans of the year are published"), "catalog_published"),
    ("calendar_known", gettext_noop("The enrollment windows of the year are known"), "calendar_known"),
    (
        "journey_works",
        gettext_noop("The test journey from ZIP code to enrollment keeps its service level"),
        "journey_works",
    ),
    ("load_tested", gettext_noop("A load test at ten times the expected peak"), ""),
    ("insurers_tested", gettext_noop("Every insurer has acknowledged a test file"), ""),
    ("restore_rehearsed", gettext_noop("A backup was restored on another machine"), ""),
    ("paper_ready", gettext_noop("Paper forms, call center and fallback are ready"), ""),
    (
        "nothing_critical_open",
        gettext_noop("No critical defect and no finding of high severity is open"),
        "nothing_critical_open",
    ),
    ("events_flow", gettext_noop("Nothing that happened waits because of an error"), "events_flow"),
)
