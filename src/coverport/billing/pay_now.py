"""Where the insurer bills: the way to its own page for the first payment, by the address in its filing."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import Told


def pay_now(enrollment: Enrollment, story: Told) -> str | None:
    """The insurer's address with the enrollment number, which it knows from its 834, and nothing else of the person.

    None where nothing is to be paid at the insurer now, or its filing names no page that is safe to send somebody to.
    """
    payment = story.plan.urls.payment
    if enrollment.biller != "issuer" or not enrollment.waiting or story.free or not payment:
        return None
    at = urlsplit(payment)
    if at.scheme != "https" or not at.hostname or at.username:
        return None
    query = [*parse_qsl(at.query, keep_blank_values=True), ("enrollment", enrollment.reference)]
    return urlunsplit((at.scheme, at.netloc, at.path, urlencode(query), ""))
