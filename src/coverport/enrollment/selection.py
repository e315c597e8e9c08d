"""What a household is offered for one plan on one day: dates and prices as they are now."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.queries import determination_of
from coverport.core.openings import is_open
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment import words
from coverport.enrollment.pricing import Shopper, price, shopper
from coverport.enrollment.refusals import (
    NotEligible,
    NotInServiceArea,
    NotOpenYet,
    OutsideEnrollmentPeriod,
    PlanClosed,
)
from coverport.enrollment.rules.effective_date import Closed, CoverageStart, effective_date
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog, NoPlansHere, UnknownPlan
from coverport.plans.certification.suppression import is_suppressed
from coverport.plans.rules.arrays import Place
from coverport.shopping.quote import PlanPrice


class Offer(msgspec.Struct, frozen=True):
    """One plan for some people from a day on. price.credit: the most credit that this plan can take."""

    price: PlanPrice
    household: Shopper
    start: CoverageStart
    catalog: Catalog
    place: Place


def coverage_start(application: Application, on: date) -> CoverageStart:
    """When coverage starts for a choice made on a day. Raises OutsideEnrollmentPeriod, which says what to do."""
    found = effective_date(
        application.exchange.calendar.windows, plan_year=application.year, selected=on, in_line=application.started_on
    )
    if isinstance(found, Closed):
        raise OutsideEnrollmentPeriod(words.closed(found, application.exchange.profile.phone))
    return found


def check_open(application: Application) -> None:
    """Raises NotOpenYet while the exchange's gate for the year is closed; the scripted journey walks before it opens."""
    if not is_open(application.exchange_id, application.year) and not is_rehearsal(application.owner_user_id):
        told = {"year": application.year, "phone": application.exchange.profile.phone}
        raise NotOpenYet(
            _(
                "Plans for %(year)s cannot be chosen here yet: this marketplace opens once it is shown to work. Your answers and "
                "your decision stay saved. Questions? Call %(phone)s."
            )
            % told
        )


def decided(application: Application) -> Determination:
    """The determination to enroll by. Raises NotEligible while there is none."""
    determination = determination_of(application)
    if determination is None:
        raise NotEligible(_("Sign your application first. Then you can choose a plan."), code="not_decided")
    return determination


def offer(application: Application, plan_id: str, people: Sequence[Applicant] | None, *, on: date) -> Offer:
    """A plan at this household's price. people: None for everyone who can be on a plan together.

    Raises NotOpenYet, OutsideEnrollmentPeriod, NotEligible, PlanClosed, NotInServiceArea, NoCatalog.
    """
    check_open(application)
    start = coverage_start(application, on)
    household = shopper(application, decided(application), start=start.starts)
    if people is not None:
        household = household.only(_allowed(household, people))
    if not household.people:
        raise NotEligible(_("Nobody in your household can buy a plan here."), code="nobody_can_buy")
    catalog = catalogs.current(application.exchange.slug, application.year)
    if is_suppressed(catalog.exchange, catalog.year, plan_id):
        raise PlanClosed(_("This plan takes no new people now. Who has it keeps it. Choose another plan."))
    place, row = _row(catalog, application, plan_id)
    found = price(catalog, row, household)
    if found is None:
        raise NotEligible(
            _("This plan cannot cover everyone whom you chose. Choose another plan."), code="plan_cannot_cover"
        )
    if len(found.premium.policies) > 1:
        raise NotEligible(
            _("In your state this plan needs a policy of its own for one of you. Call us, and we set it up."),
            code="several_policies",
        )
    return Offer(price=found, household=household, start=start, catalog=catalog, place=place)


def _allowed(household: Shopper, people: Sequence[Applicant]) -> list[Applicant]:
    able = {one.person_id: one for one in household.people}
    for one in people:
        if one.person_id not in able or one.application_id != household.application.pk:
            raise NotEligible(
                _("%(name)s cannot be on this plan.") % {"name": one.person.short_name}, code="person_cannot_be_on_plan"
            )
    chosen = {one.person_id for one in people}
    return [one for one in household.people if one.person_id in chosen]


def _row(catalog: Catalog, application: Application, plan_id: str) -> tuple[Place, int]:
    try:
        place = catalog.place(application.county_fips, application.zip or None)
        return place, catalog.row_of(place, plan_id)
    except NoPlansHere as none:
        raise NotInServiceArea(_("No plans are sold in your county for this year."), code="no_plans_here") from none
    except UnknownPlan as unknown:
        raise NotInServiceArea(_("This plan is not sold where you live. Choose another one.")) from unknown
