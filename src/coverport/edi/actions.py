"""The verbs: mark what an insurer must hear, withdraw it, write a file."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.events import FileWritten
from coverport.edi.filing import store
from coverport.edi.from_enrollment import initial, message
from coverport.edi.models import Answered, AtIssuer, Counter, Due834, EdiFile
from coverport.edi.rules.faults import faults
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import EnrollmentGroup, FunctionalGroup, Interchange
from coverport.edi.rules.writer import Written, write
from coverport.enrollment.models import Enrollment
from coverport.plans.catalog import UnknownPlan

EDI = Actor.system("edi")
# Fourteen characters of a plan, without the cost-sharing variant.
PLAN = 14


@transaction.atomic
def mark_due(*, enrollment: str, event: Any, where: str) -> Due834 | None:
    """The insurer must hear of an enrollment; said again, it is the same row. None where someone else bills than `where`."""
    # Who bills is as it was when the plan was chosen: billing goes by the same answer.
    row = Enrollment.objects.select_related("exchange").get(reference=enrollment)
    if row.biller != where:
        return None
    due, _ = Due834.objects.exclude(answer=Answered.REFUSED).get_or_create(
        enrollment=row,
        kind=Due834.Kind.INITIAL,
        defaults={"exchange": row.exchange.slug, "issuer_id": row.issuer_id, "event": event, "on": event.on},
    )
    return due


@transaction.atomic
def withdraw(*, enrollment: str, event: Any) -> None:
    """A choice was taken back: what is not told yet need not be; an insurer that knows of it is told of its cancellation."""
    due = (
        Due834.objects.select_for_update()
        .filter(enrollment__reference=enrollment, kind=Due834.Kind.INITIAL)
        .exclude(answer=Answered.REFUSED)
        .first()
    )
    if due is None:
        return
    if due.file_id:
        _cancellation(due, event)
        return
    due.withdrawn_on = due.withdrawn_on or event.on
    due.save(update_fields=["withdrawn_on"])


def _cancellation(told: Due834, event: Any) -> None:
    """Due, unless it was the insurer that said it."""
    if AtIssuer.objects.filter(enrollment=told.enrollment_id).exclude(ended_on=None).exists():
        return
    same = {"exchange": told.exchange, "issuer_id": told.issuer_id, "on": event.on}
    Due834.objects.get_or_create(enrollment_id=told.enrollment_id, kind=Due834.Kind.CANCEL, event=event, defaults=same)


@transaction.atomic
def resend(*, file: EdiFile) -> None:
    """Put a file in place once more: the same bytes under the same numbers, so that nobody is enrolled twice by it."""
    EdiFile.objects.filter(pk=file.pk).update(placed_at=None, sent_at=None)
    transaction.on_commit(lambda: outbox.place_file(file.pk))


@transaction.atomic
def tell_again(*, due: Due834) -> Due834:
    """What an insurer's front door refused, under a new number. The same again is the same row. ValueError where nothing was refused."""
    locked = Due834.objects.select_for_update().get(pk=due.pk)
    if locked.answer != Answered.REFUSED:
        raise ValueError(f"{locked} was not refused")
    again, _ = Due834.objects.exclude(answer=Answered.REFUSED).get_or_create(
        enrollment_id=locked.enrollment_id, kind=locked.kind, event_id=locked.event_id,
        defaults={"exchange": locked.exchange, "issuer_id": locked.issuer_id, "on": locked.on},
    )  # fmt: skip
    return again


@transaction.atomic
def write_batch(*, exchange: str, issuer: str, at: datetime, since: date | None = None) -> EdiFile | None:
    """Tell an insurer what is due, in one file; None where nothing can be told. Two at once never tell the same.

    since: only what became due on that date of record or later. at: the exchange's clock, in its time zone. The file is put into
    its folder after the commit; a failure there is made up for by `outbox.place_files`. What is not in order stays due with its faults.
    """
    partner = profiles.load(exchange, issuer)
    told = _in_order(_claim(exchange, issuer, partner.largest_file, since), partner)
    if not told:
        return None
    numbers = take(exchange, Counter.Kind.TRANSACTION, len(told))
    numbered = [(due, msgspec.structs.replace(group, control=n)) for (due, group), n in zip(told, numbers, strict=True)]
    interchange = _interchange([group for _, group in numbered], exchange, partner, at)
    file = _store(interchange, write(interchange, partner), exchange, partner)
    for due, group in numbered:
        due.file, due.control, due.fault = file, group.control, ""
    Due834.objects.bulk_update([due for due, _ in numbered], ["file", "control", "fault"], batch_size=500)
    fact = FileWritten(file=file.name, issuer=issuer, sha256=file.sha256, transactions=file.transactions)
    subject = f"{file.sender}-{file.control:09d}"
    record(fact, by=EDI, on=at.date(), exchange=exchange, subject=subject, purpose="enrollment in a plan")
    transaction.on_commit(lambda: outbox.place_file(file.pk))
    return file


def _claim(exchange: str, issuer: str, most: int, since: date | None) -> list[Due834]:
    """What is due and nobody else is writing; never tried ones first, so that faulty ones hold nobody up."""
    untold = Due834.objects.filter(exchange=exchange, issuer_id=issuer, file=None, withdrawn_on=None)
    if since:
        untold = untold.filter(on__gte=since)
    return list(
        untold.exclude(kind=Due834.Kind.INITIAL, enrollment__status=Enrollment.Status.CANCELED)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("enrollment__exchange", "enrollment__application__household__owner", "enrollment__catalog")
        .prefetch_related("enrollment__members__person")
        .order_by(F("tried_at").asc(nulls_first=True), "pk")[:most]
    )


def _in_order(claimed: Iterable[Due834], partner: PartnerProfile) -> list[tuple[Due834, EnrollmentGroup]]:
    """Those that can be told, by plan as the file has them; the others keep their faults."""
    told = []
    for due in claimed:
        try:
            group = message(due.kind, initial(due.enrollment, partner=partner), partner)
            wrong = "; ".join(faults(group))
        except UnknownPlan:
            wrong = "the catalog that priced it does not have the plan"
        except (LookupError, ValueError, OSError, Refusal) as error:
            wrong = f"cannot be written: {type(error).__name__}"
        if wrong:
            Due834.objects.filter(pk=due.pk).update(fault=wrong, tried_at=timezone.now())
        else:
            told.append((due, group))
    return sorted(told, key=lambda pair: (_plan(pair[1]), pair[0].pk))


def _plan(group: EnrollmentGroup) -> str:
    """Fourteen characters; a message of an end has no coverage and names the plan apart."""
    return group.plan_id[:PLAN]


def _interchange(
    enrollments: list[EnrollmentGroup], exchange: str, partner: PartnerProfile, at: datetime
) -> Interchange:
    """One functional group a plan. enrollments: those of a plan beside each other."""
    by_plan = [(plan, tuple(groups)) for plan, groups in groupby(enrollments, key=_plan)]
    (control,) = take(exchange, Counter.Kind.INTERCHANGE)
    numbers = take(exchange, Counter.Kind.GROUP, len(by_plan))
    return Interchange(
        control=control,
        sender=partner.interchange_sender,
        receiver=partner.interchange_receiver,
        written_at=at,
        groups=tuple(
            # Characters 6 and 7 of a plan are its state.
            FunctionalGroup(number, partner.group_sender.replace("{state}", plan[5:7]), plan, groups)
            for number, (plan, groups) in zip(numbers, by_plan, strict=True)
        ),
    )


def _store(interchange: Interchange, written: Written, exchange: str, partner: PartnerProfile) -> EdiFile:
    enrollments = [each for group in interchange.groups for each in group.enrollments]
    return store(
        "834", written.content, exchange=exchange, partner=partner, control=interchange.control, at=interchange.written_at,
        transactions=len(enrollments), members=sum(len(each.members) for each in enrollments),
        groups=[group.control for group in interchange.groups], notes=msgspec.to_builtins(written.notes),
    )  # fmt: skip
