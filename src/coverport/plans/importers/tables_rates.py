"""CMS's Rate file and Massachusetts' age-by-area rates: many rows, one record for each plan and rating area."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from coverport.plans.importers.prices import EXPECTED, FAMILY, ages_of, cents_of
from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.records import RATES, Reading, Record
from coverport.plans.importers.sheet import Sheet
from coverport.plans.importers.tables import Table, field, maybe, plan_field, year_field
from coverport.plans.rules.arrays import AGES, NO_RATE

# The tiers of families as CMS's files call them, and as we do; those with a fixed number of children come from age rates elsewhere.
FAMILY_COLUMNS = {
    "couple": "Couple",
    "single_1": "PrimarySubscriberAndOneDependent",
    "single_2": "PrimarySubscriberAndTwoDependents",
    "single_3": "PrimarySubscriberAndThreeOrMoreDependents",
    "couple_1": "CoupleAndOneDependent",
    "couple_2": "CoupleAndTwoDependents",
    "couple_3": "CoupleAndThreeOrMoreDependents",
}
OVERLAP = "the price for 65 and older differs from the one for 64; the one for 64 holds, 45 CFR 147.102(d)(3)"
PLACEHOLDER = "prices of 0 or 9999 taken as: not sold at this age"
_AREA = r"^(Rating Area \d{1,3}|R-[A-Z]{2}\d{3})$"
_AREA_WORDS = "a rating area such as Rating Area 3"

RATE_FIELDS = {
    "year": year_field("BusinessYear"),
    "plan_id": plan_field("PlanId"),
    "area": field("RatingAreaId", pattern=_AREA, expected=_AREA_WORDS),
    "age": field("Age"),
    "price": field("IndividualRate"),
    "tobacco": maybe("Tobacco"),
    "effective": maybe("RateEffectiveDate", pattern=r"\d", expected="a date"),
    "expires": maybe("RateExpirationDate"),
    "tobacco_price": maybe("IndividualTobaccoRate"),
    **{tier: maybe(name) for tier, name in FAMILY_COLUMNS.items()},
}

MA_RATE_FIELDS = {
    "year": field("year", pattern=r"^20[0-9]{2}$", expected="a plan year such as 2018"),
    "plan_id": field(
        "hios_id", pattern=r"^[0-9]{5}[A-Z]{2}[0-9]{7}(-[0-9]{2})?$", expected="a plan id, with its variant or without"
    ),
    "area": field("rating_area", pattern=_AREA, expected="a rating area such as R-MA001"),
    "age": field("age"),
    "price": field("premium"),
    "effective": field("effective", pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", expected="a date such as 2018-01-01"),
    "expires": field("expires"),
}


def _check(reading: Reading, sheet: Sheet, names: Mapping[str, str]) -> None:
    """Prices that are no price, ages that are no age, a plan outside its issuer's column."""
    for ours in ("price", "tobacco_price", *FAMILY_COLUMNS):
        if ours not in names:
            continue
        text = sheet.text(names[ours])
        empty = (text == "").to_numpy()
        if ours != "price" and empty.all():  # most columns of most files
            continue
        found, good = cents_of(text)
        sheet.refuse(np.where(empty, ours == "price", ~good), names[ours], EXPECTED)
        reading.note(PLACEHOLDER, int(((found == NO_RATE) & good & ~empty).sum()))
    ages = sheet.text(names["age"])
    known = {text: text.lower() == FAMILY or ages_of(text) is not None for text in ages.unique().to_list()}
    sheet.refuse(
        ~ages.replace_strict(known).to_numpy(), names["age"], "an age such as 21, 0-14 or 64 and over, or Family Option"
    )


_KEY = ("year", "plan_id", "area", "effective")
_PRICES = ("tobacco_price", *FAMILY_COLUMNS)  # beside "price", null where a row has none


def _rates(reading: Reading, sheet: Sheet, names: Mapping[str, str]) -> Iterator[Record]:
    """Fold a piece; a plan and area that goes on in the next piece gives another record, to be put together later."""
    frame = _frame(sheet, names)
    _refuse_doubled(sheet, names, frame)
    reading.plans |= set(frame["plan_id"].str.to_uppercase().unique())
    smokers = pl.col("tobacco_price").is_not_null()
    folded = frame.group_by(_KEY, maintain_order=True).agg(
        "age", "price", "line", pl.col("expires").first(), pl.col("age").filter(smokers).alias("tobacco_age"),
        pl.col("tobacco_price").drop_nulls(), pl.struct("age", "price", *FAMILY_COLUMNS).filter("family").alias("families"),
    )  # fmt: skip
    for one in folded.iter_rows(named=True):
        _refuse_seen(reading, sheet, names, one)
        reading.count("prices by plan, area and date")
        plan_id, tiers = one["plan_id"], _tiers(one["families"])
        labels = {family["age"] for family in one["families"]}
        made = {
            "area": one["area"], "ages": _by_label(one["age"], one["price"], labels),
            "tobacco": _by_label(one["tobacco_age"], one["tobacco_price"], labels), "tiers": tiers,
            "effective": one["effective"], "expires": one["expires"],
        }  # fmt: skip
        yield Record(RATES, int(one["year"]), plan_id[5:7].upper(), plan_id[:5], plan_id, made)


def _by_label(labels: list[str], prices: list[int], without: set[str]) -> dict[str, int]:
    found = dict(zip(labels, prices, strict=True))
    for label in without:
        found.pop(label, None)
    return found


def _tiers(families: list[dict[str, Any]]) -> dict[str, int]:
    """A family's prices by tier, from the rows of "Family Option"."""
    found: dict[str, int] = {}
    for one in families:
        found["single"] = one["price"]
        found |= {tier: one[tier] for tier in FAMILY_COLUMNS if one[tier] is not None}
    return found


def _frame(sheet: Sheet, names: Mapping[str, str]) -> pl.DataFrame:
    """A piece under our names, prices in cents; what it lacks is "" or null."""
    nothing = pl.Series([""] * len(sheet))
    text = {ours: sheet.text(names[ours]) if ours in names else nothing for ours in (*_KEY, "age", "expires")}
    text |= {ours: text[ours].str.slice(0, 10) for ours in ("effective", "expires")}
    prices = {ours: _cents(sheet.text(names[ours])) if ours in names else _no_price(len(sheet)) for ours in _PRICES}
    return pl.DataFrame(
        {
            **text, **prices, "plan_id": text["plan_id"].str.slice(0, 14), "price": _cents(sheet.text(names["price"])),
            "family": text["age"].str.to_lowercase() == FAMILY, "line": sheet.lines,
        }
    )  # fmt: skip


def _cents(text: pl.Series) -> pl.Series:
    """The cents of prices that were checked, NO_RATE for a placeholder, null for empty text."""
    empty = text == ""
    return _no_price(len(text)) if empty.all() else pl.Series(cents_of(text)[0]).set(empty, None)


def _no_price(length: int) -> pl.Series:
    return pl.Series([None], dtype=pl.Int64).new_from_index(0, length)


def _refuse_doubled(sheet: Sheet, names: Mapping[str, str], frame: pl.DataFrame) -> None:
    """A plan has one row for an age in an area; two of a piece are told with both lines."""
    keys = frame.select(*_KEY, pl.col("age").str.to_lowercase())
    again = ~keys.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if again.any():
        row = int(again.arg_max() or 0)
        same = keys.with_row_index("row").join(keys[row], on=keys.columns, how="semi")
        raise _twice(sheet, names, frame.row(row, named=True), f"line {sheet.lines[same['row'][0]]}")


def _refuse_seen(reading: Reading, sheet: Sheet, names: Mapping[str, str], one: dict[str, Any]) -> None:
    """Nor has it one in an earlier piece: kept are the ages of each plan and area, of which a file has few sets."""
    key, ages = tuple(one[name] for name in _KEY), tuple(age.lower() for age in one["age"])
    before = reading.ages.get(key, ())
    if both := set(before) & set(ages):
        row = next(place for place, age in enumerate(ages) if age in both)
        raise _twice(sheet, names, one | {"age": one["age"][row], "line": one["line"][row]}, "an earlier line")
    whole = before + ages
    reading.ages[key] = reading.ages.setdefault(whole, whole)


def _twice(sheet: Sheet, names: Mapping[str, str], row: Mapping[str, Any], first: str) -> UnreadableFile:
    found = repr(f"{row['plan_id']}, {row['area']}, {row['age']}")
    return UnreadableFile(sheet.path, [Problem(row["line"], names["age"], found, f"each once; {first} has it already")])


RATE = Table("CMS Rate", RATES, RATE_FIELDS, None, "2014 to 2026", _check, by_column=_rates)
MA_RATE = Table(
    "Massachusetts rates by age and area", RATES, MA_RATE_FIELDS, None, "2017 and 2018", _check, by_column=_rates
)


def by_age(printed: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """(cents of ages 0 to 64, words about what does not fit). The youngest label holds for everyone younger."""
    found = [NO_RATE] * AGES
    notes: list[str] = []
    labels = sorted(
        ((ages_of(label) or range(0), label) for label in printed), key=lambda pair: (pair[0].start, len(pair[0]))
    )
    for ages, label in labels:
        for age in ages:
            if age == AGES - 1 and found[age] != NO_RATE:
                if printed[label] not in (NO_RATE, found[age]):
                    notes.append(OVERLAP)
                continue
            found[age] = printed[label]
    youngest = labels[0][0].start if labels else 0
    if labels and youngest <= 21 and len(labels) > 1:
        found[:youngest] = [printed[labels[0][1]]] * youngest
    return found, notes
