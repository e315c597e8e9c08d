"""What waits in the contract with whoever builds the exchange, for each of the people who build, accept, approve, pay and review."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.desk.queues import Queue, Shelf, counted, queue, tool
from coverport.exchanges.models import Exchange
from coverport.oversight.actions.work import state_of
from coverport.oversight.models import Contract, Defect, Deliverable, Finding, LedgerEntry, Notice, Submission
from coverport.oversight.risk_pages import register
from coverport.oversight.rules.ledger import Place, places_of

DESK = "oversight:desks"


def contract(actor: Actor, exchange: Exchange) -> Shelf | None:
    """For who has a part in it. Stories of the past wait for nobody."""
    if not actor.may(Permission.SEE_OVERSIGHT, exchange):
        return None
    contracts = list(Contract.objects.filter(exchange=exchange, story=False))
    queues = tuple(_queues(actor, exchange, contracts))
    return Shelf(_("Contract"), queues, (tool(_("The contract's desk"), DESK), tool(_("Gates"), "oversight:gates")))


def _queues(actor: Actor, exchange: Exchange, contracts: Sequence[Contract]) -> Iterator[Queue]:
    today = exchange.today()
    if actor.may(Permission.SUBMIT_WORK, exchange):
        yield from _of_the_vendor(contracts, today)
    if actor.may(Permission.ACCEPT_WORK, exchange):
        handed = Submission.objects.filter(deliverable__contract__in=contracts, state__in=("submitted", "in_review"))
        yield counted(_("Work to review"), DESK, handed, "submitted_on", today)
    if actor.may(Permission.MANAGE_CONTRACT, exchange):
        yield _lines(_("Billed amounts to decide"), Place.PENDING, contracts, today)
        yield _lines(_("Disputes to settle"), Place.DISPUTED, contracts, today)
        yield _notices(_("Notices whose answer is overdue"), contracts, today, "overdue")
    if actor.may(Permission.PAY_VENDOR, exchange):
        yield _lines(_("Approved amounts to pay"), Place.UNPAID, contracts, today)
    if actor.may(Permission.WRITE_FINDINGS, exchange):
        mine = Finding.objects.filter(contract__in=contracts, origin=Finding.Origin.INDEPENDENT, closed_on=None)
        yield counted(_("Findings to close"), DESK, mine, "opened_on", today)
    if actor.may(Permission.MANAGE_CONTRACT, exchange) or actor.may(Permission.WRITE_FINDINGS, exchange):
        due = [row.now.review_on for each in contracts for row in register(each, today) if row.due]
        yield queue(_("Risks to look at again"), DESK, len(due), min(due, default=None), today)
    defects = Defect.objects.filter(contract__in=contracts, mended_on=None)
    yield counted(_("Open defects"), DESK, defects, "opened_on", today)


def _of_the_vendor(contracts: Sequence[Contract], today: date) -> Iterator[Queue]:
    work = (
        Deliverable.objects.filter(contract__in=contracts).select_related("milestone").prefetch_related("submissions")
    )
    states = [(each, state_of(each)) for each in work]
    back = [
        each.submissions.latest("round").decided_on or today
        for each, state in states
        if state == Submission.State.REJECTED
    ]
    due = [
        each.milestone.due_on
        for each, state in states
        if state == "not_submitted" and each.milestone and each.milestone.due_on and each.milestone.due_on <= today
    ]
    yield queue(_("Work that was sent back"), DESK, len(back), min(back, default=None), today)
    yield queue(_("Work that is due"), DESK, len(due), min(due, default=None), today)
    yield _notices(_("Notices to answer"), contracts, today, "open", "overdue", "escalated")


def _lines(title: str, place: Place, contracts: Sequence[Contract], today: date) -> Queue:
    """Billed lines with money in a place, by the day on which the first of it came there."""
    entries = list(LedgerEntry.objects.filter(contract__in=contracts, on__lte=today).order_by("contract_id", "number"))
    there = {
        line
        for line, places in places_of((each.movement for each in entries), today).items()
        if place in places and places[place].cents
    }
    came = [each.on for each in entries if each.to_place == place and str(each.line_id) in there]
    return queue(title, DESK, len(there), min(came, default=None), today)


def _notices(title: str, contracts: Sequence[Contract], today: date, *states: str) -> Queue:
    notices = Notice.objects.filter(contract__in=contracts, closed_on=None, answered_on=None)
    served = [each.served_on for each in notices if each.clock(today).state in states]
    return queue(title, DESK, len(served), min(served, default=None), today)
