"""`coverport import_geography FILE...`: needs neither Django nor a database."""

import argparse
import sys
from pathlib import Path

from coverport.core.errors import Refusal
from coverport.plans.geography.importing.importer import Imported, ReadFile, files_of, import_geography
from coverport.plans.geography.table import BrokenTable


def year_of(text: str) -> int:
    """A year of four digits; for argparse."""
    if len(text) == 4 and text.isascii() and text.isdigit() and text.startswith("20"):
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a year such as 2027")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments, for both of its faces."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a public file (docs/reference/geography.md)"
    )
    parser.add_argument("--year", type=year_of, help="from which year rows are in force that do not say so themselves")
    parser.add_argument("--dry-run", action="store_true", help="read and check only")


def run(files: list[Path], *, year: int | None, dry_run: bool) -> str:
    """Import and say what is there now. Raises UnreadableGeography, BrokenTable."""
    return in_words(import_geography(files_of(files), year=year, dry_run=dry_run), dry_run=dry_run)


def in_words(done: Imported, *, dry_run: bool) -> str:
    """One line a file, then the counts."""
    counts = (
        f"ZIP codes: {done.zip_codes:,}; of them in several counties: {done.crossing:,}; "
        f"states and territories: {done.states}; rating areas: {done.areas:,}"
    )
    unchanged = "; nothing was changed" if dry_run or not done.changed else ""
    return "\n".join([*(_line(file) for file in done.files), ("Dry run. " if dry_run else "") + counts + unchanged])


def _line(file: ReadFile) -> str:
    year = f" from {file.year}" if file.year else ""
    over = f", {file.passed_over:,} passed over" if file.passed_over else ""
    return f"{file.name}: {file.words}{year}, {file.read:,} rows{over}"


def main(arguments: list[str]) -> int:
    """Exit code 0, or 1 with what is wrong on standard error."""
    parser = argparse.ArgumentParser(prog="coverport import_geography", description="Add ZIP codes and rating areas")
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    try:
        print(run(chosen.files, year=chosen.year, dry_run=chosen.dry_run))
    except (Refusal, BrokenTable) as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0
