"""What happens to appeals, as other rooms may hear it. References only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class AppealFiled(Fact, frozen=True):
    """Somebody asked that a decision be looked at again."""

    kind: ClassVar[str] = "appeals.filed"
    appeal: str
    determination: str


@fact
class AppealSeen(Fact, frozen=True):
    """Somebody of the staff opened it, and with it what the person wrote and what was decided about their household."""

    kind: ClassVar[str] = "appeals.seen"
    appeal: str


@fact
class AppealDecided(Fact, frozen=True):
    """It was decided or dismissed. draft: the application that is to be decided anew because of it, or empty."""

    kind: ClassVar[str] = "appeals.decided"
    appeal: str
    outcome: str
    draft: str = ""
