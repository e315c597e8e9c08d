"""Which plan years an exchange offers on a day, and on which day a year is looked at that is over. Pure functions of dates."""

from datetime import date

from coverport.exchanges.calendar import COUNTING, Calendar
from coverport.exchanges.profiles import Profile
from coverport.law import open_enrollment_first_day


def is_over(year: int, today: date) -> bool:
    """Whether all of a plan year lies behind."""
    return today.year > year


def offered(profile: Profile, calendar: Calendar, today: date) -> tuple[int, ...]:
    """The plan years that people can shop for: this one and the next; the one whose enrollment is open first, then the one that runs.

    Who comes between two open enrollments has had something happen, and needs coverage now (45 CFR 155.420): the next year helps
    them only from January on. Where there is neither, the newest that is over: its plans can still be looked at. Never empty.
    """
    current = [year for year in profile.plan_years if today.year <= year <= today.year + 1]
    if not current:
        past = [year for year in profile.plan_years if is_over(year, today)]
        return (max(past, default=min(profile.plan_years)),)
    return tuple(sorted(current, key=lambda year: (not is_open(calendar, year, today), year)))


def shown(profile: Profile, calendar: Calendar, today: date) -> tuple[int, ...]:
    """The plan years whose prices can be looked at: those offered, then those that are over, newest first."""
    now = offered(profile, calendar, today)
    return now + tuple(
        sorted((year for year in profile.plan_years if is_over(year, today) and year not in now), reverse=True)
    )


def is_open(calendar: Calendar, year: int, today: date) -> bool:
    """Whether somebody who comes today can choose a plan of the year."""
    return any(
        row.status in COUNTING and row.in_line_by is None and row.selected_from <= today <= row.selected_to
        for row in calendar.of_year(year)
    )


def day_to_look(profile: Profile, year: int, today: date) -> date:
    """The day whose law prices a plan year: today, or for a year that is over a day of its open enrollment."""
    if not is_over(year, today):
        return today
    return profile.sample_dates.get(year) or open_enrollment_first_day(year)


def sample_day(profile: Profile, calendar: Calendar, today: date) -> date | None:
    """The date of record of a sample exchange: None, the true day, while enrollment in its newest year is open; else a day inside it."""
    newest = max(profile.sample_dates)
    return None if is_open(calendar, newest, today) else profile.sample_dates[newest]
