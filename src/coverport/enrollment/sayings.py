"""What a room above says on the page of a plan that covers or covered somebody, such as that a payment is late. It registers here."""

from collections.abc import Callable

import msgspec

from coverport.enrollment.models import Enrollment


class Saying(msgspec.Struct, frozen=True):
    """words: what is to be known; link, address: what can be done about it."""

    words: str
    link: str
    address: str


Say = Callable[[Enrollment], Saying | None]
_rooms: list[Say] = []


def says(say: Say) -> Say:
    """Register what a room says; None where it has nothing to say."""
    _rooms.append(say)
    return say


def sayings(enrollment: Enrollment) -> tuple[Saying, ...]:
    """Of all rooms, in the language that is active."""
    return tuple(said for say in _rooms if (said := say(enrollment)) is not None)
