"""Who reviews papers: state workers of the exchange at which they were sent."""

from typing import Any

from coverport.accounts.models import Role
from coverport.core.access import Actor, relation
from coverport.exchanges.models import Exchange


@relation("reviewer")
def reviews_for_its_exchange(actor: Actor, thing: Any) -> bool:
    """Things to review answer `reviewed_at_id`: the exchange whose state workers do it."""
    exchange_id = thing.pk if isinstance(thing, Exchange) else getattr(thing, "reviewed_at_id", None)
    if actor.user_id is None or exchange_id is None:
        return False
    roles = Role.objects.filter(user_id=actor.user_id, exchange_id=exchange_id, kind=Role.Kind.STATE_WORKER)
    return bool(roles.exists())
