"""What the page of a plan says while somebody has time to pay what is late: it would read as if all were well."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.billing.ledger import chain_of
from coverport.billing.models import GracePeriod
from coverport.core.dates import long_date
from coverport.enrollment.models import Enrollment
from coverport.enrollment.sayings import Saying, says


@says
def late(enrollment: Enrollment) -> Saying | None:
    """Until when all must be paid, and what happens if it is not; of the account, which may go back to an earlier number."""
    grace = _of_account(enrollment)
    if grace is None:
        return None
    words = (
        _("A payment is late. Pay all that you owe by %(day)s. If you do not, your coverage ends on %(last)s.")
        if grace.ends_on
        else _("A payment is late. Pay all that you owe now. If you do not, your coverage ends.")
    )
    facts = {"day": long_date(grace.ends_on) if grace.ends_on else "", "last": long_date(grace.last_day)}
    return Saying(words % facts, _("Pay now"), reverse("billing:pay", args=[enrollment.reference]))


def _of_account(enrollment: Enrollment) -> GracePeriod | None:
    household = Q(enrollment__application__household=enrollment.application.household_id)
    for grace in GracePeriod.objects.filter(household, status=GracePeriod.Status.OPEN):  # nearly nobody has one
        if grace.enrollment_id in {each.pk for each in chain_of(enrollment)}:
            return grace
    return None
