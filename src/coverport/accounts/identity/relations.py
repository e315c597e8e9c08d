"""What a proven identity opens: things that others know about a person."""

from typing import Any

from coverport.accounts.identity.models import IdentityProof
from coverport.core.access import Actor, owns, relation


def is_proven(user_id: int | None, exchange_id: int) -> bool:
    """Whether an account's owner has proven, in any way, who they are."""
    if user_id is None:
        return False
    proofs = IdentityProof.objects.filter(user_id=user_id, exchange_id=exchange_id, state=IdentityProof.State.PROVEN)
    return proofs.exists()


@relation("proven_owner")
def owns_and_is_proven(actor: Actor, thing: Any) -> bool:
    """The owner of a thing of an exchange, once they have proven who they are there."""
    return owns(actor, thing) and is_proven(actor.user_id, thing.exchange_id)
