"""From an event to its date: takes the law and the calendar in, and asks the rule. Reads files alone, neither Django nor a database."""

from coverport.enrollment.dated.deadlines import DEADLINES
from coverport.enrollment.dated.open_enrollment import open_enrollment
from coverport.enrollment.dated.question import Incomplete, Question
from coverport.enrollment.dated.special import later_day, special, special_law
from coverport.enrollment.event_names import EVENTS, Event
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.exchanges import profiles

__all__ = ["Incomplete", "Question", "dated", "later_day", "special_law"]


def dated(name: str, asked: Question) -> Answer | Refused:
    """The date of an event, or why there is none. Raises Incomplete, MissingLaw, NoExchange."""
    event = EVENTS[name]
    for need in event.needs:
        if getattr(asked, need) is None:
            raise Incomplete(f"{name} needs --{need.replace('_', '-')}{_meaning(event, need)}")
    if event.kind != "open_enrollment":  # whose plan year, not its day, says which exchange serves the state
        profiles.for_state(asked.state, asked.on.year)
    if event.kind == "special":
        return special(name, asked)
    return open_enrollment(asked) if event.kind == "open_enrollment" else DEADLINES[name](asked)


def _meaning(event: Event, need: str) -> str:
    return f": {event.date}" if need == "event_date" else ""
