"""Random histories of a contract, tried by everybody in any order: whatever the verbs let pass, the invariants hold, counted anew here."""

import os
import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from coverport.accounts import roles
from coverport.accounts.models import Role, User
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed, Refusal
from coverport.oversight.actions import money, watch, work
from coverport.oversight.actions.ledger import Because, broken_entries, places_on
from coverport.oversight.models import Contract, Deliverable, InvoiceLine, LedgerEntry, Submission
from coverport.oversight.pages import contract_page
from coverport.oversight.queries import figures, full
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from tests.oversight.people import SIGNED, People, contract
from tests.oversight.test_money import accept, bill

CAP = 5_000_00
OUTSIDE = ("pending", "disputed", "rejected")
STEPS = 60


class History:
    """One contract, with people of whom some have more parts than they may use."""

    def __init__(self, exchange: Any, people: People, number: int, drawn: random.Random) -> None:
        self.drawn, self.day = drawn, SIGNED
        self.contract = contract(exchange, slug=f"history-{number}")
        self.deliverables = list(self.contract.deliverables.all())
        self.milestone = self.contract.milestones.get()
        self.people, self.everybody = people, list(vars(people).values())
        self.told: dict[date, dict[str, int]] = {}
        self.done = 0

    def paid_once(self) -> None:
        """One deliverable on its straight way, so that there is something to do with it."""
        accept(self.people, self.deliverables[0], on=self.day)
        line = bill(self.people, self.contract, 50_000_00, on=self.day)
        money.approve(actor=self.people.officer, line=line, amount=Amount(40_000_00), on=self.day)
        money.pay(actor=self.people.payer, line=line, amount=Amount(1_000_00), on=self.day)

    def step(self) -> None:
        """Somebody tries something with some amount."""
        tries = [self.hand_in, self.review, self.decide, self.bill, self.notice, self.wait]
        try:
            self.drawn.choice([*tries, *[self.move] * 9])()
            self.done += 1
        except (Refusal, NotAllowed):
            pass

    def somebody(self, usual: Actor) -> Actor:
        """Mostly whose part it is, now and then anybody."""
        return self.drawn.choice([usual] * 15 + self.everybody)

    def wait(self) -> None:
        self.told[self.day] = counted(self.contract, self.day)
        self.day += timedelta(days=self.drawn.choice((1, 7, 30)))

    def hand_in(self) -> None:
        actor = self.somebody(self.people.vendor)
        work.submit_work(actor=actor, deliverable=self.drawn.choice(self.deliverables), on=self.day)

    def _submission(self) -> Submission:
        found = list(Submission.objects.filter(deliverable__contract=self.contract))
        if not found:
            raise Refusal("none")
        return self.drawn.choice(found)

    def review(self) -> None:
        actor = self.somebody(self.people.reviewer)
        work.begin_review(actor=actor, submission=self._submission(), on=self.day)

    def decide(self) -> None:
        actor = self.somebody(self.people.reviewer)
        verb = self.drawn.choice((work.accept_work, work.accept_work, work.reject_work))
        verb(actor=actor, submission=self._submission(), on=self.day, reasons="So it is.")

    def bill(self) -> None:
        if self.contract.invoices.count() >= 3:
            raise Refusal("enough")
        actor = self.somebody(self.people.vendor)
        amount = Amount(self.drawn.choice((1, 10_000_00, 45_000_00, 70_000_00)))
        line = money.BilledLine(deliverable=self.drawn.choice(self.deliverables), text="Work", amount=amount)
        number = str(self.contract.invoices.count() + 1)
        money.record_invoice(
            actor=actor, contract=self.contract, number=number, dated=self.day, lines=[line], on=self.day
        )

    def notice(self) -> None:
        actor = self.somebody(self.people.officer)
        watch.serve_notice(
            actor=actor, contract=self.contract, kind="cure", subject="Late", on=self.day, milestones=(self.milestone,)
        )

    def move(self) -> None:
        lines = list(InvoiceLine.objects.filter(invoice__contract=self.contract))
        if not lines:
            raise Refusal("none")
        verb = self.drawn.choice(
            (money.approve, money.approve, money.dispute, money.reject_amount, money.withhold, money.release,
             money.set_off_damages, money.pay, money.pay, money.record_recovery)
        )  # fmt: skip
        line = self.drawn.choice(lines)
        there = [each.cents for each in places_on(line, self.day).values() if each.cents]
        usual = self.people.payer if verb in (money.pay, money.record_recovery) else self.people.officer
        common: dict[str, Any] = {
            "actor": self.somebody(usual), "line": line, "on": self.day,
            "amount": Amount(self.drawn.choice([1, 500_00, 9_000_00, 60_000_00, *there, *there])),
            "because": Because("So it is.", notice=self.contract.notices.first()),
        }  # fmt: skip
        if verb is money.release:
            common["place"] = self.drawn.choice((Place.WITHHELD, Place.RETAINED))
        if verb is money.set_off_damages:
            common["milestone"] = self.milestone
        verb(**common)


def counted(made: Contract, on: date) -> dict[str, int]:
    """Where the contract's cents are, by adding and taking away alone."""
    places: dict[str, int] = defaultdict(int)
    for entry in LedgerEntry.objects.filter(contract=made, on__lte=on):
        places[entry.from_place] -= entry.cents
        places[entry.to_place] += entry.cents
    return dict(places)


def check(history: History) -> None:
    """Every invariant, from the rows as they stand."""
    made, day = history.contract, history.day
    entries = list(LedgerEntry.objects.filter(contract=made).select_related("line__deliverable").order_by("number"))
    by_line: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        by_line[entry.line_id][entry.from_place] -= entry.cents
        by_line[entry.line_id][entry.to_place] += entry.cents
        assert all(cents >= 0 for place, cents in by_line[entry.line_id].items() if place != "billed")
    for line in InvoiceLine.objects.filter(invoice__contract=made):
        places = by_line[line.pk]
        assert sum(cents for place, cents in places.items() if place != "billed") == -places["billed"] > 0
    value = 0
    for deliverable in made.deliverables.all():
        value += check_deliverable(deliverable, entries)
    places = counted(made, day)
    # Paid at most what was accepted, less what is retained and deducted.
    assert places.get("paid", 0) + places.get("recovered", 0) <= value - places.get("retained", 0) - places.get(
        "deducted", 0
    )
    assert places.get("deducted", 0) <= CAP
    assert broken_entries(made) == []
    shown = figures(full(made), day)
    for name in ("unpaid", "withheld", "disputed", "retained", "deducted", "recovered", "rejected", "pending"):
        assert getattr(shown, name).cents == places.get(name, 0)
    assert shown.paid.cents == places.get("paid", 0) + places.get("recovered", 0)
    assert shown.approved.cents == shown.invoiced.cents - sum(places.get(name, 0) for name in OUTSIDE)
    # What a day showed it shows for good.
    assert all(counted(made, then) == told for then, told in history.told.items())


def check_deliverable(deliverable: Deliverable, entries: list[LedgerEntry]) -> int:
    """Nothing is approved of it before it is accepted, nor over its price; three people; its price where it is accepted."""
    accepted = deliverable.submissions.filter(state="accepted").first()
    mine = [entry for entry in entries if entry.line.deliverable_id == deliverable.pk]
    approved = sum(entry.cents for entry in mine if entry.what in ("approved", "dispute_allowed"))
    if accepted is None:
        assert approved == 0
        return 0
    assert accepted.submitted_by != accepted.decided_by
    assert approved <= (deliverable.cents or 0)
    for entry in mine:
        if entry.what in ("approved", "dispute_allowed", "paid"):
            assert entry.on >= accepted.decided_on
        if entry.what == "paid":
            assert entry.by not in (accepted.submitted_by, accepted.decided_by)
    return deliverable.cents or 0


@pytest.mark.django_db
def test_the_invariants_hold_whatever_is_tried(vermont: Any, people: People) -> None:
    drawn = random.Random(int(os.environ["COVERPORT_SEED"]))
    # Some hold more roles than they may use for the same work.
    for name, kind in (
        ("reviewer", Role.Kind.PAYER),
        ("vendor", Role.Kind.ACCEPTANCE_REVIEWER),
        ("payer", Role.Kind.VENDOR),
    ):
        user = User.objects.get(pk=getattr(people, name).user_id)
        roles.grant_role(actor=Actor.system("test"), user=user, exchange=vermont, kind=kind, on=SIGNED)
    moved: set[str] = set()
    for number in range(3):
        history = History(vermont, people, number, drawn)
        if number:
            history.paid_once()
        for step in range(STEPS):
            history.step()
            if step % 20 == 19:
                check(history)
        moved |= set(LedgerEntry.objects.filter(contract=history.contract).values_list("what", flat=True))
        assert history.done > 5
        vermont.date_of_record = history.day + timedelta(days=1)
        page = contract_page(history.contract, vermont, history.day)
        places = counted(history.contract, history.day)
        assert {each["name"]: each["amount"].cents for each in page["amounts"] if each["name"] != "paid"} == {
            each["name"]: places.get(each["name"], 0) for each in page["amounts"] if each["name"] != "paid"
        }
    assert {"invoiced", "approved", "retained", "paid"} < moved  # and something that was drawn
