"""`coverport edi read|check FILE` and `coverport edi write`: reading and checking need neither Django nor a database."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, NoReturn

from coverport.edi.x12.events import GroupRead, InterchangeRead, RecordRead, TransactionRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.reader import Event, faults, read
from coverport.edi.x12.shown import document


class _Mistake(Exception):
    """One line that says what was typed wrongly, or cannot be read."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Mistake(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="coverport edi", description="Files for insurers and from them: X12 834, 820, 999 and TA1")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    reading = verbs.add_parser("read", help="print what a file says")
    reading.add_argument("file", help="the file, or - for standard input")
    reading.add_argument("--json", action="store_true", help="as one JSON document with every segment and its place")
    checking = verbs.add_parser("check", help="list every fault of a file; ends with 1 if there is any")
    checking.add_argument("file", help="the file, or - for standard input")
    checking.add_argument("--json", action="store_true", help="one JSON object a line")
    checking.add_argument(
        "--standard-only",
        action="store_true",
        help="by the standard's guide alone, without what exchanges ask beyond it",
    )
    # `edi write`, `edi reconcile` and `edi sbmi` are Django's: see coverport/command.py. They stand here for the list of verbs.
    verbs.add_parser("write", help="write what is due for an insurer (uses the database)")
    verbs.add_parser("reconcile", help="lay a month beside an insurer's view of it (uses the database)")
    verbs.add_parser("sbmi", help="a state exchange's monthly report to CMS (uses the database)")
    return parser


def main(arguments: list[str]) -> int:
    """0; 1 where a file has faults, or with one line on standard error where nothing could be done."""
    try:
        chosen = _parser().parse_args(arguments)
        return _read(chosen) if chosen.verb == "read" else _check(chosen)
    except _Mistake as mistake:
        print("coverport edi:", mistake, file=sys.stderr)
        return 1


def _read(chosen: argparse.Namespace) -> int:
    with _opened(chosen.file) as stream:
        lines = document(read(stream, detail=True)) if chosen.json else summary(read(stream))
        for text in lines:
            sys.stdout.write(text)
    return 0


def _check(chosen: argparse.Namespace) -> int:
    count = 0
    with _opened(chosen.file) as stream:
        for fault in faults(stream, exchange=not chosen.standard_only):
            count += 1
            print(_as_json(fault) if chosen.json else line(fault))
    return 1 if count else 0


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise _Mistake(f"{name} cannot be read: {error.strerror}") from None


def line(fault: Fault) -> str:
    """One fault: segment of the file, loop, element, rule, what is wrong."""
    where = f"loop {fault.loop}, {fault.place}" if fault.loop else fault.place or "the file"
    return f"segment {fault.segment}, {where}: {fault.rule}: {fault.message}"


def _as_json(fault: Fault) -> str:
    import msgspec

    told = {**msgspec.structs.asdict(fault), "level": fault.level, "code": fault.code}
    return msgspec.json.encode({name: value for name, value in told.items() if value not in ("", 0)}).decode()


def summary(events: Iterator[Event | Fault]) -> Iterator[str]:
    """A few lines for people: the frame, and how much is inside. No personal data."""
    records = wrong = 0
    for each in events:
        if isinstance(each, InterchangeRead):
            said = each.values
            yield f"interchange {said.get('control')} from {said.get('sender')} to {said.get('receiver')}\n"
        elif isinstance(each, GroupRead):
            yield f"  group {each.values.get('control')}: {each.values.get('version')}\n"
        elif isinstance(each, TransactionRead):
            yield f"    transaction {each.control} ({each.set}), segment {each.segment}\n"
        records += isinstance(each, RecordRead)
        wrong += isinstance(each, Fault)
    yield f"{records} records" + (f", {wrong} faults: coverport edi check lists them\n" if wrong else "\n")
