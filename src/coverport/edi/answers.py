"""What an insurer's front door says of our files: accepted, or refused with the segment; and files that nobody has answered in time."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from coverport.edi import profiles
from coverport.edi.models import Answered, Due834, EdiFile, Received
from coverport.edi.rules.inbound import Answer
from coverport.edi.rules.partner import PartnerProfile

Reasons = list[dict[str, Any]]


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
        return _refused(file, answer) if answer.accepted is False else []
    if answer.accepted is False:
        return _refused(file, answer)
    _close(file, Answered.ACCEPTED if answer.accepted else Answered.PARTLY)
    file.told.filter(answer="").update(answer=Answered.ACCEPTED)
    return []


def _of_transaction(received: Received, answer: Answer) -> Reasons:
    rows = Due834.objects.select_for_update().filter(exchange=received.exchange, issuer_id=received.issuer_id)
    due = rows.filter(control=answer.control).first()
    if due is None:
        return [{"code": "unknown_file", "message": f"nothing was sent under the transaction number {answer.control}"}]
    if answer.accepted:
        # Refused stays refused: it may have been told again under another number.
        Due834.objects.filter(pk=due.pk).exclude(answer=Answered.REFUSED).update(answer=Answered.ACCEPTED)
        return []
    errors = "; ".join(answer.errors) or "no reason was given"
    Due834.objects.filter(pk=due.pk).update(answer=Answered.REFUSED, answer_error=errors)
    return [{"code": "refused", "message": f"transaction {answer.control} was refused: {errors}"}]


def _refused(file: EdiFile, answer: Answer) -> Reasons:
    errors = "; ".join(answer.errors) or f"the {answer.of} was refused"
    _close(file, Answered.REFUSED)
    file.told.filter(answer="").update(answer=Answered.REFUSED, answer_error=errors)
    return [{"code": "refused", "message": f"{file.name} was refused: {errors}"}]


def _close(file: EdiFile, answer: Answered) -> None:
    """A refused file stays refused, whatever else is said of it: what was in it may have been told again."""
    if file.answer == Answered.REFUSED:
        return
    file.answer, file.answered_at = answer, timezone.now()
    file.save(update_fields=["answer", "answered_at"])


def overdue(now: datetime) -> list[EdiFile]:
    """834 files in place whose acknowledgment has not come in the hours that the partner has for it; the oldest first."""
    waiting: QuerySet[EdiFile] = EdiFile.objects.filter(set="834", answered_at=None).exclude(placed_at=None)
    return [file for file in waiting.defer("content").order_by("placed_at") if _late(file, now)]


def _late(file: EdiFile, now: datetime) -> bool:
    hours = profiles.load(file.exchange, file.issuer_id).answer_within_hours
    return file.placed_at is not None and now > file.placed_at + timedelta(hours=hours)
