"""Where a decision leads on for who has a plan already, on its own page. The room of enrollments registers here: it stands above."""

from collections.abc import Callable

import msgspec

from coverport.applications.models import Application


class Onward(msgspec.Struct, frozen=True):
    """words: where it stands; link, address: the next step."""

    words: str
    link: str
    address: str


Lead = Callable[[Application], Onward | None]
_rooms: list[Lead] = []


def leads_on(lead: Lead) -> Lead:
    """Register where a room leads; None where it has nothing."""
    _rooms.append(lead)
    return lead


def onward(application: Application) -> Onward | None:
    """Of a decided application, in the language that is active; None where a plan is to be chosen, or none can be."""
    return next((found for lead in _rooms if (found := lead(application)) is not None), None)
