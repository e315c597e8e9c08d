"""What the post office says happened."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class NoticePosted(Fact, frozen=True):
    """A letter lies in a person's inbox. notice: its reference; kind_of_letter: the registered kind."""

    kind: ClassVar[str] = "notices.posted"
    notice: str
    kind_of_letter: str
