"""The practice processor of samples and tests: no real money moves. One of its methods always declines."""

import hashlib

from django.utils.translation import gettext as _

from coverport.billing.adapters import Charged, Declined
from coverport.core.money import Cents

BANK, CARD, DECLINES = "bank", "card", "declines"


class Simulated:
    """Confirms at once. Its confirmation follows from the key, so that a charge sent twice is one payment."""

    name = "simulated"

    def charge(self, *, amount: Cents, key: str, method: str) -> Charged:
        if method == DECLINES:
            raise Declined(
                _("The payment was declined, and nothing was taken. Try again or choose another way to pay.")
            )
        return Charged(confirmation=f"PRACTICE-{hashlib.sha256(f'{key}/{amount}'.encode()).hexdigest()[:12].upper()}")
