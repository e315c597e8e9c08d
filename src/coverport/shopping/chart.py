"""The curve of the credit as a drawing: where lines and words stand, in the drawing's own units. No Django, no color."""

import msgspec

from coverport.core.money import Cents
from coverport.shopping.outlook import Outlook

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 96, 56, 16, 44
TICKS = 4
STEPS: tuple[Cents, ...] = (10_00, 20_00, 50_00, 100_00, 200_00, 500_00, 1_000_00, 10_000_00)


class Tick(msgspec.Struct, frozen=True):
    """A mark of an axis. at: x or y; amount: cents."""

    at: int
    amount: Cents


class Chart(msgspec.Struct, frozen=True):
    """line, area: paths, broken where the credit breaks; public: x and width where somebody may have Medicaid or CHIP."""

    width: int
    height: int
    base: int
    left: int
    line: str
    area: str
    public: tuple[tuple[int, int], ...]
    incomes: tuple[Tick, ...]
    credits: tuple[Tick, ...]
    you: tuple[int, int] | None


def draw(found: Outlook, income: Cents | None, credit: Cents | None) -> Chart:
    """income, credit: where the household stands; no mark while either is unknown."""
    top = _round_up(found.most_credit)
    base, wide, high = HEIGHT - BOTTOM, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(amount: Cents) -> int:
        return LEFT + amount * wide // found.most_income

    def y(amount: Cents) -> int:
        return base - amount * high // top

    runs = [
        [point for point in found.points if first.income <= point.income <= last.income]
        for first, last in found.stretches
    ]
    places = [[(x(point.income), y(point.credit or 0)) for point in run] for run in runs]
    whole = [place for run in places for place in run]
    return Chart(
        WIDTH, HEIGHT, base, LEFT,
        line="".join(_path(run) for run in places),
        area=f"{_path([(whole[0][0], base), *whole, (whole[-1][0], base)])}Z",
        public=_joined([(x(a.income), x(b.income)) for a, b in found.stretches if a.public or a.unsure]),
        incomes=tuple(Tick(x(found.most_income * n // TICKS), found.most_income * n // TICKS) for n in range(TICKS + 1)),
        credits=tuple(Tick(y(top * n // 2), top * n // 2) for n in range(3)),
        you=None if income is None or credit is None else (x(income), y(credit)),
    )  # fmt: skip


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """(from, width) of spans, those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start - found[-1][1] <= 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple((start, max(1, end - start)) for start, end in found)


def _path(places: list[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places)


def _round_up(amount: Cents) -> Cents:
    """A round top of the axis above an amount, never 0."""
    step = next((each for each in STEPS if each * 10 >= amount), STEPS[-1]) * 2
    return max(step, -(-amount // step) * step)
