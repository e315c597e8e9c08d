"""What help a household would have with more or less income: a curve of the credit, exact where it breaks. No Django."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination

STEPS = 20
FINE: Cents = 100_00  # a break is placed to so many cents of yearly income
ROUND: Cents = 10_000_00
# The window of the credit has ended at 4 times the guideline or at 8.5 percent; 5 times shows what comes after.
GUIDELINES = 5

Ask = Callable[[Cents], Determination]


class Point(msgspec.Struct, frozen=True):
    """What holds at one income. credit: cents a month, None while unknown; public: ids of who is likely to have Medicaid or CHIP;
    unsure: of who may have it, by answers that a preview does not ask.  variants: the cost-sharing variants of the coverage family.
    """

    income: Cents
    credit: Cents | None
    public: tuple[str, ...]
    unsure: tuple[str, ...]
    variants: tuple[str, ...]

    @property
    def kind(self) -> tuple[object, ...]:
        """What changes at a break, not by degrees."""
        return self.public, self.unsure, bool(self.credit), self.variants


class Outlook(msgspec.Struct, frozen=True):
    """points: by income, two close ones around each break. most_income, most_credit: the ends of the drawing, cents."""

    points: tuple[Point, ...]
    most_income: Cents
    most_credit: Cents

    @property
    def stretches(self) -> tuple[tuple[Point, Point], ...]:
        """(first, last point) of each stretch of incomes with the same kind of help."""
        found: list[list[Point]] = []
        for point in self.points:
            if found and found[-1][0].kind == point.kind:
                found[-1].append(point)
            else:
                found.append([point])
        return tuple((each[0], each[-1]) for each in found)


def outlook(ask: Ask, *, guideline: Cents, income: Cents | None) -> Outlook:
    """The curve from no income to well beyond what matters. ask: the determination at an income; guideline: of the household."""
    most = max(guideline * GUIDELINES, (income or 0) * 5 // 4)
    most = -(-most // ROUND) * ROUND
    grid = [point_at(ask, most * step // STEPS) for step in range(STEPS + 1)]
    broken = [point for left, right in pairwise(grid) for point in _breaks(ask, left, right)]
    by_income = {point.income: point for point in (*grid, *broken)}
    points = tuple(by_income[each] for each in sorted(by_income))
    return Outlook(points, most, max(point.credit or 0 for point in points))


def point_at(ask: Ask, income: Cents) -> Point:
    """One income's answer."""
    found = ask(income)
    variants = tuple(sorted({found.person(each).csr_variant for each in found.coverage_family}))
    likely = found.likely_medicaid_chip
    unsure = tuple(
        one.id
        for one in found.people
        if one.id not in likely and Outcome.UNKNOWN in (one.medicaid.outcome, one.chip.outcome)
    )
    return Point(income, found.aptc, likely, unsure, variants)


def _breaks(ask: Ask, left: Point, right: Point) -> Sequence[Point]:
    """The two sides of each break between two points."""
    if left.kind == right.kind:
        return ()
    if right.income - left.income <= FINE:
        return (left, right)
    middle = (left.income + right.income) // 2
    between = point_at(ask, middle - middle % 100)
    return (*_breaks(ask, left, between), *_breaks(ask, between, right))
