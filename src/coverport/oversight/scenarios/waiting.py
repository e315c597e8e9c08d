"""The cases that waited in a story: made, counted as on the staff's page, burned down to the deadline, their first letters printed."""

from datetime import date
from typing import Any

from coverport.core.access import Actor
from coverport.core.deliveries import drain
from coverport.exchanges.models import Exchange
from coverport.fallback import queries
from coverport.fallback.backlog import make_backlog
from coverport.fallback.bridge.keeping import cover_waiting
from coverport.fallback.bridge.telling import tell_kept
from coverport.notices import printing
from coverport.oversight.scenarios.story import BacklogPart, Story
from coverport.paper.models import Channel, PaperApplication

# So many households are covered and written to at once, to show a print run; `coverport bridge` does the rest.
LETTERS = 100
TELLER = Actor.system("story: the office")


def tell_waiting(story: Story, exchange: Exchange, *, on: date, share: int) -> dict[str, Any]:
    """Make one in `share` of the story's cases, unless they are there; answers counts as plain values. Raises NotAllowed, NoSample."""
    part = story.backlog
    assert part is not None, "only a story with a backlog tells of one"
    made = make_backlog(
        actor=TELLER, exchange=exchange, name=f"{story.name}, one in {share}", year=part.plan_year, paper=part.paper // share,
        electronic=part.electronic // share, first=part.came_from, on=on,
    )  # fmt: skip
    return _by_channel(exchange) | _standing(exchange, part, on) | {"new": made is not None}


def _by_channel(exchange: Exchange) -> dict[str, Any]:
    waiting = PaperApplication.objects.filter(exchange=exchange, status=PaperApplication.Status.KEYING)
    electronic = waiting.filter(channel=Channel.SYSTEM).count()
    return {"paper": waiting.count() - electronic, "electronic": electronic}


def _standing(exchange: Exchange, part: BacklogPart, on: date) -> dict[str, Any]:
    """As on the staff's page of that day: what waits, and how it burns down to the last day on which anybody may choose a plan."""
    found = queries.standing_of(exchange, on, queries.queues_of(exchange), queries.done_by_day(exchange, on))
    told: dict[str, Any] = {
        "waiting": found.waiting, "oldest_days": found.oldest_days, "deadline": found.deadline and found.deadline.isoformat(),
        "working_days_left": found.days_left, "needed_a_working_day": found.needed, "done_a_working_day": found.pace,
    }  # fmt: skip
    for name, minutes in part.minutes.items():
        weeks = queries.weeks_of(exchange, on, found, minutes=minutes)
        assert weeks is not None, "the story's days lie before a deadline"
        told |= {"last_day": weeks.last.isoformat(), "needed_by_then": weeks.rate}
        told["clerks"] = {**told.get("clerks", {}), name: weeks.clerks}
        told["burn_down"] = [{"until": until.isoformat(), "left": left} for until, left, _pace in weeks.rows]
    return told


def print_first_letters(exchange: Exchange, *, on: date) -> dict[str, Any]:
    """Cover the households that have waited longest, write to them, and put the letters into a run for the print vendor."""
    covered = cover_waiting(actor=TELLER, exchange=exchange, on=on, most=LETTERS)
    while tell_kept(actor=TELLER, exchange=exchange, on=on):
        pass
    drain(limit=100 * LETTERS)
    try:
        run = printing.print_run(exchange=exchange, on=on)
    except printing.CannotPrint as error:
        return {"people_covered": covered, "print_run": f"nothing was printed: {error}"}
    if run is None:
        return {"people_covered": covered, "print_run": "no letter was due"}
    return {
        "people_covered": covered,
        "print_run": run.reference,
        "folder": str(printing.folder_of(run)),
        "letters": run.pieces.count(),
    }
