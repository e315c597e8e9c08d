"""Adding to the ledger: one entry, checked against what stands on its line, chained to the one before."""

from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.access import Actor
from coverport.core.dates import long_date
from coverport.oversight.actions.work import say, within_contract
from coverport.oversight.events import MoneyMoved
from coverport.oversight.models import (
    Contract,
    Deliverable,
    Finding,
    InvoiceLine,
    LedgerEntry,
    Milestone,
    Notice,
    Source,
    Submission,
)
from coverport.oversight.refusals import AgainstTheRule, refuse
from coverport.oversight.rules import chain
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import MOVEMENTS, Place, Places, Refused, approved, in_all, places_of
from coverport.oversight.rules.ledger import refuse as refuse_movement
from coverport.oversight.rules.payment import Standing


class Because(msgspec.Struct, frozen=True):
    """Why money moves: in words, and the notice, finding, milestone or source behind it."""

    reason: str = ""
    notice: Notice | None = None
    finding: Finding | None = None
    milestone: Milestone | None = None
    source: Source | None = None


NO_REASON = Because()


def lock(contract: Contract) -> Contract:
    """The contract, held until the transaction ends: its ledger is written by one at a time."""
    return Contract.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=contract.pk)


def post(
    *,
    actor: Actor,
    line: InvoiceLine,
    source: Place,
    target: Place,
    amount: Amount,
    on: date,
    because: Because = NO_REASON,
) -> LedgerEntry:
    """Add one movement. The contract is locked by the verb. Raises AgainstTheRule."""
    contract = line.invoice.contract
    within_contract(contract, on)
    last = contract.ledger.order_by("-number").first()
    if last is not None and on < last.on:
        message = _("The ledger has come to %(day)s. Date the entry then or later, and say what it corrects.")
        refuse(Refused("before_the_last_entry", message, facts={"day": long_date(last.on)}), field="on")
    refuse(refuse_movement(places_on(line, on), source, target, amount), field="amount")
    entry = LedgerEntry(
        contract=contract, number=last.number + 1 if last else 1, line=line, on=on, what=MOVEMENTS[source, target],
        from_place=source, to_place=target, cents=amount.cents, at_least=amount.at_least, reason=because.reason,
        by=actor.label, notice=because.notice, finding=because.finding, milestone=because.milestone,
        source=because.source,
    )  # fmt: skip
    entry.hash = chain.link(last.hash if last else chain.FIRST, entry.content())
    entry.save(force_insert=True)
    say(MoneyMoved(entry.reference, line.reference, entry.what, entry.cents), by=actor, contract=contract, on=on)
    return entry


def places_on(line: InvoiceLine, on: date) -> Places:
    """What stands where on a line."""
    return places_of((entry.movement for entry in line.ledger.all()), on).get(str(line.pk), {})


def standing_of(deliverable: Deliverable, on: date) -> Standing:
    """What a payment for a deliverable looks at. Raises AgainstTheRule where the contract gives it no price."""
    if deliverable.cents is None:
        raise AgainstTheRule(
            _("The contract gives no price for “%(title)s”.") % {"title": deliverable.title}, code="no_price"
        )
    entries = LedgerEntry.objects.filter(line__deliverable=deliverable)
    places = in_all(places_of((entry.movement for entry in entries), on))
    breaches = Finding.objects.filter(service_level__holds=deliverable, closed_on=None).order_by("opened_on")
    return Standing(
        value=deliverable.cents,
        accepted=deliverable.submissions.filter(state=Submission.State.ACCEPTED, decided_on__lte=on).exists(),
        approved=approved(places).cents,
        breaches=tuple(each.reference for each in breaches),
    )


def broken_entries(contract: Contract) -> list[chain.Broken]:
    """Where the ledger of a contract was tampered with."""
    return chain.broken((each.number, each.content(), each.hash) for each in contract.ledger.order_by("number"))
