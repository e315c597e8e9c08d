"""Words for money, as pages and letters say them."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def month_name(month: date) -> str:
    """In the reader's language: "January 2014"."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def method_words(method: str) -> str:
    return {
        "card": _("Card"), "bank": _("Bank account"), "check": _("Check or money order"), "cash": _("Cash"),
    }[method]  # fmt: skip


def mailed_words(kind: str) -> str:
    """What can be sent to pay, in a row of such things."""
    return {
        "check": _("a check"), "cashiers_check": _("a cashier’s check"), "money_order": _("a money order"),
        "prepaid_card": _("a prepaid debit card"),
    }[kind]  # fmt: skip


def row_of(things: Sequence[str]) -> str:
    """ "a check, a cashier’s check or a money order"."""
    *first, last = things
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last
