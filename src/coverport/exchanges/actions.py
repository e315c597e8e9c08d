"""Verbs of an exchange's own settings."""

from datetime import date
from typing import ClassVar

from django.db import transaction

from coverport.core.access import Actor
from coverport.core.events import Fact, fact, record
from coverport.exchanges import plan_years
from coverport.exchanges.models import Exchange


@fact
class DateOfRecordSet(Fact, frozen=True):
    """Staff set the day on which the exchange works; None lets it follow the calendar."""

    kind: ClassVar[str] = "exchanges.date_of_record_set"
    day: date | None


@transaction.atomic
def set_date_of_record(*, actor: Actor, exchange: Exchange, day: date | None) -> None:
    """Let the exchange work as if it were another day (a sample or rehearsal), or follow the calendar again."""
    exchange.date_of_record = day
    exchange.save(update_fields=["date_of_record"])
    record(DateOfRecordSet(day=day), by=actor, on=exchange.today(), exchange=exchange.slug, subject=exchange.slug)


def keep_sample_open(*, exchange: Exchange, true_day: date) -> None:
    """Keep a sample exchange inside its newest open enrollment: on the true day, else on a fixed one. A date that somebody set stays."""
    profile = exchange.profile
    ours = {None, profile.sample_dates[max(profile.sample_dates)]}
    day = plan_years.sample_day(profile, exchange.calendar, true_day)
    if exchange.date_of_record in ours and exchange.date_of_record != day:
        exchange.date_of_record = day
        exchange.save(update_fields=["date_of_record"])
