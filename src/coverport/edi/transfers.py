"""What insurers have not heard yet of people whose state goes to another exchange: that exchange tells it.

Files that were written, and what stands in them, stay with their sender: control numbers are its own.
"""

from coverport.core.moving import Move, carries
from coverport.edi.models import Due834


@carries("edi")
def carry_untold(move: Move) -> dict[str, int]:
    """834s that are due."""
    mine = Due834.objects.filter(
        exchange=move.source, file=None, enrollment__application__household__owner_id__in=move.owners
    )
    return {"834s still to be told": mine.update(exchange=move.target)}
