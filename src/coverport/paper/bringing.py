"""The verbs by which a case of another system comes in, and what else a room above shows beside a case."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Application, Determination
from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.paper.actions import NotNow, open_paper, submit_and_close
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


@transaction.atomic
def bring_case(
    *, actor: Actor, exchange: Exchange, year: int, applied_on: date, language: str, on: date
) -> tuple[PaperApplication, Application]:
    """Begin a case that another system held: the day on which its person applied there counts. Raises NotAllowed."""
    actor.require(Permission.KEY_PAPER, exchange)
    paper = PaperApplication.objects.create(
        exchange=exchange, year=year, channel=Channel.SYSTEM, received_on=on, counts_from=applied_on, counts_rule=RULE,
        counts_citation=CITATION, language=language, status=Status.KEYING,
    )  # fmt: skip
    record(
        PaperReceived(paper=paper.reference, channel=paper.channel, counts_from=applied_on),
        by=actor, on=on, exchange=exchange.slug, subject=paper.reference,
    )  # fmt: skip
    opened, _other = open_paper(actor=actor, paper=paper, on=on)
    assert opened.application is not None, "an opened case has a draft"
    return opened, opened.application


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
