"""What comes at once, on connections of its own: no two wait for each other, and the second sees what the first has done."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from coverport.applications.models import Household
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.edi import profiles
from coverport.edi.actions import write_batch
from coverport.edi.counters import take
from coverport.edi.due import mark_due
from coverport.edi.models import Counter, Discrepancy, Due834, Reconciliation
from coverport.edi.receive import receive
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.lines import Header, write_part
from coverport.edi.reconciliation.settling import settle_discrepancy
from coverport.edi.reconciliation.taking import take_view
from coverport.edi.reconciliation.view import view
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, DAY, LUIS
from tests.edi.enrolled import deliver, enroll, written
from tests.edi.insurer import confirmation, messages
from tests.edi.splitter import split
from tests.enrollment.lives import agreed, reported

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_sale")]
ISSUER = {"exchange": "federal", "issuer": "96751"}
MARCH, AT = date(2014, 3, 1), datetime(2014, 3, 16, 9, 0, tzinfo=UTC)
MADE = datetime(2014, 3, 15, 18, 0, tzinfo=UTC)
Verb = Callable[[], Any]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
# Within a transaction PostgreSQL goes on telling what it told first.
ANEW = "SELECT pg_stat_clear_snapshot()"


def at_once(hold: Verb, *verbs: Verb) -> list[Any]:
    """What the verbs answer, each on its own connection: one begins when the one before waits, all behind what `hold` locks."""
    with ThreadPoolExecutor(len(verbs)) as threads:
        with transaction.atomic():
            hold()
            running = []
            for number, verb in enumerate(verbs, start=1):
                running.append(threads.submit(alone, verb))
                until_waiting(number)
        return [each.result(60) for each in running]


def alone(verb: Verb) -> Any:
    try:
        return verb()
    finally:
        connections.close_all()


def until_waiting(count: int) -> None:
    until = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(ANEW)
            cursor.execute(WAITING)
            if cursor.fetchone() == (count,):
                return
            time.sleep(0.02)
    raise AssertionError(f"{count} do not wait")


@pytest.fixture
def told(federal):
    """An enrollment that the insurer knows of, and the message."""
    enrollment = enroll(federal, (ANA, LUIS), income=60_000_00)
    deliver()
    return enrollment, split(written(federal).bytes).policies[0]


def their_view(enrollment: Enrollment, made: datetime) -> bytes:
    """As ours, but that a policy ends in June: for staff."""
    ours = view("federal", profiles.load("federal", "96751"), MARCH)
    rows = [dict(row) for policy in ours for row in policy.people.values()]
    (first,) = [row for row in rows if (row["policy"], row["subscriber"]) == (enrollment.reference, "Y")]
    first["policy_end"] = "2014-06-30"
    header = Header(tables.OURS, "federal", "96751", MARCH.isoformat(), made.isoformat(), 1, True)
    return "".join(write_part(header, rows, tables.layout(tables.OURS))).encode()


def taking(enrollment: Enrollment, made: datetime = MADE) -> Verb:
    content = their_view(enrollment, made)
    return lambda: take_view(**ISSUER, name="view", content=content, at=AT)


def locked(enrollment: Enrollment) -> Verb:
    household = enrollment.application.household_id
    return lambda: Household.objects.select_for_update().get(pk=household)


def test_a_view_and_confirmations_of_its_policies_are_both_taken_in(federal, told):
    enrollment, policy = told
    other = enroll(federal, (ANA, LUIS), email="luis@example.org", income=60_000_00)
    deliver()
    said = messages(301, [confirmation(split(written(federal).bytes).policies[0]), confirmation(policy)])
    received, compared = at_once(
        locked(other),
        lambda: receive(**ISSUER, name="in.edi", content=said, at=AT),
        taking(enrollment),
    )
    assert [each.outcome for each in received.heard.all()] == ["applied", "applied"]
    assert (compared.faults, Reconciliation.objects.get().status) == ([], "compared")


def test_a_file_is_written_while_another_one_is_taken_in(federal, told):
    enrollment, policy = told
    due = Due834.objects.get()
    Due834.objects.create(
        enrollment=enrollment, kind="change", event=due.event, since=enrollment.start, exchange="federal", issuer_id="96751", on=due.on
    )  # fmt: skip
    said = messages(301, [confirmation(policy)])
    file, received = at_once(
        lambda: take("federal", Counter.Kind.TRANSACTION),
        lambda: write_batch(**ISSUER, at=AT),
        lambda: receive(**ISSUER, name="in.edi", content=said, at=AT),
    )
    (answer,) = received.answered_by.filter(set="999")
    assert answer.control == file.control + 1


def test_an_older_view_that_comes_while_a_newer_one_is_compared_comes_too_late(told):
    enrollment, _ = told
    newer, older = at_once(
        lambda: take("federal", Counter.Kind.INTERCHANGE),
        taking(enrollment, MADE + timedelta(hours=1)),
        taking(enrollment),
    )
    assert (newer.faults, older.faults) == ([], ["line 1: view_older: a newer view of this month has come already"])
    assert Reconciliation.objects.get().status == "compared"


def test_staff_settle_what_is_just_compared_again(told):
    enrollment, _ = told
    taking(enrollment)()
    row = Discrepancy.objects.get(field="policy_end")
    settle = {
        "actor": Actor.system("test"),
        "row": row,
        "right": "exchange",
        "note": "They have misread it.",
        "on": AT.date(),
    }
    at_once(
        locked(enrollment),
        taking(enrollment, MADE + timedelta(hours=1)),
        lambda: settle_discrepancy(**settle),
    )
    row.refresh_from_db()
    assert (row.status, row.seen_in.made_at) == ("settled", MADE + timedelta(hours=1))


def test_a_change_between_two_reads_of_what_is_due_is_told_once(federal):
    enrollment = enroll(federal, (ANA, LUIS), income=60_000_00)
    luis = enrollment.members.get(subscriber=False).person.reference
    left = []

    def leave() -> None:
        agreed(reported(enrollment, "drop_member", date(2014, 1, 31), on=DAY, people=[luis]), on=DAY)

    def before_people_are_read(execute, statement, *more):
        """The months are read already: Luis leaves before the people are."""
        if not left and 'FROM "enrollment_enrollmentmember"' in statement:
            left.append(luis)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(alone, leave).result(60)
        return execute(statement, *more)

    with connection.execute_wrapper(before_people_are_read):
        mark_due(
            enrollment=enrollment.reference, event=Event.objects.get(kind="enrollment.plan_selected"), where="issuer"
        )
    deliver()
    assert left
    changes = Due834.objects.filter(enrollment=enrollment, kind="change", withdrawn_on=None)
    assert [each.since for each in changes] == [date(2014, 2, 1)]
