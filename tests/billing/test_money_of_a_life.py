"""Drawn lives with bills: after each day's work the ledger says of every month what the rows say, and money lies where it belongs."""

import os
import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from coverport.billing.actions import bounce_payment, refund_sent
from coverport.billing.charging import months_of
from coverport.billing.ledger import chain_of, charges, posted, unapplied
from coverport.billing.models import Account, Payment, Refund
from coverport.core.dates import first_of_month
from coverport.core.errors import Refusal
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.models import Change, Enrollment
from tests.applications.households import person
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.enrollment.choices import choose, offered
from tests.enrollment.drawn import no_gap_that_was_not_asked_for
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
# The same life each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "52000"
GOING_ON = {"selected", "awaiting_payment", "effectuated", "reinstated"}
STANDING = {"effectuated", "reinstated", "terminated", "expired"}


@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "1"))))
def test_money_of_a_drawn_life_is_what_the_months_say(ana, vermont, number):
    drawn = random.Random(f"{SEED}-{number}")
    chosen(ana, vermont)
    on, done = DAY, []
    for _ in range(16):
        row = Enrollment.objects.order_by("pk").last()
        step = drawn.choice(
            [owed, owed, owed, part, more, bounces, income, born, leaves, dies, ends, back, plan, refunds]
        )
        try:
            with transaction.atomic():
                step(fresh(row), on, drawn)
            done.append(f"{on} {step.__name__}")
        except Refusal as refused:
            done.append(f"{on} {step.__name__}: {refused!r}")
            Change.objects.filter(status="open").update(status="withdrawn", done_on=on)
        print(done[-1])
        deliver()
        on_days(vermont, on)
        right(on)
        then = on + timedelta(days=drawn.randint(0, 25))
        while on < then:
            on += timedelta(days=1)
            if on.day in (1, 2) or on == then:
                on_days(vermont, on)
                right(on)


def right(on: date) -> None:
    assert in_balance()
    no_gap_that_was_not_asked_for()
    for each in Enrollment.objects.order_by("pk"):
        row = fresh(each)
        print("  ", on, row.reference, row.status, row.start, row.end, row.end_cause)
        costs, there = months_of(row), posted(row)
        assert there == {month: costs.get(month, (0, 0)) for month in there}, "the ledger says what the rows say"
        if row.status in STANDING:
            for month, cost in costs.items():
                if month <= first_of_month(on, 1) and any(cost):
                    assert month in there, ("a month that came was charged", month)
        if row.status in {"canceled", "voided"}:
            assert not any(any(cost) for cost in there.values()), "what never was costs nothing"
        chain = chain_of(row)
        over = unapplied(chain)
        still = [charge for charge in charges(chain) if charge.open > 0]
        assert not (over > 0 and still), (over, still, "money that lies there pays what is open")
        assert all(charge.open >= 0 for charge in charges(chain)), "no charge is paid twice"
        if over > 0:
            assert any(fresh(one).status in GOING_ON or fresh(one).end >= on for one in chain), "what is over goes back"
    arrived = sum(Payment.objects.filter(bounced_on=None).values_list("amount_cents", flat=True))
    sent = sum(Refund.objects.filter(status="sent").values_list("amount_cents", flat=True))
    everyone = list(Enrollment.objects.all())
    paid = sum(charge.paid for charge in charges(everyone))
    back = -balance(Account.REFUNDS, *everyone)
    assert arrived == paid + unapplied(everyone) + back + sent, (arrived, paid, unapplied(everyone), back, sent)
    due = sum(Refund.objects.filter(status="due").values_list("amount_cents", flat=True))
    assert back == due, "what is on its way back is what refunds say"


def owed(row, on, drawn) -> None:
    what = sum(charge.open for charge in charges(chain_of(row)))
    pays(row, max(1, what), on)


def part(row, on, drawn) -> None:
    pays(row, drawn.randint(1, max(1, row.net_cents)), on)


def more(row, on, drawn) -> None:
    pays(row, max(1, row.net_cents) * drawn.randint(1, 3) + drawn.randint(0, 50), on)


def bounces(row, on, drawn) -> None:
    good = list(Payment.objects.filter(bounced_on=None))
    if good:
        bounce_payment(actor=BANK, payment=drawn.choice(good), on=on)


def refunds(row, on, drawn) -> None:
    for refund in Refund.objects.filter(status="due"):
        refund_sent(actor=BANK, refund=refund, confirmation=f"C{refund.pk}", on=on)


def income(row, on, drawn) -> None:
    change = reported(row, "income", on, on=on)
    answer_anew(change, on=on, income=drawn.choice([28_000_00, 45_000_00, 60_000_00, 61_000_00, 150_000_00]))
    agreed(change, on=on)


def born(row, on, drawn) -> None:
    day = on - timedelta(days=drawn.randint(0, 40))
    change = reported(row, "birth", day, on=on)
    answer_anew(change, on=on, people=[person(f"Mia{drawn.randint(1, 99)}", day, "child")], income=90_000_00)
    agreed(change, on=on)


def leaves(row, on, drawn) -> None:
    if others := list(row.members.filter(active=True)):
        who = drawn.choice(others).person.reference
        agreed(reported(row, "drop_member", on + timedelta(days=drawn.randint(0, 30)), on=on, people=[who]), on=on)


def dies(row, on, drawn) -> None:
    others = list(row.members.filter(active=True))
    if others and drawn.random() < 0.4:
        died = on - timedelta(days=drawn.randint(0, 40))
        agreed(reported(row, "death", died, on=on, people=[drawn.choice(others).person.reference]), on=on)


def ends(row, on, drawn) -> None:
    last = on + timedelta(days=drawn.randint(-40, 60))
    cause = drawn.choice(["requested", "other_coverage", "lost_eligibility", "fraud"])
    end_coverage(actor=BANK, enrollment=row, cause=cause, last=min(last, date(2014, 12, 30)), on=on)


def back(row, on, drawn) -> None:
    reinstate_coverage(actor=BANK, enrollment=row, on=on)


def plan(row, on, drawn) -> None:
    level = drawn.choice(["bronze", "gold", "silver"])
    if any(each.plan.metal_level == level for each in offered(row.application, on=on)):  # none where everybody has left
        choose(row.application, level=level, on=on, instead_of=row)
