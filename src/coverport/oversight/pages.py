"""What the public pages show, put together from the ledger; nothing on them is typed in by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coverport.core.money import Cents
from coverport.exchanges.models import Exchange
from coverport.oversight import charts
from coverport.oversight.actions.ledger import broken_entries
from coverport.oversight.actions.watch import measure
from coverport.oversight.journey.walk import CHOSEN, CHOSEN_BY_EVENT, NOT_TRIED
from coverport.oversight.models import Accountable, Contract, Finding, InvoiceLine, Reading, Source
from coverport.oversight.queries import BillRow, accepted_by, bills, figures, full, milestones
from coverport.oversight.risk_pages import register
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import PAID_OUT, Place, billed, in_all, paid_out, places_of

# The figures in the order of the page: name, words, what it is.
SHOWN = (
    ("paid", _("Paid"), _("for accepted work only")),
    ("unpaid", _("Approved, not paid yet"), _("accepted work whose payment is due")),
    ("withheld", _("Withheld"), _("approved, kept back until something is mended")),
    ("disputed", _("Disputed"), _("billed, and contested by the state")),
    ("retained", _("Retained"), _("a share of accepted work, kept until the end")),
    ("deducted", _("Deducted"), _("set off against damages")),
    ("recovered", _("Recovered"), _("paid, and paid back by the vendor")),
    ("rejected", _("Rejected"), _("billed, and not owed")),
    ("pending", _("Pending"), _("billed, not decided yet")),
)
# Recovered money was paid before: it stands in a figure of its own, not in another column.
COLUMNS = tuple(each for each in SHOWN if each[0] != "recovered")
# What a walk of the scripted journey came to, by what it tried.
CAME = {
    CHOSEN: _("It went from a ZIP code to a signed plan, in open enrollment."),
    CHOSEN_BY_EVENT: _(
        "It went from a ZIP code to a signed plan. Open enrollment was over, so it told of coverage that ends, which opens a time for "
        "choosing."
    ),
    NOT_TRIED: _(
        "It went from a ZIP code to the decision. Choosing and signing a plan was not tried: nobody could choose one on that day."
    ),
}
DAYS_OF_WALKS = 30
STATES = {
    "not_due": (_("Not due yet"), ""),
    "not_dated": (_("Date not known"), ""),
    "in_review": (_("In review"), "word-wait"),
    "accepted": (_("Accepted"), "word-go"),
    "missed": (_("Missed"), "word-stop"),
}


def public_day(contract: Contract, exchange: Exchange, asked: date | None) -> date:
    """The day that the public page tells of: as asked, at most the exchange's day less the stated lag. A story of the past can be read
    to its end, on whatever day a demonstration stands.
    """
    today = exchange.true_day() if contract.story else exchange.today()
    latest = today - timedelta(days=contract.public_lag_days)
    return max(min(asked or latest, latest), contract.signed_on)


def contracts_of(exchange: Exchange) -> list[dict[str, Any]]:
    """Each contract with its main figures."""
    found = []
    for contract in Contract.objects.filter(exchange=exchange).order_by("story", "title"):
        on = public_day(contract, exchange, None)
        found.append({"contract": contract, "on": on, "figures": figures(full(contract), on)})
    return found


def contract_page(contract: Contract, exchange: Exchange, asked: date | None) -> dict[str, Any]:
    """Everything on the page of a contract."""
    contract = full(contract)
    on = public_day(contract, exchange, asked)
    found = figures(contract, on)
    standings = milestones(contract, on)
    first, last = _span(contract, on)
    missed = [each.milestone.title for each in standings if each.state == "missed" and each.milestone.critical]
    return {
        "contract": contract,
        "on": on,
        "missed": len(missed),
        "first_missed": missed[0] if missed else "",
        "latest": public_day(contract, exchange, None),
        "figures": found,
        "amounts": [
            {"name": name, "words": words, "what": what, "amount": getattr(found, name)}
            for name, words, what in SHOWN
            if name in ("paid", "withheld", "disputed", "retained", "deducted") or getattr(found, name).cents
        ],
        "chart": charts.money_chart(first, last, on, _series(contract, on)),
        "by_quarter": _by_quarter(contract, first, on),
        "columns": [(name, words) for name, words, _what in COLUMNS],
        "sums": [(name, words, getattr(found, name)) for name, words, _what in COLUMNS],
        "milestones": [(each, *STATES[each.state]) for each in standings],
        "timeline": charts.timeline(standings, first, last, on) if standings else None,
        "bills": [_bill(row) for row in bills(contract, on)],
        "levels": _levels(contract, on),
        "walks": _walks(contract, on),
        "findings": [each for each in contract.findings.all() if _open(each, on)],
        "closed": [each for each in contract.findings.all() if each.opened_on <= on and not _open(each, on)],
        "defects": _defects(contract, on),
        "risks": register(contract, on),
        "notices": [(each, each.clock(on)) for each in contract.notices.all() if each.served_on <= on],
        "timeline_entries": [each for each in contract.timeline.select_related("source") if each.on <= on],
        "accountable": _accountable(contract, on),
        "broken": broken_entries(contract),
        "values": [each for each in contract.values.all() if each.since <= on],
    }


def _bill(row: BillRow) -> dict[str, Any]:
    """An invoice with its amounts in the order of the columns. Paid is what was paid, recovered or not."""
    places = row.places | {Place.PAID: paid_out(row.places)}
    cells = [(name, words, places[Place(name)]) for name, words, _what in COLUMNS]
    return {"number": row.number, "reference": row.reference, "dated": row.dated, "billed": row.billed, "cells": cells}


def line_of(line: InvoiceLine, on: date) -> dict[str, Any]:
    """A billed line with its entries and where its money is by a day."""
    entries = [entry for entry in line.ledger.all() if entry.on <= on]
    places = in_all(places_of((one.movement for one in entries), on))
    amounts = places | {Place.PAID: paid_out(places)}
    standing = [(name, words, amount) for name, words, _what in SHOWN if (amount := amounts[Place(name)]).cents]
    return {"line": line, "entries": entries, "billed": billed(places), "standing": standing}


def terms_page(contract: Contract, on: date) -> dict[str, Any]:
    """What the contract says, as far as it is known by a day: a story's page tells nothing that came out later."""
    contract = full(contract)
    work = [each for each in contract.deliverables.all() if _told(contract, each.source, on)]
    return {
        "contract": contract,
        "on": on,
        "values": [each for each in contract.values.all() if each.since <= on],
        "work": work,
        "whole": Amount(sum(each.cents or 0 for each in work)),
        "clauses": [each for each in contract.milestones.all() if hasattr(each, "damages")],
        "rates": contract.rates.order_by("name"),
        "funding": [each for each in contract.funding.select_related("source") if _told(contract, each.source, on)],
        "accountable": [each for each in contract.accountable.all() if each.since <= on],
    }


def _told(contract: Contract, source: Source | None, on: date) -> bool:
    return not contract.story or source is None or source.dated <= on


def _open(finding: Finding, on: date) -> bool:
    return finding.opened_on <= on and (finding.closed_on is None or finding.closed_on > on)


def _defects(contract: Contract, on: date) -> list[dict[str, Any]]:
    """How many defects of each severity were open, and for how many days the oldest."""
    ages: dict[str, list[int]] = {"critical": [], "major": [], "minor": []}
    for each in contract.defects.all():
        if each.opened_on <= on and (each.mended_on is None or each.mended_on > on):
            ages[each.severity].append((on - each.opened_on).days)
    return [{"severity": name, "number": len(found), "oldest": max(found)} for name, found in ages.items() if found]


def _accountable(contract: Contract, on: date) -> Accountable | None:
    return max(
        (each for each in contract.accountable.all() if each.since <= on), key=lambda each: each.since, default=None
    )


def _span(contract: Contract, on: date) -> tuple[date, date]:
    due = [each.due_on for each in contract.milestones.all() if each.due_on]
    return contract.signed_on, max([on, *due, contract.signed_on + timedelta(days=60)])


def _series(contract: Contract, on: date) -> dict[str, charts.Changes]:
    planned = [
        (each.milestone.due_on, each.cents or 0)
        for each in contract.deliverables.all()
        if each.milestone and each.milestone.due_on
    ]
    accepted = [(day, each.cents or 0) for each in contract.deliverables.all() if (day := accepted_by(each, on))]
    paid = [
        (entry.on, entry.cents)
        for entry in contract.ledger.all()
        if entry.on <= on and entry.to_place in PAID_OUT and entry.from_place not in PAID_OUT
    ]
    return {"planned": _summed(planned), "accepted": _summed(accepted), "paid": _summed(paid)}


def _summed(changes: list[tuple[date, Cents]]) -> charts.Changes:
    total, found = 0, []
    for day, cents in sorted(changes):
        total += cents
        found.append((day, total))
    return found


def _by_quarter(contract: Contract, first: date, on: date) -> list[dict[str, Any]]:
    """The chart as a table: the ends of the quarters, and the day itself."""
    ends = [
        date(year, month, day)
        for year in range(first.year, on.year + 1)
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    return [
        {"on": day, "planned": found.planned, "accepted": found.accepted, "paid": found.paid}
        for day in [*(each for each in ends if first <= each < on), on]
        if (found := figures(contract, day))
    ]


def _walks(contract: Contract, on: date) -> dict[str, Any] | None:
    """How far the last walk came by the end of a day, what it did not try, and how many of a month's came to a signed plan."""
    until = _end_of(on)
    walks = Reading.objects.filter(exchange=contract.exchange, metric="journey", at__lte=until).order_by("-at")
    if contract.story or (last := walks.first()) is None:
        return None
    month = walks.filter(at__gt=until - timedelta(days=DAYS_OF_WALKS))
    chosen = month.filter(note__in=(CHOSEN, CHOSEN_BY_EVENT)).count()
    return {
        "last": last, "came": CAME.get(last.note), "broken": not last.part, "days": DAYS_OF_WALKS, "number": month.count(),
        "chosen": chosen, "day": last.at.astimezone(ZoneInfo(contract.exchange.profile.timezone)).date(),
    }  # fmt: skip


def _end_of(on: date) -> datetime:
    """Now, or the end of a past day of the page."""
    return min(timezone.now(), datetime.combine(on, time.max, tzinfo=UTC))


def _levels(contract: Contract, on: date) -> list[dict[str, Any]]:
    """Service levels as they are measured now, or at the end of a past day of the page."""
    until = _end_of(on)
    words = {
        "met": (_("Met"), "word-go"),
        "breached": (_("Breached"), "word-stop"),
        "not_measured": (_("Not measured"), ""),
    }
    return [
        {"level": each, "measured": found, "state": words[found.verdict][0], "kind": words[found.verdict][1]}
        for each in contract.service_levels.order_by("id")
        if (found := measure(each, until))
    ]
