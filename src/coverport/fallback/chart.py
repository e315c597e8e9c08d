"""The burn-down as lines, drawn on the server: what must be left by each week, and what will be at the pace of now. Coordinates only."""

from datetime import date

import msgspec

from coverport.fallback.queries import Weeks

LEFT, RIGHT, TOP, BOTTOM = 72, 790, 20, 260
MARKS = 4


class Mark(msgspec.Struct, frozen=True):
    """A line of the grid or a day of the axis: where, and what it stands for."""

    at: str
    text: int | date


class Burning(msgspec.Struct, frozen=True):
    """scale: cases; days: ends of weeks; needed, pace: paths, and where their names stand; deadline: where the next deadline is."""

    scale: tuple[Mark, ...]
    days: tuple[Mark, ...]
    needed: str
    needed_y: str
    pace: str
    pace_y: str
    deadline: str


def burning(weeks: Weeks, *, waiting: int, today: date, deadline: date | None) -> Burning:
    """From what waits today to the last day. waiting: cases, more than none."""
    step = _step(waiting)
    highest, days = step * -(-waiting // step), max(1, (weeks.last - today).days)

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - today).days / days

    def y(cases: int) -> float:
        return BOTTOM - (BOTTOM - TOP) * cases / highest

    needed = [(x(today), y(waiting)), *((x(until), y(left)) for until, left, _now in weeks.rows)]
    pace = [(x(today), y(waiting)), *((x(until), y(left)) for until, _needed, left in weeks.rows)]
    above, below = _apart(pace[-1][1], needed[-1][1])
    return Burning(
        scale=tuple(Mark(_at(y(cases)), cases) for cases in range(0, highest + 1, step)),
        days=tuple(Mark(_at(x(until)), until) for until, _needed, _pace in weeks.rows[:-1][:: _every(len(weeks.rows) - 1)]),
        needed=_path(needed), needed_y=_at(below), pace=_path(pace), pace_y=_at(above),
        deadline=_at(x(deadline)) if deadline is not None and today < deadline < weeks.last else "",
    )  # fmt: skip


def _step(most: int) -> int:
    """Cases between two lines of the grid, as a round number."""
    steps = (each * 10**power for power in range(9) for each in (1, 2, 5))
    return next(each for each in steps if most <= each * MARKS)


def _every(weeks: int) -> int:
    """Of so many weeks, how many for each that is named: on a phone there is room for four."""
    return max(1, -(-weeks // MARKS))


def _apart(pace: float, needed: float) -> tuple[float, float]:
    """Where the two names stand at the right, so that neither lies over the other; the pace is never below what is needed at zero."""
    return min(pace, needed - 22) + 5, needed + 5


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_at(x)} {_at(y)}" for x, y in points)


def _at(place: float) -> str:
    """A coordinate as SVG reads it, whatever the language writes."""
    return f"{place:.1f}"
