"""CMS's Rate file and Massachusetts' age-by-area rates: many rows, one record for each plan and rating area."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from coverport.core.money import cents
from coverport.plans.importers.prices import EXPECTED, FAMILY, PLACEHOLDERS, ages_of, cents_of
from coverport.plans.importers.records import RATES, Reading, Record
from coverport.plans.importers.sheet import Sheet
from coverport.plans.importers.tables import LINE, Row, Rows, Table, field, maybe, plan_field, year_field
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
        if ours in names:
            text = sheet.text(names[ours])
            found, good = cents_of(text)
            empty = (text == "").to_numpy()
            optional = ours != "price"
            sheet.refuse(np.where(empty, not optional, ~good), names[ours], EXPECTED)
            reading.note(PLACEHOLDER, int(((found == NO_RATE) & good & ~empty).sum()))
    ages = sheet.text(names["age"])
    known = {text: text.lower() == FAMILY or ages_of(text) is not None for text in ages.unique().to_list()}
    sheet.refuse(
        ~ages.replace_strict(known).to_numpy(), names["age"], "an age such as 21, 0-14 or 64 and over, or Family Option"
    )


def _rates(reading: Reading, rows: Rows) -> Iterator[Record]:
    """Fold the rows of a piece; a plan and area that goes on in the next piece gives another record, to be put together later."""
    folded: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for row in rows:
        plan_id = row["plan_id"][:14]
        reading.plans.add(plan_id.upper())
        key = (row["year"], plan_id, row["area"], row.get("effective", "")[:10])
        made = folded.get(key)
        if made is None:
            made = folded[key] = {
                "area": row["area"], "ages": {}, "tobacco": {}, "tiers": {},
                "effective": row.get("effective", "")[:10], "expires": row.get("expires", "")[:10],
            }  # fmt: skip
        reading.once((*key, row["age"].lower()), row[LINE], "Age", f"{plan_id}, {row['area']}, {row['age']}")
        _put(made, row)
    for (year, plan_id, _, _), made in folded.items():
        reading.count("prices by plan, area and date")
        yield Record(RATES, int(year), plan_id[5:7].upper(), plan_id[:5], plan_id, made)


def _put(made: dict[str, Any], row: Row) -> None:
    if row["age"].lower() == FAMILY:
        made["tiers"]["single"] = _cents(row["price"])
        made["tiers"] |= {tier: _cents(row[tier]) for tier in FAMILY_COLUMNS if row.get(tier)}
        return
    made["ages"][row["age"]] = _cents(row["price"])
    if row.get("tobacco_price"):
        made["tobacco"][row["age"]] = _cents(row["tobacco_price"])


_known: dict[str, int] = {}


def _cents(text: str) -> int:
    """The cents of a price that was checked; a file repeats the same few thousand."""
    found = _known.get(text)
    if found is None:
        if len(_known) > 500_000:
            _known.clear()
        found = _known[text] = cents(text)
        if found in PLACEHOLDERS:
            found = _known[text] = NO_RATE
    return found


RATE = Table("CMS Rate", RATES, RATE_FIELDS, _rates, "2014 to 2026", _check)
MA_RATE = Table("Massachusetts rates by age and area", RATES, MA_RATE_FIELDS, _rates, "2017 and 2018", _check)


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
