"""Appeals of people whose state goes to another exchange go along, decided or not."""

from coverport.appeals.models import Appeal
from coverport.core.moving import Move, carries


@carries("appeals")
def carry_appeals(move: Move) -> dict[str, int]:
    mine = Appeal.objects.filter(exchange_id=move.source_id, application__household__owner_id__in=move.owners)
    return {"appeals": mine.update(exchange_id=move.target_id)}
