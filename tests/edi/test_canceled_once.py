"""An insurer hears of each end and its taking back when it makes sense to it: never that what it holds canceled is canceled."""

import os
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.edi.actions import write_batch
from coverport.edi.models import Due834
from coverport.edi.receive import receive
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment
from tests.edi.enrolled import AT, deliver, enroll, paid
from tests.edi.insurer import confirmation, ending, messages, reinstatement
from tests.edi.splitter import Policy, split
from tests.edi.test_whole_life import heard, why
from tests.enrollment.choices import choose
from tests.enrollment.drawn import no_gap_that_was_not_asked_for
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
STAFF = Actor.system("staff")
MARCH_10 = date(2014, 3, 10)
# The same lives each time; LIVES=50 COVERPORT_SEED=7 draws others.
SEED = os.environ["COVERPORT_SEED"] if "LIVES" in os.environ else "495848"


def cancels(enrollment) -> None:
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2013, 12, 31), on=MARCH_10)
    deliver()


def comes_back(enrollment) -> None:
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=MARCH_10)
    deliver()


def test_canceled_again_before_the_taking_back_was_told_nothing_is_told(federal):
    enrollment = paid(enroll(federal))
    heard()
    cancels(enrollment)
    assert [why(policy)[0] for policy in heard()] == ["024"]
    comes_back(enrollment)
    cancels(enrollment)
    assert heard() == []
    comes_back(enrollment)
    assert next(why(policy)[0] for policy in heard()) == "025"
    cancels(enrollment)
    assert [why(policy)[0] for policy in heard()] == ["024"]


def test_canceled_again_after_the_insurers_own_cancellation_nothing_is_told(federal):
    enrollment = enroll(federal)
    (policy,) = heard()
    assert outcome(ending(policy)) == "applied"
    deliver()
    enrollment.refresh_from_db()
    assert enrollment.status == "canceled"
    comes_back(enrollment)
    cancels(enrollment)
    assert heard() == []


def test_canceled_after_an_end_was_told_it_is_told(federal):
    enrollment = paid(enroll(federal))
    heard()
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2014, 6, 30), on=MARCH_10)
    heard()
    comes_back(enrollment)
    cancels(enrollment)
    assert [why(policy) for policy in heard()] == [("024", "CANCEL")]


def test_a_taking_back_is_not_told_once_the_insurer_says_again_that_it_ended(federal):
    enrollment = paid(enroll(federal))
    (policy,) = heard()
    cancels(enrollment)
    assert [why(policy)[0] for policy in heard()] == ["024"]
    comes_back(enrollment)
    assert outcome(ending(policy, additional="TERM", end="20140430")) == "applied"
    deliver()
    assert "025" not in [why(policy)[0] for policy in heard()]
    comes_back(enrollment)
    assert next(why(policy)[0] for policy in heard()) == "025"


def test_who_bills_and_says_when_coverage_ends_had_been_paid(federal):
    enrollment = enroll(federal)
    (policy,) = heard()
    assert outcome(ending(policy, additional="TERM", end="20140430")) == "applied"
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 4, 30))
    assert enrollment.effectuated_on is not None
    assert heard() == []


def test_taken_back_to_an_end_that_was_told_before_months_after_that_end_are_not_told(federal):
    """An end on June 5 had cut June, and was never told: May 27 was, then the insurer canceled all of it and took that back."""
    enrollment = paid(enroll(federal))
    (policy,) = heard()
    for last in (date(2014, 6, 5), date(2014, 5, 27)):
        end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=last, on=MARCH_10)
        deliver()
    assert [why(each) for each in heard()][-1] == ("024", "TERM")
    assert outcome(ending(policy)) == "applied"
    deliver()
    assert outcome(reinstatement(policy), number=302) == "applied"
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("terminated", date(2014, 5, 27))
    assert [(why(each), each.subscriber.one("DTP", "357")[3]) for each in heard() if why(each)[0] == "024"] == [
        (("024", "TERM"), "20140527")
    ]


def test_who_takes_back_its_own_end_hears_that_ours_before_it_is_taken_back_too(federal):
    """Our end in June was told; it was taken back, and before that was told the insurer canceled all of it, and took that back."""
    enrollment = paid(enroll(federal))
    (policy,) = heard()
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2014, 6, 30), on=MARCH_10)
    deliver()
    assert [why(each)[0] for each in heard()] == ["024"]
    comes_back(enrollment)
    assert outcome(ending(policy)) == "applied"
    deliver()
    assert heard() == []
    assert outcome(reinstatement(policy), number=302) == "applied"
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("reinstated", date(2014, 12, 31))
    assert next(why(each)[0] for each in heard()) == "025"


def outcome(line, number=301) -> str:
    """What comes of an insurer's message."""
    content = messages(number, [line])
    return receive(exchange="federal", issuer="96751", name=str(number), content=content, at=AT).heard.get().outcome


class Book:
    """What an insurer holds by what it heard and said, and refuses what makes no sense then."""

    def __init__(self) -> None:
        self.state, self.end = "", ""
        # Whether it heard an end of ours that was not taken back: it hears so also where it took back its own.
        self.ours = False

    def hears(self, policy: Policy) -> None:
        kind, additional = why(policy)
        if kind == "021":
            assert self.state == "", (self.state, kind)
            self.state = "enrolled"
        elif kind == "025":
            assert self.state in {"canceled", "terminated"} or self.ours, (self.state, kind)
            self.state = "enrolled"
        elif kind == "024" and additional.startswith("CANCEL"):
            assert self.state in {"enrolled", "terminated"}, (self.state, additional)
            self.state = "canceled"
        elif kind == "024":
            assert self.state in {"enrolled", "terminated"}, (self.state, additional)
            self.state, self.end = "terminated", policy.subscriber.one("DTP", "357")[3]
        else:
            assert self.state in {"enrolled", "terminated"}, (
                self.state,
                kind,
            )  # what a month that the end cuts comes to
        self.ours = kind == "024" or (self.ours and kind != "025")


@pytest.mark.parametrize("number", range(int(os.environ.get("LIVES", "4"))))
def test_whatever_ends_and_comes_back_each_message_makes_sense_to_who_hears_it(federal, number):
    drawn = random.Random(f"{SEED}-{number}")
    enrollment, books, done, said = enroll(federal), defaultdict(Book), [], 300
    if number % 2:
        paid(enrollment)
    beginning = None
    for _ in range(16):
        step = drawn.choice(["cancel", "end", "back", "back", "hear", "hear", "insurer", "income", "other", "pay"])
        try:
            if step == "cancel":
                end_coverage(
                    actor=STAFF, enrollment=enrollment, cause="requested", last=date(2013, 12, 31), on=MARCH_10
                )
            elif step == "end":
                last = date(2014, 3, 31) + timedelta(days=drawn.choice([0, 30, 61]))
                end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=last, on=MARCH_10)
            elif step == "back":
                reinstate_coverage(actor=STAFF, enrollment=enrollment, on=MARCH_10)
            elif step == "income":
                change = reported(enrollment, "income", MARCH_10, on=MARCH_10)
                answer_anew(change, on=MARCH_10, income=drawn.choice([28_000_00, 31_000_00, 33_000_00]))
                agreed(change, on=MARCH_10)
            elif step == "other":
                choose(
                    enrollment.application,
                    level="bronze",
                    on=MARCH_10,
                    instead_of=Enrollment.objects.get(pk=enrollment.pk),
                )
            elif step == "pay":
                paid(Enrollment.objects.get(pk=drawn.choice(Enrollment.objects.values_list("pk", flat=True))))
            elif step == "insurer" and beginning:
                said += 1
                how = drawn.choice(["cancel", "terminate", "reinstate", "confirm"])
                line = {
                    "cancel": ending(beginning), "reinstate": reinstatement(beginning), "confirm": confirmation(beginning),
                    "terminate": ending(beginning, additional="TERM", end="20140430"),
                }[how]  # fmt: skip
                taken = receive(
                    exchange="federal", issuer="96751", name=f"{said}", content=messages(said, [line]), at=AT
                )
                step += f" {how} {taken.heard.get().outcome}"
                if taken.heard.get().outcome == "applied" and how != "confirm":
                    books[beginning.number].state = {
                        "cancel": "canceled",
                        "terminate": "terminated",
                        "reinstate": "enrolled",
                    }[how]
                    if how == "terminate":
                        books[beginning.number].end = "20140430"
            done.append(step)
        except Refusal as refused:
            done.append(f"{step} {refused.code}")
        print(done[-1])
        deliver()
        if step == "hear":
            for policy in hears():
                print("  ", why(policy))
                beginning = beginning or policy
                books[policy.number].hears(policy)
    for policy in hears():
        print("  ", why(policy))
        books[policy.number].hears(policy)
    no_gap_that_was_not_asked_for()
    for row in Enrollment.objects.all():
        agrees(row, books.pop(row.reference, Book()))
    assert books == {}


def agrees(row: Enrollment, book: Book) -> None:
    there = {"effectuated": "enrolled", "reinstated": "enrolled"}.get(row.status, row.status)
    if row.waiting:
        there = "terminated" if row.end < date(2014, 12, 31) else "enrolled"
    assert book.state == there or (book.state == "" and there == "canceled")
    if there == "terminated" and book.end:
        assert book.end == f"{row.end:%Y%m%d}"


def hears() -> list[Policy]:
    file = write_batch(exchange="federal", issuer="96751", at=AT)
    assert not Due834.objects.exclude(fault="").exists()
    return split(file.bytes, initial=False).policies if file else []
