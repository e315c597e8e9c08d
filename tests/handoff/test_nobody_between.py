"""In whatever order things happen and whatever fails, one of the two offices holds each person."""

import os
import random
from contextlib import suppress
from datetime import date, timedelta

import pytest

from coverport.core.access import Actor
from coverport.handoff.actions import NotPossibleNow, ask_full_determination, withdraw_case
from coverport.handoff.agencysim.books import FAULTS, Refused
from coverport.handoff.inbox import receive, take_waiting
from coverport.handoff.models import Case, Incoming
from coverport.handoff.outbox import send_due
from tests.applications.households import ANA, LUIS
from tests.handoff.people import signed

pytestmark = pytest.mark.django_db
FIRST = date(2014, 1, 7)
STEPS = 30


def held(agency) -> None:
    """Everybody who was ever handed off is the exchange's, or the agency has them."""
    for case in Case.objects.select_related("outgoing", "person"):
        there = agency.books.cases.get((case.outgoing.reference, case.person.reference))
        assert case.holder == "exchange" or (there is not None and there.held), (case.status, there)


class Days:
    """What happens on one day after another: drawn, with whatever fails that day."""

    def __init__(self, drawn, application, exchange, agency) -> None:
        self.drawn, self.application, self.exchange, self.agency = drawn, application, exchange, agency
        self.actor = Actor.person(application.household.owner)
        self.people = [one.person.reference for one in application.applicants.select_related("person")]
        self.on, self.seen = FIRST, []

    def step(self) -> str:
        self.on += timedelta(days=1)
        self.agency.day[0] = self.on
        # Slow is down with a longer wait; lost is what matters most.
        self.agency.books.fault = self.drawn.choice(["none", "none", "lost", *(set(FAULTS) - {"slow"})])
        what = self.drawn.choice(
            [self.send, self.send, self.take, self.take, self.decide, self.decide, self.withdraw, self.ask, self.again]
        )
        with suppress(NotPossibleNow, Refused):
            what()
        return what.__name__

    def send(self) -> None:
        send_due(at_once=True)

    def take(self) -> None:
        take_waiting(self.exchange, on=self.on)

    def decide(self) -> None:
        if self.agency.books.cases:
            transfer, person = self.drawn.choice(sorted(self.agency.books.cases))
            self.agency.books.decide(transfer, person, self.drawn.choice(["approved", "denied", "withdrawn"]), "income")

    def withdraw(self) -> None:
        for case in Case.objects.order_by("?")[:1]:
            withdraw_case(actor=self.actor, case=case, on=self.on)

    def ask(self) -> None:
        ask_full_determination(
            actor=self.actor, application=self.application, person=self.drawn.choice(self.people), on=self.on
        )

    def again(self) -> None:
        """A message that came before comes once more."""
        for row in Incoming.objects.order_by("?")[:1]:
            receive(self.exchange, row.body.encode(), on=self.on)


@pytest.mark.parametrize("seed", range(2))
def test_no_order_of_events_leaves_anybody_between_the_offices(ana, federal, on_sale, agency, seed):
    application = signed(ana, federal, [ANA, LUIS], income=40_000_00)
    drawn = random.Random(f"{os.environ['COVERPORT_SEED']} {seed}")
    days, took = Days(drawn, application, federal, agency), []
    days.ask()
    for _ in range(STEPS):
        took.append(f"{days.step()}/{agency.books.fault}")
        held(agency)
    agency.books.fault = "none"
    for _ in range(8):  # the network is well again: all that waits arrives
        send_due(at_once=True)
        take_waiting(federal, on=days.on)
    held(agency)
    assert not Case.objects.filter(status__in=("sending", "withdrawing")).exists(), took
    assert agency.books.outbox == {}, took
    for case in Case.objects.select_related("outgoing", "person"):
        there = agency.books.cases[case.outgoing.reference, case.person.reference]
        assert case.status == ("at_agency" if there.state == "open" else there.state), took
