"""An attribute that is worked out once."""

from threading import Event, Thread

from coverport.core.once import once


class Slow:
    """Works for as long as `going` says."""

    def __init__(self, going: Event | None = None) -> None:
        self.begun, self.going, self.times = Event(), going, 0

    @once
    def value(self) -> int:
        """How often it was worked out."""
        self.times += 1
        self.begun.set()
        if self.going:
            self.going.wait(10)
        return self.times


def test_it_is_worked_out_when_it_is_asked_for_and_kept_with_its_object() -> None:
    one, other = Slow(), Slow()
    assert (one.times, one.value, one.value, one.times, other.times) == (0, 1, 1, 1, 0)
    assert (Slow.value.name, Slow.value.__doc__) == ("value", "How often it was worked out.")


def test_no_object_waits_for_another() -> None:
    going = Event()
    slow, quick = Slow(going), Slow()
    first = Thread(target=lambda: slow.value)
    second = Thread(target=lambda: quick.value)
    first.start()
    assert slow.begun.wait(10)
    second.start()
    done = quick.begun.wait(5)
    going.set()
    first.join(10)
    second.join(10)
    assert done
