"""When the next file of an insurer is to be written, from its profile. The clock comes in as an argument."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from coverport.edi.rules.partner import Batch


def last_time(batch: Batch, *, now: datetime, timezone: str, sample: bool) -> datetime:
    """The last time, up to now, at which files were to be written. What became due before it and is not told yet is told now.

    So that a time that passed while nothing was running is made up for.
    """
    if sample:
        seconds = int(now.timestamp())
        return datetime.fromtimestamp(seconds - seconds % batch.sample_every_seconds, UTC)
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    times = [datetime.combine(day, at, zone) for day in (today, today - timedelta(days=1)) for at in batch.times]
    # Compared as instants: two times of one zone would be compared by the wall clock, which repeats an hour in autumn.
    return max(at for at in (each.astimezone(UTC) for each in times) if at <= now)
