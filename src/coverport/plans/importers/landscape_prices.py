"""The prices of a landscape file: from text to whole cents, and what the family columns say about children."""

from collections.abc import Callable

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from coverport.core.money import dollars
from coverport.plans.importers.landscape_columns import Columns, Family
from coverport.plans.importers.sheet import Rows, Sheet
from coverport.plans.rules.arrays import NO_RATE
from coverport.plans.rules.rates import children_counted

# No person's monthly premium of any year lies outside; a price that does is a slip of a decimal point.
LEAST, MOST = 100, 2_000_000
EXPECTED = f"dollars from {dollars(LEAST)} to {dollars(MOST)} with at most two decimals"
_PRICE = r"^\d{1,7}(\.\d{1,2})?$"
_NOISE = 0.001  # of a cent: what adding binary fractions leaves behind, 550.4100000000001

Cents = NDArray[np.int32]


class Prices(msgspec.Struct, eq=False):
    """Cents by row, NO_RATE where the row has none. child: one price for ages 0 to 20, from the file or its family columns.

    families: the file's own, for comparison. children_counted: how many children the family columns charge.
    """

    child: Cents
    adults: dict[int, Cents]
    families: dict[Family, Cents]
    children_counted: NDArray[np.int8]


def read_prices(sheet: Sheet, columns: Columns, *, adult_only: Rows, child_only: Rows, rated_max: int) -> Prices:
    """Read and check every price. Mistakes are noted on the sheet; it is stopped before prices that fit no rule are used."""
    child = _single(sheet, columns.child, wanted=~adult_only)
    present = {age: name for age, name in columns.adults.items() if sheet.has(name)}
    adults = {age: _single(sheet, name, wanted=~child_only) for age, name in present.items()}
    families = {
        family: _family(sheet, name, wanted=~child_only)
        for family, name in columns.families.items()
        if sheet.has(name) and family.age in adults
    }
    sheet.stop_if_wrong()
    child = np.where(adult_only & (child == NO_RATE), _implied_child(families), child).astype(np.int32)
    counted = _check_families(sheet, columns, adults, families, child, child_only, rated_max)
    return Prices(child, adults, families, counted)


def _bare(text: pl.Series) -> pl.Series:
    """Without the dollar sign and the commas of "$1,425.82", which the files have from 2015 on."""
    if not text.str.starts_with("$").any():
        return text
    return text.str.replace(r"^\$(\d{1,3}),(\d{3})", "${1}${2}").str.strip_prefix("$")


def _single(sheet: Sheet, name: str, *, wanted: Rows) -> Cents:
    """One person's price: at most two decimals, there when it is wanted, nothing but text that is a price."""
    text = _bare(sheet.text(name))
    empty = (text == "").to_numpy()
    whole = text.str.extract(r"^(\d+)", 1).cast(pl.Int64, strict=False).fill_null(0)
    part = text.str.extract(r"\.(\d+)$", 1).fill_null("").str.pad_end(2, "0").str.head(2).cast(pl.Int64, strict=False)
    cents = (whole * 100 + part.fill_null(0)).to_numpy()
    good = text.str.contains(_PRICE).to_numpy() & (cents >= LEAST) & (cents <= MOST)
    sheet.refuse(np.where(empty, wanted, ~good), name, EXPECTED)
    return np.where(empty | ~good, NO_RATE, cents).astype(np.int32)


def _family(sheet: Sheet, name: str, *, wanted: Rows) -> Cents:
    """A family's price: a sum of two or more, so that the file may carry the noise of binary fractions; cents all the same."""
    text = _bare(sheet.text(name))
    empty = (text == "").to_numpy()
    scaled = text.cast(pl.Float64, strict=False).fill_null(0.0).fill_nan(0.0).to_numpy() * 100
    cents = np.rint(np.clip(scaled, 0, 10 * MOST))
    good = (np.abs(scaled - cents) <= _NOISE) & (cents >= LEAST)
    sheet.refuse(np.where(empty, wanted, ~good), name, "dollars and cents")
    return np.where(empty | ~good, NO_RATE, cents).astype(np.int32)


def _implied_child(families: dict[Family, Cents]) -> Cents | int:
    """A child's price in a plan that sells none alone: what the first child adds to a family."""
    for family, prices in families.items():
        bare = families.get(Family(family.adults, family.age, 0))
        if family.children == 1 and bare is not None:
            return np.where(prices == NO_RATE, NO_RATE, prices - bare)
    return NO_RATE


def _check_families(
    sheet: Sheet,
    columns: Columns,
    adults: dict[int, Cents],
    families: dict[Family, Cents],
    child: Cents,
    child_only: Rows,
    rated_max: int,
) -> NDArray[np.int8]:
    """Children counted by row; a row whose family prices are not its adults plus so many children is noted."""
    grown = {family: adults[family.age].astype(np.int64) * family.adults for family in families}
    with_children = [family for family in families if family.children]
    counted = children_counted(
        [(family.children, np.where(child_only, child * family.children, families[family] - grown[family]).astype(np.int32))
         for family in with_children], child, rated_max,
    )  # fmt: skip
    for row in np.flatnonzero((counted == 0) & ~child_only).tolist():
        _refuse_misfit(sheet, columns, row, _sums(row, families, grown, child, rated_max))
    for family in (family for family in families if not family.children):
        expected = grown[family]
        sheet.refuse(
            (families[family] != expected) & ~child_only, columns.families[family],
            _couple(columns, family, expected),
        )  # fmt: skip
    counted[child_only] = rated_max
    return counted


def _couple(columns: Columns, family: Family, expected: NDArray[np.int64]) -> Callable[[int], str]:
    return lambda row: f"{dollars(int(expected[row]))}, twice {columns.adults[family.age]}"


Sums = dict[Family, tuple[int, int]]


def _sums(
    row: int, families: dict[Family, Cents], grown: dict[Family, NDArray[np.int64]], child: Cents, rated_max: int
) -> Sums:
    """(found, expected) of each column with children, under the number of counted children that explains most of them."""
    by_rule = [
        {
            family: (int(prices[row]), int(grown[family][row]) + min(family.children, most) * int(child[row]))
            for family, prices in families.items()
            if family.children
        }
        for most in range(rated_max, 0, -1)
    ]
    return max(by_rule, key=lambda sums: sum(found == expected for found, expected in sums.values()))


def _refuse_misfit(sheet: Sheet, columns: Columns, row: int, sums: Sums) -> None:
    family, (_, expected) = next((one, pair) for one, pair in sums.items() if pair[0] != pair[1])
    wrong = np.zeros(len(sheet), dtype=np.bool_)
    wrong[row] = True
    words = f"{dollars(expected)}, the adults of age {family.age} and the children that the other columns count"
    sheet.refuse(wrong, columns.families[family], words)
