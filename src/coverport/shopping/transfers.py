"""What people of a state that goes to another exchange had saved. A link that they shared stays where its plans are sold."""

from coverport.core.moving import Move, carries
from coverport.shopping.models import KeptShopping


@carries("shopping")
def carry_kept(move: Move) -> dict[str, int]:
    """Saved plans, doctors and drugs; where somebody has saved something there too, each stays with its exchange."""
    there = KeptShopping.objects.filter(exchange_id=move.target_id).values("user_id")
    mine = KeptShopping.objects.filter(exchange_id=move.source_id, user_id__in=move.owners).exclude(user_id__in=there)
    return {"saved lists": mine.update(exchange_id=move.target_id)}
