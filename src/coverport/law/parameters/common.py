"""Shapes that many parameters share."""

from datetime import date
from decimal import Decimal

from coverport.law.parameters.entry import Entry


class Day(Entry, frozen=True, kw_only=True):
    """A single day that the law turns on."""

    day: date


class MonthDay(Entry, frozen=True, kw_only=True):
    """A day of every year."""

    month: int
    day: int


class Allowed(Entry, frozen=True, kw_only=True):
    """Whether something is allowed."""

    allowed: bool


class UnderAge(Entry, frozen=True, kw_only=True):
    """People below this age."""

    under: int


class Days(Entry, frozen=True, kw_only=True):
    """A number of calendar days."""

    days: int


class Ages(Entry, frozen=True, kw_only=True):
    """People from one age to another, both inside."""

    at_least: int
    at_most: int


class Points(Entry, frozen=True, kw_only=True):
    """Percentage points of the poverty guideline."""

    points: int


class Months(Entry, frozen=True, kw_only=True):
    """A number of calendar months."""

    months: int


class Years(Entry, frozen=True, kw_only=True):
    """A number of years; null where the rule does not bind."""

    years: int | None


class PercentOfIncome(Entry, frozen=True, kw_only=True):
    """A share of household income, in percent."""

    percent: Decimal


class PercentOfPoverty(Entry, frozen=True, kw_only=True):
    """A share of the poverty guideline, in whole percent."""

    percent: int


class YearlyDollars(Entry, frozen=True, kw_only=True):
    """An amount a year for one person and for a family, whole dollars."""

    individual: int
    family: int
