"""The clocks of an inconsistency: last day, reminders, more time, and when a decision after it takes effect."""

from datetime import date, timedelta

from coverport.applications.verification.rules.confirmed import Kind
from coverport.core.dates import first_of_month
from coverport.law.lookups import typed
from coverport.law.parameters import Days
from coverport.law.parameters.calendar import DayRange, DaysBefore, Inconsistency, MedicaidCompatibility

# The person has their days from receipt of the notice, not from its date: 45 CFR 155.315(b)(2), (c)(3); 42 CFR 435.956(b).
FROM_RECEIPT = frozenset({Kind.NUMBER, Kind.CITIZENSHIP, Kind.IMMIGRATION})


def last_day(kind: Kind, *, opened: date, state: str) -> date:
    """The last day to settle an inconsistency that the person was told of on a day."""
    if kind is Kind.MEDICAID_INCOME:
        law = typed(MedicaidCompatibility, "verification.medicaid_compatibility", on=opened, state=state)
        return opened + timedelta(days=law.days)
    rule = typed(Inconsistency, "verification.inconsistency", on=opened)
    days = rule.status_days + rule.mailing_days if kind in FROM_RECEIPT else rule.income_days
    return opened + timedelta(days=days)


def more_days(kind: Kind, *, due: date) -> int:
    """Days that the law adds by itself on the last day; 0 for none. Income alone, 45 CFR 155.315(f)(7), while it stood."""
    return (
        typed(Inconsistency, "verification.inconsistency", on=due).income_extension_days if kind is Kind.INCOME else 0
    )


def reminders_due(*, opened: date, due: date, on: date) -> int:
    """How many reminders should have been sent by a day."""
    days = typed(DaysBefore, "verification.reminders", on=opened).days_before
    return sum(opened < due - timedelta(days=before) <= on for before in days)


def first_reminder(on: date) -> int:
    """Days before the last one with which the first reminder goes out: nothing is due earlier."""
    return max(typed(DaysBefore, "verification.reminders", on=on).days_before)


def papers_instead_from(asked: date) -> date:
    """The day from which papers stand in for a source that has not answered."""
    return asked + timedelta(days=typed(Days, "verification.source_wait", on=asked).days)


def takes_effect(told: date) -> date:
    """When a decision by what the sources say takes effect: on a first of the month within the days of the law, else on the last."""
    law = typed(DayRange, "verification.expiry", on=told)
    earliest, latest = told + timedelta(days=law.from_days), told + timedelta(days=law.to_days)
    first = earliest if earliest.day == 1 else first_of_month(earliest, 1)
    return min(first, latest)
