"""Where the records of a CSV file begin, against the standard library's reader."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from coverport.plans.importers.source_file import records

TEXT = st.text(alphabet='ab,"\n é', max_size=6)


@given(
    st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
@example([["a", "b"]], False, "\n")
def test_records_lines_and_fields_are_those_of_the_csv_module(rows: list[list[str]], ends: bool, line_end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    data = text.getvalue() if ends else text.getvalue().removesuffix(line_end)
    shape = records(data.encode())
    reader, lines = csv.reader(io.StringIO(data, newline="")), [1]
    for _ in reader:
        lines.append(reader.line_num + 1)
    assert shape.fields.tolist() == [len(row) for row in rows]
    assert shape.lines.tolist() == lines[:-1]
    assert not shape.unclosed_quote
