"""The verbs: mark what an insurer must hear, withdraw it, write a file."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
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
from coverport.edi.from_enrollment import initial
from coverport.edi.models import Counter, Due834, EdiFile
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
    due, _ = Due834.objects.get_or_create(
        enrollment=row,
        kind=Due834.Kind.INITIAL,
        defaults={"exchange": row.exchange.slug, "issuer_id": row.issuer_id, "event": event, "on": event.on},
    )
    return due


class InsurerKnows(Exception):
    """A choice was taken back of which the insurer has heard: it must hear of that too, which this version cannot write."""


@transaction.atomic
def withdraw(*, enrollment: str, event: Any) -> None:
    """A choice was taken back: what is not told yet need not be. Raises InsurerKnows, which holds the event back for staff."""
    due = Due834.objects.select_for_update().filter(enrollment__reference=enrollment, kind=Due834.Kind.INITIAL).first()
    if due is None:
        return
    if due.file_id:
        raise InsurerKnows(f"{enrollment} was told under {due.control}; its cancellation must be sent by hand")
    due.withdrawn_on = due.withdrawn_on or event.on
    due.save(update_fields=["withdrawn_on"])


@transaction.atomic
def write_batch(*, exchange: str, issuer: str, at: datetime) -> EdiFile | None:
    """Tell an insurer what is due, in one file; None where nothing can be told. Two at once never tell the same.

    at: the exchange's clock, in its time zone. The file is put into its folder after the commit; a failure there is made up
    for by `outbox.place_files`. What is not in order stays due with its faults.
    """
    partner = profiles.load(exchange, issuer)
    told = _in_order(_claim(exchange, issuer, partner.largest_file), partner)
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


def _claim(exchange: str, issuer: str, most: int) -> list[Due834]:
    """What is due and nobody else is writing; never tried ones first, so that faulty ones hold nobody up."""
    untold = Due834.objects.filter(exchange=exchange, issuer_id=issuer, file=None, withdrawn_on=None)
    return list(
        untold.exclude(enrollment__status=Enrollment.Status.CANCELED)
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
            group = initial(due.enrollment, partner=partner)
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
    coverage = group.members[0].coverage
    return coverage.plan_id[:PLAN] if coverage else ""


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
    return EdiFile.objects.create(
        exchange=exchange,
        issuer_id=partner.issuer_id,
        sender=interchange.sender,
        control=interchange.control,
        name=_free_name(exchange, partner, interchange),
        content=written.content.decode("ascii"),
        sha256=hashlib.sha256(written.content).hexdigest(),
        length=len(written.content),
        transactions=len(enrollments),
        members=sum(len(each.members) for each in enrollments),
        notes=msgspec.to_builtins(written.notes),
        written_at=interchange.written_at,
    )


def _free_name(exchange: str, partner: PartnerProfile, interchange: Interchange) -> str:
    """The name of the moment, or of the next free millisecond. The counter's row is locked, so nobody takes it meanwhile."""
    used = EdiFile.objects.filter(exchange=exchange, issuer_id=partner.issuer_id)
    return next(name for name in _names(partner, interchange) if not used.filter(name=name).exists())


def _names(partner: PartnerProfile, interchange: Interchange) -> Iterator[str]:
    at = interchange.written_at
    while True:
        yield partner.file_name.format(
            sender=interchange.sender.strip(), receiver=interchange.receiver.strip(), usage=partner.usage,
            stamp=f"D{at:%y%m%d}.T{at:%H%M%S}{at.microsecond // 1000:03d}",
        )  # fmt: skip
        at += timedelta(milliseconds=1)
