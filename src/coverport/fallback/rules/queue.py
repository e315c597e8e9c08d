"""How old a queue is, and how fast it must shrink."""

from datetime import date, timedelta

import msgspec

FRIDAY, SATURDAY = 4, 5
# Massachusetts came down to so many minutes a case by March 2014, from two hours (WAMC, March 7, 2014): where a plan begins.
MINUTES, HOURS = 33, 8


class Standing(msgspec.Struct, frozen=True):
    """A queue on a day. waiting: cases; oldest_days: the age of the oldest, None where nobody waits; deadline: the last day by which
    it must be empty, None where none lies ahead; days_left: working days until then, the day itself counts.

    needed: cases a working day; None where there is no deadline. pace: cases done a working day lately.
    """

    waiting: int
    oldest_days: int | None
    deadline: date | None
    days_left: int
    needed: int | None
    pace: int

    @property
    def enough(self) -> bool | None:
        """Whether the pace clears it in time; None where nothing must be."""
        return None if self.needed is None or not self.waiting else self.pace >= self.needed


def standing(
    *, waiting: int, oldest: date | None, done: int, span: int, today: date, deadline: date | None
) -> Standing:
    """What a queue comes to. done: cases in the last `span` days, today among them."""
    ahead = deadline if deadline is not None and deadline >= today else None
    left = working_days(today, ahead) if ahead else 0
    worked = max(1, working_days(today - timedelta(days=span - 1), today))
    return Standing(
        waiting=waiting,
        oldest_days=None if oldest is None else (today - oldest).days,
        deadline=ahead,
        days_left=left,
        needed=None if ahead is None else -(-waiting // max(1, left)),
        pace=done // worked,
    )


class Week(msgspec.Struct, frozen=True):
    """What is left at the end of a week."""

    until: date
    left: int


def burn_down(*, waiting: int, rate: int, today: date, last: date) -> tuple[Week, ...]:
    """Fridays and the last day: what is left at so many cases a working day, if nothing more comes in."""
    days = [today + timedelta(days=n) for n in range((last - today).days + 1)]
    ends = [each for each in days if each.weekday() == FRIDAY or each == last]
    return tuple(Week(each, max(0, waiting - rate * working_days(today, each))) for each in ends)


def clerks_needed(*, cases: int, minutes: int, hours: int = HOURS) -> int:
    """How many clerks do so many cases a day, at so many minutes a case."""
    return -(-cases * minutes // (hours * 60))


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays from a day to another, both counted; none where the last lies before the first."""
    weeks, rest = divmod(max(0, (last - first).days + 1), 7)
    return 5 * weeks + sum((first.weekday() + n) % 7 < SATURDAY for n in range(rest))
