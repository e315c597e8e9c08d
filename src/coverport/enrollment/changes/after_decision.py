"""A decision changes no plan by itself: who has one is led from the decision to what it would do, to be seen and signed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.onward import Onward, leads_on
from coverport.enrollment.models import Change
from coverport.enrollment.queries import standing_beside, standing_of


@leads_on
def to_plan(application: Application) -> Onward | None:
    """To the change that these answers are for, else to what they change of the plan, else to the plan."""
    told = Change.objects.filter(application=application, status=Change.Status.OPEN).first()
    if told is not None:
        return Onward(_not_yet(), _("See what will happen"), reverse("enrollment:change", args=[told.reference]))
    if (own := standing_of(application)) is not None:
        return Onward(_("You have a plan by this decision."), _("My plan"), _page(own.reference))
    if (beside := standing_beside(application)) is None:
        return None
    if application.pk > beside.application_id:
        return Onward(_not_yet(), _("See what changes"), reverse("enrollment:answers", args=[application.reference]))
    return Onward(_("Your plan goes by a newer decision than this one."), _("My plan"), _page(beside.reference))


def _not_yet() -> str:
    return _("Your plan has not changed yet. It changes once you have seen what will happen, and signed it.")


def _page(reference: str) -> str:
    return reverse("enrollment:confirmation", args=[reference])
