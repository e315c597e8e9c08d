"""Words for money, as pages and letters say them."""

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
