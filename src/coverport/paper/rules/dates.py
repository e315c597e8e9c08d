"""The day that counts for an application on paper."""

from datetime import date, timedelta

import msgspec

from coverport.law.parameters import ApplicationDate

# Only what was mailed has a postmark.
MAIL = "mail"


class Counted(msgspec.Struct, frozen=True):
    """The day, and by which rule it was found: "receipt", "postmark", "postmark_too_old" or "no_postmark"."""

    day: date
    rule: str
    citation: str


def application_date(*, channel: str, received_on: date, postmarked_on: date | None, law: ApplicationDate) -> Counted:
    """The day of the application, 45 CFR 155.405(c)(2): of receipt, or of the postmark where the law counts that and it came in time."""
    if law.counts != "postmark" or channel != MAIL:
        return Counted(received_on, "receipt", law.citation)
    if postmarked_on is None:
        return Counted(received_on, "no_postmark", law.citation)
    if law.arrives_within is not None and received_on - postmarked_on > timedelta(days=law.arrives_within):
        return Counted(received_on, "postmark_too_old", law.citation)
    return Counted(min(postmarked_on, received_on), "postmark", law.citation)
