"""What the list of plans shows of what somebody keeps: marks and a button in each row, links above it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest

from coverport.shopping.answers import Answers
from coverport.shopping.care.coverage import marks_of
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.saved.kept import Kept


class Saving(msgspec.Struct, frozen=True):
    """What the buttons need. answers: the shopping answers as a query."""

    kept: Kept
    year: int
    answers: str

    @property
    def number(self) -> int:
        """How many plans of the year are saved."""
        return len(self.kept.of(self.year))


def kept_in_rows(request: HttpRequest, answers: Answers, plan_ids: Sequence[str]) -> dict[str, Any]:
    """`care_marks` and `save_button` for the rows of a page: see _care_marks.html, _save_button.html and _kept_links.html."""
    kept = kept_of(request)
    return {
        "care_marks": marks_of(kept, plan_ids, answers.year),
        "save_button": Saving(kept, answers.year, answers.query()),
    }
