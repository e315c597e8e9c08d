"""Load a story through the verbs of oversight. Loaded again, an unchanged one stays; a changed one is told anew as a whole."""

import hashlib
from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from coverport.core.access import Actor
from coverport.core.money import cents
from coverport.exchanges.models import Exchange
from coverport.oversight.actions import money, watch, work
from coverport.oversight.actions.ledger import Because
from coverport.oversight.models import (
    Contract,
    ContractValue,
    Deliverable,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    Milestone,
    Notice,
    Source,
    Submission,
    TimelineEntry,
)
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from coverport.oversight.scenarios.story import NoticePart, Story, TransactionPart

# Who acted is not known by name: three parts of the record, since three different people have to.
VENDOR, REVIEWER, OFFICER, PAYER = (
    Actor.system(f"story: {who}") for who in ("the vendor", "who accepted", "the contract officer", "who paid")
)


@transaction.atomic
def tell(story: Story, fingerprint: str, *, exchange: Exchange, without: Collection[str] = ()) -> Contract:
    """The story's contract with all that happened. without: ids of transactions that are left out, with what follows from them."""
    known = Contract.objects.filter(slug=story.contract.slug).first()
    mark = hashlib.sha256("+".join((fingerprint, *sorted(without))).encode()).hexdigest()
    if known is not None and known.told_from == mark:
        return known
    if known is not None:
        _forget(known)
    return _Telling(story, mark, exchange, frozenset(without)).whole()


def _forget(contract: Contract) -> None:
    """Take a story out again; the trigger lets that happen to stories alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL coverport.reloads_story = 'yes'")
    LedgerEntry.objects.filter(contract=contract).delete()
    InvoiceLine.objects.filter(invoice__contract=contract).delete()
    Invoice.objects.filter(contract=contract).delete()
    Submission.objects.filter(deliverable__contract=contract).delete()
    contract.notices.all().delete()
    contract.deliverables.all().delete()
    contract.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL coverport.reloads_story = 'no'")


class _Telling:
    """One telling: what has been made so far, by the names of the file."""

    def __init__(self, story: Story, mark: str, exchange: Exchange, without: frozenset[str]) -> None:
        self.story, self.mark, self.exchange, self.without = story, mark, exchange, without
        self.sources = {name: self._source(name) for name in story.sources}
        self.notices: dict[str, Notice] = {}
        self.lines: dict[str, InvoiceLine] = {}

    def _source(self, name: str) -> Source:
        part = self.story.sources[name]
        source, _ = Source.objects.update_or_create(
            title=part.title,
            publisher=part.publisher,
            dated=part.dated,
            defaults={"url": part.url, "note": part.note},
        )
        return source

    def whole(self) -> Contract:
        self.contract = self._contract()
        self._milestones()
        for on, what in sorted(self._happenings(), key=lambda each: each[0]):
            self._happen(on, what)
        return self.contract

    def _contract(self) -> Contract:
        part = self.story.contract
        contract = Contract.objects.create(
            exchange=self.exchange, slug=part.slug, told_from=self.mark, title=part.title, buyer=part.buyer,
            vendor=part.vendor, signed_on=part.signed_on, signed_exactly=part.signed_exactly, ended_on=part.ended_on,
            story=True, public_lag_days=0,
        )  # fmt: skip
        for value in self.story.values:
            ContractValue.objects.create(
                contract=contract, since=value.since, cents=cents(value.dollars), amendment=value.amendment,
                source=self.sources[value.source],
            )  # fmt: skip
        for event in self.story.events:
            TimelineEntry.objects.create(
                contract=contract, on=event.on, text=event.text, source=self.sources[event.source]
            )
        return contract

    def _milestones(self) -> None:
        self.milestones = {
            part.title: Milestone.objects.create(
                contract=self.contract, position=place, title=part.title, critical=part.critical, due_on=part.due_on,
                source=self.sources[part.source],
            )
            for place, part in enumerate(self.story.milestones, start=1)
        }  # fmt: skip
        for place, part in enumerate(self.story.deliverables, start=1):
            Deliverable.objects.create(
                contract=self.contract, position=place, title=part.title, source=self.sources[part.source],
                milestone=self.milestones[part.milestone] if part.milestone else None,
            )  # fmt: skip

    def _happenings(self) -> list[tuple[date, NoticePart | TransactionPart]]:
        """Notices before what rests on them, in the order of their days."""
        told: list[NoticePart | TransactionPart] = [
            each for each in self.story.transactions if not self._left_out(each)
        ]
        notices: list[NoticePart | TransactionPart] = list(self.story.notices)
        return [(each.on, each) for each in notices + told]

    def _left_out(self, each: TransactionPart) -> bool:
        return each.id in self.without or each.of in self.without

    def _happen(self, on: date, what: NoticePart | TransactionPart) -> None:
        if isinstance(what, TransactionPart):
            self._move(what, on)
        else:
            self._serve(what)

    def _serve(self, part: NoticePart) -> None:
        notice = watch.serve_notice(
            actor=OFFICER, contract=self.contract, kind=part.kind, subject=part.subject, text=part.text, on=part.on,
            milestones=tuple(self.milestones[each] for each in part.milestones), source=self.sources[part.source],
        )  # fmt: skip
        self.notices[part.id] = notice
        if part.closed_on is not None:
            watch.close_notice(actor=OFFICER, notice=notice, outcome=part.outcome, on=part.closed_on)

    def _move(self, part: TransactionPart, on: date) -> None:
        because = Because(part.text, self.notices.get(part.notice or ""), None, None, self.sources[part.source])
        amount = Amount(part.cents, part.at_least)
        if part.of is not None:
            self._further(part, self.lines[part.of], amount, on, because)
            return
        line = self._billed(part, amount, on)
        if part.what == "disputed":
            money.dispute(actor=OFFICER, line=line, amount=amount, on=on, because=because)
            return
        money.approve(actor=OFFICER, line=line, amount=amount, on=on, because=because)
        if part.what == "withheld":
            money.withhold(actor=OFFICER, line=line, amount=amount, on=on, because=because)
        else:
            money.pay(actor=PAYER, line=line, amount=amount, on=on, because=because)

    def _billed(self, part: TransactionPart, amount: Amount, on: date) -> InvoiceLine:
        """The work and the bill behind an amount: no source itemizes them, so each amount stands for its own."""
        source, accepted = self.sources[part.source], part.what != "disputed"
        deliverable = Deliverable.objects.create(
            contract=self.contract, position=self.contract.deliverables.count() + 1, title=f"{part.text} ({part.id})"[:200],
            cents=part.cents if accepted else None, source=source,
        )  # fmt: skip
        if accepted:
            handed = work.submit_work(actor=VENDOR, deliverable=deliverable, on=on, source=source)
            work.begin_review(actor=REVIEWER, submission=handed, on=on)
            work.accept_work(actor=REVIEWER, submission=handed, on=on)
        invoice = money.record_invoice(
            actor=VENDOR, contract=self.contract, number=f"reported {self.contract.invoices.count() + 1}",
            dated=on, on=on, source=source,
            lines=[money.BilledLine(deliverable=deliverable, text=part.text, amount=amount)],
        )  # fmt: skip
        self.lines[part.id] = invoice.lines.get()
        return self.lines[part.id]

    def _further(self, part: TransactionPart, line: InvoiceLine, amount: Amount, on: date, because: Because) -> None:
        if part.what == "deducted":
            milestone = self.milestones[part.milestone or ""]
            money.set_off_damages(actor=OFFICER, line=line, milestone=milestone, amount=amount, on=on, because=because)
        elif part.what == "rejected":
            money.reject_amount(actor=OFFICER, line=line, amount=amount, on=on, because=because)
        elif part.what == "recovered":
            money.record_recovery(actor=PAYER, line=line, amount=amount, on=on, because=because)
        else:
            money.release(actor=OFFICER, line=line, place=Place.WITHHELD, amount=amount, on=on, because=because)
