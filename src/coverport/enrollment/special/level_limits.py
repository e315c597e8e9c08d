"""The metal levels that an enrollee may choose by a special period: the facts for rules/levels.py."""

from datetime import date

import msgspec
import numpy as np

from coverport.applications.models import Application
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.rules.cost_sharing import policy_variant
from coverport.enrollment.choice.ways import Way, held_by
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pricing import Shopper
from coverport.enrollment.rules.levels import HelpChange, open_levels
from coverport.law.lookups import typed
from coverport.law.parameters.special import LevelLimits
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import Place

STANDARD = "01"


def open_to(
    way: Way, application: Application, household: Shopper, catalog: Catalog, place: Place, *, on: date
) -> frozenset[str] | None:
    """None for every level: in open enrollment, for who is not enrolled yet, and in the periods that the law leaves free."""
    held = held_by(application) if way.period is not None else None
    if way.period is None or held is None:
        return None
    number = held.catalog
    level = catalogs.numbered(number.exchange, number.year, number.number).plan(held.plan_id).metal_level
    sold = {catalog.plan_of(int(row)).metal_level for row in place.rows}
    limits = typed(LevelLimits, "enrollment.level_limits", on=on)
    return open_levels(way.period.event, level, limits, sold, _change(held, household))


def only_levels(catalog: Catalog, place: Place, levels: frozenset[str] | None) -> Place:
    """A place with the health plans of these levels; None: of all."""
    if levels is None:
        return place
    keep = [catalog.plan_of(int(row)).metal_level in levels for row in place.rows]
    return msgspec.structs.replace(place, rows=place.rows[np.array(keep, dtype=np.bool_)])


def _change(held: Enrollment, household: Shopper) -> HelpChange:
    """What became of the help since the decision by which the plan was chosen."""
    first = _first_of(held).determination
    before, now = result_of(first), household.result
    had = _reduces(before, [one.person.reference for one in applicants_of(first.application)], household)
    has = _reduces(now, [one.person.reference for one in household.people], household)
    return HelpChange(
        gained_cost_sharing=has and not had,
        lost_cost_sharing=had and not has,
        lost_credit=bool(before.aptc) and now.aptc == 0,
    )


def _first_of(held: Enrollment) -> Enrollment:
    """The enrollment that was chosen; others go on from it."""
    while held.follows is not None and held.follows.plan_id == held.plan_id:
        held = held.follows
    return held


def _reduces(result: Decided, people: list[str], household: Shopper) -> bool:
    """Whether a silver plan has less to pay for care for all of these people who can be on one."""
    known = {one.id: one for one in result.people}
    qualifies = [known[one].csr_qualifies for one in people if one in known and one in result.coverage_family]
    return bool(qualifies) and policy_variant(qualifies, "silver", household.law.credit) != STANDARD
