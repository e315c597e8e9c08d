"""From a reason to its sentence: the words of every room of the engine, and how each fact is shown."""

from collections.abc import Callable, Mapping
from datetime import date

from coverport.core.dates import long_date
from coverport.core.money import display, display_whole
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.places import state_name
from coverport.eligibility.translation import django_runs, gettext_noop, translated
from coverport.eligibility.withheld import WITHHELD
from coverport.eligibility.words import credit, employers, household, medicaid, nearest, subsidies, tax

SENTENCES: dict[str, tuple[str, ...]] = {
    **medicaid.SENTENCES,
    **nearest.SENTENCES,
    **household.SENTENCES,
    **credit.SENTENCES,
    **employers.SENTENCES,
    **subsidies.SENTENCES,
    **tax.SENTENCES,
}

_PEOPLE = (
    gettext_noop("one person"),
    gettext_noop("two people"),
    gettext_noop("three people"),
    gettext_noop("four people"),
    gettext_noop("five people"),
    gettext_noop("six people"),
    gettext_noop("seven people"),
    gettext_noop("eight people"),
)
_MANY = gettext_noop("%(count)s people")
_WITHHELD = gettext_noop(
    "We went by income from tax records. Its figures are shown only to you, once you have proven who you are."
)


def sentence(reason: Reason) -> str:
    """The reason in plain words, in the reader's language. KeyError for a code without words."""
    if WITHHELD in reason.facts:
        return translated(_WITHHELD)
    shown = {name: _shown(name, value) for name, value in reason.facts.items()}
    return " ".join(translated(text) % shown for text in SENTENCES[reason.code])


def _shown(name: str, value: Fact) -> str:
    show = _SHOW.get(name)
    return show(value) if show and value is not None else str(value)


def _people(value: Fact) -> str:
    count = int(value or 0)
    if 1 <= count <= len(_PEOPLE):
        return translated(_PEOPLE[count - 1])
    return translated(_MANY) % {"count": count}


def _whole(value: Fact) -> str:
    return display_whole(int(value or 0))


def _enough(value: Fact) -> str:
    """In whole dollars, of which fewer would not reach the edge: one cent over a limit is a dollar more."""
    return display_whole(-(-int(value or 0) // 100) * 100)


def _exact(value: Fact) -> str:
    return display(int(value or 0))


def _day(value: Fact) -> str:
    day = date.fromisoformat(str(value))
    return long_date(day) if django_runs() else f"{day:%B} {day.day}, {day.year}"


def _percent_of_income(value: Fact) -> str:
    return f"{str(value)[2:4].lstrip('0') or '0'}.{str(value)[4:6]}%"


def _state(value: Fact) -> str:
    return state_name(str(value))


_SHOW: Mapping[str, Callable[[Fact], str]] = {
    "income": _whole,
    "guideline": _whole,
    "limit": _whole,
    "benchmark": _exact,
    "contribution": _exact,
    "credit": _exact,
    "change": _enough,
    "counted": _whole,
    "premium": _exact,
    "most": _exact,
    "silver": _exact,
    "allowance": _exact,
    "arrangement": _exact,
    "figure": _percent_of_income,
    "size": _people,
    "state": _state,
    "on": _day,
    "ended": _day,
    "until": _day,
    "since": _day,
    **{name: {"exact": _exact, "whole": _whole}[how] for name, how in {**tax.SHOWN, **subsidies.SHOWN}.items()},
}

# Facts that are cents.
MONEY = frozenset(name for name, show in _SHOW.items() if show in (_whole, _exact, _enough))
