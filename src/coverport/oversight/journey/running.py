"""Running the scripted journey, and what it leaves: readings, and service levels judged by them."""

import secrets
from datetime import date, datetime
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.edi.clock import clock_of
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.choice.ways import asked, open_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.answers import Answer
from coverport.enrollment.rules.effective_date import CoverageStart
from coverport.exchanges.models import Exchange
from coverport.oversight.actions.watch import judge
from coverport.oversight.journey.accounts import DOMAIN, make_known
from coverport.oversight.journey.walk import CAUSE, CHOSEN, CHOSEN_BY_EVENT, EVENT, NOT_TRIED, Household, Walked, walk
from coverport.oversight.models import Finding, Reading, ServiceLevel
from coverport.plans import catalogs
from coverport.plans.geography.zips import counties_of_zip, zips_by_county

log = structlog.get_logger()
JOURNEY = Actor.system("test journey")
AGE = 40


class NoJourney(Refusal):
    """There is nowhere to walk."""

    code = "no_journey"


def address_of(exchange: Exchange) -> str:
    """Where an exchange's site is. Raises NoJourney where the installation names no address."""
    if not settings.JOURNEY_ADDRESS:
        raise NoJourney(
            "Say where the site is: COVERPORT_JOURNEY_ADDRESS, such as https://www.example.org/ or http://127.0.0.1:8000/{exchange}/."
        )
    address: str = settings.JOURNEY_ADDRESS.replace("{exchange}", exchange.slug)
    return address


def run_test_journey(*, exchange: Exchange, address: str, timeout: float = 10) -> Walked:
    """Walk once through a site, take the choice back, keep the readings, and judge the service levels. Raises NoJourney."""
    year, on = exchange.years()[0], exchange.today()
    household = _household(exchange, year, on)
    began = clock_of(exchange.slug)
    walked = walk(
        address, household, known=partial(make_known, exchange), timeout=timeout, way_of=partial(_way_of, exchange, on)
    )
    _take_back(household.email, on)
    if walked.broken:
        log.warning("journey_broken", exchange=exchange.slug, step=walked.broken, why=walked.why)
    keep_readings(exchange, walked, began)
    judge_levels(exchange, clock_of(exchange.slug), on)
    return walked


@transaction.atomic
def keep_readings(exchange: Exchange, walked: Walked, at: datetime) -> None:
    """Whether the journey and the site worked, the share of requests in error, and how long a page took."""
    took: dict[str, tuple[int, int]] = {
        "journey": (not walked.broken, 1),
        "availability": (not walked.failed, 1),
        "request_errors": (walked.failed, walked.asked),
    }
    if walked.asked > walked.failed:
        took["page_ms"] = (walked.milliseconds, walked.asked - walked.failed)
    note = f"{walked.broken}: {walked.why}"[:200] if walked.broken else walked.tried
    Reading.objects.bulk_create(
        Reading(exchange=exchange, metric=metric, at=at, part=part, whole=whole, note=note)
        for metric, (part, whole) in took.items()
    )


def judge_levels(exchange: Exchange, until: datetime, on: date) -> list[Finding]:
    """Every service level of the exchange's own contracts, judged at a moment; the findings that are open."""
    levels = ServiceLevel.objects.filter(contract__exchange=exchange, contract__story=False).order_by("id")
    found = [judge(level=level, until=until, on=on) for level in levels]
    return [each for each in found if each is not None]


def _way_of(exchange: Exchange, on: date, reference: str) -> str:
    """How the rule lets an application choose on a day: in open enrollment, else by coverage that ends on that day, else not at all."""
    application = Application.objects.get(exchange=exchange, reference=reference)
    if isinstance(open_enrollment(application, on), CoverageStart):
        return CHOSEN
    found = asked(application, EVENT, on, on, enrolled=False, cause=CAUSE)
    opened = isinstance(found, Answer) and found.date.year == application.year
    return CHOSEN_BY_EVENT if opened else NOT_TRIED


def _household(exchange: Exchange, year: int, on: date) -> Household:
    """Somebody of 40 in a place of one county where plans of the year are sold. Raises NoJourney."""
    zip_code, county = _place(exchange, year)
    return Household(
        zip=zip_code, county=county, born=date(on.year - AGE, 1, 1), on=on, email=f"{secrets.token_hex(12)}@{DOMAIN}",
        password=secrets.token_urlsafe(24),
    )  # fmt: skip


def _place(exchange: Exchange, year: int) -> tuple[str, str]:
    try:
        sold = set(catalogs.current(exchange.slug, year).counties())
    except catalogs.NoCatalog as none:
        raise NoJourney(f"{exchange.name} sells no plans of {year} yet; there is nothing to walk to.") from none
    for state in exchange.profile.states:
        for county, codes in zips_by_county(state, year).items():
            alone = [code for code in codes if len(counties_of_zip(code, year)) == 1]
            if county in sold and alone:
                return alone[0], county
    raise NoJourney(f"No ZIP code of {exchange.name} lies in one county where plans of {year} are sold.")


def _take_back(email: str, on: date) -> None:
    """The choice is taken back: the journey holds no place in any count of coverage."""
    rows = Enrollment.objects.filter(application__household__owner__email_key=email)
    for enrollment in rows.select_related("exchange", "application__household"):
        if enrollment.waiting:
            cancel_selection(actor=JOURNEY, enrollment=enrollment, on=on)
