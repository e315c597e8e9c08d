"""`coverport effective_date`: the date of an event, its window, the rule and its citation. Without Django or a database."""

import argparse
import re
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from coverport.core.errors import Refusal
from coverport.enrollment.choice.refusals_in_english import in_english
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.effective_date_options import CAUSES, DATES, OPENS_NOTHING, CannotTell, hyphens, parser
from coverport.enrollment.event_names import EVENTS, Event, alike, named, perhaps
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.special import LATER
from coverport.law.loader import MissingLaw
from coverport.law.lookups import coverage_years, new_year, open_enrollment_first_day
from coverport.law.parameters.special import STATE_EVENTS
from coverport.notices.postal import STATES

_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
_PLACES = {
    "abroad": "abroad", "foreign": "abroad", "foreign_country": "abroad", "outside_us": "abroad",
    "another_country": "abroad", "other_country": "abroad", "overseas": "abroad",
    "puerto_rico": "territory", "guam": "territory", "american_samoa": "territory", "virgin_islands": "territory",
    "us_virgin_islands": "territory", "northern_mariana_islands": "territory",
    "territory": "territory", "no_plans": "no_plans",
}  # fmt: skip
# event -> what its --kind may be -> how else that is said
_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "inconsistency": {
        "income": (), "status": ("ssn", "citizenship", "immigration"), "residency": ("residence",), "incarceration": (),
        "coverage": ("other_coverage",),
    },
    "binder": {"regular": (), "special": ()},
}  # fmt: skip
# what an event may not ask for though it was said; who was told late, and the proof, may matter to every special event
_ANSWERS = (
    "event_date", "selected", "year", "in_line", "prior_coverage_end", "moved_from", "indian", "last_used", "requested",
    "cause", "enrolled", "credit", "paid", "kind",
)  # fmt: skip
_OF_SPECIAL_EVENTS = ("granted", "learned", "proven", "elect", "later_start")
_UNSAID = (None, "", False, "no")


def main(arguments: list[str]) -> int:
    """Print a date with its rule, or the events. 0, or 1 with one line on standard error."""
    try:
        text = _text(parser().parse_args([hyphens(one) for one in arguments]))
    except (Refusal, CannotTell, LookupError, ValueError, OverflowError) as error:
        print("coverport effective_date:", " ".join(_message(error).split()), file=sys.stderr)
        return 1
    print(text, end="" if text.endswith("\n") else "\n")
    return 0


def _message(error: Exception) -> str:
    if isinstance(error, MissingLaw) and (event := error.name.removeprefix("enrollment.special.")) in STATE_EVENTS:
        return f"{event} opens nothing in {error.state} on {error.on}; `coverport effective_date --page` says where and since when it does"
    if isinstance(error, MissingLaw) and error.name == "payment.binder":
        return f"on {error.on} no rule set the last day of the first payment: each insurer did, so ask the insurer"
    if isinstance(error, MissingLaw) and error.on < new_year(first := coverage_years()[0]):
        return _only_since(first, f"the law is not known for {error.on}")
    if isinstance(error, OverflowError):
        return "a date lies too far back for days to be counted from it"
    return error.message if isinstance(error, Refusal) else str(error)


def _text(chosen: argparse.Namespace) -> str:
    if chosen.page:
        from coverport.enrollment.special.page import page

        return page()
    if chosen.list:
        return _listed(chosen.json)
    event = _event(chosen.event)
    found = dated(event.name, _within_the_law(_question(chosen, event), event))
    if isinstance(found, Refused):
        raise CannotTell(in_english(found))
    found = msgspec.structs.replace(found, notes=(*found.notes, *_not_used(chosen, event), *_counting(chosen, event)))
    return _json(found) if chosen.json else _lines(found)


def _not_used(chosen: argparse.Namespace, event: Event) -> list[str]:
    """What was said and changes nothing, so that nobody thinks that it did."""
    asked = {*event.needs, *event.may}
    names = _ANSWERS if event.kind == "special" else (*_ANSWERS, *_OF_SPECIAL_EVENTS)
    said = [name for name in names if getattr(chosen, name) not in _UNSAID]
    return [f"{_option(name)} is not used: {event.name} does not ask for it" for name in said if name not in asked]


def _counting(chosen: argparse.Namespace, event: Event) -> list[str]:
    """That a cause was taken for one that counts: whoever misspells one that opens nothing sees it."""
    if not chosen.cause or "cause" not in event.may:
        return []
    return [f"--cause {chosen.cause} counts as a loss; what opens nothing is {', '.join(OPENS_NOTHING)}"]


def _event(name: str | None) -> Event:
    if not name:
        raise CannotTell("--event is needed; `coverport effective_date --list` names them")
    event, slip, several = named(name), alike(name), perhaps(name)
    if event is None:
        meant = f"it may be {_or(several)}; " if several else f"{slip} is written alike; " if slip else ""
        raise CannotTell(f"there is no event {name!r}; {meant}`coverport effective_date --list` names them")
    return event


def _or(names: tuple[str, ...]) -> str:
    return " or ".join((*((", ".join(names[:-1]),) if names[1:] else ()), names[-1]))


def _question(chosen: argparse.Namespace, event: Event) -> Question:
    if not chosen.state:
        raise CannotTell("--state is needed: two letters")
    if re.fullmatch(r"[A-Za-z ]{3,}", chosen.state):
        raise CannotTell(f"--state: {chosen.state!r} is not two letters such as NH")
    if event.kind == "special" and chosen.later_start and _word(chosen.elect) not in ("", LATER):
        raise CannotTell(f"--later-start and --elect {chosen.elect} are two starts: only one can be chosen")
    said: dict[str, Any] = {_name(option): _day(option, getattr(chosen, _name(option))) for option in DATES}
    return Question(
        state=chosen.state.upper(),
        **said,
        year=_year(chosen.year),
        cause=CAUSES.get(_word(chosen.cause), _word(chosen.cause)),
        moved_from=_place(chosen.moved_from),
        indian=chosen.indian,
        enrolled=None if chosen.enrolled is None else chosen.enrolled == "yes",
        elect=LATER if chosen.later_start else _word(chosen.elect),
        credit=_yes("credit", chosen.credit),
        **_paid(chosen.paid),
        kind=_kind(chosen.kind, event),
    )


def _within_the_law(question: Question, event: Event) -> Question:
    """CannotTell for a day whose law is not known yet, as of a mistyped year: the event's own, or of the others one much later."""
    own, last = "event_date" if "event_date" in event.needs else "selected", coverage_years()[1]
    if question.last_used and question.selected and question.last_used > question.selected:
        raise CannotTell(f"--last-used {question.last_used} lies after --selected {question.selected}")
    for name in ("event_date", "selected", "granted", "learned", "proven", "requested"):
        day = getattr(question, name)
        if day and day.year > last + (name != own):
            raise CannotTell(f"{_option(name)} {day}: the law is known to plan year {last}")
    if unknown := _before_the_exchanges(question, event, coverage_years()[0]):
        raise CannotTell(_only_since(coverage_years()[0], unknown))
    return question


def _only_since(first: int, unknown: str) -> str:
    return f"exchanges have had plans for coverage from {new_year(first)} on: {unknown}"


def _before_the_exchanges(question: Question, event: Event, first: int) -> str:
    """What nobody can know of a time before the first plan year; empty where the question is of a later one."""
    year, day = question.year, (question.selected if "selected" in event.needs else None) or question.event_date
    if event.kind == "open_enrollment":
        year = day.year + 1 if year is None and day else year
        return f"the exchange has no calendar for plan year {year}" if year is not None and year < first else ""
    return f"the law is not known for {day}" if day and day < open_enrollment_first_day(first) else ""


def _name(option: str) -> str:
    return option.replace("-", "_")


def _word(text: str) -> str:
    """However it is written: "Non-payment of premium" is non_payment_of_premium."""
    return "_".join(re.findall(r"[a-z0-9]+", text.lower()))


def _day(name: str, text: str | None) -> date | None:
    try:
        if text and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # weeks and days without hyphens are ISO, too
            raise ValueError(text)
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotTell(f"--{name}: {text!r} is not a date such as 2026-03-31") from None


def _year(text: str | None) -> int | None:
    if text and not re.fullmatch("[0-9]{1,4}", text):
        raise CannotTell(f"--year: {text!r} is not a year such as 2026")
    return int(text) if text else None


def _place(text: str) -> str:
    place = _word(text)
    if place.upper() in _TERRITORIES:
        return "territory"
    if not text.strip() or place.upper() in STATES:
        return place.upper()
    if place not in _PLACES:
        raise CannotTell(f"--moved-from: {text!r} is none of a state of two letters, abroad, territory, no_plans")
    return _PLACES[place]


def _yes(name: str, text: str) -> bool:
    """yes, no, or an amount of money: more than nothing is a yes."""
    if text.lower() in ("yes", "no"):
        return text.lower() == "yes"
    try:
        amount = Decimal(text.removeprefix("$").replace(",", ""))
    except ArithmeticError:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CannotTell(f"--{name}: {text!r} is none of yes, no, an amount")
    return amount > 0


def _paid(text: str) -> dict[str, Any]:
    if len(text) == len("2026-03-31") and text[4:5] == "-":
        return {"paid_on": _day("paid", text)}
    try:
        return {"month_paid": _yes("paid", text)}
    except CannotTell:
        raise CannotTell(
            f"--paid: {text!r} is none of yes, no, a number of months, a date such as 2026-03-31"
        ) from None


def _kind(text: str, event: Event) -> str:
    kind, known = _word(text), {way: name for name, ways in _KINDS.get(event.name, {}).items() for way in (name, *ways)}
    if kind and known and kind not in known:
        raise CannotTell(f"--kind: {text!r} is none of {', '.join(known)}")
    return known.get(kind, kind)


def _document(found: Answer) -> dict[str, Any]:
    return {
        "effective_date": found.effective_date,
        "window": found.window,
        "rule": found.rule,
        "citation": found.citation,
        "operational_effective_date": found.operational,
        "means": found.means,
        "note": "; ".join(found.notes) or None,
    }


def _json(found: Answer) -> str:
    return msgspec.json.format(msgspec.json.encode(_document(found)), indent=2).decode()


def _lines(found: Answer) -> str:
    opens, closes = (day or "no fixed day" for day in found.window)
    lines = [f"{found.means.replace('_', ' ')}: {found.effective_date}"]
    lines += [f"operational: {found.operational}"] if found.operational else []
    lines += [f"window: {opens} to {closes}", f"rule: {found.rule}", f"citation: {found.citation}"]
    return "\n".join(lines + [f"note: {note}" for note in found.notes])


def _listed(as_json: bool) -> str:
    if as_json:
        return msgspec.json.format(msgspec.json.encode([*EVENTS.values()]), indent=2).decode()
    return "\n".join(_row(event) for event in EVENTS.values())


def _row(event: Event) -> str:
    options = [*map(_option, event.needs), *(f"[{_option(name)}]" for name in event.may)]
    also = f"; also {', '.join(event.also)}" if event.also else ""
    return f"{event.name:<26} {event.kind:<15} {' '.join(options)}\n{'':<26} date: {event.date}{also}"


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
