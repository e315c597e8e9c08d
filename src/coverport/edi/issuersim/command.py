"""`coverport issuersim`: insurers in a box, over the folders that a transport would serve. Neither Django nor the exchange's database."""

import argparse
import json
import os
import signal
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

from coverport.core import paths
from coverport.edi import profiles
from coverport.edi.issuersim.insurer import MISTAKES, InsurerInABox
from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.issuersim.view import VIEW_MISTAKES, send_views
from coverport.exchanges.profiles import NoExchange, load


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coverport issuersim", description="Insurers in a box, for sample exchanges")
    parser.add_argument("--exchange", help="only this exchange; else every sample one")
    parser.add_argument("--issuer", help="only this insurer (five digits)")
    parser.add_argument("--outbox", type=Path, default=paths.outbox_dir(), help="where the exchange puts its files")
    parser.add_argument("--inbox", type=Path, default=paths.inbox_dir(), help="where insurers put theirs")
    parser.add_argument(
        "--ledger", type=Path, default=paths.data_dir() / "issuersim" / "ledger.sqlite", help="the insurers' own book"
    )
    parser.add_argument(
        "--mistake",
        action="append",
        default=[],
        choices=MISTAKES,
        help="what goes wrong with every file; may be repeated",
    )
    parser.add_argument("--once", action="store_true", help="take what is there, answer, end")
    parser.add_argument("--show", action="store_true", help="print the ledger's policies as JSON, end")
    parser.add_argument(
        "--view", metavar="MONTH", type=_month, help="each insurer's view of a month, such as 2014-03, then end"
    )
    parser.add_argument(
        "--view-mistake",
        action="append",
        default=[],
        choices=VIEW_MISTAKES,
        help="what is wrong in it; may be repeated",
    )
    return parser


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no month such as 2014-03") from None


def main(arguments: list[str]) -> int:
    """0, when it is stopped or done."""
    chosen = _parser().parse_args(arguments)
    ledger = Ledger(chosen.ledger)
    if chosen.show:
        names = ("policy", "plan", "begin", "end", "status", "members", "premium_cents", "credit_cents", "told")
        print(json.dumps([dict(zip(names, row, strict=True)) for row in ledger.policies()], indent=1))
        return 0
    box = Box(ledger, chosen)
    if chosen.view:
        send_views(ledger, chosen.view, datetime.now(UTC), chosen.view_mistake)
        box.place()
        return 0
    if chosen.once:
        box.turn()
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, box.stop)
    while not box.stopping:
        box.turn()
        time.sleep(1)
    return 0


class Box:
    """Looks into the folders again and again."""

    def __init__(self, ledger: Ledger, chosen: argparse.Namespace) -> None:
        self.ledger, self.chosen = ledger, chosen
        self.stopping = False
        self.taken: set[Path] = set()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def turn(self) -> None:
        """Take every new file, then put in place what the insurers say."""
        for path in sorted(self.chosen.outbox.glob(f"{self.chosen.exchange or '*'}/{self.chosen.issuer or '*'}/*")):
            if path not in self.taken and path.is_file() and not path.name.startswith(".") and _is_834(path):
                self._take(path)
            self.taken.add(path)
        self.place()

    def _take(self, path: Path) -> None:
        exchange, issuer = path.parent.parent.name, path.parent.name
        try:
            if not load(exchange).is_sample:
                return
            insurer = InsurerInABox(self.ledger, exchange, profiles.load(exchange, issuer), self.chosen.mistake)
        except (NoExchange, profiles.BadPartner) as error:
            print(f"issuersim: {path}: {error}", file=sys.stderr)
            return
        insurer.take(path.name, path.read_bytes(), datetime.now(UTC))

    def place(self) -> None:
        """Whole or not at all; what is in place leaves the ledger's list last, so that a crash repeats it under the same name."""
        for issuer, name, content in self.ledger.ask(
            "SELECT issuer, name, content FROM outgoing ORDER BY issuer, name"
        ):
            folder = self.chosen.inbox / issuer
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = folder / f".{name}.part"
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, folder / name)
            self.ledger.ask("DELETE FROM outgoing WHERE issuer = ? AND name = ?", issuer, name)


def _is_834(path: Path) -> bool:
    """What the exchange says of enrollments; its acknowledgments and rejections are read by nobody here."""
    return ".I834." in path.name
