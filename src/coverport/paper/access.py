"""Who keys in: state workers of the exchange, and only what came on paper or by telephone."""

from typing import Any

from coverport.accounts.models import Role
from coverport.applications.models import Application
from coverport.core.access import Actor, relation
from coverport.paper.models import PaperApplication


@relation("clerk")
def keys_in(actor: Actor, thing: Any) -> bool:
    """A state worker of the exchange at which a paper lies, while it is not decided."""
    if actor.user_id is None or not isinstance(thing, Application):
        return False
    open_paper = PaperApplication.objects.filter(application=thing).exclude(status=PaperApplication.Status.DECIDED)
    roles = Role.objects.filter(user_id=actor.user_id, exchange_id=thing.exchange_id, kind=Role.Kind.STATE_WORKER)
    return bool(open_paper.exists() and roles.exists())
