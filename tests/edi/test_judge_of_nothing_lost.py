"""The judge of the runs in which everybody is killed finds what is missing, doubled or wrong, wherever it stands."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coverport.edi.rules import life
from tests.edi.nothing_lost.judge import Verdict, judge
from tests.edi.test_any_group import PARTNER, PLAN, file_of, one

NAME = "OPR.96751T.I834.D131210.T173005250.T"


def household() -> bytes:
    """A couple's beginning in one file: $600.00 a month without credit."""
    group = one("Concord")
    (ana,) = group.members
    luis = msgspec.structs.replace(ana, subscriber=False, relationship="01", member_id="CD")
    both = msgspec.structs.replace(group, members=(ana, luis), total=600_00, responsibility=600_00)
    return file_of([life.initial(both, PARTNER.maintenance["initial"])])


class World:
    """One enrollment on which all four agree. Each test spoils something."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, household()
        told = {"premium": 600_00, "credit": 0}
        self.journal: list[dict[str, Any]] = [
            {"application": "AP", "what": "enrolled", "number": "P1", "plan": PLAN[:14], "start": "2014-01-01", **told}
        ]
        self.tables: dict[str, list[dict[str, Any]]] = {
            "applications_application": [{"id": 1, "reference": "AP", "household_id": 5}],
            "enrollment_enrollment": [self.enrollment(7, "P1")],
            "core_delivery": [{"id": 1, "done_at": "2013-12-10"}],
            "edi_due834": [{"id": 1, "kind": "initial", "file_id": 3, "control": 1, "withdrawn_on": None}],
            "edi_edifile": [
                {
                    "name": NAME,
                    "sha256": hashlib.sha256(self.content).hexdigest(),
                    "set": "834",
                    "answered_at": "2013-12-10",
                }
            ],
            "edi_heard": [{"event": "effectuate", "enrollment_id": 7}],
        }
        self.book = {"premium": 600_00, "told": 1, "status": "enrolled"}
        self.said = ["000000001"]

    def enrollment(self, pk: int, number: str) -> dict[str, Any]:
        amounts = {"premium_cents": 600_00, "credit_cents": 0}
        return {
            "id": pk, "reference": number, "application_id": 1, "plan_id": PLAN[:14], "start": "2014-01-01", "end": "2014-12-31",
            "status": "effectuated", **amounts,
        }  # fmt: skip

    def judged(self) -> Verdict:
        outbox = self.folder / "outbox"
        outbox.mkdir()
        if self.content:
            (outbox / NAME).write_bytes(self.content)
        journal, dump, ledger = (self.folder / name for name in ("journal", "dump", "ledger"))
        journal.write_text("".join(json.dumps(line) + "\n" for line in self.journal))
        dump.write_text("".join(copied(name, rows) for name, rows in self.tables.items()))
        book = sqlite3.connect(ledger)
        book.execute("CREATE TABLE policy (number, plan, begin, end, status, members, premium, credit, told)")
        book.execute("CREATE TABLE said (control)")
        if self.book:
            row = ("P1", PLAN, "2014-01-01", "", self.book["status"], 2, self.book["premium"], 0, self.book["told"])
            book.execute("INSERT INTO policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        book.executemany("INSERT INTO said VALUES (?)", [(control,) for control in self.said])
        book.commit()
        book.close()
        return judge([journal], dump, outbox, ledger)


def copied(table: str, rows: list[dict[str, Any]]) -> str:
    """As pg_dump writes a table."""
    lines = ["\t".join("\\N" if value is None else str(value) for value in row.values()) for row in rows]
    return "\n".join([f"COPY public.{table} ({', '.join(rows[0])}) FROM stdin;", *lines, "\\.\n"])


def test_where_all_agree_nothing_is_found(tmp_path):
    verdict = World(tmp_path).judged()
    assert (verdict.missing, verdict.doubled, verdict.wrong) == ([], [], [])
    assert verdict.messages == {"files": 1, "834": 1, "initial": 1}


def row(world: World, table: str) -> dict[str, Any]:
    return world.tables[table][0]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda world: row(world, "enrollment_enrollment").update(reference="P2"), "missing"),
        (lambda world: row(world, "edi_due834").update(file_id=None, control=None), "missing"),
        (lambda world: row(world, "core_delivery").update(done_at=None), "missing"),
        (lambda world: row(world, "edi_heard").update(event="issuer_ids"), "missing"),
        (lambda world: row(world, "edi_edifile").update(answered_at=None), "missing"),
        (lambda world: setattr(world, "content", b""), "missing"),
        (lambda world: world.book.clear(), "missing"),
        (lambda world: world.said.clear(), "missing"),
        (lambda world: world.journal.append(world.journal[0]), "doubled"),
        (lambda world: world.tables["enrollment_enrollment"].append(world.enrollment(8, "P9")), "doubled"),
        (lambda world: world.tables["edi_heard"].append(row(world, "edi_heard")), "doubled"),
        (lambda world: world.book.update(told=2), "doubled"),
        (lambda world: world.said.append("000000001"), "doubled"),
        (lambda world: world.book.update(premium=599_99), "wrong"),
        (lambda world: world.book.update(status="canceled"), "wrong"),
        (lambda world: row(world, "enrollment_enrollment").update(premium_cents=599_99), "wrong"),
        (lambda world: row(world, "enrollment_enrollment").update(status="selected"), "wrong"),
        (lambda world: row(world, "edi_edifile").update(sha256="0" * 64), "wrong"),
        (lambda world: world.journal[0].update(premium=599_99), "wrong"),
    ],
)
def test_whatever_one_of_them_has_otherwise_is_found(tmp_path, spoil: Callable[[World], None], found: str):
    world = World(tmp_path)
    spoil(world)
    assert getattr(world.judged(), found) != []
