"""The verbs that say what an insurer must hear: a beginning, a change, an end, its taking back. Told in exactly one file each.

A row says which event and from when on; its message is made of the rows as they are when it is written, so that nothing outdated
is told. An enrollment's events come in their order, one at a time; only files are written meanwhile, so due rows are locked.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet, prefetch_related_objects

from coverport.core.models import Event
from coverport.core.prepared import Read
from coverport.core.rehearsals import is_rehearsal
from coverport.edi.ends import first_made_other, told_anew, waiting_for_it
from coverport.edi.figures import Stretch, left, stretches
from coverport.edi.held import ENDS, INSURER, held_as, holds_an_end
from coverport.edi.models import Answered, AtIssuer, Due834
from coverport.edi.told import knows
from coverport.enrollment.events import EnrollmentChanged, EnrollmentTerminated
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.transitions import STANDING

Kind = Due834.Kind
# What is made of the amounts of some months: without meaning once nobody is covered then.
CHANGES = (Kind.CHANGE, Kind.ADDRESS, Kind.PERSON)
# Of what never was, nothing is described.
NEVER = ("canceled", "voided")
# A change of this kind is told as who people are, or where they live.
DESCRIBED = {"move": Kind.ADDRESS, "correction": Kind.PERSON}
# Whose it is is read along: the scripted journey's is not told.
BY_REFERENCE = Read(
    lambda reference: Enrollment.objects.select_related("exchange", "application__household").filter(
        reference=reference
    )
)
LAST_EVENT = Read(lambda reference: Event.objects.filter(subject=reference).order_by("-id").values_list("id")[:1])
ENDED = Read(
    lambda reference: Event.objects.filter(subject=reference, kind=EnrollmentTerminated.kind).order_by("-id")[:1]
)


@transaction.atomic
def mark_due(*, enrollment: str, event: Any, where: str) -> Due834 | None:
    """The insurer must hear of an enrollment; said again, it is the same row. None where someone else bills than `where`, and for
    the scripted journey, of which the database refuses every row.
    """
    # Who bills is as it was when the plan was chosen: billing goes by the same answer.
    row = _enrollment(enrollment)
    return _begin(row, event) if row.biller == where and not is_rehearsal(row.owner_user_id) else None


# As mark_due makes a row, for many at once.
BEGINNINGS = """
    INSERT INTO edi_due834 (exchange, issuer_id, enrollment_id, event_id, kind, "on", since, fault, answer, answer_error)
    SELECT exchange.slug, issuer_id, begun.id, %s, %s, %s, start, '', '', ''
    FROM enrollment_enrollment begun JOIN exchanges_exchange exchange ON exchange.id = exchange_id
    WHERE begun.id = ANY(%s) ORDER BY begun.id ON CONFLICT DO NOTHING
"""


@transaction.atomic
def renewals_due(*, enrollments: QuerySet[Enrollment], event: Any) -> int:
    """The beginnings of a batch of renewals, in one statement; said again, they are the same rows. Answers how many were asked for.

    Where the exchange bills another insurer's first payment, the insurer hears of it once that is paid. What was changed since the
    renewal is told by the rows as they are.
    """
    rows = enrollments.filter(Q(biller="issuer") | Q(status__in=(*STANDING, "terminated")))
    heard = {key: (reference, biller) for key, reference, biller in rows.values_list("pk", "reference", "biller")}
    changed = Change.objects.filter(enrollment__in=heard).values_list("enrollment_id", flat=True).distinct()
    apart = sorted(changed)
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [event.pk, Kind.INITIAL, event.on, sorted(heard.keys() - apart)])
    for key in apart:
        reference, biller = heard[key]
        if mark_due(enrollment=reference, event=event, where=biller):
            # By the event that ended it, whose own turn comes before or after this one's: it is told once.
            end_again(_enrollment(reference), ENDED.first(reference) or event)
    return len(heard)


@transaction.atomic
def change_due(*, enrollment: str, event: Any, since: date) -> None:
    """Amounts or people are other than before from a day on. What is not begun to be told is told as it is now."""
    row = _enrollment(enrollment)
    beginning = _beginning(row)
    if beginning is None:
        return
    untold = beginning.file_id is None
    later = [stretch for stretch in stretches(row) if stretch.until >= since]
    for stretch in later:
        if not (untold and _told_by_the_beginning(row, stretch)):
            _due(row, Kind.CHANGE, event, max(since, stretch.since))
    # What waits from a day on which nothing differs any more is told by what begins before it. It would come first, without who left.
    over = _untold(row).filter(kind=Kind.CHANGE, since__gt=since, event_id__lt=event.pk)
    _withdraw(over.exclude(since__in=[stretch.since for stretch in later]), event)


@transaction.atomic
def description_due(*, change: str, event: Any) -> None:
    """Who people are or where they live differs, on an enrollment that goes on."""
    told = Change.objects.select_related("enrollment__exchange").get(reference=change)
    row, kind = told.enrollment, DESCRIBED.get(told.kind)
    if kind is None or told.effective_on is None or told.application_id != row.application_id:
        return
    beginning = _beginning(row)
    if beginning is not None and beginning.file_id is not None and row.status not in NEVER:
        since = min(max(told.effective_on, row.start), row.end)
        _due(row, kind, event, since)
        later_due(row, event, since)


def later_due(row: Enrollment, event: Any, since: date) -> None:
    """What is told from a day on says amounts as they are then: months which cost something else are told after it."""
    for stretch in stretches(row):
        if stretch.since > since:
            _due(row, Kind.CHANGE, event, stretch.since)


@transaction.atomic
def end_of_before(*, enrollment: str, event: Any) -> None:
    """The end of a policy that ended for another plan while nobody had heard of it, as it was not paid for: told with its beginning."""
    ended = ENDED.first(enrollment)
    if ended is not None and ended.pk < event.pk:
        end_again(_enrollment(enrollment), event)


def end_again(row: Enrollment, event: Any) -> None:
    """The end of a policy whose beginning the insurer did not have; one that waits is told in its own turn."""
    if (row.status == "terminated" or row.cut) and not _untold(row).filter(kind=Kind.TERMINATE).exists():
        _due(row, Kind.TERMINATE, event, row.end)


@transaction.atomic
def cancel_due(*, enrollment: str, event: Any) -> None:
    """As if it had never been: what is not told yet need not be; an insurer that holds it is told, unless it said so itself."""
    row = _enrollment(enrollment)
    beginning = _beginning(row)
    if beginning is None:
        return
    _withdraw(_untold(row), event)
    if beginning.file_id is not None and beginning.answer != Answered.REFUSED and event.actor != INSURER:
        _exchange_ended(row)
        if held_as(row, event) != Kind.CANCEL:
            _due(row, Kind.CANCEL, event, row.start)


@transaction.atomic
def end_due(*, enrollment: str, event: Any, last: date) -> None:
    """It ends after a day. Changes that would begin later are not told; the last of several ends that are not told yet counts.

    What the months until then come to is told before it, where that is other than what the insurer heard: a month that is cut,
    somebody who came.
    """
    row = _enrollment(enrollment)
    beginning = _beginning(row)
    if beginning is None:
        return
    _withdraw(_untold(row).filter(kind__in=CHANGES, since__gt=last), event)
    _withdraw(_untold(row).filter(kind=Kind.TERMINATE), event)
    since, untold = first_made_other(row, event), beginning.file_id is None
    for stretch in stretches(row):
        if since and stretch.until >= since and not (untold and _told_by_the_beginning(row, stretch)):
            _due_unless_known(row, event, max(since, stretch.since))
    if event.actor == INSURER:  # it was not told yet that an end before this one is taken back
        _withdraw(_untold(row).filter(kind=Kind.REINSTATE), event)
    else:
        _exchange_ended(row)
        _due(row, Kind.TERMINATE, event, last)


@transaction.atomic
def reinstatement_due(*, enrollment: str, event: Any) -> None:
    """It goes on without a gap: an end that is not told yet is not told; one that is, or that the insurer said, is taken back."""
    row = _enrollment(enrollment)
    _withdraw(_untold(row).filter(kind__in=ENDS), event)
    held_back = _locked(row).filter(file=None).exclude(withdrawn_on=None)
    changes = {(Kind(kind), since or row.start) for kind, since in waiting_for_it(row, CHANGES)}
    held_back.filter(kind=Kind.INITIAL).update(withdrawn_on=None)
    beginning = _beginning(row)
    if beginning is None:
        if not is_rehearsal(row.owner_user_id):
            _begin(row, event)
        return
    _exchange_ended(row)
    if holds_an_end(row, event) and not _untold(row).filter(kind=Kind.REINSTATE).exists():
        _due(row, Kind.REINSTATE, event, row.start)
    untold = beginning.file_id is None
    told = [each for each in stretches(row) if untold and _told_by_the_beginning(row, each)]
    changes |= {(Kind.CHANGE, since) for since in told_anew(row, event)}
    # What waits was made other by the end, perhaps by that alone.
    waiting = _untold(row).filter(kind=Kind.CHANGE)
    changes |= {(Kind.CHANGE, since or row.start) for since in waiting.values_list("since", flat=True)}
    _withdraw(waiting, event)
    # What was held back for the end is told once that is taken back, and each change after those that begin earlier; not of days
    # after an end that stays, as where an insurer takes back its own and the exchange had told an earlier one.
    for kind, since in sorted(changes, key=lambda each: each[1]):
        if kind != Kind.CHANGE:
            _due(row, kind, event, since)
        elif since <= row.end and not any(each.since <= since <= each.until for each in told):
            _due_unless_known(row, event, since)


def _begin(row: Enrollment, event: Any) -> Due834:
    """The beginning, and every month of the year from which on amounts differ already."""
    due, new = Due834.objects.exclude(answer=Answered.REFUSED).get_or_create(
        enrollment=row, kind=Kind.INITIAL, defaults={**_whose(row), "event": event, "on": event.on, "since": row.start}
    )
    if new:
        for stretch in stretches(row):
            if not _told_by_the_beginning(row, stretch):
                _due(row, Kind.CHANGE, event, stretch.since)
    return due


def _told_by_the_beginning(row: Enrollment, stretch: Stretch) -> bool:
    """The first months are, but not that somebody left in the middle of them. Who never came need not be told of."""
    return stretch.since <= row.start and not any(member.active for member in left(row, stretch).values())


def _due_unless_known(row: Enrollment, event: Any, since: date) -> None:
    """Amounts and people from a day on, where they are other than its insurer was told."""
    if not knows(row, since):
        _due(row, Kind.CHANGE, event, since)


def _due(row: Enrollment, kind: Kind, event: Any, since: date) -> None:
    """One row for an event, kind and day; a change that waits already tells the newest figures, as does one of a later event."""
    waiting = _untold(row).filter(kind=kind, since=since).order_by("pk").last() if kind in CHANGES else None
    if kind == Kind.CHANGE:
        told = _locked(row).filter(kind=kind, since=since, event_id__gte=event.pk, withdrawn_on=None)
        if told.exclude(answer=Answered.REFUSED).exists():
            return
        event = _newest_change(row, event)
        if waiting and not _locked(row).filter(kind=kind, since=since, event=event).exists():
            # In the newest one's turn: what is told after it and begins earlier would undo it.
            Due834.objects.filter(pk=waiting.pk).update(event=event)
    if waiting:
        return
    due, new = Due834.objects.exclude(answer=Answered.REFUSED).get_or_create(
        enrollment=row, kind=kind, event=event, since=since, defaults={**_whose(row), "on": event.on}
    )
    if not new and due.withdrawn_on:
        Due834.objects.filter(pk=due.pk).update(withdrawn_on=None)


def _newest_change(row: Enrollment, event: Any) -> Any:
    """The event up to which a message tells that is written from now on: when its own turn comes, it is not told again."""
    changes = Event.objects.filter(subject=row.reference, kind=EnrollmentChanged.kind, id__gt=event.pk)
    return changes.order_by("id").last() or event


def _whose(row: Enrollment) -> dict[str, str]:
    return {"exchange": row.exchange.slug, "issuer_id": row.issuer_id}


def _enrollment(reference: str) -> Enrollment:
    """With its months and people as they stood at one moment: a change between two reads, which is an event, too, has it read again.

    Months of before beside people of after would be told as a change of their own.
    """
    while True:
        before = LAST_EVENT.first(reference)
        row = BY_REFERENCE.first(reference)
        if row is None:
            raise Enrollment.DoesNotExist(reference)
        prefetch_related_objects([row], "months", "members")
        if LAST_EVENT.first(reference) == before:
            return row


def _locked(row: Enrollment) -> QuerySet[Due834]:
    """Its rows, once whoever writes a file of them is done. Locked by evaluation: an update alone locks by itself."""
    return Due834.objects.filter(enrollment=row)


def _untold(row: Enrollment) -> QuerySet[Due834]:
    return _locked(row).filter(file=None, withdrawn_on=None)


def _beginning(row: Enrollment) -> Due834 | None:
    """The newest message of the beginning; None where nothing was or will be told. All rows of the enrollment are locked."""
    rows = list(_locked(row).select_for_update().order_by("pk"))
    found = [due for due in rows if due.kind == Kind.INITIAL and due.withdrawn_on is None]
    return found[-1] if found else None


def _withdraw(rows: QuerySet[Due834], event: Any) -> None:
    rows.update(withdrawn_on=event.on)


def _exchange_ended(row: Enrollment) -> None:
    """From now on it is the exchange's word that counts, which the insurer cannot take back."""
    AtIssuer.objects.filter(enrollment=row).update(ended_on=None)
