"""A draft, locked while a verb changes it; drafts of many households, made in memory and written at once."""

from collections.abc import Sequence
from datetime import date

from coverport.accounts.models import User
from coverport.applications.models import Application, Household
from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models
from coverport.core.errors import Refusal
from coverport.core.prepared import Read
from coverport.exchanges.models import Exchange

LOCKED = Read(
    lambda key: (
        Application.objects.select_for_update(of=("self",)).select_related("exchange", "household").filter(pk=key)
    )
)


def locked_draft(actor: Actor, application: Application, permission: Permission) -> Application:
    """The application, locked until the transaction ends, if the actor may and it is still a draft."""
    actor.require(permission, application)
    locked = LOCKED.get(application.pk)
    if not locked.is_draft:
        raise AlreadySubmitted.of(locked)
    return locked


class AlreadySubmitted(Refusal):
    """The application was signed already; its answers stand."""

    code = "already_submitted"

    @classmethod
    def of(cls, application: Application) -> "AlreadySubmitted":
        return cls(f"application {application.reference} has been submitted")


# ---- Many at once


def new_draft(exchange: Exchange, owner: User, year: int, started_on: date) -> Application:
    """The draft of a household that nobody knows yet, in memory; its people are those that it holds."""
    household = Household(exchange=exchange, owner=owner)
    draft = Application(household=household, exchange=exchange, year=year, started_on=started_on)
    draft.held_people = []
    return draft


def write_drafts(drafts: Sequence[Application]) -> None:
    """Write new drafts with their households and people by COPY, in the caller's transaction; their owners are written already."""
    households = [draft.household for draft in drafts]
    # What was assigned before it had a key is assigned once more: a key alone would forget the record.
    for household in households:
        household.owner = household.owner
    copy_models(households)
    for draft in drafts:
        draft.household = draft.household
    copy_models(drafts)
    rows = [one for draft in drafts for one in draft.held_people or ()]
    for one in rows:
        one.person.household = one.application.household
    copy_models([one.person for one in rows])
    for one in rows:
        one.application, one.person = one.application, one.person
    copy_models(rows)
