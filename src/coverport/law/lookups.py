"""Typed look-ups: the questions that other rooms ask of the law. Each refuses with MissingLaw rather than guess."""

from datetime import date, timedelta
from typing import TypeVar

from coverport.law.loader import MissingLaw, parameter, values
from coverport.law.parameters import (
    AgeCurve,
    Day,
    Days,
    Entry,
    FamilyTiers,
    Guideline,
    MonthDay,
    RatedChildren,
    TobaccoRating,
)

E = TypeVar("E", bound=Entry)

_GUIDELINE_AREAS = {"AK": "alaska", "HI": "hawaii"}


def typed(kind: type[E], name: str, *, on: date, state: str | None = None) -> E:
    """The value in force, known to be of that kind."""
    entry = values(name, on=on, state=state)
    if not isinstance(entry, kind):
        raise TypeError(f"{name} is a {type(entry).__name__}, not a {kind.__name__}")
    return entry


def new_year(year: int) -> date:
    """January 1: the day on which the values of a plan or tax year are read."""
    return date(year, 1, 1)


def age_curve(state: str, year: int) -> AgeCurve:
    """Premium factors by age for a state and plan year: `factors[0..64]` against age 21 = 1.000."""
    return typed(AgeCurve, "age_rating.curve", on=new_year(year), state=state)


def family_tiers(state: str, year: int) -> FamilyTiers | None:
    """Family tier factors of a state that rates by tier, None where premiums follow age."""
    if parameter("age_rating.family_tiers", state) is None:
        return None
    return typed(FamilyTiers, "age_rating.family_tiers", on=new_year(year), state=state)


def rated_children(year: int) -> RatedChildren:
    """How many of the oldest children below an age a premium counts."""
    return typed(RatedChildren, "age_rating.rated_children", on=new_year(year))


def tobacco_rating(on: date, state: str | None = None) -> TobaccoRating:
    """Whose premium may be a tobacco rate, for coverage that begins on a date."""
    return typed(TobaccoRating, "age_rating.tobacco", on=on, state=state)


def poverty_guideline(state: str, on: date) -> Guideline:
    """The poverty guideline published last on or before a date, for that state's area."""
    return typed(Guideline, f"poverty_guideline.{_GUIDELINE_AREAS.get(state, 'contiguous')}", on=on)


def open_enrollment_first_day(year: int) -> date:
    """The first day of federal open enrollment for a plan year: it fixes the guideline of that year's credit."""
    return typed(Day, "premium_tax_credit.open_enrollment_first_day", on=new_year(year)).day


def coverage_years() -> tuple[int, int]:
    """The first and the last plan year whose law is known."""
    found = parameter("premium_tax_credit.open_enrollment_first_day")
    years = [entry.start.year for entry in found.values] if found else []
    return min(years), max(years)


def decision_days() -> tuple[date, date]:
    """The first and the last day of a decision: from the first guideline of poverty on, as long as one stands."""
    found = parameter("poverty_guideline.contiguous")
    entries = found.values if found else ()
    return min(entry.start for entry in entries), max(entry.end or date.max for entry in entries)


def credit_guideline(state: str, year: int) -> Guideline:
    """The guideline of the credit and of cost sharing: the one in force when open enrollment begins, 26 USC 36B(d)(3)(B)."""
    return poverty_guideline(state, open_enrollment_first_day(year))


def last_day_to_appeal(decided: date) -> date:
    """The last day on which an appeal of a decision may be asked for, 45 CFR 155.520(b)."""
    return decided + timedelta(days=typed(Days, "appeals.request_window", on=decided).days)


def medicaid_guideline(state: str, on: date) -> tuple[Guideline, bool]:
    """The guideline that Medicaid and CHIP use on a date, and whether it rests on the assumed update day.

    A new guideline is published in January; states take it up by April 1. Between the two the state's own day decides.
    """
    newest = poverty_guideline(state, on)
    update = typed(MonthDay, "medicaid.guideline_update", on=on, state=state)
    if newest.year < on.year or on >= date(on.year, update.month, update.day):
        return newest, False
    try:
        return poverty_guideline(state, date(on.year - 1, 12, 31)), update.status == "assumed"
    except MissingLaw:
        return newest, update.status == "assumed"
