"""`coverport import_geography FILE...`: needs neither Django nor a database."""

import argparse
import sys
from pathlib import Path

from coverport.core.errors import Refusal
from coverport.plans.geography.importer import import_geography


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="coverport import_geography", description="Add the ZIP codes of more states")
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV with the columns ZIP and STCOUNTYFP")
    return made


def run(files: list[Path]) -> str:
    """Import and say what is there now. Raises UnreadableGeography."""
    done = import_geography(files)
    counts = (
        f"ZIP codes: {done.zip_codes:,}; of them in several counties: {done.crossing:,}; "
        f"states and territories: {done.states}"
    )
    return counts + ("" if done.changed else "; nothing was changed")


def main(arguments: list[str]) -> int:
    """Exit code 0, or 1 with what is wrong on standard error."""
    try:
        print(run(parser().parse_args(arguments).files))
    except Refusal as refused:
        print(refused.message, file=sys.stderr)
        return 1
    return 0
