"""Two charts of a contract, drawn on the server: money against work over time, and the milestones. Coordinates only, no markup."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from coverport.core.dates import first_of_month
from coverport.core.money import Cents
from coverport.oversight.queries import Standing

LEFT, RIGHT, TOP, BOTTOM = 62, 820, 40, 300
# Steps of the scale, in dollars.
STEPS = tuple(each * 10**power for power in range(9) for each in (1, 2, 5))
MOST_LINES = 6


class Tick(msgspec.Struct, frozen=True):
    """A mark of an axis: where, and its words."""

    at: float
    text: str


class Line(msgspec.Struct, frozen=True):
    """One line: its path, and where its name stands."""

    name: str
    path: str
    end_y: float
    cents: Cents


class Chart(msgspec.Struct, frozen=True):
    """Money over time. lines: planned, accepted, paid; today_x: where the day of the page is."""

    months: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    lines: tuple[Line, ...]
    today_x: float


Changes = Sequence[tuple[date, Cents]]


def money_chart(first: date, last: date, on: date, series: dict[str, Changes]) -> Chart:
    """Steps of each series from the first to the last day. series: the sum from a day on, in order of days."""
    top = max((cents for changes in series.values() for _, cents in changes), default=0)
    step = next((each * 100 for each in STEPS if top <= each * 100 * (MOST_LINES - 1)), STEPS[-1] * 100)
    lines = -(-top // step) or 1
    highest = step * lines

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / max(1, (last - first).days), 1)

    def y(cents: Cents) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * cents / highest, 1)

    return Chart(
        months=tuple(Tick(x(day), f"{day:%Y-%m}") for day in _months(first, last)),
        scale=tuple(Tick(y(step * n), _short(step * n)) for n in range(lines + 1)),
        lines=_apart(
            [_line(name, changes, x, y, last if name == "planned" else on) for name, changes in series.items()]
        ),
        today_x=x(on),
    )


def _line(name: str, changes: Changes, x: object, y: object, until: date) -> Line:
    shown = [(day, cents) for day, cents in changes if day <= until]
    path = f"M{LEFT} {BOTTOM}"
    for day, cents in shown:
        path += f"H{x(day)}V{y(cents)}"  # type: ignore[operator]
    end = shown[-1][1] if shown else 0
    return Line(name, f"{path}H{x(until)}", y(end), end)  # type: ignore[operator]


def _apart(lines: list[Line]) -> tuple[Line, ...]:
    """The names at the right must not lie over each other."""
    by_height = sorted(lines, key=lambda each: each.end_y)
    moved: dict[str, float] = {each.name: each.end_y for each in by_height}
    for above, below in pairwise(by_height):
        moved[below.name] = max(moved[below.name], moved[above.name] + 24)
    return tuple(msgspec.structs.replace(each, end_y=moved[each.name] + 5) for each in lines)


def _months(first: date, last: date) -> Iterable[date]:
    """The first of so many months that their names have room."""
    apart = max(1, -(-(last - first).days // (30 * 8)))
    day = first_of_month(first)
    while day <= last:
        if day >= first:
            yield day
        day = first_of_month(day, apart)


def _short(cents: Cents) -> str:
    if cents and cents % 1_000_000_00 == 0:
        return f"${cents // 1_000_000_00}M"
    if cents and cents % 1_000_00 == 0:
        return f"${cents // 1_000_00}K"
    return f"${cents // 100}"


class Row(msgspec.Struct, frozen=True):
    """A milestone on the timeline. shape: due, met or missed; name_x, anchor: where its name stands."""

    y: float
    title: str
    due_x: float | None
    met_x: float | None
    missed_x: float | None
    name_x: float
    anchor: str


class Timeline(msgspec.Struct, frozen=True):
    """The milestones over time, one a row."""

    months: tuple[Tick, ...]
    rows: tuple[Row, ...]
    height: int
    today_x: float


WIDE, ROW = 1080, 38


def timeline(standings: Sequence[Standing], first: date, last: date, on: date) -> Timeline:
    """Circles where each was due and where it was accepted, a cross where it is still missing."""
    last = max(last, on, first + timedelta(days=31))

    def x(day: date) -> float:
        return round(40 + (WIDE - 80) * (min(max(day, first), last) - first).days / (last - first).days, 1)

    rows = []
    for place, each in enumerate(standings):
        due = x(each.milestone.due_on) if each.milestone.due_on else None
        met = x(each.accepted_on) if each.accepted_on else None
        missed = x(on) if each.state == "missed" else None
        ends = [at for at in (due, met, missed) if at is not None] or [40.0]
        right = max(ends) < WIDE / 2
        name_x = max(ends) + 16 if right else min(ends) - 16
        rows.append(
            Row(58.0 + ROW * place, each.milestone.title, due, met, missed, name_x, "start" if right else "end")
        )
    return Timeline(
        months=tuple(Tick(x(day), f"{day:%Y-%m}") for day in _months(first, last)),
        rows=tuple(rows),
        height=58 + ROW * len(rows) + 24,
        today_x=x(on),
    )
