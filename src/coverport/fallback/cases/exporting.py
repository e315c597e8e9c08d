"""Every case of an exchange in the layout, so that another system can go on: the newest application of each household and year."""

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from coverport.applications.models import Applicant, Application
from coverport.applications.rules import steps
from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.fallback.cases.layout import COLUMNS, JOB, LANGUAGES, OF_CASE, OF_PERSON, cell_of
from coverport.fallback.cases.reading import CasesRefused
from coverport.fallback.events import CasesExported
from coverport.fallback.models import Bridge, TakenCase

CHUNK = 500
# Who saves which columns; the others are answers to questions, which cannot be emptied.
STEP_OF = (
    dict.fromkeys(
        ("first_name", "middle_name", "last_name", "birth_date", "sex", "ssn", "relationship", "applies", "tobacco"),
        steps.PEOPLE,
    )
    | dict.fromkeys(("street", "unit", "city", "zip", "county_fips", "phone", "elsewhere"), steps.ADDRESS)
    | dict.fromkeys(("files_taxes", "files_jointly", "claimed_by", "dependent"), steps.TAXES)
    | {"citizenship": steps.CITIZENSHIP, "income": steps.INCOME, "deductions": steps.INCOME}
)
Cells = dict[str, str]


@transaction.atomic
def export_cases(*, actor: Actor, exchange: Exchange, path: Path) -> int:
    """Write all cases to a new file that only its owner can read; answers how many. Raises NotAllowed, CasesRefused.

    The file holds what people told, their numbers too: that it was written, and its hash, is an event.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    write = {".csv": _write_csv, ".json": _write_json}.get(path.suffix.lower())
    if write is None:
        raise CasesRefused(f"{path.name}: a file of cases ends in .csv or .json")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CasesRefused(
            f"{path.name} cannot be written: {error.strerror}. Name a file that is not there yet."
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        count = write(file, cases_of(exchange))
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    record(
        CasesExported(count, digest), by=actor, on=exchange.today(), exchange=exchange.slug, subject=exchange.slug,
        purpose="45 CFR 155.260(a)(1)",
    )  # fmt: skip
    return count


def _write_csv(file: Any, cases: Iterator[tuple[Cells, list[Cells]]]) -> int:
    writer = csv.DictWriter(file, list(COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    count = 0
    for case, people in cases:
        writer.writerows({**case, **one} for one in people)
        count += 1
    return count


def _write_json(file: Any, cases: Iterator[tuple[Cells, list[Cells]]]) -> int:
    count = 0
    file.write("[")
    for case, people in cases:
        file.write(",\n" if count else "\n")
        json.dump({**case, "people": people}, file, ensure_ascii=False)
        count += 1
    file.write("\n]\n")
    return count


def cases_of(exchange: Exchange) -> Iterator[tuple[Cells, list[Cells]]]:
    """(the case's cells, each person's), in the order in which the households came. A draft with nobody in it is no case."""
    newest = Application.objects.filter(
        household=OuterRef("household"), year=OuterRef("year"), applicants__isnull=False
    )
    rows = (
        Application.objects.filter(exchange=exchange, pk=Subquery(newest.order_by("-pk").values("pk")[:1]))
        .order_by("household_id", "year")
        .select_related("household__owner")
        .prefetch_related("applicants__person__bridges")
    )
    used: set[str] = set()
    for application in rows.iterator(chunk_size=CHUNK):
        yield _case(application, _taken(application), used)


def _taken(application: Application) -> TakenCase | None:
    mine = TakenCase.objects.select_related("paper")
    return mine.filter(paper__application__household_id=application.household_id, paper__year=application.year).first()


def _case(application: Application, taken: TakenCase | None, used: set[str]) -> tuple[Cells, list[Cells]]:
    """What is told now; of steps that nobody has saved yet, what came."""
    applicants = sorted(application.applicants.all(), key=lambda one: one.position)
    numbers = {one.person.reference: str(place) for place, one in enumerate(applicants, 1)}
    number = taken.number if taken and taken.number not in used else application.reference
    used.add(number)
    cells = _of_case(application, number, numbers)
    people = [_of_person(one, numbers) for one in applicants]
    if taken is not None and application.pk == taken.paper.application_id and application.is_draft:
        saved = application.saved_steps
        cells = {**_not_saved(taken.cells["case"], saved), **cells}
        people = [{**_not_saved(came, saved), **one} for came, one in zip(_came(taken, people), people, strict=True)]
    return _ordered(cells, OF_CASE), [_ordered(one, OF_PERSON) for one in people]


def _not_saved(came: Cells, saved: Sequence[str]) -> Cells:
    # Whether a program still goes on is known here, whatever came.
    return {name: text for name, text in came.items() if STEP_OF.get(name) not in saved and name != "program"}


def _came(taken: TakenCase, people: list[Cells]) -> list[Cells]:
    """Each person's cells as they came; of somebody else in that place, none."""
    came: list[Cells] = taken.cells["people"]
    same = ("last_name", "birth_date")
    pairs = [(came[place] if place < len(came) else {}, one) for place, one in enumerate(people)]
    return [before if all(before.get(name) == one.get(name) for name in same) else {} for before, one in pairs]


def _ordered(cells: Cells, names: tuple[str, ...]) -> Cells:
    return {name: cells[name] for name in names if cells.get(name)}


def _of_case(application: Application, number: str, numbers: dict[str, str]) -> Cells:
    told = application.told
    values: dict[str, Any] = {
        name: getattr(told, name) for name in ("apart", "separate_years", "unreconciled_years", "unemployment")
    }
    values |= {name: getattr(application, name) for name in ("street", "unit", "city", "zip", "county_fips", "phone")}
    values |= {
        name: getattr(application, name) for name in ("files_taxes", "files_jointly", "signature", "consent_years")
    }
    values |= {
        "case_number": number, "application_date": application.started_on, "plan_year": application.year, "votes": told.votes,
        "help": told.help or None, "language": application.household.owner.language or LANGUAGES[0],
        "claimed_by": _person_cell(told.claimed_by, numbers),
    }  # fmt: skip
    return _cells(values)


def _of_person(one: Applicant, numbers: dict[str, str]) -> Cells:
    told, person, saved = one.told, one.person, one.application.saved_steps
    values: dict[str, Any] = {name: getattr(told, name) for name in OF_PERSON if hasattr(told, name)}
    values |= {
        name: getattr(person, name) for name in ("first_name", "middle_name", "last_name", "birth_date", "sex", "ssn")
    }
    values |= {name: getattr(one, name) for name in ("relationship", "applies", "tobacco", "citizenship", "dependent")}
    values |= {
        "person": numbers[person.reference],
        "alien_number": person.alien_number,
        "other_coverage": one.other_coverage,
    }
    values |= {name: _several_cell(getattr(told, name), numbers) for name in ("parents", "offer_enrolled", "kinds")}
    values |= {"taxes": _person_cell(told.taxes, numbers), "deductions": told.deductions or None}
    if steps.ADDRESS not in saved:
        values["elsewhere"] = None
    values["program"] = next((each.title for each in person.bridges.all() if _goes_on(each)), None)
    return _cells(values)


def _goes_on(bridge: Bridge) -> bool:
    return bridge.kind == Bridge.Kind.PROGRAM and bridge.outcome == Bridge.Outcome.OPEN


def _cells(values: dict[str, Any]) -> Cells:
    return {name: text for name, value in values.items() if (text := cell_of(COLUMNS[name], value))}


def _person_cell(value: str | None, numbers: dict[str, str]) -> str | None:
    return None if value is None else numbers.get(value, value)


def _several_cell(value: tuple[str, ...] | None, numbers: dict[str, str]) -> tuple[str, ...] | None:
    """References become numbers in the case, a job's too."""
    if value is None:
        return None
    return tuple(
        f"{JOB}{numbers.get(each.removeprefix(JOB), '')}" if each.startswith(JOB) else numbers.get(each, each)
        for each in value
    )
