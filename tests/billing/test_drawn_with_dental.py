"""Drawn households with a dental plan beside, from a first payment on or over a turn of the year, where the exchange or the insurer bills.

Beside the product stands what insurers heard, what money came and who is covered when; nothing is charged above what was signed.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest

from coverport.billing.actions import run_day
from coverport.billing.ledger import chain_of, charges
from coverport.billing.models import Invoice, Payment, Refund
from coverport.core.access import Actor
from coverport.core.dates import first_of_month
from coverport.core.models import Event
from coverport.enrollment.actions import expire_enrollments
from coverport.enrollment.models import Enrollment, PersonMonth, Renewal
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.plans import context
from tests.applications.households import ANA, LUIS, person
from tests.billing.accounts import deliver
from tests.billing.drawn_beside import (
    GOES_ON,
    WAITING,
    bounces,
    dental,
    insurer_cancels,
    make_markets,
    of_exchange,
    other,
    owed,
    somebody,
    window,
)  # fmt: skip
from tests.billing.test_money_of_a_life import more, part, refunds
from tests.billing.test_money_of_a_life import right as money_is_right
from tests.edi.test_book_by_month import Book, hear, here
from tests.edi.test_whole_life import why
from tests.enrollment.drawn import (
    TOLD,
    back,
    born,
    ends,
    income,
    leaves,
    marries,
    moves,
    no_gap_that_was_not_asked_for,
    taken,
)
from tests.enrollment.renewal.market import PLACES, enrolled, made_once, run
from tests.enrollment.renewal.market import TOLD as FIRST_RUN

pytestmark = pytest.mark.django_db
# The same lives each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "1"
STATES = ("MA", "NH") if "LIVES" in os.environ else ("MA",)
# A first payment, its deadline and a month after it: as much as the suite has time for.
SPRING = date(2026, 4, 20) if "LIVES" in os.environ else date(2026, 2, 4)
KID, TEEN = person("Mia", date(2019, 6, 1), "child"), person("Ben", date(2007, 11, 5), "child")
# With incomes at which no child has CHIP and all have a credit; others are told of, too.
HOUSEHOLDS = (
    ((ANA, KID), 75_000_00), ((ANA, TEEN), 75_000_00), ((ANA, LUIS, KID), 95_000_00), ((ANA, LUIS, KID, TEEN), 115_000_00),
)  # fmt: skip
NEVER = ("canceled", "voided", "pended")
# The guideline of February 2027 is not known yet.
LAST = date(2027, 1, 20)
USUAL = (income, born, marries, moves, leaves)
MONEY = (of_exchange(part), of_exchange(more), owed, owed, bounces, refunds)
STEPS = (
    *TOLD, *USUAL, *USUAL, *MONEY, dental, dental, dental, other, other, other, ends, ends, back, back, back, window, window,
    insurer_cancels,
)  # fmt: skip


@pytest.fixture(scope="module")
def _markets(django_db_setup, django_db_blocker, tmp_path_factory):
    with made_once(django_db_blocker, tmp_path_factory.mktemp("markets"), partial(make_markets, *STATES)) as folder:
        yield folder


@pytest.fixture
def markets(_markets, db, monkeypatch):
    monkeypatch.setenv("COVERPORT_DATA", str(_markets))
    context._published.cache_clear()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "1"))))
def test_a_household_with_health_and_dental_plans(markets, state, number, monkeypatch):
    drawn = random.Random(f"{SEED}-{number}")
    exchange = Exchange.objects.get(slug=PLACES[state][0])
    # Half of them from a first payment into spring, half from autumn into the new year.
    turns = number % 2 == 1
    people, fits = drawn.choice(HOUSEHOLDS)
    monkeypatch.setattr(
        "tests.enrollment.drawn.INCOMES",
        (45_000_00, *[fits + by for by in (-4_000_00, -2_000_00, 0, 3_000_00, 8_000_00)], 140_000_00),
    )
    on = date(2025, 11, 21)
    print("household", [one.first_name for one in people], "turns" if turns else "begins")
    row = enrolled(people, state, income=fits, level=drawn.choice(["bronze", "bronze", "gold"]), effective=False)
    if drawn.random() < 0.5:
        taken(other, row, on, drawn)
    deliver()
    if drawn.random() < 0.9:
        taken(dental, row, on, drawn)
        deliver()
    last = LAST if turns else SPRING
    if turns:
        for day in quiet():
            for each in Enrollment.objects.filter(status__in=GOES_ON):
                owed(each, day, drawn)
            deliver()
            daily(exchange, state, day)
        on = date(2026, 9, 20)
    books: dict[str, Sensible] = defaultdict(Sensible)
    hear(books)
    next_one = on
    while on <= last:
        if on.day in (1, 2, 11, 24, 25) or on in (date(2026, 11, 3), date(2026, 12, 31)):
            daily(exchange, state, on)
            check(state, on)
        while next_one == on:
            if drawn.random() < 0.2:
                for each in Enrollment.objects.filter(status__in=GOES_ON):
                    taken(owed, each, on, drawn)
                deliver()
            else:
                taken(drawn.choice(STEPS), somebody(drawn), on, drawn)
                knows_what_it_said(books)
                deliver()
            daily(exchange, state, on)
            check(state, on)
            if drawn.random() < 0.5:
                hear(books)
            next_one += timedelta(days=drawn.randint(0, 15))
        on += timedelta(days=1)
    hear(books)
    for row in Enrollment.objects.order_by("pk"):
        print(row.reference, row.kind, row.year, row.status, row.start, row.end, row.end_cause)
    no_letter_twice()
    if turns:
        left = Renewal.objects.filter(status="told", due_on__lte=on, before__status__in=(*GOES_ON, "expired"))
        assert not left.exists(), list(left.values_list("before__reference"))
    for row in Enrollment.objects.order_by("pk"):
        # Where the exchange bills, the insurer hears of a choice once it is paid.
        untold = row.status in NEVER or (row.biller == "exchange" and row.status in WAITING)
        assert books[row.reference].standing() == ({} if untold else here(row)), row.reference


class Sensible(Book):
    """A book of an insurer to which each message makes sense by what it heard before."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ""

    def hears(self, policy) -> None:
        super().hears(policy)
        kind, additional = why(policy)
        if kind == "021":
            assert self.state == "", (policy.number, self.state, kind)
            self.state = "enrolled"
        elif kind == "025":
            assert self.state in {"canceled", "terminated"}, (policy.number, self.state, kind)
            self.state = "enrolled"
        elif kind == "024":
            assert self.state in {"enrolled", "terminated"}, (policy.number, self.state, additional)
            self.state = "canceled" if additional.startswith("CANCEL") else "terminated"
        else:
            assert self.state in {"enrolled", "terminated"}, (policy.number, self.state, kind)


def knows_what_it_said(books: dict[str, Sensible]) -> None:
    """The insurer that canceled what it had heard of is not told so."""
    for row in Enrollment.objects.filter(status="canceled", biller="issuer"):
        newest = Event.objects.filter(subject=row.reference, kind="enrollment.canceled").order_by("pk").last()
        if newest.actor == "system:edi" and books[row.reference].state == "enrolled":
            books[row.reference].state, books[row.reference].canceled = "canceled", True


def no_letter_twice() -> None:
    said = defaultdict(list)
    for notice in Notice.objects.order_by("id"):
        said[notice.kind, notice.about, notice.on, "\n".join(texts(notice.content))].append(notice.pk)
    assert not [(key[:3], keys) for key, keys in said.items() if len(keys) > 1]


def quiet() -> Iterator[date]:
    yield date(2025, 12, 20)
    for month in range(1, 10):
        yield date(2026, month, 1)
        yield date(2026, month, 20)


def daily(exchange: Exchange, state: str, on: date) -> None:
    if on.year == 2027:
        expire_enrollments(actor=Actor.system("calendar"), exchange=exchange, year=2026, on=on)
        deliver()
    if FIRST_RUN <= on < date(2027, 1, 1):
        run(on, state)
        deliver()
    report = run_day(exchange=exchange, on=on)
    assert report.failed == []
    deliver()


def check(state: str, on: date) -> None:
    if state == "MA":
        money_is_right(on)
        unpaid_is_canceled(on)
    credit_is_right()
    nobody_twice()
    no_gap_that_was_not_asked_for()


def unpaid_is_canceled(on: date) -> None:
    """Whoever did not pay the first bill by its day is canceled, from the first day, and nothing else."""
    for row in Enrollment.objects.exclude(status="pended"):
        first = Invoice.objects.filter(enrollment=row, month=first_of_month(row.start)).first()
        if row.status in WAITING:
            assert first is not None, row.reference
            assert first.due_on >= on, (row.reference, first.due_on, on)
        if row.status in ("effectuated", "reinstated") and first is not None and first.due_on < on:
            chain = chain_of(row)
            # What went on from coverage that cost nothing is in grace instead.
            began = min((one for one in chain if one.status != "canceled"), key=lambda one: one.start)
            if not Invoice.objects.filter(enrollment=began, month=first_of_month(began.start)).exists():
                continue
            # So is what staff brought back, with all that went on from it.
            if Event.objects.filter(
                kind="enrollment.reinstated", subject__in=[one.reference for one in chain]
            ).exists():
                continue
            asked = sum(each.asked for each in charges(chain) if each.due_on <= first.due_on)
            assert kept(chain) > 0 or asked <= 0, (row.reference, "stands, and nothing was ever paid")
        if row.status == "terminated":
            assert row.effectuated_on is not None, row
            assert row.end >= row.start, (row.start, row.end)


def kept(chain) -> int:
    paid = Payment.objects.filter(enrollment__in=chain, bounced_on=None)
    sent = Refund.objects.filter(payment__in=paid, status="sent")
    return sum(paid.values_list("amount_cents", flat=True)) - sum(sent.values_list("amount_cents", flat=True))


def covered_rows():
    return Enrollment.objects.exclude(status__in=NEVER).order_by("pk")


def months_there(row):
    rows = PersonMonth.objects.filter(enrollment=row).order_by("person", "month", "-number")
    return [one for one in rows.distinct("person", "month").select_related("person") if one.first is not None]


def credit_is_right() -> None:
    """Dental has credit only for a child under 19 on a health plan that takes it, and only after health has all it can take."""
    health: dict[date, list] = defaultdict(list)
    beside: dict[date, list] = defaultdict(list)
    for row in covered_rows():
        for month in months_there(row):
            (health if row.kind == "medical" else beside)[month.month].append(month)
            assert 0 <= month.credit_cents <= month.ehb_cents <= month.premium_cents
            assert row.start <= month.first <= month.last <= row.end, (row.reference, row.start, row.end, month)
    for month, ones in beside.items():
        for one in ones:
            if one.credit_cents:
                assert one.person_id in {each.person_id for each in health[month]}, ("no health plan", month)
                born = one.person.birth_date
                assert born.replace(year=born.year + 19) > date(month.year, 1, 1), ("too old", month)


def nobody_twice() -> None:
    days: dict[tuple[int, str], list] = defaultdict(list)
    for row in covered_rows():
        for month in months_there(row):
            days[month.person_id, row.kind].append((month.first, month.last, row.reference))
    for key, found in days.items():
        found.sort()
        for (_, last, one), (first, _, two) in pairwise(found):
            assert last < first, ("twice", key, one, two, first, last)
