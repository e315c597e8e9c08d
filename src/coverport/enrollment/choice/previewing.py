"""What a choice would come to and change, worked out by the verb itself and undone."""

from datetime import date
from uuid import uuid4

from django.db import transaction

from coverport.core.access import Actor
from coverport.core.money import Cents
from coverport.enrollment.actions import select_plan
from coverport.enrollment.choice.differences import Difference, difference
from coverport.enrollment.choice.held import held_by_household
from coverport.enrollment.choice.refusals import Shown
from coverport.enrollment.choice.selection import Offer
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Enrollment

# Signs what is undone at once.
_NOBODY = "preview"


def preview_choice(
    *, actor: Actor, chosen: Offer, credit: Cents, on: date, old: Enrollment | None = None
) -> Difference | None:
    """What would happen to a household that chose this, in place of its plan where it names one.

    None where nothing else counts, so that each month is what was offered: no other plan in the year, and no month in part. Raises what
    `select_plan` raises.
    """
    application = chosen.household.application
    household, year = application.household, application.year
    if chosen.start.starts.day == 1 and not held_by_household(application).of_year():
        return None
    with transaction.atomic():
        before = load(household, year).rows
        new = select_plan(
            actor=actor, application=application, plan_id=chosen.price.plan.plan_id, people=chosen.household.people,
            credit=credit, signature=_NOBODY, submission=uuid4(), on=on, instead_of=old, way=chosen.way.key, kind=chosen.kind,
            shown=Shown(chosen.start.starts, chosen.price.premium.total, credit, chosen.catalog.number),
        )  # fmt: skip
        ended = Enrollment.objects.get(pk=old.pk) if old else None
        found = difference(new.reference, before, load(household, year).rows, on, old=ended)
        transaction.set_rollback(True)
    return found
