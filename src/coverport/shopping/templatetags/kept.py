"""What somebody keeps, looked up for one row of the list. `{% load kept %}`"""

from collections.abc import Collection

from django import template

from coverport.plans.plan import key_of
from coverport.shopping.care.coverage import Mark, Marks
from coverport.shopping.saved.rows import Saving

register = template.Library()


@register.filter
def of_plan(marks: Marks, plan_id: str) -> tuple[Mark, ...]:
    """The marks of one plan."""
    return marks.get(plan_id, ())


@register.filter
def is_ticked(plan_id: str, ticked: Collection[str]) -> bool:
    """Whether a plan is to be compared. ticked: plan ids in capitals."""
    return key_of(plan_id) in ticked


@register.filter
def has_plan(saving: Saving, plan_id: str) -> bool:
    """Whether a plan is saved."""
    return saving.kept.has(saving.year, plan_id)
