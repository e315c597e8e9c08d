"""What another plan would change, worked out by the verb itself and undone."""

from datetime import date
from uuid import uuid4

from django.db import transaction

from coverport.core.access import Actor
from coverport.core.money import Cents
from coverport.enrollment.actions import select_plan
from coverport.enrollment.choice.differences import Difference, difference
from coverport.enrollment.choice.refusals import Shown
from coverport.enrollment.choice.selection import Offer
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Enrollment

# Signs what is undone at once.
_NOBODY = "preview"


def preview_switch(*, actor: Actor, chosen: Offer, old: Enrollment, credit: Cents, on: date) -> Difference:
    """What would happen to a household that chose this instead of its plan. Raises what `select_plan` raises."""
    application = chosen.household.application
    household, year = application.household, application.year
    with transaction.atomic():
        before = load(household, year).rows
        select_plan(
            actor=actor, application=application, plan_id=chosen.price.plan.plan_id, people=chosen.household.people,
            credit=credit, signature=_NOBODY, submission=uuid4(), on=on, instead_of=old, way=chosen.way.key, kind=chosen.kind,
            shown=Shown(chosen.start.starts, chosen.price.premium.total, credit, chosen.catalog.number),
        )  # fmt: skip
        found = difference(Enrollment.objects.get(pk=old.pk), before, load(household, year).rows, on)
        transaction.set_rollback(True)
    return found
