"""Prices as files print them: dollars in text to whole cents, with the limits of what a month's premium can be."""

import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coverport.core.money import cents, dollars
from coverport.plans.rules.arrays import AGES, NO_RATE

# No person's monthly premium of any year lies outside; a price that does is a slip of a decimal point. Dental plans begin lower.
LEAST, MOST = 100, 2_000_000
EXPECTED = f"dollars from {dollars(LEAST)} to {dollars(MOST)} with at most two decimals"
PRICE = r"^\d{1,7}(\.\d{1,2})?$"
# What insurers file where a plan is not sold at an age: CMS's files are full of them. Never a price.
PLACEHOLDERS = frozenset({0, 999_900, 999_999, 99_999_900, 99_999_999})
# Ages as templates and public files write them, besides single years: "0-14", "0-20", "64 and over", "65 and over".
_AGES = re.compile(r"^(?:(\d{1,2})(?:\s*-\s*(\d{1,2}))?|(\d{2})\s+and\s+over|(\d{2})\+)$")
FAMILY = "family option"


def cents_of(text: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(cents, whether there is a price of the right shape). A placeholder is NO_RATE and of the right shape; empty text is not."""
    bare = (
        text.str.replace(r"^\$(\d{1,3}),(\d{3})", "${1}${2}")
        .str.strip_prefix("$")
        .str.replace(r"\.(\d{2})0+$", ".${1}")
    )
    whole = bare.str.extract(r"^(\d+)", 1).cast(pl.Int64, strict=False).fill_null(0)
    part = bare.str.extract(r"\.(\d+)$", 1).fill_null("").str.pad_end(2, "0").str.head(2).cast(pl.Int64, strict=False)
    found = (whole * 100 + part.fill_null(0)).to_numpy().astype(np.int64)
    placeholder = np.isin(found, list(PLACEHOLDERS))
    good = bare.str.contains(PRICE).to_numpy() & (placeholder | ((found >= LEAST) & (found <= MOST)))
    return np.where(good & ~placeholder, found, NO_RATE), good


def one_price(text: str) -> int | None:
    """Cents of one price; NO_RATE for a placeholder, None for what is no price."""
    if not re.match(PRICE, text.replace(",", "").removeprefix("$")):
        return None
    found = cents(text)
    if found in PLACEHOLDERS:
        return NO_RATE
    return found if LEAST <= found <= MOST else None


def ages_of(text: str) -> range | None:
    """The ages from 0 to 64 that a label stands for; None for what is no age. 64 holds for everyone older."""
    found = _AGES.match(text.strip())
    if found is None:
        return None
    first = int(found[1] or found[3] or found[4])
    last = int(found[2]) if found[2] else (AGES - 1 if found[3] or found[4] else first)
    return range(min(first, AGES - 1), min(last, AGES - 1) + 1) if first <= last or first >= AGES - 1 else None
