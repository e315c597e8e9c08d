"""Bills of people whose state goes to another exchange; payments hang on them."""

from coverport.billing.models import Invoice
from coverport.core.moving import Move, carries


@carries("billing")
def carry_invoices(move: Move) -> dict[str, int]:
    """Paid or not."""
    mine = Invoice.objects.filter(
        exchange_id=move.source_id, enrollment__application__household__owner_id__in=move.owners
    )
    return {"bills": mine.update(exchange_id=move.target_id)}
