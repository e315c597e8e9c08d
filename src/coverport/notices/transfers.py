"""Letters to people whose state goes to another exchange: their inbox goes along, the letters stay as they were sent."""

from coverport.core.moving import Move, carries
from coverport.notices.models import Notice


@carries("notices")
def carry_letters(move: Move) -> dict[str, int]:
    """Everything that the exchange wrote to them."""
    mine = Notice.objects.filter(exchange=move.source, user_id__in=move.owners)
    return {"letters": mine.update(exchange=move.target)}
