"""What people do with what they keep: change it, carry it into an account. A list of one's own is no decision: there is no event."""

from collections.abc import Callable

import msgspec
from django.db import transaction
from django.db.models.functions import Now

from coverport.core.access import Actor, Permission
from coverport.exchanges.models import Exchange
from coverport.shopping.models import KeptShopping, ShareLink
from coverport.shopping.saved.kept import Kept, merged


def kept_by(actor: Actor, exchange: Exchange) -> Kept:
    """What a signed-in person keeps at an exchange."""
    assert actor.user_id is not None
    row = KeptShopping.objects.filter(user_id=actor.user_id, exchange=exchange).first()
    return _read(row.contents) if row else Kept()


@transaction.atomic
def change_kept(*, actor: Actor, exchange: Exchange, change: Callable[[Kept], Kept]) -> Kept:
    """Change what somebody keeps. The row is held, so that two devices lose nothing of each other. Raises what `change` raises."""
    assert actor.user_id is not None
    nothing = msgspec.json.encode(Kept()).decode()
    KeptShopping.objects.get_or_create(user_id=actor.user_id, exchange=exchange, defaults={"contents": nothing})
    row = KeptShopping.objects.select_for_update().get(user_id=actor.user_id, exchange=exchange)
    actor.require(Permission.CHANGE, row)
    found = change(_read(row.contents))
    row.contents = msgspec.json.encode(found).decode()
    row.changed_at = Now()
    row.save(update_fields=["contents", "changed_at"])
    return found


@transaction.atomic
def carry_over(*, actor: Actor, exchange: Exchange, browser: Kept) -> Kept:
    """Put what a browser kept into the account of whoever signed in there; links that it made become theirs."""
    made_here = ShareLink.objects.filter(exchange=exchange, reference__in=browser.links, owner=None)
    made_here.update(owner_id=actor.user_id)
    rest = msgspec.structs.replace(browser, links=())
    return change_kept(actor=actor, exchange=exchange, change=lambda account: merged(account, rest))


def _read(contents: str) -> Kept:
    return msgspec.json.decode(contents, type=Kept)
