"""Stand-alone dental plans beside a health plan: who may have one, and what of the credit is left for it."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Application
from coverport.enrollment.choice.refusals import NotEligible
from coverport.enrollment.choice.ways import standing_plan
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pricing import Shopper, price
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import Excluded, UnderAge
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import Place
from coverport.shopping.dental.rules import left_over
from coverport.shopping.quote import PlanPrice


def health_plan(application: Application, starts: date) -> Enrollment:
    """The household's health plan that covers a day, chosen before or at the same time. Raises NotEligible without one."""
    found = standing_plan(application)
    if found is None or not found.start <= starts <= found.end:
        raise NotEligible(
            _("Choose a health plan first. A dental plan comes beside it, and not before it starts."),
            code="no_health_plan",
        )
    return found


def beside_health(priced: PlanPrice, health: Enrollment, household: Shopper) -> PlanPrice:
    """With what the health plan leaves of the credit, for the children's essential part alone: 45 CFR 155.340(e)(2)."""
    number = health.catalog
    level = catalogs.numbered(number.exchange, number.year, number.number).plan(health.plan_id).metal_level
    without = typed(Excluded, "premium_tax_credit.excluded_metal_levels", on=new_year(health.year)).metal_levels
    left = left_over(household.most_credit, health.credit_cents, level, without)
    credit = min(priced.credit, left)
    return msgspec.structs.replace(priced, credit=credit, after_credit=priced.premium.total - credit)


def children_of(household: Shopper) -> list[Applicant]:
    """Those whose dental care is an essential benefit."""
    under = typed(UnderAge, "plans.pediatric_age", on=new_year(household.application.year)).under
    return [one for one in household.people if household.ages[one.person.reference] < under]


def dental_prices(
    catalog: Catalog, place: Place, household: Shopper, health: Enrollment, people: Sequence[Applicant]
) -> list[PlanPrice]:
    """Every dental plan of the county for these people, cheapest first after what is left of the credit; ties by plan id."""
    if not people:
        return []
    chosen = household.only(people)
    found = (price(catalog, int(row), chosen) for row in place.dental_rows)
    shown = [beside_health(each, health, chosen) for each in found if each and len(each.premium.policies) == 1]
    return sorted(shown, key=lambda each: (each.after_credit, each.plan.plan_id))
