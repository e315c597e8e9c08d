"""Take a file of an older system's cases over: all of it or nothing; then decide those that came whole and signed."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from django.db import IntegrityError, transaction

from coverport.applications.models import Person
from coverport.applications.rules.steps import REVIEW
from coverport.applications.words import AnswersRefused
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.keeping import keep_in_program
from coverport.fallback.cases.answering import Answering
from coverport.fallback.cases.checking import Checked, Suspicion, check, fault, of_problem, state_of
from coverport.fallback.cases.layout import LANGUAGES
from coverport.fallback.cases.mapping import CaseMapping
from coverport.fallback.cases.reading import Case, CasesRefused, Fault, read_cases
from coverport.fallback.events import CasesTaken
from coverport.fallback.models import CaseFile, TakenCase
from coverport.law.loader import MissingLaw
from coverport.paper.bringing import bring_case, decide_brought
from coverport.paper.models import PaperApplication

Status = PaperApplication.Status


class NotInFallback(Refusal):
    """Cases are taken over only while the exchange's applications are switched off."""

    code = "not_in_fallback"


class Report(msgspec.Struct, frozen=True):
    """What became of a file. outcome: taken, checked (a dry run), unchanged or refused; message: why, and the way out.

    known: older numbers that were taken over before -> the case here. ready: came whole and signed; waiting: a clerk finishes them.
    """

    file: str
    outcome: str
    message: str = ""
    reference: str = ""
    cases: int = 0
    people: int = 0
    ready: int = 0
    waiting: int = 0
    faults: tuple[Fault, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    known: dict[str, str] = {}


class _Faulty(Exception):
    """The verbs refuse answers of a case."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


class _Undo(Exception):
    """Undo what a dry run, or a file with faults, has written."""


def take_cases(
    *, actor: Actor, exchange: Exchange, path: Path, mapping: CaseMapping, on: date, dry_run: bool = False
) -> Report:
    """Take a file over, or nothing of it. Raises NotAllowed, NotInFallback, CasesRefused, OSError.

    Nothing is decided yet: decide_ready does that, case by case, so that no source is asked while a file's transaction is open.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    if not switches.is_off(exchange.pk, switches.APPLICATIONS):
        raise NotInFallback(
            f"Applications are on at {exchange.slug}: cases are taken over only while they are off, so that nobody is asked in two places. "
            f'Run `coverport fallback {exchange.slug} --off {switches.APPLICATIONS} --reason "…"` first.'
        )
    digest = _digest(path)
    if before := CaseFile.objects.filter(exchange=exchange, sha256=digest).first():
        return Report(path.name, "unchanged", f"It was taken over on {before.taken_on}.", before.reference)
    checked = check(read_cases(path, mapping), exchange=exchange, mapping=mapping, on=on)
    if not checked.cases:
        raise CasesRefused(f"{path.name}: the file has no cases")
    if checked.faults:
        return _refused(path, checked, checked.faults)
    return _take(actor, exchange, path, mapping, checked, digest, on, dry_run)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(path: Path, checked: Checked, faults: tuple[Fault, ...]) -> Report:
    message = f"{len(faults)} faults. Nothing was taken over."
    return Report(path.name, "refused", message, cases=checked.cases, people=checked.people, faults=faults)


def _take(
    actor: Actor, exchange: Exchange, path: Path, mapping: CaseMapping, checked: Checked, digest: str, on: date, dry_run: bool
) -> Report:  # fmt: skip
    faults: list[Fault] = []
    ready = count = 0
    reference = ""
    try:
        with transaction.atomic():
            file = CaseFile.objects.create(
                exchange=exchange, name=path.name[:255], sha256=digest, mapping=mapping.mapping[:200],
                mapping_version=mapping.version, taken_on=on, taken_by=actor.label,
            )  # fmt: skip
            for case in _new(path, mapping, checked):
                try:
                    ready += _take_one(actor, file, case, mapping, checked.suspicions.get(case.number, ()), on)
                    count += 1
                except _Faulty as refused:
                    faults += refused.faults
            record(
                CasesTaken(file.reference, count, len(checked.suspicions)),
                by=actor, on=on, exchange=exchange.slug, subject=file.reference, purpose="45 CFR 155.260(a)(1)",
            )  # fmt: skip
            reference = file.reference
            if dry_run or faults:
                raise _Undo
    except IntegrityError as twice:
        raise CasesRefused(
            f"{path.name}: another run took it, or cases of it, over meanwhile. Run it again."
        ) from twice
    except _Undo:
        if faults:
            return _refused(path, checked, tuple(faults))
    return Report(
        path.name, "checked" if dry_run else "taken", reference="" if dry_run else reference, cases=count, people=checked.people,
        ready=ready, waiting=count - ready, known=checked.taken,
        suspicions=tuple(row for key, rows in checked.suspicions.items() if key not in checked.taken for row in rows),
    )  # fmt: skip


def _new(path: Path, mapping: CaseMapping, checked: Checked) -> Iterator[Case]:
    """The file once more, without what was taken over before."""
    return (case for case in read_cases(path, mapping) if case.number not in checked.taken)


@transaction.atomic
def _take_one(
    actor: Actor, file: CaseFile, case: Case, mapping: CaseMapping, suspected: tuple[Suspicion, ...], on: date
) -> bool:
    """One case as a draft with its own day; answers whether nothing lacks. Raises _Faulty."""
    paper, draft = bring_case(
        actor=actor, exchange=file.exchange, year=case.values["plan_year"], applied_on=case.values["application_date"],
        language=case.values.get("language", LANGUAGES[0]), on=on,
    )  # fmt: skip
    answering = Answering(actor, draft, case, on)
    try:
        step = answering.save()
    except AnswersRefused as refused:
        raise _Faulty(
            [of_problem(each, case, mapping, answering.person(each.facts.get("key", ""))) for each in refused.problems]
        ) from refused
    except MissingLaw as missing:  # the day on which they applied is older than the law that is known here
        raise _Faulty(
            [fault(case.where, "application_date", mapping, str(missing), "a day for which the law is known")]
        ) from missing
    signed = bool(case.values.get("signature"))
    ready = step == REVIEW and signed and not suspected
    TakenCase.objects.create(
        file=file, exchange=file.exchange, system=mapping.system, number=case.number, paper=paper, ready=ready,
        cells={"case": case.cells, "people": [one.cells for one in case.people]},
        suspected=[{"why": each.why, "of": each.of} for each in suspected],
    )  # fmt: skip
    paper.note = _note(step, signed, suspected)
    paper.save(update_fields=["note"])
    _keep_programs(actor, paper, case, answering, on)
    return ready


def _keep_programs(actor: Actor, paper: PaperApplication, case: Case, answering: Answering, on: date) -> None:
    """Who is in an older program that goes on keeps it; check has looked whether it does."""
    named = {one.values["program"] for one in case.people if one.values.get("program")}
    for title in sorted(named):
        mine = [answering.keys[str(one.values["person"])] for one in case.people if one.values.get("program") == title]
        people = list(Person.objects.filter(reference__in=mine).order_by("pk"))
        keep_in_program(
            actor=actor, paper=paper, people=people, title=title, state=state_of(case, paper.exchange), on=on
        )


def _note(step: str, signed: bool, suspected: tuple[Suspicion, ...]) -> str:
    """Why a clerk must look; empty where nobody must."""
    lacking = [] if step == REVIEW else [f"an answer in the step {step} is missing"]
    lacking += [] if signed else ["nobody has signed"]
    lacking += dict.fromkeys(f"perhaps the same person as {each.of} ({each.why})" for each in suspected)
    return "; ".join(lacking)[:500]


def decide_ready(*, actor: Actor, exchange: Exchange, on: date) -> tuple[int, int]:
    """Decide what came whole and signed; answers how many were decided, and how many wait for a clerk after all.

    Each is a transaction of its own; a run that was stopped is gone on with by the next one.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    done = left = 0
    ready = TakenCase.objects.filter(exchange=exchange, ready=True, paper__status=Status.KEYING).order_by("pk")
    for pk in list(ready.values_list("pk", flat=True)):
        found = ready.select_related("paper__exchange", "paper__application__exchange", "paper__application__household")
        if (case := found.filter(pk=pk).first()) is None:  # a clerk, or another run, was there first
            continue
        if _decide(actor, case, on):
            done += 1
        else:
            left += 1
    return done, left


def _decide(actor: Actor, case: TakenCase, on: date) -> bool:
    told = case.cells["case"]
    try:
        decide_brought(
            actor=actor,
            paper=case.paper,
            signature=told["signature"],
            consent_years=int(told.get("consent_years") or 0),
            on=on,
        )
    except Refusal as refused:
        case.ready = False
        case.save(update_fields=["ready"])
        case.paper.note = refused.message[:500]
        case.paper.save(update_fields=["note"])
        return False
    return True
