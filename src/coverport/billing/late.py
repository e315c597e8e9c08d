"""What the page of a plan says of what is owed: until when, and what happens else. It would read as if all were well."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.billing.invoicing import owes
from coverport.billing.ledger import chain_of
from coverport.billing.models import GracePeriod
from coverport.billing.queries import Standing, standing
from coverport.core.dates import long_date
from coverport.core.money import Cents, display
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


@says
def owed(enrollment: Enrollment) -> Saying | None:
    """A bill that waits, and its day: letters say that it is paid from here. A period of grace says it by itself."""
    chain = chain_of(enrollment) if enrollment.biller == "exchange" else []
    if not (amount := owes(chain)) or _of_account(enrollment) is not None:
        return None
    account = standing(enrollment)
    link = _("Pay %(amount)s now") % {"amount": display(amount)}
    return Saying(_owed_words(enrollment, account, amount), link, reverse("billing:pay", args=[enrollment.reference]))


def _owed_words(enrollment: Enrollment, account: Standing, amount: Cents) -> str:
    day, part = account.next_due, account.next_part
    facts = {"amount": display(amount), "day": long_date(day) if day else "", "part": display(part or amount)}
    today = enrollment.exchange.today()
    if day is None or enrollment.end < today:
        return _("You still owe %(amount)s.") % facts
    if part and day < today:
        return _("You owe %(amount)s. %(part)s of it was due on %(day)s.") % facts
    if part:
        return _("You owe %(amount)s. %(part)s of it is due on %(day)s.") % facts
    if day < today:
        return _("Your bill of %(amount)s was due on %(day)s.") % facts
    return _("Your bill of %(amount)s is due on %(day)s.") % facts


def _of_account(enrollment: Enrollment) -> GracePeriod | None:
    household = Q(enrollment__application__household=enrollment.application.household_id)
    for grace in GracePeriod.objects.filter(household, status=GracePeriod.Status.OPEN):  # nearly nobody has one
        if grace.enrollment_id in {each.pk for each in chain_of(enrollment)}:
            return grace
    return None
