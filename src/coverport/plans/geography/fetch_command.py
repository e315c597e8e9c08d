"""`coverport fetch_geography --year YEAR`: the public files of all states from their publishers. Neither Django nor a database."""

import argparse
import sys
from pathlib import Path

from coverport.core.errors import Refusal
from coverport.plans.geography.command import in_words, year_of
from coverport.plans.geography.importing.fetch import Address, CannotFetch, addresses, fetch_geography
from coverport.plans.geography.table import BrokenTable


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coverport fetch_geography", description="Fetch and import geography")
    parser.add_argument("--year", type=year_of, required=True, help="from which year the rating areas are in force")
    parser.add_argument("--sources", type=Path, metavar="FILE", help="addresses, as in geography/data/sources.txt")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="a name of the list; once for each that is wanted"
    )
    parser.add_argument("--dry-run", action="store_true", help="fetch and check only")
    return parser


def _wanted(chosen: argparse.Namespace) -> list[Address]:
    """Raises CannotFetch for a list that cannot be read and for a name that it does not have."""
    try:
        listed = addresses(chosen.sources.read_text(encoding="utf-8") if chosen.sources else None)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotFetch(f"The list of addresses cannot be read: {error}.") from error
    for name in chosen.only or ():
        if not any(_is_named(one, name) for one in listed):
            raise CannotFetch(f"The list of addresses has no {name!r}.")
    return [one for one in listed if not chosen.only or any(_is_named(one, name) for name in chosen.only)]


def _is_named(one: Address, name: str) -> bool:
    """ "rating_areas" means the pages of all states, "rating_areas_me" Maine's."""
    return one.name == name or (one.name[:-3] == name and one.name[-3] == "_")


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"  {words}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Exit code 0, or 1 with what is wrong on standard error."""
    chosen = _parser().parse_args(arguments)
    try:
        done = fetch_geography(_wanted(chosen), year=chosen.year, dry_run=chosen.dry_run, progress=_progress)
    except (Refusal, BrokenTable) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(in_words(done, dry_run=chosen.dry_run))
    return 0
