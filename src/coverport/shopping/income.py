"""A yearly income worked out from what people know: an hourly wage, a paycheck, a benefit. No Django."""

from decimal import Decimal
from typing import Literal, get_args

import msgspec

from coverport.core.money import Cents, half_up

Every = Literal["week", "two_weeks", "half_month", "month", "year"]
EVERY: tuple[Every, ...] = get_args(Every)
PAYDAYS: dict[Every, int] = {"week": 52, "two_weeks": 26, "half_month": 24, "month": 12, "year": 1}
MONTHS = 12
WHOLE_YEAR = Decimal(52)


class Parts(msgspec.Struct, frozen=True):
    """What was told. wage: cents an hour; pay: cents each payday; unemployment: cents a week; retirement: cents a month, Social
    Security with it; other: cents a year. weeks: None for the whole year.
    """

    wage: Cents | None = None
    hours: Decimal | None = None
    weeks: Decimal | None = None
    pay: Cents | None = None
    every: Every = "two_weeks"
    unemployment: Cents | None = None
    unemployment_weeks: Decimal | None = None
    retirement: Cents | None = None
    other: Cents | None = None

    @property
    def wages(self) -> Cents | None:
        """Hourly pay of the year, half a cent up; None while wage or hours are not told."""
        if self.wage is None or self.hours is None:
            return None
        return half_up(self.wage * self.hours * (WHOLE_YEAR if self.weeks is None else self.weeks))

    @property
    def benefits(self) -> Cents | None:
        """Unemployment pay of the year; None while the weekly amount or the weeks are not told."""
        if self.unemployment is None or self.unemployment_weeks is None:
            return None
        return half_up(self.unemployment * self.unemployment_weeks)

    @property
    def year(self) -> Cents | None:
        """All of it in a year; None where nothing was told."""
        parts = (
            self.wages,
            None if self.pay is None else self.pay * PAYDAYS[self.every],
            self.benefits,
            None if self.retirement is None else self.retirement * MONTHS,
            self.other,
        )
        known = [part for part in parts if part is not None]
        return sum(known) if known else None
