"""A state leaves one exchange for another, 45 CFR 155.106: its people, applications, enrollments and letters go along."""

from datetime import date
from typing import ClassVar

import msgspec
from django.db import transaction

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.events import Fact, fact, record
from coverport.core.moving import Move, carry, living_in
from coverport.exchanges.models import Exchange

NAMED = 5  # of those who stand in the way


@fact
class StateTransferred(Fact, frozen=True):
    """A state's people are another exchange's now."""

    kind: ClassVar[str] = "exchanges.state_transferred"
    state: str
    source: str
    target: str
    from_year: int
    went: dict[str, int]


class CannotTransfer(Refusal):
    """Something must be settled before the state can leave."""

    code = "cannot_transfer"


class Transferred(msgspec.Struct, frozen=True):
    """What went along, by kind of record. changed: false in a dry run, and where nobody is left to move."""

    went: dict[str, int]
    changed: bool


class _DryRun(Exception):
    """Undo what a dry run has moved."""


def transfer_state(
    *, actor: Actor, state: str, source: Exchange, target: Exchange, from_year: int, on: date, dry_run: bool = False
) -> Transferred:
    """Move all that belongs to a state's people, or nothing. Raises NotAllowed, CannotTransfer.

    from_year: the first plan year that the target sells. Plans and published catalogs stay where they are: an enrollment keeps the
    number that priced it. Files that insurers have got already stay with the sender who wrote them.
    """
    if actor.kind != "system":
        raise NotAllowed(f"{actor.label} may not move a state")
    _check_profiles(state, source, target, from_year)
    went: dict[str, int] = {}
    try:
        with transaction.atomic():
            went = _move(actor, state, source, target, from_year, on)
            if dry_run:
                raise _DryRun
    except _DryRun:
        return Transferred(went, changed=False)
    return Transferred(went, changed=bool(went))


def _check_profiles(state: str, source: Exchange, target: Exchange, year: int) -> None:
    if source.pk == target.pk:
        raise CannotTransfer(f"{source.slug} is where {state} is already.")
    if state not in target.profile.states_of(year):
        raise CannotTransfer(f"{target.slug}/profile.yaml does not say that {target.slug} serves {state} in {year}.")
    if state in source.profile.states_of(year):
        raise CannotTransfer(
            f"{source.slug}/profile.yaml still says that {source.slug} serves {state} in {year}. Give the state under `left`."
        )


def _move(actor: Actor, state: str, source: Exchange, target: Exchange, year: int, on: date) -> dict[str, int]:
    # Nobody begins at either exchange under the old rules while people move.
    list(Exchange.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk"))
    living = living_in(state, source.pk, target.pk)
    if living.settled:
        named = ", ".join(living.settled[:NAMED])
        raise CannotTransfer(
            f"{len(living.settled)} accounts have a household at {target.slug} already, and there can be one alone: {named}. "
            "Join them first."
        )
    if not living.owners:
        return {}
    went = carry(Move(state, source.slug, target.slug, source.pk, target.pk, living.owners))
    happened = StateTransferred(state, source.slug, target.slug, year, went)
    for exchange in (source, target):
        record(happened, by=actor, on=on, exchange=exchange.slug, subject=exchange.slug, purpose="45 CFR 155.106")
    return went
