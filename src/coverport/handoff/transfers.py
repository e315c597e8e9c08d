"""Cases of people whose state goes to another exchange. What the agency sent stays with the exchange that got it."""

from coverport.core.moving import Move, carries
from coverport.handoff.models import Case, Match, Outgoing


@carries("handoff")
def carry_cases(move: Move) -> dict[str, int]:
    """Cases, messages that have no receipt yet or have one, and what records showed."""
    owners = {"application__household__owner_id__in": move.owners, "exchange_id": move.source_id}
    messages = Outgoing.objects.filter(exchange_id=move.source_id, household__owner_id__in=move.owners)
    messages.update(exchange_id=move.target_id)
    Match.objects.filter(**owners).update(exchange_id=move.target_id)
    return {"Medicaid cases": Case.objects.filter(**owners).update(exchange_id=move.target_id)}
