"""Where the records of a CSV file begin, against the standard library's reader."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from coverport.plans.importers.source_file import Shape

TEXT = st.text(alphabet='ab,"\n é', max_size=6)


@given(
    st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
@example([["a", "b"]], False, "\n", 1)
@example([['"', "\n"], ["", ""]], True, "\n", 8)
def test_records_lines_and_fields_are_those_of_the_csv_module(
    rows: list[list[str]], ends: bool, line_end: str, length: int
) -> None:
    """However the text is cut into pieces."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    data = text.getvalue() if ends else text.getvalue().removesuffix(line_end)
    counted, raw = Shape(), data.encode()
    for start in range(0, len(raw), length):
        counted.add(raw[start : start + length])
    shape = counted.records()
    reader, lines = csv.reader(io.StringIO(data, newline="")), [1]
    for _ in reader:
        lines.append(reader.line_num + 1)
    assert shape.fields.tolist() == [len(row) for row in rows]
    assert shape.lines.tolist() == lines[:-1]
    assert not shape.unclosed_quote


def test_a_quotation_mark_that_is_never_closed_takes_in_the_rest() -> None:
    shape = Shape()
    for piece in (b"a,b\n1,", b'"2\n3', b",4\n"):
        shape.add(piece)
    found = shape.records()
    assert (found.lines.tolist(), found.fields.tolist(), found.unclosed_quote) == ([1, 2], [2, 2], True)
