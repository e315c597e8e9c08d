"""The verbs of renewal: tell households ahead, and enroll again who said nothing. In batches; a killed run goes on where it stopped."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from django.db import IntegrityError, transaction

from coverport.core.access import Actor
from coverport.core.collecting import uninterrupted
from coverport.core.copying import update_models
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.references import is_taken
from coverport.enrollment.beside import tell_the_others, write_year
from coverport.enrollment.household_year import HouseholdYear, load
from coverport.enrollment.models import Enrollment, Renewal, RenewalBatch
from coverport.enrollment.renewal import households
from coverport.enrollment.renewal.deciding import Projection, as_decided, decide_anew
from coverport.enrollment.renewal.drafting import Draft, Said, ask_tax_service, drafted
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.kept import as_told
from coverport.enrollment.renewal.notices import RENEWAL as RENEWAL_LETTER
from coverport.enrollment.renewal.notices import RENEWED
from coverport.enrollment.renewal.planning import Ended, NewPolicy, Plans, Refused, planned
from coverport.enrollment.renewal.report import Report
from coverport.enrollment.renewal.stories import context_of, season_of
from coverport.enrollment.renewal.telling import Season
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.renewal.warnings import warnings
from coverport.enrollment.renewal.writing import (
    RENEWAL,
    close_ended,
    new_batch,
    write_refused,
    write_renewed,
    write_told,
)
from coverport.exchanges.models import Exchange
from coverport.notices.actions import Post, send_notices
from coverport.notices.kinds import built, speaking

# What is asked and begun anew for each batch costs a larger one less for each household; all of one are in memory at once.
BATCH = 2000
Stage = RenewalBatch.Stage
Results = list[Plans | Refused | Ended]
# (stage, households done, of how many)
Watch = Callable[[str, int, int], None]
Step = tuple[str, Callable[[Terms], list[int]], Callable[..., Results], bool]


def _watch_nothing(stage: str, done: int, of: int) -> None:
    pass


def renew(
    *, actor: Actor, exchange: Exchange, state: str, year: int, on: date, dry_run: bool = False, size: int = BATCH,
    watch: Watch = _watch_nothing,
) -> Report:  # fmt: skip
    """Do what is due on a day: tell those who were not told, enroll again those whose days to answer are over.

    Who is told on the last day of the year is due at once: no days to answer are left before coverage would end. Each batch is a
    transaction of its own: a run that was killed goes on where it stopped, and two at once share the work. dry_run: work out all of
    it and write nothing; sources are not asked. Raises NotAllowed, CannotRenew, NoCatalog, MissingLaw.
    """
    if actor.kind != "system":
        raise NotAllowed("renewals are run by the exchange")
    terms = Terms(exchange, state, year, on)
    report = Report(terms, dry_run=dry_run)
    with uninterrupted() as sweep:
        for stage, which, run, again in _steps(terms):
            keys = which(terms)
            for start in range(0, len(keys), size):
                batch = keys[start : start + size]
                report.add(stage, _drawn_again(partial(run, terms, batch, dry_run=dry_run)), again=again)
                sweep()
                watch(stage, start + len(batch), len(keys))
    return report


def _steps(terms: Terms) -> Iterator[Step]:
    """(stage, whom, what, whether the same run has told them). Each is taken up once the one before it is done."""
    yield Stage.ENROLL, households.to_enroll, enroll_batch, False
    yield Stage.TELL, households.to_tell, tell_batch, False
    if terms.due_at_once:
        yield Stage.ENROLL, households.to_enroll, enroll_batch, True


def _drawn_again(run: Callable[[], Results]) -> Results:
    """A batch draws thousands of references: where one is taken already, nothing of it was written, and once more all are drawn."""
    try:
        return run()
    except IntegrityError as error:
        if not is_taken(error):
            raise
    return run()


@transaction.atomic
def tell_batch(terms: Terms, keys: Sequence[int], *, dry_run: bool = False) -> Results:
    """Project the help of some households for the new year and write to them. Whom somebody else works on, they tell."""
    found = _loaded(terms, keys)
    fresh = [each for each in found if any(before.id not in each.renewals for before in each.enrollments)]
    results = _projected(terms, fresh, dry_run=dry_run)
    plans = [each for each in results if isinstance(each, Plans)]
    if dry_run or not results:
        return results
    batch = new_batch(terms, Stage.TELL, len(results))
    write_told(terms, batch, plans)
    write_refused(terms, batch, [each for each in results if isinstance(each, Refused)])
    told = [each for each in plans if _worth_telling(each)]
    _post(terms, RENEWAL_LETTER, [(each, {}) for each in told])
    send_notices([post for each in told for post in warnings(terms, each)], exchange=terms.exchange, on=terms.on)
    return results


@transaction.atomic
def enroll_batch(terms: Terms, keys: Sequence[int], *, dry_run: bool = False) -> Results:
    """Enroll some households again that were told and whose days to answer are over."""
    locked = households.locked(keys)
    told = households.renewals_of(terms, {each.id for each in locked})
    due = {
        (each.household_id, each.before_id): each
        for each in told
        if each.status == Renewal.Status.TOLD and each.due_on <= terms.on
    }
    found = _only_due(households.load(terms, locked, told), due)
    standing = {(each.household.id, before.id) for each in found for before in each.enrollments}
    results = _worked_out(terms, found, dry_run=dry_run, known=as_told(terms, found))
    ended = [row for key, row in due.items() if key not in standing]
    results += [Ended(len(ended))] if ended else []
    plans = [each for each in results if isinstance(each, Plans)]
    if dry_run or not due:
        return results
    batch = new_batch(terms, Stage.ENROLL, len(locked))
    close_ended(terms, batch, ended)
    had = [
        load(each.projection.one.household, terms.year)
        for each in plans
        if each.policies and each.projection.one.chosen
    ]
    done = write_renewed(terms, batch, plans)
    _share_credit(terms, had)
    refused = [each for each in results if isinstance(each, Refused)]
    _leave(terms, batch, refused)
    _post(terms, RENEWED, _with_numbers(plans, done))
    return results


def _share_credit(terms: Terms, had: Sequence[HouseholdYear]) -> None:
    """Plans of the new year that households had before the batch share the credit with those that it made. had: as it was before."""
    for each in had:
        year = write_year(load(each.household, terms.year), terms.first, on=terms.on)
        tell_the_others(each, year, by=RENEWAL, on=terms.on)


def _loaded(terms: Terms, keys: Sequence[int]) -> list[Renewing]:
    return households.load(terms, households.locked(keys))


def _only_due(found: Sequence[Renewing], due: dict[tuple[int, int], Renewal]) -> list[Renewing]:
    """With the enrollments that are to be renewed now."""
    for each in found:
        each.enrollments = tuple(before for before in each.enrollments if (each.household.id, before.id) in due)
    return [each for each in found if each.enrollments]


def _projected(terms: Terms, found: Sequence[Renewing], *, dry_run: bool) -> Results:
    """Of each household what was not told yet."""
    for each in found:
        each.enrollments = tuple(before for before in each.enrollments if before.id not in each.renewals)
    return _worked_out(terms, found, dry_run=dry_run)


def _worked_out(
    terms: Terms, found: Sequence[Renewing], *, dry_run: bool, known: Mapping[int, Plans] = MappingProxyType({})
) -> Results:
    """For whom something is decided for the new year, that stands; of the others the sources are asked, all of the batch at once.

    known: by household, whose plan stands as it was told.
    """
    households.read_decided([each for each in found if each.household.id not in known])
    drafts: dict[int, Draft | Refused] = {
        each.household.id: _drafted(terms, each) for each in found if not each.decision
    }
    asking = [each for each in drafts.values() if isinstance(each, Draft)]
    said: Said = {} if dry_run else ask_tax_service(asking)
    return [
        known.get(each.household.id) or _as_decided(terms, each)
        if each.decision
        else _anew(terms, each, drafts[each.household.id], said, asked=not dry_run)
        for each in found
    ]


def _drafted(terms: Terms, one: Renewing) -> Draft | Refused:
    try:
        return drafted(terms, one)
    except Refusal:
        return Refused(one, "cannot_decide")


def _anew(terms: Terms, one: Renewing, draft: Draft | Refused, said: Said, *, asked: bool) -> Plans | Refused:
    if isinstance(draft, Refused):
        return draft
    try:
        projection: Projection = decide_anew(terms, one, draft, said, asked=asked)
    except Refusal:
        return Refused(one, "cannot_decide")
    return planned(terms, projection)


def _as_decided(terms: Terms, one: Renewing) -> Plans | Refused:
    try:
        return planned(terms, as_decided(terms, one))
    except Refusal:
        return Refused(one, "cannot_decide")


def _worth_telling(plans: Plans) -> bool:
    """Who chose for itself has been told by that choice."""
    return any(each.status != "chosen" for each in plans.outcomes)


def _with_numbers(
    plans: Sequence[Plans], done: Sequence[tuple[Plans, NewPolicy, Enrollment]]
) -> list[tuple[Plans, dict[str, str]]]:
    numbers: dict[int, dict[str, str]] = {}
    for each, policy, enrollment in done:
        numbers.setdefault(id(each), {})[policy.key] = enrollment.reference
    return [(each, numbers[id(each)]) for each in plans if id(each) in numbers]


def _post(terms: Terms, kind: str, told: Sequence[tuple[Plans, dict[str, str]]]) -> None:
    """One letter for each household, about its first enrollment."""
    season = season_of(terms)
    send_notices(
        (_letter(terms, season, kind, plans, numbers) for plans, numbers in told), exchange=terms.exchange, on=terms.on
    )


def _letter(terms: Terms, season: Season, kind: str, plans: Plans, numbers: dict[str, str]) -> Post:
    before, language = plans.outcomes[0].before, plans.projection.one.household.owner.language or "en"
    with speaking(language):
        context = context_of(terms, season, plans, numbers)
        letter = built(kind, context)
    about = next(iter(numbers.values()), before.reference)
    return Post(kind, context.to, about, f"{before.reference}:{terms.year}", letter)


def _leave(terms: Terms, batch: RenewalBatch, refused: Sequence[Refused]) -> None:
    """To a human: what could be told and cannot be done."""
    rows = [row for each in refused for before in each.one.enrollments if (row := each.one.renewals.get(before.id))]
    for row in rows:
        row.see(
            status=Renewal.Status.NEEDS_PERSON, why="cannot_decide", done_on=terms.on, done_in_id=batch.id, plan=None
        )
    update_models(rows, ["status", "why", "done_on", "done_in", "plan"])
