"""`coverport determine`: applications in, determinations with their reasons out. Neither Django nor a database is loaded."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from coverport.core.errors import Refusal

# The engine is loaded only after the arguments are known to be right.
if TYPE_CHECKING:
    from coverport.eligibility.engine import BenchmarkFor
    from coverport.eligibility.facts import Application
    from coverport.law.resolved import Law

# One application that cannot be answered says so and stops no other.
_STOPS = (Refusal, LookupError, ValueError, ArithmeticError, RecursionError, OSError)
# What comes from a document is told shortened, and without marks that a terminal would obey.
_LONGEST = 500


class CannotDetermine(Exception):
    """Something that `coverport determine` cannot do; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotDetermine(message)


def main(arguments: list[str]) -> int:
    """Print determinations. 0; or 1 with one line on standard error when a document, or a line of a batch, was refused."""
    # numpy would start a thread per core for linear algebra that nobody here does.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        chosen = _parser().parse_args(arguments)
        if chosen.schema:
            return _print_schema()
        if chosen.batch:
            return _batch(chosen.batch, words=chosen.words)
        if chosen.file is None:
            raise CannotDetermine("name a file, or - for standard input; --batch FILE.jsonl for many")
        print(msgspec.json.format(_one(_text(chosen.file), words=True), indent=2).decode())
    except BrokenPipeError:
        raise  # a reader that leaves early is no mistake of ours, and none of the document
    except (CannotDetermine, *_STOPS) as error:
        print("coverport determine:", _message(error), file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="coverport determine",
        description="Who can have Medicaid, CHIP, a tax credit, lower costs; and why. docs/reference/determine.md tells the fields.",
    )
    parser.add_argument("file", nargs="?", help="an application as JSON; - for standard input")
    parser.add_argument(
        "--batch", metavar="FILE.jsonl", help="an application a line (- for standard input), an answer a line"
    )
    parser.add_argument("--words", action="store_true", help="in a batch, too, a sentence for each reason")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of an application")
    return parser


def _print_schema() -> int:
    from coverport.eligibility.document import schema

    print(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode())
    return 0


def _text(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _one(text: bytes, *, words: bool) -> bytes:
    from coverport.eligibility import document
    from coverport.eligibility.answer import as_json
    from coverport.eligibility.engine import determine

    application = document.read(text)
    found = determine(application, law=_law(application), benchmark=_benchmark(application))
    return as_json(application, found, words=words)


def _law(application: "Application") -> "Law":
    """The law of the application; where there is none, the facts are looked at first, since a mistake there is the likelier cause."""
    from coverport.eligibility.facts.check import check
    from coverport.law.loader import MissingLaw
    from coverport.law.resolved import resolve

    try:
        return resolve(on=application.decided_on, state=application.state, year=application.coverage_year)
    except (MissingLaw, ValueError, OverflowError):
        check(application)
        raise _without_law(application) from None


def _without_law(application: "Application") -> Refusal:
    """A year, or a day of decision, that no law is known for."""
    from coverport.law.lookups import coverage_years, decision_days

    (first, last), (since, until), year = coverage_years(), decision_days(), application.coverage_year
    if not first <= year <= last:
        message = f"The law of {year} is not known here. Give a year from {first} to {last}."
        return Refusal(message, code="missing_law", field="coverage_year")
    message = f"The law of {application.decided_on} is not known here. Give a day from {since} to {until}."
    return Refusal(message, code="missing_law", field="decided_on")


def _benchmark(application: "Application") -> "BenchmarkFor | None":
    """From the published catalog, where the application names a county and does not bring its own benchmark."""
    if application.county_fips is None or all(each.benchmark_month is not None for each in application.tax_households):
        return None
    from coverport.exchanges.profiles import for_state
    from coverport.plans import catalogs
    from coverport.shopping.quote import benchmark_in

    catalog = catalogs.current(for_state(application.state, application.coverage_year).slug, application.coverage_year)
    try:
        place = catalog.place(application.county_fips)
    except Refusal as refused:
        raise Refusal(refused.message, code=refused.code, field="county_fips") from None
    return benchmark_in(catalog, place)


def _batch(file: str, *, words: bool) -> int:
    """An answer a line, in the order of the questions; a refused line answers with its error and the rest goes on."""
    refused = total = 0
    write = sys.stdout.buffer.write
    for number, line in _lines(file):
        total += 1
        try:
            answer = _one(line, words=words)
        except _STOPS as error:
            refused += 1
            answer = msgspec.json.encode({"error": _error(error), "line": number})
        write(answer + b"\n")
    if refused:
        raise CannotDetermine(f"{refused} of {total} applications were refused; each answer line says why")
    return 0


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers in the file."""
    if file == "-":
        yield from ((number, line) for number, line in enumerate(sys.stdin.buffer, start=1) if line.strip())
        return
    with Path(file).open("rb") as lines:
        yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _error(error: Exception) -> dict[str, Any]:
    if isinstance(error, Refusal):
        return {"field": error.field or "", "message": error.message, "code": error.code}
    return {"field": "", "message": str(error), "code": type(error).__name__}


def _message(error: Exception) -> str:
    told = f"{error.field}: {error.message}" if isinstance(error, Refusal) and error.field else str(error)
    line = "".join(each if each.isprintable() else " " for each in told)
    return " ".join(line.split())[:_LONGEST]
