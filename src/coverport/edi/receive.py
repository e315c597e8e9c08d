"""Take in a file of an insurer: acknowledged, applied or refused with reasons, in one transaction. The same bytes again change nothing."""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db import transaction

from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi import known, outbox, profiles
from coverport.edi.answers import in_turn, take_answer
from coverport.edi.command import line
from coverport.edi.counters import take
from coverport.edi.events import FileReceived
from coverport.edi.filing import store
from coverport.edi.known import EDI
from coverport.edi.models import Counter, EdiFile, Heard, Received
from coverport.edi.rules.acceptance import rejections
from coverport.edi.rules.acknowledge import KINDS, Numbers, needed, write_acknowledgment
from coverport.edi.rules.inbound import Message, answers, messages
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.turns import wait_for_turn
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.judged import JudgedInterchange, JudgedTransaction, judged
from coverport.edi.x12.reader import Event, read

# So many faults are kept of a file; the file itself is kept, too.
MOST_FAULTS = 100


@transaction.atomic
def receive(*, exchange: str, issuer: str, name: str, content: bytes, at: datetime) -> Received:
    """Take a file in. at: the exchange's clock. The answers go into the outbox after the commit."""
    wait_for_turn(exchange, issuer)
    digest = hashlib.sha256(content).hexdigest()
    if before := Received.objects.filter(exchange=exchange, issuer_id=issuer, sha256=digest).first():
        return before
    partner = profiles.load(exchange, issuer)
    events = list(read(io.BytesIO(content)))
    said = judged(events)
    _check_parties(said, partner, exchange, issuer)
    first = said[0] if said else None
    received = Received.objects.create(
        exchange=exchange, issuer_id=issuer, name=name[:200], sha256=digest, length=len(content), content=content.decode("latin-1"),
        sender=first.sender[:15] if first else "", control=int(first.control) if first and first.control.isdigit() else None,
        received_on=at.date(), faults=[line(each) for each in events if isinstance(each, Fault)][:MOST_FAULTS],
    )  # fmt: skip
    heard = [*_messages(received, events, said, at), *_answers(received, events, said, partner)]
    Heard.objects.bulk_create(heard, batch_size=500)
    _acknowledge(received, said, partner, at)
    _tell_rejections(received, heard, partner, at)
    count = {outcome: sum(each.outcome == outcome for each in heard) for outcome in Heard.Outcome}
    fact = FileReceived(
        file=received.name, issuer=issuer, sha256=digest, applied=count[Heard.Outcome.APPLIED],
        rejected=count[Heard.Outcome.REJECTED], staff=count[Heard.Outcome.STAFF],
    )  # fmt: skip
    record(fact, by=EDI, on=at.date(), exchange=exchange, subject=f"in-{received.pk}", purpose="enrollment in a plan")
    return received


def _check_parties(said: list[JudgedInterchange], partner: PartnerProfile, exchange: str, issuer: str) -> None:
    """Who wrote it to whom, and whether its number was used before for something else."""
    for each in said:
        if each.sender.strip() != partner.interchange_receiver.strip():
            each.faults.append(_fault("interchange_sender", "the sender of the interchange is not this partner", 6))
        if each.receiver.strip() != partner.interchange_sender.strip():
            each.faults.append(_fault("interchange_receiver", "the interchange is for somebody else", 8))
        used = Received.objects.filter(exchange=exchange, issuer_id=issuer, sender=each.sender[:15])
        if each.control.isdigit() and used.filter(control=int(each.control)).exists():
            message = f"the interchange control number {each.control} was used before for other content"
            each.faults.append(_fault("interchange_control_again", message, 13))


def _fault(rule: str, message: str, element: int) -> Fault:
    return Fault(1, "", "ISA", rule, message, element=element)


def _acknowledge(received: Received, said: list[JudgedInterchange], partner: PartnerProfile, at: datetime) -> None:
    """TA1 and 999 for each interchange that wants one; an acknowledgment is not acknowledged."""
    for each in said:
        if not each.wants_acknowledgment and not any(group.kind in KINDS for group in each.groups):
            continue
        (control,) = take(received.exchange, Counter.Kind.INTERCHANGE)
        count = needed(each)
        numbers = Numbers(
            control,
            _taken(received.exchange, Counter.Kind.GROUP, count),
            _taken(received.exchange, Counter.Kind.TRANSACTION, count),
        )
        content = write_acknowledgment(
            each, partner, numbers, at, sender=partner.interchange_sender, receiver=partner.interchange_receiver
        )
        _put(received, "999", content, partner, control, at, count)


def _taken(exchange: str, kind: Counter.Kind, count: int) -> range:
    return take(exchange, kind, count) if count else range(0)


def _put(
    received: Received, set_: str, content: bytes, partner: PartnerProfile, control: int, at: datetime, count: int
) -> EdiFile:
    file = store(
        set_, content, exchange=received.exchange, partner=partner, control=control, at=at, transactions=count, members=count,
        answers=received,
    )  # fmt: skip
    transaction.on_commit(lambda: outbox.place_file(file.pk))
    return file


def _messages(
    received: Received, events: list[Event | Fault], said: list[JudgedInterchange], at: datetime
) -> Iterator[Heard]:
    """Every 834 that its acknowledgment accepts."""
    accepted: dict[int, JudgedTransaction] = {
        each.segment: each
        for interchange in said
        if not interchange.faults
        for group in interchange.groups
        if not group.faults
        for each in group.transactions
        if each.accepted
    }
    for message in messages(events, accepted):
        yield _hear(received, message, accepted[message.segment].business, at)


def _hear(received: Received, message: Message, business: list[Fault], at: datetime) -> Heard:
    """One message, applied or refused. What goes wrong with it holds no other up."""
    said = message.said
    row = known.policy(received.exchange, said.policy_id)
    heard = Heard(
        received=received, segment=message.segment, control=message.control[:9], event=said.event or "unknown",
        policy=said.policy_id, end=said.end, outcome=Heard.Outcome.REJECTED,
    )  # fmt: skip
    found = rejections(said, known.known(row) if row else None, received.issuer_id)
    heard.reasons = [msgspec.to_builtins(each) for each in found]
    heard.reasons += [{"code": each.rule, "message": each.message, "segment": each.segment} for each in business]
    if row and row.issuer_id == received.issuer_id:
        heard.enrollment = row
    if heard.reasons or row is None:
        return heard
    try:
        with transaction.atomic():
            staff = known.apply(row, said, at.date())
    except Refusal as refused:
        staff = f"{refused.code}: {refused.message}"
    heard.outcome = Heard.Outcome.STAFF if staff else Heard.Outcome.APPLIED
    heard.reasons = [{"code": "by_hand", "message": staff}] if staff else []
    return heard


def _answers(
    received: Received, events: list[Event | Fault], said: list[JudgedInterchange], partner: PartnerProfile
) -> Iterator[Heard]:
    """What the insurer's front door says of our files, where its own file is in order."""
    if any(each.faults for each in said):
        return
    for answer in in_turn(answers(events)):
        staff = take_answer(received, answer, partner)
        yield Heard(
            received=received, segment=answer.segment, control=str(answer.control)[:9], event="acknowledgment",
            outcome=Heard.Outcome.STAFF if staff else Heard.Outcome.APPLIED, reasons=staff,
        )  # fmt: skip


def _tell_rejections(received: Received, heard: list[Heard], partner: PartnerProfile, at: datetime) -> None:
    """What of an insurer's messages could not be accepted, as JSON: the layout is in docs/reference/edi.md."""
    refused = [each for each in heard if each.outcome == Heard.Outcome.REJECTED]
    if not refused:
        return
    told = {
        "layout": 1, "file": received.name, "sha256": received.sha256, "issuer": received.issuer_id,
        "rejections": [
            {"transaction": one.control, "segment": one.segment, "event": one.event, "policy": one.policy, "reasons": one.reasons}
            for one in refused
        ],
    }  # fmt: skip
    (control,) = take(received.exchange, Counter.Kind.INTERCHANGE)
    content = msgspec.json.format(msgspec.json.encode(told), indent=1).decode().encode("ascii", "backslashreplace")
    _put(received, "REJ", content, partner, control, at, len(refused))
