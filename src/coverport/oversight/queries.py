"""What the ledger says as of a day: the figures of a contract, its invoices, deliverables and milestones. Nothing of it is stored."""

from collections import defaultdict
from datetime import date

import msgspec

from coverport.oversight.models import Contract, Deliverable, LedgerEntry, Milestone, Submission
from coverport.oversight.models.contract import value_on
from coverport.oversight.rules.amounts import NOTHING, Amount
from coverport.oversight.rules.damages import Damages, damages_due
from coverport.oversight.rules.ledger import Place, Places, approved, billed, in_all, paid_out, places_of


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a contract as of a day. value: the lowest and highest that the sources give; None before it is signed.

    withheld, disputed, unpaid, retained, deducted, recovered: six different amounts. not_invoiced: of the value, what nobody has
    billed; it is neither earned nor withheld. planned, accepted: what the price of the deliverables due, and accepted, comes to.
    """

    on: date
    value: tuple[Amount, Amount] | None
    invoiced: Amount
    approved: Amount
    paid: Amount
    unpaid: Amount
    withheld: Amount
    disputed: Amount
    retained: Amount
    deducted: Amount
    recovered: Amount
    rejected: Amount
    pending: Amount
    not_invoiced: tuple[Amount, Amount] | None
    planned: Amount
    accepted: Amount


def figures(contract: Contract, on: date) -> Figures:
    """The figures at the end of a day."""
    places = in_all(places_of((entry.movement for entry in contract.ledger.all()), on))
    value = value_on(contract, on)
    return Figures(
        on=on,
        value=value,
        invoiced=billed(places),
        approved=approved(places),
        paid=paid_out(places),
        unpaid=places[Place.UNPAID],
        withheld=places[Place.WITHHELD],
        disputed=places[Place.DISPUTED],
        retained=places[Place.RETAINED],
        deducted=places[Place.DEDUCTED],
        recovered=places[Place.RECOVERED],
        rejected=places[Place.REJECTED],
        pending=places[Place.PENDING],
        not_invoiced=_not_invoiced(value, billed(places)),
        planned=planned(contract, on),
        accepted=accepted(contract, on),
    )


def _not_invoiced(value: tuple[Amount, Amount] | None, invoiced: Amount) -> tuple[Amount, Amount] | None:
    """What is left of the value. Where only a bound of the bills is known, what is left is at most so much."""
    if value is None:
        return None
    low, high = (Amount(max(0, each.cents - invoiced.cents)) for each in value)
    return low, high


def planned(contract: Contract, on: date) -> Amount:
    """The price of what was due by a day."""
    return Amount(sum(each.cents or 0 for each in contract.deliverables.all() if due_by(each.milestone, on)))


def accepted(contract: Contract, on: date) -> Amount:
    """The price of what was accepted by a day."""
    return Amount(sum(each.cents or 0 for each in contract.deliverables.all() if accepted_by(each, on)))


def due_by(milestone: Milestone | None, on: date) -> bool:
    """Whether a milestone was due by a day."""
    return milestone is not None and milestone.due_on is not None and milestone.due_on <= on


def accepted_by(deliverable: Deliverable, on: date) -> date | None:
    """The day of its acceptance, if that was by a day."""
    for each in deliverable.submissions.all():
        if each.state == Submission.State.ACCEPTED and each.decided_on and each.decided_on <= on:
            return each.decided_on
    return None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone as of a day. state: not_due, in_review, accepted, missed or not_dated."""

    milestone: Milestone
    state: str
    accepted_on: date | None
    late: int
    value: Amount
    damages: Damages | None
    served: bool


def milestones(contract: Contract, on: date) -> list[Standing]:
    """The milestones in order."""
    return [_standing(each, on) for each in contract.milestones.all()]


def _standing(milestone: Milestone, on: date) -> Standing:
    deliverables = list(milestone.deliverables.all())
    days = [accepted_by(each, on) for each in deliverables]
    done = max(days) if days and all(days) else None  # type: ignore[type-var]
    due, clause = milestone.due_on, getattr(milestone, "damages", None)
    until = done or on
    served = [each for each in milestone.notices.all() if each.served_on <= on]
    return Standing(
        milestone=milestone,
        state=_state(deliverables, done, due, on, missed=bool(served)),
        accepted_on=done,
        late=max(0, (until - due).days) if due else 0,
        value=Amount(sum(each.cents or 0 for each in deliverables)),
        damages=damages_due(clause.terms, due, done, on) if clause and due else None,
        served=bool(served),
    )


def _state(deliverables: list[Deliverable], done: date | None, due: date | None, on: date, *, missed: bool) -> str:
    if done:
        return "accepted"
    if any(_open_on(each, on) for each in deliverables):
        return "in_review"
    if due is None:
        return "missed" if missed else "not_dated"
    return "missed" if due < on else "not_due"


def _open_on(deliverable: Deliverable, on: date) -> bool:
    """Whether it was handed in by a day and not decided by then."""
    return any(
        each.submitted_on <= on and (each.decided_on is None or each.decided_on > on)
        for each in deliverable.submissions.all()
    )


class BillRow(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice as of a day, with where each of its cents is."""

    number: str
    reference: str
    dated: date
    billed: Amount
    places: Places


def bills(contract: Contract, on: date) -> list[BillRow]:
    """The invoices of a contract that were in by a day."""
    entries: dict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in contract.ledger.select_related("line"):
        entries[entry.line.invoice_id].append(entry)
    rows = []
    for invoice in contract.invoices.all():
        places = in_all(places_of((entry.movement for entry in entries[invoice.pk]), on))
        if billed(places) != NOTHING:
            rows.append(
                BillRow(
                    number=invoice.number,
                    reference=invoice.reference,
                    dated=invoice.dated,
                    billed=billed(places),
                    places=places,
                )
            )
    return rows


def full(contract: Contract) -> Contract:
    """The contract with everything that the figures read, in few queries."""
    return (
        Contract.objects.select_related("exchange")
        .prefetch_related(
            "values__source",
            "ledger__source",
            "ledger__line__deliverable",
            "ledger__notice__milestones",
            "invoices",
            "deliverables__source",
            "milestones__source",
            "timeline",
            "notices__source",
            "deliverables__milestone",
            "deliverables__submissions",
            "milestones__deliverables__submissions",
            "milestones__damages",
            "milestones__notices",
            "accountable",
            "notices__milestones",
            "findings__answers",
        )
        .get(pk=contract.pk)
    )
