"""The verb that writes an insurer's report: whole or not at all, and only where its sums are those of the months in the database."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msgspec
from django.db import connection, transaction

from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.edi import profiles
from coverport.edi.sbmi.policies import policies, reported
from coverport.edi.sbmi.rules.records import FileHead, Frame, PolicyReport
from coverport.edi.sbmi.rules.spans import by_month
from coverport.edi.sbmi.rules.writer import faults, write_file
from coverport.exchanges.profiles import load, read_yaml

# The newest row of each person's month, by the database's own means.
SUMS = """
    SELECT month, sum(premium_cents)::bigint, sum(credit_cents)::bigint FROM (
        SELECT DISTINCT ON (enrollment_id, person_id, month) month, premium_cents, credit_cents, first
        FROM enrollment_personmonth WHERE enrollment_id IN ({chosen}) ORDER BY enrollment_id, person_id, month, number DESC
    ) AS newest WHERE first IS NOT NULL GROUP BY month
"""
Sums = dict[date, tuple[Cents, Cents]]


class CannotReport(Refusal):
    """A report cannot be written; the message says why, policy by policy."""

    code = "cannot_report"


class Written(msgspec.Struct, frozen=True):
    """A finished report: how many policies, and what they cost by month."""

    path: Path
    policies: int
    months: Sums


@cache
def standard() -> Frame:
    return msgspec.convert(read_yaml(Path(__file__).with_name("report.yaml")), Frame)


def write_report(
    *, exchange: str, issuer: str, year: int, at: datetime, folder: Path, frame: Frame | None = None
) -> Written:
    """An insurer's report of a coverage year into a folder. Raises CannotReport. at: the exchange's clock; frame: else the schema's."""
    frame = frame or standard()
    tenant = load(exchange).tenant
    if not re.fullmatch(frame.tenant, tenant):
        raise CannotReport(f"{exchange} is no state exchange: its tenant is {tenant}")
    if year < frame.first_year:
        raise CannotReport(f"the report begins with coverage year {frame.first_year}")
    head = FileHead(f"{tenant}.{issuer}.{year}.{at:%Y%m%d%H%M%S}", at, tenant, year, issuer)
    with transaction.atomic(), connection.cursor() as cursor:
        # What is read and what it is checked against are of one moment.
        if _outermost():
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _write(head, exchange, folder / f"{head.file_id}.SBMI.xml", frame)


def _outermost() -> bool:
    """Within another transaction its moment is already taken."""
    return not connection.savepoint_ids


def _write(head: FileHead, exchange: str, path: Path, frame: Frame) -> Written:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    said: Counter[tuple[date, str]] = Counter()
    wrong: list[str] = []
    partner = profiles.load(exchange, head.issuer_id)
    rows = _checked(policies(exchange, partner, head.year), frame, wrong, said)
    try:
        # It tells of people's health coverage: for its owner alone.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            count = write_file(head, rows, frame, file)
            file.flush()
            os.fsync(file.fileno())
        months = _proven(wrong, said, count, sums(exchange, head.issuer_id, head.year))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Written(path, count, months)


def _checked(
    found: Iterator[PolicyReport], frame: Frame, wrong: list[str], said: "Counter[tuple[date, str]]"
) -> Iterator[PolicyReport]:
    """Each policy in order goes on, and into the sums; of others their faults are kept."""
    for policy in found:
        faulty = list(faults(policy, frame))
        wrong += [f"{policy.policy_id}: {fault}" for fault in faulty]
        if faulty:
            continue
        for month, (premium, credit) in by_month(policy.financials).items():
            said[month, "premium"] += premium
            said[month, "credit"] += credit
        yield policy


def _proven(wrong: list[str], said: "Counter[tuple[date, str]]", count: int, known: Sums) -> Sums:
    """The sums by month, once they are those of the database. Raises CannotReport."""
    if wrong:
        raise CannotReport("nothing was written: " + "; ".join(wrong))
    if not count:
        raise CannotReport("nothing was written: there is no policy to report")
    ours = {month: (said[month, "premium"], said[month, "credit"]) for month in sorted({month for month, _ in said})}
    if ours != known:
        months = ", ".join(f"{month:%Y-%m}" for month in sorted({*ours, *known}) if ours.get(month) != known.get(month))
        raise CannotReport(f"nothing was written: the sums of {months} are not those of the people's months")
    return ours


def sums(exchange: str, issuer: str, year: int) -> Sums:
    """Month -> premiums and credits of all reported policies, added up by the database."""
    chosen, values = reported(exchange, issuer, year).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(chosen=chosen), values)
        return {month: (premium, credit) for month, premium, credit in cursor.fetchall()}
