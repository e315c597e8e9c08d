"""What keeps people insured while an exchange fails: older programs that go on, temporary Medicaid, credit given back."""

from datetime import date

from coverport.law.parameters.common import Days
from coverport.law.parameters.entry import Entry


class OlderProgram(Entry, frozen=True, kw_only=True):
    """Older programs whose people keep their coverage to a day. titles: as case files and letters name them."""

    titles: tuple[str, ...]
    last_day: date


class TemporaryCoverage(Entry, frozen=True, kw_only=True):
    """Coverage for whoever waits for a decision, from the day on which they came. earliest: the first day on which it may begin.

    months_after_decision: it goes on to the end of the month that many months after the decision's own, but not past last_day.
    """

    title: str
    earliest: date
    last_day: date
    months_after_decision: int


class CreditBack(Entry, frozen=True, kw_only=True):
    """Credit for months that somebody has paid an insurer for directly, because the exchange could not decide in time.

    plan_year: whose policies; earliest: the first day of coverage that it reaches back to.
    """

    plan_year: int
    earliest: date


BRIDGE: dict[str, type[Entry]] = {
    "bridge.older_program": OlderProgram,
    "bridge.temporary_medicaid": TemporaryCoverage,
    "bridge.credit_back": CreditBack,
    "bridge.end_letter": Days,
}
