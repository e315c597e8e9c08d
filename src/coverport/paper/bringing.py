"""The verbs by which a case of another system comes in, and what else a room above shows beside a case."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.accounts.models import User
from coverport.applications.drafts import new_draft, write_drafts
from coverport.applications.events import AnswersSaved, ApplicationStarted
from coverport.applications.models import Application, Determination
from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models
from coverport.core.events import Fact, record_many
from coverport.exchanges.models import Exchange
from coverport.paper.actions import NotNow, address_of, submit_and_close
from coverport.paper.events import PaperReceived
from coverport.paper.models import Channel, PaperApplication

Beside = Callable[[PaperApplication], list[tuple[str, str]]]
Status = PaperApplication.Status
RULE, CITATION = "other_system", "45 CFR 155.310(c), 155.405"
_beside: list[Beside] = []


def shows_beside(answer: Beside) -> Beside:
    """Register who knows what came instead of pages: (case) -> its cells as (name, text). There is one."""
    if _beside:
        raise ValueError("what stands beside a case is told twice")
    _beside.append(answer)
    return answer


def brought(paper: PaperApplication) -> list[tuple[str, str]]:
    """What came with a case that has no pages."""
    return [row for answer in _beside for row in answer(paper)]


class Brought(msgspec.Struct):
    """A case of another system on its way in, in memory. saved: the steps that are answered, in their order."""

    paper: PaperApplication
    draft: Application
    saved: list[str] = []


def new_case(*, exchange: Exchange, year: int, applied_on: date, language: str, on: date) -> Brought:
    """A case that another system held: the day on which its person applied there counts. Nothing is written yet."""
    paper = PaperApplication(
        exchange=exchange, year=year, channel=Channel.SYSTEM, received_on=on, counts_from=applied_on, counts_rule=RULE,
        counts_citation=CITATION, language=language, status=Status.KEYING,
    )  # fmt: skip
    owner = User(email=address_of(paper), language=language, is_active=False)
    return Brought(paper, new_draft(exchange, owner, year, min(on, applied_on)))


@transaction.atomic
def bring_cases(*, actor: Actor, exchange: Exchange, cases: Sequence[Brought], on: date) -> None:
    """Write cases of another system with their drafts at once, by COPY; each has the events that keying it would make.

    Raises NotAllowed.
    """
    actor.require(Permission.KEY_PAPER, exchange)
    write_cases(cases)
    told = [each for case in cases for each in _told(case)]
    record_many(told, by=actor, on=on, exchange=exchange.slug)


def write_cases(cases: Sequence[Brought]) -> None:
    """Accounts, drafts and papers of new cases, in the caller's transaction."""
    User.objects.copy_users([case.draft.household.owner for case in cases])
    write_drafts([case.draft for case in cases])
    for case in cases:
        case.paper.owner, case.paper.application = case.draft.household.owner, case.draft
    copy_models([case.paper for case in cases])


def _told(case: Brought) -> Iterator[tuple[Fact, str]]:
    paper, draft = case.paper, case.draft
    yield PaperReceived(paper=paper.reference, channel=paper.channel, counts_from=paper.counts_from), paper.reference
    yield ApplicationStarted(application=draft.reference), draft.reference
    for step in case.saved:
        yield AnswersSaved(application=draft.reference, step=step), draft.reference


def decide_brought(
    *, actor: Actor, paper: PaperApplication, signature: str, consent_years: int, on: date
) -> Determination:
    """Decide a case that came whole and signed: nobody keyed anything, so there is nothing to key again.

    Raises NotAllowed, NotNow, and whatever submit_application raises.
    """
    actor.require(Permission.KEY_PAPER, paper)
    if paper.channel != Channel.SYSTEM or paper.status != Status.KEYING or paper.application is None:
        raise NotNow(_("This application was taken on by somebody else meanwhile. Go back to the list."))
    return submit_and_close(
        actor=actor, paper=paper, application=paper.application, signature=signature, consent_years=consent_years, on=on
    )
