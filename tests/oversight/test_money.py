"""Money through the verbs: who may, what is refused, and what the ledger then says."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.oversight.actions import money, watch, work
from coverport.oversight.actions.ledger import Because, broken_entries
from coverport.oversight.models import Contract, InvoiceLine, LedgerEntry, Milestone, RateCardLine
from coverport.oversight.queries import figures, full
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from coverport.oversight.scenarios.printed import balanced
from tests.oversight.people import People, contract, site

MARCH = date(2026, 3, 5)
WHY = Because("the export fails")


def accept(people: People, deliverable: object, on: date = MARCH) -> None:
    handed = work.submit_work(actor=people.vendor, deliverable=deliverable, on=on)  # type: ignore[arg-type]
    work.begin_review(actor=people.reviewer, submission=handed, on=on)
    work.accept_work(actor=people.reviewer, submission=handed, on=on)


def bill(
    people: People, made: Contract, cents: int, on: date = MARCH, number: str = "1", at_least: bool = False
) -> InvoiceLine:
    invoice = money.record_invoice(
        actor=people.vendor, contract=made, number=number, dated=on, on=on,
        lines=[money.BilledLine(deliverable=site(made), text="The site", amount=Amount(cents, at_least))],
    )  # fmt: skip
    return invoice.lines.get()


def test_from_bill_to_payment_with_retainage(people: People, made: Contract) -> None:
    line = bill(people, made, 50_000_00)
    accept(people, site(made))
    money.approve(actor=people.officer, line=line, amount=Amount(40_000_00), on=MARCH)
    money.dispute(actor=people.officer, line=line, amount=Amount(7_000_00), on=MARCH, because=WHY)
    money.reject_amount(actor=people.officer, line=line, amount=Amount(3_000_00), on=MARCH, because=WHY)
    money.withhold(actor=people.officer, line=line, amount=Amount(1_000_00), on=MARCH, because=WHY)
    money.pay(actor=people.payer, line=line, amount=Amount(30_000_00), on=date(2026, 3, 20))
    found = figures(full(made), date(2026, 3, 20))
    assert (found.invoiced.cents, found.approved.cents, found.paid.cents) == (50_000_00, 40_000_00, 30_000_00)
    assert (found.retained.cents, found.withheld.cents, found.unpaid.cents) == (4_000_00, 1_000_00, 5_000_00)
    assert (found.disputed.cents, found.rejected.cents, found.pending.cents) == (7_000_00, 3_000_00, 0)
    assert balanced(found)
    assert found.not_invoiced == (Amount(50_000_00), Amount(50_000_00))
    # As of an earlier day, what had not happened had not happened.
    assert figures(full(made), date(2026, 3, 19)).paid.cents == 0
    kinds = set(Event.objects.filter(subject=made.reference).values_list("kind", flat=True))
    assert kinds == {"oversight.work_submitted", "oversight.work_decided", "oversight.money_moved"}


def test_nothing_is_approved_before_it_is_accepted(people: People, made: Contract) -> None:
    line = bill(people, made, 50_000_00)
    with pytest.raises(AgainstTheRule) as refused:
        money.approve(actor=people.officer, line=line, amount=Amount(1), on=MARCH)
    assert refused.value.code == "not_accepted"
    accept(people, site(made), on=date(2026, 3, 6))
    with pytest.raises(AgainstTheRule):
        money.approve(actor=people.officer, line=line, amount=Amount(1), on=date(2026, 3, 5))
    money.approve(actor=people.officer, line=line, amount=Amount(1), on=date(2026, 3, 6))


def test_two_bills_cannot_come_to_more_than_the_price(people: People, made: Contract) -> None:
    accept(people, site(made))
    first, second = bill(people, made, 50_000_00), bill(people, made, 20_000_00, number="2")
    money.approve(actor=people.officer, line=first, amount=Amount(50_000_00), on=MARCH)
    with pytest.raises(AgainstTheRule) as refused:
        money.approve(actor=people.officer, line=second, amount=Amount(10_000_01), on=MARCH)
    assert refused.value.code == "more_than_accepted"
    assert "$10,000.00" in refused.value.message
    money.approve(actor=people.officer, line=second, amount=Amount(10_000_00), on=MARCH)


def test_each_verb_takes_its_role(people: People, made: Contract) -> None:
    line = bill(people, made, 50_000_00)
    for actor in (people.vendor, people.reviewer, people.payer, people.independent, people.stranger):
        with pytest.raises(NotAllowed):
            money.approve(actor=actor, line=line, amount=Amount(1), on=MARCH)
    for actor in (people.vendor, people.reviewer, people.officer, people.independent, people.stranger):
        with pytest.raises(NotAllowed):
            money.pay(actor=actor, line=line, amount=Amount(1), on=MARCH)
    for actor in (people.reviewer, people.officer, people.payer, people.independent, people.stranger):
        with pytest.raises(NotAllowed):
            money.record_invoice(actor=actor, contract=made, number="9", dated=MARCH, on=MARCH, lines=[])


def test_somebody_of_another_exchange_is_a_stranger(people: People, federal: object) -> None:
    elsewhere = contract(federal)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        bill(people, elsewhere, 1_00)


def test_who_accepted_cannot_pay_whatever_roles_they_have(people: People, made: Contract) -> None:
    from coverport.accounts import roles
    from coverport.accounts.models import Role, User

    reviewer = User.objects.get(pk=people.reviewer.user_id)
    roles.grant_role(actor=Actor.system("test"), user=reviewer, exchange=made.exchange, kind=Role.Kind.PAYER, on=MARCH)
    line = bill(people, made, 50_000_00)
    accept(people, site(made))
    money.approve(actor=people.officer, line=line, amount=Amount(1_000_00), on=MARCH)
    with pytest.raises(AgainstTheRule) as refused:
        money.pay(actor=people.reviewer, line=line, amount=Amount(1_00), on=MARCH)
    assert refused.value.code == "same_person"


def test_bills_that_are_refused(people: People, made: Contract, federal: object) -> None:
    other = contract(federal)  # type: ignore[arg-type]
    rate = RateCardLine.objects.get(contract=made)
    hours = {"rate": rate, "quantity": Decimal("10.5"), "text": "Hours"}
    right = money.BilledLine(deliverable=site(made), amount=Amount(1_575_00), **hours)  # type: ignore[arg-type]
    for line, code in (
        (money.BilledLine(deliverable=None, text="Other work", amount=Amount(1_00)), "no_deliverable"),
        (money.BilledLine(deliverable=site(other), text="Site", amount=Amount(1_00)), "another_contract"),
        (money.BilledLine(deliverable=site(made), amount=Amount(1_575_01), **hours), "not_the_rate"),  # type: ignore[arg-type]
        (
            money.BilledLine(
                deliverable=site(made), text="x", amount=Amount(1), period_from=MARCH, period_to=date(2026, 3, 4)
            ),
            "bad_period",
        ),
        (
            money.BilledLine(
                deliverable=site(made), text="x", amount=Amount(1), period_from=date(2026, 1, 4), period_to=MARCH
            ),
            "before_the_contract",
        ),
        (money.BilledLine(deliverable=site(made), text="x", amount=Amount(0)), "not_an_amount"),
    ):
        with pytest.raises(AgainstTheRule) as refused:
            money.record_invoice(
                actor=people.vendor, contract=made, number="7", dated=MARCH, on=MARCH, lines=[right, line]
            )
        assert refused.value.code == code
    assert not made.invoices.exists()
    money.record_invoice(actor=people.vendor, contract=made, number="7", dated=MARCH, on=MARCH, lines=[right])
    with pytest.raises(AgainstTheRule) as twice:
        money.record_invoice(actor=people.vendor, contract=made, number="7", dated=MARCH, on=MARCH, lines=[right])
    assert twice.value.code == "billed_before"
    with pytest.raises(AgainstTheRule) as early:
        money.record_invoice(
            actor=people.vendor, contract=made, number="8", dated=date(2026, 1, 4), on=date(2026, 1, 4), lines=[right]
        )
    assert early.value.code == "before_the_contract"


def test_damages_take_notice_and_time_and_stay_under_what_is_due(people: People, made: Contract) -> None:
    milestone = Milestone.objects.get(contract=made)
    accept(people, site(made), on=date(2026, 3, 8))  # seven days late: $3,500
    line = bill(people, made, 60_000_00, on=date(2026, 3, 8))
    money.approve(actor=people.officer, line=line, amount=Amount(60_000_00), on=date(2026, 3, 8))
    why = Because("late")
    with pytest.raises(AgainstTheRule) as unnoticed:
        money.set_off_damages(
            actor=people.officer, line=line, milestone=milestone, amount=Amount(1), on=date(2026, 5, 1), because=why
        )
    assert unnoticed.value.code == "no_notice"
    notice = watch.serve_notice(
        actor=people.officer, contract=made, kind="cure", subject="Late", on=date(2026, 3, 9), milestones=(milestone,)
    )
    why = Because("late", notice=notice)
    for on, amount, code in (
        (date(2026, 4, 7), 3_500_00, "no_notice"),
        (date(2026, 4, 8), 3_500_01, "more_than_due"),
        (date(2026, 4, 8), 3_500_00, None),
        (date(2026, 4, 9), 1, "more_than_due"),
    ):
        if code is None:
            money.set_off_damages(
                actor=people.officer, line=line, milestone=milestone, amount=Amount(amount), on=on, because=why
            )
            continue
        with pytest.raises(AgainstTheRule) as refused:
            money.set_off_damages(
                actor=people.officer, line=line, milestone=milestone, amount=Amount(amount), on=on, because=why
            )
        assert refused.value.code == code
    found = figures(full(made), date(2026, 4, 9))
    assert (found.deducted.cents, found.retained.cents, found.unpaid.cents) == (3_500_00, 6_000_00, 50_500_00)


def test_the_ledger_goes_forward(people: People, made: Contract) -> None:
    bill(people, made, 1_00, on=date(2026, 3, 6))
    with pytest.raises(AgainstTheRule) as refused:
        bill(people, made, 1_00, on=MARCH, number="2")
    assert refused.value.code == "before_the_last_entry"


def test_a_past_entry_cannot_be_changed_and_a_change_behind_our_back_shows(people: People, made: Contract) -> None:
    line = bill(people, made, 50_000_00)
    money.dispute(actor=people.officer, line=line, amount=Amount(7_000_00), on=MARCH, because=WHY)
    entry = LedgerEntry.objects.filter(contract=made).earliest("number")
    for change in (lambda: LedgerEntry.objects.filter(pk=entry.pk).update(cents=1), entry.delete):
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            change()
    assert broken_entries(made) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as a database's owner could
        cursor.execute("UPDATE oversight_ledgerentry SET cents = cents - 1 WHERE id = %s", [entry.pk])
        assert [(each.number, each.what) for each in broken_entries(made)] == [(1, "changed")]
        cursor.execute("DELETE FROM oversight_ledgerentry WHERE id = %s", [entry.pk])
        assert [(each.number, each.what) for each in broken_entries(made)] == [(2, "missing")]


def test_a_live_contract_is_never_forgotten_even_where_stories_are_told_again(people: People, made: Contract) -> None:
    bill(people, made, 1_00)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL coverport.reloads_story = 'yes'")
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        LedgerEntry.objects.filter(contract=made).delete()


def test_withheld_is_released_and_recovered_stays_apart_from_paid(people: People, made: Contract) -> None:
    accept(people, site(made))
    line = bill(people, made, 10_000_00)
    money.approve(actor=people.officer, line=line, amount=Amount(10_000_00), on=MARCH)
    money.withhold(actor=people.officer, line=line, amount=Amount(2_000_00), on=MARCH, because=WHY)
    money.release(actor=people.officer, line=line, place=Place.WITHHELD, amount=Amount(2_000_00), on=MARCH, because=WHY)
    money.pay(actor=people.payer, line=line, amount=Amount(9_000_00), on=MARCH)
    money.record_recovery(actor=people.payer, line=line, amount=Amount(4_000_00), on=MARCH, because=WHY)
    found = figures(full(made), MARCH)
    assert (found.paid.cents, found.recovered.cents, found.retained.cents, found.withheld.cents) == (
        9_000_00, 4_000_00, 1_000_00, 0,
    )  # fmt: skip
