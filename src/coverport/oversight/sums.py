"""What each amount on the public pages is the sum of: entries of the ledger, priced work, days of delay, values by their sources."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from coverport.oversight.models import Contract, Deliverable, InvoiceLine, LedgerEntry, Milestone, Source
from coverport.oversight.queries import Standing, accepted_by, due_by, figures, milestones
from coverport.oversight.rules.amounts import NOTHING, Amount, total
from coverport.oversight.rules.damages import Damages, DamagesTerms
from coverport.oversight.scenarios.printed import PLACES, entries_of

NAMES = {
    "paid": _("Paid"), "unpaid": _("Approved, not paid yet"), "withheld": _("Withheld"), "disputed": _("Disputed"),
    "retained": _("Retained"), "deducted": _("Deducted"), "recovered": _("Recovered"), "rejected": _("Rejected"), "pending": _("Pending"),
    "invoiced": _("Billed"), "approved": _("Approved"), "planned": _("Planned"), "accepted": _("Accepted"), "priced": _("Price"),
    "damages": _("Damages come due"), "value": _("Worth"), "left": _("Neither earned nor billed"),
}  # fmt: skip


class Only(msgspec.Struct, frozen=True):
    """Which part of an amount is asked for: of an invoice or one of its lines, or of a milestone. None: all of it."""

    invoice: Any = None
    line: InvoiceLine | None = None
    milestone: Milestone | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a sum. low, high: cents by the lowest and highest source; entry, work or clause: what it rests on; opens: another
    amount that it repeats.
    """

    low: Amount
    high: Amount
    on: date | None = None
    source: Source | None = None
    entry: LedgerEntry | None = None
    work: Deliverable | None = None
    accepted_on: date | None = None
    milestone: Milestone | None = None
    clause: DamagesTerms | None = None
    damages: Damages | None = None
    amendment: str = ""
    opens: str = ""


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """An amount with its rows. kind: ledger, work, damages, value or left; low, high: as in its rows; at_most: less than a bound."""

    kind: str
    parts: tuple[Part, ...]
    low: Amount
    high: Amount
    at_most: bool = False


def sum_of(contract: Contract, name: str, on: date, only: Only) -> Sum:
    """The rows of an amount as of a day. name: one of NAMES."""
    if name in PLACES:
        return _ledger(contract, name, on, only)
    return {"damages": _damages, "value": _value, "left": _left}.get(name, _work(name))(contract, on, only)


def _ledger(contract: Contract, name: str, on: date, only: Only) -> Sum:
    """Entries into the places of an amount and out of them, by line: what takes all of a bound away leaves nothing that is known."""
    parts = [_moved(each, name) for each in entries_of(contract, name, on) if _asked(each, only)]
    lines: dict[int, Amount] = {}
    for part in parts:
        line, moved = part.entry.line_id if part.entry else 0, part.low
        before = lines.get(line, NOTHING)
        lines[line] = before + moved if moved.cents > 0 else before - Amount(-moved.cents, moved.at_least)
    amount = total(lines.values())
    return Sum(kind="ledger", parts=tuple(parts), low=amount, high=amount)


def _added(kind: str, parts: Sequence[Part]) -> Sum:
    low, high = total(each.low for each in parts), total(each.high for each in parts)
    return Sum(kind=kind, parts=tuple(parts), low=low, high=high)


def _asked(entry: LedgerEntry, only: Only) -> bool:
    if only.line is not None:
        return entry.line_id == only.line.pk
    return only.invoice is None or entry.line.invoice_id == only.invoice.pk


def _moved(entry: LedgerEntry, name: str) -> Part:
    """An entry into the places of an amount, or out of them again, with a minus."""
    amount = entry.amount if entry.to_place in PLACES[name] else Amount(-entry.cents, entry.at_least)
    return Part(low=amount, high=amount, on=entry.on, entry=entry, source=entry.source)


def _work(name: str) -> Callable[[Contract, date, Only], Sum]:
    """Priced work: all of it, what was due by a day, or what was accepted by then."""

    def found(contract: Contract, on: date, only: Only) -> Sum:
        return _added(
            "work", [_priced(each, on) for each in contract.deliverables.all() if _counts(each, name, on, only)]
        )

    return found


def _counts(work: Deliverable, name: str, on: date, only: Only) -> bool:
    if work.cents is None or (only.milestone is not None and work.milestone_id != only.milestone.pk):
        return False
    if name == "planned":
        return due_by(work.milestone, on)
    return name == "priced" or accepted_by(work, on) is not None


def _priced(work: Deliverable, on: date) -> Part:
    price, due = Amount(work.cents or 0), work.milestone.due_on if work.milestone else None
    return Part(low=price, high=price, on=due, work=work, accepted_on=accepted_by(work, on), source=work.source)


def _damages(contract: Contract, on: date, only: Only) -> Sum:
    found = [each for each in milestones(contract, on) if each.damages and each.damages.cents]
    return _added("damages", [_late(each) for each in found if only.milestone in (None, each.milestone)])


def _late(standing: Standing) -> Part:
    milestone, damages = standing.milestone, standing.damages
    amount = Amount(damages.cents if damages else 0)
    return Part(
        low=amount, high=amount, on=milestone.due_on, milestone=milestone, clause=milestone.damages.terms, damages=damages,
        source=milestone.source,
    )  # fmt: skip


def _value(contract: Contract, on: date, only: Only) -> Sum:
    """What each source gives for the day. They are not added: where they differ, the amount is a range."""
    rows = [each for each in contract.values.all() if each.since <= on]
    latest = max((each.since for each in rows), default=None)
    amounts = [(Amount(each.cents), each) for each in rows if each.since == latest]
    parts = tuple(
        Part(low=one, high=one, on=row.since, source=row.source, amendment=row.amendment) for one, row in amounts
    )
    by_size = sorted((one for one, _row in amounts), key=lambda one: one.cents) or [NOTHING]
    return Sum(kind="value", parts=parts, low=by_size[0], high=by_size[-1])


def _left(contract: Contract, on: date, only: Only) -> Sum:
    """The value less what was billed. Never below nothing: what was billed beyond the value stands in a row of its own."""
    found = figures(contract, on)
    low, high = found.value or (NOTHING, NOTHING)
    out = Amount(-found.invoiced.cents)
    parts = [Part(low=low, high=high, opens="value"), Part(low=out, high=out, opens="invoiced")]
    beyond = [Amount(max(0, found.invoiced.cents - each.cents)) for each in (low, high)]
    if beyond[0].cents:
        parts.append(Part(low=beyond[0], high=beyond[1]))
    return msgspec.structs.replace(_added("left", parts), at_most=found.invoiced.at_least)
