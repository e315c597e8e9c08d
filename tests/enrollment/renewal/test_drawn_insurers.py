"""Drawn households whose insurers speak, too: they confirm, cancel, end and bring back, in the old year, in the new one, and for each.

Coverage of the new year goes on or ends by what was said last, and each side hears once what the other one did.
"""

import os
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.edi import known
from coverport.edi.rules.acceptance import Said, rejections
from coverport.enrollment.actions import expire_enrollments
from coverport.enrollment.models import Enrollment, Renewal
from tests.billing.accounts import deliver
from tests.edi.splitter import Policy
from tests.edi.test_book_by_month import Book, hear, here
from tests.edi.test_whole_life import why
from tests.enrollment.drawn import TOLD, back, ends, income, taken
from tests.enrollment.renewal.drawn_autumn import GOES_ON, NEVER, begin, chooses, days, somebody
from tests.enrollment.renewal.market import run

pytestmark = pytest.mark.django_db
# The same life each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "5"
# The guideline of February 2027 is not known yet: people change nothing from then on, insurers still speak.
LAST_CHANGE, LAST = date(2027, 1, 15), date(2027, 2, 20)


class Insurer(Book):
    """A book that takes nothing twice: what is canceled is not canceled, and what goes on is not brought back."""

    def __init__(self) -> None:
        super().__init__()
        # own: what the insurer itself said of it last, and nobody took back; ours: the last day by the exchange's end that stands.
        self.state = self.own = ""
        self.ours: date | None = None

    def hears(self, policy: Policy) -> None:
        kind, additional = why(policy)
        after = "canceled" if additional.startswith("CANCEL") else "ended" if kind == "024" else "enrolled"
        may = {
            "021": {""}, "025": {"canceled", "ended"}, "024": {"enrolled", "ended"}, "001": {"enrolled", "ended"},
        }[kind]  # fmt: skip
        # It took back what it said itself, and holds an end of ours that was taken back before and not told.
        taken_back = kind == "025" and self.ours is not None
        assert self.state in may or taken_back, (policy.number, self.state, kind, additional)
        self.state = self.state if kind == "001" else after
        self.own = "" if kind == "025" else self.own
        if kind in {"024", "025"}:
            told = policy.subscriber.one("DTP", "357")[3] if after == "ended" else ""
            self.ours = date.fromisoformat(told) if told else None
        super().hears(policy)

    def says(self, event: str, last: date | None) -> None:
        if event == "cancel":
            self.state, self.canceled = "canceled", True
        elif event == "terminate":
            self.state, self.last = "ended", last.month
        elif event == "reinstate":
            self.state, self.canceled, self.last = "enrolled", False, 12
        self.own = self.own if event == "effectuate" else self.state


@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "1"))))
def test_whatever_insurers_say_coverage_goes_on_or_ends_by_what_was_said_last(federal_years, number):
    drawn = random.Random(f"{SEED}-{number}")
    begin(drawn)
    books: dict[str, Insurer] = defaultdict(Insurer)
    by_staff: set[str] = set()
    steps = [*TOLD, income, ends, back, chooses]
    for on, acts in days(drawn, LAST, apart=12, due=every_third):
        if acts:
            heard = [books[row.reference] for row in Enrollment.objects.all() if row.reference in books]
            if heard and (on > LAST_CHANGE or drawn.random() < 0.6):
                speaks(drawn, books, on)
            elif on <= LAST_CHANGE:
                step, row = drawn.choice(steps), somebody(drawn)
                by_staff |= {row.reference} if step is ends else set()
                taken(step, row, on, drawn)
            deliver()
            deliver()
            if drawn.random() < 0.7:
                hear(books)
        elif on.year == 2026:
            run(on)
        else:
            expire_enrollments(actor=Actor.system("calendar"), exchange=federal_years, year=2026, on=on)
    deliver()
    deliver()
    hear(books)
    right(books, by_staff)


def every_third(on: date) -> bool:
    """Every third day, and once nothing is renewed any more the first of a month."""
    return on.day % 3 == 1 if on <= LAST_CHANGE else on.day == 1


def speaks(drawn: random.Random, books: dict[str, Insurer], on: date) -> None:
    """An insurer, about one of the policies that it has heard of."""
    row = drawn.choice([row for row in Enrollment.objects.order_by("pk") if row.reference in books])
    book = books[row.reference]
    if book.state in {"canceled", "ended"} and drawn.random() < 0.6:
        event = "reinstate"
    elif row.status in {"selected", "awaiting_payment"}:
        event = drawn.choice(["effectuate", "effectuate", "cancel"])
    else:
        event = drawn.choice(["terminate", "terminate", "cancel", "effectuate"])
    month = date(on.year, on.month, 1) - timedelta(days=1)
    for _ in range(drawn.randint(0, 2)):
        month = month.replace(day=1) - timedelta(days=1)
    last = drawn.choice([month, month, date(on.year, on.month, 15)]) if event == "terminate" else row.start
    people = list(row.members.select_related("person"))
    message = Said(
        event=event, policy_id=row.reference, subscriber_id=next(one.person.reference for one in people if one.subscriber),
        members={one.person.reference: f"G{one.pk}" for one in people if one.active and one.coverage.lower <= row.start},
        begin=row.start, end=None if event in {"effectuate", "reinstate"} else last, paid_through=last,
        reason="59" if event in {"cancel", "terminate"} else "", additional={"cancel": "CANCEL", "terminate": "TERM"}.get(event, ""),
    )  # fmt: skip
    found = known.policy("federal", row.reference)
    refused = rejections(message, known.known(found) if found else None, row.issuer_id)
    try:
        with transaction.atomic():
            told = [each.code for each in refused] or known.apply(found, message, on)
    except Refusal as refusal:  # left to staff, as where a file is taken in
        told = refusal.code
    print(on, "insurer", row.reference, event, message.end, told or "applied")
    if not told:
        book.says(event, message.end)


def right(books: dict[str, Insurer], by_staff: set[str]) -> None:
    for row in Enrollment.objects.order_by("pk"):
        print(row.reference, row.year, row.status, row.start, row.end, row.end_cause, row.start_rule)
    for row in Enrollment.objects.order_by("pk"):
        assert books[row.reference].standing() == ({} if row.status in NEVER else here(row)), row.reference
        own, ours, before = books[row.reference].own, books[row.reference].ours, row.follows
        if ours is not None:
            assert row.status not in GOES_ON, (row.reference, "an insurer takes back no end but its own")
            assert row.end <= ours, row.reference
        if own == "canceled":
            assert row.status not in GOES_ON, (row.reference, "nobody brings back what its insurer canceled")
        if row.year != 2027 or row.start_rule != "renewal" or before is None or before.issuer_id != row.issuer_id:
            continue
        unpaid = before.end_cause == "nonpayment" and (before.status == "canceled" or before.end < date(2026, 12, 31))
        if unpaid and own != "enrolled":
            assert row.status not in GOES_ON, (row.reference, "goes on from what was not paid")
        if row.status == "canceled" and row.end_cause == "nonpayment" and not own and row.reference not in by_staff:
            early = before.status == "terminated" and before.end < date(2026, 12, 31)
            assert unpaid or early, (row.reference, "ended without a reason")
    lasting = Enrollment.objects.filter(
        year=2026, end=date(2026, 12, 31), status__in=(*GOES_ON, "expired", "terminated")
    )
    for row in lasting:
        renewal = Renewal.objects.filter(before=row).first()
        print(row.reference, renewal and (renewal.status, renewal.why, renewal.due_on))
        assert renewal is None or renewal.status != "told" or renewal.due_on > LAST_CHANGE - timedelta(days=3)
