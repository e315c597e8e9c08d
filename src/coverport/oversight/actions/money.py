"""Invoices, and what becomes of each billed cent."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.money import display
from coverport.oversight.actions.ledger import NO_REASON, Because, lock, places_on, post, standing_of
from coverport.oversight.actions.work import within_contract
from coverport.oversight.models import (
    Contract,
    Deliverable,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    Milestone,
    Notice,
    RateCardLine,
    Source,
    Submission,
)
from coverport.oversight.refusals import AgainstTheRule, refuse
from coverport.oversight.rules.acceptance import refuse_same_person
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.damages import can_be_set_off, damages_due
from coverport.oversight.rules.ledger import Place, Refused
from coverport.oversight.rules.payment import refuse_approval, refuse_payment, retainage


class BilledLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill. rate, quantity: by the hour; then the amount has to be their product."""

    deliverable: Deliverable | None
    text: str
    amount: Amount
    rate: RateCardLine | None = None
    quantity: Decimal | None = None
    period_from: date | None = None
    period_to: date | None = None


@transaction.atomic
def record_invoice(
    *,
    actor: Actor,
    contract: Contract,
    number: str,
    dated: date,
    lines: Sequence[BilledLine],
    on: date,
    source: Source | None = None,
) -> Invoice:
    """Take a bill in, line by line; every cent of it is pending. Raises NotAllowed, AgainstTheRule."""
    actor.require(Permission.SUBMIT_WORK, contract)
    contract = lock(contract)
    within_contract(contract, dated)
    if not lines:
        refuse(Refused("no_lines", _("A bill has at least one line.")), field="lines")
    if contract.invoices.filter(number=number).exists():
        refuse(
            Refused("billed_before", _("Invoice %(number)s is here already."), facts={"number": number}), field="number"
        )
    invoice = Invoice.objects.create(
        contract=contract, number=number, dated=dated, received_by=actor.label, source=source
    )
    for place, each in enumerate(lines):
        line = InvoiceLine.objects.create(
            invoice=invoice, deliverable=_checked(contract, each, f"lines[{place}]"), text=each.text, rate=each.rate,
            quantity=each.quantity, period_from=each.period_from, period_to=each.period_to,
        )  # fmt: skip
        post(
            actor=actor, line=line, source=Place.BILLED, target=Place.PENDING, amount=each.amount, on=on,
            because=Because(source=source),
        )  # fmt: skip
    return invoice


def _checked(contract: Contract, line: BilledLine, path: str) -> Deliverable:
    """Its deliverable, of this contract; an hourly line is its rate times its hours, within the contract's time."""
    if line.deliverable is None:
        rule = _("Every line names a deliverable of the contract. Send it back, or choose the deliverable.")
        raise AgainstTheRule(rule, code="no_deliverable", field=f"{path}.deliverable")
    if line.deliverable.contract_id != contract.pk:
        refuse(Refused("another_contract", _("This deliverable is of another contract.")), field=f"{path}.deliverable")
    if (line.period_from is None) != (line.period_to is None) or (
        line.period_from and line.period_to and line.period_to < line.period_from
    ):
        refuse(
            Refused("bad_period", _("A period has a first and a last day, in this order.")), field=f"{path}.period_to"
        )
    if line.period_from is not None:
        within_contract(contract, line.period_from)
    if line.rate is not None:
        _check_rate(contract, line, line.rate, path)
    return line.deliverable


def _check_rate(contract: Contract, line: BilledLine, rate: RateCardLine, path: str) -> None:
    if rate.contract_id != contract.pk:
        refuse(Refused("another_contract", _("This rate is of another contract.")), field=f"{path}.rate")
    if line.quantity is None or line.quantity <= 0:
        refuse(
            Refused("no_quantity", _("Say how many: %(unit)s."), facts={"unit": rate.unit}), field=f"{path}.quantity"
        )
        return
    right = int((line.quantity * rate.cents).to_integral_value(ROUND_HALF_UP))
    if line.amount.cents != right:
        rule = _("%(quantity)s %(unit)s at %(rate)s are %(right)s, not %(billed)s.")
        facts = {
            "quantity": str(line.quantity), "unit": rate.unit, "rate": display(rate.cents), "right": display(right),
            "billed": display(line.amount.cents),
        }  # fmt: skip
        refuse(Refused("not_the_rate", rule, facts=facts), field=f"{path}.amount")


@transaction.atomic
def approve(
    *, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because = NO_REASON
) -> list[LedgerEntry]:
    """Approve a pending or disputed amount of accepted work; the contract's retainage is kept at once. Raises AgainstTheRule."""
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    refuse(refuse_approval(standing_of(line.deliverable, on), amount.cents), field="amount")
    pending = places_on(line, on).get(Place.PENDING)
    source = Place.PENDING if pending and pending.cents >= amount.cents else Place.DISPUTED
    entries = [_post(actor, line, source, Place.UNPAID, amount, on, because)]
    kept = retainage(amount.cents, line.invoice.contract.retainage_basis_points)
    if kept:
        entries.append(_post(actor, line, Place.UNPAID, Place.RETAINED, Amount(kept), on, Because("retainage")))
    return entries


@transaction.atomic
def dispute(*, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because) -> LedgerEntry:
    """Contest a pending amount, with the reason and the notice. Raises AgainstTheRule."""
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    _with_reason(because)
    return _post(actor, line, Place.PENDING, Place.DISPUTED, amount, on, because)


@transaction.atomic
def reject_amount(*, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because) -> LedgerEntry:
    """Refuse a pending or disputed amount for good, with the reason. Raises AgainstTheRule."""
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    _with_reason(because)
    pending = places_on(line, on).get(Place.PENDING)
    source = Place.PENDING if pending and pending.cents >= amount.cents else Place.DISPUTED
    return _post(actor, line, source, Place.REJECTED, amount, on, because)


@transaction.atomic
def withhold(*, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because) -> LedgerEntry:
    """Keep an approved amount back for a reason that the vendor can mend. Raises AgainstTheRule."""
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    _with_reason(because)
    return _post(actor, line, Place.UNPAID, Place.WITHHELD, amount, on, because)


@transaction.atomic
def release(
    *, actor: Actor, line: InvoiceLine, place: Place, amount: Amount, on: date, because: Because
) -> LedgerEntry:
    """Let a withheld or retained amount be paid again. Raises AgainstTheRule while what it waits for is still open."""
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    _with_reason(because)
    refuse(refuse_payment(standing_of(line.deliverable, on)))
    return _post(actor, line, place, Place.UNPAID, amount, on, because)


@transaction.atomic
def set_off_damages(
    *, actor: Actor, line: InvoiceLine, milestone: Milestone, amount: Amount, on: date, because: Because
) -> LedgerEntry:
    """Deduct damages for a late milestone from an approved or withheld amount. Raises AgainstTheRule.

    By the contract's own clause: after notice and its time, never more than has come due. Without a clause only by an agreement,
    whose source is named.
    """
    line = _of(actor, line, Permission.MANAGE_CONTRACT)
    _with_reason(because)
    contract = line.invoice.contract
    if milestone.contract_id != contract.pk:
        refuse(Refused("another_contract", _("This milestone is of another contract.")), field="milestone")
    clause = getattr(milestone, "damages", None)
    if clause is None and because.source is None:
        refuse(Refused("no_clause", _("The contract has no damages for this milestone, and no agreement is named.")))
    if clause is not None:
        _check_damages(milestone, because.notice, amount, on)
    places = places_on(line, on)
    withheld = places.get(Place.WITHHELD)
    source = Place.WITHHELD if withheld and withheld.cents >= amount.cents else Place.UNPAID
    because = msgspec.structs.replace(because, milestone=milestone)
    return _post(actor, line, source, Place.DEDUCTED, amount, on, because)


def _check_damages(milestone: Milestone, notice: Notice | None, amount: Amount, on: date) -> None:
    terms = milestone.damages.terms
    served = notice.served_on if notice and notice.milestones.filter(pk=milestone.pk).exists() else None
    if not can_be_set_off(terms, served, on):
        rule = _("Damages are set off %(days)s days after notice for this milestone was served.")
        refuse(Refused("no_notice", rule, facts={"days": str(terms.notice_days)}), field="notice")
    if milestone.due_on is None:
        refuse(Refused("no_due_date", _("This milestone has no date by which it was due.")))
        return
    due = damages_due(terms, milestone.due_on, accepted_on(milestone), on)
    before = sum(
        LedgerEntry.objects.filter(milestone=milestone, to_place=Place.DEDUCTED).values_list("cents", flat=True)
    )
    if amount.cents > due.cents - before:
        rule = _("Damages come to %(due)s by %(day)s; %(before)s are deducted already.")
        facts = {"due": display(due.cents), "day": long_date(on), "before": display(before)}
        refuse(Refused("more_than_due", rule, max(0, due.cents - before), facts), field="amount")


def accepted_on(milestone: Milestone) -> date | None:
    """The day on which all deliverables of a milestone were accepted; None while one is not."""
    days = []
    for deliverable in milestone.deliverables.all():
        accepted = deliverable.submissions.filter(state=Submission.State.ACCEPTED).first()
        if accepted is None or accepted.decided_on is None:
            return None
        days.append(accepted.decided_on)
    return max(days, default=None)


@transaction.atomic
def pay(*, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because = NO_REASON) -> LedgerEntry:
    """Pay an approved amount. Who submitted or accepted the work cannot. Raises NotAllowed, AgainstTheRule."""
    line = _of(actor, line, Permission.PAY_VENDOR)
    refuse(refuse_payment(standing_of(line.deliverable, on)))
    accepted = line.deliverable.submissions.get(state=Submission.State.ACCEPTED)
    did = {"submitted": accepted.submitted_by, "accepted": accepted.decided_by}
    refuse(refuse_same_person(actor.label, did))
    return _post(actor, line, Place.UNPAID, Place.PAID, amount, on, because)


@transaction.atomic
def record_recovery(*, actor: Actor, line: InvoiceLine, amount: Amount, on: date, because: Because) -> LedgerEntry:
    """Money that the vendor paid back. Raises NotAllowed, AgainstTheRule."""
    line = _of(actor, line, Permission.PAY_VENDOR)
    _with_reason(because)
    return _post(actor, line, Place.PAID, Place.RECOVERED, amount, on, because)


def _of(actor: Actor, line: InvoiceLine, permission: Permission) -> InvoiceLine:
    """The line with its contract locked, for who may."""
    actor.require(permission, line.invoice)
    lock(line.invoice.contract)
    return InvoiceLine.objects.select_related("invoice__contract__exchange", "deliverable").get(pk=line.pk)


def _post(
    actor: Actor, line: InvoiceLine, source: Place, target: Place, amount: Amount, on: date, because: Because
) -> LedgerEntry:
    return post(actor=actor, line=line, source=source, target=target, amount=amount, on=on, because=because)


def _with_reason(because: Because) -> None:
    if not because.reason.strip():
        raise AgainstTheRule(_("Give the reason; it is public."), code="no_reason", field="reason")
