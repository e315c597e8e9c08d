"""Take a file of an older system's cases over: all of it or nothing; then decide those that came whole and signed."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
from django.db import IntegrityError, transaction

from coverport.applications.rules.steps import REVIEW
from coverport.applications.words import AnswersRefused
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.keeping import Keeping, keep_in_program
from coverport.fallback.cases.answering import Answering
from coverport.fallback.cases.checking import (
    BATCH,
    Checked,
    Progress,
    Suspicion,
    batches,
    check,
    fault,
    of_problem,
    state_of,
    unheard,
)
from coverport.fallback.cases.layout import LANGUAGES
from coverport.fallback.cases.mapping import CaseMapping
from coverport.fallback.cases.reading import Case, CasesRefused, Fault, read_cases
from coverport.fallback.events import CasesTaken
from coverport.fallback.models import CaseFile, TakenCase
from coverport.law.loader import MissingLaw
from coverport.paper.bringing import Brought, bring_cases, decide_brought, new_case
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
    *, actor: Actor, exchange: Exchange, path: Path, mapping: CaseMapping, on: date, dry_run: bool = False,
    progress: Progress = unheard,
) -> Report:  # fmt: skip
    """Take a file over, or nothing of it. Raises NotAllowed, NotInFallback, CasesRefused, OSError. progress: heard of every batch.

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
    checked = check(read_cases(path, mapping), exchange=exchange, mapping=mapping, on=on, progress=progress)
    if not checked.cases:
        raise CasesRefused(f"{path.name}: the file has no cases")
    if checked.faults:
        return _refused(path, checked, checked.faults)
    return _take(actor, exchange, path, mapping, checked, digest, on, dry_run, progress)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(path: Path, checked: Checked, faults: tuple[Fault, ...]) -> Report:
    message = f"{len(faults)} faults. Nothing was taken over."
    return Report(path.name, "refused", message, cases=checked.cases, people=checked.people, faults=faults)


def _take(
    actor: Actor, exchange: Exchange, path: Path, mapping: CaseMapping, checked: Checked, digest: str, on: date, dry_run: bool,
    progress: Progress,
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
            for batch in batches(_new(path, mapping, checked), BATCH):
                takings = _answered(file, batch, mapping, checked, on, faults)
                if not faults:
                    _write(actor, file, takings, on)
                ready, count = ready + sum(each.case.ready for each in takings), count + len(batch)
                progress("taken", count, checked.cases)
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


# ---- In memory


class _Taking(msgspec.Struct, frozen=True):
    """A case that is answered, with its draft, before either is written. keeps: who is in which older program, of which state."""

    case: TakenCase
    brought: Brought
    keeps: tuple[Keeping, ...]


def _answered(
    file: CaseFile, cases: Sequence[Case], mapping: CaseMapping, checked: Checked, on: date, faults: list[Fault]
) -> list[_Taking]:
    """Cases as drafts in memory, each with its own day; answers that the rules refuse go to the faults."""
    found = []
    for case in cases:
        try:
            found.append(_answer(file, case, mapping, checked.suspicions.get(case.number, ()), on))
        except _Faulty as refused:
            faults += refused.faults
    return found


def _answer(file: CaseFile, case: Case, mapping: CaseMapping, suspected: tuple[Suspicion, ...], on: date) -> _Taking:
    """Raises _Faulty."""
    brought = new_case(
        exchange=file.exchange, year=case.values["plan_year"], applied_on=case.values["application_date"],
        language=case.values.get("language", LANGUAGES[0]), on=on,
    )  # fmt: skip
    answering = Answering(brought, case, on)
    try:
        step = answering.answer()
    except AnswersRefused as refused:
        raise _Faulty(
            [of_problem(each, case, mapping, answering.person(each.facts.get("key", ""))) for each in refused.problems]
        ) from refused
    except MissingLaw as missing:  # the day on which they applied is older than the law that is known here
        raise _Faulty(
            [fault(case.where, "application_date", mapping, str(missing), "a day for which the law is known")]
        ) from missing
    signed = bool(case.values.get("signature"))
    brought.paper.note = _note(step, signed, suspected)
    taken = TakenCase(
        file=file, exchange=file.exchange, system=mapping.system, number=case.number,
        ready=step == REVIEW and signed and not suspected,
        cells={"case": case.cells, "people": [one.cells for one in case.people]},
        suspected=[{"why": each.why, "of": each.of} for each in suspected],
    )  # fmt: skip
    return _Taking(taken, brought, tuple(_keeps(brought, case, file.exchange)))


def _keeps(brought: Brought, case: Case, exchange: Exchange) -> Iterator[Keeping]:
    """Who is in an older program that goes on keeps it; check has looked whether it does."""
    for one, held in zip(case.people, brought.draft.held_people or (), strict=True):
        if title := one.values.get("program"):
            yield Keeping(brought.paper, held.person, title, state_of(case, exchange))


# ---- Written


def _write(actor: Actor, file: CaseFile, takings: Sequence[_Taking], on: date) -> None:
    bring_cases(actor=actor, exchange=file.exchange, cases=[each.brought for each in takings], on=on)
    for each in takings:
        each.case.paper = each.brought.paper
    copy_models([each.case for each in takings])
    keep_in_program(actor=actor, exchange=file.exchange, people=[one for each in takings for one in each.keeps], on=on)


def _note(step: str, signed: bool, suspected: tuple[Suspicion, ...]) -> str:
    """Why a clerk must look; empty where nobody must."""
    lacking = [] if step == REVIEW else [f"an answer in the step {step} is missing"]
    lacking += [] if signed else ["nobody has signed"]
    lacking += dict.fromkeys(f"perhaps the same person as {each.of} ({each.why})" for each in suspected)
    return "; ".join(lacking)[:500]


def decide_ready(*, actor: Actor, exchange: Exchange, on: date, progress: Progress = unheard) -> tuple[int, int]:
    """Decide what came whole and signed; answers how many were decided, and how many wait for a clerk after all.

    Each is a transaction of its own; a run that was stopped is gone on with by the next one.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    done = left = 0
    ready = TakenCase.objects.filter(exchange=exchange, ready=True, paper__status=Status.KEYING).order_by("pk")
    keys = list(ready.values_list("pk", flat=True))
    for seen, pk in enumerate(keys, 1):
        found = ready.select_related("paper__exchange", "paper__application__exchange", "paper__application__household")
        if (case := found.filter(pk=pk).first()) is None:  # a clerk, or another run, was there first
            continue
        if _decide(actor, case, on):
            done += 1
        else:
            left += 1
        progress("decided", seen, len(keys))
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
