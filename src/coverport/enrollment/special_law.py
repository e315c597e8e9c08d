"""What the law says of one event on a day, for who shows it."""

from datetime import date

from coverport.enrollment.models import SpecialPeriod
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


def papers_of(period: SpecialPeriod, state: str) -> tuple[str, ...]:
    """The names of papers that show what opened a period."""
    law = law_of(period.event, state, period.told_on)
    return law.proof if law else ()
