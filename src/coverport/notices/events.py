"""What the post office says happened."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class NoticePosted(Fact, frozen=True):
    """A letter lies in a person's inbox. notice: its reference; kind_of_letter: the registered kind."""

    kind: ClassVar[str] = "notices.posted"
    notice: str
    kind_of_letter: str


@fact
class DeliveryChosen(Fact, frozen=True):
    """A person said how letters are to come."""

    kind: ClassVar[str] = "notices.delivery_chosen"
    paperless: bool
    large_print: bool


@fact
class LetterReturned(Fact, frozen=True):
    """A letter did not arrive. channel: "email" or "print"; why: the code of the mail system or of the post."""

    kind: ClassVar[str] = "notices.returned"
    notice: str
    channel: str
    why: str


@fact
class PrintRunPlanned(Fact, frozen=True):
    """Letters were put into a print run. held: those that cannot be delivered as they are."""

    kind: ClassVar[str] = "notices.print_run_planned"
    run: str
    letters: int
    held: int
