"""`coverport quote`: the household's prices and likely help, as JSON or a table. Neither Django nor a database is loaded."""

import argparse
import os
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

from coverport.core.errors import Refusal

# numpy and the catalog are loaded only after the arguments are known to be right.
if TYPE_CHECKING:
    from collections.abc import Callable

    from coverport.eligibility.facts import Application
    from coverport.exchanges.profiles import Profile
    from coverport.plans.geography import County


class CannotQuote(Exception):
    """Something that `coverport quote` cannot do; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotQuote(message)


def main(arguments: list[str]) -> int:
    """Print a quote. 0, or 1 with exactly one line on standard error."""
    # numpy would start a thread per core for linear algebra that nobody here does: a tenth of the whole time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        chosen = _parser().parse_args(arguments)
        text = _answer(chosen)
    except (Refusal, CannotQuote, LookupError, ValueError) as error:
        print("coverport quote:", " ".join(_message(error).split()), file=sys.stderr)
        return 1
    print(text)
    return 0


def _message(error: Exception) -> str:
    return error.message if isinstance(error, Refusal) else str(error)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="coverport quote", description="Plans and prices for a household, without an account.")
    parser.add_argument("--state", help="two letters; left out, the state of the county or ZIP code")
    parser.add_argument("--year", type=int, required=True, help="plan year")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--county", help="five-digit FIPS code")
    where.add_argument("--zip", help="ZIP code; when it reaches into several counties, choose one with --county")
    parser.add_argument("--age", type=int, action="append", required=True, help="once for each person, you first")
    parser.add_argument("--income", help="the household's yearly income in dollars; left out, no help is worked out")
    parser.add_argument("--on", help="date of the decision, YYYY-MM-DD; else today, or a day of the year's enrollment")
    for name, words in (
        ("tobacco", "uses tobacco"),
        ("not-applying", "does not need coverage"),
        ("pregnant", "is pregnant"),
    ):
        parser.add_argument(
            f"--{name}",
            type=int,
            action="append",
            default=[],
            help=f"number of the person who {words}, 1 = first --age",
        )
    parser.add_argument("--json", action="store_true", help="machine-readable")
    return parser


def _answer(chosen: argparse.Namespace) -> str:
    application_of = _check_people(chosen)
    from coverport import law
    from coverport.exchanges.profiles import for_state
    from coverport.shopping.quote import quote
    from coverport.shopping.quote_document import as_document, as_table

    county = _county(chosen)
    profile = for_state(county.state, chosen.year)
    catalog = _catalog(profile, chosen.year)
    on = _date(chosen, profile)
    application = application_of(county.state, on)
    resolved = law.resolve(on=on, state=county.state, year=chosen.year)
    found = quote(catalog, catalog.place(county.fips, chosen.zip), application, law=resolved)
    document = as_document(found, application)
    if chosen.json:
        import json

        return json.dumps(document, ensure_ascii=False)
    return as_table(document)


def _check_people(chosen: argparse.Namespace) -> "Callable[[str, date], Application]":
    """The household, still without its state; facts that cannot be right are refused before any place is looked up."""
    from coverport.eligibility.facts.check import check
    from coverport.shopping.quote import preview_application

    income = _income(chosen.income)
    tobacco, not_applying, pregnant = (_positions(chosen, name) for name in ("tobacco", "not_applying", "pregnant"))

    def application(state: str, on: date) -> "Application":
        return preview_application(
            chosen.age,
            state=state,
            year=chosen.year,
            on=on,
            income=income,
            tobacco=tobacco,
            not_applying=not_applying,
            pregnant=pregnant,
        )

    # Only the people are looked at: any state and day will do.
    check(application("DC", date(chosen.year, 1, 1)))
    if len(set(not_applying)) == len(chosen.age):
        raise CannotQuote("nobody in the household needs coverage")
    return application


def _positions(chosen: argparse.Namespace, name: str) -> list[int]:
    """Positions from 0 of the people that an option numbers from 1."""
    numbers: list[int] = getattr(chosen, name)
    for number in numbers:
        if not 1 <= number <= len(chosen.age):
            raise CannotQuote(f"--{name.replace('_', '-')} {number}: there is no such person among {len(chosen.age)}")
    return [number - 1 for number in numbers]


def _income(text: str | None) -> int | None:
    from coverport.core.money import cents

    if text is None:
        return None
    try:
        return cents(text)
    except ValueError as error:
        raise CannotQuote(f"--income: {error}") from None


def _county(chosen: argparse.Namespace) -> "County":
    from coverport.exchanges.profiles import for_state
    from coverport.plans import geography

    # A state that no exchange here serves is said first: the ZIP codes of other states need not be known.
    if state := chosen.state or (chosen.zip and geography.state_of_zip(chosen.zip)):
        for_state(state.upper())
    if chosen.county:
        county = geography.county(chosen.county)
        _same_state(chosen, county, f"county {county.fips} ({county.name})")
        return county
    found = geography.counties_of_zip(chosen.zip, year=chosen.year)
    if chosen.state:
        found = tuple(each for each in found if each.state == chosen.state.upper()) or found
    if len(found) > 1:
        names = ", ".join(f"{each.fips} {each.name}, {each.state}" for each in found)
        raise CannotQuote(f"ZIP code {chosen.zip} reaches into several counties; choose one with --county: {names}")
    _same_state(chosen, found[0], f"ZIP code {chosen.zip}")
    return found[0]


def _same_state(chosen: argparse.Namespace, county: "County", place: str) -> None:
    if chosen.state and chosen.state.upper() != county.state:
        raise CannotQuote(f"{place} is in {county.state}, not in {chosen.state.upper()}")


def _date(chosen: argparse.Namespace, profile: "Profile") -> date:
    """As given; else today while enrollment in the plan year is open; else a day of its enrollment."""
    from coverport.exchanges import calendar, plan_years
    from coverport.law.lookups import open_enrollment_first_day

    if chosen.on:
        try:
            return date.fromisoformat(chosen.on)
        except ValueError:
            raise CannotQuote(f"--on: {chosen.on!r} is not a date such as 2013-12-10") from None
    today = datetime.now(ZoneInfo(profile.timezone)).date()
    if not plan_years.is_over(chosen.year, today) and plan_years.is_open(
        calendar.load(profile.slug), chosen.year, today
    ):
        return today
    return profile.sample_dates.get(chosen.year) or open_enrollment_first_day(chosen.year)


def _catalog(profile: "Profile", year: int) -> Any:
    from coverport.plans import catalogs
    from coverport.plans.catalog import BrokenCatalog

    publish = "Run `make setup`, or `coverport import_plans FILE`, to publish a catalog."
    try:
        return catalogs.current(profile.slug, year)
    except catalogs.NoCatalog as error:
        raise CannotQuote(f"{error.message} {publish}") from None
    except (BrokenCatalog, OSError) as error:
        raise CannotQuote(f"The catalog of {profile.slug} {year} cannot be read: {error}. {publish}") from None
