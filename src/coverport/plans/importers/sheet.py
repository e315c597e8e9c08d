"""A plan file in memory while it is checked: text columns by our names, the line of each row, the mistakes so far."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coverport.plans.importers.problems import REPORTED, Problem, UnreadableFile, quoted

Rows = NDArray[np.bool_]


class Sheet:
    """Rows of text by the file's own column names; empty text where the file has nothing.

    lines: the line of each row. Mistakes are gathered, the first few of each kind with their place, and refused together.
    """

    def __init__(self, path: Path, frame: pl.DataFrame, lines: NDArray[np.int64]) -> None:
        self.path, self.frame, self.lines = path, frame, lines
        self.problems: list[Problem] = []
        self.count = 0

    def __len__(self) -> int:
        return len(self.frame)

    def at(self, rows: NDArray[np.int64]) -> "Sheet":
        """Some of the rows, with mistakes of their own."""
        return Sheet(self.path, self.frame[rows], self.lines[rows])

    def strip(self, columns: Iterable[str] | None = None) -> "Sheet":
        """Without blanks around the text of all columns, or of some."""
        for column in self.frame.columns if columns is None else columns:
            bare = self.frame[column].str.strip_chars()
            if (bare != self.frame[column]).any():  # few have blanks around: replacing all would hold the text twice
                self.frame.replace_column(self.frame.get_column_index(column), bare)
        return self

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.frame.columns

    def text(self, column: str) -> pl.Series:
        """A column's text."""
        return self.frame[column]

    def refuse(self, wrong: Rows | pl.Series, column: str, expected: str | Callable[[int], str]) -> None:
        """Note every wrong row: what stands in the column, and what should (for all, or by row)."""
        rows = np.flatnonzero(np.asarray(wrong))
        self.count += len(rows)
        for row in rows[:REPORTED].tolist():
            words = expected if isinstance(expected, str) else expected(row)
            self.problems.append(Problem(int(self.lines[row]), column, quoted(self.text(column)[row]), words))

    def stop_if_wrong(self) -> None:
        """Raise UnreadableFile when anything was noted."""
        if self.count:
            raise UnreadableFile(self.path, self.problems, self.count)


def read_sheet(path: Path, data: bytes, lines: NDArray[np.int64], names: Mapping[str, str]) -> Sheet:
    """Read the columns that matter, blanks and all. names: as the header prints them -> without blanks. Raises UnreadableFile."""
    try:
        text = pl.read_csv(data, infer_schema=False, columns=list(names), empty_string_is_null=False)
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile(path, [Problem(None, None, str(error).splitlines()[0], "CSV")]) from error
    if len(text) != len(lines):
        found = f"{len(text)} rows where {len(lines)} lines begin"
        raise UnreadableFile(path, [Problem(None, None, found, "quotation marks around whole fields alone")])
    return Sheet(path, text.rename(dict(names)).fill_null(""), lines)
