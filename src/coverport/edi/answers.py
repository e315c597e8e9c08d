"""What an insurer's front door says of our files: accepted, or refused with the segment; and files that nobody has answered in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from coverport.edi import profiles
from coverport.edi.models import ANSWERED_SETS, Answered, Due834, EdiFile, Received
from coverport.edi.rules.inbound import Answer, transactions_of
from coverport.edi.rules.partner import PartnerProfile

Reasons = list[dict[str, Any]]


def in_turn(found: Iterable[Answer]) -> list[Answer]:
    """As answers of one file count: what refuses all, then each message, then what accepts the rest."""
    return sorted(found, key=lambda each: 1 if each.of == "transaction" else 0 if each.accepted is False else 2)


def take_answer(received: Received, answer: Answer, partner: PartnerProfile) -> Reasons:
    """Write an answer into our rows. Answers with what staff must look at: nothing where a file was simply accepted."""
    if answer.of == "transaction":
        return _of_transaction(received, answer)
    files = EdiFile.objects.select_for_update().filter(exchange=received.exchange, issuer_id=received.issuer_id)
    sent = Q(groups__contains=[answer.control]) if answer.of == "group" else Q(control=answer.control)
    file = files.filter(sent, sender=partner.interchange_sender).first()
    if file is None:
        return [{"code": "unknown_file", "message": f"nothing was sent under the {answer.of} number {answer.control}"}]
    if answer.of == "interchange":
        return _refused(file, file.told.all(), answer) if answer.accepted is False else []
    rows = file.told.filter(control__in=transactions_of(file.content, answer.control))
    if answer.accepted is False:
        return _refused(file, rows, answer)
    rows.filter(answer="").update(answer=Answered.ACCEPTED)
    _close(file, Answered.ACCEPTED if answer.accepted else Answered.PARTLY)
    return []


def _of_transaction(received: Received, answer: Answer) -> Reasons:
    rows = Due834.objects.select_for_update(of=("self",)).filter(
        exchange=received.exchange, issuer_id=received.issuer_id
    )
    due = rows.filter(control=answer.control).select_related("file").first()
    if due is None:
        return [{"code": "unknown_file", "message": f"nothing was sent under the transaction number {answer.control}"}]
    if answer.accepted:
        # Refused stays refused: it may have been told again under another number.
        Due834.objects.filter(pk=due.pk).exclude(answer=Answered.REFUSED).update(answer=Answered.ACCEPTED)
        return []
    errors = "; ".join(answer.errors) or "no reason was given"
    if due.answer == Answered.ACCEPTED:
        return _accepted_before(f"transaction {answer.control}", errors)
    Due834.objects.filter(pk=due.pk).update(answer=Answered.REFUSED, answer_error=errors)
    return [{"code": "refused", "message": f"transaction {answer.control} was refused: {errors}"}]


def _refused(file: EdiFile, rows: QuerySet[Due834], answer: Answer) -> Reasons:
    """All of these messages; of a file without messages of its own, the file."""
    errors = "; ".join(answer.errors) or f"the {answer.of} was refused"
    refused = rows.filter(answer="").update(answer=Answered.REFUSED, answer_error=errors)
    if not refused and (rows.filter(answer=Answered.ACCEPTED).exists() or file.answer == Answered.ACCEPTED):
        return _accepted_before(file.name, errors)
    _close(file, Answered.REFUSED)
    return [{"code": "refused", "message": f"{file.name} was refused: {errors}"}]


def _accepted_before(what: str, errors: str) -> Reasons:
    """As the same bytes are refused that were put into the folder again: the insurer has them, and nothing is told twice."""
    return [{"code": "accepted_before", "message": f"{what} was refused after it had been accepted: {errors}"}]


def _close(file: EdiFile, answer: Answered) -> None:
    """Once each of its groups is answered, by what was said of its messages. Refused stays refused: it may have been told again."""
    said = set(file.told.values_list("answer", flat=True))
    if "" in said or (not said and file.answer == Answered.REFUSED):
        return
    if said:
        answer = Answered(said.pop()) if len(said) == 1 else Answered.PARTLY
    file.answer, file.answered_at = answer, timezone.now()
    file.save(update_fields=["answer", "answered_at"])


def overdue(now: datetime) -> list[EdiFile]:
    """834 and 820 files in place whose acknowledgment has not come in the hours that the partner has for it; the oldest first."""
    waiting: QuerySet[EdiFile] = EdiFile.objects.filter(set__in=ANSWERED_SETS, answered_at=None).exclude(placed_at=None)
    return [file for file in waiting.defer("content").order_by("placed_at") if _late(file, now)]


def _late(file: EdiFile, now: datetime) -> bool:
    hours = profiles.load(file.exchange, file.issuer_id).answer_within_hours
    return file.placed_at is not None and now > file.placed_at + timedelta(hours=hours)
