"""The letter that a reported change is here, once for each report: what we understood, what follows, what is still needed.

A change that is finished in one sitting has the letter of what was done instead, so that nobody gets two that say the same.
"""

from datetime import date

from django.db import transaction
from django.utils import translation

from coverport.enrollment.changes import telling
from coverport.enrollment.changes.facts import names_of
from coverport.enrollment.dates import event_counts, help_counts, less_help_counts
from coverport.enrollment.models import Change
from coverport.enrollment.recipients import recipient
from coverport.enrollment.rules.kinds import KINDS
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.kinds import build, changing
from coverport.notices.queries import was_told

Status = Change.Status


def post_received(change: Change, *, on: date) -> bool:
    """In the transaction that leaves it unfinished; answers whether it was. What was told once is not told again."""
    if was_told(changing.CHANGE, exchange=change.exchange, decision=change.reference):
        return False
    to = recipient(change.enrollment)
    draft = change.application is not None and change.application.is_draft
    with translation.override(to.language):
        names = names_of(change)
        case = changing.Change(
            exchange=change.exchange, to=to, on=on, change=telling.kind_words(change.kind), happened=change.happened_on,
            received=change.reported_on, reference=change.reference,
            people=", ".join(names[person] for person in change.people if person in names),
            waits=telling.asks_words(change.asks) if change.status == Status.NEEDS_PERSON else "",
            sign=change.status == Status.OPEN and draft, agree=change.status == Status.OPEN and not draft,
            counts=_counts(change, on) if change.status == Status.OPEN else None,
            less_counts=_less_counts(change, on) if change.status == Status.OPEN else None,
        )  # fmt: skip
    letter = build(changing.CHANGE, case, language=to.language)
    send_notice(
        changing.CHANGE, exchange=change.exchange, to=to, about=change.enrollment.reference, decision=change.reference,
        letter=letter, on=on,
    )  # fmt: skip
    return True


def _counts(change: Change, on: date) -> date | None:
    """From when changed help counts, 45 CFR 155.330(f), or people are covered, 155.420(b); an end has its own letter."""
    kind, state = KINDS[change.kind], change.enrollment.application.state
    if kind.way != "answers":
        return None
    found = (
        event_counts(change.kind, happened=change.happened_on, told=on, state=state)
        if kind.when == "event"
        else help_counts(told=on, state=state, kind=change.kind, happened=change.happened_on)
    )
    return max(found.day, change.enrollment.start)


def _less_counts(change: Change, on: date) -> date | None:
    """From when less help counts, 45 CFR 155.330(f)(3), where that is later."""
    kind, counts = KINDS[change.kind], _counts(change, on)
    if counts is None or kind.when == "event":
        return None
    later = less_help_counts(told=on, state=change.enrollment.application.state).day
    return later if later > counts else None


def tell_of_unfinished(exchange: Exchange, *, on: date) -> int:
    """Write about what was reported on an earlier day and is not finished; answers of how many. Run twice it writes once."""
    left = Change.objects.filter(exchange=exchange, status=Status.OPEN, reported_on__lt=on).order_by("pk")
    return sum(_tell(key, on) for key in list(left.values_list("pk", flat=True)))


@transaction.atomic
def _tell(key: int, on: date) -> bool:
    rows = Change.objects.select_for_update(of=("self",)).filter(pk=key, status=Status.OPEN)
    found = rows.select_related("exchange", "application", "enrollment__application__household__owner").first()
    return found is not None and post_received(found, on=on)
