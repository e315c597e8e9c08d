"""Letters to people whose state goes to another exchange: their inbox goes along, the letters stay as they were sent."""

from coverport.core.moving import Move, carries
from coverport.notices.models import DeliveryChoice, Notice


@carries("notices")
def carry_letters(move: Move) -> dict[str, int]:
    """Everything that the exchange wrote to them."""
    mine = Notice.objects.filter(exchange=move.source, user_id__in=move.owners)
    moved = {"letters": mine.update(exchange=move.target)}
    _carry_choices(move)
    return moved


def _carry_choices(move: Move) -> None:
    """On paper or by email, as they chose; who has chosen at the target already keeps that."""
    settled = DeliveryChoice.objects.filter(exchange=move.target).values("user")
    mine = DeliveryChoice.objects.filter(exchange=move.source, user__in=move.owners)
    mine.exclude(user__in=settled).update(exchange=move.target)
