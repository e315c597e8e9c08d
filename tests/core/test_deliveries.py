import threading
from datetime import date
from typing import ClassVar

import pytest
from django.db import IntegrityError, connection, transaction

from coverport.core import deliveries
from coverport.core.access import Actor
from coverport.core.deliveries import drain, work_once
from coverport.core.events import Fact, fact, record, subscribe
from coverport.core.models import Delivery, Event

pytestmark = pytest.mark.django_db(transaction=True)


@fact
class BellRang(Fact, frozen=True):
    kind: ClassVar[str] = "tests.bell_rang"
    number: int


heard: list[int] = []
broken: set[int] = set()


@subscribe(BellRang, "tests.listener")
def listen(rang: BellRang, event: Event) -> None:
    if rang.number in broken:
        raise ValueError("deaf")
    heard.append(rang.number)


@pytest.fixture(autouse=True)
def silence():
    heard.clear()
    broken.clear()


def ring(number: int, subject: str = "bell-1") -> None:
    with transaction.atomic():
        record(BellRang(number=number), by=Actor.system("test"), on=date(2013, 12, 10), exchange="vt", subject=subject)


def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(BellRang(number=1), by=Actor.system("test"), on=date(2013, 12, 10), exchange="vt", subject="bell")
    assert not Event.objects.exists()


def test_a_change_that_fails_leaves_neither_event_nor_delivery():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ring(1)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_an_event_is_never_changed_and_never_deleted():
    ring(1)
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        Event.objects.update(actor="somebody else")
    Delivery.objects.all().delete()
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.get().actor == "system:test"


def test_deliveries_of_a_subject_keep_their_order_and_are_done_once():
    for number in range(5):
        ring(number)
    drain()
    drain()
    assert heard == [0, 1, 2, 3, 4]
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_delivery_that_fails_holds_back_its_own_subject_alone():
    broken.add(1)
    ring(1, "bell-1")
    ring(2, "bell-1")
    ring(3, "bell-2")
    drain(limit=10)
    assert heard == [3]
    waiting = Delivery.objects.get(event__data__number=1)
    assert waiting.error == "ValueError: deaf"
    assert waiting.attempts == 1

    broken.clear()
    Delivery.objects.update(due_at="2013-12-10T00:00:00Z")
    drain()
    assert heard == [3, 1, 2]


def test_a_batch_that_takes_long_is_committed_before_all_of_it_is_done(monkeypatch):
    for number in range(3):
        ring(number, f"bell-{number}")
    monkeypatch.setattr(deliveries, "LONGEST_BATCH", 0.0)
    assert [work_once(), Delivery.objects.filter(done_at=None).count()] == [1, 2]
    monkeypatch.setattr(deliveries, "LONGEST_BATCH", 60.0)
    assert [work_once(), heard] == [2, [0, 1, 2]]


def test_two_workers_do_nothing_twice():
    for number in range(60):
        ring(number, f"bell-{number % 7}")

    def worker():
        while work_once(limit=5):
            pass
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain()
    assert sorted(heard) == list(range(60))
