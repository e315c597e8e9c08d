"""How to pay by mail: what is taken, where it goes and what stands on it, as the profile of the exchange says for the plan year."""

import msgspec

from coverport.billing.words import mailed_words, row_of
from coverport.enrollment.models import Enrollment


class Mail(msgspec.Struct, frozen=True):
    """takes: in words, in a row; to: the lines of the address, none where the bill names it; cash: whether a money order is taken,
    which can be bought with cash."""

    takes: str
    to: tuple[str, ...]
    cash: bool


def by_mail(enrollment: Enrollment) -> Mail | None:
    """None where nothing is known of it."""
    found = enrollment.exchange.profile.billing_of(enrollment.year).by_mail
    if found is None:
        return None
    return Mail(row_of([mailed_words(each) for each in found.takes]), found.to, "money_order" in found.takes)
