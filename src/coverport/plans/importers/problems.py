"""What is wrong with a file, said so that its sender can mend it: line, column, what was found, what was expected."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from coverport.core.errors import Refusal

REPORTED = 20


class Problem(msgspec.Struct, frozen=True):
    """One mistake. line: as a text editor counts, the header is line 1; None where the whole file is meant.

    cell: of a workbook or a template, as the sender's own screen shows it ("Service Areas!D14", "Rate_Table-E.15").
    """

    line: int | None
    column: str | None
    found: str
    expected: str
    cell: str | None = None

    def __str__(self) -> str:
        place = [f"cell {self.cell}"] if self.cell else []
        place += [f"line {self.line}"] if self.line else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place) or 'the file'}: found {self.found}; expected {self.expected}"


class UnreadableFile(Refusal):
    """A plan file with mistakes. `problems` has the first of them, `count` says how many there are."""

    code = "unreadable_file"

    def __init__(self, path: Path, problems: Sequence[Problem], count: int | None = None) -> None:
        self.file = path.name
        self.problems = tuple(sorted(problems, key=lambda one: one.line or 0)[:REPORTED])
        self.count = max(count or 0, len(problems))
        mistakes = "1 mistake" if self.count == 1 else f"{self.count} mistakes"
        lines = [f"{path.name} has {mistakes}. Nothing was imported.", *(f"  {one}" for one in self.problems)]
        if self.count > len(self.problems):
            lines.append(f"  and {self.count - len(self.problems)} more")
        super().__init__("\n".join(lines), field="file")


def quoted(text: str | None) -> str:
    """A found value for a message: nothing, or the value, shortened."""
    if not text:
        return "nothing"
    return repr(text if len(text) <= 60 else text[:57] + "...")
