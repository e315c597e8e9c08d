"""Batches are not interrupted by the collector, and leave the process as they found it."""

import gc
import weakref

import pytest

from coverport.core.collecting import OLDEST, uninterrupted


class Knot:
    """In a cycle with itself, so that only the collector can remove it."""

    def __init__(self) -> None:
        self.me = self


def knotted() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def test_nothing_is_collected_within_a_batch_and_all_of_it_afterwards():
    with uninterrupted() as sweep:
        left = knotted()
        gc_runs = [each["collections"] for each in gc.get_stats()]
        assert len([[number] for number in range(200_000)]) == 200_000
        assert [each["collections"] for each in gc.get_stats()] == gc_runs
        assert left() is not None
        sweep()
        assert left() is None


def test_what_outlives_its_batch_and_is_left_later_is_collected_by_and_by():
    with uninterrupted() as sweep:
        kept = Knot()
        left = weakref.ref(kept)
        sweep()
        del kept
        sweep()
        assert left() is not None
        for _ in range(OLDEST - 2):
            sweep()
        assert left() is None


def test_a_batch_that_fails_leaves_the_collector_on_and_nothing_set_aside():
    assert gc.isenabled()
    gc.unfreeze()  # what an earlier test has set aside
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        raise KeyboardInterrupt
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_in_a_settled_process_nothing_more_is_set_aside_and_nothing_is_looked_through_before():
    gc.freeze()
    try:
        before, runs = gc.get_freeze_count(), gc.get_stats()[2]["collections"]
        with uninterrupted() as sweep:
            left = knotted()
            sweep()
            assert left() is None
        assert gc.get_freeze_count() <= before
        assert gc.get_stats()[2]["collections"] == runs
    finally:
        gc.unfreeze()
