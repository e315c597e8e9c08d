"""The way to the hub: all at once, within one deadline, whatever a service does. Against the simulator, over HTTP."""

import socket
import threading
import time
from datetime import date
from decimal import Decimal

import pytest

from coverport.applications.hubsim.faults import Fault
from coverport.applications.hubsim.people import Scripted
from coverport.applications.verification.hub import breaker, client
from coverport.applications.verification.hub.adapters import WrongReply, read
from coverport.applications.verification.hub.client import DOWN, NO_HUB, RESTING, SLOW, WRONG, Hub, Outcome, Question
from coverport.applications.verification.hub.wire import WirePerson
from coverport.applications.verification.rules.sources import (
    Ask,
    EmployerAnswer,
    ImmigrationAnswer,
    PublicAnswer,
    ResidencyAnswer,
    Source,
    SsaAnswer,
    TaxAnswer,
    WagesAnswer,
)

BORN = date(1980, 1, 2)
ANA = Scripted(
    first_name="Ana", last_name="Rivera", birth_date=BORN, ssn="900000001", tax=Decimal("30000.50"), wages=Decimal(2500),
    alien_number="A900000001", status="refugee", since=date(2020, 5, 1), employer_coverage=True, programs=("medicare", "military"),
    lives_in="NH",
)  # fmt: skip
PERSON = WirePerson(first_name="ANA", last_name="rivera", birth_date=BORN, ssn="900000001", alien_number="A900000001")
ANSWERS = {
    Source.SSA: SsaAnswer(True, True, False, False),
    Source.IMMIGRATION: ImmigrationAnswer(True, True, "refugee", date(2020, 5, 1)),
    Source.TAX: TaxAnswer(True, {"ana": 30_000_50}),
    Source.WAGES: WagesAnswer(True, 2_500_00),
    Source.EMPLOYER: EmployerAnswer(True, True),
    Source.PUBLIC: PublicAnswer(("medicare", "military")),
    Source.RESIDENCY: ResidencyAnswer(True, "NH"),
}


def about(source: Source, person: WirePerson = PERSON) -> Question:
    return Question(Ask(source, "ana", ("ana",)), (person,), 2014, "NH")


EVERY = [about(source) for source in Source]


@pytest.fixture
def to(hub):
    """A client with some seconds for all questions together."""
    hub.people(ANA)
    return lambda seconds=5.0: Hub(hub.address, seconds)


def test_every_source_is_understood(to):
    assert to().ask_all(EVERY) == [Outcome(ANSWERS[source]) for source in Source]


def test_nobody_is_known_under_another_name_or_birth_date(to):
    other = WirePerson(first_name="Ana", last_name="Rivera", birth_date=date(1980, 1, 3), ssn="900000001")
    found = to().ask_all([about(Source.SSA, other), about(Source.TAX, other), about(Source.RESIDENCY, other)])
    assert [each.answer for each in found] == [SsaAnswer(False), TaxAnswer(False), ResidencyAnswer(False)]


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(("mode", "trouble"), [("down", DOWN), ("wrong", WRONG), ("slow", SLOW)])
def test_a_service_that_fails_gives_a_trouble_and_spares_the_others(to, hub, source, mode, trouble):
    hub.faults(**{source.value: Fault(mode, milliseconds=3000)})
    found = dict(zip(Source, to(1.0).ask_all(EVERY), strict=True))
    assert found.pop(source) == Outcome(trouble=trouble)
    assert found == {each: Outcome(ANSWERS[each]) for each in found}


def test_a_service_that_hangs_up_now_and_then_is_asked_again_at_once(to, hub):
    hub.faults(ssa="flapping")
    assert to().ask_all([about(Source.SSA)]) == [Outcome(ANSWERS[Source.SSA])]


def test_all_are_asked_at_once(to, hub):
    hub.faults(**dict.fromkeys(Source, Fault("slow", milliseconds=400)))
    start = time.monotonic()
    assert [each.trouble for each in to().ask_all(EVERY * 4)] == [""] * 28
    assert time.monotonic() - start < 2.0, "28 answers of 400 ms one after the other would take 11 s"


def test_a_dead_hub_costs_its_deadline_once():
    with socket.socket() as silent:  # takes connections and never says a word
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        asked, deadline = EVERY * 4, 0.3
        dead = Hub(f"http://127.0.0.1:{silent.getsockname()[1]}", deadline)
        start = time.monotonic()
        assert {each.trouble for each in dead.ask_all(asked)} == {SLOW}
        # One after the other they would take twice as long at the least, however busy the machine is.
        assert time.monotonic() - start < len(asked) * deadline / 2


def test_a_hub_that_is_not_there_is_known_at_once_and_then_left_alone():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = Hub(f"http://127.0.0.1:{port}", 5.0)
    start = time.monotonic()
    assert {each.trouble for each in gone.ask_all([about(Source.SSA)] * breaker.FAILURES)} == {DOWN}
    assert gone.ask_all([about(Source.SSA)]) == [Outcome(trouble=RESTING)]
    assert gone.ask_all([about(Source.TAX)]) == [Outcome(trouble=DOWN)], "each service rests by itself"
    assert time.monotonic() - start < 3.0


def test_an_answer_that_drips_does_not_outlast_the_deadline():
    with socket.socket() as dripping:
        dripping.bind(("127.0.0.1", 0))
        dripping.listen(4)

        def drip() -> None:
            line, _ = dripping.accept()
            with line:
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
                for _ in range(8):
                    line.sendall(b" ")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        start = time.monotonic()
        assert Hub(f"http://127.0.0.1:{dripping.getsockname()[1]}", 0.3).ask_all([about(Source.SSA)]) == [
            Outcome(trouble=SLOW)
        ]
        assert time.monotonic() - start < 0.7
        thread.join()


def test_without_a_hub_nothing_is_asked():
    assert Hub("", 1.0).ask_all(EVERY) == [Outcome(trouble=NO_HUB)] * 7


def test_the_settings_name_the_hub(hub, settings):
    assert client.hub() is client.hub()
    assert client.hub().address == hub.address
    settings.HUB_TIMEOUT_MS = 50
    assert client.hub().seconds == 0.05


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (Source.SSA, b""),
        (Source.SSA, b"\xff\xfe"),
        (Source.SSA, b"[]"),
        (Source.SSA, b'{"request":"r"}'),
        (Source.SSA, b'{"request":"other","number_verified":true}'),
        (Source.SSA, b'{"request":"r","number_verified":"yes"}'),
        (Source.TAX, b'{"request":"r","found":true,"incomes":[]}'),
        (Source.TAX, b'{"request":"r","found":true,"incomes":["1","2"]}'),
        (Source.TAX, b'{"request":"r","found":true,"incomes":["NaN"]}'),
        (Source.TAX, b'{"request":"r","found":true,"incomes":["1e400000"]}'),
        (Source.TAX, b'{"request":"r","found":true,"incomes":["1.005"]}'),
        (Source.WAGES, b'{"request":"r","found":true,"month":"-1.00"}'),
        (Source.IMMIGRATION, b'{"request":"r","found":true}'),
        (Source.RESIDENCY, b'{"request":"r","found":true}'),
    ],
)
def test_what_is_no_answer_to_the_question_is_none(source, body):
    with pytest.raises(WrongReply):
        read(source, body, request="r", ask=Ask(source, "ana", ("ana",)))


def test_a_status_of_another_name_says_no_more_than_yes():
    body = b'{"request":"r","found":true,"lawfully_present":true,"status":"NEW VISA"}'
    answer = read(Source.IMMIGRATION, body, request="r", ask=Ask(Source.IMMIGRATION, "ana", ("ana",)))
    assert answer == ImmigrationAnswer(True, True, None)


def test_a_breaker_rests_after_failures_in_a_row_and_tries_with_one():
    now = [0.0]
    found = breaker.Breaker(clock=lambda: now[0])
    for _ in range(breaker.FAILURES - 1):
        found.failed()
    found.worked()
    for _ in range(breaker.FAILURES - 1):
        found.failed()
    assert found.lets_through()
    found.failed()
    assert not found.lets_through()
    now[0] = breaker.REST_SECONDS - 0.01
    assert not found.lets_through()
    now[0] = breaker.REST_SECONDS
    assert [found.lets_through() for _ in range(3)] == [True, False, False]
    found.failed()
    now[0] = 2 * breaker.REST_SECONDS - 0.01
    assert not found.lets_through()
    now[0] = 2 * breaker.REST_SECONDS
    assert found.lets_through()
    found.worked()
    assert [found.lets_through() for _ in range(3)] == [True] * 3
