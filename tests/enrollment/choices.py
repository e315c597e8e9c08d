"""Plans chosen in tests, as a person would see and sign them."""

from datetime import date
from typing import Any
from uuid import uuid4

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.enrollment.actions import select_plan
from coverport.enrollment.choice.refusals import Shown
from coverport.enrollment.choice.selection import Offer, coverage_start, decided, offer
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pricing import prices, shopper
from coverport.plans import catalogs
from coverport.shopping.quote import PlanPrice

DAY = date(2013, 12, 10)


def offered(application: Application, *, on: date = DAY) -> tuple[PlanPrice, ...]:
    """All plans at the household's price on a day."""
    start = coverage_start(application, on)
    catalog = catalogs.current(application.exchange.slug, application.year)
    return prices(
        catalog,
        catalog.place(application.county_fips, application.zip or None),
        shopper(application, decided(application), start=start.starts),
    )


def cheapest(application: Application, level: str = "silver", *, on: date = DAY) -> str:
    """The plan id of the cheapest plan of a level."""
    return next(each.plan.plan_id for each in offered(application, on=on) if each.plan.metal_level == level)


def shown(chosen: Offer, credit: int) -> Shown:
    return Shown(chosen.start.starts, chosen.price.premium.total, credit, chosen.catalog.number)


def choose(
    application: Application, *, level: str = "silver", on: date = DAY, seen_on: date | None = None, **more: Any
) -> Enrollment:
    """Choose the cheapest plan of a level with the most credit; `more` replaces any argument of the verb."""
    plan_id = more.pop("plan_id", None) or cheapest(application, level, on=seen_on or on)
    chosen = offer(application, plan_id, None, on=seen_on or on)
    credit = more.pop("credit", chosen.price.credit)
    arguments = {
        "actor": Actor.person(application.household.owner), "application": application, "plan_id": plan_id, "people": None,
        "credit": credit, "signature": "Ana Rivera", "shown": shown(chosen, credit), "submission": uuid4(), "on": on,
    }  # fmt: skip
    return select_plan(**{**arguments, **more})
