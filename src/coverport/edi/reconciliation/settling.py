"""The verb of staff: who is right about something that no rule decides."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi import known
from coverport.edi.access import party_of
from coverport.edi.events import DiscrepancySettled
from coverport.edi.models import Discrepancy
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.mending import as_found, tell
from coverport.edi.reconciliation.rules.authority import BY_834, decide
from coverport.enrollment.models import Enrollment


class CannotSettle(Refusal):
    """The decision cannot be taken so."""

    code = "cannot_settle"


@transaction.atomic
def settle_discrepancy(*, actor: Actor, row: Discrepancy, right: str, note: str, on: date) -> Discrepancy:
    """Decide that the exchange or the insurer is right. The insurer hears it with the next answer; by an 834, where there is one for it.

    What the insurer is right about staff mend by its own verb: the note says how. Raises NotAllowed, CannotSettle.
    """
    actor.require(Permission.SETTLE_DISCREPANCIES, party_of(row))
    # As a comparison locks them: the household first.
    enrollment = known.policy(row.exchange, row.policy) if row.enrollment_id else None
    locked = Discrepancy.objects.select_for_update().get(pk=row.pk)
    if locked.status not in Discrepancy.LIVE:
        raise CannotSettle(_("This is settled already."))
    if right not in {"exchange", "issuer"}:
        raise CannotSettle(_("Say who is right."), field="right")
    if not note.strip():
        raise CannotSettle(_("Say why, and what was done."), field="note")
    if right == "exchange":
        _tell(locked, enrollment, on)
    locked.status, locked.right, locked.closed_on = Discrepancy.Status.SETTLED, right, on
    locked.settled_by, locked.note, locked.answered_in = actor.label, note.strip()[:4000], None
    locked.save()
    fact = DiscrepancySettled(discrepancy=locked.reference, right=right)
    record(fact, by=actor, on=on, exchange=locked.exchange, subject=locked.reference, purpose="reconciliation")
    return locked


def _tell(row: Discrepancy, enrollment: Enrollment | None, on: date) -> None:
    """By an 834, where the table has one for a thing of this kind."""
    found = as_found(row.kind, row.policy, row.member, row.field, row.ours, row.theirs)
    case = decide(found, tables.authority(), enrollment.biller if enrollment else "")
    if enrollment and case.mend in BY_834:
        row.due = tell(enrollment, {case.mend}, {row.field}, row.seen_in.month, on).get(case.mend)
        row.told += 1
