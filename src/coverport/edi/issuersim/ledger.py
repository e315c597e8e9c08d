"""What the insurer knows, on its own disk: a SQLite file that shares nothing with the exchange. A file and what it says commit together."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS file (issuer TEXT, sender TEXT, control TEXT, sha256 TEXT, name TEXT, PRIMARY KEY (issuer, sender, control));
CREATE TABLE IF NOT EXISTS policy (
    issuer TEXT, number TEXT, plan TEXT, begin TEXT, end TEXT, status TEXT, members INTEGER, premium INTEGER, credit INTEGER,
    told INTEGER, PRIMARY KEY (issuer, number));
CREATE TABLE IF NOT EXISTS said (issuer TEXT, control TEXT, event TEXT, number TEXT, file TEXT);
CREATE TABLE IF NOT EXISTS person (issuer TEXT, policy TEXT, member TEXT, told TEXT, PRIMARY KEY (issuer, policy, member));
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, last INTEGER);
CREATE TABLE IF NOT EXISTS outgoing (issuer TEXT, name TEXT, content BLOB, PRIMARY KEY (issuer, name));
"""


class Ledger:
    """One file for all insurers of a box; an insurer is `exchange/issuer`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values).fetchall()

    def number(self, name: str, how_many: int = 1) -> range:
        """The next numbers of a counter."""
        insert = "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = last + ? RETURNING last"
        ((last,),) = self.ask(insert, name, how_many, how_many)
        return range(last - how_many + 1, last + 1)

    def seen(self, issuer: str, sender: str, control: str) -> str | None:
        """The hash of the file that came under this number, if one did."""
        rows = self.ask(
            "SELECT sha256 FROM file WHERE issuer = ? AND sender = ? AND control = ?", issuer, sender, control
        )
        return str(rows[0][0]) if rows else None

    def policies(self) -> list[tuple[Any, ...]]:
        """Number, plan, begin, end, status, members, premium, credit, how often an enrollment was told; by number."""
        columns = "number, plan, begin, end, status, members, premium, credit, told"
        return self.ask(f"SELECT {columns} FROM policy ORDER BY number")  # noqa: S608  our own words
