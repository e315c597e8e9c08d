"""Amounts with their bounds, and the words of the ledger. `{% load oversight %}`."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coverport.core.money import Cents, display
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place, Places

register = template.Library()
# In which contracts and what is said of them are written.
WRITTEN_IN = "en"

PLACES = {
    Place.PENDING: gettext_lazy("Pending"),
    Place.DISPUTED: gettext_lazy("Disputed"),
    Place.REJECTED: gettext_lazy("Rejected"),
    Place.UNPAID: gettext_lazy("Approved, not paid yet"),
    Place.RETAINED: gettext_lazy("Retained"),
    Place.WITHHELD: gettext_lazy("Withheld"),
    Place.DEDUCTED: gettext_lazy("Deducted"),
    Place.PAID: gettext_lazy("Paid"),
    Place.RECOVERED: gettext_lazy("Recovered"),
}
WHAT = {
    "invoiced": gettext_lazy("Billed"),
    "approved": gettext_lazy("Approved"),
    "disputed": gettext_lazy("Disputed"),
    "rejected": gettext_lazy("Rejected"),
    "dispute_allowed": gettext_lazy("Dispute settled, approved"),
    "dispute_denied": gettext_lazy("Dispute settled, rejected"),
    "retained": gettext_lazy("Retained"),
    "withheld": gettext_lazy("Withheld"),
    "deducted": gettext_lazy("Deducted for damages"),
    "paid": gettext_lazy("Paid"),
    "retainage_released": gettext_lazy("Retained amount released"),
    "withholding_released": gettext_lazy("Withheld amount released"),
    "withholding_applied": gettext_lazy("Withheld amount deducted for damages"),
    "recovered": gettext_lazy("Paid back by the vendor"),
}
CLOCK = {
    "open": gettext_lazy("Waiting for the vendor's answer"),
    "answered": gettext_lazy("Answered"),
    "overdue": gettext_lazy("Answer overdue"),
    "escalated": gettext_lazy("Escalated"),
    "closed": gettext_lazy("Closed"),
}


WORK = {
    "not_submitted": gettext_lazy("Not handed in"),
    "submitted": gettext_lazy("Handed in"),
    "in_review": gettext_lazy("In review"),
    "accepted": gettext_lazy("Accepted"),
    "rejected": gettext_lazy("Rejected"),
}
RESPONSE = {
    "avoid": gettext_lazy("Avoid it"),
    "reduce": gettext_lazy("Reduce it"),
    "transfer": gettext_lazy("Put it on somebody else"),
    "accept": gettext_lazy("Accept it"),
}
RISK = {
    "raised": pgettext_lazy("risk", "Raised"),
    "assessed": pgettext_lazy("risk", "Looked at again"),
    "open": pgettext_lazy("risk", "Open"),
    "happened": pgettext_lazy("risk", "It happened"),
    "closed": pgettext_lazy("risk", "Closed"),
}
SEVERITY = {
    "high": gettext_lazy("High"),
    "medium": gettext_lazy("Medium"),
    "low": gettext_lazy("Low"),
    "critical": gettext_lazy("Critical"),
    "major": gettext_lazy("Major"),
    "minor": gettext_lazy("Minor"),
}


def _dollars(cents: Cents) -> str:
    return display(cents).removesuffix(".00")


@register.filter
def dollars_of(amount: Any) -> str:
    """An amount, or a row with `cents`; a bound says so."""
    shown = _dollars(amount.cents)
    return _("at least %(amount)s") % {"amount": shown} if getattr(amount, "at_least", False) else shown


@register.filter
def dollar_range(found: tuple[Amount, Amount] | None) -> str:
    """A value, or from which to which the sources give it."""
    if found is None:
        return _("an unknown amount")
    low, high = (_dollars(each.cents) for each in found)
    return low if low == high else _("%(low)s to %(high)s (sources differ)") % {"low": low, "high": high}


@register.filter
def at_most(shown: str, bound: bool) -> str:
    """What is left of something of which a bound was taken."""
    return _("at most %(amount)s") % {"amount": shown} if bound else shown


@register.filter
def sum_range(found: Any) -> str:
    """A row or a sum: an amount, or from which to which the sources give it."""
    low, high = dollars_of(found.low), dollars_of(found.high)
    shown = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    return at_most(shown, getattr(found, "at_most", False))


@register.simple_tag
def opens(contract: Any, figure: str, on: date, shown: str, **only: str) -> SafeString:
    """An amount that opens the rows that it is the sum of. only: the reference of its invoice, line or milestone."""
    query = urlencode({"on": on.isoformat(), **only})
    address = reverse("oversight:amount", args=[contract.slug, figure])
    return format_html('<a href="{}?{}">{}</a>', address, query, shown)


@register.filter
def short_dollars(cents: Cents) -> str:
    """For charts: $9.6M."""
    if cents >= 1_000_000_00:
        return f"${(Decimal(cents) / 1_000_000_00).quantize(Decimal('0.01')).normalize():f}M"
    return f"${cents // 1_000_00}K" if cents >= 1_000_00 else _dollars(cents)


@register.filter
def svg(at: float, more: float = 0) -> str:
    """A coordinate, with a point in every language."""
    return f"{at + more:g}"


@register.filter
def month_name(text: str) -> str:
    """2013-12 -> "Dec 2013" in the reader's language."""
    year, month = text.split("-")
    return date_format(date(int(year), int(month), 1), "M Y")


@register.filter
def as_written(text: str) -> SafeString:
    """What people of the contract wrote, marked with its language: a screen reader changes its voice, and nothing of it is translated."""
    return format_html('<span lang="{}">{}</span>', WRITTEN_IN, linebreaksbr(text)) if text else SafeString("")


@register.filter
def rule_words(text: str) -> str:
    """Words of ours that stand in a row, in the reader's language; what somebody wrote stays as it is."""
    return _(text) if text else ""


@register.filter
def what_words(what: str) -> str:
    return str(WHAT[what])


@register.filter
def place_words(place: str) -> str:
    return str(PLACES[Place(place)])


@register.filter
def basis_points(share: int) -> str:
    """1000 -> "10%"."""
    return f"{(Decimal(share) / 100).normalize():f}%"


@register.filter
def clock_words(state: str) -> str:
    return str(CLOCK[state])


@register.filter
def work_words(state: str) -> str:
    return str(WORK[state])


@register.filter
def response_words(response: str) -> str:
    return str(RESPONSE[response])


@register.filter
def risk_words(what: str) -> str:
    return str(RISK[what])


@register.filter
def severity_words(severity: str) -> str:
    return str(SEVERITY[severity])


@register.filter
def standing(places: Places) -> list[tuple[str, Amount]]:
    """Where something is, with its words."""
    return [(str(PLACES[place]), amount) for place, amount in places.items() if amount.cents]


@register.filter
def promised(level: Any) -> str:
    """What a service level promises: "99.5% or more"."""
    shown = _shown(level.metric, level.threshold)
    return (
        _("%(value)s or more") % {"value": shown}
        if level.direction == "at_least"
        else _("%(value)s or less") % {"value": shown}
    )


@register.filter
def measured_words(row: dict[str, Any]) -> str:
    """What was measured, in the unit of its metric."""
    value = row["measured"].value
    return _("too few readings") if value is None else _shown(row["level"].metric, value)


@register.filter
def level_told(finding: Any, when: str) -> str:
    """What was promised and measured when a service level's finding was opened, or closed; else what the reviewer wrote."""
    kept = finding.measured.get(when)
    if not kept:
        return as_written(finding.text if when == "opened" else finding.closed_because)
    level = finding.service_level
    return _("Promised: %(promised)s. Measured over %(days)s days: %(value)s in %(number)s readings.") % {
        "promised": promised(level), "days": level.days, "value": _shown(level.metric, Decimal(kept["value"])),
        "number": kept["readings"],
    }  # fmt: skip


def _shown(metric: str, value: Decimal) -> str:
    if metric.endswith("_ms"):
        return _("%(seconds)s s") % {"seconds": f"{(value / 1000).quantize(Decimal('0.01')).normalize():f}"}
    if metric.endswith("_count"):
        return f"{value.quantize(Decimal('0.1')).normalize():f}"
    return f"{(value * 100).quantize(Decimal('0.1')).normalize():f}%"
