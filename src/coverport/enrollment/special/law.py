"""What the law says of one event on a day, for who shows it."""

from datetime import date

from coverport.enrollment.dated import special_law
from coverport.enrollment.models import SpecialPeriod
from coverport.enrollment.rules.special import Choice, window
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.special import SpecialPeriod as Law


def law_of(event: str, state: str, on: date) -> Law | None:
    """The period of an event as the law has it on a day; None where there is none."""
    try:
        found = typed(Law, f"enrollment.special.{event}", on=on, state=state)
    except MissingLaw:
        return None
    return found if found.open else None


def window_after(last: date, state: str) -> tuple[date, date]:
    """The first and last day on which another plan can be chosen because coverage ends after a day, by the law of that day."""
    law = special_law("loss_of_coverage", state, event_date=last, selected=last)
    opens, closes = window(Choice(event_date=last, selected=last), law)
    return opens, closes or last


def papers_of(period: SpecialPeriod, state: str) -> tuple[str, ...]:
    """The names of papers that show what opened a period."""
    law = law_of(period.event, state, period.told_on)
    return law.proof if law else ()
