"""Where the insurer bills: the way to its own page for the first payment, by the address in its filing."""

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import Told


def pay_now(enrollment: Enrollment, story: Told, *, on: date) -> str | None:
    """The insurer's address with the enrollment number, which it knows from its 834, and nothing else of the person.

    None where nothing is to be paid at the insurer now, the last day is over, so that the insurer has to be asked, or its filing names no
    page that is safe to send somebody to.
    """
    payment = story.plan.urls.payment
    late = too_late(enrollment, on=on)
    if enrollment.biller != "issuer" or not enrollment.waiting or story.free or late or not payment:
        return None
    at = urlsplit(payment)
    if at.scheme != "https" or not at.hostname or at.username:
        return None
    query = [*parse_qsl(at.query, keep_blank_values=True), ("enrollment", enrollment.reference)]
    return urlunsplit((at.scheme, at.netloc, at.path, urlencode(query), ""))


def too_late(enrollment: Enrollment, *, on: date) -> bool:
    """Whether the last day of a first payment that was not confirmed is over: the insurer may take it, or cancel."""
    return enrollment.waiting and enrollment.pay_by is not None and on > enrollment.pay_by
