"""`coverport slcsp INPUT.csv --plans plans.csv --zips zips.csv`: neither Django nor a database, and nothing but the standard library."""

import argparse
import csv
import io
import sys
from pathlib import Path
from typing import NoReturn

from coverport.plans.slcsp.ranking import RANKS, answers
from coverport.plans.slcsp.tables import UnreadableTable, areas_of_zips, lines, places, silver_rates, zip_code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UnreadableTable(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="coverport slcsp", description="The second-lowest-cost silver plan of each ZIP code of a list"
    )
    parser.add_argument("input", type=Path, metavar="INPUT.csv", help="the list: columns zipcode and rate")
    parser.add_argument(
        "--plans", type=Path, required=True, help="columns plan_id, state, metal_level, rate, rate_area"
    )
    parser.add_argument("--zips", type=Path, required=True, help="columns zipcode, state, rate_area")
    parser.add_argument(
        "--rank", choices=RANKS, default="plan", help="rank plans (26 CFR 1.36B-3(f)), or distinct rates; else plan"
    )
    return parser


def filled(path: Path, found: dict[str, str]) -> str:
    """The list with its rates, in its order and with its header. Raises UnreadableTable."""
    rows = lines(path)
    _, header = next(rows)
    code, rate = places(path, header, ("zipcode", "rate"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for line, fields in rows:
        fields[rate] = found.get(zip_code(path, line, fields[code].strip()), "")
        writer.writerow(fields)
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Print the filled list. 0, or 1 with exactly one line on standard error and nothing on standard output."""
    try:
        chosen = _parser().parse_args(arguments)
        found = answers(areas_of_zips(chosen.zips), silver_rates(chosen.plans), chosen.rank)
        text = filled(chosen.input, found)
    except UnreadableTable as error:
        print("coverport slcsp:", error.message, file=sys.stderr)
        return 1
    sys.stdout.write(text)
    return 0
