"""What an 820 told and the ledger does not hold any more is taken back by a later one: by insurer, policy and month both are the same."""

import io
import os
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from coverport.billing.actions import bounce_payment, follow_changes, refund_sent
from coverport.billing.ledger import charges
from coverport.billing.models import Account, Entry, Payment, Refund
from coverport.billing.passing_on import COVERED
from coverport.billing.queries import trial_balance
from coverport.core.errors import Refusal
from coverport.edi import premiums
from coverport.edi.models import EdiFile
from coverport.edi.x12.reader import faults
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.models import PersonMonth
from tests.applications.households import somebody
from tests.billing.accounts import BANK, DAY, balance, chosen, deliver, fresh, in_balance, on_days, pays
from tests.edi.judge import complaints

pytestmark = pytest.mark.usefixtures("on_sale")
JAN, FEB = date(2014, 1, 1), date(2014, 2, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def passed_on(day: date) -> list[EdiFile]:
    """Everything that can go on that day, each file in order by pyx12 and by our own checker."""
    files = []
    for exchange, issuer in premiums.waiting():
        while file := premiums.pass_on(exchange=exchange, issuer=issuer, at=at(day)):
            assert complaints(file.bytes) == ""
            assert list(faults(io.BytesIO(file.bytes))) == []
            files.append(file)
    return files


def told(*files: EdiFile) -> Counter[tuple[str, date]]:
    """(policy, month) -> cents, as an insurer reads them; the payment is their sum."""
    sums: Counter[tuple[str, date]] = Counter()
    for file in files:
        policy, cents, paid, lines = "", 0, 0, 0
        for segment in (one.split("*") for one in file.bytes.decode().split("~")):
            if segment[0] == "BPR":
                paid = cents_of(segment[2])
                assert segment[4] == "NON"
            if segment[0] == "RMR":
                policy, cents = segment[2], cents_of(segment[4])
                lines += cents
            if segment[0] == "DTM" and policy:
                day = segment[6]
                sums[policy, date(int(day[:4]), int(day[4:6]), 1)] += cents
                policy = ""
        assert paid == lines >= 0
    return Counter({key: cents for key, cents in sums.items() if cents})


def cents_of(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole + part.ljust(2, "0"))


def held(*enrollments) -> dict[tuple[str, date], int]:
    """(policy, month) -> what people's money pays of it, as the ledger has it."""
    sums: Counter[tuple[str, date]] = Counter()
    for enrollment in enrollments:
        for charge in charges([enrollment]):
            sums[enrollment.reference, charge.month] += charge.paid
    return {key: cents for key, cents in sums.items() if cents}


def cheaper(row: PersonMonth, by: int) -> None:
    """A month of a person costs less than before."""
    row.number += 1
    row.premium_cents, row.ehb_cents = row.premium_cents - by, row.ehb_cents - by
    row.credit_cents = min(row.credit_cents, row.ehb_cents)
    row.save(force_insert=True)


def test_a_check_that_bounces_after_it_went_on_is_taken_back_from_the_insurer_by_the_next_820(ana, vermont):
    one = chosen(ana, vermont)
    other = chosen(somebody("b@example.org"), vermont)
    check = pays(one, one.net_cents, DAY)
    first = passed_on(DAY)
    bounce_payment(actor=BANK, payment=check, on=date(2013, 12, 20))
    assert passed_on(date(2013, 12, 20)) == []  # an X218 cannot be below zero
    pays(other, other.net_cents, date(2013, 12, 21))
    second = passed_on(date(2013, 12, 21))
    assert told(*first) == {(one.reference, JAN): one.net_cents}
    assert told(*second) == {(one.reference, JAN): -one.net_cents, (other.reference, JAN): other.net_cents}
    assert told(*first, *second) == held(one, other)
    assert in_balance()


def test_a_taking_back_larger_than_what_is_paid_is_told_in_part_and_never_forgotten(ana, vermont):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    check = pays(one, one.net_cents, DAY)
    files = passed_on(DAY)
    bounce_payment(actor=BANK, payment=check, on=date(2013, 12, 20))
    pays(other, other.net_cents, date(2013, 12, 21))
    end_coverage(actor=BANK, enrollment=fresh(other), cause="requested", last=date(2014, 1, 15), on=date(2013, 12, 21))
    deliver()
    january = held(other)[other.reference, JAN]
    assert 0 < january < one.net_cents
    files += passed_on(date(2013, 12, 21))
    assert told(*files) == {(one.reference, JAN): one.net_cents - january, (other.reference, JAN): january}
    assert passed_on(date(2013, 12, 22)) == []
    third = chosen(somebody("c@example.org"), vermont)
    pays(third, third.net_cents, date(2013, 12, 23))
    files += passed_on(date(2013, 12, 23))
    assert told(*files) == held(one, other, third)
    assert (one.reference, JAN) not in told(*files)


def test_what_was_passed_on_of_coverage_that_never_was_is_taken_back_and_goes_back_to_the_people(ana, vermont):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    pays(one, one.net_cents, DAY)
    files = passed_on(DAY)
    end_coverage(actor=BANK, enrollment=fresh(one), cause="requested", last=date(2013, 12, 31), on=date(2013, 12, 20))
    deliver()
    assert balance(Account.REFUNDS, one) == -one.net_cents
    pays(other, other.net_cents, date(2013, 12, 21))
    files += passed_on(date(2013, 12, 21))
    assert told(*files) == held(one, other) == {(other.reference, JAN): other.net_cents}


def test_a_part_of_the_first_bill_is_passed_on_once_coverage_is_sure_and_not_before(ana, vermont):
    one = chosen(ana, vermont)
    pays(one, 10_00, DAY)
    assert passed_on(DAY) == []  # the insurer has not heard of the policy
    pays(one, one.net_cents - 10_00, date(2013, 12, 20))
    assert told(*passed_on(date(2013, 12, 20))) == {(one.reference, JAN): one.net_cents}
    assert passed_on(date(2013, 12, 20)) == []


def test_what_goes_back_to_the_people_holds_back_nothing_that_is_the_insurers(ana, vermont):
    one = chosen(ana, vermont)
    pays(one, one.net_cents + 100, DAY)
    end_coverage(actor=BANK, enrollment=fresh(one), cause="requested", last=date(2014, 1, 31), on=date(2013, 12, 20))
    deliver()
    on_days(vermont, date(2014, 2, 1))
    assert balance(Account.REFUNDS, one) == -100
    assert told(*passed_on(date(2014, 2, 1))) == {(one.reference, JAN): one.net_cents}


def test_coverage_that_comes_back_is_passed_on_again(ana, vermont):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    pays(one, one.net_cents, DAY)
    files = passed_on(DAY)
    end_coverage(actor=BANK, enrollment=fresh(one), cause="requested", last=date(2013, 12, 31), on=date(2013, 12, 20))
    deliver()
    pays(other, other.net_cents, date(2013, 12, 21))
    files += passed_on(date(2013, 12, 21))
    reinstate_coverage(actor=BANK, enrollment=fresh(one), on=date(2013, 12, 22))
    deliver()
    files += passed_on(date(2013, 12, 22))
    assert told(*files[-1:]) == {(one.reference, JAN): one.net_cents}
    assert told(*files) == held(one, other)


def test_a_month_that_costs_less_gives_to_the_next_one_in_one_message(ana, vermont):
    one = chosen(ana, vermont)
    pays(one, one.net_cents, DAY)
    files = passed_on(DAY)
    on_days(vermont, JAN)
    cheaper(PersonMonth.objects.filter(enrollment=one, month=JAN).order_by("person").first(), 50_00)
    follow_changes(enrollment=fresh(one), on=date(2014, 1, 10))
    files += passed_on(date(2014, 1, 10))
    assert told(*files[1:]) == {(one.reference, JAN): -50_00, (one.reference, FEB): 50_00}
    assert told(*files) == held(one)
    assert in_balance()


def test_said_again_nothing_is_taken_back_twice(ana, vermont):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    check = pays(one, one.net_cents, DAY)
    files = passed_on(DAY)
    bounce_payment(actor=BANK, payment=check, on=date(2013, 12, 20))
    pays(other, other.net_cents, date(2013, 12, 21))
    files += passed_on(date(2013, 12, 21)) + passed_on(date(2013, 12, 21))
    assert len(files) == 2
    assert Entry.objects.filter(account=Account.INSURERS).aggregate(all=Sum("cents"))["all"] == other.net_cents


class TestDrawnLives:
    """Whatever people, banks and coverage do, and whenever 820s go out: an insurer had each month what the ledger holds of it."""

    @pytest.mark.parametrize("number", range(2))
    def test_in_the_end_an_insurer_had_what_the_ledger_holds(self, vermont, number):
        seed = f"{os.environ.get('COVERPORT_SEED', '0')}-{number}"
        drawn = random.Random(seed)
        those = [chosen(somebody(f"person{n}@example.org"), vermont) for n in range(3)]
        on, files, done = DAY, [], [seed]
        for _ in range(18):
            one = fresh(drawn.choice(those))
            step = drawn.choice([_pays, _pays, _pays, _bounces, _ends, _comes_back, _costs_less, _refunds])
            try:
                with transaction.atomic():
                    step(one, on, drawn)
                done.append(f"{on} {one.reference} {step.__name__}")
            except (Refusal, IntegrityError) as error:
                done.append(f"{on} {one.reference} {step.__name__}: {type(error).__name__}")
            deliver()
            if drawn.random() < 0.5:
                files += passed_on(on)
            on += timedelta(days=drawn.randint(0, 15))
            on_days(vermont, on)
        print(*done, *(file.content for file in files), sep="\n")
        rich = chosen(somebody("rich@example.org"), vermont)
        pays(rich, rich.net_cents, DAY)
        for month in range(on.month, 13):  # enough comes in for all that is to be taken back
            on_days(vermont, date(2014, month, 1))
            pays(rich, max(1, sum(charge.open for charge in charges([fresh(rich)]))), date(2014, month, 1))
            files += passed_on(date(2014, month, 1))
        covered = [one for one in (*those, rich) if fresh(one).status in COVERED]
        assert told(*files) == held(*covered)
        never = {one.reference for one in (*those, rich)} - {one.reference for one in covered}
        assert not any(policy in never for policy, _ in told(*files))
        sums = trial_balance(vermont)
        assert sums.get("insurers", 0) == sum(told(*files).values())
        assert sum(sums.values()) == 0
        arrived = Payment.objects.filter(bounced_on=None).aggregate(all=Sum("amount_cents"))["all"]
        sent = Refund.objects.filter(status="sent").aggregate(all=Sum("amount_cents", default=0))["all"]
        assert sums["cash"] == arrived - sent - sums.get("insurers", 0)


def _pays(one, on, drawn):
    amounts = (one.net_cents // 2, one.net_cents, one.net_cents + 100, 3 * one.net_cents)
    pays(one, drawn.choice(amounts), on)


def _bounces(one, on, drawn):
    good = list(Payment.objects.filter(enrollment=one, bounced_on=None))
    if good:
        bounce_payment(actor=BANK, payment=drawn.choice(good), on=on)


def _ends(one, on, drawn):
    last = on + timedelta(days=drawn.randint(-40, 40))
    end_coverage(actor=BANK, enrollment=one, cause="requested", last=last, on=on)


def _comes_back(one, on, drawn):
    reinstate_coverage(actor=BANK, enrollment=one, on=on)


def _costs_less(one, on, drawn):
    rows = PersonMonth.objects.filter(enrollment=one, premium_cents__gt=100_00).order_by("person", "month", "-number")
    if those := list(rows.distinct("person", "month")):
        cheaper(drawn.choice(those), drawn.randint(1, 20_00))
        follow_changes(enrollment=one, on=on)


def _refunds(one, on, drawn):
    for refund in Refund.objects.filter(payment__enrollment=one, status="due"):
        refund_sent(actor=BANK, refund=refund, confirmation=f"C{refund.pk}", on=on)
