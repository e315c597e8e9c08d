"""The view of a month that each insurer in a box sends: its own book in our layout, with mistakes on demand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.issuersim.memory import people
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.lines import Header, write_part
from coverport.exchanges.profiles import load

Lines = list[dict[str, str]]


def send_views(ledger: Ledger, month: date, at: datetime, mistakes: Sequence[str] = ()) -> None:
    """A view of each insurer with policies of the month's year, into the ledger's outgoing files."""
    for (key,) in ledger.ask("SELECT DISTINCT issuer FROM policy ORDER BY issuer"):
        exchange, issuer = key.split("/")
        if not load(exchange).is_sample:
            continue
        with ledger.transaction():
            lines = [line for policy in _policies(ledger, key, month.year) for line in policy]
            for name in mistakes:
                lines = VIEW_MISTAKES[name](lines)
            header = Header(tables.OURS, exchange, issuer, month.isoformat(), at.isoformat(timespec="seconds"), 1, True)
            content = "".join(write_part(header, lines, tables.layout(tables.OURS))).encode()
            name = f"{issuer}.IREC.{month:%Y%m}.D{at:%y%m%d}.T{at:%H%M%S}"
            ledger.ask("INSERT OR REPLACE INTO outgoing VALUES (?, ?, ?)", key, name, content)


def _policies(ledger: Ledger, key: str, year: int) -> Iterator[Lines]:
    """Lines of each policy by number: the subscriber's has the policy's own columns."""
    query = "SELECT number, begin, end, status FROM policy WHERE issuer = ? AND begin LIKE ? ORDER BY number"
    for number, begin, end, status in ledger.ask(query, key, f"{year}-%"):
        last = end or f"{year}-12-31"
        lines = []
        for told in people(ledger, key, number).values():
            line = {**told, "member_end": min(told.get("member_end") or last, last)}
            if told["subscriber"] == "Y":
                line |= {"policy_begin": begin, "policy_end": last, "status": told.get("status", "initial")}
                line |= {"status": "canceled"} if status == "canceled" else {}
            lines.append(line)
        yield lines


def _without_first_policy(lines: Lines) -> Lines:
    return [line for line in lines if line["policy"] != lines[0]["policy"]]


def _somebody_elses_policy(lines: Lines) -> Lines:
    first = [line for line in lines if line["policy"] == lines[0]["policy"]]
    return [*lines, *({**line, "policy": "ZZZZ-ZZZZ"} for line in first)]


def _without_a_dependent(lines: Lines) -> Lines:
    gone = next((line for line in lines if line["subscriber"] == "N"), None)
    return [line for line in lines if line is not gone]


def _twice(lines: Lines) -> Lines:
    return [lines[0], *lines]


def _says(field: str, value: str) -> Callable[[Lines], Lines]:
    """Of every subscriber."""
    return lambda lines: [{**line, field: value} if line["subscriber"] == "Y" else line for line in lines]


VIEW_MISTAKES: dict[str, Callable[[Lines], Lines]] = {
    "lost_policy": _without_first_policy,
    "unknown_policy": _somebody_elses_policy,
    "lost_person": _without_a_dependent,
    "twice": _twice,
    "wrong_credit": _says("credit", "1.00"),
    "wrong_address": _says("street", "1 Nowhere Road"),
    "wrong_name": _says("last_name", "Nobody"),
    "wrong_end": _says("policy_end", "2014-05-31"),
    "new_number": _says("issuer_policy", "NEW-1"),
    "unconfirmed": _says("status", "initial"),
}
