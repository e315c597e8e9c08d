"""What was lost, doubled or wrong. Reads the clients' journals, a dump of the database, the files for insurers and the insurer's ledger.

Nothing of the product is asked, and nothing of who ran it: files are taken apart by the tests' own splitter, the dump line by line.
"""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.edi.splitter import Policy, split

Row = dict[str, str]
ENDS_ON = {"Your coverage ends on January 31, 2014": "2014-01-31"}
CANCELED, CHANGES = "Your plan is canceled", "Your coverage changes"


@dataclass
class Expected:
    """An enrollment as its client was told that it is. end: empty where it goes on."""

    application: str
    plan: str
    start: str
    premium: int
    credit: int
    first: tuple[int, int] = (0, 0)
    people: int = 2
    dropped: bool = False
    canceled: bool = False
    end: str = ""

    @property
    def stands(self) -> bool:
        return not self.canceled and not self.end


@dataclass
class Verdict:
    """What there was, and every fault in words."""

    confirmed: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def same(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self.wrong.append(f"{what}: {found}, not {expected}")

    def once(self, what: str, count: int, expected: int = 1) -> None:
        """So often, neither more nor less."""
        if count < expected:
            self.missing.append(f"{what}: {count} of {expected}")
        if count > expected:
            self.doubled.append(f"{what}: {count} instead of {expected}")


def judge(journals: Iterable[Path], dump: Path, outbox: Path, ledger: Path) -> Verdict:
    """Compare the four."""
    verdict = Verdict()
    expected = _told(journals, verdict)
    tables = _tables(dump)
    heard = _heard(outbox, tables["edi_edifile"], verdict)
    _database(expected, tables, verdict)
    _messages(expected, tables, heard, verdict)
    _ledger(expected, heard, ledger, tables, verdict)
    return verdict


def _told(journals: Iterable[Path], verdict: Verdict) -> dict[str, Expected]:
    """Number -> what its client was told, line by line."""
    found: dict[str, Expected] = {}
    for line in (json.loads(line) for journal in journals for line in journal.read_text().splitlines()):
        number = line["number"]
        if line["what"] == "enrolled":
            verdict.confirmed["enrolled"] += 1
            verdict.once(f"confirmation of {number}", 1 + (number in found))
            amounts = (line["premium"], line["credit"])
            found[number] = Expected(line["application"], line["plan"], line["start"], *amounts, first=amounts)
            continue
        one, title = found[number], line["title"]
        if title == CANCELED:
            one.canceled = True
        elif title in ENDS_ON:
            one.end = ENDS_ON[title]
        elif title == CHANGES and line["kind"] == "drop_member":
            one.premium, one.credit = line["amounts"]
            one.people, one.dropped = 1, True
        else:
            verdict.wrong.append(f"{number} was told: {title}")
        verdict.confirmed["canceled" if title == CANCELED else "ended" if title in ENDS_ON else "changed"] += 1
    return found


def _tables(dump: Path) -> dict[str, list[Row]]:
    """Table -> its rows, from a plain dump."""
    found: dict[str, list[Row]] = {}
    names: list[str] = []
    rows: list[Row] | None = None
    with dump.open() as file:
        for line in file:
            if rows is None and line.startswith("COPY public."):
                table, _, rest = line.removeprefix("COPY public.").partition(" (")
                names = [name.strip('" ') for name in rest.partition(")")[0].split(",")]
                rows = found.setdefault(table, [])
            elif rows is not None and line == "\\.\n":
                rows = None
            elif rows is not None:
                values = ("" if value == "\\N" else value for value in line.rstrip("\n").split("\t"))
                rows.append(dict(zip(names, values, strict=True)))
    return found


def _heard(outbox: Path, rows: list[Row], verdict: Verdict) -> dict[str, tuple[str, Policy]]:
    """Control number -> file and message, of every file that lies in the folders."""
    there = {path.name: path for path in outbox.rglob("*") if path.is_file()}
    verdict.same("unfinished files", [name for name in there if name.startswith(".")], [])
    verdict.same("files that no row knows", sorted(there.keys() - {row["name"] for row in rows}), [])
    found: dict[str, tuple[str, Policy]] = {}
    for row in rows:
        if row["name"] not in there:
            verdict.missing.append(f"file {row['name']}")
            continue
        content = there[row["name"]].read_bytes()
        verdict.same(f"bytes of {row['name']}", hashlib.sha256(content).hexdigest(), row["sha256"])
        if row["set"] != "834":
            continue
        verdict.once(f"acknowledgment of {row['name']}", int(row["answered_at"] != ""))
        for policy in split(content, initial=False).policies:
            control = policy.control
            verdict.once(f"transaction {control}", 1 + (control in found))
            found[control] = row["name"], policy
    verdict.messages["files"] = len(rows)
    verdict.messages["834"] = len(found)
    return found


def _database(expected: dict[str, Expected], tables: dict[str, list[Row]], verdict: Verdict) -> None:
    """Every confirmed enrollment is there as it was confirmed, and no other one."""
    # A change of answers goes on under a newer application of the same household.
    households = {row["id"]: row["household_id"] for row in tables["applications_application"]}
    first = {row["reference"]: row["household_id"] for row in tables["applications_application"]}
    rows = {row["reference"]: row for row in tables["enrollment_enrollment"]}
    for household, count in Counter(households[row["application_id"]] for row in rows.values()).items():
        verdict.once(f"enrollments of household {household}", count)
    verdict.same("enrollments that nobody was told of", sorted(rows.keys() - expected.keys()), [])
    for number, one in expected.items():
        if number not in rows:
            verdict.missing.append(f"enrollment {number} in the database")
            continue
        row = rows[number]
        status = "canceled" if one.canceled else "terminated" if one.end else "effectuated"
        verdict.same(
            f"enrollment {number} in the database",
            (households[row["application_id"]], row["plan_id"], row["start"], row["status"]),
            (first[one.application], one.plan, one.start, status),
        )
        if one.stands:
            amounts = (int(row["premium_cents"]), int(row["credit_cents"]))
            verdict.same(f"amounts of {number} in the database", amounts, (one.premium, one.credit))
        if one.end:
            verdict.same(f"last day of {number} in the database", row["end"], one.end)
    verdict.once(
        "deliveries done", sum(row["done_at"] != "" for row in tables["core_delivery"]), len(tables["core_delivery"])
    )


def _messages(
    expected: dict[str, Expected], tables: dict[str, list[Row]], heard: dict[str, tuple[str, Policy]], verdict: Verdict
) -> None:
    """Every message that is due stands in one file, and every message of a file was due."""
    due = [row for row in tables["edi_due834"] if not row["withdrawn_on"]]
    for row in due:
        if not row["file_id"]:
            verdict.missing.append(f"834 due {row['id']} ({row['kind']})")
    told = {row["control"].zfill(9) for row in due if row["control"]}
    there = {control.zfill(9) for control in heard}
    verdict.same("messages of files that were not due", sorted(there - told), [])
    verdict.same("messages due that stand in no file", sorted(told - there), [])
    by_policy: dict[str, Counter[str]] = defaultdict(Counter)
    for _, policy in heard.values():
        kind = _kind(policy)
        by_policy[policy.number][kind] += 1
        verdict.messages[kind] += 1
        if kind == "initial" and policy.number in expected:
            one, subscriber = expected[policy.number], policy.subscriber
            amounts = tuple(int(subscriber.amount(each) * 100) for each in ("PRE AMT TOT", "APTC AMT"))
            verdict.same(f"amounts of {policy.number} in its file", amounts, one.first)
            verdict.same(f"people of {policy.number} in its file", len(policy.people), 2)
    verdict.same("policies of files that nobody was told of", sorted(by_policy.keys() - expected.keys()), [])
    for number, one in expected.items():
        kinds = by_policy[number]
        initial = int(not one.canceled or kinds["initial"] > 0)
        verdict.once(f"834s of the beginning of {number}", kinds["initial"], initial)
        verdict.once(f"834s of the cancellation of {number}", kinds["cancel"], int(one.canceled and initial))
        verdict.once(f"834s of the end of {number}", kinds["terminate"], int(bool(one.end)))
        changes = 1 if one.dropped and one.stands else min(kinds["change"], int(one.dropped))
        verdict.once(f"834s of the change of {number}", kinds["change"], changes)


def _kind(policy: Policy) -> str:
    """By INS03 of the subscriber, or of who leaves a policy that goes on."""
    maintenance = policy.subscriber.ins[3]
    if maintenance == "024":
        begin_is_end = policy.subscriber.said["ADDL MAINT REASON"][1].startswith("CANCEL")
        return "cancel" if begin_is_end else "terminate"
    return {"021": "initial", "001": "change", "025": "reinstate"}.get(maintenance, maintenance)


def _ledger(
    expected: dict[str, Expected], heard: dict[str, tuple[str, Policy]], ledger: Path, tables: dict[str, list[Row]], verdict: Verdict
) -> None:  # fmt: skip
    """The insurer's own book says the same, each message heard once, each confirmation taken in once."""
    book = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    columns = "number, plan, begin, end, status, members, premium, credit, told"
    rows = {row[0]: row[1:] for row in book.execute(f"SELECT {columns} FROM policy")}
    said = Counter(control.zfill(9) for (control,) in book.execute("SELECT control FROM said"))
    told = {control.zfill(9) for control in heard}
    for control in said.keys() | told:
        verdict.once(f"transaction {control} at the insurer", said[control], int(control in told))
    begun = {policy.number for _, policy in heard.values() if _kind(policy) == "initial"}
    verdict.same("policies at the insurer that nobody was told of", sorted(rows.keys() - expected.keys()), [])
    for number, one in expected.items():
        if number not in rows:
            if not one.canceled or number in begun:
                verdict.missing.append(f"policy {number} at the insurer")
            continue
        plan, begin, end, status, people, premium, credit, times = rows[number]
        verdict.once(f"enrollment {number} at the insurer", times)
        there = "canceled" if one.canceled else "terminated" if one.end else "enrolled"
        verdict.same(f"policy {number} at the insurer", (plan[:14], begin, status), (one.plan, one.start, there))
        if one.end:
            verdict.same(f"last day of {number} at the insurer", end, one.end)
        if one.stands:
            verdict.same(f"amounts of {number} there", (people, premium, credit), (one.people, one.premium, one.credit))
    numbers = {row["id"]: row["reference"] for row in tables["enrollment_enrollment"]}
    confirmed = Counter(
        numbers[row["enrollment_id"]]
        for row in tables["edi_heard"]
        if row["event"] == "effectuate" and row["enrollment_id"]
    )
    for number in expected:
        verdict.once(f"confirmation of {number} by the insurer", confirmed[number], int(number in begun))
