"""Asking the sources, and what follows: tasks open and close by themselves as answers come in."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import chain

import msgspec
from django.db import transaction
from django.utils import timezone

from coverport.applications.drafts import LOCKED
from coverport.applications.models import Application, Determination
from coverport.applications.queries import determination_of, with_people
from coverport.applications.verification import settling, tax_records
from coverport.applications.verification.hub import client
from coverport.applications.verification.known import known, people_of, question
from coverport.applications.verification.models import Inconsistency, SourceRequest
from coverport.applications.verification.rules.sources import Source
from coverport.applications.verification.rules.wanted import wanted
from coverport.core import switches

# After the first try: a minute, two, four, up to an hour.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


def begin_verification(application: Application, determination: Determination, *, on: date) -> None:
    """Write down what has to be asked, in the transaction of the signature: a crash before the answers loses no question."""
    asks = wanted(known(application, determination))
    SourceRequest.objects.bulk_create(
        SourceRequest(
            application=application, source=ask.source.value, subject=ask.subject, people=list(ask.people), asked_on=on
        )
        for ask in asks
    )
    # What is open from an earlier application of the year goes on here, with its clock and its papers; its questions end.
    earlier = Application.objects.filter(household_id=application.household_id, year=application.year).exclude(
        pk=application.pk
    )
    Inconsistency.objects.filter(application__in=earlier, status="open").update(application=application)
    SourceRequest.objects.filter(application__in=earlier, answered_at=None).delete()


def ask_sources(application: Application, *, on: date) -> None:
    """Ask whatever has no answer yet, all at once, and let the tasks follow. Outside of any lock: a slow source holds up nobody else."""
    waiting = list(application.source_requests.filter(answered_at=None).order_by("pk"))
    people = people_of(application) if waiting else {}
    off = {
        each
        for each in {one.source for one in waiting}
        if switches.is_off(application.exchange_id, switches.source(each))
    }
    asked = [one for one in waiting if one.source not in off]
    answers = iter(client.hub().ask_all([question(one.ask, application, people) for one in asked]))
    # A service that is switched off is asked later, and costs nobody a wait now.
    outcomes = [client.Outcome(trouble=client.RESTING) if one.source in off else next(answers) for one in waiting]
    with transaction.atomic():
        locked = with_people(LOCKED.get(application.pk))
        _keep(waiting, outcomes)
        settling.settle(locked, on=on)


def _keep(waiting: Sequence[SourceRequest], outcomes: Iterable[client.Outcome]) -> None:
    """Outcomes beside their questions. What somebody else has had answered meanwhile stands."""
    now = timezone.now()
    still = set(
        SourceRequest.objects.filter(pk__in=[one.pk for one in waiting], answered_at=None).values_list("pk", flat=True)
    )
    of_taxes = []
    for one, outcome in zip(waiting, outcomes, strict=True):
        if outcome.answer is not None:
            one.answered_at, one.trouble = now, ""
            if one.source == Source.TAX:
                of_taxes.append((one, outcome.answer))
            else:
                one.answer = msgspec.json.encode(outcome.answer).decode()
        else:
            one.trouble = outcome.trouble
            one.next_at = now + min(FIRST_PAUSE * 2 ** min(one.attempts, 10), LONGEST_PAUSE)
            # A service that rests was not asked.
            one.attempts += outcome.trouble != client.RESTING
    changed = [one for one in waiting if one.pk in still]
    SourceRequest.objects.bulk_update(changed, ["answer", "answered_at", "trouble", "next_at", "attempts"])
    tax_records.keep_answers([each for each in of_taxes if each[0].pk in still])


def ask_again(*, most: int = 500, at_once: bool = False) -> int:
    """Ask for applications whose questions are due again; answers how many were. at_once: those that are not due yet, too."""
    due = SourceRequest.objects.filter(answered_at=None)
    if not at_once:
        due = due.filter(next_at__lte=timezone.now())
    found = dict.fromkeys(chain(due.order_by("next_at").values_list("application_id", flat=True)[: most * 20]))
    for pk in list(found)[:most]:
        application = Application.objects.select_related("exchange", "household").get(pk=pk)
        if determination_of(application) is not None:
            ask_sources(application, on=application.exchange.today())
    return min(len(found), most)
