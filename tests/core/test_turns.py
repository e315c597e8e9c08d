"""Turns: one at a time, in the order of coming, and never longer than patience lasts."""

import threading
import time

import pytest

from coverport.core.turns import Turns


def _until(true: object) -> None:
    for _ in range(2000):
        if true():  # type: ignore[operator]
            return
        time.sleep(0.005)
    pytest.fail("it never came to that")


def _come(turns: Turns, names: str, order: list[str], may_go: threading.Event) -> list[threading.Thread]:
    """Threads that come one after the other and say so when it is their turn."""

    def work(name: str) -> None:
        with turns.one():
            order.append(name)
            may_go.wait(10)

    threads = []
    for number, name in enumerate(names, start=1):
        threads.append(threading.Thread(target=work, args=(name,)))
        threads[-1].start()
        _until(lambda number=number: len(turns._waiting) == number)
    return threads


def test_turns_are_taken_in_the_order_of_coming_and_one_at_a_time() -> None:
    turns, order, may_go = Turns(patience=30), [], threading.Event()
    with turns.one() as first:
        assert first
        threads = _come(turns, "abcd", order, may_go)
        assert order == []
    _until(lambda: order == ["a"])  # handed on to who waited longest, and to nobody else while it lasts
    assert len(turns._waiting) == 3
    may_go.set()
    for each in threads:
        each.join(10)
    assert order == ["a", "b", "c", "d"]
    with turns.one() as again:
        assert again


def test_whoever_waits_too_long_goes_ahead_and_has_no_turn_to_pass_on() -> None:
    turns = Turns(patience=0.02)
    with turns.one():
        assert _come_once(turns) == [False]
        assert (len(turns._waiting), turns._taken) == (0, True)
    assert _come_once(turns) == [True]


def _come_once(turns: Turns) -> list[bool]:
    found: list[bool] = []

    def work() -> None:
        with turns.one() as ours:
            found.append(ours)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    return found


def test_a_failure_passes_the_turn_on() -> None:
    turns = Turns(patience=30)
    with pytest.raises(ValueError, match="broken"), turns.one():
        raise ValueError("broken")
    assert _come_once(turns) == [True]


def test_many_threads_are_never_two_at_once() -> None:
    turns, inside, most, done = Turns(patience=30), [0], [0], []

    def work() -> None:
        for _ in range(50):
            with turns.one():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1
        done.append(True)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert (len(done), most[0]) == (6, 1)
