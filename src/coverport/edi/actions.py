"""The verbs: write a file of what an insurer must hear, put it in place again."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

import msgspec
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from coverport.applications.models import Applicant
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.models import Delivery
from coverport.core.windows import window
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.due import CHANGES
from coverport.edi.events import FileWritten
from coverport.edi.filing import store
from coverport.edi.from_enrollment import message
from coverport.edi.models import Answered, Counter, Due834, EdiFile
from coverport.edi.rules.faults import faults
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import EnrollmentGroup, FunctionalGroup, Interchange
from coverport.edi.rules.writer import Written, write
from coverport.edi.told import figures_of
from coverport.enrollment.models import Enrollment
from coverport.plans.catalog import UnknownPlan

EDI = Actor.system("edi")
# Fourteen characters of a plan, without the cost-sharing variant.
PLAN = 14
NEVER_WAS = (Enrollment.Status.CANCELED, Enrollment.Status.VOIDED)
# Without what they told, which no message says.
RELATED = Applicant.objects.only("application", "person", "relationship")
NEEDED = (
    "enrollment__exchange", "enrollment__application__household__owner", "enrollment__catalog", "enrollment__follows",
)  # fmt: skip


@transaction.atomic
def resend(*, file: EdiFile) -> None:
    """Put a file in place once more: the same bytes under the same numbers, so that nobody is enrolled twice by it."""
    EdiFile.objects.filter(pk=file.pk).update(placed_at=None, sent_at=None)
    transaction.on_commit(lambda: outbox.place_file(file.pk))


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
    (control,) = take(exchange, Counter.Kind.INTERCHANGE)
    numbers = take(exchange, Counter.Kind.TRANSACTION, len(told))
    numbered = [(due, msgspec.structs.replace(group, control=n)) for (due, group), n in zip(told, numbers, strict=True)]
    interchange = _interchange(control, numbered, exchange, partner, at)
    file = _store(interchange, write(interchange, partner), exchange, partner)
    for due, group in numbered:
        due.file, due.control, due.fault = file, group.control, ""
        due.figures = figures_of(due)
    columns = ["file", "control", "fault", "figures"]
    Due834.objects.bulk_update([due for due, _ in numbered], columns, batch_size=500)
    fact = FileWritten(file=file.name, issuer=issuer, sha256=file.sha256, transactions=file.transactions)
    subject = f"{file.sender}-{file.control:09d}"
    record(fact, by=EDI, on=at.date(), exchange=exchange, subject=subject, purpose="enrollment in a plan")
    window("batch.written")
    transaction.on_commit(lambda: outbox.place_file(file.pk))
    return file


def _claim(exchange: str, issuer: str, most: int, since: date | None) -> list[Due834]:
    """What is due and nobody else is writing, in the order of its events; never tried ones first: faulty ones hold nobody up."""
    untold = Due834.objects.filter(exchange=exchange, issuer_id=issuer, file=None, withdrawn_on=None)
    if since:
        untold = untold.filter(on__gte=since)
    rows = (
        untold.exclude(kind__in=(Due834.Kind.INITIAL, *CHANGES), enrollment__status__in=NEVER_WAS)
        .exclude(Exists(_end_not_heard_yet()))
        .select_for_update(skip_locked=True, of=("self",))
        .select_related(*NEEDED)
        .prefetch_related(
            "enrollment__members__person",
            "enrollment__months",
            Prefetch("enrollment__application__applicants", RELATED),
        )
        .order_by(F("tried_at").asc(nulls_first=True), "event_id", "since", "pk")[:most]
    )
    return sorted(rows, key=lambda due: (due.event_id, due.since or due.enrollment.start, due.pk))


def _end_not_heard_yet() -> QuerySet[Delivery]:
    """Of the plan that an enrollment follows: its end is told before what replaces it, or in the same file."""
    followed = OuterRef("enrollment__follows__reference")
    return Delivery.objects.filter(subject=followed, subscriber__startswith="edi.", done_at=None)


def _in_order(claimed: Iterable[Due834], partner: PartnerProfile) -> list[tuple[Due834, EnrollmentGroup]]:
    """Those that can be told; the others keep their faults. Nothing is told of a policy whose beginning is not."""
    claimed = list(claimed)
    begun = _begun(claimed)
    told = []
    for due in claimed:
        if due.kind != Due834.Kind.INITIAL and due.enrollment_id not in begun:
            Due834.objects.filter(pk=due.pk).update(tried_at=timezone.now())
            continue
        group, wrong = _message(due, partner)
        if group is None:
            Due834.objects.filter(pk=due.pk).update(fault=wrong, tried_at=timezone.now())
            continue
        told.append((due, group))
        begun.add(due.enrollment_id)
    return told


def _begun(claimed: Iterable[Due834]) -> set[int]:
    """The enrollments whose beginning the insurer was told, and did not refuse."""
    enrollments = {due.enrollment_id for due in claimed if due.kind != Due834.Kind.INITIAL}
    told = Due834.objects.filter(kind=Due834.Kind.INITIAL, enrollment__in=enrollments).exclude(file=None)
    return set(told.exclude(answer=Answered.REFUSED).values_list("enrollment_id", flat=True))


def _message(due: Due834, partner: PartnerProfile) -> tuple[EnrollmentGroup | None, str]:
    """What is told, or why it cannot be."""
    try:
        group = message(due, partner)
        wrong = "; ".join(faults(group))
    except UnknownPlan:
        return None, "the catalog that priced it does not have the plan"
    except (LookupError, ValueError, OSError, Refusal) as error:
        return None, f"cannot be written: {type(error).__name__}"
    return (None, wrong) if wrong else (group, "")


Numbered = tuple[Due834, EnrollmentGroup]


def _rounds(told: Iterable[Numbered]) -> list[tuple[int, str, EnrollmentGroup]]:
    """(round, plan, group): by plan as a file has them, a household's own messages in the order of their events.

    So that the plan that ends stands before the one that replaces it, whatever the plans are called.
    """
    last: dict[int, tuple[int, str]] = {}
    found = []
    for due, group in told:
        household, plan = due.enrollment.application.household_id, _plan(group)
        number, before = last.get(household, (0, plan))
        last[household] = (number + (plan != before), plan)
        found.append((last[household][0], plan, group))
    return sorted(found, key=lambda each: each[:2])


def _plan(group: EnrollmentGroup) -> str:
    """Fourteen characters; a message of an end has no coverage and names the plan apart."""
    return group.plan_id[:PLAN]


def _interchange(
    control: int, told: Iterable[Numbered], exchange: str, partner: PartnerProfile, at: datetime
) -> Interchange:
    """One functional group a plan, and one more where a household's order asks for it."""
    by_plan = [
        (plan, tuple(group for _, _, group in groups))
        for (_, plan), groups in groupby(_rounds(told), key=lambda each: each[:2])
    ]
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
