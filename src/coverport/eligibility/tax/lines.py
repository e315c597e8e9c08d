"""Form 8962 as it is filled in: whole dollars, each line by its number, None where the form is left blank."""

from decimal import Decimal
from fractions import Fraction

import msgspec

from coverport.eligibility.findings import Finding, Reason

DOLLAR = 100


class Row(msgspec.Struct, frozen=True):
    """Line 11, or one of lines 12 to 23: columns (a) to (f)."""

    a: int | None
    b: int | None
    c: int | None
    d: int | None
    e: int
    f: int


class AllocationLine(msgspec.Struct, frozen=True):
    """One of lines 30 to 33: (a) policy, (b) with whom, (c) to (d) months, (e) premium, (f) benchmark, (g) advance credit."""

    a: str
    c: int
    d: int
    e: Decimal
    f: Decimal | None
    g: Decimal | None


class AlternativeLine(msgspec.Struct, frozen=True):
    """Line 35 or 36: (a) family size, (b) monthly contribution (None: over the ceiling), (c) to (d) months."""

    a: int
    b: int | None
    c: int
    d: int


class Form8962(msgspec.Struct, frozen=True, kw_only=True):
    """Every line. lines_12_23: January to December, None for a month left blank; empty where line 11 is used.

    applicable: whether the credit is allowed at all; settlement: what follows from lines 24 to 29; reasons: both, and what lies between.
    """

    year: int
    box_unemployment: bool
    box_separate: bool
    line_1: int
    line_2a: int
    line_2b: int
    line_3: int
    line_4: int
    line_5: int
    line_7: Decimal | None
    line_8a: int | None
    line_8b: int | None
    line_9: bool
    line_10: bool | None
    line_11: Row | None
    lines_12_23: tuple[Row | None, ...]
    line_24: int
    line_25: int
    line_26: int | None
    line_27: int | None
    line_28: int | None
    line_29: int | None
    lines_30_33: tuple[AllocationLine, ...]
    line_34: bool | None
    line_35: AlternativeLine | None
    line_36: AlternativeLine | None
    applicable: Finding
    settlement: Reason
    reasons: tuple[Reason, ...]


def whole_dollars(cents: Fraction | int) -> int:
    """The nearest dollar of an amount in cents, halves away from zero: how every amount comes onto the form."""
    rounded = int((abs(Fraction(cents)) * 2 + DOLLAR) // (2 * DOLLAR))
    return -rounded if cents < 0 else rounded


def row(a: int, b: int, c: int, f: int) -> Row:
    """Columns (d) and (e) from the others: the benchmark over the contribution, and at most the premium. 26 CFR 1.36B-3(d)."""
    d = max(0, b - c)
    return Row(a, b, c, d, min(a, d), f)


def product(dollars: int, figure: Decimal) -> int:
    """Whole dollars of income times a figure of four decimals, rounded once: 38,337 x 0.0448 = 1,717 (line 8a)."""
    return whole_dollars(Fraction(dollars) * DOLLAR * Fraction(figure))


def twelfth(dollars: int) -> int:
    """A twelfth, to the nearest dollar (line 8b)."""
    return whole_dollars(Fraction(dollars) * DOLLAR / 12)
