"""What a household is offered for one plan on one day: dates and prices as they are now."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application, Determination
from coverport.core.openings import is_open
from coverport.core.prepared import Read
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment import words
from coverport.enrollment.changes.help_of_before import meanwhile, with_appeals
from coverport.enrollment.choice.dental import beside_health, health_plan
from coverport.enrollment.choice.held import MAY_BE, There, held_by_household
from coverport.enrollment.choice.refusals import (
    NotEligible,
    NotInServiceArea,
    NotOpenYet,
    OutsideEnrollmentPeriod,
    PlanClosed,
)
from coverport.enrollment.choice.ways import Way, last_days, open_enrollment, ways
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Kind
from coverport.enrollment.pricing import Shopper, price, row_in, shopper
from coverport.enrollment.rules.effective_date import Closed, CoverageStart
from coverport.enrollment.rules.first_days import first_days, from_first_of
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.special.level_limits import open_to
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog, NoPlansHere, UnknownPlan
from coverport.plans.certification.suppression import is_suppressed
from coverport.plans.rules.arrays import Place
from coverport.shopping.quote import PlanPrice

NEWEST_DECISION = Read(lambda key: with_appeals(Determination.objects.filter(application=key)).order_by("-id")[:1])


class Offer(msgspec.Struct, frozen=True):
    """One plan for some people from a day on. price.credit: the most credit that this plan can take; way: by which it can be chosen.

    start: of the first of them, which may be later than the way's own; days: everybody's first one, by person.
    """

    price: PlanPrice
    household: Shopper
    start: CoverageStart
    days: dict[str, date]
    catalog: Catalog
    place: Place
    way: Way
    kind: str = Kind.MEDICAL

    @property
    def later(self) -> tuple[tuple[str, date], ...]:
        """Name and first day of who is covered from a later day than the first of them."""
        days = ((one.person.short_name, self.days[one.person.reference]) for one in self.household.people)
        return tuple((name, day) for name, day in days if day > self.start.starts)


class Begins(msgspec.Struct, frozen=True):
    """Who would be covered from when on. household: with ages on the first day; start, days: as of an Offer."""

    household: Shopper
    start: CoverageStart
    days: dict[str, date]


def coverage_start(application: Application, on: date) -> CoverageStart:
    """When coverage starts for a choice made on a day. Raises OutsideEnrollmentPeriod, which says what to do."""
    return way_of(application, on).start


def way_of(application: Application, on: date, key: str = "", kind: str = Kind.MEDICAL, *, periods: bool = True) -> Way:
    """The way of a key, or the first that is open. periods: as in ways.py. Raises OutsideEnrollmentPeriod."""
    found = ways(application, on, kind, periods=periods)
    if key:
        found = tuple(way for way in found if way.key == key)
        if not found:
            raise OutsideEnrollmentPeriod(_("This time for choosing a plan is over, or it was used already."))
    if found:
        return found[0]
    closed = open_enrollment(application, on)
    assert isinstance(closed, Closed)
    raise OutsideEnrollmentPeriod(words.closed(closed, application.exchange.profile.phone))


def check_open(application: Application) -> None:
    """Raises NotOpenYet while the exchange's gate for the year is closed; the scripted journey walks before it opens."""
    if not is_open(application.exchange, application.year) and not is_rehearsal(application.owner_user_id):
        told = {"year": application.year, "phone": application.exchange.profile.phone}
        raise NotOpenYet(
            _(
                "Plans for %(year)s cannot be chosen here yet: this marketplace opens once it is shown to work. Your answers and "
                "your decision stay saved. Questions? Call %(phone)s."
            )
            % told
        )


def decided(application: Application) -> Determination:
    """The determination to enroll by: the newest, or that of before while an appeal keeps it. Raises NotEligible while there is none."""
    newest: Any = NEWEST_DECISION.first(application.pk)
    if newest is None:
        raise NotEligible(_("Sign your application first. Then you can choose a plan."), code="not_decided")
    newest.application = application
    found = meanwhile(newest) if newest.appealed else newest
    found.application = application
    return found


def offer(
    application: Application, plan_id: str, people: Sequence[Applicant] | None, *, on: date, way: str = "",
    kind: str = Kind.MEDICAL, there: There = MAY_BE,
) -> Offer:  # fmt: skip
    """A plan at this household's price. people: None for everyone who can be on a plan together. way: of ways.py, the first if empty.

    there: what was looked for already. Raises NotOpenYet, OutsideEnrollmentPeriod, NotEligible, PlanClosed, NotInServiceArea, NoCatalog.
    """
    check_open(application)
    found = way_of(application, on, way, kind, periods=there.periods)
    begun = begins(application, people, found, kind, on=on, there=there)
    household, start = begun.household, begun.start
    catalog = catalogs.current(application.exchange.slug, application.year)
    if there.closed and is_suppressed(catalog.exchange, catalog.year, plan_id):
        raise PlanClosed(_("This plan takes no new people now. People who have it keep it. Choose another plan."))
    place, row = _row(catalog, application, plan_id, kind)
    priced = _priced(catalog, row, household)
    if kind == Kind.DENTAL:
        priced = beside_health(priced, health_plan(application, start.starts), household)
    else:
        _check_level(priced.plan.metal_level, open_to(found, application, household, catalog, place, on=on))
    return Offer(
        price=priced,
        household=household,
        start=start,
        days=begun.days,
        catalog=catalog,
        place=place,
        way=found,
        kind=kind,
    )


def begins(
    application: Application,
    people: Sequence[Applicant] | None,
    way: Way,
    kind: str,
    *,
    on: date,
    there: There = MAY_BE,
) -> Begins:
    """From when on a choice by a way covers whom: its own day, or that of the first of them. people: as of `offer`. Raises NotEligible."""
    household = _who(application, people, way.start.starts)
    born = {one.person.reference: one.person.birth_date for one in household.people}
    days = first_days(born, way.start.starts, _policies(application, kind, there))
    start = from_first_of(way.start, days)
    if start == way.start:
        return Begins(household, start, days)
    return Begins(_who(application, people, start.starts), last_days(start, way, application, on), days)


def would_start(way: Way, application: Application, *, on: date) -> CoverageStart:
    """Of a health plan chosen by a way for everybody who can be on it; the way's own where nobody can, as the plans say."""
    try:
        return begins(application, None, way, Kind.MEDICAL, on=on).start
    except NotEligible:
        return way.start


def _who(application: Application, people: Sequence[Applicant] | None, start: date) -> Shopper:
    household = shopper(application, decided(application), start=start)
    if people is not None:
        household = household.only(_allowed(household, people))
    if not household.people:
        raise NotEligible(_("Nobody in your household can buy a plan here."), code="nobody_can_buy")
    return household


def _policies(application: Application, kind: str, there: There) -> list[Policy]:
    """What the household held of a kind this year, in a narrow read where that is nothing, as of nearly everybody who chooses."""
    if not held_by_household(application, there).of_year(kind):
        return []
    return [policy for policy in load(application.household, application.year).policies if policy.kind == kind]


def _priced(catalog: Catalog, row: int, household: Shopper) -> PlanPrice:
    found = price(catalog, row, household)
    if found is None:
        raise NotEligible(
            _("This plan cannot cover everyone you chose. Choose another plan."), code="plan_cannot_cover"
        )
    if len(found.premium.policies) > 1:
        raise NotEligible(
            _("In your state this plan needs a policy of its own for one of you. Call us, and we set it up."),
            code="several_policies",
        )
    return found


def _check_level(metal_level: str, levels: Collection[str] | None) -> None:
    if levels is not None and metal_level not in levels:
        raise NotEligible(
            _("Now you can only choose among these levels: %(levels)s. You can choose any level in open enrollment.")
            % {"levels": words.levels(levels)},
            code="level_kept",
        )


def _allowed(household: Shopper, people: Sequence[Applicant]) -> list[Applicant]:
    able = {one.person_id: one for one in household.people}
    for one in people:
        if one.person_id not in able or one.application_id != household.application.pk:
            raise NotEligible(
                _("%(name)s cannot be on this plan.") % {"name": one.person.short_name}, code="person_cannot_be_on_plan"
            )
    chosen = {one.person_id for one in people}
    return [one for one in household.people if one.person_id in chosen]


def _row(catalog: Catalog, application: Application, plan_id: str, kind: str) -> tuple[Place, int]:
    try:
        place = catalog.place(application.county_fips, application.zip or None)
        row = row_in(catalog, place, plan_id)
    except NoPlansHere as none:
        raise NotInServiceArea(_("No plans are sold in your county for this year."), code="no_plans_here") from none
    except UnknownPlan as unknown:
        raise NotInServiceArea(_("This plan is not sold where you live. Choose another one.")) from unknown
    if (catalog.plan_of(row).division == "dental") != (kind == Kind.DENTAL):
        raise NotInServiceArea(_("This plan is not sold where you live. Choose another one."))
    return place, row
