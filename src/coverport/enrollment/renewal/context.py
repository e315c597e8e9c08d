"""What the letters of a renewal are made from: a household's story, and the words that all of a run share."""

from collections.abc import Callable
from typing import Any, TypeVar

from coverport.core.once import once
from coverport.enrollment.renewal.telling import Story, income_words
from coverport.notices.kinds.parts import Case

T = TypeVar("T")


class Context(Case, frozen=True, kw_only=True, dict=True):
    """What both letters are made from. said: what all letters of a run say alike, by language; it grows as they are made."""

    story: Story
    said: dict[tuple[str, ...], Any] = {}

    @once
    def income(self) -> str:
        """What the help rests on, in the language that is active."""
        return income_words(self.story)

    def alike(self, make: Callable[[], T], *key: str) -> T:
        """Words in which nothing of the household stands, made once for a run. key: what they depend on."""
        found: T | None = self.said.get((self.to.language, *key))
        if found is None:
            found = self.said[self.to.language, *key] = make()
        return found
