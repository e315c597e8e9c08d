"""The tenant: one row per exchange."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models

from coverport.exchanges import calendar, plan_years, profiles


class Exchange(models.Model):
    """An exchange that this installation serves. What rarely changes stands in its folder: `profile`, `calendar`."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    # None: today in the exchange's own time zone. Staff set another day for a demonstration or a rehearsal.
    date_of_record = models.DateField(null=True, blank=True)
    # Sample exchanges say so on every page and may use law that is only assumed.
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def profile(self) -> profiles.Profile:
        return profiles.load(self.slug)

    @property
    def calendar(self) -> calendar.Calendar:
        return calendar.load(self.slug)

    def today(self) -> date:
        """The date of record: read once at the edge, then passed on."""
        return self.date_of_record or self.true_day()

    def true_day(self) -> date:
        """The day by the clock, in the exchange's own time zone."""
        return datetime.now(ZoneInfo(self.profile.timezone)).date()

    def years(self) -> tuple[int, ...]:
        """The plan years that people can shop for on the date of record, the first one first."""
        return plan_years.offered(self.profile, self.calendar, self.today())
