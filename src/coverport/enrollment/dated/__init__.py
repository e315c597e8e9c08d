"""From an event to its date: takes the law and the calendar in, and asks the rule. Reads files alone, neither Django nor a database."""

from datetime import timedelta

from coverport.enrollment.dated.deadlines import DEADLINES
from coverport.enrollment.dated.open_enrollment import open_enrollment
from coverport.enrollment.dated.question import Incomplete, Question, given
from coverport.enrollment.dated.special import later_day, special, special_law
from coverport.enrollment.event_names import EVENTS, Event
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.exchanges import profiles
from coverport.law.lookups import new_year

__all__ = ["Incomplete", "Question", "dated", "later_day", "special_law"]


def dated(name: str, asked: Question) -> Answer | Refused:
    """The date of an event, or why there is none. Raises Incomplete, MissingLaw, NoExchange."""
    event = EVENTS[name]
    for need in event.needs:
        if getattr(asked, need) is None:
            raise Incomplete(f"{name} needs --{need.replace('_', '-')}{_meaning(event, need)}")
    if event.kind == "special":
        return _of_who_serves(name, asked)
    if event.kind == "open_enrollment":  # whose plan year, not its day, says which exchange serves the state
        return open_enrollment(asked)
    profiles.for_state(asked.state, asked.on.year)
    return _while_served(DEADLINES[name](asked), asked)


def _of_who_serves(name: str, asked: Question) -> Answer | Refused:
    """A special period of the exchange of the year in which coverage begins: a state comes to an exchange or leaves it on January 1."""
    year = given(asked.selected, "--selected").year
    if not any(profiles.serves(asked.state, each) for each in (asked.on.year, year, year + 1)):
        profiles.for_state(asked.state, asked.on.year)
    found = special(name, asked)
    if isinstance(found, Answer) and not profiles.serves(asked.state, found.date.year):
        return Refused("not_served", "45 CFR 155.106", {"state": asked.state, "year": found.date.year})
    return found


def _while_served(found: Answer | Refused, asked: Question) -> Answer | Refused:
    """Nothing counts, and nobody is covered, through an exchange that serves the state no more: its coverage ended on December 31."""
    if (
        not isinstance(found, Answer)
        or found.means in {"last_day_to_act", "first_day_to_act"}
        or profiles.serves(asked.state, found.date.year)
    ):
        return found
    code = "ended_with_exchange" if found.means == "last_day_of_coverage" else "counts_elsewhere"
    last = new_year(found.date.year) - timedelta(days=1)
    return Refused(code, "45 CFR 155.106", {"state": asked.state, "year": found.date.year, "last": last})


def _meaning(event: Event, need: str) -> str:
    return f": {event.date}" if need == "event_date" else ""
