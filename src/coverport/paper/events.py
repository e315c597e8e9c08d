"""What happens to applications on paper, as other rooms may hear it. References only."""

from datetime import date
from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class EnvelopeScanned(Fact, frozen=True):
    """Pages came in. sheets: how many; papers: the applications in it."""

    kind: ClassVar[str] = "paper.scanned"
    envelope: str
    sheets: int
    papers: tuple[str, ...]


@fact
class EnvelopeSorted(Fact, frozen=True):
    """A person placed the pages that no code could place."""

    kind: ClassVar[str] = "paper.sorted"
    envelope: str
    papers: tuple[str, ...]


@fact
class SheetSeen(Fact, frozen=True):
    """Somebody of the staff opened a scanned page."""

    kind: ClassVar[str] = "paper.sheet_seen"
    sheet: str


@fact
class PaperReceived(Fact, frozen=True):
    """An application on paper or by telephone is there. counts_from: its day; arrival: the place that was kept on the website."""

    kind: ClassVar[str] = "paper.received"
    paper: str
    channel: str
    counts_from: date
    arrival: str = ""


@fact
class PaperKeyed(Fact, frozen=True):
    """It was keyed in once."""

    kind: ClassVar[str] = "paper.keyed"
    paper: str
    application: str


@fact
class SecondKeyed(Fact, frozen=True):
    """What decides most was keyed again. differing: how many fields are not alike."""

    kind: ClassVar[str] = "paper.second_keyed"
    paper: str
    differing: int


@fact
class AnswersAsked(Fact, frozen=True):
    """A letter asks for what is not on the paper."""

    kind: ClassVar[str] = "paper.answers_asked"
    paper: str
    due_on: date


@fact
class PaperTakenUp(Fact, frozen=True):
    """The answer came; it is keyed on."""

    kind: ClassVar[str] = "paper.taken_up"
    paper: str


@fact
class PaperSetAside(Fact, frozen=True):
    """It is not an application, or one that is there already."""

    kind: ClassVar[str] = "paper.set_aside"
    paper: str


@fact
class PaperDecided(Fact, frozen=True):
    """It was decided, by the same verb as one of the website."""

    kind: ClassVar[str] = "paper.decided"
    paper: str
    application: str
    determination: str
