"""What `coverport reconcile` and `coverport penalty` share: a JSON document in, one out. Neither Django nor a database is loaded."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from coverport.core.errors import Refusal
from coverport.eligibility.findings import Reason
from coverport.eligibility.tax.document import read, schema

T = TypeVar("T")


class CannotAnswer(Exception):
    """Something that the command cannot do; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotAnswer(message)


def run(verb: str, words: str, kind: type[T], answer: Callable[[T], dict[str, Any]], arguments: list[str]) -> int:
    """Read FILE (- is standard input), print the answer. 0, or 1 with one line on standard error: the field and what is wrong."""
    parser = _Parser(prog=f"coverport {verb}", description=words)
    parser.add_argument("file", nargs="?", metavar="FILE", help="a JSON document; - for standard input")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the document and stop")
    try:
        chosen = parser.parse_args(arguments)
        found = schema(kind, words) if chosen.schema else answer(read(_text(chosen.file), kind))
    except (Refusal, CannotAnswer, LookupError, OSError) as error:
        print(f"coverport {verb}:", " ".join(_message(error).split()), file=sys.stderr)
        return 1
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


def as_reason(reason: Reason) -> dict[str, str]:
    """A reason as the commands print it."""
    from coverport.eligibility.words import sentence

    return {"code": reason.code, "citation": reason.citation, "words": sentence(reason)}


def _text(file: str | None) -> bytes:
    if file is None:
        raise CannotAnswer("give a FILE, or - for standard input")
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _message(error: Exception) -> str:
    if isinstance(error, Refusal):
        return f"{error.field}: {error.message}" if error.field else error.message
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
