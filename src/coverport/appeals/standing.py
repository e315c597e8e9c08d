"""Where an appeal stands, in a sentence: on the page of the decision that it is about, and on that of the plan."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.appeals import queries
from coverport.appeals.models import Appeal
from coverport.applications.contested import Contested, tells
from coverport.applications.models import Application, Determination
from coverport.core.dates import long_date
from coverport.law import last_day_to_appeal

Status = Appeal.Status
_WITH = ("exchange", "application", "determination", "draft")


@tells
def of_decision(determination: Determination, today: date) -> Contested | None:
    """The newest appeal of a decision; None where nobody asked for one."""
    found = Appeal.objects.filter(determination=determination).select_related(*_WITH).order_by("-id").first()
    return None if found is None else told(found, today)


def unsettled() -> QuerySet[Appeal]:
    """Appeals that wait: for us, or, where they were won, for the household's signature."""
    return Appeal.objects.filter(Q(status=Status.OPEN) | Q(draft__status=Application.Status.DRAFT))


def of_household(household_id: int, today: date) -> Contested | None:
    """The newest appeal of a household that waits."""
    found = unsettled().filter(application__household=household_id).select_related(*_WITH).order_by("-id").first()
    return None if found is None else told(found, today)


def told(appeal: Appeal, today: date) -> Contested:
    """An appeal as of a day, and what leads on from it."""
    if appeal.is_open:
        return _to_page(appeal, _open(appeal))
    if appeal.draft is None:
        again = appeal.status == Status.DISMISSED and today <= last_day_to_appeal(appeal.determination.on)
        words = _("%(outcome)s The letter says why, and what you can do.") % {"outcome": queries.state(appeal)}
        return _to_page(appeal, words, again=again)
    if appeal.draft.is_draft:
        words = _("%(outcome)s Help changes once you have looked at your answers and signed them: then we decide anew.")
        to_sign = reverse("applications:step", args=[appeal.draft.reference, "review"])
        return Contested(
            words % {"outcome": queries.state(appeal)}, _("Look at your answers and sign"), to_sign, waits=True
        )
    words = _("%(outcome)s You signed your answers, and we decided anew.") % {"outcome": queries.state(appeal)}
    return Contested(words, _("See the new decision"), reverse("applications:decision", args=[appeal.draft.reference]))


def _open(appeal: Appeal) -> str:
    return _("You appealed our decision of %(decided)s on %(day)s. As far as we can, it is decided by %(due)s.") % {
        "decided": long_date(appeal.determination.on),
        "day": long_date(appeal.received_on),
        "due": long_date(queries.due(appeal)),
    }


def _to_page(appeal: Appeal, words: str, *, again: bool = False) -> Contested:
    return Contested(words, _("Your appeal"), reverse("appeals:mine", args=[appeal.application.reference]), again=again)
