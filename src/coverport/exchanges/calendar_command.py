"""`coverport calendar check`: whether the exchanges' windows fit the federal limits of each plan year. Without Django or a database."""

import argparse
import re
import sys
from collections.abc import Iterator
from typing import NoReturn

from coverport.core.errors import Refusal
from coverport.exchanges import calendar, profiles
from coverport.exchanges.calendar import COUNTING
from coverport.exchanges.calendar_check import faults
from coverport.exchanges.profiles import Profile
from coverport.law.loader import MissingLaw
from coverport.law.lookups import coverage_years, new_year, typed
from coverport.law.parameters.calendar import WindowLimits


class CannotTell(Exception):
    """Something that `coverport calendar` cannot do; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotTell(message)


def main(arguments: list[str]) -> int:
    """Check calendars. 0 where all is well; 1 with each fault on a line of standard error."""
    try:
        chosen = _parser().parse_args(arguments)
        found = [fault for profile in _profiles(chosen.state) for fault in _faults(profile)]
    except (Refusal, CannotTell, LookupError, ValueError) as error:
        message = error.message if isinstance(error, Refusal) else str(error)
        print("coverport calendar:", " ".join(message.split()), file=sys.stderr)
        return 1
    for fault in found:
        print("coverport calendar:", fault, file=sys.stderr)
    if not found:
        print("\n".join(line for profile in _profiles(chosen.state) for line in _summary(profile, chosen.state)))
    return 1 if found else 0


def _parser() -> _Parser:
    parser = _Parser(prog="coverport calendar", description="Open enrollment of the exchanges.")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    check = verbs.add_parser("check", help="holds windows against the federal limits of their plan years")
    check.add_argument("--state", help="two letters; left out, every exchange of this installation")
    return parser


def _profiles(state: str | None) -> list[Profile]:
    """The exchanges that serve a state, or served it in a plan year; without one, all. Raises NoExchange, CannotTell."""
    every = [profiles.load(slug) for slug in profiles.slugs()]
    if not state:
        return every
    if re.fullmatch(r"[A-Za-z ]{3,}", state):
        raise CannotTell(f"--state: {state!r} is not two letters such as NH")
    first, last = coverage_years()
    served = [one for one in every if any(_serves(one, state, year) for year in range(first, last + 1))]
    return served or [profiles.for_state(state.upper())]


def _serves(profile: Profile, state: str | None, year: int) -> bool:
    return not state or state.upper() in profile.states_of(year)


def _faults(profile: Profile) -> Iterator[str]:
    windows = calendar.load(profile.slug).windows
    for year in sorted({*(row.plan_year for row in windows), *profile.plan_years}):
        try:
            limits = typed(WindowLimits, "enrollment.state_window", on=new_year(year))
        except MissingLaw:
            yield f"{profile.slug} {year}: the federal limits of this plan year are not known"
            continue
        for fault in faults(windows, year, limits):
            yield f"{profile.slug} {year}: {fault}"


def _summary(profile: Profile, state: str | None) -> Iterator[str]:
    """One line for each plan year in which a state is served: its first and last day for everybody, and what more was allowed."""
    windows = calendar.load(profile.slug).windows
    for year in sorted({row.plan_year for row in windows if _serves(profile, state, row.plan_year)}, reverse=True):
        of_year = [row for row in windows if row.plan_year == year]
        rows = [row for row in of_year if row.status in COUNTING]
        for_all = [row for row in rows if row.basis == "regulatory" and row.in_line_by is None]
        first, last = min(row.selected_from for row in for_all), max(row.selected_to for row in for_all)
        assumed = ", assumed" if any(row.status == "assumed" for row in for_all) else ""
        counts = ((len(rows) - len(for_all), "operational"), (len(of_year) - len(rows), "that opens nothing"))
        more = "".join(f"; {count} {kind}" for count, kind in counts if count)
        yield f"{profile.slug} {year}: {first} to {last}{assumed}{more}"
