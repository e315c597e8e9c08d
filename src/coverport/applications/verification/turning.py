"""The clock of open tasks: reminders, more time where the law gives it, and the end of their time."""

from collections.abc import Sequence
from datetime import date, timedelta

import structlog
from django.db import transaction

from coverport.applications import notices
from coverport.applications.determining import facts_of
from coverport.applications.events import InconsistencyExtended
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification import tax_records
from coverport.applications.verification.clocks import (
    first_reminder,
    more_days,
    papers_instead_from,
    reminders_due,
    takes_effect,
)
from coverport.applications.verification.models import Document, Inconsistency, SourceRequest
from coverport.applications.verification.redetermining import redetermine
from coverport.applications.verification.rules.confirmed import Kind
from coverport.applications.verification.rules.instead import Unproven, by_the_sources, told_by_taxes
from coverport.applications.verification.settling import US, close, say, settle
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange

log = structlog.get_logger()
RAN_OUT = "to decide by the records, 45 CFR 155.315(f)(5)"


def turn(exchange: Exchange, *, on: date) -> int:
    """Do what is due at an exchange on a day; answers for how many applications. Done twice on a day, it is done once."""
    silent = SourceRequest.objects.filter(
        answered_at=None, papers_on=None, asked_on__lt=on, application__exchange=exchange
    )
    running = Inconsistency.objects.filter(
        status="open", application__exchange=exchange, due_on__lte=on + timedelta(days=first_reminder(on))
    )
    concerned = {*silent.values_list("application_id", flat=True), *running.values_list("application_id", flat=True)}
    for pk in sorted(concerned):
        try:
            turn_application(pk, on=on)
        except Refusal as refused:  # one that cannot be decided now holds up no other; it is tried again tomorrow
            log.error("clock_refused", application=pk, code=refused.code)
    return len(concerned)


@transaction.atomic
def turn_application(pk: int, *, on: date) -> None:
    """One application: papers instead of silent sources, then reminders, then what has run out."""
    application = Application.objects.select_for_update(of=("self",)).select_related("exchange", "household").get(pk=pk)
    silent = application.source_requests.filter(answered_at=None, papers_on=None)
    asked = silent.order_by("asked_on").first()
    if asked is not None and on >= papers_instead_from(asked.asked_on):
        settle(application, on=on)
        silent.update(papers_on=on)
    rows = list(application.inconsistencies.filter(status="open").select_related("person", "application__exchange"))
    for row in rows:
        _extend(row, on)
    remind = [row for row in rows if _reminded_now(row, on)]
    if remind:
        notices.post_proof_reminder(application, remind, on=on)
    if over := [row for row in rows if on > row.due_on and not waits_for_us(row)]:
        expire(application, over, on=on)


def _extend(row: Inconsistency, on: date) -> None:
    """The law's own extension, once, on the day after the last."""
    kind = Kind(row.kind)
    if on <= row.due_on or row.extended or not (days := more_days(kind, due=row.due_on)):
        return
    row.due_on, row.extended = row.due_on + timedelta(days=days), True
    row.save(update_fields=["due_on", "extended"])
    say(InconsistencyExtended(row.application.reference, row.reference, row.due_on), row.application, on=on, by=US)
    notices.post_more_time(row.application, row, on=on)


def _reminded_now(row: Inconsistency, on: date) -> bool:
    due = reminders_due(opened=row.opened_on, due=row.due_on, on=on)
    if due <= row.reminders:
        return False
    row.reminders = due
    row.save(update_fields=["reminders"])
    return on <= row.due_on and not waits_for_us(row)


def waits_for_us(row: Inconsistency) -> bool:
    """Something was sent that nobody has decided: nobody loses help because we are slow."""
    return row.explained_on is not None or row.documents.filter(status=Document.Status.RECEIVED).exists()


def expire(application: Application, over: Sequence[Inconsistency], *, on: date) -> None:
    """Decide by what the sources say, 45 CFR 155.315(f)(5), and write about it. In the caller's transaction."""
    before = determination_of(application)
    assert before is not None, "only what was decided has inconsistencies"
    for row in over:
        close(row, Inconsistency.Status.EXPIRED, by=US, on=on)
    said = [tax_records.instead_of(row, actor=US, why=RAN_OUT, on=on) for row in over]
    unproven = [
        Unproven(Kind(row.kind), row.person.reference, instead) for row, instead in zip(over, said, strict=True)
    ]
    incomes = told_by_taxes(unproven)
    others = [each for each in unproven if each.kind is not Kind.INCOME or each.instead.incomes is None]
    made = redetermine(
        application,
        by_the_sources(facts_of(before), others),
        by=US,
        on=on,
        effective_on=takes_effect(on),
        incomes=incomes,
    )
    made.inconsistencies.set(over)
    notices.post_proof_expired(application, made, on=on)
