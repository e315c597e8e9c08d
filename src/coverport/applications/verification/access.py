"""Who reviews papers, and who may see tax data with them: people of the exchange at which they were sent."""

from typing import Any

from coverport.accounts.models import Role
from coverport.core.access import Actor, relation
from coverport.exchanges.models import Exchange


@relation("reviewer")
def reviews_for_its_exchange(actor: Actor, thing: Any) -> bool:
    """Things to review answer `reviewed_at_id`: the exchange whose state workers do it."""
    exchange_id = thing.pk if isinstance(thing, Exchange) else getattr(thing, "reviewed_at_id", None)
    return _is(Role.Kind.STATE_WORKER, actor, exchange_id)


@relation("tax_reviewer")
def sees_tax_data_for_its_exchange(actor: Actor, thing: Any) -> bool:
    """Being a state worker is not enough: who needs tax data for their work is given this role by name, 45 CFR 155.260(a)."""
    return _is(Role.Kind.TAX_REVIEWER, actor, getattr(thing, "exchange_id", None))


def _is(kind: str, actor: Actor, exchange_id: int | None) -> bool:
    if actor.user_id is None or exchange_id is None:
        return False
    roles = Role.objects.filter(user_id=actor.user_id, exchange_id=exchange_id, kind=kind)
    return bool(roles.exists())
