"""The reference page docs/reference/special-enrollment.md: `coverport effective_date --page` prints it from the files of law alone."""

from collections.abc import Iterator

from coverport.enrollment.event_names import EVENTS, Event
from coverport.enrollment.rules.special import keeps_level
from coverport.law.loader import LAW, parameter
from coverport.law.parameters.entry import Entry, Parameter
from coverport.law.parameters.special import LevelLimits, SpecialPeriod, StartRule

_INTRODUCTION = """\
# Special enrollment events

This page is made from the files under `src/coverport/law` by `coverport effective_date --page`; a test keeps the two alike. What the
command asks for and answers: [effective dates](effective-dates.md).

The window counts the event as day 0. The first start is the rule; the others may be chosen instead (`--elect`). The law of the day of
the choice decides; where that of the event's own day had another window, the answer says so. An *assumed* value is not established and
the answer says so; a *recalled* one still has to be read where its citation points.

| start | coverage begins |
|---|---|
"""
_STARTS: dict[StartRule, str] = {
    "regular": "the first of the next month, or of the one after for a choice after the cut-off day of `enrollment.effective_day`",
    "first_after_selection": "the first of the month after the choice",
    "first_after_event": "chosen by the event's day: the first of the month after it; later: the first after the choice",
    "first_after_event_else_regular": "chosen by the event's day: the first of the month after it; later: regular",
    "first_of_event_month": "the first of the event's month, for a choice before that month",
    "first_on_or_after_event": "chosen before the event: its day or the first of a month after it; later: the first after the choice",
    "month_after_event": "the first of the month after the event",
    "event_day": "the day of the event",
    "set_by_exchange": "the day that staff set by the circumstances (`--granted`)",
}
_COLUMNS = ("from", "to", "where", "window", "starts", "for", "standing", "citation")


def page() -> str:
    """The whole page, Markdown. The same files give the same bytes."""
    parts = [_INTRODUCTION + "".join(f"| `{rule}` | {words} |\n" for rule, words in _STARTS.items())]
    parts += [_section(event) for event in EVENTS.values() if event.kind == "special"]
    return "\n".join(parts)


def _section(event: Event) -> str:
    lines = [f"## {event.name}", "", " ".join(_heads(event.name)), ""]
    lines += [f"Its date: {event.date}. {_also(event)}{_level(event.name)}{_proof(event.name)}".rstrip(), ""]
    return "\n".join([*lines, _line(_COLUMNS), _line(("---",) * len(_COLUMNS)), *map(_line, _rows(event.name)), ""])


def _heads(name: str) -> Iterator[str]:
    """The comment at the head of the event's file: the federal one, or each state's."""
    for state, _ in _found(name):
        folder = LAW / "states" / state if state else LAW / "federal"
        lines = folder.joinpath("enrollment", "special", f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        yield " ".join(line.removeprefix("#").strip() for line in lines if line.startswith("#"))


def _found(name: str) -> list[tuple[str | None, Parameter]]:
    """The event's parameter: the federal one, state None, and each state's."""
    whole = f"enrollment.special.{name}"
    states = sorted(folder.name for folder in (LAW / "states").iterdir())
    found = [(state, parameter(whole, state)) for state in (None, *states)]
    return [(state, each) for state, each in found if each]


def _also(event: Event) -> str:
    return f"Other names: {', '.join(f'`{name}`' for name in event.also)}. " if event.also else ""


def _level(name: str) -> str:
    limits = parameter("enrollment.level_limits")
    newest = limits.values[0] if limits else None
    kept = isinstance(newest, LevelLimits) and keeps_level(name, newest)
    return (
        "Who is enrolled already keeps the metal level. "
        if kept
        else "Who is enrolled already may choose any metal level. "
    )


def _proof(name: str) -> str:
    entries = [entry for _, found in _found(name) for entry in found.values]
    proof = dict.fromkeys(each for entry in entries if isinstance(entry, SpecialPeriod) for each in entry.proof)
    return f"Proof: {', '.join(each.replace('_', ' ') for each in proof)}." if proof else ""


def _rows(name: str) -> Iterator[tuple[str, ...]]:
    for state, found in _found(name):
        for entry in found.values:
            yield (*_dates(entry), state or "", *_figures(entry), f"{entry.status}, {entry.confidence}", _cited(entry))


def _dates(entry: Entry) -> tuple[str, str]:
    return entry.start.isoformat(), entry.end.isoformat() if entry.end else ""


def _figures(entry: Entry) -> tuple[str, str, str]:
    if not isinstance(entry, SpecialPeriod) or not entry.open:
        return "no such period", "", ""
    window = "any month, once" if entry.monthly else f"{entry.days_before} days before to {entry.days_after} after"
    who = (
        [entry.who]
        + ["covered before"] * entry.prior_coverage
        + [f"not {each.replace('_', ' ')}" for each in entry.excluded]
    )
    return window, ", ".join(f"`{rule}`" for rule in entry.starts), ", ".join(who)


def _cited(entry: Entry) -> str:
    return "<br>".join([entry.citation] + [f"note: {entry.note}"] * bool(entry.note))


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
