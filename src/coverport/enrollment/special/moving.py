"""Whether a move opens plans that were not sold at the old place: only that is an event, 45 CFR 155.420(d)(7)."""

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.models import Change
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog, NoPlansHere
from coverport.plans.geography.zips import UnknownZip, counties_of_zip


class Home(msgspec.Struct, frozen=True):
    """Where somebody lives or lived."""

    county: str
    zip: str


def home_of(application: Application) -> Home:
    return Home(application.county_fips, application.zip)


def opens_other_plans(exchange: Exchange, year: int, before: Home, now: Home) -> bool:
    """Whether a health plan is sold at the new place and was not at the old one."""
    catalog = catalogs.current(exchange.slug, year)
    return bool(_plans(catalog, now) - _plans(catalog, before))


def move_opens(change: Change, application: Application) -> bool:
    """Whether a change of somebody who has a plan opens its event: of all but moves that is known already."""
    if change.kind != "move":
        return True
    old = change.enrollment
    before = Home(old.county_fips, old.application.zip)
    return opens_other_plans(old.exchange, old.year, before, home_of(application))


def check_move(application: Application, before: str) -> None:
    """For a move within the United States from a ZIP code. Where that lies in several counties, the one that opens most counts.

    Raises NotNow: nothing opens, or the ZIP code is none.
    """
    try:
        counties = [each.fips for each in counties_of_zip(before, application.year)]
    except UnknownZip as unknown:
        if unknown.state is not None and unknown.state != application.state:  # no plan is sold in two states
            return
        raise NotNow(
            _("Enter the ZIP code where you lived before."), code="old_zip_unknown", field="old_zip"
        ) from unknown
    now = home_of(application)
    if not any(opens_other_plans(application.exchange, application.year, Home(each, before), now) for each in counties):
        raise NotNow(
            _(
                "The plans at your address (%(zip)s) were all sold there, too, so that the move opens no time for choosing a plan. "
                "Is this still your old address? Then change it in your application first."
            )
            % {"zip": now.zip},
            code="no_other_plans", field="old_zip",
        )  # fmt: skip


def _plans(catalog: Catalog, at: Home) -> frozenset[str]:
    """Ids of the health plans there; none where the catalog sells nothing, as in another state."""
    try:
        rows = catalog.place(at.county, at.zip or None).rows
    except NoPlansHere:
        return frozenset()
    return frozenset(catalog.plan_id_of(int(row)) for row in rows)
