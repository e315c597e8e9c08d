"""What the list of plans shows of what somebody keeps: marks and a button in each row, links above it."""

from typing import Any

import msgspec
from django.http import HttpRequest

from coverport.shopping.answers import Answers
from coverport.shopping.care.coverage import Marks
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.saved.kept import Kept


class Saving(msgspec.Struct, frozen=True):
    """What the buttons need. answers: the shopping answers as a query; way: the same with all that was chosen of the list."""

    kept: Kept
    year: int
    answers: str
    way: str

    @property
    def number(self) -> int:
        """How many plans of the year are saved."""
        return len(self.kept.of(self.year))


def kept_in_rows(request: HttpRequest, answers: Answers, way: str, marks: Marks) -> dict[str, Any]:
    """`care_marks` and `save_button` for the rows of a page: see _care_marks.html, _save_button.html and _kept_links.html."""
    return {"care_marks": marks, "save_button": Saving(kept_of(request), answers.year, answers.query(), way)}
