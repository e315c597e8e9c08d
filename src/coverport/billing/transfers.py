"""Bills, grace, and the ledger's future of people whose state goes to another exchange. What was booked stays booked where it was."""

from coverport.billing.models import GracePeriod, Invoice, Payment
from coverport.core.moving import Move, carries


@carries("billing")
def carry_invoices(move: Move) -> dict[str, int]:
    """Paid or not."""
    mine = {"exchange_id": move.source_id, "enrollment__application__household__owner_id__in": move.owners}
    GracePeriod.objects.filter(**mine).update(exchange_id=move.target_id)
    Payment.objects.filter(**mine).update(exchange_id=move.target_id)
    return {"bills": Invoice.objects.filter(**mine).update(exchange_id=move.target_id)}
