"""The email that says that it goes on: to one recipient, with their number and nothing about them."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.fallback.models import Arrival


def tell_who_was_let_in(limit: int = 100) -> int:
    """Send the emails that are due, in the order in which people came; one that the mail server refuses stays due."""
    due = Arrival.objects.filter(status=Arrival.Status.LET_IN, told_at=None).order_by("at", "pk")[:limit]
    return sum(_tell(pk) for pk in due.values_list("pk", flat=True))


def address_of(arrival: Arrival) -> str:
    """The email address that was left, else the account's; empty where there is none."""
    if "@" in arrival.contact:
        return arrival.contact
    return arrival.user.email if arrival.user is not None else ""


@transaction.atomic
def _tell(pk: int) -> bool:
    due = (
        Arrival.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("exchange", "user")
        .filter(pk=pk, told_at=None)
    )
    if (arrival := due.first()) is None:
        return False
    if address_of(arrival):
        try:
            email_of(arrival).send()
        except OSError:  # the mail server is away, or refuses this one; it is tried again
            return False
    arrival.told_at = timezone.now()
    arrival.save(update_fields=["told_at"])
    return True


def email_of(arrival: Arrival) -> EmailMessage:
    """No name and no link: whoever reads it over a shoulder learns nothing."""
    profile = arrival.exchange.profile
    with translation.override(arrival.language):
        subject = _("You can go on at %(exchange)s") % {"exchange": profile.name}
        body = _(
            "Our website works again. Sign in to go on. We kept your place: %(day)s counts as the day on which you came.\n\n"
            "Your number is %(number)s. If you made no account yet, make one and enter this number under Help.\n\n"
            "We send no links in emails. Do you have questions? Call %(phone)s (TTY %(tty)s).\n"
        ) % {
            "day": long_date(arrival.on), "number": arrival.reference, "phone": profile.phone, "tty": profile.tty,
        }  # fmt: skip
    return EmailMessage(subject, body, to=[address_of(arrival)], headers={"Auto-Submitted": "auto-generated"})
