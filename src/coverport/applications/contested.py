"""What became of a decision that somebody had looked at again, on its own page. The room of appeals registers here: it stands above."""

from collections.abc import Callable
from datetime import date

import msgspec

from coverport.applications.models import Determination


class Contested(msgspec.Struct, frozen=True):
    """words: where it stands; link, address: what leads on; waits: whether the person has to do it; again: whether it may be asked for."""

    words: str
    link: str
    address: str
    waits: bool = False
    again: bool = False


Tell = Callable[[Determination, date], Contested | None]
_rooms: list[Tell] = []


def tells(tell: Tell) -> Tell:
    """Register what a room tells; None where nobody asked."""
    _rooms.append(tell)
    return tell


def contested(determination: Determination, today: date) -> Contested | None:
    """Of a decision as of a day, in the language that is active."""
    return next((told for tell in _rooms if (told := tell(determination, today)) is not None), None)
