"""One verb for every file that `coverport import_plans` reads: recognize, read and check, store, put together, publish.

A file changes everything that it says or nothing. Files that plans are made of (plans, rates, service areas) change it together.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from django.db import transaction

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.events import Fact, fact, record
from coverport.exchanges import profiles
from coverport.exchanges.profiles import NoExchange
from coverport.law import MissingLaw
from coverport.plans import directory_rows, filing_rows, reference_rows
from coverport.plans.actions import import_plans, publish_catalog
from coverport.plans.import_report import FileReport, Report, Wish, refusal
from coverport.plans.import_sets import assembled
from coverport.plans.importers.directory import Listing
from coverport.plans.importers.landscape import read_landscape
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.importers.recognize import Known, Landscape, recognize
from coverport.plans.importers.records import BUILDING, Reading
from coverport.plans.importers.source import Source, sources

FEDERAL = "federal"  # CMS's files are of the federal platform unless --exchange says otherwise


@fact
class ReferencesImported(Fact, frozen=True):
    """Public files about plans were taken in."""

    kind: ClassVar[str] = "plans.references_imported"
    exchange: str
    name: str
    sha256: str


class _DryRun(Exception):
    """Undo what a dry run has written."""


Found = tuple[Source, Known]
Touched = set[tuple[str, int, str, str]]


def import_files(*, actor: Actor, paths: Sequence[Path], wish: Wish) -> Report:
    """Take in files and folders. What is wrong with a file stands in the report; the others are taken in. Raises NotAllowed."""
    if actor.kind != "system":
        raise NotAllowed(f"{actor.label} may not change what is sold")
    report = Report(dry_run=wish.dry_run)
    building: list[Found] = []
    for source, known in _recognized(report, paths, wish):
        if isinstance(known, Landscape):
            _alone(report, source, wish, partial(_landscape, actor, report, source, known, wish))
            continue
        opened = known(wish.year)
        if isinstance(opened, Reading) and opened.kind in BUILDING:
            building.append((source, known))
        else:
            _alone(report, source, wish, partial(_reference, actor, report, opened, wish))
    _together(actor, report, building, wish)
    return report


def _recognized(report: Report, paths: Sequence[Path], wish: Wish) -> list[Found]:
    found: list[Found] = []
    for path in paths:
        try:
            for source in sources([path]):
                watched = msgspec.structs.replace(
                    source, watch=lambda done, name=source.name: wish.progress(name, done)
                )
                try:
                    found.append((watched, recognize(watched)))
                except UnreadableFile as error:
                    report.files.append(refusal(source.name, error))
        except UnreadableFile as error:
            report.files.append(refusal(path.name, error))
    return found


def _alone(report: Report, source: Source, wish: Wish, work: Callable[[], FileReport]) -> None:
    """A file that stands for itself, in a transaction of its own."""
    try:
        with transaction.atomic():
            done = work()
            if wish.dry_run:
                raise _DryRun
    except _DryRun:
        done.outcome = "checked"
    except (Refusal, MissingLaw) as error:
        done = refusal(source.name, error)
    report.files.append(done)


def _landscape(actor: Actor, report: Report, source: Source, known: Landscape, wish: Wish) -> FileReport:
    exchange, year = wish.exchange or FEDERAL, wish.year or known.columns.years[0]
    states = profiles.load(exchange).states_of(year)
    filing = read_landscape(
        source, exchange=exchange, year=year, states=states, progress=lambda words: wish.progress(words, 0)
    )
    done = FileReport(
        source.name, f"QHP landscape {known.columns.name}", rows=len(filing.pair_county), plans=len(filing.plans)
    )
    done.counts = {
        "insurers": len({(plan.issuer_id, plan.state) for plan in filing.plans}),
        "counties": len(set(filing.pair_county)),
        "states": len(filing.states),
        "prices by area": len(filing.row_plan),
    }
    if wish.dry_run:
        return done
    wish.progress("storing and publishing", 0)
    result = import_plans(actor=actor, filing=filing, on=wish.today(exchange))
    done.outcome = "loaded" if result.changed else "unchanged"
    _published(report, exchange, year, result.catalog.number)
    return done


def _published(report: Report, exchange: str, year: int, number: int) -> None:
    words = f"{exchange} {year}: catalog {number}"
    if words not in report.catalogs:
        report.catalogs.append(words)


def _reference(actor: Actor, report: Report, opened: Reading | Listing, wish: Wish) -> FileReport:
    exchange = wish.exchange or FEDERAL
    sha256 = opened.source.sha256()
    if isinstance(opened, Listing):
        return _listing(actor, exchange, opened, sha256, wish)
    if reference_rows.is_there(exchange, sha256) and not wish.dry_run:
        return _report_of(opened, "unchanged")
    files = reference_rows.Files(exchange, opened.source.name, opened.format, sha256)
    years = reference_rows.store(files, opened.records)
    _say(actor, exchange, opened.source.name, sha256, wish)
    for year in sorted(years):
        _publish_again(actor, report, exchange, year, wish)
    return _report_of(opened, "loaded")


def _listing(actor: Actor, exchange: str, opened: Listing, sha256: str, wish: Wish) -> FileReport:
    if directory_rows.is_there(exchange, opened, sha256) and not wish.dry_run:
        return _report_of(opened, "unchanged")
    directory_rows.store(exchange, opened, sha256)
    _say(actor, exchange, opened.source.name, sha256, wish)
    return _report_of(opened, "loaded")


def _say(actor: Actor, exchange: str, name: str, sha256: str, wish: Wish) -> None:
    if not wish.dry_run:
        happened = ReferencesImported(exchange, name, sha256)
        record(happened, by=actor, on=wish.today(exchange), exchange=exchange, subject=exchange)


def _report_of(opened: Reading | Listing, outcome: str) -> FileReport:
    return FileReport(
        opened.source.name,
        opened.format,
        outcome,
        opened.rows,
        len(opened.plans),
        dict(opened.counts),
        dict(opened.notes),
    )


def _publish_again(actor: Actor, report: Report, exchange: str, year: int, wish: Wish) -> None:
    """What is stored now, where it holds plans: what was joined to them changes them too. A change gets a new number."""
    if wish.dry_run or not filing_rows.of(exchange, year).exists():
        return
    published = publish_catalog(actor=actor, exchange=exchange, year=year, on=wish.today(exchange))
    _published(report, exchange, year, published.number)


def _together(actor: Actor, report: Report, building: Sequence[Found], wish: Wish) -> None:
    """The files that plans are made of: all of them or none."""
    if not building:
        return
    done: list[FileReport] = []
    at = building[0][0]
    try:
        with transaction.atomic():
            touched: Touched = set()
            beside: set[int] = set()
            for source, known in building:
                at = source
                done.append(_part(actor, known(wish.year), wish, touched, beside))  # type: ignore[operator]
            sets = [assembled(actor, key, wish) for key in sorted(touched)]
            if wish.dry_run:
                raise _DryRun
            for exchange, year in sorted({(one.exchange, one.year) for one in sets if one.plans}):
                _publish_again(actor, report, exchange, year, wish)
    except _DryRun:
        for one in done:
            one.outcome = "checked"
    except (Refusal, MissingLaw) as error:
        report.files.append(refusal(at.name, error))
        held = [source.name for source, _ in building if source.name != at.name]
        report.files += [FileReport(name, outcome="held back", message=f"waits for {at.name}") for name in held]
        return
    report.files += done
    report.sets += sets


def _part(actor: Actor, opened: Any, wish: Wish, touched: Touched, beside: set[int]) -> FileReport:
    """A file of a set. touched: what it speaks of; beside: the file rows of the set so far."""
    sha256 = opened.source.sha256()
    records = iter(opened.records)
    first = next(records, None)
    if first is None:
        raise opened.source.refuse("nothing in it", "at least one row")
    exchange = _exchange(opened, first.state, wish)
    there = reference_rows.is_there(exchange, sha256) and not wish.dry_run
    template = "template" in opened.format
    files = reference_rows.Files(exchange, opened.source.name, opened.format, sha256)

    def noted() -> Any:
        for one in chain([first], records):
            if one.kind in BUILDING:
                touched.add((exchange, one.year, one.state, one.issuer_id if template else ""))
            yield one

    if there:
        for _ in noted():
            pass
        return _report_of(opened, "unchanged")
    reference_rows.store(files, noted(), beside)
    _say(actor, exchange, opened.source.name, sha256, wish)
    return _report_of(opened, "loaded")


def _exchange(opened: Reading, state: str, wish: Wish) -> str:
    """The exchange that a file is for: as asked, CMS's own files for the federal platform, others by their state."""
    if wish.exchange:
        return wish.exchange
    if opened.format.startswith("CMS"):
        return FEDERAL
    try:
        return profiles.for_state(state).slug
    except NoExchange:
        if wish.dry_run:
            return f"no-exchange-{state.lower()}"
        raise NoExchange(f"{opened.source.name}: no exchange here serves {state}. Name one with --exchange.") from None
